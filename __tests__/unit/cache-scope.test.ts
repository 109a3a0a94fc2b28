import assert from 'node:assert/strict';
import test from 'node:test';
import { deriveScope, encodeScope, formatIndexKey } from '../../src/cache/scope.ts';

const facts = { image: '', context: '.', file: undefined, target: '', workspace: '/work' };
for (const [change, scope] of [
  [{ image: 'ghcr.io/Acme/App' }, 'ghcr.io/acme/app'],
  [{ image: 'ghcr.io/acme/app', context: 'x', file: 'y' }, 'ghcr.io/acme/app'],
  [{ image: 'ghcr.io/acme/app', target: 'test' }, 'ghcr.io/acme/app+test'],
  [{}, '.'],
  [{ context: './services/api/' }, 'services/api'],
  [{ context: '/work' }, '.'],
  [{ context: '/work/services/api', file: '/work/docker/Dockerfile' }, 'services/api+docker/Dockerfile'],
  [{ target: 'dev' }, '.+dev'],
  // A file in the workspace itself is no target.
  [{ file: 'dev' }, '.+./dev'],
  [{ file: '/work/Dockerfile.dev', target: 'dev' }, '.+./Dockerfile.dev+dev'],
  [{ context: '/elsewhere', target: 'a' }, 'elsewhere+a'],
  [{ context: '/workers' }, 'workers'],
  [{ context: '', target: 'a' }, '.+a'],
  [{ context: 'https://github.com/acme/app.git#main' }, 'https://github.com/acme/app.git'],
  [{ context: 'https://github.com/acme/app.git#860c190:docs' }, 'https://github.com/acme/app.git:docs'],
  [{ context: 'git@github.com:acme/app.git#main:docs' }, 'git@github.com:acme/app.git:docs'],
  [{ context: 'github.com/acme/app#main' }, 'github.com/acme/app'],
  [{ context: 'https://github.com/acme/app.git?ref=main&subdir=a/b' }, 'https://github.com/acme/app.git:a/b'],
  [{ context: 'https://github.com/acme/a@b.git?branch=x#:docs' }, 'https://github.com/acme/a@b.git:docs'],
  // Nobody is to read a secret in the name of a cache, nor to lose the cache when the secret is another one.
  ...['https://x-access-token:SECRET@github.com', 'https://SECRET@github.com', 'https://a@SECRET@github.com'].map(
    (server) => [{ context: `${server}/acme/app.git#main:docs` }, 'https://github.com/acme/app.git:docs'] as const,
  ),
  [{ context: 'ssh://git:SECRET@git.test:22/app.git' }, 'ssh://git.test:22/app.git'],
  [{ context: 'git@git.test:app.git?token=SECRET' }, 'git@git.test:app.git'],
  [{ context: 'HTTPS://SECRET@git.test/app.git?x=\nSECRET' }, 'HTTPS://git.test/app.git'],
  [{ context: 'https://git.test?SECRET@x' }, 'https://git.test'],
  [{ context: 'https://s3.test/app.tar.gz?X-Amz-Signature=SECRET&subdir' }, 'https://s3.test/app.tar.gz'],
  [{ file: 'https://git.test/Dockerfile?token=SECRET' }, '.+https://git.test/Dockerfile'],
  [{ context: 'a b', file: 'ü,' }, 'a%20b+./%C3%BC%2C'],
] as const)
  test(`the scope of ${JSON.stringify(change)} is ${scope}`, () => {
    assert.equal(deriveScope({ ...facts, ...change }), scope);
  });

test('a scope that is too long is cut, and none is another one then', () => {
  const [one, other] = ['1', '2'].map((end) => encodeScope('x'.repeat(600) + end));
  assert.equal(one?.length, 400);
  assert.notEqual(one, other);
  assert.ok(formatIndexKey(one ?? '', 'refs/heads/main').length < 500);
});

test('an encoded scope stays as it is', () => {
  assert.equal(encodeScope(encodeScope('a,b')), 'a%2Cb');
});

test("the key of an index is BuildKit's", () => {
  assert.equal(formatIndexKey('app', 'refs/heads/main'), 'index-app-1-f921bd05#');
});
