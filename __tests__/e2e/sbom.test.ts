import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readBlob, readManifest } from '../../lab/registry.ts';
import { findScanner } from '../../src/setup/scanner.ts';
import { askRegistry, assertNothingLeft, lab, makeContext, publishTo, run } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { type Answer, answers, calm, listen } from '../sources.ts';
import { annotations, runStep, type StepResult } from '../step.ts';

const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
const { 'sbom-scanner': scanner, ...unscanned } = toolchain;
const [source = ''] = scanner.sources as string[];
const path = source.replace(`${lab.registry}/`, '');
const { status, reset, text } = answers;
const inputs = { ...publishTo('sbom'), platforms: 'linux/amd64' };
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SPDX = 'https://spdx.dev/Document';

/** A toolchain document of the lab's tools with another scanner, or none. */
async function writeToolchain(t: TestContext, image?: object): Promise<string> {
  const document = { ...unscanned, ...(image && { 'sbom-scanner': { ...scanner, ...image } }) };
  return join(await makeContext(t, { 'toolchain.json': JSON.stringify(document) }), 'toolchain.json');
}

/** What is attested of each platform that a step published, as the registry has it under a tag: type → statement. */
async function readStatements(
  { outputs }: StepResult,
  reference: string,
): Promise<Record<string, Record<string, string>>> {
  const [, repository = ''] = /^[^/]+\/(.*)@/.exec(outputs.image ?? '') ?? [];
  const read = async (reference: string) =>
    JSON.parse((await readManifest(lab.registry, repository, reference))?.text ?? '{}');
  const platforms: Record<string, string> = JSON.parse(outputs.platforms ?? '{}');
  const { manifests } = await read(reference);
  const found = Object.entries(platforms).map(async ([platform, digest]) => {
    const about = manifests.find(
      ({ annotations }: { annotations?: Record<string, string> }) =>
        annotations?.['vnd.docker.reference.digest'] === digest,
    );
    const { layers } = await read(about?.digest);
    const statements = layers.map(async (layer: { digest: string; annotations: Record<string, string> }) => [
      layer.annotations['in-toto.io/predicate-type'],
      await readBlob(lab.registry, repository, layer.digest),
    ]);
    return [platform, Object.fromEntries(await Promise.all(statements))];
  });
  return Object.fromEntries(await Promise.all(found));
}

test('an SBOM of every platform is there under the tag, made by the pinned scanner, and is listed', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM debian:bookworm-slim\n' });
  const { image, push } = publishTo('sbom');
  const platforms = 'linux/amd64,linux/arm64';
  await using step = await runStep({ image, push, platforms, context, tags: '1', sbom: 'true' });
  assert.equal(step.code, 0, step.log);
  const { digest = '' } = step.outputs;
  assert.equal((await askRegistry(image.replace(`${lab.registry}/`, ''), '1')).digest, digest);
  const statements = await readStatements(step, '1');
  assert.deepEqual(Object.keys(statements), platforms.split(','));
  for (const [platform, { [SPDX]: sbom = '', [PROVENANCE]: provenance = '' }] of Object.entries(statements)) {
    const architecture = platform.replace('linux/', '');
    assert.match(sbom, new RegExp(`pkg:deb/debian/libc6@[^"]*arch=${architecture}\\b`));
    assert.ok(provenance.includes(`buildkit-syft-scanner?digest=${scanner.digest}`), provenance);
    const digest = JSON.parse(step.outputs.platforms ?? '')[platform];
    assert.ok(step.summary.includes(`| ${platform} | ${digest} | SBOM, provenance |`), step.summary);
    assert.match(step.log, new RegExp(`^${platform} +${digest} +SBOM, provenance$`, 'm'));
  }
  assert.ok(step.summary.includes(`| SBOM scanner | ${scanner.version} | ${scanner.digest} |`), step.summary);
  await step.post();
  await assertNothingLeft(step);
});

test('without an SBOM nobody asks for the scanner, and provenance alone is listed', async (t) => {
  await using registry = await startRegistry(() => false);
  const document = await writeToolchain(t, { sources: [`${registry.host}/${path}`] });
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  await using step = await runStep({ ...inputs, context, toolchain: document, sbom: 'false' });
  assert.equal(step.code, 0, step.log);
  assert.match(step.summary, /\| linux\/amd64 \| sha256:\w+ \| provenance \|/);
  assert.deepEqual(registry.requests, []);
});

test('nothing attested, nothing listed', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  await using step = await runStep({ ...inputs, context, attests: 'type=provenance,disabled=true' });
  assert.equal(step.code, 0, step.log);
  assert.match(step.summary, /\| Platform \| Digest \|\n/);
});

test('a load beside a push leaves the attestations to the registry where the engine takes none', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  await using step = await runStep({ ...inputs, context, tags: '1', load: 'true', sbom: 'true' });
  assert.equal(step.code, 0, step.log);
  assert.match(step.summary, /\| linux\/amd64 \| sha256:\w+ \| SBOM, provenance \|/);
  await run('docker', 'image', 'rm', `${inputs.image}:1`);
});

test('sources that do not have the scanner, or have something else: the next one', async (t) => {
  const isManifest = (url: string) => url.includes('/manifests/');
  const bad = (answer: Answer) =>
    startRegistry(({ path }, response) => {
      if (!isManifest(path)) return false;
      response.setHeader('content-type', 'application/vnd.oci.image.index.v1+json');
      answer(response);
      return true;
    });
  // BuildKit makes attempts of its own, too.
  let end = 0;
  await using missing = await bad(status(404));
  await using other = await bad((response) => text(response.req.method === 'HEAD' ? '' : '{"manifests":[]}')(response));
  await using busy = await startRegistry(({ path }, response) => {
    end ||= performance.now() + 400;
    if (!isManifest(path) || performance.now() > end) return false;
    status(503)(response);
    return true;
  });
  const sources = [missing, other, busy].map(({ host }) => `${host}/${path}`);
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const document = await writeToolchain(t, { sources });
  await using step = await runStep({ ...inputs, context, toolchain: document, attests: 'type=sbom' });
  assert.equal(step.code, 0, step.log);
  const next = (host: string, reason: string) =>
    new RegExp(`^(?:::warning::)?SBOM scanner: ${host}/\\S+: ${reason}.*; the next source is tried$`, 'm');
  assert.match(step.log, next(missing.host, 'not found'));
  assert.match(step.log, next(other.host, '.*unexpected commit digest'));
  assert.match(step.log, new RegExp(`^SBOM scanner: ${busy.host}/\\S+: attempt 1 of 6, .*503.*; the next in `, 'm'));
  assert.match(step.summary, /\| linux\/amd64 \| sha256:\w+ \| SBOM, provenance \|/);
  assert.match(step.log, new RegExp(`generating sbom using ${busy.host}/`));
});

test('a source that does not answer costs its time, and no more', async (t) => {
  await using silent = await startRegistry(() => true);
  await using broken = await startRegistry((_, response) => {
    reset(response);
    return true;
  });
  process.env.BUILDX_CONFIG = await makeContext(t, {});
  t.after(() => delete process.env.BUILDX_CONFIG);
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  await using step = await runStep({ context, builder: `sbom-${randomUUID()}`, platforms: 'linux/amd64' });
  assert.equal(step.code, 0, step.log);
  const builder = { name: step.outputs.builder ?? '', buildx: lab.buildx, files: {}, ran: [] };
  const hosts = [silent.host, broken.host, lab.registry];
  const image = { ...scanner, sources: hosts.map((host) => `${host}/${path}`) };
  // A loaded machine needs seconds to start buildx.
  const slow = { ...calm, silence: 10_000, attempt: 20_000, total: 20_000 };
  const { result, said } = await listen(t, () => findScanner(builder, image, slow));
  assert.equal(result, `${source}@${scanner.digest}`, said);
  assert.match(said, new RegExp(`SBOM scanner: ${silent.host}/\\S+: no answer within 10 s; the next source is tried`));
  assert.match(said, new RegExp(`SBOM scanner: ${broken.host}/\\S+: .*(?:reset|EOF).*; the next source is tried`));
});

test("a scanner of the user's own, by its digest, also where the document has none", async (t) => {
  await using registry = await startRegistry(() => false);
  const generator = `${registry.host}/${path}:${scanner.version}@${scanner.digest}`;
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const document = await writeToolchain(t);
  await using step = await runStep({ ...inputs, context, toolchain: document, sbom: `generator=${generator}` });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, new RegExp(`generating sbom using ${registry.host}/${path}@${scanner.digest}`));
  assert.match(step.summary, /\| linux\/amd64 \| sha256:\w+ \| SBOM, provenance \|/);
});

test('a scanner that is not known is an error before anything is asked for', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const named = `${source}:${scanner.version}`;
  for (const [given, expected] of [
    [
      { sbom: `generator=${named}` },
      `sbom: "${named}" is no image with a digest, .*; write ${named}@${scanner.digest}$`,
    ],
    [
      { sbom: 'true', toolchain: await writeToolchain(t) },
      '^toolchain: it names no sbom-scanner, .*; add one, or write',
    ],
  ] as const) {
    await using step = await runStep({ ...inputs, context, ...given });
    assert.match(annotations(step, 'error').join(), new RegExp(expected));
    assert.ok(!step.state.undo?.includes('"builder"'));
  }
});

for (const [provenance, options, told] of [
  ['', '', []],
  ['true', '', []],
  // buildx starts this one's container.
  ['true', 'network=host', []],
  ['mode=max', 'network=host', ['argument']],
  ['mode=min', 'network=host,provenance-add-gha=true', ['event']],
] as const)
  test(`what is told of a build with provenance ${provenance || 'as it is by itself'} and ${options || 'no options'}`, async (t) => {
    const canaries = { argument: randomUUID(), event: randomUUID() };
    const context = await makeContext(t, {
      Dockerfile: 'FROM busybox\nARG CANARY\nRUN true\n',
      'event.json': JSON.stringify({ canary: canaries.event }),
    });
    const env = { GITHUB_EVENT_PATH: join(context, 'event.json') };
    const given = { provenance, sbom: 'true', 'driver-opts': options, 'build-args': `CANARY=${canaries.argument}` };
    await using step = await runStep({ ...inputs, context, ...given }, { env });
    assert.equal(step.code, 0, step.log);
    const { 'linux/amd64': statements = {} } = await readStatements(step, step.outputs.digest ?? '');
    assert.deepEqual(Object.keys(statements).sort(), [PROVENANCE, SPDX].sort());
    const find = (text: string) =>
      Object.entries(canaries).flatMap(([name, value]) => (text.includes(value) ? name : []));
    assert.deepEqual(find(statements[PROVENANCE] ?? ''), told);
    const rest = [statements[SPDX], step.log, step.summary, JSON.stringify(step.outputs), JSON.stringify(step.state)];
    assert.deepEqual(find(rest.join()), []);
    const post = await step.post();
    assert.deepEqual(find(post.log + post.summary), []);
  });
