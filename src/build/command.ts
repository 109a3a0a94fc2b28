import type { Destination } from '../destination.ts';
import type { Inputs } from '../inputs.ts';
import { formatAttributes } from '../list.ts';
import type { Platform } from '../platform.ts';
import { formatTag } from '../publish/reference.ts';

/** One run of BuildKit: what it is built for, and its exporters as `--output` takes them. */
export interface Solve {
  platforms: readonly Platform[];
  outputs: readonly string[];
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
 * Arguments of `buildx build`. Every value is joined to its flag and the context is an absolute path, so that none can
 * be read as a flag. https://docs.docker.com/reference/cli/docker/buildx/build/
 */
export function planBuild(
  builder: string,
  inputs: Pick<Inputs, 'target' | 'buildArgs' | 'labels' | 'noCache' | 'pull' | 'provenance'>,
  paths: { context: string; file: string | undefined; metadata: string },
  solve: Solve,
): string[] {
  return [
    ...['build', `--builder=${builder}`, '--progress=plain', `--metadata-file=${paths.metadata}`],
    `--platform=${solve.platforms.join(',')}`,
    ...(paths.file === undefined ? [] : [`--file=${paths.file}`]),
    ...(inputs.target ? [`--target=${inputs.target}`] : []),
    ...inputs.buildArgs.map((arg) => `--build-arg=${arg}`),
    ...inputs.labels.map((label) => `--label=${label}`),
    ...(inputs.noCache ? ['--no-cache'] : []),
    ...(inputs.pull ? ['--pull'] : []),
    ...(inputs.provenance ? [`--provenance=${inputs.provenance}`] : []),
    ...solve.outputs.map((output) => `--output=${output}`),
    paths.context,
  ];
}
