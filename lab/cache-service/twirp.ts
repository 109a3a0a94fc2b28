import type { Wanted } from './entries.ts';

/** An answer to a request. */
export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

/** What a call asks for; clients write sizes as numbers or as texts. */
export interface Call extends Wanted {
  size: number;
}

/** The calls that there are. https://github.com/actions/toolkit/tree/main/packages/cache/src/generated/results/api/v1 */
export type Method = (typeof METHODS)[number];

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const METHODS = ['CreateCacheEntry', 'FinalizeCacheEntryUpload', 'GetCacheEntryDownloadURL'] as const;

// https://twitchtv.github.io/twirp/docs/errors.html
const STATUS = {
  already_exists: 409,
  bad_route: 404,
  internal: 500,
  invalid_argument: 400,
  not_found: 404,
  permission_denied: 403,
  resource_exhausted: 429,
  unauthenticated: 401,
  unavailable: 503,
} as const;

/** The method that a request calls; undefined where it is no call. */
export function parseMethod(method: string, path: string): Method | undefined {
  return METHODS.find((name) => method === 'POST' && path === SERVICE + name);
}

/** Reads `{ "key": …, "version": …, "restore_keys": […], "size_bytes": … }`; undefined where it is not that. */
export function parseCall(text: string): Call | undefined {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return undefined;
  const { key = '', version = '', restore_keys: keys = [], size_bytes: size = 0 } = body as Record<string, unknown>;
  const isRight = typeof key === 'string' && typeof version === 'string' && Array.isArray(keys);
  if (!isRight || !keys.every((key) => typeof key === 'string' && key !== '')) return undefined;
  return { key, version, restoreKeys: keys, size: Number(size) };
}

/** A call's good answer. */
export function twirpAnswer(body: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A call's error. */
export function twirpError(code: keyof typeof STATUS, msg: string): Answer {
  return { ...twirpAnswer({ code, msg }), status: STATUS[code] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
