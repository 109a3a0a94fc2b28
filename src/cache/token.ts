/** What this job may do with the cache service of GitHub Actions. */
export type Access =
  /** There is no service, one of version 1 alone, or what the job has of one makes no sense. */
  { kind: 'none' | 'old' | 'broken'; why: string } | ServiceAccess;

/** A service that there is, of version 2. */
export interface ServiceAccess {
  kind: 'service';
  /** Where its calls go, without a slash at the end. */
  url: string;
  token: string;
  /** Scopes of the token (`refs/heads/main`) that may be read, in the order in which they are searched. */
  readable: readonly string[];
  /** The scope that BuildKit names what it writes after; undefined where nothing may be written. */
  writable: string | undefined;
  /** Why that is not all; empty where it is. */
  why: string;
}

interface Scope {
  Scope: string;
  Permission: number;
}

const READ = 1;
const WRITE = 2;
// https://github.com/actions/toolkit/blob/main/packages/cache/src/internal/config.ts
const MODES: Readonly<Record<string, number>> = { none: 0, read: READ, write: READ | WRITE, 'write-only': WRITE };

/** What the variables of a job allow at the time `now`, in milliseconds since 1970. */
export function readAccess(env: Readonly<Record<string, string | undefined>>, now: number): Access {
  const { ACTIONS_RESULTS_URL: url = '', ACTIONS_RUNTIME_TOKEN: token = '' } = env;
  const none = (why: string, kind: 'none' | 'old' | 'broken' = 'broken'): Access => ({ kind, why });
  // As buildx reads it. https://github.com/docker/buildx/blob/master/build/opt.go
  if (token && !/^(?:1|t|T|true|True|TRUE)$/.test(env.ACTIONS_CACHE_SERVICE_V2 ?? ''))
    return none(
      'this server has no cache service of version 2 (ACTIONS_CACHE_SERVICE_V2); keep the cache in a registry, with ' +
        'cache-from and cache-to of type=registry',
      'old',
    );
  if (!url || !token)
    return none(
      `there is no cache service without ${[!url && 'ACTIONS_RESULTS_URL', !token && 'ACTIONS_RUNTIME_TOKEN'].filter(Boolean).join(' and ')}, ` +
        'which the runner sets for a step with uses, not for a script, and act where its cache server runs; write cache: off, or ' +
        'cache-from and cache-to of another type',
      'none',
    );
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return none(`ACTIONS_RESULTS_URL: ${JSON.stringify(url)} is no URL; find out what changed it`);
  const claims = parseClaims(token);
  if (typeof claims === 'string') return none(`ACTIONS_RUNTIME_TOKEN: ${claims}; find out what changed it`);
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  if (claims.exp * 1000 <= now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time ended at ${time(claims.exp)}; a job that takes less long has one`);
  if (claims.nbf * 1000 > now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time begins at ${time(claims.nbf)}; set the clock of the runner`);

  const mode = (env.ACTIONS_CACHE_MODE ?? '').trim().toLowerCase();
  const allowed = MODES[mode] ?? READ | WRITE;
  const scopes = claims.scopes.map(({ Scope, Permission }) => ({ scope: Scope, permission: Permission & allowed }));
  const readable = scopes.filter(({ permission }) => permission & READ).map(({ scope }) => scope);
  // As BuildKit chooses it, which also looks at what is there before it writes.
  // https://github.com/moby/buildkit/blob/master/cache/remotecache/gha/gha.go
  const last = scopes.findLast(({ permission }) => permission & WRITE)?.scope;
  const writable = readable.length > 0 ? last : undefined;
  const reason = allowed === (READ | WRITE) ? 'the token' : `ACTIONS_CACHE_MODE=${mode}`;
  const why = explain(reason, readable.length > 0, last !== undefined);
  return { kind: 'service', url: url.replace(/\/+$/, ''), token, readable, writable, why };
}

function explain(reason: string, reads: boolean, writes: boolean): string {
  if (reads) return writes ? '' : `${reason} allows reading alone, so this build uses the cache and adds nothing to it`;
  return writes
    ? `${reason} allows writing alone, and BuildKit reads before it writes, so this build does without it`
    : `${reason} allows neither reading nor writing, so this build does without it`;
}

/**
 * Reads a JWT of the runner's, whose claim `ac` is a JSON text:
 *
 *     { "ac": "[{\"Scope\":\"refs/heads/main\",\"Permission\":3}]", "nbf": 1790000000, "exp": 1790021600 }
 *
 * A string where it is none that BuildKit takes: what is wrong with it.
 * https://github.com/tonistiigi/go-actions-cache/blob/master/cache.go
 */
function parseClaims(token: string): { scopes: Scope[]; nbf: number; exp: number } | string {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  if (typeof claims !== 'object' || claims === null) return 'it is no token';
  const { ac, nbf, exp } = claims as Record<string, unknown>;
  if (typeof nbf !== 'number' || typeof exp !== 'number') return 'it does not say when its time is';
  const scopes = parseJson(typeof ac === 'string' ? ac : '');
  const isScope = (scope: Partial<Scope> | null) =>
    typeof scope?.Scope === 'string' && typeof scope.Permission === 'number';
  if (!Array.isArray(scopes) || !scopes.every(isScope)) return 'it does not say what it allows';
  return { scopes, nbf, exp };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
