import assert from 'node:assert/strict';
import test from 'node:test';
import { explainFailure, isConnectionLost, parseFailure } from '../../src/build/failure.ts';

const failed = (step: string, reason: string, log = '') =>
  `#6 ${step}\n#6 0.1 ${log}\n#6 ERROR: process did not complete\n------\n > ${step}:\n0.1 ${log}\n------\nDockerfile:2\n--------------------\n   1 |     FROM busybox\n   2 | >>> RUN x\n--------------------\nERROR: failed to build: failed to solve: ${reason}\n`;

test('parseFailure reads step, line and reason, of files with spaces in their names too', () => {
  const reason = 'process "/bin/sh -c x" did not complete successfully: exit code: 127';
  const output = failed('[linux/arm64 build 2/2] RUN x', reason, 'no x').replace('Dockerfile:2', 'a b.Dockerfile:2');
  const { log, ...failure } = parseFailure(output);
  assert.deepEqual(failure, { step: '[linux/arm64 build 2/2] RUN x', line: 2, reason });
  assert.match(log, /^ > \[linux\/arm64 build 2\/2\] RUN x:\n0\.1 no x\n/);
});

test('parseFailure of a failure before any step', () => {
  assert.deepEqual(parseFailure('ERROR: failed to build: no builder "x" found\n'), {
    step: undefined,
    log: '',
    line: undefined,
    reason: 'no builder "x" found',
  });
});

test('parseFailure of output without an error line', () => {
  assert.equal(parseFailure('one\ntwo\n').reason, 'two');
});

const several = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
const explained: [string, string, string[], RegExp][] = [
  ['plain', failed('[2/2] RUN x', 'exit code: 1'), several, /^build: \[2\/2\] RUN x failed: exit code: 1$/],
  [
    'no emulator',
    failed('[linux/s390x 2/2] RUN x', 'exit code: 255', 'exec /bin/sh: exec format error'),
    several,
    /linux\/s390x is neither native here nor emulated.*privileged.*--platform=\$BUILDPLATFORM/,
  ],
  [
    'no emulator for the only platform',
    failed('[2/2] RUN x', 'exit code: 255', 'exec /bin/sh: exec format error'),
    ['linux/s390x'],
    /linux\/s390x is neither native here nor emulated/,
  ],
  [
    'disk',
    failed('[2/2] RUN x', 'exit code: 1', 'write: No space left on device'),
    several,
    /disk is full; free space/,
  ],
  [
    'base image',
    'ERROR: failed to solve: busybox: failed to resolve source metadata: no match for platform in manifest: not found\n',
    several,
    /base image does not exist for that platform/,
  ],
  [
    'crash of an emulator',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 139', 'qemu: uncaught target signal 11'),
    several,
    /QEMU, which emulates linux\/arm64, may be at fault/,
  ],
  ['crash on the native platform', failed('[linux/amd64 2/2] RUN x', 'exit code: 139'), several, /exit code: 139$/],
  ['crash of a cross-compiler', failed('[linux/amd64->arm64 2/2] RUN x', 'exit code: 139'), several, /exit code: 139$/],
  [
    'what an earlier step said',
    `#5 0.1 exec format error\n${failed('[linux/arm64 2/2] RUN x', 'exit code: 1')}`,
    several,
    /exit code: 1$/,
  ],
];
for (const [name, output, platforms, expected] of explained)
  test(`explainFailure: ${name}`, () =>
    assert.match(explainFailure(parseFailure(output), { platforms, host: { architecture: 'amd64' } }), expected));

const reasons: [string, boolean][] = [
  ['rpc error: code = Unavailable desc = error reading from server: EOF', true],
  ['process "/bin/sh -c x" did not complete successfully: exit code: 1', false],
  ['failed to push 127.0.0.1:1/a: dial tcp 127.0.0.1:1: connect: connection refused', false],
];
for (const [reason, lost] of reasons)
  test(`isConnectionLost: ${reason}`, () => assert.equal(isConnectionLost(reason), lost));
