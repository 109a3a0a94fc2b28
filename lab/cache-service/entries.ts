/** What is kept under a key: once it is stored, it never changes. */
export interface Entry {
  /** The name of its blob too. */
  id: string;
  scope: string;
  key: string;
  /** Names what a client keeps and how; only entries of the same version are seen. */
  version: string;
  /** False from its reservation until all of it is there. */
  stored: boolean;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970, of its storing or last look-up. */
  used: number;
}

/** What is looked for. */
export interface Wanted {
  key: string;
  restoreKeys: readonly string[];
  version: string;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * The entry that a look-up finds among all, the older of which come first: scope by scope and key by key, the one of just that
 * key, else the newest that begins so.
 * https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#cache-key-matching
 */
export function findEntry(entries: readonly Entry[], scopes: readonly string[], wanted: Wanted): Entry | undefined {
  for (const scope of scopes) {
    const seen = entries.filter((entry) => entry.stored && entry.scope === scope && entry.version === wanted.version);
    for (const key of [wanted.key, ...wanted.restoreKeys]) {
      const found = seen.find((entry) => entry.key === key) ?? seen.findLast((entry) => entry.key.startsWith(key));
      if (found) return found;
    }
  }
  return undefined;
}

/** The entry of a scope that has just this key, stored or only reserved. */
export function findExact(
  entries: readonly Entry[],
  scope: string,
  { key, version }: Pick<Wanted, 'key' | 'version'>,
): Entry | undefined {
  return entries.find((entry) => entry.scope === scope && entry.key === key && entry.version === version);
}

/**
 * The stored entries that have to go, the longest unused first: those of more than a week ago, and as many as it takes to
 * keep within so many bytes.
 * https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#usage-limits-and-eviction-policy
 */
export function chooseEvicted(entries: readonly Entry[], budget: number, now: number): Entry[] {
  const stored = entries.filter(({ stored }) => stored).sort((a, b) => a.used - b.used);
  let size = stored.reduce((sum, entry) => sum + entry.size, 0);
  return stored.filter((entry) => {
    const goes = now - entry.used > WEEK || size > budget;
    if (goes) size -= entry.size;
    return goes;
  });
}

/** What is wrong with a key; undefined where nothing is. */
export function checkKey(key: string): string | undefined {
  if (key === '') return 'the key is empty';
  if (key.length > 512) return `the key has ${key.length} characters, more than 512`;
  if (key.includes(',')) return 'the key has a comma';
  return undefined;
}
