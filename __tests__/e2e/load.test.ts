import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { askRegistry, assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const cwd = join(examples, 'emulated');
const containerd = (await run('docker', 'info', '--format', '{{json .DriverStatus}}')).includes(
  'io.containerd.snapshotter',
);
const several = { platforms: 'linux/amd64,linux/arm64' };
const machines: Record<string, string> = { 'linux/amd64': 'x86_64', 'linux/arm64': 'aarch64' };
const native = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Fails where the engine does not run what it has under this name as each of the platforms. */
async function assertRuns(name: string, platforms: readonly string[]): Promise<void> {
  for (const platform of platforms)
    assert.equal(
      await run('docker', 'run', '--rm', '--network=none', '--pull=never', '--platform', platform, name),
      machines[platform],
    );
}

test('load puts the image of the machine into the engine, under its tags', async () => {
  const name = `load-${randomUUID()}`;
  await using step = await runStep({ load: 'true', tags: `${name}:1,${name}:2` }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.tags, `docker.io/library/${name}:1\ndocker.io/library/${name}:2`);
  assert.equal(step.outputs.platforms, '{}');
  assert.equal(await run('docker', 'run', '--rm', '--network=none', `${name}:2`), await run('uname', '-m'));
  assert.equal(await run('docker', 'image', 'inspect', '--format', '{{.Id}}', `${name}:1`), step.outputs.imageid);
  await run('docker', 'image', 'rm', `${name}:1`, `${name}:2`);
  await step.post();
  await assertNothingLeft(step);
});

test('load without a name', async () => {
  await using step = await runStep({ load: 'true' }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal(
    await run('docker', 'run', '--rm', '--network=none', step.outputs.imageid ?? ''),
    await run('uname', '-m'),
  );
});

test('load of several platforms on the classic image store fails before anything starts', {
  skip: containerd,
}, async () => {
  await using step = await runStep({ load: 'true', ...several }, { cwd });
  assert.equal(step.code, 1);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^load: the image store of this engine .*linux\/amd64, linux\/arm64.*containerd/,
  );
  assert.ok(!step.state.undo?.includes('"builder"'));
});

test("load of several platforms on containerd's image store puts all of them there", {
  skip: !containerd,
}, async () => {
  const name = `load-${randomUUID()}`;
  await using step = await runStep({ load: 'true', tags: `${name}:1\n${name}:2`, ...several }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal(await run('docker', 'image', 'inspect', '--format', '{{.Id}}', `${name}:2`), step.outputs.digest);
  await assertRuns(`${name}:1`, Object.keys(machines));
  await run('docker', 'image', 'rm', `${name}:1`, `${name}:2`);
  await step.post();
  await assertNothingLeft(step);
});

for (const platforms of ['linux/amd64,linux/arm64', 'linux/amd64'])
  test(`push with load of ${platforms}: the registry gets all, the engine what it can take`, async () => {
    const repository = `load/${randomUUID()}`;
    const name = `${lab.registry}/${repository}`;
    const inputs = {
      image: name,
      tags: '1',
      push: 'true',
      load: 'true',
      platforms,
      'no-cache': 'true',
      provenance: 'mode=max',
    };
    await using step = await runStep(inputs, { cwd });
    assert.equal(step.code, 0, step.log);
    assert.equal((await askRegistry(repository, '1')).digest, step.outputs.digest);
    assert.deepEqual(Object.keys(JSON.parse(step.outputs.platforms ?? '')), platforms.split(','));
    const all = platforms.split(',');
    await assertRuns(`${name}:1`, containerd || all.length === 1 ? all : [native]);
    assert.equal(await run('docker', 'image', 'inspect', '--format', '{{.Id}}', `${name}:1`), step.outputs.imageid);
    await run('docker', 'image', 'rm', `${name}:1`);
    await step.post();
    await assertNothingLeft(step);
  });

test('push beside another exporter', async (t) => {
  const folder = await makeContext(t, {});
  const repository = `load/${randomUUID()}`;
  const inputs = {
    image: `${lab.registry}/${repository}`,
    tags: '1',
    push: 'true',
    outputs: `type=oci,dest=${folder}/image.tar`,
  };
  await using step = await runStep({ ...inputs, ...several }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal((await askRegistry(repository, '1')).digest, step.outputs.digest);
  assert.match(await run('tar', '--list', '--file', join(folder, 'image.tar')), /^index\.json$/m);
});

test('outputs go where the exporters put them', async (t) => {
  const folder = await makeContext(t, {});
  await using step = await runStep(
    { outputs: `type=local,dest=${folder}/a b,platform-split=true`, ...several },
    { cwd },
  );
  assert.equal(step.code, 0, step.log);
  assert.deepEqual(annotations(step, 'notice'), []);
  assert.equal(await readFile(`${folder}/a b/linux_arm64/machine`, 'utf8'), 'aarch64\n');
});

test('an archive for the engine has the tags', async (t) => {
  const folder = await makeContext(t, {});
  const name = `load-${randomUUID()}`;
  const outputs = `type=docker,dest=${folder}/image.tar`;
  await using step = await runStep({ tags: `${name}:1,${name}:2`, platforms: 'linux/amd64', outputs }, { cwd });
  assert.equal(step.code, 0, step.log);
  await run('docker', 'load', '--quiet', '--input', join(folder, 'image.tar'));
  await run('docker', 'image', 'rm', `${name}:1`, `${name}:2`);
});

test('with neither push, load nor outputs it builds, and says that nothing is published', async () => {
  await using step = await runStep({ image: 'ghcr.io/acme/app', tags: '1', platforms: 'linux/amd64' }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal(annotations(step, 'notice').length, 1);
  assert.match(annotations(step, 'notice')[0] ?? '', /nothing is published/);
  assert.deepEqual(
    { tags: step.outputs.tags, platforms: step.outputs.platforms, image: step.outputs.image },
    { tags: 'ghcr.io/acme/app:1', platforms: '{}', image: '' },
  );
});
