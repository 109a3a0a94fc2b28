import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { createArchiveHash } from '../../src/cache/archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-archive-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'a'));
writeFileSync(join(folder, 'a/file'), 'x'.repeat(700));
writeFileSync(join(folder, 'a', 'n'.repeat(180)), '');
writeFileSync(join(folder, 'b'), 'b');
symlinkSync('y'.repeat(150), join(folder, 'link'));

const FORMAT = ['--format=gnu', '--numeric-owner'];
/** An archive of what is named, made with these options; `touch` first gives files times. */
function pack(names: readonly string[], ...options: string[]): Buffer {
  return execFileSync('tar', ['-c', ...FORMAT, ...options, '-C', folder, ...names]);
}

function hashOf(archive: Buffer, piece = archive.length): string {
  const hash = createArchiveHash();
  for (let at = 0; at < archive.length; at += piece) hash.add(archive.subarray(at, at + piece));
  return hash.digest();
}

const names = ['--no-recursion', '.', './a', './a/file', `./a/${'n'.repeat(180)}`, './b', './link'];
const time = '--mtime=@1000000000';
const standard = hashOf(pack(names, time));

test('it is the same in whatever pieces and order an archive comes', () => {
  assert.match(standard, /^[0-9a-f]{64}$/);
  for (const piece of [1, 100, 512, 513]) assert.equal(hashOf(pack(names, time), piece), standard);
  const [first = '', ...rest] = names;
  assert.equal(hashOf(pack([first, ...rest.toReversed()], time)), standard);
});

/** Names of files, of which the first two and the last two are the same file; an archive has its content under the first of each. */
const twins = ['./twin', `./${'t'.repeat(150)}`, `./${'u'.repeat(150)}`, './other'];
for (const [at, name] of twins.entries())
  if (at % 2 === 0) writeFileSync(join(folder, name), `${at}`);
  else linkSync(join(folder, twins[at - 1] ?? ''), join(folder, name));

test('it is the same under whichever of its names an archive has a file', () => {
  assert.equal(hashOf(pack(twins, time)), hashOf(pack(twins.toReversed(), time)));
  assert.equal(hashOf(pack(twins, time)), hashOf(pack(twins.toSorted(), time)));
});

test('it is another one where other names are of one file', () => {
  const [one = '', other = '', ...rest] = twins;
  const hashes = [
    hashOf(pack(twins, time)),
    hashOf(pack([...twins, '--hard-dereference'], time)),
    hashOf(pack([one, ...rest], time)),
    hashOf(pack([other, ...rest], time)),
    hashOf(pack([`--transform=s,^./other$,./another,hr`, ...twins], time)),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
});

test('it does not know the times of folders and links, nor the folder that all is in', () => {
  const other = pack(['--no-recursion', './a', './link'], '--mtime=@1', '--mode=o=rx');
  assert.equal(hashOf(other), hashOf(pack(['--no-recursion', '.', './a', './link'], '--mtime=@2', '--mode=o=rx')));
});

for (const [what, archive] of [
  ['a name', () => pack([...names, '--transform=s,^./b,./c,'], time)],
  ['a long name', () => pack([...names, '--transform=s,nnn$,nnm,'], time)],
  ['a time', () => pack(names, '--mtime=@1000000001')],
  ['an owner', () => pack(names, time, '--owner=7')],
  ['a mode', () => pack(names, time, '--mode=g+w')],
  ['what is missing', () => pack(names.slice(0, -1), time)],
  [
    'a content',
    () => {
      writeFileSync(join(folder, 'b'), 'c');
      const archive = pack(names, time);
      writeFileSync(join(folder, 'b'), 'b');
      return archive;
    },
  ],
] as const)
  test(`it is another one with another of ${what}`, () => {
    assert.notEqual(hashOf(archive()), standard);
  });

test('an archive that breaks off, or is none, has no hash', () => {
  const archive = pack(names, time);
  assert.throws(() => hashOf(archive.subarray(0, 1600)), /it breaks off/);
  assert.throws(() => hashOf(archive.subarray(0, 100)), /it breaks off/);
  assert.throws(() => hashOf(Buffer.from('<html>'.repeat(200))), /it is no tar archive/);
});
