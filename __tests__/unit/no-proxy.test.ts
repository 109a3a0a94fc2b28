import assert from 'node:assert/strict';
import test from 'node:test';
import { isSpared } from '../../src/setup/no-proxy.ts';

/** What a value of NO_PROXY spares, and what it does not, as Go's package does. */
for (const [noProxy, spared, others] of [
  // Loopback, whatever it says.
  [
    '',
    ['http://localhost', 'https://localhost:8443', 'http://127.0.0.1', 'http://127.9.8.7:80', 'http://[::1]:5000'],
    ['http://registry.localhost', 'http://localhost.corp.test', 'http://128.0.0.1', 'http://[::2]', 'http://0.0.0.0'],
  ],
  ['unrelated.test', ['http://[::ffff:127.0.0.1]'], ['http://corp.test']],
  // Everything, by a star that stands alone.
  ['*', ['http://corp.test', 'https://10.1.2.3:8443', 'http://[2001:db8::1]'], []],
  ['x.test, * ', ['http://corp.test'], []],
  ['*:80, **, *corp.test', [], ['http://corp.test', 'http://registry.corp.test', 'http://10.1.2.3']],
  // Domains.
  [
    'corp.test',
    ['http://corp.test', 'http://registry.corp.test', 'https://a.b.corp.test:8443', 'http://Registry.CORP.test'],
    ['http://notcorp.test', 'http://corp.test.other', 'http://test', 'http://corp.test.'],
  ],
  ['.corp.test', ['http://registry.corp.test', 'http://a.b.corp.test'], ['http://corp.test', 'http://notcorp.test']],
  ['*.corp.test', ['http://registry.corp.test'], ['http://corp.test', 'http://notcorp.test']],
  [' Corp.TEST ,\tother.test', ['http://corp.test', 'http://a.other.test'], ['http://another.test']],
  ['bücher.test', ['http://bücher.test', 'http://a.xn--bcher-kva.test'], ['http://bucher.test']],
  ['.BÜCHER.test', ['http://a.bücher.test'], ['http://bücher.test']],
  // Ports, those of the scheme among them.
  [
    'corp.test:8443',
    ['https://a.corp.test:8443', 'http://corp.test:8443'],
    ['https://corp.test', 'https://x.test:8443'],
  ],
  ['.corp.test:8443', ['https://a.corp.test:8443'], ['https://a.corp.test', 'https://corp.test:8443']],
  ['*.corp.test:80', ['http://a.corp.test', 'https://a.corp.test:80'], ['https://a.corp.test', 'http://corp.test']],
  ['corp.test:443', ['https://corp.test'], ['http://corp.test']],
  ['corp.test:', ['http://corp.test', 'https://corp.test:8443'], []],
  // Addresses.
  ['192.0.2.2', ['http://192.0.2.2', 'https://192.0.2.2:8443'], ['http://192.0.2.22', 'http://a.192.0.2.2.test']],
  ['192.0.2.2:80', ['http://192.0.2.2', 'https://192.0.2.2:80'], ['https://192.0.2.2', 'http://192.0.2.2:8080']],
  ['2001:db8::1', ['http://[2001:db8::1]', 'http://[2001:db8:0:0::1]:5000'], ['http://[2001:db8::2]']],
  ['2001:DB8:0::0001', ['http://[2001:db8::1]'], []],
  ['[2001:db8::1]:443', ['https://[2001:db8::1]'], ['http://[2001:db8::1]', 'https://[2001:db8::2]']],
  ['[192.0.2.2]:80', ['http://192.0.2.2'], ['https://192.0.2.2']],
  // Go takes brackets where a port follows alone.
  ['[2001:db8::1]', [], ['http://[2001:db8::1]']],
  ['::ffff:192.0.2.2', ['http://192.0.2.2', 'http://[::ffff:192.0.2.2]'], ['http://192.0.2.3']],
  // The end of an address is no domain.
  ['.0.2.2, 2, 2.2', [], ['http://192.0.2.2']],
  // Ranges.
  ['192.0.2.0/24', ['http://192.0.2.2', 'https://192.0.2.255:8443', 'http://[::ffff:192.0.2.2]'], ['http://192.0.3.2']],
  ['192.0.2.77/24', ['http://192.0.2.2'], ['http://registry.test']],
  ['10.0.0.0/9,192.0.2.2/32', ['http://10.127.0.1', 'http://192.0.2.2'], ['http://10.128.0.1', 'http://192.0.2.3']],
  ['0.0.0.0/0', ['http://8.8.8.8'], ['http://corp.test', 'http://[2001:db8::1]']],
  ['2001:db8::/33', ['https://[2001:db8:7fff::1]'], ['https://[2001:db8:8000::1]', 'https://192.0.2.2']],
  ['::/0', ['http://[2001:db8::1]'], ['http://192.0.2.2']],
  ['::ffff:192.0.2.0/120', ['http://192.0.2.2'], ['http://192.0.3.2']],
  // What is malformed.
  [
    ',, :80,[]:80,[,192.0.2.0/33,192.0.2.0/x,192.0.2.0/24/8,192.0.2.0/24:80,192.00.2.2,192.0.2.2:80:80,http://corp.test',
    [],
    ['http://192.0.2.0', 'http://192.0.2.2', 'http://corp.test'],
  ],
  ['2001:db8::/129,2001:db8::1::2,fe80::1%eth0,2001:db8::/', [], ['http://[2001:db8::]', 'http://[fe80::1]']],
  ['bad,192.0.2.0/33,corp.test', ['http://corp.test'], ['http://192.0.2.0']],
] as const) {
  for (const url of spared)
    test(`NO_PROXY=${noProxy} spares ${url}`, () => assert.equal(isSpared(new URL(url), noProxy), true));
  for (const url of others)
    test(`NO_PROXY=${noProxy} does not spare ${url}`, () => assert.equal(isSpared(new URL(url), noProxy), false));
}
