import type { Complain } from '../inputs.ts';
import { parseLines, parseList } from '../list.ts';
import { attributeOf, type CacheEntry, parseEntries } from './entry.ts';
import { encodeScope } from './scope.ts';

/** The inputs about the cache. */
export interface CacheInputs {
  /** Empty: where it is of use. */
  cache: 'gha' | 'off' | '';
  from: readonly CacheEntry[];
  to: readonly CacheEntry[];
  /** Empty: what suits the type. */
  export: 'after' | 'with-build' | '';
  /** Milliseconds that the end of the job waits for the export. */
  timeout: number;
  required: boolean;
  /** Ids or target paths of cache mounts whose contents are carried from run to run. */
  mounts: readonly string[];
  /** The first name of the image, whether it is published or not; empty where it has none. */
  image: string;
}

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  flag: (name: string, standard: boolean) => boolean;
  complain: Complain;
  warn: Complain;
}

const STANDARD_TIMEOUT = '10m';
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Reads them; `names` are the image's. */
export function readCacheInputs(reader: Reader, names: readonly string[]): CacheInputs {
  const { text, flag, complain } = reader;
  const choose = <T extends string>(name: string, choices: readonly T[]): T | '' => {
    const value = text(name);
    if (value !== '' && !choices.includes(value as T))
      complain(name, `${JSON.stringify(value)} is no choice; write ${choices.join(' or ')}`);
    return value as T | '';
  };
  // The runner tells the post step of it.
  text('job-status');
  const to = parseEntries('cache-to', parseLines(text('cache-to')), reader);
  const scopes = to.filter(({ type }) => type === 'gha').map((entry) => encodeScope(scopeOf(entry)));
  const twice = scopes.find((scope, index) => scopes.indexOf(scope) < index);
  if (twice !== undefined)
    complain(
      'cache-to',
      `two of type=gha have the scope ${JSON.stringify(twice)}, where one replaces the other; write scope=… to tell them apart`,
    );
  return {
    cache: choose('cache', ['gha', 'off']),
    from: parseEntries('cache-from', parseLines(text('cache-from')), reader),
    to,
    export: choose('cache-export', ['after', 'with-build']),
    timeout: readTimeout(text('cache-export-timeout') || STANDARD_TIMEOUT, complain),
    required: flag('cache-required', false),
    mounts: readMounts(parseList(text('cache-mounts')), complain),
    image: (names[0] ?? '').replace(/(?::[\w.-]+)?(?:@.*)?$/, ''),
  };
}

/** The scope of an entry of type gha; BuildKit's own where it names none. */
export function scopeOf(entry: CacheEntry): string {
  return attributeOf(entry, 'scope') ?? 'buildkit';
}

function readMounts(items: readonly string[], complain: Complain): string[] {
  for (const item of items) {
    const [, name, value] =
      /^(type|id|target|dst|destination|sharing|from|source|src|uid|gid|mode)=(.*)$/i.exec(item) ?? [];
    if (name === undefined) continue;
    const isName = /^(?:id|target|dst|destination)$/i.test(name);
    complain(
      'cache-mounts',
      `${JSON.stringify(item)} is no id and no path; ${isName ? `write ${value}` : 'leave it out'}`,
    );
  }
  return [...new Set(items)];
}

function readTimeout(text: string, complain: Complain): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  complain('cache-export-timeout', `${JSON.stringify(text)} is no time; write a number and a unit, such as 90s or 10m`);
  return 0;
}
