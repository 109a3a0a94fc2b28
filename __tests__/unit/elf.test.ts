import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ARCHITECTURES, makeProgram } from '../../src/setup/elf.ts';

// The 20 bytes by which QEMU's scripts/qemu-binfmt-conf.sh has the kernel know them.
const headers: Record<string, string> = {
  amd64: '7f454c4602010100000000000000000002003e00',
  '386': '7f454c4601010100000000000000000002000300',
  arm64: '7f454c460201010000000000000000000200b700',
  arm: '7f454c4601010100000000000000000002002800',
  riscv64: '7f454c460201010000000000000000000200f300',
  ppc64le: '7f454c4602010100000000000000000002001500',
  s390x: '7f454c4602020100000000000000000000020016',
  mips64le: '7f454c4602010100000000000000000002000800',
  mips64: '7f454c4602020100000000000000000000020008',
  loong64: '7f454c4602010100000000000000000002000201',
};

test('a header is known for every architecture', () =>
  assert.deepEqual(Object.keys(headers).toSorted(), ARCHITECTURES.toSorted()));

for (const [architecture, header] of Object.entries(headers))
  test(`makeProgram ${architecture} begins as QEMU and the kernel expect`, () =>
    assert.equal(Buffer.from(makeProgram(architecture)).toString('hex', 0, 20), header));

const own: Partial<Record<NodeJS.Architecture, string[]>> = { x64: ['amd64', '386'], arm64: ['arm64'], arm: ['arm'] };
for (const architecture of own[process.arch] ?? [process.arch].filter((name) => ARCHITECTURES.includes(name)))
  test(`the program for ${architecture} tells how many arguments it gets`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-elf-'));
    try {
      const file = join(folder, 'program');
      writeFileSync(file, makeProgram(architecture), { mode: 0o700 });
      for (const args of [[], ['a'], ['a', 'b']]) assert.equal(spawnSync(file, args).status, args.length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
