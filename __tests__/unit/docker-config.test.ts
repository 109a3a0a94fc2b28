import assert from 'node:assert/strict';
import test from 'node:test';
import {
  findCredentials,
  findHelper,
  listScopes,
  listSecrets,
  mergeDockerConfig,
  parseDockerConfig,
  parseHelperAnswer,
} from '../../src/publish/docker-config.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const config = parseDockerConfig(
  JSON.stringify({
    auths: {
      'https://index.docker.io/v1/': auth('hub:secret'),
      'ghcr.io': auth('me:a:b'),
      'https://old.test/v1/': auth('old:pw'),
      'plain.test:5000': { username: 'u', password: 'p' },
      'acr.test': { ...auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'id' },
      'helped.test': {},
    },
    credHelpers: { 'helped.test': 'ecr-login' },
  }),
);

for (const [registry, expected] of [
  ['docker.io', { username: 'hub', password: 'secret' }],
  ['ghcr.io', { username: 'me', password: 'a:b' }],
  ['old.test', { username: 'old', password: 'pw' }],
  ['plain.test:5000', { username: 'u', password: 'p' }],
  ['plain.test', undefined],
  ['acr.test', { identityToken: 'id' }],
  ['helped.test', undefined],
  ['none.test', undefined],
] as const)
  test(`findCredentials ${registry}`, () => assert.deepEqual(findCredentials(config, registry), expected));

test('findHelper: the one of the registry, else the one of all', () => {
  assert.equal(findHelper(config, 'helped.test'), 'ecr-login');
  assert.equal(findHelper(config, 'ghcr.io'), undefined);
  assert.equal(findHelper({ ...config, credsStore: 'desktop' }, 'ghcr.io'), 'desktop');
  assert.equal(findHelper(parseDockerConfig('{}'), 'ghcr.io'), undefined);
});

test('parseHelperAnswer', () => {
  assert.deepEqual(parseHelperAnswer('{"Username":"AWS","Secret":"s"}'), { username: 'AWS', password: 's' });
  assert.deepEqual(parseHelperAnswer('{"Username":"<token>","Secret":"s"}'), { identityToken: 's' });
  assert.equal(parseHelperAnswer('{"Username":"","Secret":""}'), undefined);
});

test('what is not JSON has nothing, and is quoted nowhere', () => {
  assert.deepEqual(parseDockerConfig('{"auths":{"a":{"auth":"canary'), { auths: {}, credHelpers: {}, credsStore: '' });
  assert.equal(parseHelperAnswer('canary'), undefined);
});

test("mergeDockerConfig: ours beside everything of the user's, and no helper for them", () => {
  const user = {
    auths: { 'ghcr.io': auth('old:old'), 'other.test': auth('me:other') },
    credsStore: 'desktop',
    credHelpers: { 'ecr.test': 'ecr-login', 'ghcr.io': 'gh' },
    proxies: { default: { httpProxy: 'http://proxy.test' } },
    currentContext: 'remote',
  };
  const variable = JSON.stringify({ auths: { 'env.test': auth('env:env'), 'ghcr.io': auth('env:env') } });
  const text = mergeDockerConfig(JSON.stringify(user), variable, [
    { registry: 'ghcr.io', username: 'me', password: 'p:ü\n"' },
    { registry: 'docker.io', username: 'hub', password: 'h' },
  ]);
  assert.deepEqual(JSON.parse(text), {
    ...user,
    auths: {
      'ghcr.io': auth('me:p:ü\n"'),
      'other.test': auth('me:other'),
      'env.test': auth('env:env'),
      'https://index.docker.io/v1/': auth('hub:h'),
    },
    credHelpers: { 'ecr.test': 'ecr-login', 'ghcr.io': '', 'env.test': '', 'https://index.docker.io/v1/': '' },
  });
  const merged = parseDockerConfig(text);
  assert.deepEqual(
    ['ghcr.io', 'docker.io', 'env.test', 'ecr.test', 'other.test'].map((name) => findHelper(merged, name)),
    [undefined, undefined, undefined, 'ecr-login', 'desktop'],
  );
  assert.deepEqual(findCredentials(merged, 'ghcr.io'), { username: 'me', password: 'p:ü\n"' });
});

for (const text of ['', 'null', '[]', 'no JSON', '{"auths":null}'])
  test(`mergeDockerConfig with ${JSON.stringify(text)}`, () => {
    const merged = parseDockerConfig(
      mergeDockerConfig(text, '', [{ registry: 'r.io', username: 'me', password: 'pw' }]),
    );
    assert.deepEqual(findCredentials(merged, 'r.io'), { username: 'me', password: 'pw' });
  });

test('listSecrets: what is printed of credentials, line by line and encoded, unless it is too short to hide', () => {
  assert.deepEqual(listSecrets({ username: 'me', password: 'a/cd' }), ['a/cd', 'a%2Fcd', 'YS9jZA==', 'bWU6YS9jZA==']);
  assert.deepEqual(listSecrets({ username: 'me', password: '{\r\n"key"\n}' }), [
    ...['"key"', '%7B%0D%0A%22key%22%0A%7D', 'ew0KImtleSIKfQ==', 'bWU6ew0KImtleSIKfQ=='],
  ]);
  assert.deepEqual(listSecrets({ identityToken: 'abcd' }), ['abcd', 'YWJjZA==']);
});

test('listScopes: the repository before the registry, what is done there before anything', () => {
  const scopes = listScopes('docker.io', 'acme/app');
  assert.equal(scopes[0], 'registry-1.docker.io/acme/app@pull,push');
  assert.ok(scopes.indexOf('registry-1.docker.io/acme/app') < scopes.indexOf('registry-1.docker.io@push'));
  assert.equal(scopes.at(-1), 'registry-1.docker.io');
});
