import assert from 'node:assert/strict';
import test from 'node:test';
import { isOlder, parseVersion } from '../../src/version.ts';

for (const [text, expected] of [
  ['v0.37.1', '0.37.1'],
  ['v1.0.0-rc.1', '1.0.0-rc.1'],
  ['v0.37', undefined],
  ['latest', undefined],
  ['', undefined],
] as const)
  test(`parseVersion ${JSON.stringify(text)}`, () => assert.equal(parseVersion(text), expected));

for (const [version, than, expected] of [
  ['v0.33.0', '0.33.1', true],
  ['v0.33.1', '0.33.1', false],
  ['v0.9.0', '0.33.1', true],
  ['v0.33.1-rc1', '0.33.1', true],
  ['v0.11.7-0.20230525183624-798ad6b0ce9f', '0.33.1', true],
  ['v0.8+unknown', '0.33.1', true],
  ['v0.35.0-dev.3+g0abcdef', '0.33.1', false],
  ['20.10.17', '0.33.1', false],
  ['0ab1234', '0.33.1', false],
  ['v0.0.0+unknown', '0.33.1', false],
  ['', '0.33.1', false],
] as const)
  test(`${version || 'no version'} is ${expected ? '' : 'not '}older than ${than}`, () =>
    assert.equal(isOlder(version, than), expected));
