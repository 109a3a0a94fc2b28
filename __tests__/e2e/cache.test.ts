import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import test from 'node:test';
import type { Rule } from '../../lab/cache-service/fault.ts';
import { type CacheService, startCacheService } from '../../lab/cache-service/service.ts';
import { askRegistry, assertNothingLeft, findProcesses, lab, makeContext, publishTo, run } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { otherBuildx } from '../sources.ts';
import { annotations, runStep, type StepOptions, type StepResult } from '../step.ts';

type Scope = Parameters<typeof makeContext>[0];
type Env = Record<string, string | undefined>;

const MAIN = { scope: 'refs/heads/main', permission: 3 };
const [INDEX, BLOB] = ['index-', 'buildkit-blob-'];
const never = new Promise<never>(() => {});
const both = { platforms: 'linux/amd64,linux/arm64', cache: '' };
const one = { ...both, platforms: 'linux/amd64' };
const asRoot = { skip: process.getuid?.() !== 0 };

/** Two stages, for every platform, that no other build has had; what is random tells a step that ran from one that did not. */
async function makeStages(t: Scope): Promise<string> {
  const lines = ['FROM busybox AS first', 'COPY file /', 'RUN head -c 9999 /dev/urandom > /random', 'FROM busybox'];
  return makeContext(t, { Dockerfile: [...lines, 'COPY --from=first /random file* /'].join('\n'), file: randomUUID() });
}

/** Holds up the first export, until it is released. */
function holdExport({ misbehave }: CacheService): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  misbehave({ on: 'CreateCacheEntry', fault: { kind: 'held', until: promise }, times: 1 });
  return resolve;
}

/** A job of one step: main, then post. */
async function runJob(inputs: Record<string, string>, env: Env, options: StepOptions = {}) {
  const main = await runStep(inputs, { ...options, env });
  const post = await main.post({ env });
  const all = (level: string) => [...annotations(main, level), ...annotations(post, level)];
  const log = main.log + post.log;
  return { main, post, log, warnings: all('warning'), notices: all('notice'), errors: all('error') };
}

/** What the post step says of a platform: steps had from a cache, steps run. */
function stepsOf({ post }: { post: StepResult }, platform: string): [cached: number, ran: number] {
  const [, cached, ran] = new RegExp(`^\\| ${platform} \\| (\\d+) \\| (\\d+) \\|`, 'm').exec(post.summary) ?? [];
  return [Number(cached), Number(ran)];
}

/** Published, tagged, green, and nothing left. */
async function assertReleased({ main, post, log }: Awaited<ReturnType<typeof runJob>>): Promise<void> {
  assert.equal(main.code, 0, log);
  assert.equal(post.code, 0, log);
  const [, repository = '', tag = ''] = /\/(.+):([^:]+)$/.exec(main.outputs.tags ?? '') ?? [];
  assert.equal((await askRegistry(repository, tag)).digest, main.outputs.digest);
  await assertNothingLeft(main);
}

const operations = ({ requests }: CacheService) => requests.map(({ operation }) => operation);
const indexes = (service: CacheService) =>
  service.entries().flatMap(({ key, stored }) => (stored && key.startsWith(INDEX) ? [key] : []));

test('a builder that has nothing takes every step of every platform from the cache, and no other image has it', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  const inputs = { ...both, ...publishTo('cache'), tags: '1', context };
  const cold = await runJob(inputs, service.env());
  await assertReleased(cold);
  assert.deepEqual(
    [stepsOf(cold, 'linux/amd64'), stepsOf(cold, 'linux/arm64')],
    [
      [0, 3],
      [0, 3],
    ],
    cold.log,
  );
  const warm = await runJob(inputs, service.env());
  await assertReleased(warm);
  assert.deepEqual(
    [stepsOf(warm, 'linux/amd64'), stepsOf(warm, 'linux/arm64')],
    [
      [3, 0],
      [3, 0],
    ],
    warm.log,
  );
  assert.equal(warm.log.match(/^#\d+ CACHED$/gm)?.length, 6, warm.log);
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    assert.match(cold.post.summary, new RegExp(`^\\| ${platform} \\| 0 \\| 3 \\| 0 B \\| [\\d.]+ [kM]B \\|$`, 'm'));
    assert.match(warm.post.summary, new RegExp(`^\\| ${platform} \\| 3 \\| 0 \\| .*B \\| 0 B \\|$`, 'm'));
  }
  assert.deepEqual([cold.warnings, warm.warnings, cold.notices, warm.notices], [[], [], [], []]);
  assert.match(cold.post.log, /^cache: exported (\d+) of \1 blobs, [\d.]+ [kM]B, in [\d.]+ s$/m);
  assert.match(warm.post.log, /^cache: exported no blob, since all \d+ were there, in [\d.]+ s$/m);
  const before = indexes(service);
  assert.ok(
    before.every((key) => key.startsWith(`${INDEX}${inputs.image}-1-`)),
    before.join(' '),
  );

  const other = await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  assert.deepEqual(stepsOf(other, 'linux/arm64'), [0, 3], other.log);
  const target = await runJob({ ...inputs, target: 'first' }, service.env());
  assert.deepEqual(stepsOf(target, 'linux/arm64'), [0, 2], target.log);
  const again = await runJob(inputs, service.env());
  assert.deepEqual(stepsOf(again, 'linux/arm64'), [3, 0], again.log);
  assert.deepEqual([...new Set(indexes(service).map((key) => key.replace(/#\d+$/, '')))].length, 3);
});

test('a platform that is added later finds what the others left', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...both, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  await runJob({ ...inputs, platforms: 'linux/amd64' }, service.env());
  const more = await runJob(inputs, service.env());
  assert.deepEqual(
    [stepsOf(more, 'linux/amd64'), stepsOf(more, 'linux/arm64')],
    [
      [3, 0],
      [0, 3],
    ],
    more.log,
  );
});

test('what has nothing before it is no step that would be built again', async (t) => {
  await using service = await startCacheService();
  const shared = await makeContext(t, { file: randomUUID() });
  const lines = ['FROM scratch', 'WORKDIR /app', 'COPY --from=shared file /'];
  const context = await makeContext(t, { Dockerfile: lines.join('\n') });
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context, 'build-contexts': `shared=${shared}` };
  for (const steps of [
    [0, 1],
    [1, 0],
  ]) {
    const job = await runJob(inputs, service.env());
    await assertReleased(job);
    assert.deepEqual([stepsOf(job, 'linux/amd64'), job.notices], [steps, []], job.log);
    assert.match(job.post.log, /^cache: exported /m);
  }
});

test('a pull request uses the cache of its base, and adds to its own', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...both, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  await runJob(inputs, service.env());
  const scopes = [
    { scope: 'refs/pull/1/merge', permission: 3 },
    { ...MAIN, permission: 1 },
  ];
  const pull = await runJob({ ...inputs, push: 'false' }, service.env({ scopes }));
  assert.deepEqual(stepsOf(pull, 'linux/arm64'), [3, 0], pull.log);
  const own = service.entries().filter(({ scope }) => scope === 'refs/pull/1/merge');
  assert.deepEqual(
    own.map(({ key }) => key.slice(0, INDEX.length)),
    [INDEX],
    pull.log,
  );
});

const old = { ACTIONS_CACHE_SERVICE_V2: undefined };
for (const [what, change, level, expected, used] of [
  [
    'may only be read',
    { scopes: [{ ...MAIN, permission: 1 }] },
    'line',
    /^cache: the token allows reading alone/m,
    'read',
  ],
  [
    'may only be written',
    { scopes: [{ ...MAIN, permission: 2 }] },
    'notice',
    /^cache: the token allows writing alone/,
    '',
  ],
  ['may not be used', { scopes: [] }, 'notice', /^cache: the token allows neither/, ''],
  [
    'is for reading',
    { env: { ACTIONS_CACHE_MODE: 'read' } },
    'line',
    /^cache: ACTIONS_CACHE_MODE=read allows reading/m,
    'read',
  ],
  [
    'is for nobody',
    { env: { ACTIONS_CACHE_MODE: 'none' } },
    'notice',
    /^cache: ACTIONS_CACHE_MODE=none allows nei/,
    '',
  ],
  [
    'is not there',
    { env: { ACTIONS_RUNTIME_TOKEN: undefined } },
    'notice',
    /^cache: there is no .* the runner sets/,
    '',
  ],
  ['is of version 1', { env: old }, 'notice', /^cache: this server has no cache service of version 2 .*registry/, ''],
  [
    'has a token whose time is over',
    { expires: new Date(0) },
    'warning',
    /^cache: ACTIONS_RUNTIME_TOKEN: its time end/,
    '',
  ],
  [
    'has half a token',
    { env: { ACTIONS_RUNTIME_TOKEN: 'a.b' } },
    'warning',
    /^cache: ACTIONS_RUNTIME_TOKEN: it is no t/,
    '',
  ],
  ['is at no URL', { env: { ACTIONS_RESULTS_URL: 'x' } }, 'warning', /^cache: ACTIONS_RESULTS_URL: "x" is no URL/, ''],
] as [string, { env?: Env } & Parameters<CacheService['env']>[0], string, RegExp, string][])
  test(`a service that ${what}: that is said once, and the build is green`, async (t) => {
    await using service = await startCacheService();
    const inputs = { ...both, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
    if (used === 'read') await runJob(inputs, service.env());
    const before = service.requests.length;
    const { env, ...token } = change;
    const job = await runJob(inputs, { ...service.env(token), ...env });
    await assertReleased(job);
    const said = level === 'line' ? [...job.log.matchAll(new RegExp(expected, 'gm'))].map(([text]) => text) : undefined;
    assert.equal((said ?? [...job.warnings, ...job.notices]).length, 1, job.log);
    assert.match((said ?? (level === 'notice' ? job.notices : job.warnings))[0] ?? '', expected);
    const seen = operations(service).slice(before);
    assert.equal(seen.includes('CreateCacheEntry'), false, seen.join(' '));
    assert.equal(seen.length > 0, used !== '', seen.join(' '));
    if (used === 'read') assert.deepEqual(stepsOf(job, 'linux/arm64'), [3, 0], job.log);
  });

const calls = ['CreateCacheEntry', 'FinalizeCacheEntryUpload', 'GetCacheEntryDownloadURL'] as const;
const faults: Rule['fault'][] = [
  { kind: 'status', status: 403 },
  { kind: 'status', status: 503 },
  { kind: 'html' },
  { kind: 'reset' },
];
const name = (fault: Rule['fault']) => ('status' in fault ? `${fault.status}` : fault.kind);
const exports: [string, Rule, RegExp | undefined][] = [
  ...calls.flatMap((on) =>
    faults.map((fault): [string, Rule, RegExp] => [
      `${name(fault)} at ${on}`,
      { on, fault, key: BLOB },
      /^cache: the export failed/,
    ]),
  ),
  ...faults
    .slice(0, 1)
    .map((fault): [string, Rule, RegExp] => [
      '403 at an upload',
      { on: 'Upload', fault, key: BLOB },
      /^cache: the export failed/,
    ]),
  ['a page at an upload', { on: 'Upload', fault: { kind: 'html' }, key: BLOB }, /^cache: the export failed/],
  ['503 at one upload', { on: 'Upload', fault: { kind: 'status', status: 503 }, times: 1, key: BLOB }, undefined],
  [
    'a rate limit',
    { on: 'CreateCacheEntry', fault: { kind: 'status', status: 429, retryAfter: 1 }, times: 1 },
    undefined,
  ],
  [
    'an index that is not taken',
    { on: 'Upload', fault: { kind: 'status', status: 403 }, key: INDEX },
    /^cache: the export was in vain/,
  ],
];
for (const [what, rule, expected] of exports)
  test(`an export meets ${what}: released, ${expected ? 'one warning' : 'exported'}`, async (t) => {
    await using service = await startCacheService();
    service.misbehave(rule);
    const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
    const job = await runJob(inputs, service.env());
    await assertReleased(job);
    assert.ok(service.requests.some(({ fault }) => fault === rule.fault.kind));
    assert.equal(job.warnings.length, expected ? 1 : 0, job.log);
    if (expected) assert.match(job.warnings[0] ?? '', expected);
    assert.equal(indexes(service).length, expected ? 0 : 1);
  });

for (const [what, rule, expected] of [
  ...faults.map((fault): [string, Rule, RegExp] => [
    `${name(fault)} at the look-up`,
    { on: 'GetCacheEntryDownloadURL', fault, key: INDEX },
    /^cache: the service is not used/,
  ]),
  ['503 at two requests for an index', { key: INDEX, fault: { kind: 'status', status: 503 }, times: 2 }, undefined],
  ['no answer', { fault: { kind: 'held', until: never } }, /^cache: the service is not used.*no answer in time/],
  [
    '503 at the index',
    { on: 'Download', key: INDEX, fault: { kind: 'status', status: 503 } },
    /^cache: the service is not used/,
  ],
  ['a page at the index', { on: 'Download', key: INDEX, fault: { kind: 'html' } }, /^cache: the service is not used/],
  // The first two requests are the step's own, for the index and whether its bytes can be had.
  [
    '503 when BuildKit looks the index up',
    { skip: 2, times: 1, fault: { kind: 'status', status: 503 } },
    /^cache: this build took longer, since the import failed: /,
  ],
  [
    '503 from when BuildKit looks the index up to the end',
    { skip: 2, fault: { kind: 'status', status: 503 } },
    /^cache: this build took longer, since the import failed: /,
  ],
  [
    'a page when BuildKit looks a layer up',
    { on: 'GetCacheEntryDownloadURL', key: BLOB, times: 1, fault: { kind: 'html' } },
    /^cache: this build took longer, since \[.* could not be had from it: /,
  ],
  ['layers that are lost', { key: BLOB, fault: { kind: 'lose' } }, /^cache: the build failed with it, and ran again/],
  [
    'layers of other bytes',
    { key: BLOB, fault: { kind: 'corrupt' } },
    /^cache: the build failed with it, and ran again/,
  ],
  [
    'layers that break off',
    { key: BLOB, fault: { kind: 'truncate', after: 10 } },
    /^cache: the build failed with it, and/,
  ],
  [
    'pages at the layers',
    { on: 'Download', key: BLOB, fault: { kind: 'html' } },
    /^cache: the build failed with it, and/,
  ],
] as [string, Rule, RegExp | undefined][])
  test(`an import meets ${what}: released, ${expected ? 'one warning' : 'imported'}`, async (t) => {
    await using service = await startCacheService();
    const context = await makeStages(t);
    const inputs = { ...one, tags: '1', context };
    // The layers are nowhere else than in the cache.
    const named = { 'cache-from': 'type=gha,scope=app', 'cache-to': 'type=gha,scope=app,mode=max' };
    await runJob({ ...inputs, ...named, ...publishTo('cache') }, service.env());
    service.misbehave(rule);
    await writeFile(
      join(context, 'Dockerfile'),
      `${await readFile(join(context, 'Dockerfile'), 'utf8')}\nRUN cp /random /copy\n`,
    );
    const job = await runJob({ ...inputs, ...named, ...publishTo('cache') }, service.env());
    await assertReleased(job);
    assert.ok(service.requests.some(({ fault }) => fault === rule.fault.kind));
    assert.equal(job.warnings.length, expected ? 1 : 0, job.log);
    if (expected) assert.match(job.warnings[0] ?? '', expected);
    else assert.deepEqual(stepsOf(job, 'linux/amd64'), [3, 1], job.log);
  });

test('an import that gives nothing is ended, and the build runs without it', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  const inputs = { ...one, tags: '1', context, 'cache-to': 'type=gha,mode=max', 'cache-from': 'type=gha' };
  await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  service.misbehave({ on: 'Download', key: BLOB, fault: { kind: 'status', status: 503 } });
  const dockerfile = await readFile(join(context, 'Dockerfile'), 'utf8');
  await writeFile(join(context, 'Dockerfile'), `${dockerfile}\nRUN cp /random /copy\n`);
  const job = await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  await assertReleased(job);
  assert.equal(job.warnings.length, 1, job.log);
  assert.match(
    job.warnings[0] ?? '',
    /^cache: the build failed with it, and ran again without.*: a layer did not come$/,
  );
});

/** The service as a proxy shows it that takes a header out which BuildKit does not live without. */
async function startWithoutId(t: Scope, service: CacheService): Promise<Env> {
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    const { method = '', url = '', headers } = incoming;
    const answer = await fetch(new URL(url, service.url), {
      method,
      headers: Object.entries(headers).filter(([name]) => /^(?:authorization|content-type|x-ms-.*)$/.test(name)) as [
        string,
        string,
      ][],
      ...(method === 'GET' ? {} : { body }),
    });
    const text = (await answer.text()).replaceAll(service.url, here);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { ...service.env(), ACTIONS_RESULTS_URL: here };
}

for (const when of ['after', 'with-build'])
  test(`a cache that BuildKit goes down over, exported ${when}: released, one warning`, async (t) => {
    await using service = await startCacheService();
    const env = await startWithoutId(t, service);
    const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t), 'cache-export': when };
    const named = when === 'after' ? {} : { 'cache-to': 'type=gha' };
    const job = await runJob({ ...inputs, ...named }, env);
    await assertReleased(job);
    assert.equal(job.warnings.length, 1, job.log);
    assert.match(
      job.warnings[0] ?? '',
      when === 'after' ? /^cache: the export failed/ : /^cache: the build failed with it/,
    );
  });

test("a builder's disk that has no space for the export: released, one warning", async (t) => {
  await using service = await startCacheService();
  const steps = ['FROM busybox AS first', 'RUN head -c 36700160 /dev/urandom > /big', 'FROM busybox'];
  const context = await makeContext(t, { Dockerfile: [...steps, 'COPY --from=first /bin/true /'].join('\n') });
  const builder = `multiarch-build-test-${randomUUID().slice(0, 8)}`;
  const options = ['--opt=type=tmpfs', '--opt=device=tmpfs', '--opt=o=size=60m'];
  await run('docker', 'volume', 'create', ...options, `buildx_buildkit_${builder}0_state`);
  const job = await runJob({ ...one, ...publishTo('cache'), tags: '1', context, builder }, service.env());
  await assertReleased(job);
  assert.equal(job.warnings.length, 1, job.log);
  assert.match(job.warnings[0] ?? '', /^cache: the export failed: .*no space left on device/);
});

for (const [at, mounts] of [
  ['Verified', ''],
  ['cache: the export goes on', ''],
  ['Verified', '/cache'],
  ['cache: the export goes on', '/cache'],
] as const)
  test(
    `a runner's disk that is full from "${at}" on${mounts && ', with a cache mount'}: released, one warning`,
    asRoot,
    async (t) => {
      await using service = await startCacheService();
      const release = holdExport(service);
      const temp = await mkdtemp(join(tmpdir(), 'multiarch-build-full-'));
      await run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', temp);
      t.after(async () => {
        await run('umount', temp);
        await rmdir(temp);
      });
      const script = 'head -c 99999 /dev/urandom > /random; cp /random /cache/';
      const Dockerfile = `FROM busybox\nRUN --mount=type=cache,target=/cache ${script}\n`;
      const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeContext(t, { Dockerfile }) };
      const fill = (line: string) => {
        if (!line.startsWith(at)) return;
        spawnSync('dd', ['if=/dev/zero', `of=${join(temp, 'fill')}`, 'bs=1k']);
        release();
      };
      const env = { ...service.env(), RUNNER_TEMP: temp };
      const job = await runJob({ ...inputs, 'cache-mounts': mounts }, env, { onLine: fill });
      await assertReleased(job);
      assert.equal(job.warnings.length, 1, job.log);
      assert.match(job.warnings[0] ?? '', /^cache(?:-mounts)?: /);
      assert.deepEqual(await readdir(temp), ['fill']);
    },
  );

test('what was evicted is built anew, without a word', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  await runJob(inputs, service.env());
  await service.evict(({ key }) => key.startsWith(BLOB));
  const job = await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  await assertReleased(job);
  assert.deepEqual(job.warnings, []);
});

test('a layer whose upload broke off is missing in later exports, and that is said', async (t) => {
  await using service = await startCacheService();
  service.misbehave({ on: 'Upload', key: BLOB, fault: { kind: 'status', status: 403 }, times: 1 });
  // One layer, and the same one every time.
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY file /\n', file: randomUUID() });
  const inputs = { ...one, tags: '1', context };
  const broken = await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  assert.match(broken.warnings[0] ?? '', /^cache: the export failed/);
  const next = await runJob({ ...inputs, ...publishTo('cache') }, service.env());
  await assertReleased(next);
  assert.deepEqual(next.warnings, []);
  assert.match(next.notices.join('\n'), /^cache: exported .*; the service has no 1 of them, since another job/);
});

test('what is overwritten after the step is no part of the export, which is not over yet', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context };
  const original = await readFile(join(context, 'file'), 'utf8');
  const release = holdExport(service);
  const main = await runStep(inputs, { env: service.env() });
  assert.deepEqual(indexes(service), [], main.log);
  await writeFile(join(context, 'file'), 'overwritten');
  release();
  const post = await main.post({ env: service.env() });
  assert.match(post.log, /cache: exported/);
  await writeFile(join(context, 'file'), original);
  const restored = await runJob(inputs, service.env());
  assert.deepEqual(stepsOf(restored, 'linux/amd64'), [3, 0], restored.log);
});

for (const at of [/^Verified/, /^cache: the export goes on/])
  test(`a step that is killed at ${at} leaves nothing`, async (t) => {
    await using service = await startCacheService();
    const release = holdExport(service);
    // The step has no end of its own, as its tag is never moved.
    await using registry = await startRegistry(({ method, path }) =>
      method === 'PUT' && path.endsWith('/1') ? never : false,
    );
    const image = `${registry.host}/cache/${randomUUID()}`;
    const inputs = { ...one, image, push: 'true', tags: '1', context: await makeStages(t) };
    const main = await runStep(inputs, {
      env: service.env(),
      onLine: (line, child) => void (at.test(line) && child.kill('SIGKILL')),
    });
    assert.equal(main.code, null);
    release();
    const post = await main.post({ env: service.env() });
    assert.equal(post.code, 0, post.log);
    await assertNothingLeft(main);
  });

const endless: Rule = { on: 'CreateCacheEntry', fault: { kind: 'held', until: never } };
for (const [what, post, expected] of [
  ['the job is cancelled', { env: { 'INPUT_JOB-STATUS': 'cancelled' } }, /cache: the export was ended with the job/],
  [
    'the post step is',
    { onLine: (line, child) => void (/waited for/.test(line) && child.kill('SIGINT')) },
    /cache: the export was ended with the job/,
  ],
  ['its time is over', { env: {} }, /::warning::cache: the export took longer than 1 s/],
] as [string, StepOptions, RegExp][])
  test(`an export is ended when ${what}`, async (t) => {
    await using service = await startCacheService();
    service.misbehave(endless);
    const limit = { 'cache-export-timeout': what === 'its time is over' ? '1s' : '' };
    const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t), ...limit };
    const main = await runStep(inputs, { env: service.env() });
    assert.equal(main.code, 0, main.log);
    const ended = await main.post({ ...post, env: { ...service.env(), ...post.env } });
    assert.equal(ended.code, 0, ended.log);
    assert.match(ended.log, expected);
    await assertNothingLeft(main);
  });

for (const when of ['after', 'with-build'])
  test(`two steps of a job export one after the other, the second one ${when}`, async (t) => {
    await using service = await startCacheService();
    const env = { ...service.env(), GITHUB_RUN_ID: randomUUID() };
    const make = async () => ({ ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) });
    const inputs = [await make(), await make()] as const;
    const release = holdExport(service);
    const first = await runStep(inputs[0], { env });
    const onLine = (line: string) =>
      void (line.startsWith('cache: an earlier step of this job is exporting') && release());
    const second = await runStep({ ...inputs[1], 'cache-export': when }, { env, onLine });
    assert.match(second.log, /^cache: an earlier step of this job is exporting/m);
    const posts = [await second.post({ env }), await first.post({ env })];
    for (const { code, log } of posts) assert.equal(code, 0, log);
    const order = service.requests.flatMap(({ operation, key, received }) =>
      operation === 'FinalizeCacheEntryUpload' && key.startsWith(INDEX) && received ? [key] : [],
    );
    assert.deepEqual(
      order.map((key) => inputs.findIndex(({ image }) => key.includes(image))),
      [0, 1],
      posts[0]?.log,
    );
    // All that the first one asks comes before the second one's first upload.
    const asked = service.requests.map(({ operation, key }) => `${operation} ${key}`);
    const stored = asked.indexOf(`FinalizeCacheEntryUpload ${order[0]}`);
    assert.ok(asked.slice(stored).filter((text) => text.startsWith('CreateCacheEntry buildkit-blob-')).length > 0);
    await assertNothingLeft(first);
  });

test('without a cache, and where the builder lasts, nobody asks the service', async (t) => {
  await using service = await startCacheService();
  const context = await makeStages(t);
  const off = await runJob({ ...one, ...publishTo('cache'), tags: '1', context, cache: 'off' }, service.env());
  await assertReleased(off);
  const lasting = { ...one, ...publishTo('cache'), tags: '1', context, cleanup: 'false' };
  const kept = await runStep(lasting, { env: service.env() });
  await kept.post();
  const container = `buildx_buildkit_${kept.outputs.builder}0`;
  await run('docker', 'rm', '--force', container);
  await run('docker', 'volume', 'rm', `${container}_state`);
  assert.equal(kept.code, 0, kept.log);
  assert.match(kept.log, /^cache: the builder lasts/m);
  assert.deepEqual(service.requests, []);
});

for (const when of ['', 'with-build'])
  test(`caches that the inputs name are the only ones, exported ${when || 'as suits them'}`, async (t) => {
    await using service = await startCacheService();
    const context = await makeStages(t);
    const folder = await makeContext(t, {});
    const repository = `cache/${randomUUID()}`;
    const to = [
      `type=registry,ref=${lab.registry}/${repository}:cache,mode=max`,
      `type=local,dest=${join(folder, 'local')},mode=max`,
      'type=inline',
    ];
    const inputs = { ...one, ...publishTo('cache'), tags: '1', context, 'cache-to': to.join('\n') };
    const main = await runStep({ ...inputs, 'cache-export': when }, { env: service.env() });
    assert.equal(main.code, 0, main.log);
    assert.ok((await readdir(join(folder, 'local'))).includes('index.json'), 'a local one is there when the step ends');
    if (when) assert.equal((await askRegistry(repository, 'cache')).status, 200);
    assert.deepEqual(annotations(await main.post({ env: service.env() }), 'warning'), []);
    assert.equal((await askRegistry(repository, 'cache')).status, 200);
    assert.deepEqual(service.requests, []);
    for (const from of [
      `${lab.registry}/${repository}:cache`,
      `type=local,src=${join(folder, 'local')}`,
      `type=registry,ref=${inputs.image}:1`,
    ]) {
      const job = await runJob({ ...one, ...publishTo('cache'), context, 'cache-from': from }, service.env());
      assert.deepEqual(stepsOf(job, 'linux/amd64'), [3, 0], `${from}\n${job.log}`);
    }
  });

test('a cache of the job that is named, with-build, in a scope that the service would refuse', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, tags: '1', context: await makeStages(t), 'cache-export': 'with-build' };
  const named = { 'cache-to': 'type=gha,"scope=a,b ü",mode=max', 'cache-from': 'type=gha,"scope=a,b ü"' };
  const cold = await runJob({ ...inputs, ...named, ...publishTo('cache') }, service.env());
  await assertReleased(cold);
  assert.match(cold.post.summary, /^\| linux\/amd64 \| 0 \| 3 \| 0 B \| [\d.]+ [kM]B \|$/m);
  assert.match(indexes(service)[0] ?? '', /^index-a%2Cb%20%C3%BC-1-/);
  const warm = await runJob({ ...inputs, ...named, ...publishTo('cache') }, service.env());
  assert.deepEqual(stepsOf(warm, 'linux/amd64'), [3, 0], warm.log);
  service.misbehave({ on: 'FinalizeCacheEntryUpload', fault: { kind: 'status', status: 403 } });
  await service.evict(() => true);
  const refused = await runJob({ ...inputs, ...named, ...publishTo('cache') }, service.env());
  await assertReleased(refused);
  assert.equal(refused.warnings.length, 1, refused.log);
  assert.match(refused.warnings[0] ?? '', /^cache: not all of this build was stored/);
});

for (const [what, rule, entry] of [
  ['the export fails', { on: 'CreateCacheEntry', fault: { kind: 'status', status: 403 } }, 'post'],
  ['the service is down', { fault: { kind: 'status', status: 503 } }, 'main'],
] as [string, Rule, 'main' | 'post'][])
  test(`where the cache is required and ${what}, that is an error`, async (t) => {
    await using service = await startCacheService();
    service.misbehave(rule);
    const inputs = {
      ...one,
      ...publishTo('cache'),
      tags: '1',
      context: await makeStages(t),
      'cache-required': 'true',
    };
    const job = await runJob(inputs, service.env());
    assert.equal(job[entry].code, 1, job.log);
    assert.match(annotations(job[entry], 'error')[0] ?? '', /^cache: .*With cache-required, that is an error$/);
    assert.deepEqual(job.warnings, []);
    await assertNothingLeft(job.main);
  });

test("an export that the engine's own builder can't make is a warning, and none where nobody asked for it", async (t) => {
  await using service = await startCacheService();
  const context = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const inputs = { context, cache: '', builder: 'default', load: 'true', tags: `cache-test-${randomUUID()}` };
  const standard = await runJob(inputs, service.env());
  const named = await runJob({ ...inputs, 'cache-to': `type=registry,ref=${lab.registry}/cache/x:1` }, service.env());
  await run('docker', 'image', 'rm', inputs.tags);
  assert.deepEqual([standard.main.code, named.main.code], [0, 0], standard.log + named.log);
  // Its BuildKit is too old, too.
  const ours = [standard, named].map(({ warnings }) => warnings.filter((text) => text.startsWith('cache: ')));
  assert.deepEqual(ours[0], []);
  assert.match(
    ours[1]?.join('\n') ?? '',
    /^cache: nothing is exported, since the builder default has the driver docker.*$/,
  );
});

test('no process of an export outlives its job, nor a file', async (t) => {
  await using service = await startCacheService();
  const mark = `CACHE_TEST=${randomUUID()}`;
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  const [key = '', value] = mark.split('=');
  const env = { ...service.env(), RUNNER_TEMP: await makeContext(t, {}), [key]: value };
  const main = await runStep(inputs, { env });
  await main.post({ env: service.env() });
  assert.deepEqual(await findProcesses(mark), []);
  assert.deepEqual(await readdir(env.RUNNER_TEMP), []);
});

test('a buildx that was changed after the step is not run by the post step', async (t) => {
  await using service = await startCacheService();
  const [tools, config] = [await makeContext(t, {}), await makeContext(t, {})];
  const env = { ...service.env(), RUNNER_TOOL_CACHE: tools, DOCKER_CONFIG: config };
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  const main = await runStep(inputs, { env });
  assert.equal(main.code, 0, main.log);
  const [file = ''] = (await readdir(tools, { recursive: true })).filter((name) => name.endsWith('/docker-buildx'));
  const canary = join(tools, 'canary');
  await rm(join(tools, file));
  await writeFile(join(tools, file), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  const post = await main.post({ env });
  assert.equal(post.code, 0, post.log);
  assert.match(
    annotations(post, 'warning')[0] ?? '',
    /^cache: .*docker-buildx is not the buildx any more that was verified/,
  );
  assert.ok(!existsSync(canary));
  await assertNothingLeft(main);
});

test('the post step runs the buildx that was verified, also when another job has put its own in that place', async (t) => {
  await using service = await startCacheService();
  const { toolchain, program } = await otherBuildx(t);
  const [tools, config] = [await makeContext(t, {}), await makeContext(t, {})];
  const env = { ...service.env(), RUNNER_TOOL_CACHE: tools, DOCKER_CONFIG: config };
  const plugin = join(config, 'cli-plugins/docker-buildx');
  await mkdir(join(config, 'cli-plugins'));
  await copyFile(lab.buildx, plugin);
  const inputs = { ...one, ...publishTo('cache'), tags: '1', context: await makeStages(t) };
  const main = await runStep(inputs, { env });
  assert.equal(main.code, 0, main.log);
  await using other = await runStep({ ...inputs, toolchain, cache: 'off' }, { env });
  assert.equal(other.code, 0, other.log);
  assert.equal(await readFile(plugin, 'utf8'), program);
  const post = await main.post({ env });
  assert.deepEqual(annotations(post, 'warning'), []);
  // It is buildx that knows.
  assert.match(post.log, /^linux\/amd64 {2}/m);
  await assertNothingLeft(main);
});
