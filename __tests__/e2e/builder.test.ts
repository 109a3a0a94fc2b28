import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'smol-toml';
import { formatAttributes } from '../../src/list.ts';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { assertNothingLeft, examples, lab, makeContext, publishTo, readProxies, run } from '../lab.ts';
import { annotations, runStep, type StepResult } from '../step.ts';

const cwd = join(examples, 'static-site');
const inputs = { platforms: 'linux/amd64' };
// Certificates of this machine's lie under other paths in the builder, and buildx has to bring many of them there.
const bare = { SSL_CERT_FILE: undefined, SSL_CERT_DIR: undefined, NODE_EXTRA_CA_CERTS: undefined };
const name = () => `multiarch-build-test-${randomUUID()}`;

test('a builder that exists is used as it is, and stays', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  const builder = name();
  const buildx = (...args: string[]) => run('env', `DOCKER_CONFIG=${env.DOCKER_CONFIG}`, lab.buildx, ...args);
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const image = `${toolchain.buildkit.sources[0]}@${toolchain.buildkit.digest}`;
  const config = join(env.DOCKER_CONFIG, 'buildkitd.toml');
  await writeFile(
    config,
    `[registry."docker.io"]\nmirrors = ["${lab.registry}"]\n[registry."${lab.registry}"]\nhttp = true\n`,
  );
  await buildx(
    'create',
    `--name=${builder}`,
    `--driver-opt=image=${image},network=host`,
    `--buildkitd-config=${config}`,
  );
  const before = await buildx('ls', '--format=json');
  try {
    for (const given of [
      { inputs: { ...inputs, builder }, env },
      { inputs, env: { ...env, BUILDX_BUILDER: builder } },
    ]) {
      await using step = await runStep(given.inputs, { cwd, env: given.env });
      assert.equal(step.code, 0, step.log);
      assert.equal(step.outputs.builder, builder);
      await step.post();
      // Also one that somebody had pause meanwhile.
      if ('builder' in given.inputs) await run('docker', 'pause', `buildx_buildkit_${builder}0`);
    }
    const names = (text: string) => text.split('\n').map((line) => JSON.parse(line).Name);
    assert.deepEqual(names(await buildx('ls', '--format=json')), names(before));
    assert.match(await buildx('inspect', builder), /^Status:\s+running$/m);
  } finally {
    await buildx('rm', builder);
  }
});

test('a builder is what buildx would make', async (t) => {
  // The docker CLI would give it to every container.
  const proxies = JSON.stringify({ proxies: { default: { httpsProxy: 'http://proxy.test:3128' } } });
  const env = { DOCKER_CONFIG: await makeContext(t, { 'config.json': proxies }), ...bare };
  const [ours, other] = [name(), name()];
  const [container, otherContainer] = [ours, other].map((name) => `buildx_buildkit_${name}0`) as [string, string];
  const buildx = (...args: string[]) => run('env', `DOCKER_CONFIG=${env.DOCKER_CONFIG}`, lab.buildx, ...args);
  const entryOf = async (name: string) =>
    JSON.parse(
      (await readFile(join(env.DOCKER_CONFIG, 'buildx/instances', name), 'utf8')).replaceAll(name, 'NAME'),
    ) as { Nodes: [{ DriverOpts: object; Flags: string[]; Files: Record<string, string> }] };
  const given = { builder: ours, 'driver-opts': 'env.TZ=UTC\nenv.HTTPS_PROXY=', 'buildkitd-flags': '--debug' };
  await using step = await runStep({ ...inputs, ...given }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  const entry = await entryOf(ours);
  const [{ DriverOpts, Flags, Files }] = entry.Nodes;
  const config = join(env.DOCKER_CONFIG, 'buildkitd.toml');
  await writeFile(config, Buffer.from(Files['buildkitd.toml'] ?? '', 'base64'));
  const options = Object.entries(DriverOpts).map((option) => `--driver-opt=${formatAttributes([option])}`);
  const flags = [`--buildkitd-flags=${Flags.join(' ')}`, `--buildkitd-config=${config}`];
  await buildx('create', '--bootstrap', `--name=${other}`, '--driver=docker-container', ...options, ...flags);
  try {
    const theirs = await entryOf(other);
    const readFiles = ({ Nodes: [node] }: typeof entry) =>
      parse(Buffer.from(node.Files['buildkitd.toml'] ?? '', 'base64').toString());
    assert.deepEqual(readFiles(entry), readFiles(theirs));
    assert.deepEqual({ ...entry.Nodes[0], Files: {} }, { ...theirs.Nodes[0], Files: {} });
    assert.deepEqual({ ...entry, Nodes: [] }, { ...theirs, Nodes: [] });
    for (const what of ['{{json .HostConfig}}', '{{json .Mounts}}', '{{.Image}}']) {
      const plain = async (container: string) =>
        (await inspect(container, what)).replaceAll(container, 'NAME').replaceAll(/:(?:\[\]|\{\})/g, ':null');
      assert.deepEqual(await plain(container), await plain(otherContainer));
    }
    const proxies = await readProxies(otherContainer);
    assert.deepEqual(
      proxies.filter((proxy) => !/^no_/i.test(proxy)),
      ['HTTPS_PROXY='],
    );
    assert.deepEqual(await readProxies(container), proxies);
  } finally {
    await buildx('rm', other);
  }
});

test('a container that buildx does not list is taken over where it is what would be made, else made anew, or left to whose it is', async (t) => {
  const builder = name();
  const container = `buildx_buildkit_${builder}0`;
  const env = async () => ({ DOCKER_CONFIG: await makeContext(t, {}) });
  const debug = { ...inputs, builder, 'buildkitd-config-inline': 'debug = true' };
  const id = () => inspect(container, '{{.Id}}');
  t.after(async () => {
    await run('docker', 'rm', '--force', container);
    await run('docker', 'volume', 'rm', '--force', `${container}_state`);
  });
  // What is killed in the middle of a job has no post step, and the next job may have another list.
  const left = await runStep({ ...inputs, builder }, { cwd, env: await env() });
  assert.equal(left.code, 0, left.log);
  const made = await id();
  const again = await runStep({ ...inputs, builder }, { cwd, env: await env() });
  assert.equal(again.code, 0, again.log);
  assert.equal(await id(), made);

  await run('docker', 'exec', '--detach', container, 'buildctl', 'debug', 'monitor');
  const busy = await runStep(debug, { cwd, env: await env() });
  assert.equal(busy.code, 1, busy.log);
  assert.match(
    annotations(busy, 'error')[0] ?? '',
    /^builder: \S+ is not on buildx's list, .*other settings and is in use/,
  );
  await busy.post();
  assert.equal(await id(), made);

  await run('docker', 'restart', '--time=0', container);
  const other = await runStep(debug, { cwd, env: await env() });
  assert.equal(other.code, 0, other.log);
  assert.notEqual(await id(), made);
  assert.match(await run('docker', 'exec', container, 'cat', '/etc/buildkit/buildkitd.toml'), /^debug = true$/m);
  await other.post();
  await assertNothingLeft(other);

  await run('docker', 'create', `--name=${container}`, 'busybox');
  const foreign = await runStep({ ...inputs, builder }, { cwd, env: await env() });
  const error = annotations(foreign, 'error')[0] ?? '';
  assert.match(error, /^builder: \S+ is not on buildx's list, .*which was not made by this user's steps/);
  await foreign.post();
  await run('sh', '-c', /"(docker rm .*)"/.exec(error)?.[1] ?? '');
  for (const step of [foreign, again, left]) await step.post();
  await assertNothingLeft(left);
});

test('of a builder with another BuildKit log and summary tell what runs', async (t) => {
  const [env, builder] = [{ DOCKER_CONFIG: await makeContext(t, {}) }, name()];
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const pinned = await run('docker', 'create', `${toolchain.buildkit.sources[0]}@${toolchain.buildkit.digest}`);
  const image = `${builder}:mine`;
  await run('docker', 'commit', '--author=me', pinned, image);
  await run('docker', 'rm', '--volumes', pinned);
  const create = ['create', `--name=${builder}`, `--driver-opt=image=${image}`];
  await run('env', `DOCKER_CONFIG=${env.DOCKER_CONFIG}`, lab.buildx, ...create);
  t.after(async () => {
    await run('docker', 'rm', '--force', `buildx_buildkit_${builder}0`);
    await run('docker', 'volume', 'rm', `buildx_buildkit_${builder}0_state`);
    await run('docker', 'rmi', image);
  });
  await using step = await runStep(
    { ...inputs, builder, context: await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY . /\n' }) },
    { env },
  );
  assert.equal(step.code, 0, step.log);
  assert.match(
    step.log,
    new RegExp(`^Builder ${builder}: its BuildKit is not the pinned one, but from ${image}$`, 'm'),
  );
  const row = `^\\| BuildKit \\| v\\S+ \\| nothing: the builder ${builder} was there, with ${image} \\|$`;
  assert.match(step.summary, new RegExp(row, 'm'));
  assert.ok(!step.summary.includes(toolchain.buildkit.digest));
});

test('a builder of a new name is made, and removed with its volume', async () => {
  const builder = name();
  await using step = await runStep({ ...inputs, builder }, { cwd });
  assert.equal(step.outputs.builder, builder, step.log);
  await step.post();
  await assertNothingLeft(step);
});

for (const [kept, what] of [
  [{ 'keep-state': 'true' }, 'the volume'],
  [{ cleanup: 'false' }, 'the builder'],
] as const)
  test(`${Object.keys(kept)}: ${what} is found by the next job`, async (t) => {
    const context = await makeContext(t, { Dockerfile: `FROM busybox\nRUN echo ${randomUUID()}\n` });
    const env = { DOCKER_CONFIG: await makeContext(t, {}) };
    await using first = await runStep({ ...inputs, ...kept, context }, { env });
    assert.equal(first.code, 0, first.log);
    await first.post();
    await using second = await runStep({ ...inputs, ...kept, context }, { env });
    assert.equal(second.outputs.builder, first.outputs.builder);
    assert.match(second.log, /RUN echo .*\n.*CACHED/);
    await second.post();
    const container = `buildx_buildkit_${first.outputs.builder}0`;
    await run('docker', 'rm', '--force', container);
    await run('docker', 'volume', 'rm', `${container}_state`);
  });

/** The container of a step's builder, and its state. */
const containerOf = ({ outputs }: StepResult) => `buildx_buildkit_${outputs.builder}0`;
const inspect = (name: string, format: string) => run('docker', 'container', 'inspect', `--format=${format}`, name);

test("a second step of the job uses the first one's builder, and the last post removes it", async () => {
  const env = { GITHUB_RUN_ID: randomUUID() };
  await using first = await runStep(inputs, { cwd, env });
  await using second = await runStep(inputs, { cwd, env });
  await using other = await runStep({ ...inputs, 'buildkitd-config-inline': 'debug = true' }, { cwd, env });
  assert.equal(second.outputs.builder, first.outputs.builder, second.log);
  assert.notEqual(other.outputs.builder, first.outputs.builder);
  await using next = await runStep(inputs, { cwd, env: { GITHUB_RUN_ID: randomUUID() } });
  assert.notEqual(next.outputs.builder, first.outputs.builder);
  // The order of the runner's.
  await next.post();
  await other.post();
  await second.post();
  assert.equal(await inspect(containerOf(first), '{{.State.Running}}'), 'true');
  await first.post();
  for (const step of [first, second, other, next]) await assertNothingLeft(step);
});

for (const [what, break_] of [
  ['its container was killed', (container: string) => run('docker', 'kill', container)],
  ['its container was paused', (container: string) => run('docker', 'pause', container)],
  ['its container was removed', (container: string) => run('docker', 'rm', '--force', container)],
  [
    'container and volume were removed',
    async (container: string) => {
      await run('docker', 'rm', '--force', container);
      await run('docker', 'volume', 'rm', `${container}_state`);
    },
  ],
  [
    'its container runs something else',
    async (container: string) => {
      await run('docker', 'rm', '--force', container);
      await run('docker', 'run', '--detach', `--name=${container}`, 'busybox', 'sleep', '600');
    },
  ],
] as const)
  test(`a lasting builder is used again, and healed where ${what}`, async (t) => {
    const env = { DOCKER_CONFIG: await makeContext(t, {}) };
    const lasting = { ...inputs, cleanup: 'false' };
    await using first = await runStep(lasting, { cwd, env });
    const container = containerOf(first);
    const image = await inspect(container, '{{.Image}}');
    await first.post();
    try {
      await break_(container);
      await using second = await runStep(lasting, { cwd, env });
      assert.equal(second.code, 0, second.log);
      assert.equal(second.outputs.builder, first.outputs.builder);
      await second.post();
      assert.equal(await inspect(container, '{{.State.Status}} {{.Image}}'), `running ${image}`);
    } finally {
      await run('docker', 'rm', '--force', container);
      await run('docker', 'volume', 'rm', '--force', `${container}_state`);
    }
  });

test('a lasting builder is used again without any network', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  const lasting = { ...inputs, cleanup: 'false' };
  await using first = await runStep(lasting, { cwd, env });
  await first.post();
  await using second = await runStep(lasting, { cwd, env, through: ['unshare', '--net'] });
  assert.equal(second.code, 0, second.log);
  assert.equal(second.outputs.builder, first.outputs.builder);
  await run('docker', 'rm', '--force', containerOf(first));
  await run('docker', 'volume', 'rm', `${containerOf(first)}_state`);
});

test('a builder that lasts goes when no job has used it for a month, as after an upgrade that makes another', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  await using first = await runStep({ ...inputs, cleanup: 'false' }, { cwd, env });
  await first.post();
  const use = async () => (await runStep(inputs, { cwd, env })).post();
  await use();
  assert.equal(await inspect(containerOf(first), '{{.State.Running}}'), 'true');
  const month = new Date(Date.now() - 31 * 864e5);
  await utimes(join(env.DOCKER_CONFIG, 'buildx/multiarch-build', first.outputs.builder ?? ''), month, month);
  assert.match((await use()).log, new RegExp(`^Removed the builder ${first.outputs.builder}$`, 'm'));
  await assertNothingLeft(first);
  assert.deepEqual(await readdir(join(env.DOCKER_CONFIG, 'buildx/multiarch-build')), []);
});

test('what a killed job left goes when no job can be that old, and nothing of others', async () => {
  const left = `buildx_buildkit_multiarch-build-job-${randomUUID().slice(-12)}0`;
  const foreign = `buildx_buildkit_${randomUUID()}0`;
  for (const container of [left, foreign]) await run('docker', 'create', `--name=${container}`, 'busybox');
  const exists = (container: string) => run('docker', 'ps', '--all', '--quiet', `--filter=name=${container}`);
  const later = `--import=data:text/javascript,${encodeURIComponent('const now = Date.now; Date.now = () => now() + 7 * 864e5;')}`;
  try {
    await (await runStep(inputs, { cwd })).post();
    assert.notEqual(await exists(left), '');
    await (await runStep(inputs, { cwd, env: { NODE_OPTIONS: later } })).post();
    assert.equal(await exists(left), '');
    assert.notEqual(await exists(foreign), '');
  } finally {
    await run('docker', 'rm', '--force', left, foreign);
  }
});

for (const [what, shared] of [
  ['each with a builder of its own', {}],
  ['all with one named builder', { builder: name() }],
  ["all with the job's builder", { env: { GITHUB_RUN_ID: randomUUID() } }],
] as const)
  test(`eight at once, ${what}`, async () => {
    const { env = {}, ...named } = { env: {}, ...shared };
    const one = async () => {
      const step = await runStep({ ...inputs, ...named }, { cwd, env });
      await step.post();
      return step;
    };
    const steps = await Promise.all(Array.from({ length: 8 }, one));
    for (const step of steps) assert.equal(step.code, 0, step.log);
    assert.equal(new Set(steps.map(({ outputs }) => outputs.builder)).size, what.startsWith('each') ? 8 : 1);
    for (const step of steps) await assertNothingLeft(step);
  });

test('a builder that does not boot is an error with the end of its log', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM busybox\nENTRYPOINT ["echo", "I am no BuildKit"]\n' });
  await using broken = await runStep({ ...inputs, ...publishTo('builder'), context });
  assert.equal(broken.code, 0, broken.log);
  await using step = await runStep({ ...inputs, 'buildkit-image': broken.outputs.image ?? '' }, { cwd });
  assert.equal(step.code, 1);
  const expected = /^builder: \S+ did not boot; .*The end of the builder's log:\n.*I am no BuildKit/s;
  assert.match(annotations(step, 'error')[0] ?? '', expected);
  const post = await step.post();
  assert.equal(post.code, 0, post.log);
  await assertNothingLeft(step);
});

test('a BuildKit without a shell is booted by buildx', async (t) => {
  const lines = [
    `FROM moby/buildkit:${pins.buildkit.version} AS all`,
    'FROM scratch',
    'COPY --from=all /usr/bin/buildkitd /usr/bin/buildctl /usr/bin/buildkit-runc /usr/bin/',
    'COPY --from=all /tmp /tmp',
    'ENV PATH=/usr/bin',
    'ENTRYPOINT ["buildkitd"]',
  ];
  const context = await makeContext(t, { Dockerfile: lines.join('\n') });
  await using published = await runStep({ ...inputs, ...publishTo('builder'), context });
  assert.equal(published.code, 0, published.log);
  const given = {
    'buildkit-image': published.outputs.image ?? '',
    'buildkitd-config-inline': 'debug = true',
  };
  await using step = await runStep({ ...inputs, ...given }, { cwd, env: bare });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /^debug = true$/m);
  await step.post();
  await assertNothingLeft(step);
});

test('the post step finds the builder where the main step made it, whatever later steps say', async (t) => {
  const env = { GITHUB_RUN_ID: randomUUID() };
  await using first = await runStep(inputs, { cwd, env: { ...env, DOCKER_CONFIG: await makeContext(t, {}) } });
  assert.equal(first.code, 0, first.log);
  // As a login does that exports its own.
  const moved = { ...env, DOCKER_CONFIG: await makeContext(t, {}) };
  await using second = await runStep(inputs, { cwd, env: moved });
  assert.equal(second.code, 0, second.log);
  // They do not know of each other's builders, and so share none.
  assert.notEqual(second.outputs.builder, first.outputs.builder);
  const elsewhere = { ...moved, DOCKER_HOST: 'unix:///nosuch.sock', DOCKER_CONTEXT: 'nosuch' };
  for (const step of [second, first]) {
    const post = await step.post({ env: elsewhere });
    assert.equal(post.code, 0, post.log);
    await assertNothingLeft(step);
  }
});

test('a builder that the user made anew under a name that a step had used is left to the user', async (t) => {
  const env = { DOCKER_CONFIG: await makeContext(t, {}) };
  const builder = name();
  const container = `buildx_buildkit_${builder}0`;
  const buildx = (...args: string[]) => run('env', `DOCKER_CONFIG=${env.DOCKER_CONFIG}`, lab.buildx, ...args);
  const step = await runStep({ ...inputs, builder }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  const image = await inspect(container, '{{.Image}}');
  await buildx('rm', builder);
  await buildx('create', '--bootstrap', `--name=${builder}`, `--driver-opt=image=${image.replace('sha256:', '')}`);
  const post = await step.post();
  assert.equal(post.code, 0, post.log);
  assert.match(await buildx('inspect', builder), /^Status:\s+running$/m);
  await buildx('rm', builder);
});

for (const [refused, expected] of [
  [{ 'driver-opts': 'nosuch=x' }, /^driver-opts: "nosuch=x" was refused; .*: invalid driver option nosuch for /],
  [{ 'driver-opts': 'network=nosuch' }, /^driver-opts: "network=nosuch" was refused; .*: network nosuch not found$/],
  [
    { 'buildkitd-flags': '--nosuch=1' },
    /^buildkitd-flags: "--nosuch=1" was refused; .*: flag provided but not defined/,
  ],
  [
    { 'buildkitd-config-inline': '[worker.oci]\nenabled = "perhaps"' },
    /^buildkitd-config-inline: "enabled = \\"perhaps\\"" was refused; .*: toml: cannot decode TOML string/,
  ],
  [
    { 'buildkitd-config-inline': '[worker.oci]\nsnapshotter = "nosuch"' },
    /^buildkitd-config-inline: "snapshotter = \\"nosuch\\"" was refused; .*: unknown snapshotter name: "nosuch"$/,
  ],
] as const)
  test(`what buildx, the engine or BuildKit refuse is an error that names the input: ${JSON.stringify(refused)}`, async () => {
    await using step = await runStep({ ...inputs, ...refused }, { cwd });
    assert.equal(step.code, 1, step.log);
    const [error = '', ...more] = annotations(step, 'error');
    assert.match(error, expected);
    assert.deepEqual(more, []);
    await step.post();
    await assertNothingLeft(step);
  });

test('a full disk is an error that says so', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM busybox\nRUN dd if=/dev/zero of=/big bs=1M count=200\n' });
  const builder = name();
  const volume = `buildx_buildkit_${builder}0_state`;
  await run('docker', 'volume', 'create', '--opt=type=tmpfs', '--opt=device=tmpfs', '--opt=o=size=60m', volume);
  await using step = await runStep({ ...inputs, builder, context });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /^build: .*The disk is full; free space/);
  await step.post();
  await assertNothingLeft(step);
});
