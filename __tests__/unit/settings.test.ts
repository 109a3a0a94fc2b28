import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'smol-toml';
import { planSettings } from '../../src/setup/settings.ts';

const given = {
  names: [] as string[],
  driverOpts: [] as string[],
  flags: '',
  mirrors: [] as string[],
  engine: {},
  proxies: [] as object[],
  config: '',
  certificates: {},
  cache: '',
  cacheHost: undefined as string | undefined,
  context: '/work',
  buildContexts: [] as string[],
  ranges: [] as string[],
  caches: [] as object[],
};

const plan = (changes: Partial<typeof given>) => {
  const {
    names,
    driverOpts,
    flags,
    mirrors,
    engine,
    proxies,
    config,
    certificates,
    cache,
    cacheHost,
    ranges,
    caches,
    ...source
  } = {
    ...given,
    ...changes,
  };
  return planSettings({
    inputs: {
      destination: { publication: { names } },
      tools: { driverOpts, buildkitdFlags: flags },
      cache: { cache, from: [], to: caches },
    },
    host: { mirrors, insecure: [], insecureRanges: ranges, proxies: engine },
    tools: { buildkit: { sources: ['docker.io/moby/buildkit'] } },
    ...source,
    machine: { config: parse(config), certificates, proxies, cacheHost },
  } as unknown as Parameters<typeof planSettings>[0]);
};

test('nothing said', () =>
  assert.deepEqual(plan({}), {
    driverOpts: [],
    loopback: false,
    config: '[system]\nplatformsCacheMaxAge = "100ms"\n',
    certificates: {},
    flags: '--allow-insecure-entitlement=network.host --allow-insecure-entitlement=security.insecure',
  }));

const proxy = ['env.HTTP_PROXY=http://p/', 'env.http_proxy=http://p/'];
const spared = ['env.NO_PROXY=localhost,127.0.0.1,::1', 'env.no_proxy=localhost,127.0.0.1,::1'];
for (const [what, changes, driverOpts] of [
  ['a proxy of the environment', { proxies: [{ HTTP_PROXY: 'http://p' }] }, [...proxy, ...spared]],
  ['a proxy of the engine', { engine: { HTTP_PROXY: 'http://p' } }, [...proxy, ...spared]],
  [
    "options of the user's are added",
    { proxies: [{ HTTP_PROXY: 'http://p' }], driverOpts: ['memory=1g'] },
    [...proxy, ...spared, 'memory=1g'],
  ],
  [
    "the user's variables replace those of the environment in either case",
    { proxies: [{ HTTP_PROXY: 'http://p' }], driverOpts: ['env.http_proxy=', 'env.NO_PROXY=a'] },
    ['env.http_proxy=', 'env.NO_PROXY=a'],
  ],
  [
    'authorities of the machine',
    { certificates: { 'certs/docker.io/authorities.pem': 'PEM', 'certs/r/ca.crt': 'PEM' } },
    ['env.SSL_CERT_FILE=/etc/buildkit/certs/docker.io/authorities.pem'],
  ],
  ['certificates of a registry alone', { certificates: { 'certs/r/ca.crt': 'PEM' } }, []],
] as const)
  test(`options: ${what}`, () => assert.deepEqual(plan(changes as object).driverOpts, driverOpts));

const ours = '[registry."docker.io"]\nmirrors = ["localhost:5000/hub"]';
for (const [what, changes, loopback] of [
  ['an image', { names: ['127.0.0.1:5000/a'] }, true],
  ['an image elsewhere', { names: ['ghcr.io/a/b'] }, false],
  ['a mirror of the engine', { mirrors: ['http://127.0.0.1:5000/'] }, true],
  ['a mirror of the user', { config: ours }, true],
  [
    'a mirror of the engine that the user has replaced',
    { mirrors: ['http://127.0.0.1:5000/'], config: ours.replace('localhost', 'm.test') },
    false,
  ],
  ['a proxy', { proxies: [{ HTTPS_PROXY: 'http://me:pw@127.0.0.1:3128' }] }, true],
  ['a cache service', { cacheHost: '127.0.0.1:8080' }, true],
  ['a repository', { context: 'http://127.0.0.1:3000/acme/app.git#main' }, true],
  ['an image as a context', { buildContexts: ['base=docker-image://localhost:5000/acme/base'] }, true],
  [
    'a cache in a registry',
    { caches: [{ type: 'registry', attributes: [['ref', '127.0.0.1:5000/acme/cache']] }] },
    true,
  ],
  ['folders', { buildContexts: ['docs=127.0.0.1/docs'] }, false],
  ['a cache service elsewhere', { cacheHost: 'results.test' }, false],
  ['a cache service that is not used', { cacheHost: '127.0.0.1:8080', cache: 'off' }, false],
] as const)
  test(`loopback: ${what}`, () => assert.equal(plan(changes as object).loopback, loopback));

for (const [what, changes, flags] of [
  [
    'added to the entitlements',
    { flags: '--debug' },
    '--allow-insecure-entitlement=network.host --allow-insecure-entitlement=security.insecure --debug',
  ],
  [
    'with entitlements of their own',
    { flags: '--debug --allow-insecure-entitlement security.insecure' },
    '--debug --allow-insecure-entitlement security.insecure',
  ],
  [
    "the configuration's entitlements",
    { config: 'insecure-entitlements = ["device"]', flags: '--debug' },
    '--allow-insecure-entitlement=device --debug',
  ],
  ['no entitlements', { config: 'insecure-entitlements = []' }, ''],
] as const)
  test(`flags: ${what}`, () => assert.equal(plan(changes).flags, flags));

const insecure = (host: string) => `[registry."${host}"]\nhttp = true\ninsecure = true\n`;
const ranges = ['10.0.0.0/8', '127.0.0.0/8'];
for (const [what, changes, host] of [
  ['an image', { names: ['10.1.2.3:5000/acme/app'] }, '10.1.2.3:5000'],
  ['an image elsewhere', { names: ['11.1.2.3:5000/acme/app'] }, undefined],
  ['an image on loopback', { names: ['127.0.0.1:5000/acme/app'] }, undefined],
  ['an image as a context', { buildContexts: ['base=docker-image://10.1.2.3/acme/base'] }, '10.1.2.3'],
  ['a cache', { caches: [{ type: 'registry', attributes: [['ref', '10.1.2.3/acme/cache']] }] }, '10.1.2.3'],
] as const)
  test(`insecure ranges: ${what}`, () => {
    const { config } = plan({ ranges, ...(changes as object) });
    assert.equal(config.replace(/^\[system\]\n.*\n\n?/, ''), host ? insecure(host) : '');
  });
