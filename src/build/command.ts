import type { Destination } from '../destination.ts';
import type { Inputs } from '../inputs.ts';
import { formatAttributes, parseAttributes } from '../list.ts';
import type { Platform } from '../platform.ts';
import { formatTag } from '../publish/reference.ts';
import { planAttests, UNATTESTED } from './attest.ts';
import { formatSecrets } from './secret.ts';
import type { Source } from './source.ts';

/** One run of BuildKit: what it is built for, and its exporters as `--output` takes them. */
export interface Solve {
  platforms: readonly Platform[];
  outputs: readonly string[];
}

/** Cache importers and exporters, as `--cache-from` and `--cache-to` take them. */
export interface Caches {
  cacheFrom: readonly string[];
  cacheTo: readonly string[];
}

export const NO_CACHES: Caches = { cacheFrom: [], cacheTo: [] };

/** What of the inputs is said to a build. */
export type Recipe = Pick<
  Inputs,
  | 'target'
  | 'buildArgs'
  | 'options'
  | 'labels'
  | 'annotations'
  | 'noCache'
  | 'noCacheFilters'
  | 'pull'
  | 'attests'
  | 'call'
>;

/** The source of a build, its secrets as `--secret` takes them, and where buildx writes its metadata. */
export interface BuildPaths extends Omit<Source, 'secrets'> {
  secrets: readonly string[];
  metadata: string;
}

/** The same of a step whose files lie in this folder. */
export function buildPaths(source: Source, folder: string, metadata: string): BuildPaths {
  const { context, file, buildContexts, secrets } = source;
  return { context, file, buildContexts, metadata, secrets: formatSecrets(secrets, folder) };
}

/**
 * The solves that bring the image where it is to go: one for all platforms, and one more for the engine where the image is
 * published too. That one finds everything built. `loaded` are the platforms that the engine gets.
 */
export function planSolves(
  { publication, load, outputs }: Destination,
  platforms: readonly Platform[],
  loaded: readonly Platform[],
): Solve[] {
  const names = load?.map(formatTag).join(',');
  const engine = load ? [formatAttributes([['type', 'docker'], ...(names ? ([['name', names]] as const) : [])])] : [];
  if (!publication) {
    const exporters = [...outputs, ...engine];
    // Without any, buildx warns that the result goes nowhere; here that is said once, in a notice.
    return [{ platforms, outputs: exporters.length > 0 ? exporters : ['type=cacheonly'] }];
  }
  const push = formatAttributes([
    ['type', 'image'],
    ['name', publication.names.join(',')],
    ['push', 'true'],
    // No tag points to it until it is verified.
    ['push-by-digest', 'true'],
    ['name-canonical', 'true'],
    ...publication.attributes,
  ]);
  // Of several exporters it is the last one's digest that the metadata file tells; the engine's would be another.
  return [{ platforms, outputs: [...outputs, push] }, ...(load ? [{ platforms: loaded, outputs: engine }] : [])];
}

/**
 * Those of the annotations that the result of a solve has a place for; BuildKit fails over the others. An index is made of
 * several platforms or of attestations.
 */
export function keepAnnotations(
  { annotations, attests }: Pick<Inputs, 'annotations' | 'attests'>,
  { platforms, outputs }: Solve,
): readonly string[] {
  if (hasDockerFormat(outputs)) return [];
  // Without being told, buildx attests nothing where an exporter writes a file.
  const toFile = outputs.some((output) => ['oci', 'docker'].includes(attribute(output, 'type')));
  const told = attests.some(({ type }) => type === 'provenance');
  const attested = attests.some(({ attributes }) => attributes) || !(told || toFile);
  const indexed = platforms.length > 1 || attested;
  return indexed ? annotations : annotations.filter((annotation) => !annotation.startsWith('index'));
}

/** Why some of the annotations have no place in what a solve publishes; undefined where all have. */
export function explainLeftOut(
  inputs: Pick<Inputs, 'annotations' | 'attests' | 'destination'>,
  solve: Solve,
): string | undefined {
  const kept = keepAnnotations(inputs, solve);
  const leftOut = inputs.annotations.find((annotation) => !kept.includes(annotation));
  if (!inputs.destination.publication || leftOut === undefined) return undefined;
  return hasDockerFormat(solve.outputs)
    ? "annotations: an image in Docker's format has none; remove oci-mediatypes=false where they are wanted"
    : `annotations: a single platform without attestations has no index, where ${JSON.stringify(leftOut)} would be; write manifest:name=value, or set provenance`;
}

function hasDockerFormat(outputs: readonly string[]): boolean {
  return outputs.some((output) => /^(?:0|f|F|false|False|FALSE)$/.test(attribute(output, 'oci-mediatypes')));
}

function attribute(output: string, name: string): string {
  return new Map(parseAttributes(output)).get(name) ?? '';
}

/**
 * Arguments of `buildx build`. Every value is joined to its flag and the context is an absolute path, so that none can
 * be read as a flag. https://docs.docker.com/reference/cli/docker/buildx/build/
 */
export function planBuild(
  builder: string,
  inputs: Recipe,
  paths: BuildPaths,
  solve: Solve,
  { cacheFrom, cacheTo } = NO_CACHES,
  progress: 'plain' | 'rawjson' = 'plain',
): string[] {
  return [
    ...['build', `--builder=${builder}`, `--progress=${progress}`, `--metadata-file=${paths.metadata}`],
    `--platform=${solve.platforms.join(',')}`,
    ...(paths.file === undefined ? [] : [`--file=${paths.file}`]),
    ...(inputs.target ? [`--target=${inputs.target}`] : []),
    ...inputs.buildArgs.map((arg) => `--build-arg=${arg}`),
    ...paths.buildContexts.map((context) => `--build-context=${context}`),
    ...paths.secrets.map((secret) => `--secret=${secret}`),
    ...inputs.options,
    ...inputs.labels.map((label) => `--label=${label}`),
    ...keepAnnotations(inputs, solve).map((annotation) => `--annotation=${annotation}`),
    ...(inputs.noCache ? ['--no-cache'] : []),
    ...inputs.noCacheFilters.map((stage) => `--no-cache-filter=${stage}`),
    ...(inputs.pull ? ['--pull'] : []),
    ...planAttests(inputs.attests),
    ...cacheFrom.map((entry) => `--cache-from=${entry}`),
    ...cacheTo.map((entry) => `--cache-to=${entry}`),
    ...solve.outputs.map((output) => `--output=${output}`),
    ...(inputs.call ? [`--call=${inputs.call}`] : []),
    paths.context,
  ];
}

/** The same once more, with what was just built. */
export function repeat<T extends Recipe>(inputs: T): T {
  return { ...inputs, noCache: false, noCacheFilters: [], pull: false };
}

/**
 * Arguments of a build that finds everything built, in the builder and the caches that it came from, and exports it to caches
 * alone; its progress is for programs. What is only in the image's configuration, or about it, is no part of a cache.
 */
export function planReplay(
  builder: string,
  inputs: Recipe,
  paths: BuildPaths,
  platforms: readonly Platform[],
  caches: Caches,
): string[] {
  const again = { ...repeat(inputs), labels: [], annotations: [], attests: UNATTESTED };
  const solve = { platforms, outputs: ['type=cacheonly'] };
  return planBuild(builder, again, paths, solve, caches, 'rawjson');
}
