import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { findAsset, imageReferences, parseToolchain, parseToolImage } from '../../src/setup/toolchain.ts';

const text = readFileSync(new URL('../../src/setup/pins.json', import.meta.url), 'utf8');
const pins = JSON.parse(text);
const digest = `sha256:${'a'.repeat(64)}`;

/** What is wrong with the pinned document once the member at this path has another value. */
function problemsWith(path: string, value: unknown): string[] {
  const document = structuredClone(pins);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key], document);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  const result = parseToolchain(JSON.stringify(document));
  return 'problems' in result ? result.problems : [];
}

test('the shipped document', () => assert.deepEqual(parseToolchain(text), pins));

for (const [document, problem] of [
  ['{', /^is not JSON: /],
  ['<!doctype html>', /^is not JSON: /],
  ['', /^is not JSON: /],
  ['[]', /^must be a JSON object$/],
  ['null', /^must be a JSON object$/],
] as const)
  test(`a document ${JSON.stringify(document)}`, () => {
    const result = parseToolchain(document);
    assert.ok('problems' in result);
    assert.equal(result.problems.length, 1);
    assert.match(result.problems[0] as string, problem);
  });

const hash = 'no SHA-256 of 64 hexadecimal digits';
for (const [path, value, problem] of [
  ['cosign', {}, 'cosign: is no tool; the tools are buildx, buildkit, binfmt'],
  ['constructor', {}, 'constructor: is no tool; the tools are buildx, buildkit, binfmt'],
  ['buildx', undefined, 'buildx: is missing'],
  ['binfmt', 'qemu', 'binfmt: must be an object'],
  ['buildx.version', 1, 'buildx.version: must be a string'],
  ['buildkit.version', '', 'buildkit.version: must be a string'],
  ['buildx.assets', 'all', 'buildx.assets: must be an object of machine and SHA-256'],
  ['buildx.assets', [], 'buildx.assets: must be an object of machine and SHA-256'],
  ['buildx.assets.linux-amd64', 'abc', `buildx.assets.linux-amd64: "abc" is ${hash}`],
  ['buildx.assets.linux-arm64', digest, `buildx.assets.linux-arm64: "${digest}" is ${hash}`],
  ['buildx.assets.x', 'a'.repeat(65), `buildx.assets.x: "${'a'.repeat(65)}" is ${hash}`],
  ['buildkit.digest', 'sha256:abc', 'buildkit.digest: "sha256:abc" is no sha256: digest of 64 hexadecimal digits'],
  ['buildkit.digest', undefined, 'buildkit.digest: undefined is no sha256: digest of 64 hexadecimal digits'],
  ['buildx.sources', [], 'buildx.sources: must be a list with at least one entry'],
  ['binfmt.sources', 'docker.io/a/b', 'binfmt.sources: must be a list with at least one entry'],
  ['buildx.sources.0', 7, 'buildx.sources[0]: 7 is no http, https or file URL'],
  ['buildx.sources.1', 'ftp://a/{asset}', 'buildx.sources[1]: "ftp://a/{asset}" is no http, https or file URL'],
  ['buildx.sources.1', '/opt/buildx', 'buildx.sources[1]: "/opt/buildx" is no http, https or file URL'],
  ['buildx.sources.1', 'x:https://a', 'buildx.sources[1]: "x:https://a" is no http, https or file URL'],
  ['buildx.sources.1', 'https://', 'buildx.sources[1]: "https://" is no http, https or file URL'],
  ...['moby/buildkit', 'docker.io/moby/buildkit:v1', `docker.io/moby/buildkit@${digest}`, '--privileged', ''].map(
    (source) =>
      [
        'buildkit.sources.1',
        source,
        `buildkit.sources[1]: ${JSON.stringify(source)} is no repository such as docker.io/moby/buildkit`,
      ] as const,
  ),
] as const)
  test(`${path} = ${JSON.stringify(value)}`, () => assert.deepEqual(problemsWith(path, value), [problem]));

for (const [path, value] of [
  ['buildx.sources.1', 'file:///opt/buildx-{version}.{asset}'],
  ['buildx.sources.1', 'http://127.0.0.1:8080/buildx'],
  ['buildkit.sources.1', '127.0.0.1:5000/moby/buildkit'],
  ['buildkit.sources.1', '[::1]:5000/moby/buildkit'],
] as const)
  test(`${path} = ${value} is as it should be`, () => assert.deepEqual(problemsWith(path, value), []));

test('everything that is wrong is said at once', () => {
  const result = parseToolchain('{"buildx": {}, "buildkit": {"version": "v1"}, "x": 1}');
  assert.ok('problems' in result);
  const paths = result.problems.map((problem) => problem.slice(0, problem.indexOf(':')));
  const expected = ['x', 'buildx.version', 'buildx.sources', 'buildx.assets', 'buildkit.sources', 'buildkit.digest'];
  assert.deepEqual(paths, [...expected, 'binfmt']);
});

test('findAsset', () => {
  const program = {
    ...pins.buildx,
    version: 'v9',
    sources: ['https://a/{version}/buildx-{version}.{asset}', 'file:///b'],
  };
  assert.deepEqual(findAsset(program, 'linux-amd64'), {
    version: 'v9',
    name: 'linux-amd64',
    sha256: pins.buildx.assets['linux-amd64'],
    urls: ['https://a/v9/buildx-v9.linux-amd64', 'file:///b'],
  });
  assert.equal(findAsset(program, 'windows-arm64')?.name, 'windows-arm64.exe');
  assert.equal(findAsset(program, 'linux-pdp11'), undefined);
  assert.equal(findAsset(program, 'toString'), undefined);
});

test('imageReferences', () => {
  const image = { version: 'v1', digest, sources: ['docker.io/a/b', 'mirror.test/a/b'] };
  assert.deepEqual(imageReferences(image), [`docker.io/a/b@${digest}`, `mirror.test/a/b@${digest}`]);
});

for (const [name, version, source] of [
  ['moby/buildkit:v0.34.2', 'v0.34.2', 'docker.io/moby/buildkit'],
  ['127.0.0.1:5000/moby/buildkit', digest, '127.0.0.1:5000/moby/buildkit'],
] as const)
  test(`parseToolImage ${name}`, () =>
    assert.deepEqual(parseToolImage(`${name}@${digest}`), { version, digest, sources: [source] }));

for (const reference of [
  ...['moby/buildkit', 'moby/buildkit:v0.34.2', `@${digest}`, digest, 'moby/buildkit@sha256:abc'],
  ...[`moby/buildkit@${digest}@${digest}`, `--privileged@${digest}`, `Moby/BuildKit@${digest}`],
])
  test(`${reference} is no tool image`, () => assert.equal(parseToolImage(reference), undefined));
