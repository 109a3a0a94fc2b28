import { parse, stringify, type TomlTable } from 'smol-toml';
import type { Host } from '../host.ts';
import type { Trust } from '../trust.ts';

/** How a registry is spoken to: whether without TLS, which loopback is unless it says no, and what is trusted. */
export interface RegistrySettings extends Trust {
  http?: boolean;
}

const FOLDER = '/etc/buildkit/';

/**
 * The builder's configuration: the engine's mirrors and insecure registries, with the user's own on top of them, so that
 * a base image comes from where the engine would get it.
 * https://docs.docker.com/build/buildkit/toml-configuration/
 */
export function planBuildkitdConfig(host: Pick<Host, 'mirrors' | 'insecure'>, user: TomlTable | undefined): string {
  const registries: Record<string, TomlTable> = {};
  // Both together mean what the engine does: TLS without a check, and no TLS where there is none.
  for (const registry of host.insecure) registries[registry] = { http: true, insecure: true };
  const mirrors = host.mirrors.map((mirror) => new URL(mirror));
  if (mirrors.length > 0)
    registries['docker.io'] = { mirrors: mirrors.map(({ host, pathname }) => host + pathname.replace(/\/$/, '')) };
  // Also said for https, because BuildKit takes a registry on loopback for one without TLS.
  for (const { host, protocol } of mirrors) registries[host] = { ...registries[host], http: protocol === 'http:' };
  // Otherwise BuildKit takes the emulators for what they were when it booted, which they are registered beside.
  // https://github.com/moby/buildkit/blob/v0.33.1/util/archutil/detect.go
  const system = { platformsCacheMaxAge: '0s' };
  const registry = Object.keys(registries).length > 0 ? { registry: registries } : {};
  return stringify(mergeTables({ system, ...registry }, user ?? {}));
}

/** What the builder's configuration says of a registry; `files` by their paths under /etc/buildkit, as `buildx inspect` shows them. */
export function readRegistrySettings(files: Readonly<Record<string, string>>, registry: string): RegistrySettings {
  const { registry: registries } = parse(files['buildkitd.toml'] ?? '');
  const table = isTable(registries) ? registries[registry] : undefined;
  if (!isTable(table)) return {};
  const read = (path: unknown) => files[String(path).replace(FOLDER, '')];
  const list = (value: unknown) => (Array.isArray(value) ? value : []);
  const pair = list(table.keypair)[0] as { cert?: unknown; key?: unknown } | undefined;
  const entries = {
    http: table.http,
    insecure: table.insecure,
    ca: list(table.ca).flatMap((path) => read(path) ?? []),
    cert: pair && read(pair.cert),
    key: pair && read(pair.key),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as RegistrySettings;
}

/** Two TOML tables as one, table by table; where both set a value, the second's. */
function mergeTables(base: TomlTable, over: TomlTable): TomlTable {
  const merged: TomlTable = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? mergeTables(below, value) : value;
  }
  return merged;
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
