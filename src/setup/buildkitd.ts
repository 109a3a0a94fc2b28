import { parse, type TomlError, type TomlTable } from 'smol-toml';
import type { Host } from '../host.ts';
import { isLoopback } from '../publish/reference.ts';
import type { Trust } from '../trust.ts';
import { CONFIG_FOLDER, isTable } from './certificates.ts';
import { isInRange } from './range.ts';

/** How a registry is spoken to: whether without TLS, which loopback is unless it says no, and what is trusted. */
export interface RegistrySettings extends Trust {
  http?: boolean;
}

/** Reads TOML, whose integers have 64 bits. Throws a TomlError. */
export function parseToml(text: string): TomlTable {
  return parse(text, { integersAsBigInt: 'asNeeded' });
}

/** Reads buildkitd.toml. A string where it is not TOML: what is wrong, and what to do. */
export function parseBuildkitdConfig(text: string): TomlTable | string {
  try {
    return parseToml(text);
  } catch (error) {
    const { line, message } = error as TomlError;
    return `is not TOML; correct line ${line}: ${message.split('\n')[0]}`;
  }
}

/**
 * The builder's configuration: the engine's mirrors and insecure registries, so that a base image comes from where the engine
 * would get it, and on top of them what this machine and the user say. `known` are registries that the build may ask, as
 * BuildKit knows no ranges of insecure ones.
 * https://docs.docker.com/build/buildkit/toml-configuration/
 */
export function planBuildkitdConfig(
  host: Pick<Host, 'mirrors' | 'insecure' | 'insecureRanges'>,
  config: TomlTable,
  known: readonly string[],
): TomlTable {
  const registries: Record<string, TomlTable> = {};
  const mirrors = host.mirrors.map((mirror) => new URL(mirror));
  const secured = mirrors.filter(({ protocol }) => protocol === 'https:').map(({ host }) => host);
  const inRange = [...known, ...secured, ...listMirrorHosts(config)].filter(
    // It speaks to loopback as if that were so.
    (registry) => !isLoopback(registry) && host.insecureRanges.some((range) => isInRange(registry, range)),
  );
  // Both together mean what the engine does: TLS without a check, and no TLS where there is none.
  for (const registry of [...host.insecure, ...inRange]) registries[registry] = { http: true, insecure: true };
  if (mirrors.length > 0)
    registries['docker.io'] = { mirrors: mirrors.map(({ host, pathname }) => host + pathname.replace(/\/$/, '')) };
  // Also said for https, because BuildKit takes a registry on loopback for one without TLS.
  for (const { host, protocol } of mirrors) registries[host] = { ...registries[host], http: protocol === 'http:' };
  // Otherwise BuildKit takes the emulators for what they were when it booted, which they are registered beside; and without any
  // age it tries them three times in each build.
  // https://github.com/moby/buildkit/blob/v0.33.1/util/archutil/detect.go
  const system = { platformsCacheMaxAge: '100ms' };
  const registry = Object.keys(registries).length > 0 ? { registry: registries } : {};
  return mergeTables({ system, ...registry }, config);
}

/** The hosts, `host[:port]`, of all mirrors in a configuration. */
export function listMirrorHosts({ registry }: TomlTable): string[] {
  const tables = isTable(registry) ? Object.values(registry) : [];
  const mirrors = tables.flatMap((table) => (isTable(table) ? listOf(table.mirrors) : []));
  return mirrors.map((mirror) => String(mirror).replace(/\/.*$/, ''));
}

/**
 * BuildKit's command line: the entitlements that the configuration lists, or else both that a build can ask for, then the
 * user's own. buildx adds one of its own where the command line has none, and it hides those of the configuration.
 */
export function planBuildkitdFlags(user: string, config: TomlTable): string {
  if (user.includes('allow-insecure-entitlement')) return user;
  const entitlements = config['insecure-entitlements'] ?? ['network.host', 'security.insecure'];
  const flags = listOf(entitlements).map((name) => `--allow-insecure-entitlement=${name}`);
  return [...flags, user].join(' ').trim();
}

/** What the builder's configuration says of a registry; `files` by their paths under /etc/buildkit, as `buildx inspect` shows them. */
export function readRegistrySettings(files: Readonly<Record<string, string>>, registry: string): RegistrySettings {
  const { registry: registries } = parseToml(files['buildkitd.toml'] ?? '');
  const table = isTable(registries) ? registries[registry] : undefined;
  if (!isTable(table)) return {};
  const read = (path: unknown) => files[String(path).replace(CONFIG_FOLDER, '')];
  const pair = listOf(table.keypair)[0] as { cert?: unknown; key?: unknown } | undefined;
  const entries = {
    http: table.http,
    insecure: table.insecure,
    ca: listOf(table.ca).flatMap((path) => read(path) ?? []),
    cert: pair && read(pair.cert),
    key: pair && read(pair.key),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as RegistrySettings;
}

/** Two TOML tables as one, table by table; where both set a value, the second's. */
export function mergeTables(base: TomlTable, over: TomlTable): TomlTable {
  const merged: TomlTable = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? mergeTables(below, value) : value;
  }
  return merged;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
