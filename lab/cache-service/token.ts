import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token allows in a scope (`refs/heads/main`): 1 reading, 2 writing, 3 both. */
export interface Scope {
  scope: string;
  permission: number;
}

export interface TokenOptions {
  /** In the order in which they are searched; that of the default branch, for reading and writing, where none are given. */
  scopes?: readonly Scope[];
  /** When it ends; six hours from now where nothing is said. */
  expires?: Date;
}

const READ = 1;
const WRITE = 2;
const HOUR = 60 * 60 * 1000;

/** The scopes that may be read, in their order. */
export function readableScopes(scopes: readonly Scope[]): string[] {
  return scopes.filter(({ permission }) => permission & READ).map(({ scope }) => scope);
}

/** The scope that is written to: the first one that may be. */
export function writableScope(scopes: readonly Scope[]): string | undefined {
  return scopes.find(({ permission }) => permission & WRITE)?.scope;
}

/**
 * A job's token for the services of Actions: a JWT whose claim `ac` is a JSON text of scopes and permissions.
 * https://github.com/tonistiigi/go-actions-cache/blob/master/cache.go
 */
export function makeToken({ scopes, expires }: TokenOptions, key: string, now = Date.now()): string {
  const allowed = scopes ?? [{ scope: 'refs/heads/main', permission: READ | WRITE }];
  const claims = {
    ac: JSON.stringify(allowed.map(({ scope, permission }) => ({ Scope: scope, Permission: permission }))),
    nbf: Math.floor(now / 1000) - 60,
    exp: Math.floor((expires?.getTime() ?? now + 6 * HOUR) / 1000),
  };
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encode).join('.');
  return `${content}.${sign(content, key)}`;
}

/** The scopes of a token; undefined where it is no token that this key signed, or its time is over. */
export function readToken(token: string, key: string, now = Date.now()): Scope[] | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(`${header}.${claims}`, key));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { ac, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { ac: string; exp: number };
  if (now >= exp * 1000) return undefined;
  return (JSON.parse(ac) as { Scope: string; Permission: number }[]).map(({ Scope, Permission }) => ({
    scope: Scope,
    permission: Permission,
  }));
}

/** What a job has in its environment of the service at a URL, with a token that the key signs. */
export function serviceEnv(url: string, key: string, options: TokenOptions = {}): Record<string, string> {
  return {
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_CACHE_URL: url,
    ACTIONS_RESULTS_URL: url,
    ACTIONS_RUNTIME_TOKEN: makeToken(options, key),
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sign(content: string, key: string): string {
  return createHmac('sha256', key).update(content).digest('base64url');
}
