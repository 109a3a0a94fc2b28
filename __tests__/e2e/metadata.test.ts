import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { GIVEN, type Given, push, SHA } from '../events.ts';
import { askRegistry, examples, lab, makeContext, publishTo, readConfig } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { annotations, runStep, type StepResult } from '../step.ts';
import { publishImage } from '../upstream.ts';

const cwd = join(examples, 'static-site');
const platforms = 'linux/amd64,linux/arm64';
const semver = 'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}.{{minor}}';
const key = (name: string) => `org.opencontainers.image.${name}`;
const accept = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join();

interface Image {
  manifests: { digest: string; annotations?: Record<string, string>; platform: { architecture: string } }[];
  annotations?: Record<string, string>;
  config: { digest: string };
}

/** What the step is told of an event. */
async function tell(t: TestContext, { env, payload }: Given): Promise<Record<string, string>> {
  const folder = await makeContext(t, { 'event.json': JSON.stringify(payload) });
  return { ...env, GITHUB_EVENT_PATH: join(folder, 'event.json') };
}

async function read<T>(image: string, path: string): Promise<T> {
  const answer = await fetch(`http://${image.replace('/', '/v2/')}/${path}`, { headers: { accept } });
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as T;
}

const repositoryOf = (image: string) => image.slice(lab.registry.length + 1);
const linesOf = (values: object) => Object.entries(values).map(([name, value]) => `${name}=${value}`);

test('a pushed tag: tags, and labels and annotations of every platform', async (t) => {
  const { image } = publishTo('metadata');
  const env = await tell(t, push('refs/tags/v1.2.3'));
  const inputs = {
    ...{ image, tags: `${semver}\ntype=sha\n${image}-other:x`, push: 'true', platforms },
    ...{ flavor: 'suffix=-web', labels: `maintainer=Me\n${key('title')}=On {{sha}}` },
    annotations: 'a=1\nindex,manifest-descriptor[linux/arm64]:b={{tag}}',
  };
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  const names = ['1.2.3-web', '1.2-web', 'sha-860c190-web', 'latest'];
  assert.deepEqual(step.outputs.tags?.split('\n'), [...names.map((tag) => `${image}:${tag}`), `${image}-other:x`]);
  for (const tag of names) assert.equal((await askRegistry(repositoryOf(image), tag)).digest, step.outputs.digest, tag);
  assert.equal(step.outputs.version, '1.2.3-web');

  const standard = {
    [key('created')]: '2020-01-09T12:14:15.000Z',
    [key('description')]: 'Says "hello", and a=b',
    [key('licenses')]: 'MIT',
    [key('revision')]: SHA,
    [key('source')]: 'https://github.com/acme/app',
    [key('url')]: 'https://github.com/acme/app',
    [key('version')]: '1.2.3-web',
  };
  const labels = { ...standard, maintainer: 'Me', [key('title')]: 'On 860c190' };
  const manifestAnnotations = { ...standard, a: '1', [key('title')]: 'app' };
  assert.deepEqual(step.outputs.labels?.split('\n').sort(), linesOf(labels).sort());
  assert.deepEqual(
    step.outputs.annotations?.split('\n').sort(),
    [
      ...linesOf(manifestAnnotations).map((line) => `manifest:${line}`),
      ...['index:b=v1.2.3', 'manifest-descriptor[linux/arm64]:b=v1.2.3'],
    ].sort(),
  );
  const index = await read<Image>(image, 'manifests/latest');
  assert.deepEqual(index.annotations, { b: 'v1.2.3' });
  const found = index.manifests.filter(({ platform }) => platform.architecture !== 'unknown');
  assert.equal(found.length, 2);
  for (const { digest, platform, annotations } of found) {
    assert.deepEqual(annotations, platform.architecture === 'arm64' ? { b: 'v1.2.3' } : undefined);
    const manifest = await read<Image>(image, `manifests/${digest}`);
    assert.deepEqual(manifest.annotations, manifestAnnotations);
    const { config } = await read<{ config: { Labels: object } }>(image, `blobs/${manifest.config.digest}`);
    assert.deepEqual(config.Labels, labels);
  }
});

test('latest goes from release to newer release alone, unless it is told to go back', async (t) => {
  const { image } = publishTo('metadata');
  const release = async (version: string, inputs: Record<string, string> = {}) => {
    const env = await tell(t, push(`refs/tags/v${version}`));
    const step = await runStep({ image, tags: semver, push: 'true', platforms, ...inputs }, { cwd, env });
    await step.post();
    assert.equal(step.code, 0, step.log);
    return step;
  };
  const digestOf = async (tag: string) => (await askRegistry(repositoryOf(image), tag)).digest;
  const isKept = (step: StepResult) => annotations(step, 'notice').filter((text) => text.includes(':latest stays at'));

  const newest = await release('1.10.0');
  assert.equal(await digestOf('latest'), newest.outputs.digest);

  const patched = await release('1.9.1');
  assert.equal(await digestOf('1.9'), patched.outputs.digest);
  assert.equal(await digestOf('latest'), newest.outputs.digest);
  assert.deepEqual(patched.outputs.tags?.split('\n'), [`${image}:1.9.1`, `${image}:1.9`]);
  assert.deepEqual(isKept(patched), [
    `tags: ${image}:latest stays at 1.10.0, which is newer than 1.9.1; write latest=true in flavor where it is to move`,
  ]);
  assert.ok(!patched.log.includes(`Tagged ${image}:latest`) && !patched.summary.includes(`${image}:latest`));

  const next = await release('1.10.1');
  assert.equal(await digestOf('latest'), next.outputs.digest);
  assert.deepEqual(isKept(next), []);

  const back = await release('1.9.2', { flavor: 'latest=true' });
  assert.equal(await digestOf('latest'), back.outputs.digest);
  const named = await release('1.8.0', { tags: `${semver}\n${image}:latest` });
  assert.equal(await digestOf('latest'), named.outputs.digest);
});

test('latest is compared in each registry, once it answers', async (t) => {
  let busy = 2;
  await using registry = await startRegistry(({ method, path }, response) => {
    if (method !== 'GET' || !path.endsWith('/manifests/latest') || busy === 0) return false;
    busy--;
    response.writeHead(503).end();
    return true;
  });
  const [here, there] = [publishTo('metadata').image, `${registry.host}/metadata/${randomUUID()}`];
  const release = async (version: string, image: string) => {
    const env = await tell(t, push(`refs/tags/v${version}`));
    const step = await runStep({ image, tags: semver, push: 'true', platforms }, { cwd, env });
    await step.post();
    assert.equal(step.code, 0, step.log);
    return step.outputs;
  };
  await release('1.1.0', there);
  assert.equal(busy, 0);
  busy = 2;
  const { tags } = await release('1.0.1', `${here}\n${there}`);
  assert.equal(busy, 0);
  const expected = [...['1.0.1', '1.0', 'latest'].map((tag) => `${here}:${tag}`), `${there}:1.0.1`, `${there}:1.0`];
  assert.deepEqual(tags?.split('\n'), expected);
});

for (const [what, Labels] of [
  ['no version', null],
  ['the version of its base image', { 'org.opencontainers.image.version': '24.04' }],
] as const)
  test(`a latest that tells ${what} is moved`, async (t) => {
    const { image } = publishTo('metadata');
    await publishImage(repositoryOf(image), 'latest', JSON.stringify({ config: { Labels } }));
    const env = await tell(t, push('refs/tags/v0.1.0'));
    await using step = await runStep({ image, tags: semver, push: 'true', platforms }, { cwd, env });
    assert.equal(step.code, 0, step.log);
    assert.equal((await askRegistry(repositoryOf(image), 'latest')).digest, step.outputs.digest);
  });

test('without tags: the branch, the pull request, the tag', async (t) => {
  for (const [event, tags] of [
    [GIVEN.odd, ['my-feature-1245']],
    [GIVEN.pull, ['pr-15']],
    [push('refs/tags/v1.2.3-rc.1'), ['v1.2.3-rc.1', 'latest']],
  ] as const) {
    const { image } = publishTo('metadata');
    const env = await tell(t, event);
    await using step = await runStep({ image, push: 'true', platforms: 'linux/amd64' }, { cwd, env });
    assert.equal(step.code, 0, step.log);
    assert.deepEqual(
      step.outputs.tags?.split('\n'),
      tags.map((tag) => `${image}:${tag}`),
    );
    for (const tag of tags) assert.equal((await askRegistry(repositoryOf(image), tag)).digest, step.outputs.digest);
  }
});

test('what is not published is described all the same', async (t) => {
  const env = await tell(t, GIVEN.pull);
  await using step = await runStep({ image: 'ghcr.io/acme/app', platforms: 'linux/amd64' }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.tags, 'ghcr.io/acme/app:pr-15');
  assert.match(step.outputs.labels ?? '', /^org\.opencontainers\.image\.version=pr-15$/m);
});

test('without an image of its own, nothing is made of the event', async (t) => {
  const env = await tell(t, push('refs/tags/v1.2.3'));
  const { image } = publishTo('metadata');
  const inputs = { tags: `${image}:1`, labels: 'a={{sha}}', annotations: 'a={{sha}}', push: 'true', platforms };
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.tags, `${image}:1`);
  assert.deepEqual((await readConfig(step)).Labels, { a: '{{sha}}' });
  const { manifests } = await read<Image>(image, 'manifests/1');
  assert.deepEqual((await read<Image>(image, `manifests/${manifests[0]?.digest}`)).annotations, { a: '{{sha}}' });
});

test('SOURCE_DATE_EPOCH is the time of the image, in its labels too', async (t) => {
  const env = { ...(await tell(t, GIVEN.main)), SOURCE_DATE_EPOCH: '1773068767' };
  const step = async () => {
    const context = await makeContext(t, {
      Dockerfile: 'FROM scratch\nARG SOURCE_DATE_EPOCH\nENV E=$SOURCE_DATE_EPOCH\n',
    });
    const inputs = { ...publishTo('metadata'), context, platforms: 'linux/amd64', provenance: 'false' };
    return runStep(inputs, { cwd, env });
  };
  await using one = await step();
  await using two = await step();
  assert.equal(one.code, 0, one.log);
  const { Labels, Env } = await readConfig(one);
  assert.equal(Labels?.[key('created')], '2026-03-09T15:06:07.000Z');
  assert.ok(Env?.includes('E=1773068767'));
  assert.equal(two.outputs.digest, one.outputs.digest);
});

test('annotations of an index that there is none of are left out, and the step says so', async (t) => {
  const env = await tell(t, GIVEN.main);
  const inputs = { ...publishTo('metadata'), platforms: 'linux/arm64', provenance: 'false' };
  await using step = await runStep({ ...inputs, annotations: 'index:a=1\nb=2' }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  const manifest = await read<Image>(inputs.image, 'manifests/main');
  assert.deepEqual([manifest.annotations?.a, manifest.annotations?.b], [undefined, '2']);
  assert.match(
    annotations(step, 'notice').join('\n'),
    /^annotations: a single platform without attestations has no index/m,
  );
});

/** A stand-in for GitHub's API, and what it was asked. */
async function startApi(answers: Record<string, object>) {
  const requests: { path: string; authorization: string | undefined }[] = [];
  const server = createServer(({ url: path = '', headers: { authorization } }, response) => {
    requests.push({ path, authorization });
    const answer = answers[path];
    // One that hangs.
    if (Object.keys(answers).length > 0) response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const asked = { description: 'Asked for', html_url: 'https://git.example/acme/app', default_branch: 'main' };
const commit = { commit: { committer: { date: '2021-02-03T04:05:06Z' } } };

test('what the event leaves out is asked of GitHub, with the token, and only that', async (t) => {
  await using api = await startApi({
    '/repos/acme/app': { ...asked, license: { spdx_id: 'MIT' } },
    [`/repos/acme/app/commits/${SHA}`]: commit,
  });
  const inputs = { ...publishTo('metadata'), tags: 'type=edge', platforms: 'linux/amd64', 'github-token': 'the-token' };
  const env = { ...(await tell(t, { ...GIVEN.main, payload: {} })), GITHUB_API_URL: api.url };
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.version, 'edge');
  assert.deepEqual([annotations(step, 'warning'), annotations(step, 'notice')], [[], []]);
  assert.partialDeepStrictEqual((await readConfig(step)).Labels, {
    [key('created')]: '2021-02-03T04:05:06.000Z',
    [key('description')]: 'Asked for',
    [key('licenses')]: 'MIT',
    [key('url')]: 'https://git.example/acme/app',
  });
  assert.deepEqual(api.requests.map(({ path }) => path).sort(), ['/repos/acme/app', `/repos/acme/app/commits/${SHA}`]);
  for (const { authorization } of api.requests) assert.equal(authorization, 'Bearer the-token');
  assert.ok(!step.log.includes('the-token'));

  const before = api.requests.length;
  // A whole event, a commit that is checked out, no image to describe, input that is wrong.
  const { GITHUB_SHA = '' } = lab.env;
  const here = { ...GIVEN.dispatch.env, ...env, GITHUB_SHA };
  for (const [more, given] of [
    [await tell(t, GIVEN.main), inputs],
    [{ ...here, ...(await tell(t, { ...GIVEN.dispatch, env: {} })) }, inputs],
    [{}, { platforms: 'linux/amd64' }],
    [{}, { ...inputs, flavor: 'x' }],
  ] as [Record<string, string>, Record<string, string>][]) {
    await using step = await runStep(given, { cwd, env: { ...env, ...more } });
    assert.equal(step.code, given.flavor ? 1 : 0, step.log);
  }
  assert.equal(api.requests.length, before);
});

test('a GitHub that does not answer, and an event that is none, cost a note and a warning', async (t) => {
  const folder = await makeContext(t, { 'event.json': '{"repository":' });
  await using api = await startApi({});
  const more = { GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_API_URL: api.url, GITHUB_SHA: randomUUID() };
  const inputs = { ...publishTo('metadata'), platforms: 'linux/amd64' };
  await using step = await runStep(inputs, { cwd, env: { ...GIVEN.main.env, ...more } });
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.version, 'main');
  assert.match(annotations(step, 'warning').join('\n'), /^GITHUB_EVENT_PATH: ".*" has no event, .*: Unexpected end/);
  const notes = annotations(step, 'notice');
  assert.equal(notes.length, 2, notes.join('\n'));
  for (const note of notes) assert.match(note, /^github-token: .*\/repos\/acme\/app.*: no answer within 3 s$/);
});
