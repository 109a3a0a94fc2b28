import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { findIndex } from '../../src/cache/service.ts';

/** What is found where the service answers so. */
async function findIn(body: string): Promise<unknown> {
  const server = createServer((_, response) => void response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await findIndex({ url, token: 't' }, 'index-a', AbortSignal.timeout(5000));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const [body, found] of [
  ['{"ok":true,"signed_download_url":"https://x","matched_key":"index-a#1"}', { key: 'index-a#1', url: 'https://x' }],
  ['{"ok":false,"signed_download_url":"","matched_key":""}', undefined],
  ['{"ok":false}', undefined],
  ['{}', undefined],
  ['{"signed_download_url":"","matched_key":""}', undefined],
] as const)
  test(`an answer of ${body} is ${found ? 'an index' : 'that there is none'}`, async () => {
    assert.deepEqual(await findIn(body), found);
  });

for (const body of [
  '{"code":"internal","msg":"x"}',
  '{"ok":true}',
  '{"ok":true,"signed_download_url":"https://x"}',
  '[]',
  '"{}"',
  'null',
  '',
  '<html></html>',
])
  test(`an answer of ${JSON.stringify(body)} is none of the service's`, async () => {
    await assert.rejects(findIn(body), /^SourceError: the cache service answers with something else: /);
  });
