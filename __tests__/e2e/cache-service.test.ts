import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { restoreCache, saveCache } from '@actions/cache';
import { startCacheService } from '../../lab/cache-service/service.ts';
import { makeContext, run } from '../lab.ts';

const MAIN = { scope: 'refs/heads/main', permission: 3 };
const PULL = { scope: 'refs/pull/1/merge', permission: 3 };

/** Calls a method of the service; `token` is what the job has in its environment. */
async function call(
  env: Record<string, string>,
  method: string,
  body: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${env.ACTIONS_RESULTS_URL}twirp/github.actions.results.api.v1.CacheService/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.ACTIONS_RUNTIME_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: 'v', ...body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function upload(url: unknown, text: string): Promise<number> {
  const headers = { 'x-ms-blob-type': 'BlockBlob' };
  return (await fetch(`${url}`, { method: 'PUT', headers, body: text })).status;
}

async function save(env: Record<string, string>, key: string, text: string): Promise<void> {
  const { body } = await call(env, 'CreateCacheEntry', { key });
  assert.equal(await upload(body.signed_upload_url, text), 201);
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', { key, size_bytes: text.length })).body.ok, true);
}

async function load(env: Record<string, string>, key: string): Promise<string | undefined> {
  const { body } = await call(env, 'GetCacheEntryDownloadURL', { key });
  return body.ok ? (await fetch(`${body.signed_download_url}`)).text() : undefined;
}

const hasGo = await run('go', 'version').then(
  () => true,
  () => false,
);

test("it passes the tests of BuildKit's client", { skip: !hasGo && 'no Go on this machine' }, async () => {
  await using service = await startCacheService();
  const cwd = join(import.meta.dirname, '../../lab/tools/go-actions-cache');
  const env = { ...process.env, ...service.env(), GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };
  const args = ['test', '-count=1', '-v', 'github.com/tonistiigi/go-actions-cache'];
  const { stdout: log } = await promisify(execFile)('go', args, { cwd, env });
  // It asks api.github.com. Without a service, most of the others are skipped too.
  const skipped = [...log.matchAll(/^--- SKIP: (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(skipped, ['TestAllKeys']);
});

test("it serves the toolkit's save and restore", async (t) => {
  await using service = await startCacheService();
  const folder = await makeContext(t, { file: 'content' });
  Object.assign(process.env, service.env());
  assert.ok((await saveCache([folder], 'key-1')) > 0);
  assert.equal(await saveCache([folder], 'key-1'), -1, 'the key is taken');
  await rm(join(folder, 'file'));
  assert.equal(await restoreCache([folder], 'key-2', ['key-']), 'key-1');
  assert.equal(await readFile(join(folder, 'file'), 'utf8'), 'content');
  Object.assign(process.env, service.env({ scopes: [{ ...MAIN, permission: 1 }] }));
  assert.equal(await saveCache([folder], 'key-3'), -1, 'the token may only read');
  Object.assign(process.env, service.env({ scopes: [] }));
  assert.equal(await restoreCache([folder], 'key-1'), undefined);
  assert.deepEqual(
    service.entries().map(({ key, scope, stored }) => ({ key, scope, stored })),
    [{ key: 'key-1', scope: 'refs/heads/main', stored: true }],
  );
  const [first] = service.requests.filter(({ operation }) => operation === 'Upload');
  assert.equal(first?.received, service.entries()[0]?.size);
});

test('a pull request reads what the default branch wrote, and not the other way round', async () => {
  await using service = await startCacheService();
  const branch = service.env();
  const pull = service.env({ scopes: [PULL, { ...MAIN, permission: 1 }] });
  await save(branch, 'both', 'of main');
  assert.equal(await load(pull, 'both'), 'of main');
  await save(pull, 'both', 'of the pull request');
  await save(pull, 'own', 'of the pull request');
  assert.equal(await load(pull, 'both'), 'of the pull request');
  assert.equal(await load(branch, 'both'), 'of main');
  assert.equal(await load(branch, 'own'), undefined);
});

test('only a token of the service is taken, and only in its time', async () => {
  await using service = await startCacheService();
  await using other = await startCacheService();
  for (const token of [other.env(), service.env({ expires: new Date() }), {}]) {
    const env = { ...token, ACTIONS_RESULTS_URL: service.url };
    const { status, body } = await call(env, 'GetCacheEntryDownloadURL', { key: 'key' });
    assert.deepEqual([status, body.code], [401, 'unauthenticated']);
  }
});

test('an entry is all there before it is seen, and never changes', async () => {
  await using service = await startCacheService();
  const env = service.env();
  const { body } = await call(env, 'CreateCacheEntry', { key: 'key' });
  assert.equal((await call(env, 'CreateCacheEntry', { key: 'key' })).status, 409);
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', { key: 'key', size_bytes: 4 })).status, 400);
  assert.equal(await upload(body.signed_upload_url, 'text'), 201);
  assert.equal(await load(env, 'key'), undefined);
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', { key: 'key', size_bytes: 5 })).status, 400);
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', { key: 'key', size_bytes: 4 })).body.ok, true);
  assert.equal(await upload(body.signed_upload_url, 'else'), 409);
  assert.equal(await load(env, 'key'), 'text');
  const url = `${body.signed_upload_url}`;
  assert.equal((await fetch(url)).status, 403, 'the right to write is none to read');
  assert.equal((await fetch(url.replace(/\?.*/, ''))).status, 403, 'unsigned');
});

test('what was longest unused makes room', async () => {
  await using service = await startCacheService({ budget: 25 });
  const env = service.env();
  for (const key of ['first', 'second']) await save(env, key, '10 letters');
  await load(env, 'first');
  await save(env, 'third', '10 letters');
  assert.deepEqual(
    service.entries().map(({ key }) => key),
    ['first', 'third'],
  );
  await service.evict(({ key }) => key === 'first');
  assert.equal(await load(env, 'first'), undefined);
  assert.equal(await load(env, 'third'), '10 letters');
});
