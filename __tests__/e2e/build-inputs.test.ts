import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { makeRepository, startGitServer } from '../git-server.ts';
import { askRegistry, lab, makeContext, publishTo, readConfig } from '../lab.ts';
import { annotations, runStep, type StepOptions, type StepResult } from '../step.ts';

const platforms = 'linux/amd64';

/** Builds and returns what the files of the result hold. */
async function buildFiles(
  t: TestContext,
  inputs: Record<string, string>,
  options?: StepOptions,
): Promise<{ step: StepResult; files: Record<string, string> }> {
  const dest = await mkdtemp(join(tmpdir(), 'multiarch-build-result-'));
  t.after(() => rm(dest, { recursive: true }));
  const step = await runStep({ platforms, outputs: `type=local,dest=${dest}`, ...inputs }, options);
  // The workspace may be gone by then.
  t.after(() => step.post({ cwd: process.cwd() }));
  const names = (await readdir(dest)).filter((name) => name !== 'provenance.json');
  const read = async (name: string) => [name, await readFile(join(dest, name), 'utf8')] as const;
  return { step, files: Object.fromEntries(await Promise.all(names.map(read))) };
}

const running = (...commands: string[]) =>
  `FROM busybox AS run\n${commands.join('\n')}\nFROM scratch\nCOPY --from=run /result /\n`;

test('hosts, shared memory, limits, cgroup and network of the steps', async (t) => {
  const show =
    'cat /etc/hosts > hosts; df -k /dev/shm | tail -1 > shm; ulimit -n > nofile; cat /proc/self/cgroup > cgroup; ls /sys/class/net > net';
  const context = await makeContext(t, { Dockerfile: running(`RUN mkdir /result; cd /result; ${show}`) });
  const { step, files } = await buildFiles(t, {
    context,
    'add-hosts': 'db.test:10.1.2.3,cache.test=10.1.2.4',
    'shm-size': '12m',
    ulimit: 'nofile=123:456',
    'cgroup-parent': 'builds-of-acme',
    network: 'none',
  });
  assert.equal(step.code, 0, step.log);
  assert.match(files.hosts ?? '', /^10\.1\.2\.3\s+db\.test$/m);
  assert.match(files.hosts ?? '', /^10\.1\.2\.4\s+cache\.test$/m);
  assert.match(files.shm ?? '', /\b12288\b/);
  assert.equal(files.nofile, '123\n');
  assert.match(files.cgroup ?? '', /builds-of-acme/);
  assert.equal(files.net, 'lo\n');
});

test('steps are given what they are allowed, and no more', async (t) => {
  const context = await makeContext(t, {
    Dockerfile: running(`RUN --network=host mkdir /result; wget -qO /result/answer http://${lab.registry}/v2/`),
  });
  const inputs = { context, 'driver-opts': 'network=host' };
  const refused = await buildFiles(t, inputs);
  assert.equal(refused.step.code, 1);
  assert.match(refused.step.log, /network\.host is not allowed/);
  const { step, files } = await buildFiles(t, { ...inputs, allow: 'network.host' });
  assert.equal(step.code, 0, step.log);
  assert.equal(files.answer, '{}');
  const { step: insecure } = await buildFiles(t, {
    context: await makeContext(t, { Dockerfile: running('RUN --security=insecure mkdir /result; touch /result/x') }),
    allow: 'security.insecure',
  });
  assert.equal(insecure.code, 0, insecure.log);
});

test('secrets arrive to the byte, and stand nowhere else', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const values = { pem, crlf: 'canary-a\r\ncanary-b\r\n', json: '{\n  "canary": "x\\"y"\n}', plain: 'canary=ü  ' };
  const context = await makeContext(t, { file: 'canary-file\n' });
  await writeFile(
    join(context, 'Dockerfile'),
    running(
      'RUN mkdir /result',
      ...[...Object.keys(values), 'env', 'file'].map(
        (id) => `RUN --mount=type=secret,id=${id},required=true cp /run/secrets/${id} /result/${id}`,
      ),
    ),
  );
  const quoted = Object.entries(values).map(([id, value]) =>
    id === 'plain' ? `${id}=${value}` : `"${id}=${value.replaceAll('"', '""')}"`,
  );
  const published = { ...publishTo('inputs'), provenance: 'mode=max' };
  const given = {
    ...published,
    context,
    secrets: quoted.join('\n'),
    'secret-envs': 'env=CANARY',
    'secret-files': `file=${context}/file`,
  };
  const { step, files } = await buildFiles(t, given, { env: { CANARY: 'canary-env' } });
  assert.equal(step.code, 0, step.log);
  assert.deepEqual(files, { ...values, env: 'canary-env', file: 'canary-file\n' });
  const masks = step.commands.filter(({ name }) => name === 'add-mask').map(({ text }) => text);
  const lines = Object.values(values)
    .flatMap((value) => value.split(/\r?\n/).map((line) => line.trim()))
    .filter((line) => line.length > 3);
  for (const line of lines) assert.ok(masks.includes(line.replaceAll('%', '%25')), line);
  const told = step.log.replaceAll(/::add-mask::.*/g, '') + step.summary + JSON.stringify([step.state, step.outputs]);
  assert.doesNotMatch(told, /canary-(?:a|b|env)|canary=ü|RSA PRIVATE/);
  const folder =
    /"path":"([^"]*multiarch-build-[^"]*)"/.exec(JSON.stringify(step.state).replaceAll('\\"', '"'))?.[1] ?? '';
  assert.ok((await readdir(folder)).some((name) => name.startsWith('secret-')));
  await step.post();
  await assert.rejects(readdir(folder), /ENOENT/);
});

test('a key is given to the steps that ask for an SSH agent', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const mount =
    'RUN --mount=type=ssh,id=deploy,required=true mkdir /result; test -S "$SSH_AUTH_SOCK" && touch /result/there';
  const context = await makeContext(t, {
    Dockerfile: running(mount),
    key: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  });
  const { step, files } = await buildFiles(t, { context, ssh: `deploy=${context}/key` });
  assert.equal(step.code, 0, step.log);
  assert.deepEqual(Object.keys(files), ['there']);
  assert.equal((await buildFiles(t, { context })).step.code, 1);
});

test('further contexts: folders and images', async (t) => {
  const docs = await makeContext(t, { page: 'a page' });
  const context = await makeContext(t, {
    Dockerfile: 'FROM base AS base\nFROM scratch\nCOPY --from=docs page /\nCOPY --from=base /bin/busybox /\n',
  });
  const { step, files } = await buildFiles(t, {
    context,
    'build-contexts': `docs=${docs}\nbase=docker-image://busybox`,
  });
  assert.equal(step.code, 0, step.log);
  assert.equal(files.page, 'a page');
  assert.ok((files.busybox?.length ?? 0) > 100_000);
  const missing = await buildFiles(t, { context, 'build-contexts': 'docs=nowhere', 'secret-files': 'a=none' });
  assert.equal(missing.step.code, 1);
  assert.match(
    annotations(missing.step, 'error').join('\n'),
    /^build-contexts: "docs=nowhere" is no folder of .*\nsecret-files: ".*\/none" is no file of/,
  );
});

test('stages that are built anew, and others that are not', async (t) => {
  const stage = (name: string) => `FROM busybox AS ${name}\nRUN cat /proc/sys/kernel/random/uuid > /${name}\n`;
  const context = await makeContext(t, {
    Dockerfile: `${stage('one')}${stage('two')}FROM scratch\nCOPY --from=one /one /\nCOPY --from=two /two /\n`,
  });
  const inputs = { context, builder: `multiarch-build-filters-${process.pid}` };
  const first = await buildFiles(t, inputs);
  const again = await buildFiles(t, { ...inputs, 'no-cache-filters': 'two' });
  assert.equal(again.step.code, 0, again.step.log);
  assert.equal(again.files.one, first.files.one);
  assert.notEqual(again.files.two, first.files.two);
});

test('a build is asked for its checks, its arguments and its stages, and nothing is published', async (t) => {
  const text = 'ARG VERSION=1\nFROM busybox as base\nFROM base AS last\nENV A 1\nARG COLOUR\n';
  const context = await makeContext(t, { Dockerfile: text });
  const published = publishTo('inputs');
  for (const [call, answer] of [
    ['check', /FromAsCasing[\s\S]*LegacyKeyValueFormat/],
    ['check,format=json', /"ruleName": "FromAsCasing"/],
    ['outline', /COLOUR/],
    ['targets,format=json', /"name": "base"/],
  ] as const) {
    await using step = await runStep({ ...published, context, tags: '1', call, platforms: 'linux/amd64,linux/arm64' });
    assert.equal(step.code, call.startsWith('check') ? 1 : 0, step.log);
    assert.match(step.log, answer);
    assert.match(step.summary, answer);
    assert.ok(JSON.parse(step.outputs.metadata ?? '')['result.json'], step.outputs.metadata);
    assert.deepEqual([step.outputs.platforms, step.outputs.digest], ['{}', '']);
    for (const error of annotations(step, 'error')) assert.ok(error.length < 200, error);
    assert.doesNotMatch(step.log, /RUN|Verify and tag/);
  }
  assert.equal((await askRegistry(published.image.replace(`${lab.registry}/`, ''), '1')).status, 404);
});

test('where nothing is checked out, the context is the repository, at the commit of the workflow', async (t) => {
  const source = await makeContext(t, {
    Dockerfile: 'FROM scratch\nCOPY page /\n',
    page: 'one',
    'Other.Dockerfile': 'FROM scratch\nCOPY page /other\n',
  });
  await mkdir(join(source, 'docs'));
  await writeFile(join(source, 'docs/Dockerfile'), 'FROM scratch\nCOPY Dockerfile /docs\n');
  const root = await makeContext(t, {});
  const sha = await makeRepository(source, join(root, 'Acme/app.git'));
  await using server = await startGitServer(root, 'canary-token');
  const workspace = await makeContext(t, {});
  const env = { GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'Acme/app', GITHUB_SHA: sha };
  const options = { env, cwd: workspace };
  const inputs = { 'github-token': 'canary-token' };
  const { step, files } = await buildFiles(t, inputs, options);
  assert.equal(step.code, 0, step.log);
  assert.deepEqual(files, { page: 'one' });
  assert.match(step.log, /context: nothing is checked out, so it is http.*\/Acme\/app\.git#[0-9a-f]{40}/);
  assert.doesNotMatch(step.log.replaceAll(/::add-mask::.*/g, ''), /canary/);
  const other = await buildFiles(t, { ...inputs, file: 'Other.Dockerfile' }, options);
  assert.deepEqual(other.files, { other: 'one' });
  const docs = await buildFiles(t, { ...inputs, context: '{{defaultContext}}:docs' }, options);
  assert.deepEqual(Object.keys(docs.files), ['docs'], docs.step.log);
  const named = await buildFiles(t, { ...inputs, context: `${server.url}/Acme/app.git#main` }, { env });
  assert.deepEqual(named.files, { page: 'one' }, named.step.log);
  server.authorizations.length = 0;
  const foreign = await buildFiles(
    t,
    { ...inputs, context: `${server.url}/Acme/app.git#main` },
    { env: { ...env, GITHUB_REPOSITORY: 'Evil/app' } },
  );
  assert.equal(foreign.step.code, 1);
  assert.match(foreign.step.log, /Give it a github-token .*GIT_AUTH_TOKEN/);
  assert.deepEqual(new Set(server.authorizations), new Set(['']));
  const given = await buildFiles(
    t,
    { context: `${server.url}/Acme/app.git#main`, secrets: 'GIT_AUTH_TOKEN=canary-token' },
    { cwd: workspace },
  );
  assert.deepEqual(given.files, { page: 'one' }, given.step.log);
});

test('a Dockerfile may be a file of this machine for a context that is a URL', async (t) => {
  const source = await makeContext(t, { page: 'one' });
  const root = await makeContext(t, {});
  await makeRepository(source, join(root, 'app.git'));
  await using server = await startGitServer(root);
  const folder = await makeContext(t, { 'My.Dockerfile': 'FROM scratch\nCOPY page /\nENV A=1\n' });
  await using step = await runStep({
    ...publishTo('inputs'),
    platforms,
    context: `${server.url}/app.git`,
    file: join(folder, 'My.Dockerfile'),
  });
  assert.equal(step.code, 0, step.log);
  assert.ok((await readConfig(step)).Env?.includes('A=1'));
});
