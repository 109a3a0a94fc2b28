import assert from 'node:assert/strict';
import test from 'node:test';
import { getCACertificates } from 'node:tls';
import { parse } from 'smol-toml';
import {
  addAuthorities,
  listCertificates,
  moveCertificates,
  placeCertificate,
  planCertsFolder,
  planTokens,
  splitCertificates,
} from '../../src/setup/certificates.ts';

for (const [names, expected] of [
  [[], undefined],
  [['README', 'lone.key', 'lone.cert.pem'], undefined],
  [['ca.cert'], undefined],
  [['ca.crt', 'b.crt'], { http: false, ca: ['/c/r/ca.crt', '/c/r/b.crt'] }],
  [['x.cert', 'x.key', 'y.cert'], { http: false, keypair: [{ cert: '/c/r/x.cert', key: '/c/r/x.key' }] }],
] as const)
  test(`planCertsFolder ${names}`, () => assert.deepEqual(planCertsFolder('/c/r', names), expected));

const config = parse(`
debug = true
[registry."a:5000"]
http = false
ca = ["/x/ca.pem", "/y/ca.pem"]
[[registry."a:5000".keypair]]
key = "/x/key.pem"
cert = "/x/cert.pem"
[registry."b"]
mirrors = ["c"]
`);

test('listCertificates: every file, and nothing of a configuration that names none or is no such', () => {
  const paths = ['/x/ca.pem', '/y/ca.pem', '/x/key.pem', '/x/cert.pem'];
  const files = paths.map((path) => ({ registry: 'a:5000', path }));
  assert.deepEqual(listCertificates(config), files);
  for (const other of [{}, { registry: 1 }, { registry: { a: 1, b: { ca: 'x', keypair: ['y'] }, c: { ca: [1] } } }])
    assert.deepEqual(listCertificates(other), []);
});

test('moveCertificates: the paths, and nothing else', () => {
  const moved = moveCertificates(config, ({ registry, path }) => `${registry}${path}`);
  assert.deepEqual(JSON.parse(JSON.stringify(moved)), {
    debug: true,
    registry: {
      'a:5000': {
        http: false,
        ca: ['a:5000/x/ca.pem', 'a:5000/y/ca.pem'],
        keypair: [{ key: 'a:5000/x/key.pem', cert: 'a:5000/x/cert.pem' }],
      },
      b: { mirrors: ['c'] },
    },
  });
});

test('placeCertificate: as buildx does, but never two in one place', () => {
  const place = (registry: string, path: string, taken = {}) => placeCertificate({ registry, path }, 'TEXT', taken);
  assert.equal(place('r.test', '/a/ca.pem'), 'certs/r.test/ca.pem');
  assert.equal(place('[::1]:5000', 'ca.pem'), 'certs/_1_5000/ca.pem');
  assert.equal(place('r', '/b/ca.pem', { 'certs/r/ca.pem': 'TEXT' }), 'certs/r/ca.pem');
  assert.equal(place('r', '/b/$(id) ü.pem'), 'certs/r/_id_.pem');
  assert.equal(place('r', '/b/ca.pem', { 'certs/r/ca.pem': 'other', 'certs/r/_ca.pem': 'one' }), 'certs/r/__ca.pem');
});

test('addAuthorities: beside what there is', () => {
  const path = '/etc/buildkit/certs/docker.io/authorities.pem';
  const certificates = { 'certs/docker.io/authorities.pem': 'PEM' };
  assert.deepEqual(addAuthorities({}, {}, 'PEM'), {
    config: { registry: { 'docker.io': { ca: [path] } } },
    certificates,
  });
  const given = { registry: { 'docker.io': { ca: ['/a'], mirrors: ['b'] }, c: { http: true } } };
  assert.deepEqual(addAuthorities(given, { 'certs/c/x': 'X' }, 'PEM'), {
    config: { registry: { 'docker.io': { ca: ['/a', path], mirrors: ['b'] }, c: { http: true } } },
    certificates: { ...certificates, 'certs/c/x': 'X' },
  });
});

const authorities = 'certs/docker.io/authorities.pem';
for (const [files, env, byBuilder] of [
  [['buildkitd.toml'], {}, false],
  [['buildkitd.toml', 'certs/r.test/ca.crt'], {}, true],
  [[authorities], { SSL_CERT_FILE: '/a' }, false],
  [[authorities], { SSL_CERT_FILE: '/a', NODE_EXTRA_CA_CERTS: '/a' }, false],
  [[authorities], { SSL_CERT_FILE: '/a', NODE_EXTRA_CA_CERTS: '/b' }, true],
  [[authorities], { NODE_EXTRA_CA_CERTS: '/b' }, true],
  [['buildkitd.toml'], { NODE_EXTRA_CA_CERTS: '/b' }, false],
] as const)
  test(`planTokens ${files} ${JSON.stringify(env)}`, () => {
    const given = Object.fromEntries(files.map((path) => [path, 'TEXT']));
    assert.deepEqual(planTokens(given, env), byBuilder ? { BUILDKIT_NO_CLIENT_TOKEN: '1' } : {});
  });

test('splitCertificates: the certificates alone, the same however they are written', () => {
  const [first = '', second = ''] = getCACertificates('bundled');
  const wide = first.replaceAll(/(?<=\w)\n(?=\w)/g, '').replaceAll('\n', '\r\n');
  const pem = `# first\r\n${wide}\r\n-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n${second}\n`;
  assert.deepEqual([...splitCertificates(pem).values()], [`${wide}\n`, `${second}\n`]);
  assert.deepEqual([...splitCertificates(pem).keys()], [...splitCertificates(`${first}\n${second}`).keys()]);
  assert.equal(splitCertificates('<html>').size, 0);
});
