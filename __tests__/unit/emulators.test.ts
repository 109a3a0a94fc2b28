import assert from 'node:assert/strict';
import test from 'node:test';
import { isHandler, missingEmulators, parseEmulation } from '../../src/setup/emulators.ts';

for (const [platforms, architecture, registered, expected] of [
  [['linux/amd64', 'linux/arm64'], 'amd64', [], ['arm64']],
  [['linux/amd64', 'linux/arm64'], 'arm64', [], ['amd64']],
  [['linux/amd64', 'linux/386', 'linux/amd64/v3'], 'amd64', [], []],
  [['linux/arm64/v9'], 'arm64', [], []],
  [['linux/arm/v6'], 'arm/v7', [], []],
  [['linux/arm/v7', 'linux/arm/v6', 'linux/riscv64'], 'amd64', [], ['arm', 'riscv64']],
  [['linux/arm64', 'linux/s390x'], 'amd64', ['qemu-aarch64', 'python3.11'], ['s390x']],
  [['linux/386'], 'arm64', ['qemu-x86_64'], ['386']],
  [['windows/amd64', 'darwin/arm64', 'wasi/wasm', 'linux/ppc64'], 's390x', [], []],
] as const)
  test(`${platforms} on ${architecture} with ${registered.join() || 'none'} registered: ${expected}`, () =>
    assert.deepEqual(missingEmulators(platforms, architecture, registered), expected));

// As the kernel shows them under /proc/sys/fs/binfmt_misc.
for (const [entry, expected] of [
  ['enabled\ninterpreter /usr/bin/qemu-aarch64\nflags: POCF\noffset 0\nmagic 7f45', true],
  ['enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: F\noffset 0\nmagic 7f45', true],
  ['enabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64\nflags: POC\noffset 0\nmagic 7f45', false],
  ['disabled\ninterpreter /usr/bin/qemu-aarch64\nflags: POCF\noffset 0\nmagic 7f45', false],
  ['enabled\ninterpreter /usr/bin/F\nflags: \noffset 0\nmagic 7f45', false],
  ['enabled\n', false],
  ['', false],
] as const)
  test(`isHandler ${JSON.stringify(entry.slice(0, 70))}: ${expected}`, () => assert.equal(isHandler(entry), expected));

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
