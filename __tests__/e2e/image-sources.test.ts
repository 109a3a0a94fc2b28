import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, type TestContext } from 'node:test';
import { putManifest } from '../../lab/registry.ts';
import { startToxiproxy, type Toxic } from '../../lab/toxiproxy.ts';
import type { Patience } from '../../src/backoff.ts';
import { findDigest, findImage, pullImage } from '../../src/setup/engine.ts';
import { assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { type Answer, answers, calm, hashOf, hasty, listen, publishTool } from '../sources.ts';
import { annotations, runStep } from '../step.ts';

const toxiproxy = await startToxiproxy((line) => process.stderr.write(`${line}\n`));
after(() => toxiproxy[Symbol.asyncDispose]());

const { status, reset, text } = answers;
const cwd = join(examples, 'static-site');
const inputs = { platforms: 'linux/amd64' };
const json = { 'content-type': 'application/json' };

/** Pulls a fresh image from these hosts, which the engine forgets after the test. Tells what was said. */
async function pullTool(
  t: TestContext,
  hosts: readonly string[],
  patience: Patience,
  onText?: (text: string) => void,
): Promise<string> {
  const { repository, digest } = await publishTool(t);
  const references = hosts.map((host) => `${host}/${repository}@${digest}`);
  const { result, said } = await listen(t, () => pullImage(references, patience), onText);
  assert.ok('id' in result, `${result}\n${said}`);
  t.after(() => run('docker', 'rmi', '--force', result.id));
  assert.deepEqual(result.entrypoint, ['random']);
  assert.equal((await findImage([references.at(-1) ?? '']))?.id, result.id);
  return said;
}

const passing: [string, Answer, RegExp][] = [
  [
    '429',
    status(429, json, '{"errors":[{"code":"TOOMANYREQUESTS","message":"pull rate limit"}]}'),
    /pull rate limit|429/,
  ],
  ['503', status(503), /503 Service Unavailable/],
  ['resets', reset, /connection reset by peer/],
];
for (const [what, answer, expected] of passing)
  test(`an image, ${what}: the source is tried again`, async (t) => {
    // An engine makes attempts of its own, too.
    let first = true;
    await using registry = await startRegistry((_, response) => {
      if (first) answer(response);
      return first;
    });
    const said = await pullTool(t, [registry.host], calm, (text) => {
      first &&= !text.includes('attempt 1 of 6');
    });
    assert.match(said, new RegExp(`@sha256:\\w+: attempt 1 of 6, \\S+ s: .*(?:${expected.source}).*; the next in `));
  });

const final: [string, Answer, RegExp, warns: boolean][] = [
  ['404', status(404, json, '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'), /manifest unknown|not found/, false],
  ['403', status(403, json, '{"errors":[{"code":"DENIED"}]}'), /denied|403 Forbidden/, false],
  ['other bytes', text('{}'), /verification failed|unexpected commit digest|error/, true],
];
for (const [what, answer, expected, warns] of final)
  test(`an image, ${what}: the source is not tried again, the next one is`, async (t) => {
    await using registry = await startRegistry(({ path }, response) => {
      if (!path.includes('/manifests/')) return false;
      response.setHeader('content-type', 'application/vnd.oci.image.manifest.v1+json');
      answer(response);
      return true;
    });
    const said = await pullTool(t, [registry.host, lab.registry], calm);
    assert.match(
      said,
      new RegExp(`docker pull: ${registry.host}/.*(?:${expected.source}).*; the next source is tried`),
    );
    assert.doesNotMatch(said, /attempt/);
    assert.equal(/^::warning::docker pull: /m.test(said), warns, said);
  });

const broken: [string, Toxic][] = [
  ['a black hole', { type: 'timeout', attributes: { timeout: 0 } }],
  ['an early end in mid-body', { type: 'limit_data', attributes: { bytes: 5000 } }],
];
for (const [what, toxic] of broken)
  test(`an image, ${what} that does not end: the next source`, async (t) => {
    const proxy = await toxiproxy.add(lab.registry, toxic);
    const said = await pullTool(t, [proxy.host, lab.registry], hasty);
    assert.match(said, /attempt \d of 6, \S+ s: .*; no further one/);
  });

test('an image from a bad registry, and buildx from a bad server: the step tells of it, and succeeds', async (t) => {
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const { buildx, buildkit } = toolchain;
  // The same image under a digest that the engine does not have.
  const accept = 'application/vnd.oci.image.index.v1+json';
  const url = `http://${buildkit.sources[0].replace('/', '/v2/')}/manifests/${buildkit.digest}`;
  const index = await (await fetch(url, { headers: { accept } })).json();
  const changed = JSON.stringify({ ...(index as object), annotations: { test: randomUUID() } });
  const digest = `sha256:${hashOf(changed)}`;
  await putManifest(lab.registry, 'moby/buildkit', digest, accept, changed);
  const bursts = { '/v2/moby': 2, '/v2/docker': 1 };
  await using registry = await startRegistry(({ path }, response) => {
    const due = Object.entries(bursts).find(([prefix, left]) => left > 0 && path.startsWith(prefix));
    if (!due) return false;
    bursts[due[0] as keyof typeof bursts]--;
    status(due[0] === '/v2/moby' ? 503 : 429, { 'retry-after': '1' })(response);
    return true;
  });
  const here = (source: string) => source.replace(lab.registry, registry.host);
  toolchain.buildx = { ...buildx, sources: buildx.sources.map(here) };
  toolchain.buildkit = { ...buildkit, digest, sources: buildkit.sources.map(here) };
  const folder = await makeContext(t, { 'toolchain.json': JSON.stringify(toolchain) });
  const env = { RUNNER_TOOL_CACHE: await makeContext(t, {}) };
  await using step = await runStep({ ...inputs, toolchain: join(folder, 'toolchain.json') }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  t.after(() => run('docker', 'rmi', `${registry.host}/moby/buildkit@${digest}`));
  assert.match(step.log, /^buildx v\S+: http:\S+: attempt 1 of 6, \S+ s: status 429 Too Many Requests; the next in /m);
  assert.match(step.log, /^docker pull: \S+: attempt 1 of 6, \S+ s: .*503 Service Unavailable.*; the next in /m);
  assert.deepEqual(annotations(step, 'warning'), []);
  for (const hash of [buildx.assets['linux-amd64'], digest, toolchain.binfmt.digest])
    assert.ok(step.summary.includes(hash), step.summary);
  await step.post();
  await assertNothingLeft(step);
});

test('an engine that names another digest for an image is not believed', async (t) => {
  const docker = await run('which', 'docker');
  const folder = await makeContext(t, {
    docker: `#!/bin/sh\ncase "$*" in\n  image\\ inspect*) ${docker} "$@" | sed 's/@sha256:/@sha256:0/g';;\n  *) exec ${docker} "$@";;\nesac\n`,
  });
  await chmod(join(folder, 'docker'), 0o755);
  await using step = await runStep(inputs, { cwd, env: { PATH: `${folder}:${process.env.PATH}` } });
  assert.equal(step.code, 1, step.log);
  const lack =
    /^docker: the image \S+ has the digests \S+@sha256:0\w+, and the pin is sha256:\w{64}; it is pulled again/;
  assert.match(annotations(step, 'warning')[0] ?? '', lack);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^docker pull: no source has it; .*has the digests .*, and the pin/s,
  );
  await step.post();
  await assertNothingLeft(step);
});

test('an image that is named without a digest: the one that the engine has is shown', async () => {
  const image = `${lab.registry}/library/busybox`;
  await run('docker', 'pull', '--quiet', image);
  const digest = await findDigest(image);
  assert.match(digest ?? '', /^sha256:\w{64}$/);
  await using step = await runStep(
    { ...inputs, 'buildkit-image': image, 'binfmt-image': 'a/b:1', push: 'perhaps' },
    { cwd },
  );
  const problems = (annotations(step, 'error')[0] ?? '').split('\n');
  assert.equal(problems.length, 3);
  assert.ok(problems.some((problem) => problem.includes(`write ${image}@${digest}`)));
  assert.ok(problems.some((problem) => /^binfmt-image: .*"docker buildx imagetools inspect a\/b:1"/.test(problem)));
});
