import assert from 'node:assert/strict';
import test from 'node:test';
import { explainFailure, isConnectionLost, parseFailure } from '../../src/build/failure.ts';

const host = { architecture: 'amd64' };
const failed = (step: string, reason: string, log = '') =>
  `#6 ${step}\n#6 0.1 ${log}\n#6 ERROR: process did not complete\n------\n > ${step}:\n0.1 ${log}\n------\nDockerfile:2\n--------------------\n   1 |     FROM busybox\n   2 | >>> RUN x\n--------------------\nERROR: failed to build: failed to solve: ${reason}\n`;

test('parseFailure reads step, line and reason', () => {
  const reason = 'process "/bin/sh -c x" did not complete successfully: exit code: 127';
  assert.deepEqual(parseFailure(failed('[linux/arm64 build 2/2] RUN x', reason)), {
    step: '[linux/arm64 build 2/2] RUN x',
    line: 2,
    reason,
  });
});

test('parseFailure of a failure before any step', () => {
  assert.deepEqual(parseFailure('ERROR: failed to build: no builder "x" found\n'), {
    step: undefined,
    line: undefined,
    reason: 'no builder "x" found',
  });
});

test('parseFailure of output without an error line', () => {
  assert.equal(parseFailure('one\ntwo\n').reason, 'two');
});

const explained: [string, string, RegExp][] = [
  ['plain', failed('[2/2] RUN x', 'exit code: 1'), /^build: \[2\/2\] RUN x failed: exit code: 1$/],
  [
    'no emulator',
    failed('[linux/s390x 2/2] RUN x', 'exit code: 255', 'exec /bin/sh: exec format error'),
    /linux\/s390x is neither native here nor emulated.*privileged.*--platform=\$BUILDPLATFORM/,
  ],
  ['disk', failed('[2/2] RUN x', 'exit code: 1', 'write: No space left on device'), /disk is full; free space/],
  [
    'base image',
    'ERROR: failed to solve: busybox: failed to resolve source metadata: no match for platform in manifest: not found\n',
    /base image does not exist for that platform/,
  ],
  [
    'crash of an emulator',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 139', 'qemu: uncaught target signal 11'),
    /QEMU, which emulates linux\/arm64, may be at fault/,
  ],
  ['crash on the native platform', failed('[linux/amd64 2/2] RUN x', 'exit code: 139'), /exit code: 139$/],
  ['crash of a cross-compiler', failed('[linux/amd64->arm64 2/2] RUN x', 'exit code: 139'), /exit code: 139$/],
];
for (const [name, output, expected] of explained)
  test(`explainFailure: ${name}`, () => assert.match(explainFailure(parseFailure(output), output, host), expected));

test('isConnectionLost', () => {
  assert.ok(isConnectionLost('ERROR: rpc error: code = Unavailable desc = error reading from server: EOF'));
  assert.ok(!isConnectionLost(failed('[2/2] RUN x', 'exit code: 1')));
});
