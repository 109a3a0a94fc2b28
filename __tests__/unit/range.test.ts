import assert from 'node:assert/strict';
import test from 'node:test';
import { isInRange } from '../../src/setup/range.ts';

for (const [host, range, expected] of [
  ['10.1.2.3', '10.0.0.0/8', true],
  ['10.1.2.3:5000', '10.0.0.0/8', true],
  ['11.1.2.3:5000', '10.0.0.0/8', false],
  ['192.168.3.255:80', '192.168.2.0/23', true],
  ['192.168.4.0:80', '192.168.2.0/23', false],
  ['1.2.3.4', '0.0.0.0/0', true],
  ['1.2.3.4', '1.2.3.4/32', true],
  ['1.2.3.5', '1.2.3.4/32', false],
  ['[fd00::1:2]:5000', 'fd00::/8', true],
  ['[fd00:0:0:0:0:0:1:2]', 'fd00::1:0/112', true],
  ['[fe80::1]', 'fd00::/8', false],
  ['[::1]:5000', '::1/128', true],
  ['[::2]:5000', '::1/128', false],
  ['[2001:db8::1]', '::/0', true],
  // One address alone.
  ['10.1.2.3:5000', '10.1.2.3', true],
  ['10.1.2.4', '10.1.2.3', false],
  ['[fd00:0::1]', 'fd00::1', true],
  // Of IPv4, as IPv6 writes it.
  ['[::ffff:10.1.2.3]', '10.0.0.0/8', true],
  ['10.1.2.3', '::ffff:10.0.0.0/104', true],
  ['11.1.2.3', '::ffff:10.0.0.0/104', false],
  // Longer than an address is.
  ['10.1.2.3', '10.1.2.3/33', false],
  ['[::1]', '::1/129', false],
  // Of the other kind.
  ['10.1.2.3', '::/0', false],
  ['[::1]', '0.0.0.0/0', false],
  // Names.
  ['registry.test:5000', '0.0.0.0/0', false],
  ['localhost:5000', '127.0.0.0/8', false],
  ['', '0.0.0.0/0', false],
  ['[::1]', 'registry.test', false],
] as const)
  test(`${host || 'nothing'} is ${expected ? '' : 'not '}in ${range}`, () =>
    assert.equal(isInRange(host, range), expected));
