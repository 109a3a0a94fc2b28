import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fingerprint } from './cache.ts';
import { narrate, type Report } from './command.ts';
import { fingerprintModule, readModuleVersion } from './go.ts';
import { type Layer, packLayer } from './layer.ts';
import { native, type Recipe } from './recipe.ts';
import { type Descriptor, putBlob, putManifest, readBlob, readManifest } from './registry.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

/** What decides on the content of every image. */
const SOURCES = ['debian.ts', 'layer.ts', 'make.ts'];

/** What tells an image from one that was made, or pulled, for a recipe that has changed since. */
export async function fingerprintRecipe(recipe: Recipe): Promise<string> {
  const { source, base, ingredients, ...rest } = recipe;
  const below = base ? await fingerprintRecipe(base) : '';
  const modules = await Promise.all((ingredients?.modules ?? []).map(fingerprintModule));
  const sources = [source, ...SOURCES.map((name) => `${import.meta.dirname}/${name}`)];
  const texts = await Promise.all(sources.map((path) => readFile(path)));
  return fingerprint(...texts, JSON.stringify(rest), below, ingredients?.version ?? '', ...modules);
}

/** Makes an image: its own layer for each architecture. */
export async function makeImage(
  recipe: Recipe,
  work: string,
  tools: { report: Report; emulate: (architecture: string) => Promise<void> },
): Promise<Map<string, Layer>> {
  await checkVersions(recipe);
  const layers = new Map<string, Layer>();
  // This machine's own first: it may tell what the others need to know.
  for (const architecture of [...recipe.architectures].sort((a, b) => +(b === native) - +(a === native))) {
    const folder = `${work}/${recipe.repository}-${architecture.replace('/', '-')}`;
    await mkdir(folder, { recursive: true });
    await recipe.make(folder, architecture, { report: tools.report, emulate: () => tools.emulate(architecture) });
    const progress = { doing: `packing ${recipe.repository} for ${architecture}`, report: tools.report };
    layers.set(architecture, await narrate(progress, () => packLayer(folder, `${folder}.tar.gz`)));
    await rm(folder, { recursive: true });
  }
  return layers;
}

/** Puts an image that was made into the registry, under all its tags. */
export async function publishImage(address: string, recipe: Recipe, layers: ReadonlyMap<string, Layer>): Promise<void> {
  const { repository } = recipe;
  const manifests: Descriptor[] = [];
  for (const [architecture, layer] of layers) {
    await putBlob(address, repository, layer.digest, { file: layer.file });
    await rm(layer.file);
    const base = await readBase(address, recipe, architecture);
    for (const { digest } of base.layers)
      await putBlob(address, repository, digest, { from: recipe.base?.repository as string });
    const platform = describePlatform(architecture);
    const config = await putJson(address, repository, {
      created: '1970-01-01T00:00:00Z',
      ...platform,
      config: recipe.config,
      rootfs: { type: 'layers', diff_ids: [...base.diffIds, layer.diffId] },
    });
    const own = { mediaType: LAYER, digest: layer.digest, size: layer.size };
    const manifest = {
      schemaVersion: 2,
      mediaType: IMAGE,
      config: { mediaType: CONFIG, ...config },
      layers: [...base.layers, own],
    };
    const text = JSON.stringify(manifest);
    const digest = `sha256:${hashText(text)}`;
    await putManifest(address, repository, digest, IMAGE, text);
    manifests.push({ mediaType: IMAGE, digest, size: Buffer.byteLength(text), platform });
  }
  for (const tag of recipe.tags) await publishIndex(address, repository, tag, manifests);
}

/** Puts a tag on the manifests of several platforms. */
export async function publishIndex(
  address: string,
  repository: string,
  tag: string,
  manifests: readonly Descriptor[],
): Promise<void> {
  await putManifest(address, repository, tag, INDEX, JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
}

/** `arm/v7` → what an index says of it. */
export function describePlatform(name: string): { os: string; architecture: string; variant?: string } {
  const [architecture = '', variant] = name.split('/');
  return { os: 'linux', architecture, ...(variant && { variant }) };
}

/** The layers of the image below, as its manifest lists them, and the digests of what they unpack to. */
async function readBase(
  address: string,
  { base }: Recipe,
  architecture: string,
): Promise<{ layers: Descriptor[]; diffIds: string[] }> {
  if (!base) return { layers: [], diffIds: [] };
  const read = async (reference: string) =>
    JSON.parse((await readManifest(address, base.repository, reference))?.text ?? '{}');
  const index = (await read(base.tags[0] as string)) as { manifests: Descriptor[] };
  const wanted = JSON.stringify(describePlatform(architecture));
  const found = index.manifests.find(({ platform }) => JSON.stringify(platform) === wanted);
  const { layers, config } = await read(found?.digest ?? '');
  const { rootfs } = JSON.parse(await readBlob(address, base.repository, config.digest));
  return { layers, diffIds: rootfs.diff_ids };
}

async function putJson(address: string, repository: string, value: unknown): Promise<{ digest: string; size: number }> {
  const text = JSON.stringify(value);
  const digest = `sha256:${hashText(text)}`;
  await putBlob(address, repository, digest, { text });
  return { digest, size: Buffer.byteLength(text) };
}

/** The versions in a module and in the pins are one: the image's tag. */
async function checkVersions({ repository, tags, ingredients }: Recipe): Promise<void> {
  for (const module of ingredients?.modules ?? []) {
    if (!module.version) continue;
    const version = await readModuleVersion(module);
    if (!tags.some((tag) => version === tag || version === `v${tag}`))
      throw new Error(
        `lab/${module.folder}/go.mod: has ${version}, and the pins want ${repository}:${tags}; go get -tool that one there`,
      );
  }
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
