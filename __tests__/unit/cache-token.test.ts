import assert from 'node:assert/strict';
import test from 'node:test';
import { makeToken } from '../../lab/cache-service/token.ts';
import { readAccess } from '../../src/cache/token.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const MAIN = 'refs/heads/main';
const PULL = 'refs/pull/1/merge';

/** What a job has in its environment, with a token that allows this. */
function job(scopes: [scope: string, permission: number][] = [[MAIN, 3]], expires = NOW + 60_000) {
  const token = { scopes: scopes.map(([scope, permission]) => ({ scope, permission })), expires: new Date(expires) };
  return {
    ACTIONS_CACHE_SERVICE_V2: 'True',
    ACTIONS_RESULTS_URL: 'https://results.example/',
    ACTIONS_RUNTIME_TOKEN: makeToken(token, 'key', NOW),
  };
}

/** A token with just these claims. */
function claim(claims: unknown): { ACTIONS_RUNTIME_TOKEN: string } {
  return { ACTIONS_RUNTIME_TOKEN: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x` };
}

const pull: [string, number][] = [
  [PULL, 3],
  [MAIN, 1],
];
for (const [what, env, readable, writable, why] of [
  ['a branch', job(), [MAIN], MAIN, /^$/],
  ['a pull request', job(pull), [PULL, MAIN], PULL, /^$/],
  ['a pull request of a fork', job([[MAIN, 1]]), [MAIN], undefined, /^the token allows reading alone/],
  [
    'several to write to, of which BuildKit takes the last',
    job([
      ['a', 3],
      ['b', 3],
    ]),
    ['a', 'b'],
    'b',
    /^$/,
  ],
  ['writing alone', job([[MAIN, 2]]), [], undefined, /^the token allows writing alone, and BuildKit reads before/],
  ['nothing', job([]), [], undefined, /^the token allows neither/],
  [
    'the mode read',
    { ...job(), ACTIONS_CACHE_MODE: 'read' },
    [MAIN],
    undefined,
    /^ACTIONS_CACHE_MODE=read allows reading/,
  ],
  ['the mode write', { ...job(), ACTIONS_CACHE_MODE: 'write' }, [MAIN], MAIN, /^$/],
  [
    'the mode write-only',
    { ...job(), ACTIONS_CACHE_MODE: 'write-only' },
    [],
    undefined,
    /^ACTIONS_CACHE_MODE=write-only /,
  ],
  [
    'the mode none',
    { ...job(), ACTIONS_CACHE_MODE: ' None' },
    [],
    undefined,
    /^ACTIONS_CACHE_MODE=none allows neither/,
  ],
  ['a mode of later', { ...job(), ACTIONS_CACHE_MODE: 'append' }, [MAIN], MAIN, /^$/],
] as const)
  test(`the token of ${what}`, () => {
    const access = readAccess(env, NOW);
    assert.ok(access.kind === 'service', access.why);
    assert.deepEqual([access.url, access.readable, access.writable], ['https://results.example', readable, writable]);
    assert.match(access.why, why);
  });

for (const [env, kind, why] of [
  [
    {},
    'none',
    /^there is no cache service without ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN, which the runner sets/,
  ],
  [{ ...job(), ACTIONS_RESULTS_URL: '' }, 'none', /without ACTIONS_RESULTS_URL, which/],
  [{ ...job(), ACTIONS_CACHE_SERVICE_V2: undefined }, 'old', /^this server has no cache service of version 2/],
  [{ ...job(), ACTIONS_CACHE_SERVICE_V2: 'false' }, 'old', /cache-to of type=registry/],
  [{ ...job(), ACTIONS_RESULTS_URL: 'results.example' }, 'broken', /^ACTIONS_RESULTS_URL: "results.example" is no URL/],
  [{ ...job(), ACTIONS_RESULTS_URL: 'https://' }, 'broken', /^ACTIONS_RESULTS_URL: "https:\/\/" is no URL/],
  [job([], NOW), 'broken', /^ACTIONS_RUNTIME_TOKEN: its time ended at 2026-11-25T12:00:00.000Z/],
  [
    { ...job(), ...claim({ ac: '[]', nbf: NOW / 1000 + 9, exp: 9e9 }) },
    'broken',
    /its time begins at .*:09.000Z; set the clock/,
  ],
  [{ ...job(), ACTIONS_RUNTIME_TOKEN: 'token' }, 'broken', /^ACTIONS_RUNTIME_TOKEN: it is no token; find out/],
  [{ ...job(), ...claim(null) }, 'broken', /it is no token/],
  [{ ...job(), ...claim({ ac: '[]', exp: 1 }) }, 'broken', /it does not say when its time is/],
  [{ ...job(), ...claim({ ac: {}, nbf: 0, exp: 9e9 }) }, 'broken', /it does not say what it allows/],
  [{ ...job(), ...claim({ ac: '[{"Scope":1}]', nbf: 0, exp: 9e9 }) }, 'broken', /it does not say what it allows/],
  [{ ...job(), ...claim({ ac: '[null]', nbf: 0, exp: 9e9 }) }, 'broken', /it does not say what it allows/],
] as const)
  test(`there is no service: ${why}`, () => {
    const access = readAccess(env, NOW);
    assert.equal(access.kind, kind);
    assert.match(access.why, why);
  });
