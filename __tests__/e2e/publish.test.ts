import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { askRegistry, assertNothingLeft, examples, lab, makeContext } from '../lab.ts';
import { startRegistry } from '../registry.ts';
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

test('a registry that refuses to tag: what was moved is said', async () => {
  await using registry = await startRegistry(({ method, path }, response) => {
    if (method !== 'PUT' || !path.endsWith('/manifests/2')) return false;
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end('{"errors":[{"code":"DENIED","message":"tag is immutable"}]}');
    return true;
  });
  const repository = fresh();
  await using step = await runStep(
    { image: `${registry.host}/${repository}`, tags: '1,2', push: 'true', platforms },
    { cwd },
  );
  assert.equal(step.code, 1);
  const [error = ''] = annotations(step, 'error');
  assert.match(error, /^tags: not all could be moved to sha256:/);
  assert.match(error, /tag is immutable/);
  assert.match(error, /:2: not there$/m);
  await step.post();
  await assertNothingLeft(step);
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
