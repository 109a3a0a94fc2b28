import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type CacheService, startCacheService } from '../../lab/cache-service/service.ts';
import { assertNowhere, base64, canary, readAttestations, readTree, toldBy, watchArguments } from '../canaries.ts';
import { makeRepository, startGitServer } from '../git-server.ts';
import { assertNothingLeft, makeContext, publishTo, run } from '../lab.ts';
import { runStep } from '../step.ts';

/** What it is before it was compressed. */
function unpack(data: Buffer): string {
  const magic = data.subarray(0, 4).toString('hex');
  const plain = magic.startsWith('1f8b') ? gunzipSync(data) : magic === '28b52ffd' ? zstdDecompressSync(data) : data;
  return plain.toString('latin1');
}

/** All that a cache service holds. */
async function readService(service: CacheService): Promise<string> {
  const { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: token } = service.env();
  const texts = service.entries().map(async ({ key, version }) => {
    const answer = await fetch(`${url}twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ key, version }),
    });
    const { signed_download_url } = (await answer.json()) as { signed_download_url: string };
    return key + unpack(Buffer.from(await (await fetch(signed_download_url)).arrayBuffer()));
  });
  return (await Promise.all(texts)).join('\n');
}

test('secrets and tokens of a build are where they are asked for, and nowhere else', async (t) => {
  const [variable, file, token] = [canary(), canary(), canary()];
  const value = `${canary()}"'\n ü€\\ ${canary()}`;
  const mounts = ['value', 'variable', 'file'].map((id) => `--mount=type=secret,id=${id},required=true`).join(' ');
  const source = await makeContext(t, {
    Dockerfile: `FROM busybox\nRUN ${mounts} cat /run/secrets/* | wc -c > /size\nCOPY --from=docs page /\n`,
  });
  const root = await makeContext(t, {});
  const sha = await makeRepository(source, join(root, 'Acme/app.git'));
  await makeRepository(await makeContext(t, { page: 'a page' }), join(root, 'Acme/docs.git'));
  await using server = await startGitServer(root, token);
  await using service = await startCacheService();
  const workspace = await makeContext(t, { file });
  const [temp, docker, cache] = [await makeContext(t, {}), await makeContext(t, {}), await makeContext(t, {})];
  const inputs = {
    ...{ ...publishTo('canaries'), tags: '1', platforms: 'linux/amd64', provenance: 'mode=max' },
    ...{ context: `${server.url}/Acme/app.git#main`, 'build-contexts': `docs=${server.url}/Acme/docs.git#main` },
    ...{ 'github-token': token, secrets: `"value=${value.replaceAll('"', '""')}"` },
    ...{ 'secret-envs': 'variable=CANARY', 'secret-files': 'file=file' },
    ...{ cache: '', 'cache-to': `type=gha,mode=max\ntype=local,dest=${cache}` },
  };
  const env = {
    ...{ ...service.env(), RUNNER_DEBUG: '1', RUNNER_TEMP: temp, DOCKER_CONFIG: docker, CANARY: variable },
    ...{ GITHUB_SERVER_URL: server.url, GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'Acme/app', GITHUB_SHA: sha },
  };
  const job = async () => {
    const step = await runStep(inputs, { cwd: workspace, env });
    const container = await run('docker', 'container', 'inspect', `buildx_buildkit_${step.outputs.builder}0`);
    return { step, container, posted: await step.post() };
  };
  const { result, seen } = await watchArguments(job());
  const { step, container, posted } = result;
  assert.equal(step.code, 0, step.log);
  assert.equal(posted.code, 0, posted.log);
  assert.ok(server.authorizations.includes(`basic ${base64(`x-access-token:${token}`)}`), 'the token was used');
  await assertNothingLeft(step);

  const attestations = await readAttestations(step);
  assert.match(attestations, /docs\.git/);
  const exported = Object.values(await readTree(cache)).map((text) => unpack(Buffer.from(text, 'latin1')));
  const kept = await readService(service);
  for (const text of [exported.join('\n'), kept]) assert.match(text, /a page/, 'the cache was read');
  assert.match(seen.join('\n'), /buildx\0build/, 'arguments were seen');
  const left = { ...(await readTree(temp)), ...(await readTree(docker)) };
  assertNowhere(
    {
      ...toldBy(step, posted),
      // BuildKit hands a token to Git in its arguments. https://github.com/moby/buildkit/blob/v0.33.1/source/git/source.go
      arguments: seen.filter((text) => !/^git\0.*extraheader=/s.test(text)).join('\n'),
      provenance: attestations,
      builder: container,
      'the cache service': kept,
      'the cache folder': exported.join('\n'),
      'files that are left': JSON.stringify(left),
    },
    [value, variable, file, token],
  );
});
