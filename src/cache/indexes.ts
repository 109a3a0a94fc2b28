import type { CacheEntry } from './entry.ts';
import { scopeOf } from './inputs.ts';
import { type CachePlan, isOfJob } from './plan.ts';
import { formatIndexKey } from './scope.ts';
import type { ServiceAccess } from './token.ts';

/** An index that the job's own cache is to have when an export is over. */
export interface WrittenIndex {
  scope: string;
  /** What its key begins with. */
  prefix: string;
  /** Whether the build itself writes it. */
  during: boolean;
  /** The key that the newest one had before; empty where there was none. */
  before: string;
}

/** What the keys of an entry's indexes begin with, one for each of the token's scopes; none where it is not the job's own. */
export function listKeys(entry: CacheEntry, tokenScopes: readonly string[]): string[] {
  return isOfJob(entry) ? tokenScopes.map((scope) => formatIndexKey(scopeOf(entry), scope)) : [];
}

/** The indexes that a plan writes. */
export function listWritten(
  { during, after }: Pick<CachePlan, 'during' | 'after'>,
  { writable }: Pick<ServiceAccess, 'writable'>,
): Omit<WrittenIndex, 'before'>[] {
  const scopes = writable === undefined ? [] : [writable];
  return [...during, ...after].flatMap((entry) =>
    listKeys(entry, scopes).map((prefix) => ({ scope: scopeOf(entry), prefix, during: during.includes(entry) })),
  );
}
