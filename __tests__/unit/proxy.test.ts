import assert from 'node:assert/strict';
import test from 'node:test';
import {
  findProxy,
  findProxyOptions,
  listProxyHosts,
  listProxySecrets,
  parseCliProxies,
  planProxyOptions,
  readProxies,
  selectProxies,
} from '../../src/setup/proxy.ts';

for (const [env, expected] of [
  [{ PATH: '/bin', HTTP_PROXY: '', FTP_PROXY: 'http://x' }, {}],
  [
    { HTTPS_PROXY: 'http://a:1', http_proxy: 'http://b', no_proxy: 'c' },
    { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b', NO_PROXY: 'c' },
  ],
  [{ HTTP_PROXY: 'http://upper', http_proxy: 'http://lower' }, { HTTP_PROXY: 'http://upper' }],
] as const)
  test(`readProxies ${JSON.stringify(env)}`, () => assert.deepEqual(readProxies(env), expected));

const engine = { httpProxy: 'http://engine', noProxy: '*' };
const cli = JSON.stringify({
  proxies: { default: { httpsProxy: 'http://standard', allProxy: 'socks5://all' }, 'tcp://far:2376': engine },
});
for (const [text, dockerHost, expected] of [
  ['', '', {}],
  ['{', '', {}],
  ['null', '', {}],
  ['{"auths":{}}', '', {}],
  [cli, '', { HTTPS_PROXY: 'http://standard', ALL_PROXY: 'socks5://all' }],
  [cli, 'tcp://far:2376', { HTTP_PROXY: 'http://engine', NO_PROXY: '*' }],
] as const)
  test(`parseCliProxies ${text} ${dockerHost}`, () => assert.deepEqual(parseCliProxies(text, dockerHost), expected));

const spared = 'localhost,127.0.0.1,::1';
for (const [sources, expected] of [
  [[], {}],
  [[{}, { NO_PROXY: 'a' }], {}],
  [
    [{ NO_PROXY: 'a' }, { HTTPS_PROXY: 'http://p:1/' }, { HTTP_PROXY: 'http://other' }],
    { HTTPS_PROXY: 'http://p:1/', NO_PROXY: spared },
  ],
  [[{ HTTP_PROXY: 'p:3128' }], { HTTP_PROXY: 'http://p:3128/', NO_PROXY: spared }],
  [
    [{ ALL_PROXY: 'socks5h://p:1080', NO_PROXY: '.test,127.0.0.1' }],
    { ALL_PROXY: 'socks5h://p:1080', NO_PROXY: '.test,127.0.0.1,localhost,::1' },
  ],
  [[{ HTTP_PROXY: 'http://p', NO_PROXY: '*' }], { HTTP_PROXY: 'http://p/', NO_PROXY: '*' }],
  // A quote would be doubled on its way to buildx, and no longer be what is masked.
  [[{ HTTP_PROXY: 'http://me:a"b c@p' }], { HTTP_PROXY: 'http://me:a%22b%20c@p/', NO_PROXY: spared }],
  [[{ HTTP_PROXY: 'http://me:a/b@p' }], { HTTP_PROXY: 'http://me:a/b@p', NO_PROXY: spared }],
] as const)
  test(`selectProxies ${JSON.stringify(sources)}`, () => assert.deepEqual(selectProxies(sources), expected));

test('planProxyOptions: in both cases', () =>
  assert.deepEqual(planProxyOptions({ HTTPS_PROXY: 'http://p', NO_PROXY: 'a,b' }), [
    'env.HTTPS_PROXY=http://p',
    'env.https_proxy=http://p',
    'env.NO_PROXY=a,b',
    'env.no_proxy=a,b',
  ]));

test('listProxyHosts: of what is a URL, or would be one with a scheme', () =>
  assert.deepEqual(
    listProxyHosts({
      HTTP_PROXY: 'http://me:pw@127.0.0.1:3128/',
      HTTPS_PROXY: 'p:1',
      ALL_PROXY: 'http://[',
      NO_PROXY: 'x',
    }),
    ['127.0.0.1:3128', 'p:1'],
  ));

for (const [address, ...secrets] of [
  ['http://p:3128'],
  ['http://me@p:3128'],
  ['http://me:canary@p', 'me:canary', 'canary', 'bWU6Y2FuYXJ5'],
  ['me:canary@p:1', 'me:canary', 'canary', 'bWU6Y2FuYXJ5'],
  // As it is written, as Node and Go write it, and decoded.
  [
    'http://me:c@n"r*y@p',
    ...['me:c@n"r*y', 'me:c%40n%22r*y', 'me:c%40n%22r%2Ay'],
    ...['c@n"r*y', 'c%40n%22r*y', 'c%40n%22r%2Ay', 'bWU6Y0BuInIqeQ=='],
  ],
  ['http://me:p%40ss@p', 'me:p%40ss', 'me:p@ss', 'p%40ss', 'p@ss', 'bWU6cEBzcw=='],
  ['http://me:pw@p', 'me:pw', 'bWU6cHc='],
  ['http://me:a/bc#%@p', 'me:a/bc#%', 'a/bc#%', 'me:a%2Fbc%23%25', 'a%2Fbc%23%25', 'bWU6YS9iYyMl'],
] as const)
  test(`listProxySecrets ${address}`, () => {
    assert.deepEqual(listProxySecrets({ HTTPS_PROXY: address, NO_PROXY: 'a:b@c' }).sort(), [...secrets].sort());
  });

test('findProxyOptions: the proxies among options of the driver', () =>
  assert.deepEqual(
    findProxyOptions(['network=host', 'env.https_proxy=http://me:canary@p', 'env.HTTP_PROXY=', 'env.X=http://a:b@c']),
    [{ HTTPS_PROXY: 'http://me:canary@p' }, {}, {}],
  ));

const both = { HTTP_PROXY: 'http://plain.test:1', HTTPS_PROXY: 'https://secure.test' };
for (const [url, env, expected] of [
  ['http://registry.test', {}, undefined],
  ['http://registry.test', both, 'http://plain.test:1/'],
  ['https://registry.test', both, 'https://secure.test/'],
  ['https://registry.test', { HTTP_PROXY: 'http://p' }, undefined],
  ['http://registry.test', { HTTPS_PROXY: 'http://p' }, undefined],
  ['http://registry.test', { HTTP_PROXY: 'http://upper', http_proxy: 'http://lower' }, 'http://upper/'],
  ['http://registry.test', { HTTP_PROXY: '', http_proxy: 'http://lower' }, 'http://lower/'],
  ['http://a.test', { http_proxy: 'http://p', NO_PROXY: 'b.test', no_proxy: 'a.test' }, 'http://p/'],
  // Without a scheme.
  ['http://registry.test', { HTTP_PROXY: '127.0.0.1:3128' }, 'http://127.0.0.1:3128/'],
  ['https://registry.test', { HTTPS_PROXY: 'proxy.test' }, 'http://proxy.test/'],
  ['https://registry.test', { HTTPS_PROXY: 'me:p%40ss@proxy.test:1' }, 'http://me:p%40ss@proxy.test:1/'],
  ['https://registry.test', { HTTPS_PROXY: 'http://me:p@ss@[2001:db8::9]:1/' }, 'http://me:p%40ss@[2001:db8::9]:1/'],
  // Spared.
  ['http://192.0.2.2:5000', { ...both, NO_PROXY: '192.0.2.0/24' }, undefined],
  ['https://registry.corp.test', { ...both, NO_PROXY: 'corp.test' }, undefined],
  ['https://registry.test', { ...both, NO_PROXY: 'corp.test' }, 'https://secure.test/'],
  ['http://127.0.0.1:5000', both, undefined],
  // What Go's requests don't read.
  ['https://registry.test', { ALL_PROXY: 'http://p' }, undefined],
  // One that can't be used is no trouble to what it is not used for.
  ['http://registry.test', { HTTPS_PROXY: 'socks5://p:1080' }, undefined],
  ['https://a.test', { HTTPS_PROXY: 'socks5://p:1080', NO_PROXY: 'a.test' }, undefined],
] as const)
  test(`findProxy ${url} ${JSON.stringify(env)}`, () =>
    assert.equal(findProxy(new URL(url), readProxies(env)), expected));

for (const address of ['socks5://me:canary@p:1080', 'socks5h://p', 'ftp://p', 'http://', 'http://me:canary/b@p'])
  test(`findProxy: ${address} is an error that says what to do, and has no password`, () =>
    assert.throws(
      () => findProxy(new URL('https://registry.test:8443'), { HTTPS_PROXY: address }),
      ({ message }: Error) =>
        /^HTTPS_PROXY: is not the URL of an HTTP proxy, .* have NO_PROXY spare registry\.test$/.test(message) &&
        !message.includes('canary'),
    ));
