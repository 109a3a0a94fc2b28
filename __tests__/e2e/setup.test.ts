import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const cwd = join(examples, 'static-site');
const inputs = { platforms: 'linux/amd64' };
const name = () => `multiarch-build-test-${randomUUID()}`;

test('buildx comes from its source once, then from the tool cache; a copy that was tampered with is fetched again', async (t) => {
  const env = { RUNNER_TOOL_CACHE: await makeContext(t, {}) };
  await using cold = await runStep(inputs, { cwd, env });
  assert.match(cold.log, /buildx v\S+: downloaded from http/, cold.log);
  await cold.post();
  await using warm = await runStep(inputs, { cwd, env });
  assert.match(warm.log, /buildx v\S+: from the tool cache/);
  await warm.post();

  const files = await readdir(env.RUNNER_TOOL_CACHE, { recursive: true });
  const program = files.find((file) => file.endsWith('/docker-buildx')) ?? '';
  await appendFile(join(env.RUNNER_TOOL_CACHE, program), 'x');
  await using tampered = await runStep(inputs, { cwd, env });
  assert.equal(tampered.code, 0, tampered.log);
  assert.match(
    annotations(tampered, 'warning')[0] ?? '',
    /^buildx: .*docker-buildx has the sha256 \w{64}, and the pin is \w{64}/,
  );
  assert.match(tampered.log, /buildx v\S+: downloaded from http/);
});

test('the installed buildx is used where it is the pinned one', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}), RUNNER_TOOL_CACHE: await makeContext(t, {}) };
  const plugin = join(env.DOCKER_CONFIG, 'cli-plugins/docker-buildx');
  await mkdir(dirname(plugin));
  await copyFile(lab.buildx, plugin);
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /buildx v\S+: the installed one is it \(sha256 \w{64}\)/);
  assert.deepEqual(await readdir(env.RUNNER_TOOL_CACHE), []);
  await step.post();
  assert.deepEqual(await readdir(dirname(plugin)), ['docker-buildx']);
});

test('a source with other bytes is never run', async (t) => {
  const folder = await makeContext(t, { 'buildx-linux-amd64': '#!/bin/sh\ntouch ran\n' });
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const good = toolchain.buildx.sources;
  const write = async (sources: string[]) => {
    const text = JSON.stringify({ ...toolchain, buildx: { ...toolchain.buildx, sources } });
    await writeFile(join(folder, 'toolchain.json'), text);
  };
  const env = { RUNNER_TOOL_CACHE: join(folder, 'tools'), INPUT_TOOLCHAIN: join(folder, 'toolchain.json') };
  const bad = `file://${folder}/buildx-{asset}`;

  await write([bad]);
  await using refused = await runStep(inputs, { cwd, env });
  assert.equal(refused.code, 1);
  assert.match(
    annotations(refused, 'error')[0] ?? '',
    /^buildx v\S+: no source has it.*has the sha256 \w{64}, and the pin is \w{64}/s,
  );
  assert.ok(!existsSync(join(examples, 'static-site/ran')));
  await refused.post();
  await assertNothingLeft(refused);

  await write([bad, ...good]);
  await using next = await runStep(inputs, { cwd, env });
  assert.equal(next.code, 0, next.log);
});

test('docker buildx of later steps is the pinned one, and after the job what it was before', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  const plugins = join(env.DOCKER_CONFIG, 'cli-plugins');
  await mkdir(plugins);
  const own = '#!/bin/sh\necho \'{"SchemaVersion":"0.1.0","Vendor":"me","Version":"own"}\'\n';
  await writeFile(join(plugins, 'docker-buildx'), own, { mode: 0o755 });
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  const docker = (...args: string[]) => run('docker', '--config', env.DOCKER_CONFIG, ...args);
  assert.match(await docker('buildx', 'version'), / v0\.37\.1\b/);
  assert.match(await docker('buildx', 'ls'), new RegExp(`^${step.outputs.builder} `, 'm'));
  await step.post();
  assert.deepEqual(await readdir(plugins), ['docker-buildx']);
  assert.equal(await readFile(join(plugins, 'docker-buildx'), 'utf8'), own);
});

test('two uses in one job: each cleans up its own, and docker buildx stays until the last', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  await using first = await runStep(inputs, { cwd, env });
  await using second = await runStep(inputs, { cwd, env });
  assert.equal(second.code, 0, second.log);
  assert.notEqual(first.outputs.builder, second.outputs.builder);
  // The runner takes the post steps the other way round.
  await second.post();
  await assertNothingLeft(second);
  assert.match(await run('docker', '--config', env.DOCKER_CONFIG, 'buildx', 'version'), / v0\.37\.1\b/);
  await first.post();
  await assertNothingLeft(first);
  assert.ok(!existsSync(join(env.DOCKER_CONFIG, 'cli-plugins')));
});

test('several at once, on one engine and one empty tool cache', async (t) => {
  const env = { RUNNER_TOOL_CACHE: await makeContext(t, {}) };
  const steps = await Promise.all([1, 2, 3].map(() => runStep(inputs, { cwd, env })));
  for (const step of steps) assert.equal(step.code, 0, step.log);
  await Promise.all(steps.map((step) => step.post()));
  for (const step of steps) await assertNothingLeft(step);
});

test('a builder that exists is used as it is, and stays', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  const builder = name();
  const buildx = (...args: string[]) => run('env', `DOCKER_CONFIG=${env.DOCKER_CONFIG}`, lab.buildx, ...args);
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const image = `${toolchain.buildkit.sources[0]}@${toolchain.buildkit.digest}`;
  const config = join(env.DOCKER_CONFIG, 'buildkitd.toml');
  await writeFile(
    config,
    `[registry."docker.io"]\nmirrors = ["${lab.registry}"]\n[registry."${lab.registry}"]\nhttp = true\n`,
  );
  await buildx(
    'create',
    `--name=${builder}`,
    `--driver-opt=image=${image},network=host`,
    `--buildkitd-config=${config}`,
  );
  const before = await buildx('ls', '--format=json');
  try {
    for (const given of [
      { inputs: { ...inputs, builder }, env },
      { inputs, env: { ...env, BUILDX_BUILDER: builder } },
    ]) {
      await using step = await runStep(given.inputs, { cwd, env: given.env });
      assert.equal(step.code, 0, step.log);
      assert.equal(step.outputs.builder, builder);
      await step.post();
    }
    const names = (text: string) => text.split('\n').map((line) => JSON.parse(line).Name);
    assert.deepEqual(names(await buildx('ls', '--format=json')), names(before));
    assert.match(await buildx('inspect', builder), /^Status:\s+running$/m);
  } finally {
    await buildx('rm', builder);
  }
});

test('a builder of a new name is made, and removed with its volume', async () => {
  const builder = name();
  await using step = await runStep({ ...inputs, builder }, { cwd });
  assert.equal(step.outputs.builder, builder, step.log);
  await step.post();
  await assertNothingLeft(step);
});

for (const [kept, what] of [
  [{ 'keep-state': 'true' }, 'the volume'],
  [{ cleanup: 'false' }, 'the builder'],
] as const)
  test(`${Object.keys(kept)}: ${what} is found by the next job`, async (t) => {
    const context = await makeContext(t, { Dockerfile: `FROM busybox\nRUN echo ${randomUUID()}\n` });
    const env = { DOCKER_CONFIG: await makeContext(t, {}) };
    await using first = await runStep({ ...inputs, ...kept, context }, { env });
    assert.equal(first.code, 0, first.log);
    await first.post();
    await using second = await runStep({ ...inputs, ...kept, context }, { env });
    assert.equal(second.outputs.builder, first.outputs.builder);
    assert.match(second.log, /RUN echo .*\n.*CACHED/);
    await second.post();
    const container = `buildx_buildkit_${first.outputs.builder}0`;
    await run('docker', 'rm', '--force', container);
    await run('docker', 'volume', 'rm', `${container}_state`);
  });

test('a builder that does not boot is an error with the end of its log', async () => {
  await using step = await runStep(
    { ...inputs, 'buildkitd-config-inline': '[worker.oci]\nsnapshotter = "none-such"' },
    { cwd },
  );
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /^builder: .*The end of the builder's log:\n.*buildkitd/s);
  const post = await step.post();
  assert.equal(post.code, 0, post.log);
  await assertNothingLeft(step);
});

test('a configuration that buildx refuses is an error that says so', async () => {
  await using step = await runStep(
    { ...inputs, 'buildkitd-config-inline': '[worker.oci]\nenabled = "perhaps"' },
    { cwd },
  );
  assert.equal(step.code, 1);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^builder: \S+ did not boot; correct what it complains about: failed to parse config/,
  );
});

test('a full disk is an error that says so', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM busybox\nRUN dd if=/dev/zero of=/big bs=1M count=200\n' });
  const builder = name();
  const volume = `buildx_buildkit_${builder}0_state`;
  await run('docker', 'volume', 'create', '--opt=type=tmpfs', '--opt=device=tmpfs', '--opt=o=size=60m', volume);
  await using step = await runStep({ ...inputs, builder, context });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /^build: .*The disk is full; free space/);
  await step.post();
  await assertNothingLeft(step);
});
