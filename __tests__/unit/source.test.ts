import assert from 'node:assert/strict';
import test from 'node:test';
import {
  contextToken,
  fillContexts,
  isUrl,
  listUrlSecrets,
  localPath,
  repositoryContext,
} from '../../src/build/source.ts';

const env: Record<string, string> = {
  GITHUB_REPOSITORY: 'Acme/app',
  GITHUB_SHA: '860c190',
  GITHUB_SERVER_URL: 'https://git.acme.test:8443',
};
const repository = 'https://git.acme.test:8443/Acme/app.git#860c190';

for (const [text, url] of [
  ['https://github.com/acme/app.git', true],
  ['git@github.com:acme/app.git', true],
  ['ssh://git@github.com/acme/app.git', true],
  ['github.com/acme/app', true],
  ['.', false],
  ['/a/git@b', false],
  ['github.com', false],
  ['c:/work', false],
] as const)
  test(`${text} is ${url ? 'a' : 'no'} URL`, () => assert.equal(isUrl(text), url));

for (const [given, expected] of [
  [{}, undefined],
  [{ GITHUB_REPOSITORY: 'acme/app' }, undefined],
  [env, repository],
  [
    { ...env, GITHUB_SHA: '', GITHUB_REF: 'refs/heads/main', GITHUB_SERVER_URL: '' },
    'https://github.com/Acme/app.git#refs/heads/main',
  ],
] as const)
  test(`the repository of ${JSON.stringify(given)}`, () => assert.equal(repositoryContext(given), expected));

for (const [context, checkedOut, given, expected] of [
  ['', true, env, '.'],
  ['', false, env, repository],
  ['', false, {} as typeof env, '.'],
  ['docs', false, env, 'docs'],
  ['{{defaultContext}}', true, env, repository],
  ['{{ defaultContext }}:docs', true, env, `${repository}:docs`],
  ['{{{defaultContext}}}:docs', true, env, `${repository}:docs`],
] as const)
  test(`context ${JSON.stringify(context)}, ${checkedOut ? 'something' : 'nothing'} checked out`, () => {
    const filled = fillContexts({ context, buildContexts: ['a={{defaultContext}}:a', 'b=$&'] }, given, checkedOut);
    if (given !== env) return assert.match(`${filled}`, /asks for the repository of a workflow, and this is none/);
    assert.deepEqual(filled, { context: expected, buildContexts: [`a=${repository}:a`, 'b=$&'] });
    assert.deepEqual(fillContexts({ context, buildContexts: [] }, given, checkedOut), {
      context: expected,
      buildContexts: [],
    });
  });

const token = [{ id: 'GIT_AUTH_TOKEN.git.acme.test:8443', value: 'token' }];
for (const [what, context, secrets, expected] of [
  ['its own repository', repository, [], token],
  ["another one of its owner's", 'https://git.acme.test:8443/acme/other.git', [], token],
  ["somebody else's", 'https://git.acme.test:8443/acmex/app.git', [], []],
  ['another server', 'https://github.com/acme/app.git', [], []],
  ['another scheme', 'http://git.acme.test:8443/acme/app.git', [], []],
  ['a path', '/acme/app', [], []],
  ['a token of the user', repository, [{ id: 'GIT_AUTH_TOKEN', value: 'x' }], []],
  ['a token of the user for this server', repository, [{ id: token[0]?.id ?? '', variable: 'X' }], []],
  ['a header of the user', repository, [{ id: 'GIT_AUTH_HEADER', value: 'x' }], []],
  ['another secret of the user', repository, [{ id: 'NPM_TOKEN', value: 'x' }], token],
] as const)
  test(`the token for ${what}`, () => assert.deepEqual(contextToken(context, secrets, 'token', env), expected));

for (const [context, path] of [
  ['a=docs', 'docs'],
  ['a=https://github.com/acme/app.git', undefined],
  ['a=docker-image://alpine', undefined],
  ['a=oci-layout://x:latest', undefined],
  ['a=target:build', undefined],
] as const)
  test(`the path of ${context}`, () => assert.equal(localPath(context), path));

for (const [context, secrets] of [
  ['https://github.com/acme/app.git#main', []],
  ['https://me:canary%40@github.com/acme/app.git', ['canary%40', 'canary@']],
  ['https://canary@github.com/acme/app.git', ['canary']],
  ['http://me:100%@git.test/a.tar.gz', ['100%']],
  ['ssh://git@github.com/acme/app.git', []],
  ['git@github.com:acme/app.git', []],
  ['./a:b@c', []],
] as const)
  test(`the secrets of ${context}`, () => assert.deepEqual(listUrlSecrets(context), secrets));
