import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'smol-toml';
import { parseBuildkitdConfig, planBuildkitdConfig, readRegistrySettings } from '../../src/setup/buildkitd.ts';

const plan = (mirrors: string[], insecure: string[], user = '', insecureRanges: string[] = []) => {
  const config = planBuildkitdConfig({ mirrors, insecure, insecureRanges }, parse(user), []);
  const { system, ...rest } = JSON.parse(JSON.stringify(config));
  assert.deepEqual(system, { platformsCacheMaxAge: '100ms' });
  return rest;
};

test('nothing to configure', () => {
  assert.deepEqual(plan([], []), {});
  assert.deepEqual(plan([], [], '# only a remark'), {});
});

for (const [mirror, name, registry] of [
  ['http://127.0.0.1:5000/', '127.0.0.1:5000', { '127.0.0.1:5000': { http: true } }],
  ['http://[::1]:5000', '[::1]:5000', { '[::1]:5000': { http: true } }],
  ['https://mirror.example.com/', 'mirror.example.com', { 'mirror.example.com': { http: false } }],
  ['https://m.example.com:8443/hub/', 'm.example.com:8443/hub', { 'm.example.com:8443': { http: false } }],
] as const)
  test(`mirror ${mirror}`, () =>
    assert.deepEqual(plan([mirror], []), { registry: { 'docker.io': { mirrors: [name] }, ...registry } }));

test('an insecure registry alone', () => {
  assert.deepEqual(plan([], ['c.test']), { registry: { 'c.test': { http: true, insecure: true } } });
});

test('mirrors keep their order, and one with TLS that is not to be checked stays so', () => {
  assert.deepEqual(plan(['https://b:5000', 'http://a:5000'], ['b:5000', 'c.test']), {
    registry: {
      'docker.io': { mirrors: ['b:5000', 'a:5000'] },
      'b:5000': { http: false, insecure: true },
      'a:5000': { http: true },
      'c.test': { http: true, insecure: true },
    },
  });
});

test("mirrors with TLS in a range of insecure registries, the engine's and the user's", () => {
  const user = '[registry."docker.io"]\nmirrors = ["10.0.0.3:5000/hub"]';
  assert.deepEqual(plan(['https://10.0.0.1', 'http://10.0.0.2'], [], user, ['10.0.0.0/8']), {
    registry: {
      'docker.io': { mirrors: ['10.0.0.3:5000/hub'] },
      '10.0.0.1': { http: false, insecure: true },
      '10.0.0.2': { http: true },
      '10.0.0.3:5000': { http: true, insecure: true },
    },
  });
});

test("the user's values win, one by one", () => {
  const user = `
    debug = true
    [registry."docker.io"]
    mirrors = ["mine:5000"]
    [registry."a:5000"]
    ca = ["/ca.pem"]
    [worker.oci]
    max-parallelism = 4
    [[worker.oci.gcpolicy]]
    keepBytes = "1GB"
    all = true`;
  assert.deepEqual(plan(['http://a:5000'], [], user), {
    debug: true,
    registry: { 'docker.io': { mirrors: ['mine:5000'] }, 'a:5000': { http: true, ca: ['/ca.pem'] } },
    worker: { oci: { 'max-parallelism': 4, gcpolicy: [{ keepBytes: '1GB', all: true }] } },
  });
});

test('a registry with certificates of its own is spoken to with TLS, insecure or not', () => {
  const user = '[registry."c.test"]\nhttp = false\nca = ["/ca.pem"]';
  assert.deepEqual(plan([], ['c.test'], user), {
    registry: { 'c.test': { http: false, insecure: true, ca: ['/ca.pem'] } },
  });
});

test('parseBuildkitdConfig: what is not TOML, and where', () => {
  assert.deepEqual({ ...(parseBuildkitdConfig('a = 1') as object) }, { a: 1 });
  assert.deepEqual({ ...(parseBuildkitdConfig('a = 9223372036854775807') as object) }, { a: 9223372036854775807n });
  assert.match(String(parseBuildkitdConfig('a = 1\nb')), /^is not TOML; correct line 2: /);
});

test('readRegistrySettings: what the configuration says of a registry, with the files that it names', () => {
  const config = `[registry."r.test"]
http = false
insecure = true
ca = ["/etc/buildkit/certs/r.test/ca.pem", "/elsewhere.pem"]
[[registry."r.test".keypair]]
key = "/etc/buildkit/certs/r.test/key.pem"
cert = "/etc/buildkit/certs/r.test/cert.pem"
`;
  const certs = { 'certs/r.test/ca.pem': 'CA', 'certs/r.test/key.pem': 'KEY', 'certs/r.test/cert.pem': 'CERT' };
  const files = { 'buildkitd.toml': config, ...certs };
  const expected = { http: false, insecure: true, ca: ['CA'], key: 'KEY', cert: 'CERT' };
  assert.deepEqual(readRegistrySettings(files, 'r.test'), expected);
  assert.deepEqual(readRegistrySettings(files, 'other.test'), {});
  assert.deepEqual(readRegistrySettings({}, 'r.test'), {});
});
