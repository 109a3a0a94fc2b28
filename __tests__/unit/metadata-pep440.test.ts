import assert from 'node:assert/strict';
import test from 'node:test';
import { comparePep440, parsePep440 } from '../../src/metadata/pep440.ts';

// https://packaging.python.org/en/latest/specifications/version-specifiers/
for (const [text, version, numbers, final] of [
  ['1.2.3', '1.2.3', '1.2.3', true],
  ['v1.2.3', '1.2.3', '1.2.3', true],
  ['1', '1', '1.0.0', true],
  ['01.02', '1.2', '1.2.0', true],
  ['1.2.3.4', '1.2.3.4', '1.2.3', true],
  ['20260110', '20260110', '20260110.0.0', true],
  ['1!2.3', '1!2.3', '2.3.0', true],
  ['1.0+Ubuntu-01.x', '1.0+ubuntu.1.x', '1.0.0', true],
  ['1.2.3rc2', '1.2.3rc2', '1.2.3', false],
  ['v1.2.3RC2', '1.2.3rc2', '1.2.3', false],
  ['1.1beta2', '1.1b2', '1.1.0', false],
  ['1.1-alpha.1', '1.1a1', '1.1.0', false],
  ['1.1c', '1.1rc0', '1.1.0', false],
  ['1.1_preview_3', '1.1rc3', '1.1.0', false],
  ['1.1pre', '1.1rc0', '1.1.0', false],
  ['1.0dev4', '1.0.dev4', '1.0.0', false],
  ['1.0-dev', '1.0.dev0', '1.0.0', false],
  ['1.2post1', '1.2.post1', '1.2.0', false],
  ['1.2-1', '1.2.post1', '1.2.0', false],
  ['1.2.rev3', '1.2.post3', '1.2.0', false],
  ['1.2r', '1.2.post0', '1.2.0', false],
  ['1.2a1.post2.dev3', '1.2a1.post2.dev3', '1.2.0', false],
] as const)
  test(`${text} is ${version}`, () => {
    const [major, minor, patch] = numbers.split('.');
    assert.deepEqual(parsePep440(text), { raw: text, version, major, minor, patch, final });
  });

for (const text of [
  '',
  'sometag',
  'v',
  '1.x',
  '1..2',
  '1.2.3-beta.67.x',
  'p1-v1.0.0',
  ' 1.2',
  '1.2\n',
  '1.2+',
  '20200110-RC2x',
])
  test(`${JSON.stringify(text)} is none`, () => {
    assert.equal(parsePep440(text), undefined);
    assert.equal(comparePep440(text, '1'), undefined);
  });

test('from old to new', () => {
  const ordered = [
    '1.dev0',
    '1.0.dev456',
    '1.0a1',
    '1.0a2.dev456',
    '1.0a12',
    '1.0b1.dev456',
    '1.0b2',
    '1.0b2.post345.dev456',
  ];
  ordered.push(
    '1.0b2.post345',
    '1.0rc1.dev456',
    '1.0rc1',
    '1.0',
    '1.0.post0',
    '1.0.post456.dev34',
    '1.0.post456',
    '1.0.15',
    '1.1.dev1',
  );
  ordered.push('1.2', '1.10', '2', '1!0.1');
  for (const [at, version] of ordered.entries()) {
    assert.equal(comparePep440(version, version), 0);
    for (const newer of ordered.slice(at + 1)) {
      assert.ok((comparePep440(version, newer) ?? 0) < 0, `${version} < ${newer}`);
      assert.ok((comparePep440(newer, version) ?? 0) > 0, `${newer} > ${version}`);
    }
  }
  assert.equal(comparePep440('1.0', 'v1.0.0'), 0);
});
