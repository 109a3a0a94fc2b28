import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { askRegistry, assertNothingLeft, examples, lab, makeContext, readProxies, run } from '../lab.ts';
import { type Interfere, startRegistry } from '../registry.ts';
import { annotations, runStep, type StepResult } from '../step.ts';

const cwd = join(examples, 'static-site');
const inputs = { tags: '1', push: 'true', platforms: 'linux/amd64' };
// An option of which only buildx knows what becomes of it.
const byBuildx = { 'driver-opts': 'default-load=false' };
// Not loopback, which programs take for a registry without TLS, and never reach through a proxy.
const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
const address = interfaces.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
const password = `canary@${randomUUID()}`;
const basic = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

/** The files of an authority, of a server and of a client that it vouches for, `ca.crt`, `server.key`, `client.crt`, … */
let folder: string;
const cleanUps: (() => Promise<void>)[] = [];
after(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())).then(() => {}));
before(async () => {
  folder = await makeContext({ after: (cleanUp) => cleanUps.push(cleanUp) }, {});
  const path = (name: string) => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const make = (name: string, ...more: string[]) =>
    run(
      'openssl',
      'req',
      '-x509',
      ...key,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      path(`${name}.key`),
      '-out',
      path(`${name}.crt`),
      ...more,
    );
  await make('ca');
  const signed = ['-CA', path('ca.crt'), '-CAkey', path('ca.key')];
  await make('server', ...signed, '-addext', `subjectAltName=IP:${address},IP:127.0.0.1,DNS:registry.test`);
  await make('client', ...signed);
});

/** A registry with TLS; with `client`, for those who show a certificate of the authority's alone. */
async function startTlsRegistry({
  client = false,
  interfere = () => false,
}: {
  client?: boolean;
  interfere?: Interfere;
}) {
  const read = (name: string) => readFile(join(folder, name));
  const [ca, cert, key] = await Promise.all([read('ca.crt'), read('server.crt'), read('server.key')]);
  return startRegistry(interfere, { address, tls: { cert, key, ...(client ? { ca, requestCert: true } : {}) } });
}

/** The environment of a user who has the authority's certificate for a registry, and that of a client if there is one. */
async function trust(t: Parameters<typeof makeContext>[0], host: string, client = false) {
  const env = { XDG_CONFIG_HOME: await makeContext(t, {}) };
  const certs = join(env.XDG_CONFIG_HOME, 'docker/certs.d', host);
  await mkdir(certs, { recursive: true });
  await cp(join(folder, 'ca.crt'), join(certs, 'ca.crt'));
  if (client) await cp(join(folder, 'client.crt'), join(certs, 'client.cert'));
  if (client) await cp(join(folder, 'client.key'), join(certs, 'client.key'));
  return env;
}

/** A log as the runner shows it, with stars in the place of what it was told to mask. */
function maskLog(log: string): string {
  const secrets: string[] = [];
  return log
    .split('\n')
    .map((line) => {
      const [, value] = /^::add-mask::(.*)$/.exec(line.trimEnd()) ?? [];
      if (value === undefined) return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
      secrets.push(
        ...value
          .split(/%0D|%0A/)
          .map((secret) => secret.replaceAll('%25', '%'))
          .filter(Boolean),
      );
      return '';
    })
    .join('\n');
}

async function assertPublished(step: StepResult, image: string): Promise<void> {
  assert.equal(step.code, 0, step.log);
  assert.match(step.outputs.digest ?? '', /^sha256:/);
  const { digest } = await askRegistry(image.slice(image.indexOf('/') + 1), '1');
  assert.equal(digest, step.outputs.digest);
}

test('a registry with a certificate of an authority that nobody trusts: an error that says so', async () => {
  await using registry = await startTlsRegistry({});
  await using step = await runStep({ ...inputs, image: `${registry.host}/world/${randomUUID()}` }, { cwd });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /certificate signed by unknown authority/);
});

for (const secure of [true, false])
  test(`a registry ${secure ? 'with such a certificate' : 'without TLS'} in a range that the engine takes for insecure`, async (t) => {
    await using registry = secure ? await startTlsRegistry({}) : await startRegistry(() => false, { address });
    const docker = await run('sh', '-c', 'command -v docker');
    const range = `${address.replace(/\.\d+$/, '.0')}/24`;
    // In all but what it says of itself it is the lab's.
    const folder = await makeContext(t, {
      docker: `#!/bin/sh\n[ "$1" = info ] || exec ${docker} "$@"\n${docker} "$@" | sed 's#"InsecureRegistryCIDRs":\\[#&"${range}",#'\n`,
    });
    await chmod(join(folder, 'docker'), 0o755);
    const image = `${registry.host}/world/${randomUUID()}`;
    await using step = await runStep({ ...inputs, image }, { cwd, env: { PATH: `${folder}:${process.env.PATH}` } });
    await assertPublished(step, image);
  });

test("the engine's folder of certificates: authority and client certificate, also where tokens are given", async (t) => {
  const token = randomUUID();
  const interfere: Interfere = ({ path, authorization }, response) => {
    if (authorization === `Bearer ${token}`) return false;
    if (path.startsWith('/token') && authorization === basic) response.end(JSON.stringify({ token }));
    else
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="https://${registry.host}/token",service="test"` })
        .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    return true;
  };
  await using registry = await startTlsRegistry({ client: true, interfere });
  const auth = Buffer.from(`me:${password}`).toString('base64');
  const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
  const env = {
    ...(await trust(t, registry.host, true)),
    DOCKER_CONFIG: await makeContext(t, { 'config.json': config }),
    RUNNER_DEBUG: '1',
  };
  const image = `${registry.host}/world/${randomUUID()}`;
  const builder = `multiarch-build-test-${randomUUID()}`;
  await using step = await runStep({ ...inputs, builder, image }, { cwd, env });
  await assertPublished(step, image);
  // Of a builder that is there, buildx tells what it trusts.
  await using next = await runStep({ ...inputs, builder, image: `${image}-2` }, { cwd, env });
  await assertPublished(next, `${image}-2`);
  assert.match(next.log, /it was there already/);
  const key = (await readFile(join(folder, 'client.key'), 'utf8')).split('\n')[1] ?? '';
  for (const { log } of [step, next]) assert.ok(key && !maskLog(log).includes(key));
  await next.post();
  await step.post();
  await assertNothingLeft(step);
});

test("the machine's folder of certificates, for a builder that buildx boots", {
  skip: process.getuid?.() !== 0 && 'needs root',
}, async (t) => {
  await using registry = await startTlsRegistry({});
  const certs = `/etc/docker/certs.d/${registry.host}`;
  // Where nobody had such a folder there is none afterwards.
  const made = await mkdir(certs, { recursive: true });
  t.after(() => rm(made ?? certs, { recursive: true }));
  await cp(join(folder, 'ca.crt'), join(certs, 'ca.crt'));
  const image = `${registry.host}/world/${randomUUID()}`;
  await using step = await runStep({ ...inputs, image, ...byBuildx }, { cwd });
  await assertPublished(step, image);
});

for (const [variable, boot] of [
  ['SSL_CERT_FILE', {}],
  ['NODE_EXTRA_CA_CERTS', byBuildx],
] as const)
  test(`${variable}: an authority that is trusted for every registry, also by ADD`, async (t) => {
    await using registry = await startTlsRegistry({
      interfere: ({ path }, response) => path === '/file' && Boolean(response.end('hello')),
    });
    const dockerfile = `FROM scratch\nADD https://${registry.host}/file /\n`;
    const context = await makeContext(t, { Dockerfile: dockerfile });
    const image = `${registry.host}/world/${randomUUID()}`;
    await using step = await runStep(
      { ...inputs, ...boot, image, context },
      { env: { [variable]: join(folder, 'ca.crt') } },
    );
    await assertPublished(step, image);
    await step.post();
    await assertNothingLeft(step);
  });

test('an authority that is not there: a warning', async () => {
  await using step = await runStep({ platforms: 'linux/amd64' }, { cwd, env: { NODE_EXTRA_CA_CERTS: '/nowhere.pem' } });
  assert.equal(step.code, 0, step.log);
  assert.match(annotations(step, 'warning')[0] ?? '', /^NODE_EXTRA_CA_CERTS: "\/nowhere\.pem" can't be read/);
});

test("a mirror with TLS of the user's in the place of the engine's", async (t) => {
  await using registry = await startTlsRegistry({});
  const config = await makeContext(t, {
    'buildkitd.toml': `[registry."docker.io"]\nmirrors = ["${registry.host}"]\n[registry."${registry.host}"]\nca = ["${folder}/ca.crt"]\n`,
    Dockerfile: `FROM busybox\nRUN echo ${randomUUID()}\n`,
  });
  const settings = { 'buildkitd-config': join(config, 'buildkitd.toml'), context: config };
  await using step = await runStep({ platforms: 'linux/amd64', ...settings });
  assert.equal(step.code, 0, step.log);
  assert.ok(registry.requests.some(({ path }) => path.startsWith('/v2/library/busybox/manifests/')));
});

test('what the user says wins over what the machine and the engine say, and the rest stays', async (t) => {
  const config = await makeContext(t, {
    'buildkitd.toml': '[worker.oci]\nmax-parallelism = 3\n[registry."a.test"]\nhttp = true\n',
  });
  const env = { HTTP_PROXY: `http://${address}:1`, HTTPS_PROXY: `http://${address}:1`, NO_PROXY: 'x.test' };
  await using step = await runStep(
    {
      platforms: 'linux/amd64',
      'buildkitd-config': join(config, 'buildkitd.toml'),
      'buildkitd-config-inline': '[worker.oci]\nmax-parallelism = 2\n',
      'buildkitd-flags': '--debug',
      'driver-opts': 'env.https_proxy=http://other.test:2',
    },
    { cwd, env },
  );
  assert.equal(step.code, 0, step.log);
  const container = `buildx_buildkit_${step.outputs.builder}0`;
  const { Args } = JSON.parse(await run('docker', 'inspect', '--format={{json .}}', container));
  assert.deepEqual(await readProxies(container), [
    ...[
      `HTTP_PROXY=http://${address}:1/`,
      'NO_PROXY=x.test,localhost,127.0.0.1,::1',
      `http_proxy=http://${address}:1/`,
    ],
    ...['https_proxy=http://other.test:2', 'no_proxy=x.test,localhost,127.0.0.1,::1'],
  ]);
  assert.deepEqual((Args as string[]).slice(-3), [
    ...['--allow-insecure-entitlement=network.host', '--allow-insecure-entitlement=security.insecure', '--debug'],
  ]);
  const toml = await run('docker', 'exec', container, 'cat', '/etc/buildkit/buildkitd.toml');
  assert.match(toml, /^max-parallelism = 2$/m);
  assert.match(toml, /^\[registry\."a\.test"\]\nhttp = true$/m);
  assert.match(toml, new RegExp(`^mirrors = \\[ ?"${lab.registry}" ?\\]$`, 'm'));
});

/** A proxy that knows who may use it, and alone where `registry.test` is. It breaks off so many of the first tunnels. */
async function startProxy(registry: string, { dropped = 0 } = {}) {
  const asked: string[] = [];
  const refused: string[] = [];
  const isAllowed = ({ headers, method, url }: IncomingMessage) => {
    const allowed = headers['proxy-authorization'] === basic;
    (allowed ? asked : refused).push(`${method} ${url}`);
    return allowed;
  };
  const [hostname = '', port] = registry.split(':');
  const server = createServer((incoming, response) => {
    if (!isAllowed(incoming)) return response.writeHead(407).end();
    const { method, url = '', headers } = incoming;
    const upstream = request(
      { hostname, port, method, path: url.replace(/^http:\/\/[^/]+/, ''), headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    return incoming.pipe(upstream);
  });
  server.on('connect', (incoming, socket) => {
    if (!isAllowed(incoming)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    if (dropped-- > 0) return socket.end();
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    return socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    url: `http://me:${encodeURIComponent(password)}@${address}:${(server.address() as AddressInfo).port}`,
    asked,
    refused,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

for (const secure of [true, false])
  test(`a proxy with a password, to a registry ${secure ? 'with' : 'without'} TLS: nothing goes past it, and no log has it`, async (t) => {
    await using registry = secure ? await startTlsRegistry({}) : await startRegistry(() => false, { address });
    await using proxy = await startProxy(registry.host);
    const host = 'registry.test:8443';
    const given = secure ? {} : { 'buildkitd-config-inline': `[registry."${host}"]\nhttp = true\n` };
    const env = {
      ...(secure ? await trust(t, host) : {}),
      ...{ [secure ? 'HTTPS_PROXY' : 'http_proxy']: proxy.url, RUNNER_DEBUG: '1' },
    };
    const image = `${host}/world/${randomUUID()}`;
    await using step = await runStep({ ...inputs, ...given, image }, { cwd, env });
    await assertPublished(step, image);
    assert.deepEqual(proxy.refused, []);
    assert.ok(proxy.asked.length > 0);
    const post = await step.post();
    for (const one of [step, post])
      for (const secret of [password, encodeURIComponent(password), basic.slice('Basic '.length)])
        assert.ok(!maskLog(one.log).includes(secret) && !one.summary.includes(secret));
    assert.ok(!JSON.stringify(step.outputs).includes(password));
    await assertNothingLeft(step);
  });

test('a proxy without a scheme, which wins over one in lower case', async () => {
  await using registry = await startRegistry(() => false, { address });
  await using proxy = await startProxy(registry.host);
  const host = 'registry.test:8443';
  const given = { 'buildkitd-config-inline': `[registry."${host}"]\nhttp = true\n` };
  const env = { HTTP_PROXY: proxy.url.replace('http://', ''), http_proxy: `http://${address}:1`, RUNNER_DEBUG: '1' };
  const image = `${host}/world/${randomUUID()}`;
  await using step = await runStep({ ...inputs, ...given, image }, { cwd, env });
  await assertPublished(step, image);
  assert.match(step.log, /^registry\.test:8443\S+ may be pushed to$/m);
  assert.deepEqual(proxy.refused, []);
  assert.ok(!maskLog(step.log).includes(password));
});

test('a registry in a range that needs no proxy: neither the builder nor the step asks one', async () => {
  await using registry = await startRegistry(() => false, { address });
  await using proxy = await startProxy(registry.host);
  const given = { 'buildkitd-config-inline': `[registry."${registry.host}"]\nhttp = true\n` };
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: `other.test, ${address.replace(/\.\d+$/, '.0')}/24` };
  const image = `${registry.host}/world/${randomUUID()}`;
  await using step = await runStep({ ...inputs, ...given, image }, { cwd, env });
  await assertPublished(step, image);
  assert.deepEqual([proxy.asked, proxy.refused], [[], []]);
});

test('a proxy that breaks off a tunnel: the next attempt succeeds', async (t) => {
  await using registry = await startTlsRegistry({});
  await using proxy = await startProxy(registry.host, { dropped: 1 });
  const host = 'registry.test:8443';
  const image = `${host}/world/${randomUUID()}`;
  const env = { ...(await trust(t, host)), HTTPS_PROXY: proxy.url };
  await using step = await runStep({ ...inputs, image }, { cwd, env });
  await assertPublished(step, image);
  assert.match(step.log, /attempt 1 of 2, \S+ s: Connection to establish proxy tunnel ended unexpectedly; the next in/);
  assert.match(step.log, /^registry\.test:8443\S+ may be pushed to$/m);
});

/** The engine at an address of the network. */
async function startRemoteEngine() {
  const path = (process.env.DOCKER_HOST || 'unix:///var/run/docker.sock').replace('unix://', '');
  const server = createTcpServer((socket) => {
    const engine = connect(path);
    for (const [one, other] of [
      [socket, engine],
      [engine, socket],
    ] as const)
      one.pipe(other).on('error', () => one.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

test('a proxy that answers TLS itself, with a far engine: NODE_EXTRA_CA_CERTS is enough for buildx, builder and tags', async (t) => {
  const host = 'registry.test:8443';
  await using registry = await startTlsRegistry({
    interfere: ({ path }, response) => path === '/file' && Boolean(response.end('hello')),
  });
  await using proxy = await startProxy(registry.host);
  await using engine = await startRemoteEngine();
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  toolchain.buildx.sources = [String(toolchain.buildx.sources[0]).replace(`http://${lab.registry}`, `https://${host}`)];
  const context = await makeContext(t, {
    Dockerfile: `FROM scratch\nADD https://${host}/file /\n`,
    'toolchain.json': JSON.stringify(toolchain),
  });
  const tools = await makeContext(t, {});
  const env = {
    ...{ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt'), DOCKER_HOST: engine.url },
    ...{ SSL_CERT_FILE: undefined, RUNNER_TOOL_CACHE: tools, DOCKER_CONFIG: await makeContext(t, {}) },
  };
  const image = `${host}/world/${randomUUID()}`;
  const given = { ...inputs, image, context, toolchain: join(context, 'toolchain.json') };
  await using step = await runStep(given, { env });
  await assertPublished(step, image);
  assert.match(step.log, /^buildx \S+: downloaded from https:\/\/registry\.test:8443\//m);
  assert.deepEqual(proxy.refused, []);
  const post = await step.post();
  assert.equal(post.code, 0, post.log);
  await assertNothingLeft(step);
});

test('a proxy with a password that the docker CLI has for containers', async (t) => {
  await using registry = await startRegistry(() => false, { address });
  await using proxy = await startProxy(registry.host);
  const config = JSON.stringify({ proxies: { default: { httpProxy: proxy.url } } });
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nADD http://registry.test/v2/ /\n' });
  const env = { DOCKER_CONFIG: await makeContext(t, { 'config.json': config }), RUNNER_DEBUG: '1' };
  await using step = await runStep({ platforms: 'linux/amd64', context }, { env });
  assert.equal(step.code, 0, step.log);
  assert.ok(proxy.asked.length > 0);
  assert.ok(!maskLog(step.log).includes(encodeURIComponent(password)));
});
