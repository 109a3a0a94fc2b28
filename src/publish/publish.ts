import { all } from '../concurrent.ts';
import type { Publication } from '../destination.ts';
import { cancelled } from '../exec.ts';
import type { Platform } from '../platform.ts';
import { retry } from '../retry.ts';
import { print } from '../runner.ts';
import type { Builder } from '../setup/boot.ts';
import { readRegistrySettings } from '../setup/buildkitd.ts';
import {
  comparePlatforms,
  listAttestations,
  listPredicates,
  type PlatformDigest,
  parseConfigPlatform,
  parseManifest,
} from './manifest.ts';
import { type ImageName, registryOf, type TagTarget } from './reference.ts';
import { openRepository, type Repository } from './registry.ts';
import { moveTags, type Place, readBack } from './tagging.ts';

/** What was published. */
export interface Published {
  /** As read back from the registry. */
  platforms: readonly PlatformDigest[];
  /** The types of what is attested of a platform, by the digest of its manifest; as read back, too. */
  attestations: ReadonlyMap<string, readonly string[]>;
  /** Tags that were left where they are, because a newer release is there. */
  kept: readonly TagTarget[];
}

/** What was published where nothing was to be. */
export const NOTHING: Published = { platforms: [], attestations: new Map(), kept: [] };

/**
 * Verifies under every name what was pushed by digest, then moves the tags and reads them back. Throws where anything is
 * not as it should be; before any tag was moved unless the error lists it.
 */
export async function publish(
  { files }: Pick<Builder, 'files'>,
  { names, tags }: Publication,
  platforms: readonly Platform[],
  digest: string | undefined,
): Promise<Published> {
  if (digest === undefined)
    throw new Error('build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one');
  const open = (name: ImageName) => openRepository(name, readRegistrySettings(files, registryOf(name)));
  const verified = await all(names.map((name) => verify(name, open(name), digest, platforms)));
  const [first] = verified;
  const attestations = new Map(first && (await readAttestations(first)));
  for (const name of names) print(`Verified ${name}@${digest}`);
  return { platforms: first?.platforms ?? [], attestations, kept: await moveTags(verified, tags) };
}

async function verify(
  name: ImageName,
  repository: Repository,
  digest: string,
  platforms: readonly Platform[],
): Promise<Place & { platforms: PlatformDigest[] }> {
  const reference = `${name}@${digest}`;
  const manifest = await readBack(repository, reference, digest, digest);
  const found = parseManifest(manifest.bytes.toString());
  const present = Array.isArray(found)
    ? found
    : [{ platform: parseConfigPlatform(await readBlob(repository, reference, found.config)), digest }];
  const difference = comparePlatforms(
    platforms,
    present.map(({ platform }) => platform),
  );
  if (difference === undefined) return { name, repository, manifest, platforms: present };
  throw new Error(
    `platforms: ${reference} is not what was asked for: ${difference}. No tag was moved; build for platforms that all base images have`,
  );
}

/** The types of what is attested of each platform, under the digest of its manifest. */
async function readAttestations({ name, repository, manifest }: Place): Promise<[string, string[]][]> {
  const read = async ({ digest, about }: { digest: string; about: string }): Promise<[string, string[]]> => {
    const { bytes } = await readBack(repository, `${name}@${digest}`, digest, digest);
    return [about, listPredicates(bytes.toString())];
  };
  return all(listAttestations(manifest.bytes.toString()).map(read));
}

async function readBlob(repository: Repository, shown: string, digest: string): Promise<string> {
  return retry(shown, () => repository.readBlob(digest)).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${shown} can't be read back; look into the registry, then run the step again. ${error.message}`,
      { cause: error },
    );
  });
}
