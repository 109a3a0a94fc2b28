import { parsePlatform } from './platform.ts';
import { type Proxies, readProxies } from './setup/proxy.ts';

/** The engine and its machine: everything that decisions depend on. */
export interface Host {
  /** What tells this engine from others, as `docker info` has it. */
  id: string;
  /** The context of the docker CLI that it is reached by; empty where the CLI does not tell. */
  context: string;
  /** Where buildx finds it: a context of the docker CLI or an address; undefined where that is for buildx to say. */
  endpoint: string | undefined;
  /** `docker info`'s ServerVersion. */
  version: string;
  /** Architecture of the engine's machine as platforms name it: `amd64`, `arm64`, `arm/v7`. */
  architecture: string;
  /** Whether the engine's image store is containerd's, which takes images of several platforms. */
  containerdStore: boolean;
  /** Whether the engine runs without root, in a user namespace. */
  rootless: boolean;
  /** Registry mirrors of Docker Hub, as URLs, in order. */
  mirrors: readonly string[];
  /** Registries, `host[:port]`, that the engine talks to without TLS or without checking it. */
  insecure: readonly string[];
  /** Ranges of addresses, `10.0.0.0/8`, whose registries it talks to so; loopback is among them. */
  insecureRanges: readonly string[];
  /** The proxies through which the engine pulls, where they need no credentials, which it does not tell. */
  proxies: Proxies;
  /** What holds containers to their limits: `cgroupfs`, `systemd` or `none`. */
  cgroupDriver: string;
  /** Whether the engine gives containers user ids of their own (`userns-remap`). */
  userNamespaces: boolean;
  /** Whether containers may get graphics processors. */
  gpus: boolean;
  /** Kernel release and host name; they tell whether it is this machine. */
  kernel: string;
  name: string;
}

/** Reads `docker info --format '{{json .}}'`. A string where the engine can't be used: why not, and what to do. */
export function parseHost(text: string, env: Readonly<Record<string, string | undefined>>): Host | string {
  const info = JSON.parse(text) as Record<string, unknown>;
  const errors = strings(info.ServerErrors);
  if (errors.length > 0) return explainEngine(errors.join('; '));
  if (info.OSType !== 'linux')
    return `docker: the engine runs ${info.OSType} containers, and BuildKit needs Linux ones; use a Linux runner, or switch the engine to Linux containers`;
  const registries = record(info.RegistryConfig);
  const architecture = String(info.Architecture);
  return {
    id: String(info.ID ?? ''),
    context: String(record(info.ClientInfo).Context ?? ''),
    endpoint: findEndpoint(record(info.ClientInfo).Context, env),
    version: String(info.ServerVersion),
    architecture: parsePlatform(`linux/${architecture}`)?.slice('linux/'.length) ?? architecture,
    containerdStore: JSON.stringify(info.DriverStatus ?? []).includes('io.containerd.snapshotter.v1'),
    rootless: strings(info.SecurityOptions).some((option) => option.startsWith('name=rootless')),
    mirrors: strings(registries.Mirrors),
    insecure: Object.entries(record(registries.IndexConfigs)).flatMap(([name, config]) =>
      record(config).Secure === false ? [name] : [],
    ),
    insecureRanges: strings(registries.InsecureRegistryCIDRs),
    proxies: readProxies({
      HTTP_PROXY: openAddress(info.HttpProxy),
      HTTPS_PROXY: openAddress(info.HttpsProxy),
      NO_PROXY: info.NoProxy,
    }),
    cgroupDriver: String(info.CgroupDriver ?? ''),
    userNamespaces: strings(info.SecurityOptions).includes('name=userns'),
    gpus: Object.hasOwn(record(info.Runtimes), 'nvidia'),
    kernel: String(info.KernelVersion),
    name: String(info.Name),
  };
}

/** Says what to do about an engine that does not answer, from what `docker` said. */
export function explainEngine(output: string): string {
  const advice = /permission denied/i.test(output)
    ? 'the runner may not use the engine; add its user to the group docker, or set DOCKER_HOST to an engine that it may use'
    : 'the engine does not answer; start it, or set DOCKER_HOST to one that runs';
  return `docker: ${advice}. It said: ${output}`;
}

/** https://github.com/docker/buildx/blob/v0.37.1/util/dockerutil/context.go */
function findEndpoint(context: unknown, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (context !== 'default') return typeof context === 'string' && context !== '' ? context : undefined;
  const address = env.DOCKER_HOST || 'unix:///var/run/docker.sock';
  // Other addresses are completed, or refused, and that of Windows is another.
  return address.startsWith('unix:///') && env.OS !== 'Windows_NT' ? address : undefined;
}

/** A proxy's address, unless the engine put `xxxxx:xxxxx@` in the place of its credentials. */
function openAddress(address: unknown): string {
  return String(address ?? '').includes('@') ? '' : String(address ?? '');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
