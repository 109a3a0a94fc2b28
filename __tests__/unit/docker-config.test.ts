import assert from 'node:assert/strict';
import test from 'node:test';
import { findCredentials, findHelper, parseDockerConfig, parseHelperAnswer } from '../../src/publish/docker-config.ts';

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
