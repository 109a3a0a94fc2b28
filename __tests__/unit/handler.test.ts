import assert from 'node:assert/strict';
import test from 'node:test';
import { ARCHITECTURES, makeProgram } from '../../src/setup/elf.ts';
import { findFault, findHandler, parseHandler } from '../../src/setup/handler.ts';

// As binfmt, Debian's qemu-user-static and Docker Desktop register them, and as the kernel shows them.
const aarch64 = `enabled
interpreter /usr/bin/qemu-aarch64
flags: POCF
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
`;
const arm = aarch64.replace('7f454c4602', '7f454c4601').replace('b700', '2800');
const s390x = aarch64
  .replace(/magic .*/, 'magic 7f454c4602020100000000000000000000020016')
  .replace(/mask .*/, 'mask ffffffffffffff00fffffffffffffffffffeffff');
const rosetta = aarch64
  .replace(/magic .*/, 'magic 7f454c4602010100000000000000000002003e00')
  .replace(/mask .*/, 'mask fffffffffffefe00fffffffffffffffffeffffff');
const python = 'enabled\ninterpreter /usr/bin/python3.11\nflags: \noffset 0\nmagic a70d0d0a\n';
const entry = (text: string, name = 'x') => {
  const handler = parseHandler(name, text);
  assert.ok(handler);
  return handler;
};

test('parseHandler', () => {
  assert.deepEqual(parseHandler('qemu-aarch64', aarch64), {
    name: 'qemu-aarch64',
    enabled: true,
    interpreter: '/usr/bin/qemu-aarch64',
    flags: 'POCF',
    offset: 0,
    magic: Buffer.from('7f454c460201010000000000000000000200b700', 'hex'),
    mask: Buffer.from('ffffffffffffff00fffffffffffffffffeffffff', 'hex'),
  });
  assert.deepEqual(entry(python).mask, Buffer.from('ffffffff', 'hex'));
  for (const text of ['', 'enabled\n', 'enabled\ninterpreter /usr/bin/jexec\nflags: \nextension .jar\n'])
    assert.equal(parseHandler('x', text), undefined);
});

for (const [name, text, takes] of [
  ['aarch64', aarch64, 'arm64'],
  ['arm', arm, 'arm'],
  ['s390x', s390x, 's390x'],
  ['rosetta', rosetta, 'amd64'],
  ['python', python, undefined],
] as const)
  test(`a handler of ${name} takes programs of ${takes ?? 'none'} alone`, () =>
    assert.deepEqual(
      ARCHITECTURES.filter((architecture) => findHandler([entry(text)], makeProgram(architecture))),
      takes ? [takes] : [],
    ));

test('findHandler: an offset moves the magic', () => {
  const moved = aarch64
    .replace('offset 0', 'offset 16')
    .replace(/magic .*/, 'magic 0200b700')
    .replace(/mask .*\n/, '');
  assert.ok(findHandler([entry(moved)], makeProgram('arm64')));
  assert.equal(findHandler([entry(moved)], makeProgram('arm')), undefined);
});

test('findHandler: the newest that is enabled, else one that is not', () => {
  const off = aarch64.replace('enabled', 'disabled');
  const find = (...texts: string[]) =>
    findHandler(
      texts.map((text, index) => entry(text, `${index}`)),
      makeProgram('arm64'),
    )?.name;
  assert.equal(find(python, aarch64, aarch64), '1');
  assert.equal(find(off, aarch64), '1');
  assert.equal(find(arm, off), '1');
  assert.equal(find(arm, python), undefined);
});

for (const [change, present, ran, expected] of [
  [['', ''], false, true, undefined],
  [['POCF', 'PF'], true, true, undefined],
  [['POCF', 'POC'], true, true, { severity: 'broken', reason: /flag F.* \/usr\/bin\/qemu-aarch64 / }],
  [['POCF', 'POC'], false, false, { severity: 'gone', reason: /\/usr\/bin\/qemu-aarch64 is not there/ }],
  [['enabled', 'disabled'], true, false, { severity: 'broken', reason: /disabled/ }],
  [['', ''], true, false, { severity: 'broken', reason: /did not start, or not with its arguments \(flags POCF\)/ }],
  [['POCF', 'OCF'], false, true, { severity: 'flawed', reason: /flag P/ }],
  [['POCF', 'OCF'], false, false, { severity: 'broken', reason: /flags OCF/ }],
  [['/usr/bin/qemu-aarch64', '/F'], false, true, undefined],
  [['/usr/bin/qemu-aarch64\nflags: POCF', '/PF\nflags: '], true, true, { severity: 'broken', reason: /flag F/ }],
] as const)
  test(`findFault: ${change.join(' → ')}, ${present ? 'there' : 'not there'}, ${ran ? 'ran' : 'did not run'}`, () => {
    const fault = findFault(entry(aarch64.replace(change[0], change[1]), 'qemu-aarch64'), present, ran);
    if (!expected) return assert.equal(fault, undefined);
    assert.equal(fault?.severity, expected.severity);
    assert.equal(fault?.entry, 'qemu-aarch64');
    return assert.match(fault?.reason ?? '', expected.reason);
  });
