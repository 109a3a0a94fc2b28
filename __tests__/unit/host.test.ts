import assert from 'node:assert/strict';
import test from 'node:test';
import { explainEngine, parseHost } from '../../src/host.ts';

// `docker info --format '{{json .}}'` of Docker 20.10.24, without the members that are not read.
const info = {
  ID: 'ABCD:EFGH',
  ClientInfo: { Debug: false, Context: 'default', Plugins: [], Warnings: null },
  ServerVersion: '20.10.24+dfsg1',
  Driver: 'overlay2',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['userxattr', 'false'],
  ],
  KernelVersion: '6.1.0-18-amd64',
  Name: 'runner-1',
  OSType: 'linux',
  Architecture: 'x86_64',
  CgroupDriver: 'cgroupfs',
  Runtimes: { runc: { path: 'runc' } },
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=default'],
  RegistryConfig: {
    IndexConfigs: {
      'docker.io': { Mirrors: ['http://127.0.0.1:5000/'], Name: 'docker.io', Official: true, Secure: true },
      'registry.test:5000': { Mirrors: [], Name: 'registry.test:5000', Official: false, Secure: false },
    },
    InsecureRegistryCIDRs: ['127.0.0.0/8'],
    Mirrors: ['http://127.0.0.1:5000/'],
  },
};
const read = (changes: object, env = {}) => parseHost(JSON.stringify({ ...info, ...changes }), env);

test('parseHost', () => {
  assert.deepEqual(read({}), {
    id: 'ABCD:EFGH',
    context: 'default',
    endpoint: 'unix:///var/run/docker.sock',
    version: '20.10.24+dfsg1',
    architecture: 'amd64',
    containerdStore: false,
    rootless: false,
    mirrors: ['http://127.0.0.1:5000/'],
    insecure: ['registry.test:5000'],
    insecureRanges: ['127.0.0.0/8'],
    proxies: {},
    cgroupDriver: 'cgroupfs',
    userNamespaces: false,
    gpus: false,
    kernel: '6.1.0-18-amd64',
    name: 'runner-1',
  });
});

for (const [changes, expected] of [
  [{ DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] }, { containerdStore: true }],
  [
    { DriverStatus: null, RegistryConfig: null },
    { containerdStore: false, mirrors: [], insecure: [], insecureRanges: [] },
  ],
  [
    { Runtimes: { nvidia: {} }, SecurityOptions: ['name=userns'] },
    { gpus: true, userNamespaces: true },
  ],
  [
    { HttpProxy: 'http://p:3128', HttpsProxy: 'http://xxxxx:xxxxx@p:3128', NoProxy: '.test' },
    { proxies: { HTTP_PROXY: 'http://p:3128', NO_PROXY: '.test' } },
  ],
  [{ SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'] }, { rootless: true }],
  [{ SecurityOptions: null }, { rootless: false }],
  [{ Architecture: 'aarch64' }, { architecture: 'arm64' }],
  [{ Architecture: 'armv7l' }, { architecture: 'arm/v7' }],
  [{ Architecture: 'loongarch64' }, { architecture: 'loong64' }],
  [{ Architecture: 'riscv64' }, { architecture: 'riscv64' }],
  [{ Architecture: 's390x' }, { architecture: 's390x' }],
  [{ Architecture: 'pdp11' }, { architecture: 'pdp11' }],
] as const)
  test(`parseHost ${JSON.stringify(changes)}`, () => assert.partialDeepStrictEqual(read(changes), expected));

for (const [context, env, endpoint] of [
  ['default', { DOCKER_HOST: '' }, 'unix:///var/run/docker.sock'],
  ['default', { DOCKER_HOST: 'unix:///run/user/7/docker.sock' }, 'unix:///run/user/7/docker.sock'],
  ['default', { DOCKER_HOST: 'tcp://engine.test' }, undefined],
  ['default', { OS: 'Windows_NT' }, undefined],
  ['rootless', {}, 'rootless'],
  [undefined, {}, undefined],
] as const)
  test(`where buildx finds the engine: ${context} ${JSON.stringify(env)}`, () =>
    assert.partialDeepStrictEqual(read({ ClientInfo: { Context: context } }, env), { endpoint }));

test('an engine of Windows containers', () => {
  const said = read({ OSType: 'windows', Architecture: 'x86_64' });
  assert.match(String(said), /^docker: the engine runs windows containers, .*; use a Linux runner/);
});

const daemon = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
test('an engine that does not answer', () => {
  // Docker 23 and older end with exit code 0 here.
  assert.equal(read({ ServerErrors: [daemon], OSType: '' }), explainEngine(daemon));
  assert.match(explainEngine(daemon), /^docker: the engine does not answer; start it, .* It said: Cannot connect/);
});

test('an engine that the runner may not use', () => {
  const denied = 'permission denied while trying to connect to the Docker daemon socket';
  assert.match(explainEngine(denied), /^docker: the runner may not use the engine; add its user to the group docker/);
});
