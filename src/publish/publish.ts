import { setTimeout as delay } from 'node:timers/promises';
import { all } from '../concurrent.ts';
import type { Publication } from '../destination.ts';
import { CommandError, cancelled, run } from '../exec.ts';
import type { Platform } from '../platform.ts';
import { print } from '../runner.ts';
import { type Builder, buildxCommand } from '../setup/boot.ts';
import { comparePlatforms, digestOf, type PlatformDigest, parseConfigPlatform, parseIndex } from './manifest.ts';
import { formatTag, type ImageName, type TagTarget } from './reference.ts';

// Milliseconds between looks at a registry that does not show yet what it took.
const DELAYS = [250, 500, 1000, 2000, 4000];
const TIMEOUT = 60_000;

/**
 * Verifies under every name what was pushed by digest, then moves the tags and reads them back. Returns the platforms
 * and their manifests. Throws where anything is not as it should be; before any tag was moved unless the error lists it.
 */
export async function publish(
  builder: Builder,
  { names, tags }: Publication,
  platforms: readonly Platform[],
  digest: string | undefined,
): Promise<PlatformDigest[]> {
  if (digest === undefined)
    throw new Error('build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one');
  const verified = await all(names.map((name) => verify(builder, name, digest, platforms)));
  for (const name of names) print(`Verified ${name}@${digest}`);
  for (const name of names) {
    const own = tags.filter((target) => target.name === name);
    if (own.length > 0)
      await moveTags(builder, own, digest).catch((error) => failTagging(builder, tags, digest, error));
  }
  for (const target of tags) print(`Tagged ${formatTag(target)}`);
  return verified[0] ?? [];
}

async function verify(
  builder: Builder,
  name: ImageName,
  digest: string,
  platforms: readonly Platform[],
): Promise<PlatformDigest[]> {
  const reference = `${name}@${digest}`;
  const text = await readManifest(builder, reference, digest);
  const found = parseIndex(text) ?? [{ platform: await readConfigPlatform(builder, reference), digest }];
  const difference = comparePlatforms(
    platforms,
    found.map(({ platform }) => platform),
  );
  if (difference === undefined) return found;
  throw new Error(
    `platforms: ${reference} is not what was asked for: ${difference}. No tag was moved; build for platforms that all base images have`,
  );
}

/** Moves the tags of one name to the digest, and reads them back. */
async function moveTags(builder: Builder, tags: readonly TagTarget[], digest: string): Promise<void> {
  await imagetools(builder, [
    'create',
    ...tags.map((target) => `--tag=${formatTag(target)}`),
    // A single manifest would be wrapped in an index of another digest.
    '--prefer-index=false',
    `${tags[0]?.name}@${digest}`,
  ]);
  await all(tags.map((target) => readManifest(builder, formatTag(target), digest)));
}

/** Says which of the tags were moved already. */
async function failTagging(builder: Builder, tags: readonly TagTarget[], digest: string, cause: Error): Promise<never> {
  cancelled.throwIfAborted();
  const states = tags.map(async (target) => {
    const now = await readRaw(builder, formatTag(target)).then(digestOf, () => 'not there');
    return `${formatTag(target)}: ${now === digest ? 'moved' : now}`;
  });
  const list = (await Promise.all(states)).join('\n');
  throw new Error(
    `tags: not all could be moved to ${digest}; make the registry take them, then run the step again. ` +
      `${explain(cause)}\n${list}`,
    { cause },
  );
}

/** The manifest behind a reference, once the registry shows the one with this digest. */
async function readManifest(builder: Builder, reference: string, digest: string, delays = DELAYS): Promise<string> {
  const text = await readRaw(builder, reference).catch((error: Error) => error);
  if (typeof text === 'string' && digestOf(text) === digest) return text;
  const [wait, ...rest] = delays;
  if (wait === undefined)
    throw new Error(
      `registry: what ${reference} was given can't be read back; look into the registry, then run the step again. ` +
        `Expected ${digest}, got ${typeof text === 'string' ? digestOf(text) : explain(text)}`,
    );
  await delay(wait, undefined, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
  return readManifest(builder, reference, digest, rest);
}

async function readRaw(builder: Builder, reference: string): Promise<string> {
  return imagetools(builder, ['inspect', '--raw', reference]);
}

async function readConfigPlatform(builder: Builder, reference: string): Promise<Platform> {
  const text = await imagetools(builder, ['inspect', '--format={{json .Image}}', reference]).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${reference} can't be read back; look into the registry, then run the step again. ${explain(error)}`,
      { cause: error },
    );
  });
  return parseConfigPlatform(text);
}

async function imagetools({ buildx, name }: Builder, args: readonly string[]): Promise<string> {
  // The builder's configuration says which registries are spoken to without TLS.
  return run(buildxCommand(buildx, ['imagetools', ...args, `--builder=${name}`]), { timeout: TIMEOUT });
}

function explain(error: Error): string {
  return error instanceof CommandError ? error.reason : error.message;
}
