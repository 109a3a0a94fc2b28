import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { hashOf, otherBuildx } from '../sources.ts';
import { annotations, runStep, type StepOptions } from '../step.ts';

const cwd = join(examples, 'static-site');
const inputs = { platforms: 'linux/amd64' };

test('a machine that trusts nothing of its own', async () => {
  const env = { SSL_CERT_FILE: undefined, NODE_EXTRA_CA_CERTS: undefined };
  await using step = await runStep({ platforms: 'linux/amd64' }, { cwd: join(examples, 'static-site'), env });
  assert.equal(step.code, 0, step.log);
});

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

test('a step runs the buildx that it verified, also when another step has put its own in that place', async (t) => {
  const { toolchain, program } = await otherBuildx(t);
  const env = {
    DOCKER_CONFIG: await makeContext(t, {}),
    RUNNER_TOOL_CACHE: await makeContext(t, {}),
    RUNNER_DEBUG: '1',
  };
  const plugin = join(env.DOCKER_CONFIG, 'cli-plugins/docker-buildx');
  await mkdir(dirname(plugin));
  await copyFile(lab.buildx, plugin);
  await using step = await runStep(inputs, { cwd, env });
  assert.match(step.log, /buildx v\S+: the installed one is it/, step.log);
  const [, file = ''] = /^\$ (\S*docker-buildx\S*) .*build /m.exec(step.log) ?? [];
  await using other = await runStep({ ...inputs, toolchain }, { cwd, env });
  assert.equal(other.code, 0, other.log);
  assert.equal(await readFile(plugin, 'utf8'), program);
  assert.equal(hashOf(await readFile(file)), hashOf(await readFile(lab.buildx)));
  // No more was done about it than that.
  await other.post();
  assert.equal(hashOf(await readFile(plugin)), hashOf(await readFile(lab.buildx)));
  await step.post();
  await assertNothingLeft(step);
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

for (const end of ['the first ends before', 'the second ends before', 'the first is killed'])
  test(`two jobs with a buildx each: the user's own comes back where ${end}`, async (t) => {
    const { toolchain, program } = await otherBuildx(t);
    const env = { DOCKER_CONFIG: await makeContext(t, {}), RUNNER_TOOL_CACHE: await makeContext(t, {}) };
    const temp = await makeContext(t, {});
    const plugins = join(env.DOCKER_CONFIG, 'cli-plugins');
    const installed = async () => hashOf(await readFile(join(plugins, 'docker-buildx')));
    const own = '#!/bin/sh\n';
    await mkdir(plugins);
    await writeFile(join(plugins, 'docker-buildx'), own, { mode: 0o755 });
    const killed = end === 'the first is killed';
    const onLine: StepOptions['onLine'] = (line, child) =>
      void (killed && /^#\d+ /.test(line) && child.kill('SIGKILL'));
    await using first = await runStep(inputs, { cwd, env: { ...env, RUNNER_TEMP: temp }, onLine });
    assert.equal(first.code, killed ? null : 0, first.log);
    assert.equal(await installed(), hashOf(await readFile(lab.buildx)));
    await using second = await runStep({ ...inputs, toolchain }, { cwd, env });
    assert.equal(second.code, 0, second.log);
    assert.equal(await installed(), hashOf(program));
    // The runner does that before its next job.
    if (killed) for (const name of await readdir(temp)) await rm(join(temp, name), { recursive: true });
    else if (end === 'the first ends before') {
      await first.post();
      assert.equal(await installed(), hashOf(program));
    }
    await second.post();
    if (end === 'the second ends before') assert.equal(await installed(), hashOf(await readFile(lab.buildx)));
    if (!killed) await first.post();
    assert.equal(await installed(), hashOf(own));
    assert.deepEqual(await readdir(plugins), ['docker-buildx']);
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
