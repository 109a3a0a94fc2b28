import { all } from '../concurrent.ts';
import type { Publication } from '../destination.ts';
import { cancelled } from '../exec.ts';
import { HttpError } from '../http.ts';
import { movesBack } from '../metadata/latest.ts';
import type { Platform } from '../platform.ts';
import { judgeError, retry } from '../retry.ts';
import { notice, print } from '../runner.ts';
import type { Builder } from '../setup/boot.ts';
import { readRegistrySettings } from '../setup/buildkitd.ts';
import { SourceError } from '../verdict.ts';
import {
  comparePlatforms,
  type PlatformDigest,
  parseConfigPlatform,
  parseManifest,
  parseNext,
  parseVersionLabel,
} from './manifest.ts';
import { formatTag, type ImageName, registryOf, type TagTarget } from './reference.ts';
import { type Manifest, openRepository, type Repository } from './registry.ts';

/** One name, and what was found behind the digest there. */
interface Verified {
  name: ImageName;
  repository: Repository;
  manifest: Manifest;
  platforms: PlatformDigest[];
}

/** What was published. */
export interface Published {
  /** As read back from the registry. */
  platforms: readonly PlatformDigest[];
  /** Tags that were left where they are, because a newer release is there. */
  kept: readonly TagTarget[];
}

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
  for (const name of names) print(`Verified ${name}@${digest}`);
  const kept: TagTarget[] = [];
  try {
    for (const one of verified)
      await all(
        tags
          .filter(({ name }) => name === one.name)
          .map(async (target) => {
            if (await staysNewer(one, target)) kept.push(target);
            else await moveTag(one, target);
          }),
      );
  } catch (error) {
    throw await explainTagging(verified, tags, digest, error as Error);
  }
  for (const target of tags) if (!kept.includes(target)) print(`Tagged ${formatTag(target)}`);
  return { platforms: verified[0]?.platforms ?? [], kept };
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
  await retry(formatTag(target), () => repository.moveTag(target.tag, manifest));
  await readManifest(repository, formatTag(target), target.tag, manifest.digest);
}

/** Whether the tag only moves forward, and a newer release is there than the one that is published. */
async function staysNewer({ repository }: Verified, target: TagTarget): Promise<boolean> {
  if (target.release === undefined) return false;
  const told = await readVersion(repository, target.tag);
  if (!movesBack(target.release, told)) return false;
  const { version } = target.release;
  notice(
    `tags: ${formatTag(target)} stays at ${told}, which is newer than ${version}; write latest=true in flavor where it is to move`,
  );
  return true;
}

/** What the image behind a tag calls its version; empty where there is none, or it tells none. */
async function readVersion(repository: Repository, reference: string): Promise<string> {
  const read = <T>(attempt: () => Promise<T>) =>
    retry(reference, attempt).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  const manifest = await read(() => repository.readManifest(reference));
  const next = manifest && parseNext(manifest.bytes.toString());
  if (!next) return '';
  if ('manifest' in next) return readVersion(repository, next.manifest);
  return parseVersionLabel((await read(() => repository.readBlob(next.config))) ?? '');
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
  const read = async () => {
    const manifest = await repository.readManifest(reference);
    if (manifest.digest !== digest) throw new SourceError('again', `Expected ${digest}, got ${manifest.digest}`);
    return manifest;
  };
  // What was just written may not show at once.
  const judge = (error: unknown) => (isMissing(error) ? 'again' : judgeError(error));
  return retry(shown, read, { judge }).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error.message}`, { cause: error });
  });
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

function isMissing(error: unknown): boolean {
  return error instanceof HttpError && error.status === 404;
}
