import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const cwd = join(examples, 'static-site');
const inputs = { platforms: 'linux/amd64' };
const name = () => `multiarch-build-test-${randomUUID()}`;

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
