import assert from 'node:assert/strict';
import test from 'node:test';
import {
  binfmtArgs,
  explainFaults,
  isAnswered,
  missingEmulators,
  parseEmulation,
  parseFindings,
  parseRegistered,
  planRegistration,
} from '../../src/setup/emulators.ts';
import type { Fault } from '../../src/setup/handler.ts';

const usual = ['linux/amd64', 'linux/arm64'];
for (const [platforms, architecture, running, expected] of [
  [usual, 'amd64', [], ['arm64']],
  [usual, 'arm64', [], ['amd64']],
  [usual, 'arm/v7', [], ['amd64', 'arm64']],
  [usual, 's390x', [], ['amd64', 'arm64']],
  [usual, 'riscv64', [], ['amd64', 'arm64']],
  [['linux/amd64', 'linux/386', 'linux/amd64/v3'], 'amd64', [], []],
  [['linux/amd64', 'linux/386', 'linux/amd64/v3'], 'arm64', [], ['amd64', '386']],
  [['linux/arm64/v9', 'linux/arm64'], 'arm64', [], []],
  [['linux/arm64/v9', 'linux/arm64'], 'amd64', [], ['arm64']],
  [['linux/arm/v7', 'linux/arm/v6', 'linux/riscv64'], 'amd64', [], ['arm', 'riscv64']],
  [['linux/arm/v7', 'linux/arm/v6', 'linux/riscv64'], 'arm64', [], ['arm', 'riscv64']],
  [['linux/arm/v7', 'linux/arm/v6', 'linux/riscv64'], 'arm/v7', [], ['riscv64']],
  [['linux/arm/v7', 'linux/arm/v6', 'linux/riscv64'], 'riscv64', [], ['arm']],
  [['linux/arm64', 'linux/s390x'], 'amd64', ['arm64'], ['s390x']],
  [['linux/386'], 'arm64', ['amd64'], ['386']],
  [['windows/amd64', 'darwin/arm64', 'wasi/wasm', 'linux/ppc64'], 's390x', [], []],
] as const)
  test(`${platforms} on ${architecture}, which runs ${running.join() || 'nothing'} besides: ${expected}`, () =>
    assert.deepEqual(missingEmulators(platforms, architecture, running), expected));

const fault = (entry: string, severity: Fault['severity']) => ({ entry, severity, reason: 'it is no good' });
const native = { architecture: '386', runs: true };
const absent = { architecture: 's390x', runs: false };
const gone = { architecture: 'arm64', runs: false, fault: fault('qemu-aarch64', 'gone') };
const broken = { architecture: 'arm', runs: false, fault: fault('qemu-arm', 'broken') };
const flawed = { architecture: 'riscv64', runs: true, fault: fault('riscv', 'flawed') };
const left = ({ architecture, fault }: typeof broken) => ({ architecture, fault });
for (const [name, findings, disposable, expected] of [
  ['nothing', [], false, { uninstall: [], install: [], left: [] }],
  ['what runs', [native], true, { uninstall: [], install: [], left: [] }],
  ['what is not there', [native, absent], false, { uninstall: [], install: ['s390x'], left: [] }],
  ['what can serve nobody', [gone], false, { uninstall: ['qemu-aarch64'], install: ['arm64'], left: [] }],
  [
    'what may serve somebody',
    [broken, flawed],
    false,
    { uninstall: [], install: [], left: [broken, flawed].map(left) },
  ],
  [
    'a machine that is thrown away',
    [absent, broken, flawed, gone],
    true,
    {
      uninstall: ['qemu-arm', 'riscv', 'qemu-aarch64'],
      install: ['s390x', 'arm', 'riscv64', 'arm64'],
      left: [],
    },
  ],
] as const)
  test(`planRegistration: ${name}`, () => assert.deepEqual(planRegistration(findings, disposable), expected));

for (const [uninstall, install, expected] of [
  [[], [], []],
  [[], ['arm64', 'arm'], ['--install', 'arm64,arm']],
  [['qemu-aarch64'], ['arm64'], ['--uninstall', 'qemu-aarch64', '--install', 'arm64']],
] as const)
  test(`binfmtArgs: ${JSON.stringify(expected)}`, () => assert.deepEqual(binfmtArgs({ uninstall, install }), expected));

test('explainFaults names architecture, entry, reason and command', () => {
  const text = explainFaults([broken, flawed], 'docker run x');
  assert.match(
    text,
    /^platforms: .*: arm \(qemu-arm: it is no good\); riscv64 \(riscv: it is no good\)\. .*: docker run x$/,
  );
});

const log = `uninstalling: qemu-s390x OK
installing: arm64 qemu-aarch64 already registered
installing: arm qemu-arm already registered
installing: riscv64 cannot register "/usr/bin/qemu-riscv64" to /proc/sys/fs/binfmt_misc/register: permission denied
installing: s390x OK
`;
test('parseFindings tells handlers that binfmt left alone and that run nothing', () => {
  const emulation = { supported: ['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/386'], emulators: [] };
  const findings = parseFindings(['arm64', 'arm', 'riscv64', 's390x', '386'], emulation, log);
  const reason = 'a program that binfmt tried in a container did not start';
  assert.deepEqual(findings, [
    { architecture: 'arm64', runs: true, fault: undefined },
    { architecture: 'arm', runs: false, fault: { entry: 'qemu-arm', reason, severity: 'broken' } },
    { architecture: 'riscv64', runs: false, fault: undefined },
    { architecture: 's390x', runs: true, fault: undefined },
    { architecture: '386', runs: true, fault: undefined },
  ]);
});

test('parseRegistered', () => assert.deepEqual(parseRegistered(log), ['s390x']));

const json =
  '{\n  "supported": [\n    "linux/amd64",\n    "linux/arm64"\n  ],\n  "emulators": [\n    "qemu-aarch64"\n  ]\n}\n';
const emulation = { supported: ['linux/amd64', 'linux/arm64'], emulators: ['qemu-aarch64'] };
for (const [name, stdout, expected] of [
  ['as binfmt prints it', json, emulation],
  [
    'behind a log with braces',
    `2026/11/24 installing: arm64 {permission denied}\n{"level":"info"}\n${json}`,
    emulation,
  ],
  ['of one line', '{"supported":["linux/amd64"],"emulators":null}', { supported: ['linux/amd64'], emulators: [] }],
  ['null', '{\n  "supported": null,\n  "emulators": null\n}', { supported: [], emulators: [] }],
  ['empty', '', undefined],
  ['no JSON', '2026/11/24 error: cannot mount binfmt_misc filesystem', undefined],
  ['cut off', json.slice(0, 40), undefined],
] as const)
  test(`parseEmulation: ${name}`, () => assert.deepEqual(parseEmulation(stdout), expected));

for (const [what, log, expected] of [
  ['all is told', `installing: arm64 OK\ninstalling: arm qemu-arm already registered\n${json}`, true],
  ['in another order', `${json}\ninstalling: arm64 OK\ninstalling: arm OK`, true],
  ['one is not told of', `installing: arm64 OK\n${json}`, false],
  ['the JSON is not there', 'installing: arm64 OK\ninstalling: arm OK', false],
  ['the JSON is not whole', `installing: arm64 OK\ninstalling: arm OK\n${json.trimEnd().slice(0, -1)}`, false],
] as const)
  test(`isAnswered: ${what}`, () => {
    assert.equal(isAnswered(log, { uninstall: [], install: ['arm64', 'arm'] }), expected);
  });
