import assert from 'node:assert/strict';
import test from 'node:test';
import { movesBack } from '../../src/metadata/latest.ts';
import { read } from '../metadata.ts';

const source = 'https://github.com/acme/app';
const latest = (version: string, more: object = {}) => ({
  ...{ tag: 'latest', version, prefix: '', suffix: '', source },
  ...more,
});
const semver = ['type=semver,pattern={{version}}'];

for (const [event, tags, flavor, expected] of [
  ['refs/tags/v1.1.1', semver, [], latest('1.1.1')],
  ['refs/tags/v1.1.1', ['type=semver,pattern={{major}}'], [], latest('1.1.1')],
  ['refs/tags/v1.1.1', [], [], latest('v1.1.1')],
  ['refs/tags/1.2', ['type=pep440,pattern=v{{major}}'], [], latest('1.2')],
  ['refs/tags/app-1.2', ['type=match,pattern=app-(.*),group=1'], [], latest('1.2')],
  ['refs/tags/v1.1.1', semver, ['suffix=-alpine'], latest('1.1.1', { suffix: '-alpine' })],
  [
    'refs/tags/v1.1.1',
    semver,
    ['prefix=p/,onlatest=true', 'suffix=-alpine,onlatest=true'],
    { tag: 'p-latest-alpine', version: '1.1.1', prefix: 'p-', suffix: '-alpine', source },
  ],
  // Asked for by name, or not there.
  ['refs/tags/v1.1.1', semver, ['latest=true'], undefined],
  ['refs/tags/v1.1.1', [...semver, 'latest'], [], undefined],
  ['refs/tags/v1.1.1', semver, ['latest=false'], undefined],
  ['refs/tags/v1.1.1-rc.1', semver, [], undefined],
  ['main', [], [], undefined],
] as const)
  test(`what latest stands for: ${event} ${tags.join(' ')} ${flavor.join(' ')}`, () => {
    const made = read(event, { tags, flavor });
    assert.deepEqual([made.problems, made.latest], [[], expected]);
    if (expected) assert.equal(made.tags.at(-1), expected.tag);
  });

for (const [ours, told, expected] of [
  [latest('1.2.4'), '1.3.0', true],
  [latest('1.2.4'), '1.2.3', false],
  [latest('1.2.4'), '1.2.4', false],
  [latest('1.9.0'), '1.10.0', true],
  [latest('v1.2.4'), 'v1.3.0', true],
  [latest('1.3.0'), '1.3.0-rc.1', false],
  [latest('1.2.4'), '1.3', true],
  [latest('1.2.post1'), '1.10', true],
  [latest('1.2.4', { prefix: 'p-', suffix: '-alpine' }), 'p-1.3.0-alpine', true],
  [latest('1.4.4', { suffix: '-alpine' }), '1.3.0-alpine', false],
  [latest('1.2.4', { suffix: '-alpine' }), '1.3.0', true],
  // Nothing to compare.
  [latest('1.2.4'), 'main', false],
  [latest('1.2.4'), '', false],
  [latest('release1'), '1.3.0', false],
] as const)
  test(`latest from ${told || 'nothing'} to ${ours.version}${ours.suffix}`, () =>
    assert.equal(movesBack(ours, { version: told, source }), expected));

test('latest from a version that the image has from its base', () => {
  for (const source of ['', 'https://github.com/acme/base'])
    assert.equal(movesBack(latest('1.2.3'), { version: '24.04', source }), false);
});
