import assert from 'node:assert/strict';
import test from 'node:test';
import { checkKey, chooseEvicted, type Entry, findEntry } from '../../lab/cache-service/entries.ts';
import { createFaults, type Rule } from '../../lab/cache-service/fault.ts';
import { makeToken, readableScopes, readToken, writableScope } from '../../lab/cache-service/token.ts';
import { parseCall, parseMethod } from '../../lab/cache-service/twirp.ts';

const DAY = 24 * 60 * 60 * 1000;

/** `main:key`, or `main:key@version`, or `main:key?` where it is only reserved. */
function makeEntries(...texts: string[]): Entry[] {
  return texts.map((text, index) => {
    const [, scope = '', key = '', version = 'v', reserved] = /^(\w+):([^@?]+)(?:@(\w+))?(\?)?$/.exec(text) ?? [];
    return { id: `${index}`, scope, key, version, stored: !reserved, size: 1, used: index };
  });
}

for (const [entries, scopes, keys, found] of [
  [['main:a'], ['main'], ['a'], 'main:a'],
  [['main:a'], ['main'], ['b'], ''],
  [['main:a'], [], ['a'], ''],
  [['main:a@w'], ['main'], ['a'], ''],
  [['main:a?'], ['main'], ['a'], ''],
  [['main:a-1', 'main:a-2', 'main:b-3'], ['main'], ['a-'], 'main:a-2'],
  [['main:a', 'main:ab'], ['main'], ['a'], 'main:a'],
  [['main:a-1', 'main:b-1'], ['main'], ['c', 'b-', 'a-'], 'main:b-1'],
  [['main:b', 'main:bc', 'main:a-1'], ['main'], ['c', 'b', 'a-'], 'main:b'],
  [['main:a', 'pr:ab'], ['pr', 'main'], ['a'], 'pr:ab'],
  [['main:a', 'pr:c'], ['pr', 'main'], ['a', 'c'], 'pr:c'],
  [['main:a', 'other:a'], ['pr', 'main'], ['a'], 'main:a'],
] as const)
  test(`findEntry ${keys} in ${scopes} of ${entries}`, () => {
    const [key = '', ...restoreKeys] = keys;
    const entry = findEntry(makeEntries(...entries), scopes, { key, restoreKeys, version: 'v' });
    assert.equal(entry ? `${entry.scope}:${entry.key}` : '', found);
  });

for (const [what, changes, budget, now, evicted] of [
  ['what fits stays', [], 3, 3, []],
  ['the longest unused goes first', [{ id: '0', used: 9 }], 2, 9, ['1']],
  ['as many go as it takes', [{ id: '2', size: 3 }], 4, 3, ['0']],
  ['one that is too big goes itself', [{ id: '2', size: 9 }], 4, 3, ['0', '1', '2']],
  ['what is unused for more than a week goes', [{ id: '1', used: 8 * DAY }], 3, 8 * DAY, ['0', '2']],
  ['what is only reserved stays', [{ id: '0', stored: false }], 0, 3, ['1', '2']],
] as const)
  test(`chooseEvicted: ${what}`, () => {
    const entries = makeEntries('main:a', 'main:b', 'main:c').map((entry) => ({
      ...entry,
      ...changes.find(({ id }) => id === entry.id),
    }));
    const ids = chooseEvicted(entries, budget, now).map(({ id }) => id);
    assert.deepEqual(ids.sort(), evicted);
  });

for (const [key, wrong] of [
  ['index-a-1-0123#1', undefined],
  ['', 'the key is empty'],
  ['a,b', 'the key has a comma'],
  ['a'.repeat(513), 'the key has 513 characters, more than 512'],
] as const)
  test(`checkKey ${key.slice(0, 20)}`, () => assert.equal(checkKey(key), wrong));

const scopes = [
  { scope: 'refs/pull/1/merge', permission: 2 },
  { scope: 'refs/heads/main', permission: 1 },
];
const token = makeToken({ scopes, expires: new Date(5000) }, 'key', 1000);

test('a token says its scopes', () => {
  assert.deepEqual(readToken(token, 'key', 1000), scopes);
  assert.deepEqual(readableScopes(scopes), ['refs/heads/main']);
  assert.equal(writableScope(scopes), 'refs/pull/1/merge');
  assert.equal(writableScope(scopes.slice(1)), undefined);
});

for (const [what, text, key, now] of [
  ['another key', token, 'other', 1000],
  ['its end', token, 'key', 5000],
  ['other claims', token.replace(/\.[^.]+\./, `.${btoa('{"ac":"[]","exp":99}')}.`), 'key', 1000],
  ['no token', 'bearer', 'key', 1000],
  ['nothing', '', 'key', 1000],
] as const)
  test(`a token is refused for ${what}`, () => assert.equal(readToken(text, key, now), undefined));

for (const [text, expected] of [
  ['{"key":"a","version":"v"}', { key: 'a', version: 'v', restoreKeys: [], size: 0 }],
  ['{"key":"a","version":"v","restore_keys":["b"]}', { key: 'a', version: 'v', restoreKeys: ['b'], size: 0 }],
  ['{"key":"a","version":"v","size_bytes":7}', { key: 'a', version: 'v', restoreKeys: [], size: 7 }],
  ['{"key":"a","version":"v","size_bytes":"7"}', { key: 'a', version: 'v', restoreKeys: [], size: 7 }],
  ['{"key":1}', undefined],
  ['{"key":"a","restore_keys":[""]}', undefined],
  ['[', undefined],
  ['null', undefined],
] as const)
  test(`parseCall ${text}`, () => assert.deepEqual(parseCall(text), expected));

const service = '/twirp/github.actions.results.api.v1.CacheService';
for (const [method, path, expected] of [
  ['POST', `${service}/CreateCacheEntry`, 'CreateCacheEntry'],
  ['GET', `${service}/CreateCacheEntry`, undefined],
  ['POST', `${service}/DeleteCacheEntry`, undefined],
  ['POST', '/_apis/artifactcache/caches', undefined],
] as const)
  test(`parseMethod ${method} ${path}`, () => assert.equal(parseMethod(method, path), expected));

const reset = { kind: 'reset' } as const;
for (const [what, rules, expected] of [
  ['all', [{ fault: reset }], 'reset reset reset reset'],
  ['an operation', [{ fault: reset, on: 'Upload' }], 'reset - reset -'],
  ['several', [{ fault: reset, on: ['Upload', 'Download'] }], 'reset reset reset reset'],
  ['a key', [{ fault: reset, key: 'index-' }], '- - reset reset'],
  ['the second', [{ fault: reset, skip: 1, times: 1 }], '- reset - -'],
  ['downloads alone', [{ fault: { kind: 'lose' } }], '- lose - lose'],
  ['the first that is due', [{ fault: reset, times: 1 }, { fault: { kind: 'html' } }], 'reset html html html'],
] satisfies [string, Rule[], string][])
  test(`a rule for ${what}`, () => {
    const faults = createFaults();
    for (const rule of rules) faults.add(rule);
    const requests = ['buildkit-blob-1', 'index-a#1'].flatMap((key) => [
      { operation: 'Upload' as const, key },
      { operation: 'Download' as const, key },
    ]);
    assert.equal(requests.map((request) => faults.next(request)?.kind ?? '-').join(' '), expected);
    faults.clear();
    assert.equal(faults.next({ operation: 'Upload', key: '' }), undefined);
  });
