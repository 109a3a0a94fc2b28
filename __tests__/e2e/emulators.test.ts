import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { makeProgram } from '../../src/setup/elf.ts';
import { assertNothingLeft, binfmt, examples, lab, makeContext, publishTo, run } from '../lab.ts';
import { annotations, runStep, type StepOptions, type StepResult } from '../step.ts';

const BINFMT_MISC = '/proc/sys/fs/binfmt_misc';
const ENTRY = join(BINFMT_MISC, 'qemu-s390x');
const emulated = join(examples, 'emulated');
/** A step that takes the engine for one on another machine. */
const elsewhere: StepOptions = { through: ['unshare', '--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'] };
const hosted: StepOptions = { env: { RUNNER_ENVIRONMENT: 'github-hosted' } };
// Handlers of others are made by hand, on the kernel of this machine.
const skip = process.getuid?.() !== 0 || !existsSync(join(BINFMT_MISC, 'register')) || !!process.env.DOCKER_HOST;

const supported = async (): Promise<string[]> => JSON.parse(await binfmt()).supported;

/** Has a handler of another make take the programs of s390x. */
async function registerOther(name: string, interpreter: string, flags: string): Promise<void> {
  const bytes = (hex: string) => hex.replace(/../g, '\\x$&');
  const magic = Buffer.from(makeProgram('s390x')).toString('hex', 0, 20);
  const mask = 'ffffffffffffff00fffffffffffffffffffeffff';
  await writeFile(join(BINFMT_MISC, 'register'), `:${name}:M:0:${bytes(magic)}:${bytes(mask)}:${interpreter}:${flags}`);
}

/** Runs a step that needs s390x, and its post entry; counts the containers of binfmt that it ran. */
async function runEmulated(options: StepOptions = {}): Promise<StepResult & { containers: number }> {
  const since = (Date.now() / 1000).toFixed(3);
  const step = await runStep({ platforms: 'linux/s390x' }, { cwd: emulated, ...options });
  await step.post();
  await assertNothingLeft(step);
  const until = (Date.now() / 1000).toFixed(3);
  const events = ['docker', 'events', '--since', since, '--until', until, '--filter=event=create'];
  const images = (await run(...events, '--format={{.Actor.Attributes.image}}')).split('\n');
  const { binfmt } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const id = await run('docker', 'image', 'inspect', '--format={{.Id}}', `${binfmt.sources[0]}@${binfmt.digest}`);
  return { ...step, containers: images.filter((image) => image && id.endsWith(image)).length };
}

test('an emulator is registered where it is needed, by one container, and stays', async () => {
  await binfmt('--uninstall', 'qemu-s390x');
  assert.ok(!(await supported()).includes('linux/s390x'));
  const step = await runEmulated();
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /Emulators: s390x registered by binfmt/);
  assert.equal(step.containers, 1);
  // BuildKit has seen it too, though it may have booted before.
  assert.deepEqual(annotations(step, 'warning'), []);
  assert.ok((await supported()).includes('linux/s390x'));
});

test('one that is registered already is used, without a container, and stays', async () => {
  await binfmt('--install', 's390x');
  const step = await runEmulated();
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /Emulators: none to register/);
  assert.equal(step.containers, 0);
  assert.deepEqual(annotations(step, 'warning'), []);
  assert.ok((await supported()).includes('linux/s390x'));
});

test('none is registered for what the machine runs itself', async () => {
  await using step = await runStep(
    { platforms: 'linux/amd64,linux/386,linux/amd64/v2' },
    { cwd: join(examples, 'static-site') },
  );
  assert.match(step.log, /Emulators: none to register/);
});

test('on another machine the container of binfmt tells what is registered there', { skip }, async (t) => {
  t.after(() => binfmt('--install', 's390x'));
  for (const expected of [/Emulators: s390x registered by binfmt/, /Emulators: none to register/]) {
    if (expected.source.includes('none')) await binfmt('--install', 's390x');
    else await binfmt('--uninstall', 'qemu-s390x');
    const step = await runEmulated(elsewhere);
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, expected);
    assert.equal(step.containers, 1);
  }
});

test('handlers of others that are no use', { skip }, async (t) => {
  const folder = await makeContext(t, {});
  const [qemu, wrapper] = [join(folder, 'qemu-s390x'), join(folder, 'wrapper')];
  const { binfmt: pin } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const container = await run('docker', 'create', `${pin.sources[0]}@${pin.digest}`);
  await run('docker', 'cp', `${container}:/usr/bin/qemu-s390x`, qemu);
  await run('docker', 'rm', '--volumes', container);
  // What the kernel tells QEMU of the flag P does not outlive another exec.
  await writeFile(wrapper, `#!/bin/sh\nexec ${qemu} "$@"\n`, { mode: 0o755 });
  const cases: [name: string, entry: string, interpreter: string, flags: string, reason: RegExp][] = [
    [
      'one that is looked for inside of containers',
      'qemu-s390x',
      qemu,
      'POC',
      /without the flag F its interpreter \S+/,
    ],
    ['one of another name', 'other', qemu, 'POC', /without the flag F its interpreter \S+/],
    ['one that takes flag P for an argument', 'qemu-s390x', wrapper, 'PF', /did not start, or not with its arguments/],
    ['one that is disabled', 'qemu-s390x', qemu, 'POCF', /it is disabled/],
  ];
  t.beforeEach(() => binfmt('--uninstall', 'qemu-s390x'));
  t.after(() => binfmt('--install', 's390x'));

  await t.test('one whose interpreter is gone is replaced', async () => {
    await registerOther('qemu-s390x', join(folder, 'nothing'), 'POC');
    const step = await runEmulated();
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, /Emulators: s390x registered by binfmt/);
    assert.equal(step.containers, 1);
  });

  for (const [name, entry, interpreter, flags, reason] of cases)
    await t.test(`${name} is an error with the command that repairs it`, async () => {
      await registerOther(entry, interpreter, flags);
      if (reason.source.includes('disabled')) await writeFile(join(BINFMT_MISC, entry), '0');
      const refused = await runEmulated();
      assert.equal(refused.code, 1, refused.log);
      assert.equal(refused.containers, 0);
      const [error = '', ...more] = annotations(refused, 'error');
      assert.deepEqual(more, []);
      assert.match(error, new RegExp(`^platforms: .* s390x \\(${entry}: .*${reason.source}`));
      await run('sh', '-c', error.split('Replace them there with: ')[1] ?? '');
      assert.ok(!existsSync(join(BINFMT_MISC, 'other')));
      const step = await runEmulated();
      assert.equal(step.code, 0, step.log);
      assert.match(step.log, /Emulators: none to register/);
    });

  await t.test('it is replaced on a machine that is thrown away', async () => {
    await registerOther('qemu-s390x', qemu, 'POC');
    const step = await runEmulated(hosted);
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, /Emulators: s390x registered by binfmt/);
    assert.match(await readFile(ENTRY, 'utf8'), /^interpreter \/usr\/bin\/qemu-s390x\nflags: POCF$/m);
  });

  await t.test('it is found on another machine, too', async () => {
    await registerOther('qemu-s390x', qemu, 'POC');
    const refused = await runEmulated(elsewhere);
    assert.equal(refused.code, 1, refused.log);
    assert.match(annotations(refused, 'error')[0] ?? '', /s390x \(qemu-s390x: a program that binfmt tried/);
    const step = await runEmulated({ ...elsewhere, ...hosted });
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, /Emulators: s390x registered by binfmt/);
  });

  await t.test('one that loses names is used, with a warning', async () => {
    await registerOther('qemu-s390x', qemu, 'OCF');
    const step = await runEmulated();
    assert.equal(step.code, 0, step.log);
    assert.match(annotations(step, 'warning').join('\n'), /^platforms: .* s390x \(qemu-s390x: without the flag P/);
    assert.match(await readFile(ENTRY, 'utf8'), new RegExp(`^interpreter ${qemu}$`, 'm'));
  });
});

test('a binfmt that registers nothing is a warning; a RUN that needs it an error with both remedies', async (t) => {
  await binfmt('--uninstall', 'qemu-s390x');
  t.after(() => binfmt('--install', 's390x'));
  const context = await makeContext(t, {
    Dockerfile: `FROM busybox\nENTRYPOINT ["echo", "{\\"supported\\":[\\"linux/amd64\\"],\\"emulators\\":[]}"]\n`,
    'files.Dockerfile': 'FROM busybox\nCOPY files.Dockerfile /\n',
    'run.Dockerfile': 'FROM busybox\nRUN uname -m\n',
  });
  await using idle = await runStep({
    ...publishTo('emulators'),
    context,
    platforms: 'linux/amd64',
    provenance: 'false',
  });
  assert.equal(idle.code, 0, idle.log);
  await idle.post();
  const inputs = { context, platforms: 'linux/amd64,linux/s390x', 'binfmt-image': idle.outputs.image ?? '' };

  await using files = await runStep({ ...inputs, file: join(context, 'files.Dockerfile') });
  assert.equal(files.code, 0, files.log);
  const [warning = '', ...more] = annotations(files, 'warning');
  assert.match(
    warning,
    /^platforms: the builder \S+ runs no programs for linux\/s390x.*binfmt could not register s390x/,
  );
  assert.deepEqual(more, []);
  await files.post();

  await using ran = await runStep({ ...inputs, file: join(context, 'run.Dockerfile') });
  assert.equal(ran.code, 1);
  assert.match(
    annotations(ran, 'error')[0] ?? '',
    /^build: \[linux\/s390x 2\/2\] RUN uname -m failed: .*linux\/s390x is neither native here nor emulated.*privileged containers.*--platform=\$BUILDPLATFORM/,
  );
  await ran.post();
  await assertNothingLeft(ran);
});

test('a rootless engine is not asked to register anything', async (t) => {
  await binfmt('--uninstall', 'qemu-s390x');
  t.after(() => binfmt('--install', 's390x'));
  const docker = await run('sh', '-c', 'command -v docker');
  const context = await makeContext(t, {
    Dockerfile: 'FROM busybox\nCOPY Dockerfile /\n',
    // In all but what it says of itself it is the lab's.
    docker: `#!/bin/sh\n[ "$1" = info ] || exec ${docker} "$@"\n${docker} "$@" | sed 's/"SecurityOptions":\\[/&"name=rootless",/'\n`,
  });
  await chmod(join(context, 'docker'), 0o755);
  const step = await runEmulated({ cwd: context, env: { PATH: `${context}:${process.env.PATH}` } });
  assert.equal(step.code, 0, step.log);
  assert.match(annotations(step, 'warning')[0] ?? '', /^platforms: .*linux\/s390x.*a rootless engine can't register/);
  assert.equal(step.containers, 0);
});

test('a crash under emulation is told with step, platform, emulator and remedies', async (t) => {
  const context = await makeContext(t, { Dockerfile: `FROM busybox\nRUN sh -c 'kill -SEGV $$'; exit $?\n` });
  await using step = await runStep({ context, platforms: 'linux/s390x' });
  assert.equal(step.code, 1);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^build: \[2\/2\] RUN sh -c 'kill -SEGV \$\$'; exit \$\? failed: .*exit code: 139\. (?:qemu-s390x version \d|QEMU \(binfmt ).*, which emulates linux\/s390x, may be at fault; cross-compile .*native runner, or try another binfmt-image$/,
  );
});
