import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import type { Rule } from '../../lab/cache-service/fault.ts';
import { type CacheService, startCacheService } from '../../lab/cache-service/service.ts';
import { planMeasuring } from '../../src/cache/mount-solve.ts';
import { builderContainer } from '../../src/setup/builder.ts';
import { lab, makeContext, run } from '../lab.ts';

const builder = `multiarch-build-test-${randomUUID()}`;
const EXPORT = '--cache-to=type=gha,mode=max,scope=app';
const IMPORT = '--cache-from=type=gha,scope=app';
// One that needs the layers' bytes.
const OUTPUT = '--output=type=oci,dest=/dev/null';
const [INDEX, BLOB] = ['index-app-', 'buildkit-blob-'];

// Before the folder that says where it is goes.
after(() => run(lab.buildx, 'rm', builder));
const folder = await makeContext({ after }, {});
Object.assign(process.env, { DOCKER_CONFIG: folder, BUILDX_BUILDER: builder });
before(async () => {
  const config = join(folder, 'buildkitd.toml');
  const registries = `[registry."docker.io"]\nmirrors = ["${lab.registry}"]\n[registry."${lab.registry}"]\nhttp = true\n`;
  // No garbage collection, which measures what it finds.
  await writeFile(config, `${registries}[worker.oci]\ngc = false\n`);
  const { buildkit } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const options = `--driver-opt=network=host,image=${buildkit.sources[0]}@${buildkit.digest}`;
  await run(lab.buildx, 'create', '--bootstrap', `--name=${builder}`, options, `--buildkitd-config=${config}`);
});

/** Builds an image, as a job with these variables would. */
async function build(env: Record<string, string>, context: string, ...args: string[]) {
  const started = performance.now();
  return new Promise<{ code: unknown; log: string; seconds: number }>((resolve) => {
    const options = { env: { ...process.env, ...env } };
    execFile(lab.buildx, ['build', '--progress=plain', ...args, context], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, log: stdout + stderr, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

/** A context of two stages that no other build has had. */
async function makeStages(t: Parameters<typeof makeContext>[0]): Promise<string> {
  const lines = [
    'FROM busybox AS first',
    'COPY file /',
    'RUN cp /file /copy',
    'FROM scratch',
    'COPY --from=first /copy /',
  ];
  return makeContext(t, { Dockerfile: lines.join('\n'), file: randomUUID() });
}

/** What became of the steps but those that name an image: `CACHED`, `DONE`. Those whose layers are fetched may say either. */
function readSteps(log: string): string[] {
  const steps = [...log.matchAll(/^#(\d+) \[(?!internal|auth).*\] (?:COPY|RUN) /gm)].map(([, number]) => number);
  return [...new Set(steps)].map((step) => new RegExp(`^#${step} (CACHED|DONE|ERROR)`, 'm').exec(log)?.[1] ?? '');
}

/** Whether a layer was had from the cache. */
function isWarm({ requests }: CacheService): boolean {
  return requests.some((seen) => seen.operation === 'Download' && seen.key.startsWith(BLOB) && seen.status === 200);
}

/** Takes away what the builder has. */
const prune = () => run(lab.buildx, 'prune', '--all', '--force');

test('a builder that has nothing takes every step from the cache', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  const cold = await build(service.env(), context, EXPORT);
  assert.deepEqual(readSteps(cold.log), ['DONE', 'DONE', 'DONE'], cold.log);
  const keys = service.entries().map(({ key, stored }) => stored && key);
  assert.match(keys.join(' '), /^(buildkit-blob-1-sha256:\w+ )+index-app-1-\w+#1$/);
  await prune();
  const warm = await build(service.env(), context, IMPORT);
  assert.deepEqual(readSteps(warm.log), ['CACHED', 'CACHED', 'CACHED'], warm.log);
});

test('a cache mount that was measured is not measured again until a step has it', async (t) => {
  const fill = async (name: string) => {
    const script = `head -c 1000000 /dev/zero > /m/${name}`;
    const mount = `--mount=type=cache,id=${name},target=/m`;
    await build({}, await makeContext(t, { Dockerfile: `FROM busybox\nRUN ${mount} ${script}\n` }));
  };
  const [measured, other] = [randomUUID(), randomUUID()];
  await fill(measured);
  await run(lab.buildx, ...planMeasuring(builder));
  await fill(other);
  // Who measures sees what nobody told BuildKit of.
  const files = ['/var/lib/buildkit', '(', '-name', measured, '-o', '-name', other, ')'];
  const volumes = `--volumes-from=${builderContainer(builder).container}`;
  const busybox = `${lab.registry}/library/busybox`;
  await run('docker', 'run', '--rm', volumes, busybox, 'find', ...files, '-exec', 'cp', '{}', '{}.again', ';');
  const records = (await run(lab.buildx, ...planMeasuring(builder), '--format=json')).split('\n');
  const sizeOf = (name: string) => /"Size":"(\d)\.\d+MB"/.exec(records.find((line) => line.includes(name)) ?? '')?.[1];
  assert.deepEqual([sizeOf(measured), sizeOf(other)], ['1', '2'], records.join('\n'));
});

for (const [what, rule, expected] of [
  ['a call that is refused', { on: 'CreateCacheEntry', fault: { kind: 'status', status: 403 } }, /permission_denied/],
  ['an upload that is refused', { on: 'Upload', fault: { kind: 'status', status: 403 } }, /AuthenticationFailed/],
  ['a service that is down', { on: 'FinalizeCacheEntryUpload', fault: { kind: 'status', status: 503 } }, /unavailable/],
  ['a page for people', { on: 'GetCacheEntryDownloadURL', fault: { kind: 'html' } }, /invalid character '<'/],
  ['a dropped connection', { on: 'CreateCacheEntry', fault: { kind: 'reset' } }, /connection reset by peer/],
  ['a rate limit', { on: 'CreateCacheEntry', fault: { kind: 'status', status: 429, retryAfter: 2 } }, 2],
  ['a slow service', { on: 'FinalizeCacheEntryUpload', fault: { kind: 'slow', milliseconds: 2000 } }, 2],
  // BuildKit says nothing of it.
  ['an index that is not taken', { on: 'Upload', key: INDEX, fault: { kind: 'status', status: 403 } }, 0],
] satisfies [string, Rule, RegExp | number][])
  test(`an export meets ${what}`, async (t) => {
    await using service = await startCacheService();
    service.misbehave({ times: 1, ...rule });
    const { code, log, seconds } = await build(service.env(), await makeStages(t), EXPORT);
    assert.equal(service.requests.filter(({ fault }) => fault === rule.fault.kind).length, 1);
    const isStored = service.entries().some(({ key, stored }) => key.startsWith(INDEX) && stored);
    if (typeof expected === 'number') {
      assert.equal(code, 0, log);
      assert.ok(seconds > expected, `${seconds} s`);
      assert.equal(isStored, expected > 0);
    } else {
      assert.equal(code, 1);
      assert.match(log, expected);
      assert.equal(isStored, false);
    }
  });

for (const [what, rule, expected] of [
  ['a call that is refused', { on: 'GetCacheEntryDownloadURL', fault: { kind: 'status', status: 403 } }, 'cold'],
  ['an index that is lost', { key: INDEX, fault: { kind: 'lose' } }, 'cold'],
  ['an index of other bytes', { key: INDEX, fault: { kind: 'corrupt' } }, 'cold'],
  ['an index that breaks off', { key: INDEX, fault: { kind: 'truncate', after: 10 } }, 'cold'],
  ['a layer whose URL is refused once', { on: 'Download', key: BLOB, fault: { kind: 'status', status: 403 } }, 'warm'],
  ['a layer that is lost', { key: BLOB, fault: { kind: 'lose' } }, /BlobNotFound/],
  ['a layer of other bytes', { key: BLOB, fault: { kind: 'corrupt' } }, /unexpected commit digest/],
  ['a layer that breaks off', { key: BLOB, fault: { kind: 'truncate', after: 10 } }, /unexpected EOF/],
] satisfies [string, Rule, 'cold' | 'warm' | RegExp][])
  test(`an import meets ${what}`, async (t) => {
    await using service = await startCacheService();
    const context = await makeStages(t);
    assert.equal((await build(service.env(), context, EXPORT)).code, 0);
    await prune();
    service.misbehave({ times: 1, ...rule });
    const { code, log } = await build(service.env(), context, IMPORT, OUTPUT);
    assert.equal(service.requests.filter(({ fault }) => fault === rule.fault.kind).length, 1);
    if (expected instanceof RegExp) {
      assert.equal(code, 1);
      assert.match(log, expected);
    } else {
      assert.equal(code, 0, log);
      assert.equal(isWarm(service), expected === 'warm', log);
    }
  });

test('layers that were evicted are built anew', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  await build(service.env(), context, EXPORT);
  await prune();
  await service.evict(({ key }) => key.startsWith(BLOB));
  const { code, log } = await build(service.env(), context, IMPORT, OUTPUT);
  assert.equal(code, 0, log);
  assert.equal(isWarm(service), false);
});

test('a token that may only read imports, and its export is an error', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  await build(service.env(), context, EXPORT);
  await prune();
  const readOnly = service.env({ scopes: [{ scope: 'refs/heads/main', permission: 1 }] });
  assert.deepEqual(readSteps((await build(readOnly, context, IMPORT)).log), ['CACHED', 'CACHED', 'CACHED']);
  const { code, log } = await build(readOnly, await makeStages(t), EXPORT);
  assert.equal(code, 1);
  assert.match(log, /failed to reserve cache/);
});
