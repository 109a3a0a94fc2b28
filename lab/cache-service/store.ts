import type { Blobs } from './blobs.ts';
import { checkKey, chooseEvicted, type Entry, findEntry, findExact } from './entries.ts';
import { readableScopes, type Scope, writableScope } from './token.ts';
import { type Answer, type Call, type Method, twirpAnswer, twirpError } from './twirp.ts';

/** The entries, and the calls that are made about them. */
export interface Store {
  /** The older come first. */
  entries: () => readonly Entry[];
  /** Answers a call of the service: method, what is asked, what the token allows. */
  call: (method: Method, call: Call, scopes: readonly Scope[]) => Promise<Answer>;
  /** Takes entries away, and their blobs. */
  remove: (entries: readonly Entry[]) => Promise<void>;
}

// Clients tell a refusal by how it begins.
// https://github.com/actions/toolkit/blob/main/packages/cache/src/cache.ts
const WRITE_DENIED = 'cache write denied: the token allows no scope to be written to';
const READ_DENIED = 'cache read denied: the token allows no scope to be read';

/** One that keeps within so many bytes; `locate` makes a URL of a path. */
export function createStore(blobs: Blobs, budget: number, locate: (path: string) => string): Store {
  let entries: readonly Entry[] = [];
  let last = 0;

  const remove = async (gone: readonly Entry[]) => {
    entries = entries.filter((entry) => !gone.includes(entry));
    await Promise.all(gone.map(({ id }) => blobs.remove(id)));
  };

  const methods: Record<Method, (call: Call, scopes: readonly Scope[]) => Answer | Promise<Answer>> = {
    CreateCacheEntry: ({ key, version }, scopes) => {
      const scope = writableScope(scopes);
      if (scope === undefined) return twirpAnswer({ ok: false, message: WRITE_DENIED });
      if (findExact(entries, scope, { key, version }))
        return twirpError('already_exists', 'cache entry already exists');
      last++;
      const entry = { id: `${last}`, scope, key, version, stored: false, size: 0, used: Date.now() };
      entries = [...entries, entry];
      return twirpAnswer({ ok: true, signed_upload_url: locate(blobs.sign(entry.id, 'write')) });
    },
    FinalizeCacheEntryUpload: async ({ size, ...call }, scopes) => {
      const scope = writableScope(scopes);
      if (scope === undefined) return twirpAnswer({ ok: false, message: WRITE_DENIED });
      const entry = findExact(entries, scope, call);
      if (!entry || entry.stored) return twirpError('not_found', 'no upload under that key');
      const stored = await blobs.measure(entry.id);
      if (stored !== size)
        return twirpError('invalid_argument', `${size} bytes were announced, ${stored ?? 'none'} sent`);
      Object.assign(entry, { stored: true, size, used: Date.now() });
      await remove(chooseEvicted(entries, budget, Date.now()));
      return twirpAnswer({ ok: true, entry_id: entry.id });
    },
    GetCacheEntryDownloadURL: (call, scopes) => {
      const readable = readableScopes(scopes);
      if (readable.length === 0) return twirpError('permission_denied', READ_DENIED);
      const entry = findEntry(entries, readable, call);
      if (!entry) return twirpAnswer({ ok: false });
      entry.used = Date.now();
      const url = locate(blobs.sign(entry.id, 'read'));
      return twirpAnswer({ ok: true, signed_download_url: url, matched_key: entry.key });
    },
  };

  return {
    entries: () => entries,
    remove,
    call: async (method, call, scopes) => {
      const wrong = checkKey(call.key);
      if (wrong) return twirpError('invalid_argument', wrong);
      return methods[method](call, scopes);
    },
  };
}
