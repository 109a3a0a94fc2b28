import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { askRegistry, assertNothingLeft, examples, lab, makeContext } from '../lab.ts';
import { type Interfere, startRegistry } from '../registry.ts';
import { annotations, runStep } from '../step.ts';

const platforms = 'linux/amd64,linux/arm64';
const cwd = join(examples, 'static-site');
const isManifest = (path: string) => path.includes('/manifests/');
/** A repository that no other test has. */
const fresh = () => `publish/${randomUUID()}`;

test('several names in several registries: no tag moves before all is verified everywhere', async () => {
  await using other = await startRegistry(() => false);
  const [here, there] = [fresh(), fresh()];
  await using step = await runStep(
    { image: `${other.host}/${there}\n${lab.registry}/${here}`, tags: '1,2', push: 'true', platforms },
    { cwd },
  );
  assert.equal(step.code, 0, step.log);
  const { digest = '' } = step.outputs;
  for (const repository of [here, there])
    for (const tag of ['1', '2']) assert.equal((await askRegistry(repository, tag)).digest, digest);
  const manifests = other.requests.filter(({ path }) => isManifest(path));
  const verified = manifests.findIndex(({ method, path }) => method === 'GET' && path.endsWith(digest));
  const tagged = manifests.findIndex(({ method, path }) => method === 'PUT' && /\/[12]$/.test(path));
  assert.ok(verified >= 0 && tagged > verified, JSON.stringify(manifests));
  await step.post();
  await assertNothingLeft(step);
});

test('an index that is not visible at once is waited for', async () => {
  let hidden = 2;
  await using registry = await startRegistry(({ method, path }, response) => {
    if (method === 'PUT' || !isManifest(path) || !path.includes('sha256:') || hidden === 0) return false;
    hidden--;
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    return true;
  });
  const repository = fresh();
  await using step = await runStep(
    { image: `${registry.host}/${repository}`, tags: '1', push: 'true', platforms },
    { cwd },
  );
  assert.equal(step.code, 0, step.log);
  assert.equal(hidden, 0);
  assert.equal((await askRegistry(repository, '1')).digest, step.outputs.digest);
});

test('a registry that gives back other bytes: no tag moves, in none of the registries', async () => {
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] };
  await using registry = await startRegistry(({ method, path }, response) => {
    if (method !== 'GET' || !isManifest(path) || !path.includes('sha256:')) return false;
    response.writeHead(200, { 'content-type': index.mediaType });
    response.end(JSON.stringify(index));
    return true;
  });
  const [here, there] = [fresh(), fresh()];
  await using step = await runStep(
    { image: `${lab.registry}/${here}\n${registry.host}/${there}`, tags: '1', push: 'true', platforms },
    { cwd },
  );
  assert.equal(step.code, 1);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^registry: .* can't be read back.*Expected sha256:\w+, got sha256:/,
  );
  assert.equal((await askRegistry(here, '1')).status, 404);
  assert.equal((await askRegistry(there, '1')).status, 404);
  assert.deepEqual(step.outputs, {});
  await step.post();
  await assertNothingLeft(step);
});

test('a single platform without attestations is a manifest, and keeps its digest under the tag', async () => {
  const repository = fresh();
  await using step = await runStep(
    { image: `${lab.registry}/${repository}`, tags: '1', push: 'true', platforms: 'linux/arm64', provenance: 'false' },
    { cwd },
  );
  assert.equal(step.code, 0, step.log);
  const { digest = '' } = step.outputs;
  assert.equal((await askRegistry(repository, '1')).digest, digest);
  assert.deepEqual(JSON.parse(step.outputs.platforms ?? ''), { 'linux/arm64': digest });
});

test('an index without one of the platforms is not tagged', async (t) => {
  const folder = await makeContext(t, {});
  // A buildx that forgets a platform, and tells a digest that is right.
  const program = `#!/bin/sh\nfor arg; do shift; set -- "$@" "\${arg%,linux/arm64}"; done\nexec ${lab.buildx} "$@"\n`;
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const [asset = ''] = Object.keys(toolchain.buildx.assets);
  const sha256 = createHash('sha256').update(program).digest('hex');
  toolchain.buildx = { ...toolchain.buildx, assets: { [asset]: sha256 }, sources: [`file://${folder}/buildx`] };
  await writeFile(join(folder, 'buildx'), program);
  await writeFile(join(folder, 'toolchain.json'), JSON.stringify(toolchain));

  const repository = fresh();
  const inputs = { image: `${lab.registry}/${repository}`, tags: '1', push: 'true', platforms };
  await using step = await runStep({ ...inputs, toolchain: join(folder, 'toolchain.json') }, { cwd });
  assert.equal(step.code, 1, step.log);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^platforms: .*holds linux\/amd64; linux\/arm64 missing.*No tag was moved/,
  );
  assert.equal((await askRegistry(repository, '1')).status, 404);
  await step.post();
  await assertNothingLeft(step);
});

/** Refuses to move these tags, as a registry does whose tags are immutable. */
const refuse =
  (...tags: string[]): Interfere =>
  ({ method, path }, response) => {
    if (method !== 'PUT' || !tags.some((tag) => path.endsWith(`/manifests/${tag}`))) return false;
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end('{"errors":[{"code":"DENIED","message":"tag is immutable"}]}');
    return true;
  };

/** Publishes something else under these tags; returns its digest. */
async function publishBefore(t: TestContext, image: string, tags: string): Promise<string> {
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n', other: randomUUID() });
  await using step = await runStep({ image, tags, push: 'true', platforms, labels: `x=${randomUUID()}`, context });
  assert.equal(step.code, 0, step.log);
  return step.outputs.digest ?? '';
}

test('a registry that refuses in the middle: what was moved is put back, and all of it listed', async (t) => {
  const [here, there] = [fresh(), fresh()];
  const first = `${lab.registry}/${here}`;
  const former = await publishBefore(t, first, 'a,b');
  let answers = 0;
  await using registry = await startRegistry((request, response) => {
    if (!request.path.endsWith('/manifests/b')) return false;
    if (refuse('b')(request, response)) {
      answers = 1;
      return true;
    }
    // After that every other answer is a failure, as of a registry that is written to meanwhile.
    if (answers === 0 || answers++ % 2 === 0) return false;
    response.writeHead(500).end();
    return true;
  });
  const second = `${registry.host}/${there}`;
  const old = await publishBefore(t, `${lab.registry}/${there}`, 'b,c');
  await using step = await runStep({ image: `${first}\n${second}`, tags: 'a,b,c', push: 'true', platforms }, { cwd });
  assert.equal(step.code, 1);
  const [error = ''] = annotations(step, 'error');
  const [, digest = ''] = /^tags: not all could be moved to (sha256:\w+); /.exec(error) ?? [];
  assert.match(error, /tag is immutable/);
  assert.deepEqual(error.split('\n').slice(1).filter(Boolean), [
    `${first}:a: ${former}, put back`,
    `${first}:b: ${former}, put back`,
    `${first}:c: ${digest}, moved, and was not there before`,
    `${second}:a: ${digest}, moved, and was not there before`,
    `${second}:b: ${old}, as before`,
    `${second}:c: ${old}, put back`,
  ]);
  const digestOf = async (repository: string, tag: string) => (await askRegistry(repository, tag)).digest;
  for (const tag of ['a', 'b']) assert.equal(await digestOf(here, tag), former);
  assert.equal(await digestOf(there, 'c'), old);
  assert.deepEqual(step.outputs, {});
  await step.post();
  await assertNothingLeft(step);
});

test('a registry that refuses a new tag and a way back: both are said', async (t) => {
  const repository = fresh();
  const former = await publishBefore(t, `${lab.registry}/${repository}`, '1');
  let moved = false;
  await using registry = await startRegistry((request, response) => {
    const { method, path } = request;
    if (method === 'PUT' && path.endsWith('/manifests/1') && !moved) {
      moved = true;
      return false;
    }
    return refuse('1', '2')(request, response);
  });
  const image = `${registry.host}/${repository}`;
  await using step = await runStep({ image, tags: '1,2', push: 'true', platforms }, { cwd });
  const [error = ''] = annotations(step, 'error');
  assert.match(
    error,
    new RegExp(`^${image}:1: sha256:\\w+, moved; ${former} could not be put back: PUT .*immutable`, 'm'),
  );
  assert.match(error, /:2: not there$/m);
});

test('a registry that says nothing any more once it has refused: what the tags stood for is told', async (t) => {
  const repository = fresh();
  const former = await publishBefore(t, `${lab.registry}/${repository}`, 'a');
  let refused = false;
  await using registry = await startRegistry((request, response) => {
    if (refused && request.path.includes('/manifests/')) {
      response.writeHead(403).end();
      return true;
    }
    refused ||= refuse('b')(request, response) === true;
    return refused;
  });
  const image = `${registry.host}/${repository}`;
  await using step = await runStep({ image, tags: 'a,b', push: 'true', platforms }, { cwd });
  const [error = ''] = annotations(step, 'error');
  assert.match(error, new RegExp(`^${image}:a: unknown, ${former} before: GET .* status 403$`, 'm'));
  assert.match(error, new RegExp(`^${image}:b: unknown, nothing before: GET .* status 403$`, 'm'));
});

test('immutable tags: the same digest is success and is not moved again, another one is an error', async (t) => {
  const repository = fresh();
  const image = `${lab.registry}/${repository}`;
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  // Without attestations, which tell the time, the same build gives the same image.
  const inputs = { push: 'true', platforms, provenance: 'false', context };
  const env = { SOURCE_DATE_EPOCH: '1' };
  const outputs = (name: string) => `type=image,name=${name}:1,push=true,rewrite-timestamp=true`;
  await using before = await runStep({ ...inputs, outputs: outputs(image) }, { env });
  assert.equal(before.code, 0, before.log);
  await using registry = await startRegistry(refuse('1'));
  const again = `${registry.host}/${repository}`;
  await using same = await runStep({ ...inputs, outputs: outputs(again) }, { env });
  assert.equal(same.code, 0, same.log);
  assert.equal(same.outputs.digest, before.outputs.digest);
  assert.equal(same.outputs.tags, `${again}:1`);
  assert.match(same.log, new RegExp(`^${again}:1 stands for it already$`, 'm'));
  assert.ok(!registry.requests.some(({ method, path }) => method === 'PUT' && path.endsWith('/manifests/1')));
  await using other = await runStep({ ...inputs, labels: 'a=b', outputs: outputs(again) }, { env });
  assert.equal(other.code, 1);
  assert.match(annotations(other, 'error')[0] ?? '', new RegExp(`:1: ${before.outputs.digest}, as before$`, 'm'));
});

test('a tag that somebody else moves meanwhile is left to them', async (t) => {
  const repository = fresh();
  const image = `${lab.registry}/${repository}`;
  await publishBefore(t, image, '1');
  const theirs = await publishBefore(t, image, 'theirs');
  const accept = 'application/vnd.oci.image.index.v1+json';
  const url = (tag: string) => `http://${lab.registry}/v2/${repository}/manifests/${tag}`;
  const body = await (await fetch(url(theirs), { headers: { accept } })).text();
  await using registry = await startRegistry(async (request, response) => {
    const { method, path } = request;
    if (method === 'PUT' && path.endsWith('/manifests/2'))
      await fetch(url('1'), { method: 'PUT', headers: { 'content-type': accept }, body });
    return refuse('2')(request, response);
  });
  const other = `${registry.host}/${repository}`;
  const tags = `${image}:1\n${other}:2`;
  await using step = await runStep({ tags, push: 'true', platforms }, { cwd });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', new RegExp(`^${image}:1: ${theirs}, by somebody else$`, 'm'));
  assert.equal((await askRegistry(repository, '1')).digest, theirs);
});

test('what a tag stands for can not be read: no tag is moved', async () => {
  await using registry = await startRegistry(({ method, path }, response) => {
    if (method !== 'GET' || !path.endsWith('/manifests/1')) return false;
    response.writeHead(403).end();
    return true;
  });
  const [here, there] = [fresh(), fresh()];
  const image = `${lab.registry}/${here}\n${registry.host}/${there}`;
  await using step = await runStep({ image, tags: '1', push: 'true', platforms }, { cwd });
  assert.match(annotations(step, 'error')[0] ?? '', /^tags: what \S+:1 stands for can't be read, and no tag was moved/);
  for (const repository of [here, there]) assert.equal((await askRegistry(repository, '1')).status, 404);
});

test('where no rule makes a tag, the image is published under its digest alone, and the step says so', async () => {
  const repository = fresh();
  const image = `${lab.registry}/${repository}`;
  await using step = await runStep({ image, tags: 'type=schedule', push: 'true', platforms }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.match(annotations(step, 'warning').join(), /^tags: no rule makes a tag for push of refs\/heads\/main/);
  assert.match(annotations(step, 'notice').join(), /under its digest alone/);
  assert.equal((await askRegistry(repository, step.outputs.digest ?? '')).status, 200);
  const tags = await fetch(`http://${lab.registry}/v2/${repository}/tags/list`);
  assert.deepEqual(((await tags.json()) as { tags?: string[] }).tags ?? [], []);
});

test('an output that pushes is verified and tagged like push, its attributes kept', async () => {
  const repository = fresh();
  const name = `${lab.registry}/${repository}`;
  const outputs = `type=image,name=${name}:1,push=true,compression=zstd,force-compression=true,oci-mediatypes=true`;
  await using step = await runStep({ outputs, platforms }, { cwd });
  assert.equal(step.code, 0, step.log);
  assert.equal((await askRegistry(repository, '1')).digest, step.outputs.digest);
  const { 'linux/arm64': digest } = JSON.parse(step.outputs.platforms ?? '{}');
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await fetch(`http://${lab.registry}/v2/${repository}/manifests/${digest}`, { headers: { accept } });
  const { layers } = (await manifest.json()) as { layers: { mediaType: string }[] };
  assert.deepEqual(
    [...new Set(layers.map(({ mediaType }) => mediaType))],
    ['application/vnd.oci.image.layer.v1.tar+zstd'],
  );
});

test('platforms in any spelling, more than once, with line ends of any kind', async () => {
  const spelled = 'linux/amd64, linux/aarch64\r\nlinux/arm64/v8\r\n\r\nlinux/x86_64';
  const repository = fresh();
  await using step = await runStep(
    { image: `${lab.registry}/${repository}`, push: 'true', platforms: spelled },
    { cwd },
  );
  assert.equal(step.code, 0, step.log);
  assert.deepEqual(Object.keys(JSON.parse(step.outputs.platforms ?? '')), ['linux/amd64', 'linux/arm64']);
});

test('without platforms it is linux/amd64 and linux/arm64', async () => {
  await using step = await runStep({ image: `${lab.registry}/${fresh()}`, push: 'true' }, { cwd });
  assert.deepEqual(Object.keys(JSON.parse(step.outputs.platforms ?? '')), platforms.split(','), step.log);
});

test("the repository's own name is lower-cased, with a notice", async () => {
  const repository = `Acme/App-${randomUUID()}`;
  const image = `${lab.registry}/${repository}`;
  await using step = await runStep(
    { image, tags: '1', push: 'true', platforms },
    { cwd, env: { GITHUB_REPOSITORY: repository } },
  );
  assert.equal(step.code, 0, step.log);
  assert.equal(step.outputs.tags, `${image.toLowerCase()}:1`);
  assert.match(annotations(step, 'notice')[0] ?? '', /^image: .* is the repository's name; registries take it as/);
});
