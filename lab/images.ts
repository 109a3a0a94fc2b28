import { mkdir, rm } from 'node:fs/promises';
import { inCache, readCached, writeCached } from './cache.ts';
import { type Report, run, succeeds } from './command.ts';
import { createEmulation } from './emulation.ts';
import { binfmt } from './images/binfmt.ts';
import { buildkit } from './images/buildkit.ts';
import { buildx } from './images/buildx.ts';
import { busybox } from './images/busybox.ts';
import { debian } from './images/debian.ts';
import { golang } from './images/golang.ts';
import { registry } from './images/registry.ts';
import { sbomScanner } from './images/sbom-scanner.ts';
import type { Layer } from './layer.ts';
import { fingerprintRecipe, makeImage, publishImage } from './make.ts';
import { createUpstream } from './pull.ts';
import { native, type Recipe } from './recipe.ts';
import { isServing, readManifest, registryContainer, startRegistry } from './registry.ts';

/** The images of the lab's registry; those that others wait for come first. */
export const recipes: readonly Recipe[] = [registry, binfmt, buildkit, buildx, busybox, debian, golang, sbomScanner];

/** Has the registry run and all images in it: those that are there, else pulled from upstream, else made. */
export async function ensureImages(address: string, report: Report): Promise<void> {
  const work = inCache('work');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const upstream = createUpstream(address, report);
  const published = new Map<Recipe, Promise<void>>();
  const emulation = createEmulation(address, () => published.get(binfmt));
  const make = (recipe: Recipe) => makeImage(recipe, work, { report, emulate: emulation.start });

  const image = `registry:${registry.tags[0]}`;
  const isThere =
    (await isCurrent(registry)) &&
    ((await isServing(address)) || (await succeeds('docker', ['image', 'inspect', image])));
  // An engine that has the registry as its mirror would take the old image from it.
  if (!isThere) await succeeds('docker', ['rm', '--force', '--volumes', registryContainer(address)]);
  const made = isThere || (await upstream.pull(image, native)) ? undefined : make(registry);
  const serving = (async () => {
    if (await isServing(address)) return;
    if (made) await importImage(registry, image, await made);
    await startRegistry(address, image, report);
  })();

  const ensure = async (recipe: Recipe) => {
    const { repository, tags } = recipe;
    if (await isCurrent(recipe)) {
      await serving;
      const found = await Promise.all(tags.map((tag) => readManifest(address, repository, tag)));
      if (found.every(Boolean)) return;
    }
    if (!(await upstream.copyImage(recipe, () => serving))) {
      const layers = await (recipe === registry && made ? made : make(recipe));
      await serving;
      if (recipe.base) await published.get(recipe.base);
      await publishImage(address, recipe, layers);
    }
    await writeCached(keyFile(recipe), await fingerprintRecipe(recipe));
    report(`In the registry: ${repository}:${tags.join(', ')}`);
  };
  for (const recipe of recipes) published.set(recipe, ensure(recipe));
  // All of them are awaited, also when one fails: nothing may be made any more when this ends.
  const results = await Promise.allSettled([serving, ...published.values()]);
  await emulation.end();
  await rm(work, { recursive: true });
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Whether the image was last published from the recipe as it is now. */
async function isCurrent(recipe: Recipe): Promise<boolean> {
  return (await readCached(keyFile(recipe))) === (await fingerprintRecipe(recipe));
}

function keyFile({ repository }: Recipe): string {
  return `images/${repository}`;
}

/** Has the engine take in an image from its layer: the one that has to be there before there is a registry. */
async function importImage({ config }: Recipe, name: string, layers: ReadonlyMap<string, Layer>): Promise<void> {
  const changes = Object.entries(config).flatMap(([key, value]) => {
    const instruction = key === 'Volumes' ? 'VOLUME' : key.toUpperCase();
    const values = Array.isArray(value) ? value : Object.keys(value as object);
    return ['--change', key === 'Env' ? `ENV ${values.join(' ')}` : `${instruction} ${JSON.stringify(values)}`];
  });
  await run('docker', ['import', ...changes, (layers.get(native) as Layer).file, name]);
}
