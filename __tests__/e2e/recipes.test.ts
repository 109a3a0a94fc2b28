import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createProject, type Project } from '../act.ts';
import { GIVEN, type Given, push } from '../events.ts';
import { askRegistry, examples, lab, makeContext, run } from '../lab.ts';
import { startBasicRegistry, startTokenRegistry } from '../private-registry.ts';

type Scope = Parameters<typeof createProject>[0];

const dockerfile = await readFile(join(examples, 'emulated/Dockerfile'), 'utf8');
const release = push('refs/tags/v1.2.3');
const password = randomUUID();
const users = { me: password };
// What a build says that uses the job's cache service.
const CACHE = /cache manifest from gha|cache: the export/;

/**
 * Puts a recipe into a repository as it stands, but for the hosts in it: they become registries of the lab, with a folder
 * that nobody else publishes to.
 */
async function follow(t: Scope, recipe: string, hosts: Record<string, string>, project: Partial<Project> = {}) {
  let workflow = await readFile(join(examples, 'workflows', `${recipe}.yml`), 'utf8');
  for (const [host, replacement] of Object.entries(hosts)) {
    assert.ok(workflow.includes(host), host);
    workflow = workflow.replaceAll(host, replacement);
  }
  const start = await createProject(t, { files: { Dockerfile: dockerfile }, ...project, workflow });
  return async (event: Given) => {
    const { code, log } = await start(event);
    assert.equal(code, 0, log);
    return log;
  };
}

/** A folder of the lab's registry, and the same as a recipe's host. */
function takeFolder(host = lab.registry) {
  const folder = randomUUID();
  return { folder, host: `${host}/${folder}` };
}

/** The tags of a repository, and the one digest that they all stand for; fails unless it is an image for both platforms. */
async function readTags(repository: string): Promise<{ tags: string[]; digest: string }> {
  const { tags = [] } = (await (await fetch(`http://${lab.registry}/v2/${repository}/tags/list`)).json()) as {
    tags?: string[];
  };
  const digests = new Set(await Promise.all(tags.map(async (tag) => (await askRegistry(repository, tag)).digest)));
  const [digest = ''] = digests;
  assert.equal(digests.size, tags.length > 0 ? 1 : 0);
  if (digest) assert.deepEqual(await readPlatforms(repository, digest), ['linux/amd64', 'linux/arm64']);
  return { tags: tags.sort(), digest };
}

async function readPlatforms(repository: string, digest: string): Promise<string[]> {
  const { manifests } = JSON.parse(
    await run(lab.buildx, 'imagetools', 'inspect', '--raw', `${lab.registry}/${repository}@${digest}`),
  ) as { manifests: { platform: { os: string; architecture: string } }[] };
  return manifests
    .map(({ platform: { os, architecture } }) => `${os}/${architecture}`)
    .filter((platform) => platform !== 'unknown/unknown')
    .sort();
}

test('release from a tag', async (t) => {
  const { folder, host } = takeFolder();
  const start = await follow(t, 'release', { 'ghcr.io': host });
  const log = await start(release);
  assert.deepEqual((await readTags(`${folder}/acme/app`)).tags, ['1.2', '1.2.3', 'latest']);
  assert.doesNotMatch(log, CACHE);
});

test('nightly, and once more by hand', async (t) => {
  const { folder, host } = takeFolder();
  const start = await follow(t, 'nightly', { 'ghcr.io': host });
  for (const event of [GIVEN.schedule, GIVEN.dispatch]) {
    assert.doesNotMatch(await start(event), CACHE);
    const [nightly, dated = '', ...others] = (await readTags(`${folder}/acme/app`)).tags;
    assert.deepEqual([nightly, others], ['nightly', []]);
    assert.match(dated, /^nightly-20\d{6}$/);
  }
});

test('a pull request from a fork is built and not published, what is on main is', async (t) => {
  const { folder, host } = takeFolder();
  const start = await follow(t, 'pull-request', { 'ghcr.io': host });
  const log = await start(GIVEN.pull);
  assert.match(log, /a fork builds without publishing/);
  assert.match(log, /\[linux\/arm64 .*\] RUN uname/);
  assert.deepEqual((await readTags(`${folder}/acme/app`)).tags, []);
  assert.match(await start(GIVEN.main), CACHE);
  assert.deepEqual((await readTags(`${folder}/acme/app`)).tags, ['main']);
});

test('monorepo', async (t) => {
  const { folder, host } = takeFolder();
  const files = Object.fromEntries(
    ['api', 'web'].map((service) => [`services/${service}/Dockerfile`, `${dockerfile}\nLABEL service=${service}`]),
  );
  await (await follow(t, 'monorepo', { 'ghcr.io': host }, { files }))(GIVEN.main);
  const [api, web] = await Promise.all(['api', 'web'].map((service) => readTags(`${folder}/acme/app/${service}`)));
  assert.deepEqual([api?.tags, web?.tags], [['main'], ['main']]);
  assert.notEqual(api?.digest, web?.digest);
});

test('several registries, each with its own credentials', async (t) => {
  await using hub = await startBasicRegistry({ users: { acme: password } });
  await using quay = await startTokenRegistry({ users: { 'acme+robot': password } });
  const folders = [takeFolder(), takeFolder(hub.host), takeFolder(quay.host)];
  const hosts = Object.fromEntries(
    ['ghcr.io', 'docker.io', 'quay.io'].map((name, i) => [name, folders[i]?.host ?? '']),
  );
  const variables = { DOCKERHUB_USERNAME: 'acme', QUAY_USERNAME: 'acme+robot' };
  const secrets = { DOCKERHUB_TOKEN: password, QUAY_TOKEN: password };
  await (await follow(t, 'several-registries', hosts, { variables, secrets }))(release);
  const found = await Promise.all(folders.map(({ folder }) => readTags(`${folder}/acme/app`)));
  assert.deepEqual(found[0]?.tags, ['1.2.3', 'latest']);
  assert.deepEqual([found[1], found[2]], [found[0], found[0]]);
  for (const { requests } of [hub, quay]) assert.ok(requests.some(({ path }) => path.endsWith('/manifests/1.2.3')));
});

test('self-hosted: the second job finds the builder, and what it has built', async (t) => {
  const { folder, host } = takeFolder();
  const files = { Dockerfile: `${dockerfile}\nRUN echo ${randomUUID()}` };
  const start = await follow(t, 'self-hosted', { 'ghcr.io': host }, { files });
  const logs = [await start(GIVEN.main), await start(GIVEN.main)];
  const builders = logs.map((log) => /builder=(multiarch-build-[0-9a-f]+)/.exec(log)?.[1] ?? '');
  for (const builder of new Set(builders)) await run(lab.buildx, 'rm', '--force', builder);
  assert.equal(builders[1], builders[0]);
  assert.deepEqual(
    logs.map((log) => /RUN echo .*\n(?:.*\n)*?.*CACHED/.test(log)),
    [false, true],
  );
  assert.deepEqual((await readTags(`${folder}/acme/app`)).tags, ['main']);
});

test('air-gapped: tools, base images and cache from one registry', async (t) => {
  await using registry = await startBasicRegistry({ users });
  const { folder, host } = takeFolder(registry.host);
  const hosts = { 'registry.acme.example/docker-hub': lab.registry, 'registry.acme.example': host };
  const files = { Dockerfile: dockerfile, '.github/toolchain.json': await readFile(lab.toolchain, 'utf8') };
  const variables = { REGISTRY_USERNAME: 'me' };
  await (await follow(t, 'air-gapped', hosts, { files, variables, secrets: { REGISTRY_PASSWORD: password } }))(
    GIVEN.main,
  );
  const { digest } = await askRegistry(`${folder}/acme/app`, 'main');
  assert.deepEqual(await readPlatforms(`${folder}/acme/app`, digest), ['linux/amd64', 'linux/arm64']);
  assert.equal((await askRegistry(`${folder}/acme/app`, 'cache')).status, 200);
});

test('a registry whose certificate an authority of its own has signed', async (t) => {
  const certificates = await makeContext(t, {});
  const [cert, key] = ['ca.pem', 'key.pem'].map((name) => join(certificates, name)) as [string, string];
  // Not loopback, which programs take for a registry without TLS.
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const { address = '' } = interfaces.find(({ family, internal }) => family === 'IPv4' && !internal) ?? {};
  await run(
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=registry', '-addext', `subjectAltName=IP:${address}`, '-out', cert, '-keyout', key],
  );
  const tls = { cert: await readFile(cert), key: await readFile(key) };
  await using registry = await startBasicRegistry({ users }, { address, tls });
  const { folder, host } = takeFolder(registry.host);
  const files = { Dockerfile: dockerfile, '.github/acme-ca.pem': String(tls.cert) };
  const [variables, secrets] = [{ REGISTRY_USERNAME: 'me' }, { REGISTRY_PASSWORD: password }];
  await (await follow(t, 'private-ca', { 'registry.acme.example': host }, { files, variables, secrets }))(GIVEN.main);
  assert.deepEqual((await readTags(`${folder}/acme/app`)).tags, ['main']);
});
