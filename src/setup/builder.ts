import { createHash } from 'node:crypto';
import type { Host } from '../host.ts';
import { formatAttributes, splitPair } from '../list.ts';
import { CONFIG_FOLDER } from './certificates.ts';

// Linux takes 128 KiB of one variable.
const LARGEST_FILES = 100_000;
const MARK = 'MULTIARCH_BUILD_SETTINGS';
// Those that the docker CLI gives to containers. https://github.com/docker/cli/blob/v29.0.0/cli/config/configfile/file.go
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** The settings of a builder that is created: all that tells one from another. */
export interface BuilderSettings {
  /** `name=value` */
  driverOpts: readonly string[];
  /** Whether a registry on loopback takes part, which only the host's network reaches. */
  loopback: boolean;
  /** buildkitd.toml, with the certificates where they lie in the builder. */
  config: string;
  /** Those certificates and their keys in PEM, by their paths under /etc/buildkit. */
  certificates: Readonly<Record<string, string>>;
  /** BuildKit's command line, as a shell would take it apart. */
  flags: string;
}

/** Every builder's name that is for one job alone starts so. */
export const JOB_PREFIX = 'multiarch-build-job-';

/**
 * A name that the same settings always give on one engine: within a job, so that its next step finds the builder; without one, so that the
 * next job does, or finds its volume.
 */
export function deriveBuilderName(
  image: string,
  settings: BuilderSettings,
  engine: string,
  job: string | undefined,
): string {
  const hash = createHash('sha256').update(JSON.stringify([image, settings, engine, job]));
  return `${job === undefined ? 'multiarch-build-' : JOB_PREFIX}${hash.digest('hex').slice(0, 12)}`;
}

/** Whether a name is one of those. */
export function isDerived(name: string): boolean {
  return /^multiarch-build-(?:job-)?[0-9a-f]{12}$/.test(name);
}

/** An option of the driver by which a builder under the user's own name tells the name that its settings would have given it. */
export function markOption(derived: string): string {
  return `env.${MARK}=${derived}`;
}

/** The same name, from the environment of its container; undefined where no step made it. */
export function readMark(env: readonly string[]): string | undefined {
  return env.map(splitPair).find(([name]) => name === MARK)?.[1];
}

/** What no two jobs have in common that run at once; undefined where nobody tells of the job. */
export function jobOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (!env.GITHUB_RUN_ID) return undefined;
  // A runner has one job at a time; jobs of a matrix differ in nothing else.
  const names = [
    'GITHUB_REPOSITORY',
    'GITHUB_RUN_ID',
    'GITHUB_RUN_ATTEMPT',
    'GITHUB_JOB',
    'RUNNER_NAME',
    'RUNNER_TEMP',
  ];
  return names.map((name) => env[name] ?? '').join('\n');
}

/** Arguments of `buildx create`; the driver options of the settings replace ours name by name. */
export function planCreate(name: string, image: string, settings: BuilderSettings, configPath: string): string[] {
  return [
    ...['create', '--name', name, '--driver', 'docker-container'],
    ...Object.entries(planOptions(image, settings)).map((option) => `--driver-opt=${formatAttributes([option])}`),
    `--buildkitd-config=${configPath}`,
    `--buildkitd-flags=${settings.flags}`,
  ];
}

function planOptions(image: string, { driverOpts, loopback }: BuilderSettings): Record<string, string> {
  return Object.fromEntries([
    ['image', image],
    // Otherwise buildx copies the whole event payload into the builder and from there into the image's provenance.
    ['provenance-add-gha', 'false'],
    ...(loopback ? ([['network', 'host']] as const) : []),
    ...driverOpts.map(splitPair),
  ]);
}

/** What buildx would make of a builder's settings. */
export interface BuilderPlan {
  /** Its entry on buildx's list, in JSON. */
  entry: string;
  /** Arguments of `docker run` for its container, and what they take from the environment. */
  args: string[];
  env: Record<string, string>;
}

/**
 * Plans a builder as `buildx create --bootstrap` makes it, which takes twice as long for it. `image` is an id, `reference` what buildx is to
 * boot it from another time. Undefined where only buildx knows how.
 * https://github.com/docker/buildx/blob/v0.37.1/store/nodegroup.go
 * https://github.com/docker/buildx/blob/v0.37.1/driver/docker-container/driver.go
 */
export function planBuilder(
  name: string,
  image: string,
  reference: string,
  settings: BuilderSettings,
  host: Pick<Host, 'endpoint' | 'cgroupDriver' | 'userNamespaces' | 'gpus'>,
): BuilderPlan | undefined {
  const { driverOpts, loopback, config, certificates, flags } = settings;
  const variables = driverOpts.flatMap((option) => (option.startsWith('env.') ? option.slice('env.'.length) : []));
  const isPlain = variables.length === driverOpts.length && /^[\w\s=.:/,-]+$/.test(flags);
  const files = Object.entries({ ...certificates, 'buildkitd.toml': config });
  const size = files.reduce((sum, [, text]) => sum + text.length, 0);
  if (!isPlain || size > LARGEST_FILES || host.gpus || !host.endpoint) return undefined;
  const { container, volume } = builderContainer(name);
  const given = variables.map(splitPair);
  const isProxy = ([variable]: readonly [string, string]) => PROXIES.includes(variable);
  const { script, env } = planStart(given.filter(isProxy), files);
  const node = {
    ...{ Name: `${name.toLowerCase()}0`, Endpoint: host.endpoint, Platforms: null },
    ...{ DriverOpts: planOptions(reference, settings), Flags: flags.split(/\s+/) },
    Files: Object.fromEntries(files.map(([path, text]) => [path, Buffer.from(text).toString('base64')])),
  };
  const args = [
    ...['run', '--name', container, '--privileged', '--init', '--restart=unless-stopped'],
    `--mount=type=volume,source=${volume},target=/var/lib/buildkit`,
    ...(loopback ? ['--network=host'] : []),
    ...(host.cgroupDriver === 'cgroupfs' ? ['--cgroup-parent=/docker/buildx'] : []),
    ...(host.userNamespaces ? ['--userns=host'] : []),
    ...given.filter((pair) => !isProxy(pair)).map((pair) => `--env=${pair.join('=')}`),
    ...Object.keys(env).map((variable) => `--env=${variable}`),
    ...['--entrypoint=sh', image, '-c', script],
    ...['buildkitd', `--config=${CONFIG_FOLDER}buildkitd.toml`, ...flags.split(/\s+/)],
  ];
  const entry = JSON.stringify({ Name: name, Driver: 'docker-container', Nodes: [node], Dynamic: false });
  return { entry, args, env };
}

/**
 * What a shell in the container does before it is BuildKit, and the variables that bring it proxies and files: of what has a
 * password no argument may show anything, and copying a file into a container takes longer than starting it.
 */
function planStart(
  proxies: readonly (readonly [string, string])[],
  files: readonly (readonly [string, string])[],
): { script: string; env: Record<string, string> } {
  const proxy = (index: number) => `BUILDKIT_PROXY_${index}`;
  const file = (index: number) => `BUILDKIT_FILE_${index}`;
  const folders = new Set(files.map(([path]) => (CONFIG_FOLDER + path).replace(/\/[^/]*$/, '')));
  const steps = [
    // What the docker CLI adds of them is none of the settings.
    `unset ${PROXIES.join(' ')}`,
    ...proxies.map(([variable], index) => `export ${variable}="$${proxy(index)}"`),
    `mkdir -p ${[...folders].join(' ')}`,
    ...files.map(([path], index) => `printf %s "$${file(index)}" > ${CONFIG_FOLDER}${path}`),
    'exec buildkitd "$@"',
  ];
  const env = Object.fromEntries([
    ...proxies.map(([, value], index) => [proxy(index), value] as const),
    ...files.map(([, text], index) => [file(index), text] as const),
  ]);
  return { script: steps.join(' && '), env };
}

/** The container and the volume of a builder's first node; buildx knows names in lower case alone. */
export function builderContainer(name: string): { container: string; volume: string } {
  const container = `buildx_buildkit_${name.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}
