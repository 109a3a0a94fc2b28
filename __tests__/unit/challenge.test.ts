import assert from 'node:assert/strict';
import test from 'node:test';
import { formatBasic, parseChallenge, parseToken, planToken, readAccess } from '../../src/publish/challenge.ts';

const bearer = { scheme: 'bearer', realm: 'https://a.test/token', service: 's', scope: '' } as const;

for (const [header, expected] of [
  ['Basic realm="Registry"', { scheme: 'basic' }],
  ['basic', { scheme: 'basic' }],
  [
    'Bearer realm="https://a.test/token",service="s",scope="repository:acme/app:pull,push"',
    { ...bearer, scope: 'repository:acme/app:pull,push' },
  ],
  ['bearer realm=https://a.test/token, service=s', bearer],
  ['Bearer service="s"', undefined],
  ['Negotiate', undefined],
  // Several, as they stand in one header, or Node joins them.
  ['Bearer realm="https://a.test/token",service="s", Basic realm="Registry"', bearer],
  ['Basic realm="a, Bearer realm=b", Bearer realm="https://a.test/token",service="s"', bearer],
  ['Negotiate, Bearer realm="https://a.test/token",service="s"', bearer],
  ['Negotiate YWJj==, Basic realm="Registry"', { scheme: 'basic' }],
  ['Bearer service="s", Basic realm="Registry"', { scheme: 'basic' }],
  ['', undefined],
] as const)
  test(`parseChallenge ${header}`, () => assert.deepEqual(parseChallenge(header), expected));

test('planToken: without credentials, with name and password, with an identity token', () => {
  const scope = 'repository:acme/app:pull,push';
  const url = 'https://a.test/token?service=s&scope=repository%3Aacme%2Fapp%3Apull%2Cpush&client_id=multiarch-build';
  assert.deepEqual(planToken(bearer, scope, undefined), { url, method: 'GET', headers: {} });
  const named = planToken(bearer, scope, { username: 'u', password: 'p:ä' });
  assert.deepEqual(named, { url, method: 'GET', headers: { authorization: 'Basic dTpwOsOk' } });
  const { method, body } = planToken(bearer, scope, { identityToken: 'i&d' });
  assert.equal(method, 'POST');
  assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
    ...{ service: 's', scope, client_id: 'multiarch-build' },
    ...{ grant_type: 'refresh_token', refresh_token: 'i&d' },
  });
});

test('planToken keeps what the realm has behind its question mark', () => {
  const { url } = planToken({ ...bearer, realm: 'https://a.test/t?x=1', service: '' }, 'z', undefined);
  assert.equal(url, 'https://a.test/t?x=1&scope=z&client_id=multiarch-build');
});

test('parseToken', () => {
  assert.equal(parseToken('{"token":"a","access_token":"b"}'), 'a');
  assert.equal(parseToken('{"access_token":"b"}'), 'b');
  assert.equal(parseToken('{"token":""}'), undefined);
  assert.equal(parseToken('<html>'), undefined);
});

test('formatBasic', () => assert.equal(formatBasic({ username: 'u', password: 'p' }), 'Basic dTpw'));

const jwt = (claims: object) => ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'x'].join('.');
const grant = (name: string, ...actions: string[]) => ({ type: 'repository', name, actions });
for (const [token, expected] of [
  [jwt({ access: [grant('acme/app', 'pull', 'push')] }), true],
  [jwt({ access: [grant('acme/app', '*')] }), true],
  [jwt({ access: [grant('acme/app', 'pull'), grant('acme/other', 'push')] }), false],
  [jwt({ access: [] }), false],
  [jwt({ sub: 'me' }), undefined],
  ['opaque', undefined],
  ['a.b.c', undefined],
  ['', undefined],
] as const)
  test(`readAccess ${token}`, () => assert.equal(readAccess(token, 'acme/app', 'push'), expected));
