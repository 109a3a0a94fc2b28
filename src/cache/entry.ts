import type { Complain } from '../inputs.ts';
import { formatAttributes, parseAttributes, parseList } from '../list.ts';
import { nearest } from '../platform.ts';

/** A cache importer or exporter, as `--cache-from` and `--cache-to` take it. */
export interface CacheEntry {
  type: string;
  /** Without the type. */
  attributes: readonly (readonly [name: string, value: string])[];
}

type Direction = 'cache-from' | 'cache-to';

const STORAGE = ['name', 'prefix', 'blobs_prefix', 'manifests_prefix'];
const GHA = ['scope', 'token', 'url', 'url_v2', 'version', 'timeout', 'repository', 'ghtoken'];
const S3 = [
  ...['bucket', 'region', 'endpoint_url', 'access_key_id', 'secret_access_key', 'session_token', 'use_path_style'],
  ...['touch_refresh', 'upload_parallelism', 'retry_max_attempts', 'retry_mode', 'disable_accept_encoding'],
];
const AZBLOB = ['account_url', 'account_name', 'container', 'secret_access_key'];
const COMMON = ['mode', 'ignore-error', 'compression', 'compression-level', 'force-compression'];
// https://docs.docker.com/build/cache/backends/
const KNOWN: Readonly<Record<string, Readonly<Record<Direction, readonly string[]>>>> = {
  gha: { 'cache-from': GHA, 'cache-to': [...GHA, ...COMMON] },
  registry: { 'cache-from': ['ref'], 'cache-to': ['ref', 'oci-mediatypes', 'image-manifest', ...COMMON] },
  local: {
    'cache-from': ['src', 'tag', 'digest'],
    'cache-to': ['dest', 'tag', 'reset', 'oci-mediatypes', 'image-manifest', ...COMMON],
  },
  s3: { 'cache-from': [...S3, ...STORAGE], 'cache-to': [...S3, ...STORAGE, ...COMMON] },
  azblob: { 'cache-from': [...AZBLOB, ...STORAGE], 'cache-to': [...AZBLOB, ...STORAGE, ...COMMON] },
  inline: { 'cache-from': [], 'cache-to': ['mode'] },
};
const NEEDED: Readonly<Record<string, Readonly<Record<Direction, string>>>> = {
  registry: { 'cache-from': 'ref', 'cache-to': 'ref' },
  local: { 'cache-from': 'src', 'cache-to': 'dest' },
};

/** Reads the lines of an input: `type=gha,scope=app`, or references of a registry alone. */
export function parseEntries(
  input: Direction,
  lines: readonly string[],
  { complain, warn }: { complain: Complain; warn: Complain },
): CacheEntry[] {
  const entries = lines.flatMap((line) => parseEntry(line, (problem) => complain(input, problem)));
  for (const entry of entries) {
    if (entry.type === 'inline' && input === 'cache-from') {
      complain(input, 'type=inline has nothing to import; write type=registry,ref=… with the image');
      continue;
    }
    const known = KNOWN[entry.type]?.[input];
    if (!known) {
      const meant = nearest(entry.type, Object.keys(KNOWN));
      const types = Object.keys(KNOWN).join(', ');
      complain(input, `type=${entry.type} is no type of cache; write ${meant ? `type=${meant}` : `one of ${types}`}`);
      continue;
    }
    for (const [name] of entry.attributes)
      if (!known.includes(name)) {
        const meant = nearest(name, known);
        warn(
          input,
          `${name} is no attribute of type=${entry.type}, and has no effect; ${meant ? `write ${meant}` : 'remove it'}`,
        );
      }
    const mode = attributeOf(entry, 'mode');
    if (input === 'cache-to' && mode !== undefined && !['min', 'max'].includes(mode))
      complain(input, `mode=${mode} is no mode; write mode=${nearest(mode, ['min', 'max']) ?? 'max or mode=min'}`);
    const needed = NEEDED[entry.type]?.[input];
    if (needed && !attributeOf(entry, needed))
      complain(input, `type=${entry.type} has no ${needed}; write ${needed}=…`);
  }
  return entries;
}

/** The line that buildx takes. */
export function formatEntry({ type, attributes }: CacheEntry): string {
  return formatAttributes([['type', type], ...attributes]);
}

/** The value of an attribute; undefined where it has none. */
export function attributeOf({ attributes }: CacheEntry, name: string): string | undefined {
  return attributes.find(([key]) => key === name)?.[1];
}

/** The same entry with another value of an attribute. */
export function withAttribute({ type, attributes }: CacheEntry, name: string, value: string): CacheEntry {
  return { type, attributes: [...attributes.filter(([key]) => key !== name), [name, value]] };
}

function parseEntry(line: string, complain: (problem: string) => void): CacheEntry[] {
  const items = parseList(line);
  if (items.every((item) => !item.includes('=')))
    return items.map((reference) => ({ type: 'registry', attributes: [['ref', reference]] }));
  const odd = items.find((item) => !item.includes('='));
  if (odd !== undefined) complain(`${JSON.stringify(odd)} in ${JSON.stringify(line)} is no name=value; write one`);
  // Of two with one name the last one counts. https://github.com/docker/buildx/blob/master/util/buildflags/cache.go
  const pairs = new Map(parseAttributes(line).map(([name, value]) => [name.trim().toLowerCase(), value]));
  const type = pairs.get('type') ?? '';
  pairs.delete('type');
  if (type !== '') return [{ type, attributes: [...pairs] }];
  complain(`${JSON.stringify(line)} has no type; write type=registry,ref=… or the like`);
  return [];
}
