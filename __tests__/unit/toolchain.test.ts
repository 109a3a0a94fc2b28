import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  assetUrl,
  findAsset,
  imageReferences,
  parseToolchain,
  parseToolImage,
  pinnedDigest,
} from '../../src/setup/toolchain.ts';
import { isOlder, OLDEST_BUILDKIT, OLDEST_BUILDX } from '../../src/version.ts';

const read = (name: string) => readFileSync(new URL(`../../src/setup/${name}`, import.meta.url), 'utf8');
const text = read('pins.json');
const pins = JSON.parse(text);
const digest = `sha256:${'a'.repeat(64)}`;
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(read('toolchain.schema.json')));

/** What the parser says is wrong with a document; fails unless the schema finds the same members wrong. */
function problemsOf(document: unknown): string[] {
  const result = parseToolchain(JSON.stringify(document));
  const problems = 'problems' in result ? result.problems : [];
  validate(document);
  const paths = (validate.errors ?? []).map(({ instancePath, params }) =>
    [...instancePath.split('/').slice(1), params.missingProperty ?? params.additionalProperty]
      .filter((part) => part !== undefined)
      .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path ? `${path}.${part}` : part), ''),
  );
  const found = problems.map((problem) => /^(\S+): /.exec(problem)?.[1] ?? '');
  assert.deepEqual([...new Set(paths)].sort(), found.sort());
  return problems;
}

/** The same of the pinned document once the member at this path has another value. */
function problemsWith(path: string, value: unknown): string[] {
  const document = structuredClone(pins);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key], document);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return problemsOf(document);
}

test('the shipped document', () => {
  assert.deepEqual(parseToolchain(text), pins);
  assert.deepEqual(problemsOf(pins), []);
  assert.equal(isOlder(pins.buildx.version, OLDEST_BUILDX), false);
  assert.equal(isOlder(pins.buildkit.version, OLDEST_BUILDKIT), false);
  assert.ok(pins['sbom-scanner']);
  assert.equal(pins['buildkit-rootless'].version, `${pins.buildkit.version}-rootless`);
  assert.deepEqual(Object.keys(pins.buildx.assets).sort(), [
    ...['darwin-amd64', 'darwin-arm64', 'linux-amd64', 'linux-arm-v6', 'linux-arm-v7', 'linux-arm64'],
    ...['linux-ppc64le', 'linux-riscv64', 'linux-s390x', 'windows-amd64.exe', 'windows-arm64.exe'],
  ]);
});

for (const document of ['{', '<!doctype html>', ''])
  test(`a document ${JSON.stringify(document)}`, () => {
    const result = parseToolchain(document);
    assert.ok('problems' in result);
    assert.equal(result.problems.length, 1);
    assert.match(result.problems[0] as string, /^is not JSON: /);
  });

for (const document of [[], null, 'buildx', 7])
  test(`a document ${JSON.stringify(document)}`, () =>
    assert.deepEqual(problemsOf(document), ['must be a JSON object']));

const hash = 'no SHA-256 of 64 hexadecimal digits';
const noDigest = 'no sha256: digest of 64 hexadecimal digits';
const tools = '$schema, buildx, buildkit, buildkit-rootless, binfmt, sbom-scanner';
for (const [path, value, problem] of [
  ['$schema', 1, '$schema: must be a string that is not empty'],
  ['cosign', {}, `cosign: is no known member; write one of ${tools}, or remove it`],
  ['constructor', {}, `constructor: is no known member; write one of ${tools}, or remove it`],
  ['biuldkit', {}, 'biuldkit: is no known member; write buildkit'],
  ['buildx', undefined, 'buildx: is missing'],
  ['binfmt', 'qemu', 'binfmt: must be a JSON object'],
  ['buildkit-rootless', null, 'buildkit-rootless: must be a JSON object'],
  ['buildx.source', [], 'buildx.source: is no known member; write sources'],
  ['buildx.digest', digest, 'buildx.digest: is no known member; write one of version, assets, sources, or remove it'],
  [
    'buildkit.rootless',
    {},
    'buildkit.rootless: is no known member; write one of version, digest, sources, or remove it',
  ],
  ['buildx.version', 1, 'buildx.version: must be a string that is not empty'],
  ['buildkit.version', '', 'buildkit.version: must be a string that is not empty'],
  ['buildkit.version', undefined, 'buildkit.version: is missing'],
  ['buildx.assets', 'all', 'buildx.assets: must be an object of machine and SHA-256'],
  ['buildx.assets', [], 'buildx.assets: must be an object of machine and SHA-256'],
  ['buildx.assets.linux-amd64', 'abc', `buildx.assets.linux-amd64: "abc" is ${hash}`],
  ['buildx.assets.linux-arm64', digest, `buildx.assets.linux-arm64: "${digest}" is ${hash}`],
  ['buildx.assets.x', 'a'.repeat(65), `buildx.assets.x: "${'a'.repeat(65)}" is ${hash}`],
  ['buildx.assets.x', 'A'.repeat(64), `buildx.assets.x: "${'A'.repeat(64)}" is ${hash}`],
  ['buildkit.digest', 'sha256:abc', `buildkit.digest: "sha256:abc" is ${noDigest}`],
  ['buildkit.digest', null, `buildkit.digest: null is ${noDigest}`],
  ['buildkit.digest', undefined, 'buildkit.digest: is missing'],
  ['buildkit-rootless.digest', `${digest}a`, `buildkit-rootless.digest: "${digest}a" is ${noDigest}`],
  ['buildx.sources', [], 'buildx.sources: must be a list with at least one entry'],
  ['binfmt.sources', 'docker.io/a/b', 'binfmt.sources: must be a list with at least one entry'],
  ...[7, 'ftp://a/{asset}', '/opt/buildx', 'x:https://a/', 'https://', 'https:///a', 'http://a b/'].map(
    (source) =>
      [
        'buildx.sources.1',
        source,
        `buildx.sources[1]: ${JSON.stringify(source)} is no http, https or file URL`,
      ] as const,
  ),
  ...['https://me:p@w@a/', 'https://me:pw@a/?sig=s#x', 'https://me:p/w@a/', 'https://me:p?w@a/'].map(
    (source) =>
      ['buildx.sources.1', source, 'buildx.sources[1]: "https://***@a/" is no http, https or file URL'] as const,
  ),
  [
    'buildkit.sources.1',
    'me:pw@a.test/buildkit',
    'buildkit.sources[1]: "***@a.test/buildkit" is no repository such as docker.io/moby/buildkit',
  ],
  ...[
    ...['moby/buildkit', 'docker.io/buildkit', 'docker.io/moby/buildkit:v1', `docker.io/moby/buildkit@${digest}`],
    ...[
      'index.docker.io/moby/buildkit',
      'https://docker.io/moby/buildkit',
      'docker.io/Moby/buildkit',
      'docker.io/a//b',
    ],
    ...['a_b.test/a', '-a.test/a', 'a.test:x/a', `a.test/${'a'.repeat(256)}`, 'a.test', '--privileged', ''],
  ].map(
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
  ['$schema', 'https://example.test/toolchain.schema.json'],
  ['$schema', undefined],
  ['buildkit-rootless', undefined],
  ['buildx.assets', {}],
  ['buildx.sources.1', 'file:///opt/my tools/buildx-{version}.{asset}'],
  ['buildx.sources.1', 'http://127.0.0.1:8080/buildx'],
  ['buildx.sources.1', 'https://[::1]/buildx?version={version}'],
  ['buildkit.sources.1', '127.0.0.1:5000/moby/buildkit'],
  ['buildkit.sources.1', '[::1]:5000/moby/buildkit'],
  ['buildkit.sources.1', 'localhost/buildkit'],
  ['buildkit.sources.1', `a.test/${'a'.repeat(255)}`],
] as const)
  test(`${path} = ${JSON.stringify(value)} is as it should be`, () => assert.deepEqual(problemsWith(path, value), []));

test('everything that is wrong is said at once', () => {
  const problems = problemsOf({ buildx: { x: 1 }, buildkit: { version: 'v1', digest: '' }, x: 1 });
  const paths = problems.map((problem) => problem.slice(0, problem.indexOf(':')));
  const buildx = ['buildx.x', 'buildx.version', 'buildx.assets', 'buildx.sources'];
  assert.deepEqual(paths, ['x', 'binfmt', ...buildx, 'buildkit.sources', 'buildkit.digest']);
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

test('assetUrl', () =>
  assert.equal(
    assetUrl('https://a/{version}/x-{version}.{asset}', 'v1', 'darwin-arm64'),
    'https://a/v1/x-v1.darwin-arm64',
  ));

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

for (const [image, expected] of [
  ['moby/buildkit:v1', `sha256:${'b'.repeat(64)}`],
  ['docker.io/moby/buildkit:v1', `sha256:${'b'.repeat(64)}`],
  ['moby/buildkit:v2', undefined],
  ['moby/buildkit', undefined],
  ['other/buildkit:v1', undefined],
  ['Moby/BuildKit:v1', undefined],
] as const)
  test(`pinnedDigest ${image}`, () => {
    const tool = { version: 'v1', digest: `sha256:${'b'.repeat(64)}`, sources: ['docker.io/moby/buildkit'] };
    const binfmt = { ...tool, sources: ['docker.io/a/b'] };
    const buildx = { version: 'v1', assets: {}, sources: [] };
    assert.equal(pinnedDigest({ buildx, buildkit: tool, binfmt }, image), expected);
  });
