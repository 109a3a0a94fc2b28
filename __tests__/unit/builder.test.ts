import assert from 'node:assert/strict';
import test from 'node:test';
import {
  builderContainer,
  deriveBuilderName,
  jobOf,
  markOption,
  planBuilder,
  planCreate,
  readMark,
} from '../../src/setup/builder.ts';

const image = 'docker.io/moby/buildkit@sha256:0';
const settings = { driverOpts: [], loopback: false, config: 'debug = true', certificates: {}, flags: '--a=b --c' };
const host = { endpoint: 'default', cgroupDriver: 'systemd', userNamespaces: false, gpus: false };

test('planCreate: plain', () => {
  assert.deepEqual(planCreate('b', image, settings, '/x'), [
    ...['create', '--name', 'b', '--driver', 'docker-container'],
    ...['--driver-opt=image=docker.io/moby/buildkit@sha256:0', '--driver-opt=provenance-add-gha=false'],
    ...['--buildkitd-config=/x', '--buildkitd-flags=--a=b --c'],
  ]);
});

test('planCreate: loopback, configuration, and options of the user over ours', () => {
  const driverOpts = ['env.NO_PROXY=a,"b"', 'network=host=x', 'provenance-add-gha=true', '-x=$(id)'];
  assert.deepEqual(planCreate('b', image, { ...settings, driverOpts, loopback: true }, '/x').slice(5), [
    '--driver-opt=image=docker.io/moby/buildkit@sha256:0',
    '--driver-opt=provenance-add-gha=true',
    '--driver-opt=network=host=x',
    '--driver-opt="env.NO_PROXY=a,""b"""',
    '--driver-opt=-x=$(id)',
    ...['--buildkitd-config=/x', '--buildkitd-flags=--a=b --c'],
  ]);
});

test('planBuilder: what the engine and a registry on loopback ask for', () => {
  const plan = (change: object, engine: object = {}) =>
    planBuilder('B', 'id', image, { ...settings, ...change }, { ...host, ...engine })?.args ?? [];
  const plain = plan({});
  assert.deepEqual(plain.slice(0, 3), ['run', '--name', 'buildx_buildkit_b0']);
  assert.ok(plain.includes('--mount=type=volume,source=buildx_buildkit_b0_state,target=/var/lib/buildkit'));
  const added = (args: string[]) => args.filter((arg) => !plain.includes(arg));
  assert.deepEqual(plain.slice(-3), ['--config=/etc/buildkit/buildkitd.toml', '--a=b', '--c']);
  assert.deepEqual(added(plan({ flags: '--a=b\n--debug  --c' })), ['--debug']);
  assert.deepEqual(added(plan({ driverOpts: ['env.A=b=c', 'env.B='] })), ['--env=A=b=c', '--env=B=']);
  assert.deepEqual(added(plan({ loopback: true })), ['--network=host']);
  assert.deepEqual(added(plan({}, { cgroupDriver: 'cgroupfs' })), ['--cgroup-parent=/docker/buildx']);
  assert.deepEqual(added(plan({}, { userNamespaces: true })), ['--userns=host']);
});

test('planBuilder: files are values of the environment, which a shell in the container writes', () => {
  const certificates = { 'certs/r/ca.crt': 'PEM', 'certs/r/client.key': 'KEY' };
  const { args = [], env } = planBuilder('b', 'id', image, { ...settings, certificates }, host) ?? {};
  assert.deepEqual(env, { BUILDKIT_FILE_0: 'PEM', BUILDKIT_FILE_1: 'KEY', BUILDKIT_FILE_2: 'debug = true' });
  const at = args.indexOf('--env=BUILDKIT_FILE_0');
  const unset =
    'unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy';
  assert.deepEqual(args.slice(at, at + 7), [
    ...['--env=BUILDKIT_FILE_0', '--env=BUILDKIT_FILE_1', '--env=BUILDKIT_FILE_2', '--entrypoint=sh', 'id', '-c'],
    `${unset} && ` +
      'mkdir -p /etc/buildkit/certs/r /etc/buildkit && printf %s "$BUILDKIT_FILE_0" > /etc/buildkit/certs/r/ca.crt ' +
      '&& printf %s "$BUILDKIT_FILE_1" > /etc/buildkit/certs/r/client.key ' +
      '&& printf %s "$BUILDKIT_FILE_2" > /etc/buildkit/buildkitd.toml && exec buildkitd "$@"',
  ]);
});

test('planBuilder: a proxy, which may have a password, is no argument', () => {
  const driverOpts = ['env.HTTPS_PROXY=http://me:pw@p.test', 'env.TZ=UTC', 'env.https_proxy='];
  const { args = [], env } = planBuilder('b', 'id', image, { ...settings, driverOpts }, host) ?? {};
  assert.doesNotMatch(args.join(' '), /pw/);
  assert.partialDeepStrictEqual(env, { BUILDKIT_PROXY_0: 'http://me:pw@p.test', BUILDKIT_PROXY_1: '' });
  assert.ok(args.includes('--env=TZ=UTC') && args.includes('--env=BUILDKIT_PROXY_1'));
  const exports = 'export HTTPS_PROXY="$BUILDKIT_PROXY_0" && export https_proxy="$BUILDKIT_PROXY_1" && ';
  assert.ok(args.some((arg) => arg.startsWith('unset ') && arg.includes(exports)));
});

test('planBuilder: what only buildx knows', () => {
  const changes = [
    ...[{ driverOpts: ['env.A=b', 'memory=1g'] }, { certificates: { 'certs/r/ca.crt': 'x'.repeat(100_000) } }],
    ...[{ flags: '--root "/a b"' }, { flags: '--debug # why' }, { flags: '' }],
  ];
  for (const change of changes)
    assert.equal(planBuilder('b', 'id', image, { ...settings, ...change }, host), undefined, JSON.stringify(change));
  for (const engine of [{ gpus: true }, { endpoint: undefined }])
    assert.equal(planBuilder('b', 'id', image, settings, { ...host, ...engine }), undefined, JSON.stringify(engine));
});

test('deriveBuilderName: the same for the same settings and job, another for others, fit for a container', () => {
  const name = deriveBuilderName(image, settings, 'E', undefined);
  assert.match(name, /^multiarch-build-[0-9a-f]{12}$/);
  assert.equal(deriveBuilderName(image, { ...settings }, 'E', undefined), name);
  assert.notEqual(deriveBuilderName('x', settings, 'E', undefined), name);
  assert.notEqual(deriveBuilderName(image, settings, 'F', undefined), name);
  for (const change of [{ driverOpts: ['a=b'] }, { loopback: true }, { config: '' }])
    assert.notEqual(deriveBuilderName(image, { ...settings, ...change }, 'E', undefined), name);
  assert.match(deriveBuilderName(image, settings, 'E', '1'), /^multiarch-build-job-[0-9a-f]{12}$/);
  assert.equal(deriveBuilderName(image, settings, 'E', '1'), deriveBuilderName(image, settings, 'E', '1'));
  assert.notEqual(deriveBuilderName(image, settings, 'E', '1'), deriveBuilderName(image, settings, 'E', '2'));
});

test('markOption, readMark: what a container tells of its settings', () => {
  const { args = [] } = planBuilder('b', 'id', image, { ...settings, driverOpts: [markOption('derived')] }, host) ?? {};
  const variables = args.flatMap((arg) => (arg.startsWith('--env=') ? arg.slice('--env='.length) : []));
  assert.equal(readMark(['PATH=/bin', ...variables]), 'derived');
  assert.equal(readMark(['PATH=/bin']), undefined);
});

test('jobOf: the job that a runner has, if any', () => {
  const job = { GITHUB_RUN_ID: '7', GITHUB_JOB: 'build', RUNNER_NAME: 'a' };
  assert.equal(jobOf(job), jobOf({ ...job, GITHUB_REF: 'x' }));
  for (const change of [
    { GITHUB_RUN_ID: '8' },
    { GITHUB_JOB: 'test' },
    { RUNNER_NAME: 'b' },
    { GITHUB_RUN_ATTEMPT: '2' },
  ])
    assert.notEqual(jobOf(job), jobOf({ ...job, ...change }));
  assert.equal(jobOf({}), undefined);
});

test('builderContainer: buildx lowers names', () => {
  assert.deepEqual(builderContainer('My_Builder'), {
    container: 'buildx_buildkit_my_builder0',
    volume: 'buildx_buildkit_my_builder0_state',
  });
});
