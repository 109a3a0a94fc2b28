import { setTimeout as delay } from 'node:timers/promises';
import { all } from '../concurrent.ts';
import type { Publication } from '../destination.ts';
import { cancelled } from '../exec.ts';
import type { Platform } from '../platform.ts';
import { print } from '../runner.ts';
import type { Builder } from '../setup/boot.ts';
import { readRegistrySettings } from '../setup/buildkitd.ts';
import { comparePlatforms, type PlatformDigest, parseConfigPlatform, parseManifest } from './manifest.ts';
import { formatTag, type ImageName, registryOf, type TagTarget } from './reference.ts';
import { type Manifest, openRepository, RegistryError, type Repository } from './registry.ts';

// Milliseconds between attempts at a registry that does not show yet what it took, or is out of breath.
const DELAYS = [250, 500, 1000, 2000, 4000];

/** One name, and what was found behind the digest there. */
interface Verified {
  name: ImageName;
  repository: Repository;
  manifest: Manifest;
  platforms: PlatformDigest[];
}

/**
 * Verifies under every name what was pushed by digest, then moves the tags and reads them back. Returns the platforms
 * and their manifests. Throws where anything is not as it should be; before any tag was moved unless the error lists it.
 */
export async function publish(
  { files }: Pick<Builder, 'files'>,
  { names, tags }: Publication,
  platforms: readonly Platform[],
  digest: string | undefined,
): Promise<PlatformDigest[]> {
  if (digest === undefined)
    throw new Error('build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one');
  const open = (name: ImageName) => openRepository(name, readRegistrySettings(files, registryOf(name)));
  const verified = await all(names.map((name) => verify(name, open(name), digest, platforms)));
  for (const name of names) print(`Verified ${name}@${digest}`);
  try {
    for (const one of verified)
      await all(tags.filter(({ name }) => name === one.name).map((target) => moveTag(one, target)));
  } catch (error) {
    throw await explainTagging(verified, tags, digest, error as Error);
  }
  for (const target of tags) print(`Tagged ${formatTag(target)}`);
  return verified[0]?.platforms ?? [];
}

async function verify(
  name: ImageName,
  repository: Repository,
  digest: string,
  platforms: readonly Platform[],
): Promise<Verified> {
  const reference = `${name}@${digest}`;
  const manifest = await readManifest(repository, reference, digest, digest);
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

async function moveTag({ repository, manifest }: Verified, target: TagTarget): Promise<void> {
  await retry(() => repository.moveTag(target.tag, manifest), isTransient);
  await readManifest(repository, formatTag(target), target.tag, manifest.digest);
}

/** Says which of the tags were moved already. */
async function explainTagging(
  verified: readonly Verified[],
  tags: readonly TagTarget[],
  digest: string,
  cause: Error,
): Promise<Error> {
  cancelled.throwIfAborted();
  const states = tags.map(async (target) => {
    const repository = verified.find(({ name }) => name === target.name)?.repository;
    const now = await repository?.readManifest(target.tag).catch(() => undefined);
    return `${formatTag(target)}: ${now?.digest === digest ? 'moved' : (now?.digest ?? 'not there')}`;
  });
  const list = (await Promise.all(states)).join('\n');
  return new Error(
    `tags: not all could be moved to ${digest}; make the registry take them, then run the step again. ${cause.message}\n${list}`,
    { cause },
  );
}

/** The manifest behind a tag or digest, once the registry shows the one with this digest. */
async function readManifest(
  repository: Repository,
  shown: string,
  reference: string,
  digest: string,
): Promise<Manifest> {
  const advice = `registry: what ${shown} was given can't be read back; look into the registry, then run the step again`;
  return retry(
    async () => {
      const manifest = await repository.readManifest(reference);
      if (manifest.digest !== digest) throw new RegistryError(404, `Expected ${digest}, got ${manifest.digest}`);
      return manifest;
    },
    // What was just written may not show at once.
    (error) => isTransient(error) || (error as RegistryError).status === 404,
  ).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error.message}`, { cause: error });
  });
}

async function readBlob(repository: Repository, shown: string, digest: string): Promise<string> {
  return retry(() => repository.readBlob(digest), isTransient).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${shown} can't be read back; look into the registry, then run the step again. ${error.message}`,
      { cause: error },
    );
  });
}

/** Whether another attempt may bring more: there was no answer, or one that says so. */
function isTransient(error: unknown): boolean {
  return !(error instanceof RegistryError) || error.status === 429 || error.status >= 500;
}

async function retry<T>(
  attempt: () => Promise<T>,
  isWorthIt: (error: unknown) => boolean,
  [wait, ...rest]: readonly number[] = DELAYS,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    cancelled.throwIfAborted();
    if (wait === undefined || !isWorthIt(error)) throw error;
  }
  await delay(wait, undefined, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
  return retry(attempt, isWorthIt, rest);
}
