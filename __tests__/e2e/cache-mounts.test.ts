import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { Rule } from '../../lab/cache-service/fault.ts';
import { type CacheService, startCacheService } from '../../lab/cache-service/service.ts';
import { isRunning } from '../../src/detached.ts';
import { askRegistry, assertNothingLeft, findProcesses, lab, makeContext, publishTo, run, waitUntil } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { annotations, cancelStep, runStep, type StepOptions } from '../step.ts';

type Scope = Parameters<typeof makeContext>[0];
type Env = Record<string, string | undefined>;

const MAIN = { scope: 'refs/heads/main', permission: 3 };
const MOUNT = 'multiarch-build-mount-';
// BuildKit's garbage collection measures mounts, and a step that wants one meanwhile has an empty one.
const still = '[worker.oci]\ngc = false';
const both = { platforms: 'linux/amd64,linux/arm64', cache: '', 'buildkitd-config-inline': still };
const one = { ...both, platforms: 'linux/amd64' };
const CACHE = ['target=/cache'];
const never = new Promise<never>(() => {});

/** A context whose only step tells what it finds in its mounts, and leaves a file there that is named after it. */
function makeStep(t: Scope, word: string, mounts: readonly string[] = CACHE, more = ''): Promise<string> {
  const targets = mounts.map((flags) => /target=([^,]+)/.exec(flags)?.[1]).join(' ');
  const flags = mounts.map((flags) => `--mount=type=cache,${flags}`).join(' ');
  const script = `for m in ${targets}; do ls -A $m | sort | xargs echo seen in $m:; echo > $m/${word}-$TARGETARCH; done${more}`;
  return makeContext(t, { Dockerfile: `FROM busybox\nARG TARGETARCH\nRUN ${flags} ${script}\n` });
}

/** What a step's log says that it found in a mount, on all platforms. */
function seenIn(target: string, log: string): string[] {
  const lines = log.matchAll(new RegExp(`^#\\d+ [\\d.]+ seen in ${target}:(.*)$`, 'gm'));
  return [...new Set(Array.from(lines, ([, names = '']) => names.split(' ')).flat())].filter(Boolean).sort();
}

/** A job of one step: main, then post; released, and nothing left. */
async function runJob(inputs: Record<string, string>, env: Env, options: StepOptions = {}) {
  const main = await runStep({ 'cache-mounts': '/cache', ...inputs, tags: '1' }, { ...options, env });
  const post = await main.post({ env });
  const log = main.log + post.log;
  assert.deepEqual([main.code, post.code], [0, 0], log);
  const [, repository = '', tag = ''] = /\/(.+):([^:]+)$/.exec(main.outputs.tags ?? '') ?? [];
  assert.equal((await askRegistry(repository, tag)).digest, main.outputs.digest);
  await assertNothingLeft(main);
  return { main, post, log, warnings: [...annotations(main, 'warning'), ...annotations(post, 'warning')] };
}

const keysIn = (service: CacheService) =>
  service.entries().flatMap(({ key, stored }) => (stored && key.startsWith(MOUNT) ? [key] : []));

test('a builder that has nothing finds in its mounts what the last run left there, of all platforms', async (t) => {
  await using service = await startCacheService();
  const mounts = [
    'target=/root/.cache/all',
    'id=of-$TARGETARCH,target=/of',
    'target=/owned,uid=7,mode=0700',
    'target=/not',
  ];
  const inputs = { ...both, ...publishTo('mounts'), 'cache-mounts': '/root/.cache/all, of-$TARGETARCH\n/owned' };
  const first = await runJob({ ...inputs, context: await makeStep(t, 'first', mounts) }, service.env());
  const second = await runJob({ ...inputs, context: await makeStep(t, 'second', mounts) }, service.env());
  assert.deepEqual([...first.warnings, ...second.warnings], []);
  const before = (target: string) => seenIn(target, second.log).filter((name) => name.startsWith('first'));
  for (const target of ['/root/.cache/all', '/of', '/owned'])
    assert.deepEqual(before(target), ['first-amd64', 'first-arm64'], second.log);
  assert.deepEqual(before('/not'), []);
  assert.match(second.log, /seen in \/of: first-arm64$/m);
  assert.match(second.post.summary, /^\| of-amd64 \| [\d.]+ kB \| [\d.]+ kB, in [\d.]+ s \|$/m);
  assert.match(first.post.summary, /^\| of-amd64 \| empty \| [\d.]+ kB, in [\d.]+ s \|$/m);
  assert.match(second.main.log, /^cache-mounts: of-amd64: [\d.]+ kB of an earlier run, fetched in [\d.]+ s$/m);
  assert.match(second.main.log, /^cache-mounts: filled in [\d.]+ s$/m);
  assert.match(second.post.log, /^cache-mounts: read and kept in [\d.]+ s$/m);
  assert.match(second.main.summary, /^fetch mounts +\|/m);

  const other = await runJob(
    { ...inputs, ...publishTo('mounts'), context: await makeStep(t, 'third', mounts) },
    service.env(),
  );
  assert.deepEqual(seenIn('/of', other.log), [], 'they are of the image');
});

test('files come back as they were', async (t) => {
  await using service = await startCacheService();
  const make = [
    'mkdir -p a/b "c d"; echo text > a/b/f; chown 12:34 a/b/f; chmod 4751 a/b/f; ln -s ../b/f a/l; ln a/b/f hard',
    'touch -t 200102030405 a/b/f; mkfifo p; : > a/b/$(printf %0150d 0); chown 5:6 a; chmod 1777 a; touch -t 201112131415 "c d"',
  ];
  const stat = (format: string) => `sort -z | xargs -0 stat -c "${format}"`;
  // Links and folders get the time of their unpacking.
  const tell = `find . -print0 | ${stat('%n %F %a %u:%g %h %N')}; find . -type f -print0 | ${stat('%n %s %Y')}`;
  const listed = (log: string) => Array.from(log.matchAll(/^#\d+ [\d.]+ (\.\/.*)$/gm), ([, line]) => line);
  const step = (script: string) =>
    makeContext(t, { Dockerfile: `FROM busybox\nRUN --mount=type=cache,target=/cache cd /cache; ${script}\n` });
  const inputs = { ...one, ...publishTo('mounts') };
  const first = await runJob({ ...inputs, context: await step(`${make.join('; ')}; ${tell}`) }, service.env());
  const env = { ...service.env(), RUNNER_DEBUG: '1' };
  const second = await runJob({ ...inputs, context: await step(`: again; ${tell}`) }, env);
  assert.ok(listed(first.log).length > 10, first.log);
  assert.deepEqual(listed(second.log), listed(first.log));
  // Before and after that, BuildKit's own measuring takes a mount away.
  assert.match(
    second.main.log,
    /buildx build .*type=cacheonly[\s\S]* du .*exec\.cachemount[\s\S]*buildx build .*push-by-digest/,
  );
  // What nothing was added to is not kept once more.
  assert.equal(keysIn(service).length, 1);
  assert.match(second.post.summary, /^\| \/cache \| [\d.]+ kB \| unchanged \|$/m);
  assert.deepEqual([...first.warnings, ...second.warnings], []);
});

test('a build that is all in the cache leaves what was kept as it is', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts'), context: await makeStep(t, 'first') };
  await runJob(inputs, service.env());
  const again = await runJob(inputs, service.env());
  assert.match(again.log, /^#\d+ CACHED$/m);
  assert.match(again.post.summary, /\| unchanged \|$/m);
  assert.equal(keysIn(service).length, 1);
});

test('a token that may only read: the mounts are filled, and nothing is kept', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts') };
  await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
  const before = service.requests.length;
  const scopes = [{ ...MAIN, permission: 1 }];
  const second = await runJob({ ...inputs, context: await makeStep(t, 'second') }, service.env({ scopes }));
  assert.deepEqual([seenIn('/cache', second.log), second.warnings], [['first-amd64'], []], second.log);
  assert.ok(service.requests.slice(before).every(({ operation }) => /^(?:Get|Download)/.test(operation)));
});

const down: Rule['fault'] = { kind: 'status', status: 503 };
for (const [what, rule, expected] of [
  ['the service is down', { fault: down }, /^cache: the service is not used/],
  // The first two requests are the step's own, for the index and whether its bytes can be had.
  ['the service goes down', { skip: 2, fault: down }, /^cache-mounts: some mounts begin empty/],
  [
    'the service is down for them alone',
    { on: 'GetCacheEntryDownloadURL', key: MOUNT, fault: down },
    /no answer in time$/,
  ],
  [
    'a page comes',
    { on: 'GetCacheEntryDownloadURL', key: MOUNT, fault: { kind: 'html' } },
    /^cache-mounts: some mounts begin/,
  ],
  ['an archive is lost', { key: MOUNT, fault: { kind: 'lose' } }, /^cache-mounts: some mounts begin empty/],
  ['an archive has other bytes', { key: MOUNT, fault: { kind: 'corrupt' } }, /^cache-mounts: some mounts begin empty/],
  [
    'an archive breaks off',
    { key: MOUNT, fault: { kind: 'truncate', after: 10 } },
    /^cache-mounts: some mounts begin empty/,
  ],
  [
    'an archive is refused',
    { on: 'Download', key: MOUNT, fault: { kind: 'status', status: 403 } },
    /^cache-mounts: some mounts/,
  ],
] as [string, Rule, RegExp][])
  test(`${what}: the mount is empty, and one warning says so`, async (t) => {
    await using service = await startCacheService();
    const inputs = { ...one, ...publishTo('mounts') };
    await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
    service.misbehave(rule);
    const second = await runJob({ ...inputs, context: await makeStep(t, 'second') }, service.env());
    assert.ok(service.requests.some(({ fault }) => fault === rule.fault.kind));
    assert.deepEqual(seenIn('/cache', second.log), [], second.log);
    assert.equal(second.warnings.length, 1, second.log);
    assert.match(second.warnings[0] ?? '', expected);
  });

test('an archive that is another one than its key says is not used', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts') };
  await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
  const [key = ''] = keysIn(service);
  const [, name = ''] = /-(\w{12})-\w{64}$/.exec(key) ?? [];
  const folder = await makeContext(t, {});
  await run(
    'tar',
    '--format=ustar',
    '-cf',
    join(folder, `${name}.tar`),
    '-C',
    lab.env.GITHUB_WORKSPACE ?? '',
    'package.json',
  );
  const script = `import { saveCache } from '@actions/cache'; import { chdir } from 'node:process'; chdir(${JSON.stringify(folder)});
    if ((await saveCache(['${name}.tar'], '${key.replace(/\w{64}$/, '0'.repeat(64))}')) < 0) process.exit(1); process.exit(0)`;
  const env = Object.entries({ ...service.env(), GITHUB_WORKSPACE: folder }).map(([name, value]) => `${name}=${value}`);
  await run('env', ...env, process.execPath, '--input-type=module', '--eval', script);
  assert.equal(keysIn(service).length, 2);
  const second = await runJob({ ...inputs, context: await makeStep(t, 'second') }, service.env());
  assert.deepEqual(seenIn('/cache', second.log), [], second.log);
  assert.equal(second.warnings.length, 1, second.log);
  assert.match(second.warnings[0] ?? '', /0{64}: it is not what its key says$/);
});

for (const [what, rule, expected] of [
  [
    'refused',
    { on: 'CreateCacheEntry', key: MOUNT, fault: { kind: 'status', status: 403 } },
    /^cache-mounts: not all was kept/,
  ],
  [
    'not taken in',
    { on: 'Upload', key: MOUNT, fault: { kind: 'status', status: 403 } },
    /^cache-mounts: not all was kept/,
  ],
  [
    'not finished',
    { on: 'FinalizeCacheEntryUpload', key: MOUNT, fault: { kind: 'html' } },
    /^cache-mounts: not all was kept/,
  ],
  [
    'refused with all else',
    { on: 'CreateCacheEntry', fault: { kind: 'status', status: 403 } },
    /^cache: the export failed/,
  ],
] as [string, Rule, RegExp][])
  test(`what a mount has is ${what}: one warning`, async (t) => {
    await using service = await startCacheService();
    service.misbehave(rule);
    const context = await makeStep(t, 'first', CACHE, '; head -c 9999 /dev/urandom > /random');
    const job = await runJob({ ...one, ...publishTo('mounts'), context }, service.env());
    assert.equal(job.warnings.length, 1, job.log);
    assert.match(job.warnings[0] ?? '', expected);
    assert.deepEqual(keysIn(service), []);
  });

test('where the cache is required, a mount that is not kept is an error', async (t) => {
  await using service = await startCacheService();
  service.misbehave({ on: 'CreateCacheEntry', key: MOUNT, fault: { kind: 'status', status: 403 } });
  const inputs = { ...one, ...publishTo('mounts'), 'cache-mounts': '/cache', 'cache-required': 'true' };
  const main = await runStep({ ...inputs, context: await makeStep(t, 'first') }, { env: service.env() });
  const post = await main.post({ env: service.env() });
  assert.deepEqual([main.code, post.code], [0, 1], post.log);
  assert.match(annotations(post, 'error')[0] ?? '', /^cache-mounts: .*With cache-required, that is an error$/);
  await assertNothingLeft(main);
});

const endless: Rule = { on: 'CreateCacheEntry', key: MOUNT, fault: { kind: 'held', until: never } };
for (const [what, limit, post, expected] of [
  [
    'with the job',
    '10m',
    { env: { 'INPUT_JOB-STATUS': 'cancelled' } },
    /^cache-mounts: keeping them was ended with the job/m,
  ],
  ['when its time is over', '3s', { env: {} }, /::warning::cache-mounts: not all was kept.*it took longer than 3 s/],
] as [string, string, StepOptions, RegExp][])
  test(`keeping them is ended ${what}`, async (t) => {
    await using service = await startCacheService();
    service.misbehave(endless);
    const mark = `CACHE_TEST=${randomUUID()}`;
    const [key = '', value] = mark.split('=');
    const env = { ...service.env(), RUNNER_TEMP: await makeContext(t, {}), [key]: value };
    const inputs = { ...one, ...publishTo('mounts'), 'cache-mounts': '/cache', 'cache-export-timeout': limit };
    const main = await runStep({ ...inputs, context: await makeStep(t, 'first') }, { env });
    assert.equal(main.code, 0, main.log);
    // The time is that of both exports.
    await waitUntil(() => service.entries().some(({ key, stored }) => stored && key.startsWith('index-')));
    const ended = await main.post({ ...post, env: { ...env, [key]: undefined, ...post.env } });
    assert.equal(ended.code, 0, ended.log);
    assert.match(ended.log, expected);
    await assertNothingLeft(main);
    assert.deepEqual([await findProcesses(mark), await readdir(env.RUNNER_TEMP)], [[], []]);
  });

for (const at of ['the archive is fetched', 'it is kept'])
  test(`a step that is killed while ${at} leaves nothing`, async (t) => {
    await using service = await startCacheService();
    // Where tags are never moved, the step has no end of its own.
    await using registry = await startRegistry(({ method, path }) =>
      method === 'PUT' && path.endsWith('/killed') ? never : false,
    );
    const image = `${registry.host}/mounts/${randomUUID()}`;
    const inputs = { ...one, image, push: 'true', 'cache-mounts': '/cache' };
    if (at !== 'it is kept') await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
    service.misbehave({ on: ['Download', 'CreateCacheEntry'], key: MOUNT, fault: { kind: 'held', until: never } });
    const isFetching = () =>
      service.requests.some(({ operation, key, fault }) => operation === 'Download' && key.startsWith(MOUNT) && fault);
    const onLine = async (line: string, child: ChildProcess) => {
      if (!(at === 'it is kept' ? /the export goes on/ : /is up/).test(line)) return;
      if (at !== 'it is kept') await waitUntil(isFetching);
      child.kill('SIGKILL');
    };
    const context = await makeStep(t, 'second');
    const main = await runStep({ ...inputs, tags: 'killed', context }, { env: service.env(), onLine });
    assert.equal(main.code, null, main.log);
    const post = await main.post({ env: { ...service.env(), 'INPUT_JOB-STATUS': 'cancelled' } });
    assert.equal(post.code, 0, post.log);
    await assertNothingLeft(main);
  });

test('a step that is cancelled while an archive is fetched is gone in time', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts'), tags: '1', 'cache-mounts': '/cache' };
  await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
  service.misbehave({ on: 'Download', key: MOUNT, fault: { kind: 'held', until: never } });
  const onLine = (line: string, child: ChildProcess) => void (/is up/.test(line) && cancelStep(child, 'SIGINT'));
  const main = await runStep({ ...inputs, context: await makeStep(t, 'second') }, { env: service.env(), onLine });
  assert.equal(main.code, 1, main.log);
  await main.post({ env: { ...service.env(), 'INPUT_JOB-STATUS': 'cancelled' } });
  await assertNothingLeft(main);
});

test('a later step of the job finds the mounts as the earlier one left them', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts'), tags: '1', 'cache-mounts': '/cache' };
  await runJob({ ...inputs, context: await makeStep(t, 'zero') }, service.env());
  const env = { ...service.env(), GITHUB_RUN_ID: randomUUID() };
  const first = await runStep({ ...inputs, context: await makeStep(t, 'first', CACHE, '; rm /cache/zero*') }, { env });
  const second = await runStep({ ...inputs, context: await makeStep(t, 'second') }, { env });
  assert.deepEqual(seenIn('/cache', first.log), ['zero-amd64'], first.log);
  assert.deepEqual(seenIn('/cache', second.log), ['first-amd64'], second.log);
  for (const step of [second, first]) {
    const post = await step.post({ env });
    assert.deepEqual([post.code, annotations(post, 'warning')], [0, []], post.log);
  }
  await assertNothingLeft(first);
});

test('mounts that are being read are waited for by a later step of the job', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts'), tags: '1', 'cache-mounts': '/cache' };
  const env = { ...service.env(), GITHUB_RUN_ID: randomUUID(), RUNNER_TEMP: await makeContext(t, {}) };
  let reader = 0;
  const freeze = (line: string) => {
    if (!line.startsWith('cache: the export goes on')) return;
    const note = readdirSync(env.RUNNER_TEMP).find((name) => name.startsWith('multiarch-build-mounts-'));
    reader = Number(note && readFileSync(join(env.RUNNER_TEMP, note), 'utf8'));
    assert.ok(reader > 0);
    process.kill(reader, 'SIGSTOP');
  };
  const first = await runStep({ ...inputs, context: await makeStep(t, 'first') }, { env, onLine: freeze });
  let waits = false;
  const goOn = (line: string) => {
    if (!/is being read; this build follows$/.test(line)) return;
    waits = true;
    process.kill(reader, 'SIGCONT');
  };
  t.after(() => isRunning(reader) && process.kill(reader, 'SIGCONT'));
  const second = await runStep({ ...inputs, context: await makeStep(t, 'second') }, { env, onLine: goOn });
  assert.ok(waits, second.log);
  assert.deepEqual(seenIn('/cache', second.log), ['first-amd64'], second.log);
  for (const step of [second, first]) {
    const post = await step.post({ env });
    assert.deepEqual([post.code, annotations(post, 'warning')], [0, []], post.log);
  }
  await assertNothingLeft(first);
  assert.deepEqual(await readdir(env.RUNNER_TEMP), []);
});

for (const sharing of ['locked', 'private'])
  test(`${sharing} mounts that another build has are waited for, and kept as it leaves them`, async (t) => {
    await using service = await startCacheService();
    const mounts = ['/cache', '/more'].map((target) => `target=${target},sharing=${sharing}`);
    const { promise: isHeld, resolve: goOn } = Promise.withResolvers<void>();
    // The step goes on from here when the other build has the mounts.
    await using registry = await startRegistry(async ({ method, path }) => {
      if (method === 'PUT' && path.includes('/manifests/')) await isHeld;
      return false;
    });
    const image = `${registry.host}/mounts/${randomUUID()}`;
    const inputs = { ...one, image, push: 'true', tags: '1', 'cache-mounts': '/cache, /more' };
    const env = { ...service.env(), DOCKER_CONFIG: await makeContext(t, {}) };
    const other = await makeStep(t, 'other', mounts, '; sleep 5');
    let name = '';
    let building: Promise<unknown> | undefined;
    const onLine = (line: string) => {
      const [, builder] = /^#0 building with "(\S+)" instance/.exec(line) ?? [];
      if (builder) name = builder;
      if (/ pushing layers/.test(line)) building ??= buildBeside(name, other, env.DOCKER_CONFIG, goOn);
    };
    const first = await runStep({ ...inputs, context: await makeStep(t, 'first', mounts) }, { env, onLine });
    const post = await first.post({ env });
    await building;
    assert.deepEqual([first.code, post.code, annotations(post, 'warning')], [0, 0, []], first.log + post.log);
    assert.equal(post.summary.match(/\| empty \| [\d.]+ kB, in [\d.]+ s \|$/gm)?.length, 2, post.log);
    await assertNothingLeft(first);
    const next = await runJob({ ...inputs, context: await makeStep(t, 'next', mounts) }, env);
    for (const target of ['/cache', '/more'])
      assert.deepEqual(seenIn(target, next.log), ['first-amd64', 'other-amd64'], next.log);
  });

/** Builds with a builder of this configuration of Docker's, and tells when a step of it has its mounts. */
async function buildBeside(builder: string, context: string, config: string, onHeld: () => void): Promise<void> {
  const env = { ...process.env, DOCKER_CONFIG: config };
  const child = spawn(lab.buildx, ['build', `--builder=${builder}`, '--progress=plain', context], { env });
  let log = '';
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString();
    if (/ seen in \/more:/.test(log)) onHeld();
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, log);
}

for (const [what, inputs, expected] of [
  ['with cache: off', { cache: 'off' }, /^cache-mounts: nothing is carried over, with cache: off$/m],
  [
    'where the builder lasts',
    { 'keep-state': 'true' },
    /^cache-mounts: nothing is carried over, since the builder lasts and has them$/m,
  ],
] as [string, Record<string, string>, RegExp][])
  test(`nothing is carried ${what}`, async (t) => {
    await using service = await startCacheService();
    const context = await makeStep(t, 'first');
    const main = await runStep(
      { ...one, ...publishTo('mounts'), context, 'cache-mounts': '/cache', ...inputs },
      { env: service.env() },
    );
    const post = await main.post({ env: service.env() });
    const volume = `buildx_buildkit_${main.outputs.builder}0_state`;
    if ('keep-state' in inputs) await run('docker', 'volume', 'rm', volume);
    assert.deepEqual([main.code, post.code, service.requests], [0, 0, []], main.log);
    assert.match(main.log, expected);
    assert.doesNotMatch(main.summary, /mounts +\|/);
  });

test('a build of all steps anew begins with empty mounts, and keeps what they have then', async (t) => {
  await using service = await startCacheService();
  const inputs = { ...one, ...publishTo('mounts') };
  await runJob({ ...inputs, context: await makeStep(t, 'first') }, service.env());
  const anew = await runJob({ ...inputs, 'no-cache': 'true', context: await makeStep(t, 'second') }, service.env());
  assert.deepEqual(seenIn('/cache', anew.log), [], anew.log);
  const third = await runJob({ ...inputs, context: await makeStep(t, 'third') }, service.env());
  assert.deepEqual(seenIn('/cache', third.log), ['second-amd64'], third.log);
});

test('a name that no mount has is worth a warning that says which there are', async (t) => {
  await using service = await startCacheService();
  const context = await makeStep(t, 'first', ['id=go-build,target=/cache']);
  const job = await runJob({ ...one, ...publishTo('mounts'), context, 'cache-mounts': 'go-biuld' }, service.env());
  assert.deepEqual(job.warnings, [
    'cache-mounts: "go-biuld" is neither id nor target of a RUN --mount=type=cache in the Dockerfile; write go-build',
  ]);
});

test('without a service, one warning says so', async (t) => {
  const job = await runJob({ ...one, ...publishTo('mounts'), context: await makeStep(t, 'first') }, {});
  assert.equal(job.warnings.length, 1, job.log);
  assert.match(job.warnings[0] ?? '', /^cache: there is no cache service without ACTIONS_RESULTS_URL/);
});
