import assert from 'node:assert/strict';
import test from 'node:test';
import { parseImages } from '../../src/metadata/images.ts';
import { mergePairs } from '../../src/metadata/labels.ts';
import { SHA } from '../events.ts';
import { read } from '../metadata.ts';

const name = (key: string) => `org.opencontainers.image.${key}`;
const standard = {
  created: '2020-01-09T12:14:15.000Z',
  description: 'Says "hello", and a=b',
  licenses: 'MIT',
  revision: SHA,
  source: 'https://github.com/acme/app',
  title: 'app',
  url: 'https://github.com/acme/app',
  version: 'main',
};
const lines = (values: object) => Object.entries(values).map(([key, value]) => `${name(key)}=${value}`);

test('labels and annotations of a push', () => {
  const { labels, annotations, problems, warnings, notes } = read('main');
  assert.deepEqual(labels, lines(standard));
  assert.deepEqual(
    annotations,
    lines(standard).map((line) => `manifest:${line}`),
  );
  assert.deepEqual([problems, warnings, notes], [[], [], []]);
});

test('what nothing tells is left to the Dockerfile', () => {
  assert.deepEqual(read('nothing').labels, lines({ created: '2020-01-10T00:30:00.000Z' }));
});

test("the user's labels win, with their expressions filled in", () => {
  const given = [
    '# a comment',
    'maintainer=Me',
    'empty=',
    `${name('title')}=a="b"`,
    `${name('title')}=On {{branch}}, {{sha}}`,
  ];
  const { labels, warnings } = read('main', { labels: [...given, `${name('vendor')}=Acme #1`] });
  const expected = lines({
    ...standard,
    title: 'On main, 860c190',
    url: standard.url,
    vendor: 'Acme #1',
    version: 'main',
  });
  assert.deepEqual(labels, ['empty=', 'maintainer=Me', ...expected.toSorted()]);
  assert.deepEqual(warnings, []);
});

test('of a label that is half right it is warned, and the step goes on', () => {
  const { labels, problems, warnings } = read('main', { labels: ['invalid', 'a={{brnach}} {{.Go}}'] });
  assert.ok(labels.includes('a={{brnach}} {{.Go}}'));
  assert.ok(!labels.some((label) => label.startsWith('invalid')));
  assert.deepEqual([problems, warnings.length], [[], 3]);
  assert.equal(warnings[0], 'labels: "invalid" has no =, and nothing was done with it; write name=value');
  assert.match(
    warnings[1] ?? '',
    /^labels: "a=.*" has \{\{brnach\}\}, which is none of its expressions; write branch$/,
  );
});

const created = (event: string, env: Record<string, string>) =>
  read(event, {}, env)
    .labels.find((label) => label.startsWith(name('created')))
    ?.split('=')[1];
for (const [event, env, expected] of [
  ['refs/tags/v1.1.1', {}, '2020-01-09T12:14:15.000Z'],
  ['dispatch', {}, '2020-01-10T00:30:00.000Z'],
  ['main', { SOURCE_DATE_EPOCH: '0' }, '1970-01-01T00:00:00.000Z'],
  ['main', { SOURCE_DATE_EPOCH: '' }, '2020-01-09T12:14:15.000Z'],
  ['dispatch', { SOURCE_DATE_EPOCH: '1773068767' }, '2026-03-09T15:06:07.000Z'],
] as const)
  test(`created: ${event} with ${JSON.stringify(env)}`, () => assert.equal(created(event, env), expected));

for (const epoch of ['yesterday', '-1', '1.5', '1'.repeat(12)])
  test(`SOURCE_DATE_EPOCH=${epoch} is refused`, () =>
    assert.deepEqual(read('main', {}, { SOURCE_DATE_EPOCH: epoch }).problems, [
      `SOURCE_DATE_EPOCH: "${epoch}" is no number; set one, or none`,
    ]));

const only = (annotations: readonly string[]) => annotations.filter((line) => !line.includes(`:${name('')}`));
for (const [given, levels, expected] of [
  [['a=1'], '', ['manifest:a=1']],
  [['a=1', 'a=2'], 'manifest,index', ['manifest:a=2', 'index:a=2']],
  [['index:a=1', 'a=2'], '', ['manifest:a=2', 'index:a=1']],
  [['a=1', 'index:a=2'], 'index, manifest-descriptor', ['index:a=2', 'manifest-descriptor:a=1']],
  [['manifest,index-descriptor:a=x:y=z'], '', ['manifest:a=x:y=z', 'index-descriptor:a=x:y=z']],
  [['manifest[linux/aarch64],index:a=1'], '', ['manifest[linux/arm64]:a=1', 'index:a=1']],
  [['manifest-descriptor[linux/arm/v7]:b={{branch}}'], '', ['manifest-descriptor[linux/arm/v7]:b=main']],
] as const)
  test(`annotations ${given.join(' ')} at ${levels || 'the default level'}`, () => {
    const { annotations, problems } = read(
      'main',
      { annotations: given },
      { DOCKER_METADATA_ANNOTATIONS_LEVELS: levels },
    );
    assert.deepEqual([problems, only(annotations)], [[], expected]);
  });

test('annotations at several levels, one of them overruled', () => {
  const given = [`index:${name('title')}=Other`];
  const { annotations } = read(
    'main',
    { annotations: given },
    { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'manifest,index' },
  );
  assert.equal(annotations.length, 16);
  assert.deepEqual(
    annotations.filter((line) => line.includes('title')),
    [`manifest:${name('title')}=app`, `index:${name('title')}=Other`],
  );
});

for (const [given, levels, problem] of [
  ['manfest:a=1', '', 'annotations: "manfest:a=1" has "manfest", which is no level; write manifest'],
  [
    'org.example:a=1',
    '',
    'annotations: "org.example:a=1" has "org.example", which is no level; write manifest, index, manifest-descriptor, index-descriptor',
  ],
  [
    'manifest[linux/amd46]:a=1',
    '',
    'annotations: "manifest[linux/amd46]:a=1" has the platform "linux/amd46"; write linux/amd64',
  ],
  ['a=1', 'indx', 'DOCKER_METADATA_ANNOTATIONS_LEVELS: "indx" has "indx", which is no level; write index'],
] as const)
  test(`annotations ${given} at ${levels || 'the default level'} are refused`, () =>
    assert.deepEqual(read('main', { annotations: [given] }, { DOCKER_METADATA_ANNOTATIONS_LEVELS: levels }).problems, [
      problem,
    ]));

for (const [given, expected, ...problems] of [
  [
    ['name/foo', 'ghcr.io/acme/app'],
    ['name/foo', 'ghcr.io/acme/app'],
  ],
  [['name/foo,name/bar'], ['name/foo', 'name/bar']],
  [
    ['name=name/bar', 'name/foo,enable=false', 'Name=ghcr.io/UserName/Foo, enable=true'],
    ['name/bar', 'ghcr.io/UserName/Foo'],
  ],
  [
    ['value=name/foo'],
    [],
    'has "value", which is no attribute; write name, enable',
    'has no name; write name=registry/path',
  ],
  [['name/foo,enable=bar'], [], 'has enable=bar; write enable=true or enable=false'],
  [['name/foo,enabel=true'], ['name/foo'], 'has "enabel", which is no attribute; write enable'],
  [['# name/foo', 'name/bar'], ['name/bar']],
  [['name=,enable=true'], [], 'has no name; write name=registry/path'],
] as const)
  test(`image ${given.join(' ')}`, () => {
    const said: string[] = [];
    const images = parseImages(given, (input, problem) => said.push(`${input}: ${problem}`));
    assert.deepEqual(
      images.flatMap(({ name, enabled }) => (enabled ? name : [])),
      expected,
    );
    assert.deepEqual(
      said,
      problems.map((problem) => `image: ${JSON.stringify(given[0])} ${problem}`),
    );
  });

test('mergePairs: the last of a name, in the order of the language', () => {
  const names = ['a', 'a-b', 'a.b', 'a/b', 'a0', 'ab', '-', '.', '/', '9', 'z'];
  const more = [...names, 'A', 'Z', 'a_b', 'é'];
  for (const some of [names, more])
    for (const order of [some, some.toReversed()])
      assert.deepEqual(
        mergePairs([...order.map((name) => [name, 'first'] as const), ...order.map((name) => [name, 'last'] as const)]),
        some.toSorted((a, b) => a.localeCompare(b, 'en')).map((name) => [name, 'last']),
      );
});
