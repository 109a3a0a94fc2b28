import assert from 'node:assert/strict';
import test from 'node:test';
import { includesPlatform, isNative, mayBeNative, parsePlatform, suggestPlatform } from '../../src/platform.ts';

// As containerd normalises them: https://github.com/containerd/platforms/blob/main/database.go
for (const [text, expected] of [
  ['linux/amd64', 'linux/amd64'],
  [' Linux/X86_64 ', 'linux/amd64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/x86-64/v3', 'linux/amd64/v3'],
  ['linux/aarch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/8', 'linux/arm64'],
  ['linux/arm64/v8.0', 'linux/arm64'],
  ['linux/arm64/v9.0', 'linux/arm64/v9'],
  ['linux/arm64/v8.2', 'linux/arm64/v8.2'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/v7', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['linux/arm/v5', 'linux/arm/v5'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/armel/v7', 'linux/arm/v6'],
  ['linux/i386', 'linux/386'],
  ['linux/loongarch64', 'linux/loong64'],
  ['riscv64', 'linux/riscv64'],
  ['arm/v6', 'linux/arm/v6'],
  ['windows/amd64', 'windows/amd64'],
  ['windows(10.0.20348)/amd64', 'windows(10.0.20348)/amd64'],
  ['wasi/wasm', 'wasi/wasm'],
] as const)
  test(`parsePlatform ${text}`, () => assert.equal(parsePlatform(text), expected));

for (const text of [
  ...['', 'linux', '/', 'linux/', '/amd64', 'linux//arm64', 'linux/amd64/', 'linux/arm/v7/x'],
  ...['linux/adm64', 'linux/arm64v8', 'unknown/unknown', 'beos/amd64', 'linux/amd64*', 'linux/constructor'],
  ...['linux/amd64/v7', 'linux/arm/v12', 'linux/arm/7v', 'linux/arm64/v7', 'linux/riscv64/v1'],
  ...['linux/amd64/v22', 'linux/amd64/xv2', 'linux/arm64/v8.22', 'linux/arm64/xv9', 'linux/arm/v77', 'linux/arm/xv7'],
])
  test(`${JSON.stringify(text)} is no platform`, () => assert.equal(parsePlatform(text), undefined));

for (const [text, expected] of [
  [' Linux/ADM64', 'linux/amd64'],
  ['linux/arm64v8', 'linux/arm64'],
  ['linux/aarm64', 'linux/arm64'],
  ['linux/arm7', 'linux/arm/v7'],
  ['linux/armv6', 'linux/arm/v6'],
  ['linx/amd64', 'linux/amd64'],
  ['windos/amd64', 'windows/amd64'],
  ['x64_64', 'linux/amd64'],
  ['linux/riscv', 'linux/riscv64'],
  ['linux/s390', 'linux/s390x'],
  ['linux', undefined],
  ['linux/pdp11', undefined],
] as const)
  test(`suggestPlatform ${text}`, () => assert.equal(suggestPlatform(text), expected));

for (const [architecture, native, foreign] of [
  ['amd64', ['linux/amd64', 'linux/amd64/v3', 'linux/386'], ['linux/arm64', 'linux/arm/v7', 'windows/amd64']],
  ['arm64', ['linux/arm64', 'linux/arm64/v9'], ['linux/amd64', 'linux/386', 'linux/arm/v7', 'darwin/arm64']],
  ['arm/v7', ['linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5'], ['linux/arm64', 'linux/amd64']],
  ['s390x', ['linux/s390x'], ['linux/amd64', 'linux/arm64', 'linux/386']],
  ['riscv64', ['linux/riscv64'], ['linux/amd64', 'linux/arm64']],
] as const) {
  for (const platform of native)
    test(`${architecture} runs ${platform}`, () => assert.ok(isNative(platform, architecture)));
  for (const platform of foreign)
    test(`${architecture} does not run ${platform}`, () => assert.ok(!isNative(platform, architecture)));
}

test('32-bit Arm has to be tried on 64-bit, and nothing else anywhere', () => {
  const architectures = ['amd64', '386', 'arm64', 'arm', 's390x', 'riscv64'];
  const pairs = architectures.flatMap((host) =>
    architectures.filter((wanted) => mayBeNative(wanted, host)).map((wanted) => `${wanted} on ${host}`),
  );
  assert.deepEqual(pairs, ['arm on arm64']);
});

for (const [platforms, wanted, expected] of [
  [['linux/amd64', 'linux/arm64'], 'linux/arm64', true],
  [['linux/amd64'], 'linux/arm64', false],
  [['linux/amd64', 'linux/amd64/v2'], 'linux/amd64/v2', true],
  [['linux/amd64', 'linux/amd64/v2'], 'linux/amd64/v3', false],
  [['linux/arm64'], 'linux/arm64/v9', true],
  [['linux/arm64'], 'linux/arm/v7', false],
  [['linux/arm/v7'], 'linux/arm/v5', true],
  [['linux/arm/v6'], 'linux/arm/v7', false],
  [['linux/amd64'], 'windows/amd64', false],
] as const)
  test(`${platforms} ${expected ? 'include' : 'do not include'} ${wanted}`, () =>
    assert.equal(includesPlatform(platforms, wanted), expected));
