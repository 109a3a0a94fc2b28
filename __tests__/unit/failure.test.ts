import assert from 'node:assert/strict';
import test from 'node:test';
import { type Circumstances, explainFailure, isConnectionLost, parseFailure } from '../../src/build/failure.ts';

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
const tools = { binfmt: { version: 'qemu-v10.2.3-68' } };
const formatError = 'exec /bin/sh: exec format error';
const notEmulated = (platform: string) =>
  new RegExp(`${platform} is neither native here nor emulated.*privileged.*--platform=\\$BUILDPLATFORM`);
const explained: [string, string, Partial<Circumstances>, RegExp][] = [
  ['plain', failed('[2/2] RUN x', 'exit code: 1'), {}, /^build: \[2\/2\] RUN x failed: exit code: 1$/],
  ['no emulator', failed('[linux/s390x 2/2] RUN x', 'exit code: 255', formatError), {}, notEmulated('linux/s390x')],
  [
    'no emulator on arm64',
    failed('[linux/amd64 2/2] RUN x', 'exit code: 255', formatError),
    { host: { architecture: 'arm64' } },
    notEmulated('linux/amd64'),
  ],
  [
    'no emulator for the only platform',
    failed('[2/2] RUN x', 'exit code: 255', formatError),
    { platforms: ['linux/s390x'] },
    notEmulated('linux/s390x'),
  ],
  [
    'an emulator that is not inside the container',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 255', 'exec /bin/sh: no such file or directory'),
    { running: ['linux/amd64'] },
    notEmulated('linux/arm64'),
  ],
  [
    'a loader that is not inside the container',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 255', 'exec /bin/x: no such file or directory'),
    { running: ['linux/amd64', 'linux/arm64'] },
    /exit code: 255$/,
  ],
  [
    'a level that the processor lacks',
    failed('[linux/amd64/v4 2/2] RUN x', 'no support for running processes with linux/amd64/v4 platform'),
    { platforms: ['linux/amd64/v4', 'linux/arm64'] },
    notEmulated('linux/amd64/v4'),
  ],
  [
    'a program of another architecture',
    failed('[linux/amd64 2/2] RUN x', 'exit code: 255', formatError),
    {},
    /The program is not for linux\/amd64, or is a script without #!/,
  ],
  [
    'a program of another architecture, emulated',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 126', formatError),
    { running: ['linux/amd64', 'linux/arm64'] },
    /The program is not for linux\/arm64/,
  ],
  [
    'a program of another architecture, 32-bit Arm on 64-bit',
    failed('[2/2] RUN x', 'exit code: 126', formatError),
    { host: { architecture: 'arm64' }, platforms: ['linux/arm/v6'], running: ['linux/arm64', 'linux/arm/v7'] },
    /The program is not for linux\/arm\/v6/,
  ],
  [
    'disk',
    failed('[linux/amd64 2/2] RUN x', 'exit code: 1', 'x: No space left on device'),
    {},
    /disk is full; free space/,
  ],
  [
    'base image',
    'ERROR: failed to solve: busybox: failed to resolve source metadata: no match for platform in manifest: not found\n',
    {},
    /base image does not exist for that platform/,
  ],
  ...(
    [
      ['amd64', 'linux/arm64', 'exit code: 139'],
      ['arm64', 'linux/amd64', 'exit code: 132'],
      ['arm64', 'linux/amd64/v3', 'exit code: 134'],
      ['s390x', 'linux/arm64/v9', 'exit code: 136'],
      ['riscv64', 'linux/arm/v7', 'exit code: 135'],
      ['arm/v7', 'linux/arm64', 'exit code: 1, qemu: uncaught target signal 11'],
      ['amd64', 'linux/ppc64le', "exit code: 255, qemu-ppc64le: Could not open '/lib64/ld64.so.2'"],
    ] as const
  ).map(([architecture, platform, reason]): (typeof explained)[number] => [
    `crash of ${platform} on ${architecture}: ${reason}`,
    failed(`[${platform} 2/2] RUN x`, reason),
    { host: { architecture }, platforms: [platform, 'linux/loong64'] },
    new RegExp(
      `^build: \\[${platform} 2/2\\] RUN x failed: .*QEMU \\(binfmt qemu-v10\\.2\\.3-68, unless .*\\), which emulates ${platform}, may be at fault`,
    ),
  ]),
  [
    'crash of an emulator that could be asked',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 139'),
    { emulator: 'qemu-aarch64 version 7.2.22' },
    /139\. qemu-aarch64 version 7\.2\.22, which emulates linux\/arm64, may be at fault; cross-compile .* native runner/,
  ],
  ['out of memory', failed('[linux/arm64 2/2] RUN x', 'exit code: 137'), {}, /exit code: 137$/],
  ['crash of the native platform', failed('[linux/amd64 2/2] RUN x', 'exit code: 139'), {}, /exit code: 139$/],
  [
    'crash of the native platform on arm64',
    failed('[linux/arm64 2/2] RUN x', 'exit code: 139'),
    { host: { architecture: 'arm64' } },
    /exit code: 139$/,
  ],
  [
    'crash of the 32-bit platform',
    failed('[linux/386 2/2] RUN x', 'exit code: 139'),
    { platforms: ['linux/386', 'linux/amd64/v2'] },
    /exit code: 139$/,
  ],
  ['crash of a cross-compiler', failed('[linux/amd64->arm64 2/2] RUN x', 'exit code: 139'), {}, /exit code: 139$/],
  [
    'what an earlier step said',
    `#5 0.1 exec format error\n${failed('[linux/arm64 2/2] RUN x', 'exit code: 1')}`,
    {},
    /exit code: 1$/,
  ],
];
for (const [name, output, circumstances, expected] of explained)
  test(`explainFailure: ${name}`, () => {
    const usual = { platforms: several, host: { architecture: 'amd64' }, tools };
    assert.match(explainFailure(parseFailure(output), { ...usual, ...circumstances }), expected);
  });

const reasons: [string, boolean][] = [
  ['rpc error: code = Unavailable desc = error reading from server: EOF', true],
  ['process "/bin/sh -c x" did not complete successfully: exit code: 1', false],
  ['failed to push 127.0.0.1:1/a: dial tcp 127.0.0.1:1: connect: connection refused', false],
];
for (const [reason, lost] of reasons)
  test(`isConnectionLost: ${reason}`, () => assert.equal(isConnectionLost(reason), lost));
