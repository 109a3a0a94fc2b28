import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, binfmt, examples, makeContext, publishTo } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const supported = async (): Promise<string[]> => JSON.parse(await binfmt()).supported;

test('an emulator is registered where it is needed, and stays', async () => {
  await binfmt('--uninstall', 'qemu-s390x');
  assert.ok(!(await supported()).includes('linux/s390x'));
  await using step = await runStep({ platforms: 'linux/s390x' }, { cwd: join(examples, 'emulated') });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /Emulators: s390x registered by binfmt/);
  // BuildKit has seen it too, though it may have booted before.
  assert.deepEqual(annotations(step, 'warning'), []);
  await step.post();
  assert.ok((await supported()).includes('linux/s390x'));
});

test('one that is registered already is used, and stays', async () => {
  await binfmt('--install', 'arm64');
  await using step = await runStep({ platforms: 'linux/arm64' }, { cwd: join(examples, 'emulated') });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /Emulators: none to register/);
  await step.post();
  assert.ok((await supported()).includes('linux/arm64'));
});

test('none is registered for what the machine runs itself', async () => {
  await using step = await runStep(
    { platforms: 'linux/amd64,linux/386,linux/amd64/v2' },
    { cwd: join(examples, 'static-site') },
  );
  assert.match(step.log, /Emulators: none to register/);
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
