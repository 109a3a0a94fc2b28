import assert from 'node:assert/strict';
import test from 'node:test';
import { readInputs } from '../../src/inputs.ts';
import { eventOf } from '../events.ts';
import { NOW } from '../metadata.ts';

type Given = Record<string, string>;

function read(given: Given, env: Given = {}, event = 'main') {
  const variables = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return readInputs({ ...Object.fromEntries(variables), ...env }, eventOf(event), NOW);
}
const digest = `sha256:${'a'.repeat(64)}`;

test('nothing given', () => {
  const { inputs, problems, notes, warnings } = read({});
  assert.deepEqual([problems, warnings], [[], []]);
  assert.match(notes.join('\n'), /^push: nothing is published .*$/);
  assert.deepEqual(inputs, {
    platforms: [],
    context: '',
    file: undefined,
    target: '',
    buildArgs: [],
    buildContexts: [],
    secrets: [],
    options: [],
    labels: [],
    annotations: [],
    version: '',
    fromEvent: false,
    noCache: false,
    noCacheFilters: [],
    pull: false,
    attests: [],
    call: '',
    destination: { publication: undefined, load: undefined, outputs: [], tags: [] },
    cache: { cache: '', from: [], to: [], export: '', timeout: 600_000, required: false, mounts: [], image: '' },
    login: { logins: [], fallback: undefined },
    githubToken: '',
    tools: {
      builder: '',
      driverOpts: [],
      buildkitdFlags: '',
      buildkitdConfigFile: '',
      buildkitdConfig: undefined,
      buildxVersion: undefined,
      buildkitImage: undefined,
      binfmtImage: undefined,
      scanner: undefined,
      unpinned: [],
      toolchain: '',
      keepState: false,
      cleanup: true,
    },
  });
});

const same = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
for (const [given, expected] of [
  [{ platforms: 'linux/amd64,linux/arm64,linux/arm/v7' }, { platforms: same }],
  [{ platforms: ' Linux/x86_64 , aarch64\r\n\r\nlinux/arm,linux/arm/v7,linux/arm64/v8\r\n' }, { platforms: same }],
  [{ platforms: 'linux/amd64\n"linux/arm64,linux/arm/v7"' }, { platforms: same }],
  [{ platforms: 'local,linux/amd64' }, { platforms: ['local', 'linux/amd64'] }],
  [
    { 'no-cache': 'True', pull: ' TRUE ' },
    { noCache: true, pull: true },
  ],
  [
    { target: '--push', file: '-f $(id)', context: '; rm -rf "x y"' },
    { target: '--push', file: '-f $(id)' },
  ],
  [
    { 'build-args': 'A=$(id) `id` \'x\' & |\nB="q"=,\n"PEM=-----\r\nü\n"\n--C=-1\nFROM_ENV' },
    { buildArgs: ["A=$(id) `id` 'x' & |", 'B="q"=,', 'PEM=-----\r\nü\n', '--C=-1', 'FROM_ENV'] },
  ],
  [{ context: 'a/git@b' }, { context: 'a/git@b' }],
  [{ labels: 'a.b=1, 2\nempty=' }, { labels: ['a.b=1, 2', 'empty='] }],
  [
    { annotations: 'a={{branch}}\nindex:b=2' },
    { annotations: ['manifest:a={{branch}}', 'index:b=2'], fromEvent: false, version: '' },
  ],
  [{ 'github-token': 'x' }, { githubToken: 'x' }],
] as const)
  test(JSON.stringify(given), () => {
    const { inputs, problems, warnings } = read(given);
    assert.deepEqual([problems, warnings], [[], []]);
    assert.partialDeepStrictEqual(inputs, expected);
  });

const image = { version: 'v0.34.2', digest, sources: ['docker.io/moby/buildkit'] };
for (const [given, env, expected] of [
  [{ builder: 'My_builder-1.x' }, { BUILDX_BUILDER: 'other' }, { builder: 'My_builder-1.x' }],
  [{}, { BUILDX_BUILDER: 'other' }, { builder: 'other' }],
  [{ 'driver-opts': 'network=host,memory=4g' }, {}, { driverOpts: ['network=host', 'memory=4g'] }],
  [{ 'driver-opts': '"env.no_proxy=a,b"\nenv.X=1=2' }, {}, { driverOpts: ['env.no_proxy=a,b', 'env.X=1=2'] }],
  [{ 'buildkitd-config-inline': '[worker.oci]\nsnapshotter = "native"' }, {}, {}],
  [{ 'buildx-version': 'v0.37.1' }, {}, { buildxVersion: { version: 'v0.37.1', sha256: undefined } }],
  [
    { 'buildx-version': `v0.38.2@${digest}` },
    {},
    { buildxVersion: { version: 'v0.38.2', sha256: digest.slice('sha256:'.length) } },
  ],
  [{ 'buildkit-image': `moby/buildkit:v0.34.2@${digest}` }, {}, { buildkitImage: image }],
  [{ cleanup: 'false', 'keep-state': 'true' }, {}, { cleanup: false, keepState: true }],
] as const)
  test(`${JSON.stringify(given)} with ${JSON.stringify(env)}`, () => {
    const { inputs, problems } = read(given, env);
    assert.deepEqual(problems, []);
    assert.partialDeepStrictEqual(inputs.tools, expected);
  });

for (const [given, options] of [
  [
    { 'add-hosts': 'a:10.0.0.1,b=::1\nc:host-gateway' },
    ['add-host=a:10.0.0.1', 'add-host=b=::1', 'add-host=c:host-gateway'],
  ],
  [{ allow: 'network.host,security.insecure' }, ['allow=network.host', 'allow=security.insecure']],
  [{ 'cgroup-parent': '/builds', network: 'none' }, ['cgroup-parent=/builds', 'network=none']],
  [{ 'shm-size': '128m', ssh: 'default\nkey=/id' }, ['shm-size=128m', 'ssh=default', 'ssh=key=/id']],
  [{ ulimit: 'nofile=1024:2048\ncore=-1' }, ['ulimit=nofile=1024:2048', 'ulimit=core=-1']],
] as const)
  test(`options of ${JSON.stringify(given)}`, () => {
    const { inputs, problems } = read(given);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      inputs.options,
      options.map((option) => `--${option}`),
    );
  });

test('what is asked of a build leaves no result', () => {
  const given = {
    call: 'check,format=json',
    push: 'true',
    load: 'true',
    outputs: 'type=local,dest=x',
    image: 'ghcr.io/a/b',
  };
  const { inputs, problems } = read(given);
  assert.deepEqual(problems, []);
  assert.equal(inputs.call, 'check,format=json');
  assert.partialDeepStrictEqual(inputs.destination, { publication: undefined, load: undefined, outputs: [] });
  assert.equal(inputs.cache.cache, 'off');
  assert.equal(read({ ...given, call: 'build' }).inputs.destination.publication?.names[0], 'ghcr.io/a/b');
});

test('the configuration of BuildKit is read as TOML', () => {
  const { inputs } = read({ 'buildkitd-config-inline': '[worker.oci]\nmax-parallelism = 4' });
  assert.deepEqual(JSON.parse(JSON.stringify(inputs.tools.buildkitdConfig)), {
    worker: { oci: { 'max-parallelism': 4 } },
  });
});

for (const [given, problem] of [
  [{ platforms: 'linux/adm64' }, 'platforms: "linux/adm64" is no platform that can be built for; write linux/amd64'],
  [{ platforms: 'constructor' }, /^platforms: "constructor" is no platform .*; write os\/arch/],
  ...['yes', 'tRUE', 'untrue', 'truest', 'nofalse', 'falsehood'].map(
    (value) => [{ pull: value }, `pull: "${value}" is neither true nor false; write one of them`] as const,
  ),
  [{ 'build-args': '=x' }, 'build-args: "=x" has no name before the =; write NAME=value'],
  [{ labels: '"a=b' }, /^labels: "\\"a=b" has an open quote; write/],
  [{ 'build-contexts': 'docs' }, /^build-contexts: "docs" is no name=value; write name=path/],
  [{ 'add-hosts': 'a' }, 'add-hosts: "a" is no such value; write name:address'],
  [{ allow: 'all' }, /^allow: "all" is no such value; write network\.host/],
  [{ network: 'bridge' }, 'network: "bridge" is no such value; write default, none or host'],
  [{ 'shm-size': 'big' }, 'shm-size: "big" is no such value; write 128m'],
  [{ ulimit: 'nofile' }, /^ulimit: "nofile" is no such value; write name=soft:hard/],
  [{ call: '--check' }, /^call: "--check" is nothing to ask a build for; write check/],
  [{ builder: '-x' }, /^builder: "-x" is no builder name; write/],
  [{ builder: `${'a'.repeat(5000)}!` }, /^builder: "a+!" is no builder name/],
  [{ 'driver-opts': 'network' }, /^driver-opts: "network" is no name=value; write one/],
  [{ 'driver-opts': '=host' }, /^driver-opts: "=host" is no name=value; write one/],
  [{ 'driver-opts': 'env.no_proxy=a,b' }, /^driver-opts: "b" is no name=value; write one, in quotes if/],
  [{ 'driver-opts': 'image=moby/buildkit:latest' }, /^driver-opts: "image=.*; write buildkit-image/],
  [{ 'buildkitd-config-inline': '[worker' }, /^buildkitd-config-inline: is not TOML; correct line 1: Invalid TOML/],
  [{ 'buildx-version': 'latest' }, /^buildx-version: "latest" is no release; write vX\.Y\.Z/],
  [{ 'buildx-version': 'rev0.38.2' }, /^buildx-version: "rev0\.38\.2" is no release/],
  [{ 'buildx-version': '0.37.1' }, /^buildx-version: "0\.37\.1" is no release/],
  [{ 'buildx-version': 'v0.38.2@sha256:abc' }, /^buildx-version: .* is no release; write vX\.Y\.Z, or/],
  [{ 'buildx-version': `v0.38.2@${digest}@x` }, /^buildx-version: .* is no release/],
  [{ 'buildx-version': 'v0.31.1' }, 'buildx-version: "v0.31.1" is too old; write v0.32.0 or newer'],
  [{ 'binfmt-image': 'a/b@sha256:abc' }, /^binfmt-image: "a\/b@sha256:abc" is no image with a digest; write name@/],
] as const)
  test(JSON.stringify(given).slice(0, 90), () => {
    const { problems } = read(given);
    assert.equal(problems.length, 1, problems.join('\n'));
    if (typeof problem === 'string') assert.equal(problems[0], problem);
    else assert.match(problems[0] ?? '', problem);
  });

test('all problems at once', () => {
  const { problems } = read({
    platforms: 'linux/amd46,linux/amd64,linux/foo',
    push: 'maybe',
    image: 'ghcr.io/Acme/app',
    tags: 'a b',
    outputs: 'dest=x',
    'build-args': '=',
    labels: '=',
    'registry-auth': 'x',
    annotations: 'indx:a=1',
    flavor: 'latest=yes',
    builder: '1',
    'driver-opts': 'x',
    'buildkitd-config-inline': '=',
    'buildx-version': '1',
    'buildkit-image': 'x@y',
  });
  assert.deepEqual(
    problems.map((problem) => problem.slice(0, problem.indexOf(':'))),
    [
      ...['labels', 'flavor', 'tags', 'annotations', 'build-args', 'push', 'image', 'outputs'],
      ...['platforms', 'platforms', 'registry-auth', 'builder', 'driver-opts'],
      ...['buildkitd-config-inline', 'buildx-version', 'buildkit-image'],
    ],
  );
});

for (const given of [
  { context: 'https://x:canary@github.com/acme/app.git' },
  { 'build-contexts': 'a=./a\nb=https://canary@github.com/acme/app.git#main' },
])
  test(`a URL with credentials: ${Object.keys(given)}`, () => {
    const { problems, warnings } = read(given);
    assert.deepEqual([problems.length, warnings.length], [0, 1]);
    assert.match(warnings[0] ?? '', /^(?:context|build-contexts): a URL has credentials, .*GIT_AUTH_TOKEN/);
    assert.doesNotMatch(warnings[0] ?? '', /canary/);
  });

for (const [given, warning] of [
  [{ platform: 'x' }, /^platform: there is no such input, .*; write platforms$/],
  [{ 'build-arg': 'x' }, /; write build-args$/],
  [{ 'keep-sate': 'x' }, /; write keep-state$/],
  [{ images: 'x' }, /; write image$/],
  [{ version: 'x' }, /; write buildx-version$/],
  [{ registry: 'x' }, /; write registry-auth$/],
  [{ name: 'x' }, /; write builder$/],
  [{ constructor: 'x' }, /^constructor: .*; remove it$/],
  [{ 'cache-binary': 'x' }, /; remove it$/],
] as const)
  test(`no such input: ${Object.keys(given)}`, () => {
    const { problems, warnings } = read(given);
    assert.deepEqual([problems.length, warnings.length], [0, 1]);
    assert.match(warnings[0] ?? '', warning);
  });

test('variables that are none of ours, and inputs without a value, are no misspelt inputs', () => {
  assert.deepEqual(read({ platform: '' }, { INPUTS: 'x', MY_INPUT_X: 'y' }).warnings, []);
});

const name = 'ghcr.io/acme/app';
const targets = (...tags: string[]) => tags.map((tag) => ({ name, tag }));

test("an image has tags, labels and annotations of the event, the user's among them", () => {
  const given = {
    image: name,
    push: 'true',
    tags: 'type=sha\nghcr.io/acme/other:1, x',
    labels: 'a={{branch}}',
    annotations: 'index:b=1',
  };
  const { inputs, problems, notes, warnings } = read(given);
  assert.deepEqual([problems, notes, warnings], [[], [], []]);
  assert.deepEqual(inputs.destination.tags, [...targets('x', 'sha-860c190'), { name: 'ghcr.io/acme/other', tag: '1' }]);
  assert.deepEqual([inputs.version, inputs.fromEvent], ['x', true]);
  assert.ok(inputs.labels.includes('a=main') && inputs.labels.includes('org.opencontainers.image.version=x'));
  assert.ok(inputs.annotations.includes('index:b=1'));
  assert.ok(inputs.annotations.includes('manifest:org.opencontainers.image.title=app'));
});

for (const [event, given, tags] of [
  ['main', {}, ['main']],
  ['pull', {}, ['pr-15']],
  ['refs/heads/my/branch', {}, ['my-branch']],
  ['schedule', {}, ['nightly', 'main']],
  ['nothing', {}, []],
  ['main', { tags: '1, 2' }, ['1', '2']],
  ['main', { tags: 'type=edge', flavor: 'suffix=-alpine' }, ['edge-alpine']],
  ['main', { tags: '# no more\n  \n' }, ['main']],
] as const)
  test(`tags of an image: ${event} with ${JSON.stringify(given)}`, () => {
    const { inputs, problems } = read({ image: name, ...given }, {}, event);
    assert.deepEqual([inputs.destination.tags, problems], [targets(...tags), []]);
  });

test('a rule that makes no tag is worth a warning; where there is no ref, nobody can do anything about it', () => {
  assert.match(
    read({ image: name, tags: 'type=edge' }, {}, 'dev').warnings[0] ?? '',
    /^tags: no rule makes a tag for push/,
  );
  assert.deepEqual(read({ image: name }, {}, 'nothing').warnings, []);
});

for (const [given, problem] of [
  [{ tags: 'type=sha' }, 'tags: "type=sha" makes a tag for every image, and there is none; set image'],
  [{ flavor: 'latest=true' }, 'flavor: there is no image whose tags it is for; set image'],
  [{ annotations: 'a' }, 'annotations: "a" has no =; write name=value'],
  [{ annotations: 'indx:a=1' }, 'annotations: "indx:a=1" has "indx", which is no level; write index'],
  [{ image: name, tags: 'type=shaa' }, /^tags: "type=shaa" has type=shaa, which there is not; write type=sha$/],
  [{ image: name, flavor: 'prefx=x' }, /^flavor: "prefx=x" has "prefx", which is no attribute; write prefix$/],
  [{ image: `name=${name},enable=maybe` }, /^image: ".*" has enable=maybe; write enable=true or enable=false$/],
  [
    { image: name, tags: '1', outputs: 'type=image,push=true,push-by-digest=true' },
    /^tags: an output has push-by-digest, which publishes no tags/,
  ],
] as const)
  test(`${JSON.stringify(given).slice(0, 90)} is wrong`, () => {
    const { problems } = read(given);
    assert.equal(problems.length, 1, problems.join('\n'));
    if (typeof problem === 'string') assert.equal(problems[0], problem);
    else assert.match(problems[0] ?? '', problem);
  });

test('an output by digest has no tags of default rules', () => {
  const outputs = 'type=image,push=true,push-by-digest=true';
  const { inputs, problems } = read({ image: name, outputs });
  assert.deepEqual([problems, inputs.destination.publication?.tags], [[], []]);
});

for (const given of [
  { image: 'name=r.io/acme/app,enable=false' },
  { outputs: 'type=image,name=r.io/acme/app,push=false', labels: 'x=1' },
] as Given[])
  test(`a run that publishes nothing has the credentials and caches of one that does: ${Object.values(given)[0]}`, () => {
    const named = { username: 'me', password: 'p', push: 'auto', ...given };
    const { inputs, problems } = read(named, {}, 'pull');
    assert.deepEqual(problems, []);
    assert.deepEqual(
      inputs.login.logins.map(({ registry }) => registry),
      ['r.io'],
    );
    assert.equal(inputs.cache.image, 'r.io/acme/app');
  });

test('images that are all switched off: rules make a version and labels, and no tags', () => {
  const { inputs, problems } = read({ image: `name=${name},enable=false`, tags: 'type=sha', push: 'auto' }, {}, 'pull');
  assert.deepEqual([problems, inputs.destination.tags, inputs.fromEvent], [[], [], true]);
  assert.match(inputs.version, /^sha-/);
  assert.ok(inputs.labels.includes(`org.opencontainers.image.version=${inputs.version}`));
});

test('the tag latest only moves forward, unless it is asked for by name', () => {
  const source = 'https://github.com/acme/app';
  const release = { tag: 'latest', version: 'v1.1.1', prefix: '', suffix: '', source };
  const tags = (given: Given) => read({ image: name, ...given }, {}, 'refs/tags/v1.1.1').inputs.destination.tags;
  assert.deepEqual(tags({}), [...targets('v1.1.1'), { name, tag: 'latest', release }]);
  assert.deepEqual(tags({ flavor: 'latest=true' }), targets('v1.1.1', 'latest'));
  assert.deepEqual(tags({ tags: `type=ref,event=tag\n${name}:latest` }), targets('v1.1.1', 'latest'));
});
