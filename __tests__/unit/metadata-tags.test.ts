import assert from 'node:assert/strict';
import test from 'node:test';
import { HEAD_SHA, SHA } from '../events.ts';
import { read } from '../metadata.ts';

type Row = readonly [event: string, tags: readonly string[], expected: readonly string[], flavor?: readonly string[]];

const semver = [
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
  'type=semver,pattern={{major}}',
];
const pep440 = semver.map((rule) => rule.replace('semver', 'pep440'));
const byBranch = ['type=ref,event=branch', 'type=ref,event=pr', ...semver.slice(0, 2)];
const [v1, beta, nested] = ['refs/tags/v1.1.1', 'refs/tags/v2.0.8-beta.67', 'refs/tags/p1/v1.0.0'];
const rc = 'refs/tags/20200110-RC2';
const custom = ['type=raw,my', 'type=raw,custom', 'type=raw,tags'];

// What metadata-action makes of the same event and rules; the first tag is the version. Its README and its tests:
// https://github.com/docker/metadata-action/blob/master/README.md
const README: Row[] = [
  // The rules that there are without tags.
  ['pull', [], ['pr-15']],
  ['main', [], ['main']],
  ['refs/heads/releases/v1', [], ['releases-v1']],
  ['refs/tags/v1.2.3', [], ['v1.2.3', 'latest']],
  [beta, [], ['v2.0.8-beta.67', 'latest']],
  ['dispatch', [], ['main']],
  ['schedule', [], ['nightly', 'main']],
  ['release', [], ['v1.1.1', 'latest']],
  ['target', [], ['pr-15']],
  // Semver.
  ['pull', byBranch, ['pr-15']],
  ['main', byBranch, ['main']],
  ['refs/heads/releases/v1', byBranch, ['releases-v1']],
  ['refs/tags/v1.2.3', byBranch, ['1.2.3', '1.2', 'latest']],
  [beta, byBranch, ['2.0.8-beta.67']],
  ['refs/tags/v1.2.3', [...byBranch, 'type=sha'], ['1.2.3', '1.2', 'sha-860c190', 'latest']],
  ...[
    ['v1.2.3', '{{raw}}', 'v1.2.3'],
    ['v1.2.3', '{{version}}', '1.2.3'],
    ['v1.2.3', '{{major}}.{{minor}}', '1.2'],
    ['v1.2.3', 'v{{major}}', 'v1'],
    ['v1.2.3', '{{minor}}', '2'],
    ['v1.2.3', '{{patch}}', '3'],
  ].map(([tag, pattern, made = '']): Row => [`refs/tags/${tag}`, [`type=semver,pattern=${pattern}`], [made, 'latest']]),
  ...['{{version}}', '{{major}}', '{{major}}.{{minor}}', '{{raw}}.{{version}}'].map(
    (pattern): Row => [beta, [`type=semver,pattern=${pattern}`], ['2.0.8-beta.67']],
  ),
  ...['{{raw}}', '{{ raw }}', '{{raw }}'].map(
    (pattern): Row => [beta, [`type=semver,pattern=${pattern}`], ['v2.0.8-beta.67']],
  ),
  ['main', ['type=semver,pattern={{version}},value=v1.0.0'], ['1.0.0', 'latest']],
  ['main', [String.raw`type=semver,pattern={{version}},value=p1/v1.0.0,match=v(\d.\d.\d)$`], ['1.0.0', 'latest']],
  [nested, [String.raw`type=semver,pattern={{version}},match=v(\d.\d.\d)$`], ['1.0.0', 'latest']],
  ['refs/tags/v0.1.2', semver, ['0.1.2', '0.1', '0', 'latest']],
  ['refs/tags/v0.1.2', [...semver.slice(0, 2), `${semver[2]},enable=false`], ['0.1.2', '0.1', 'latest']],
  // PEP 440.
  ...[
    ['1.2.3', '{{raw}}', '1.2.3'],
    ['1.2.3', '{{version}}', '1.2.3'],
    ['v1.2.3', '{{version}}', '1.2.3'],
    ['1.2.3', '{{major}}.{{minor}}', '1.2'],
    ['1.2.3', 'v{{major}}', 'v1'],
  ].map(([tag, pattern, made = '']): Row => [`refs/tags/${tag}`, [`type=pep440,pattern=${pattern}`], [made, 'latest']]),
  ...[
    ['v1.2.3rc2', '{{raw}}', 'v1.2.3rc2'],
    ['1.2.3rc2', '{{version}}', '1.2.3rc2'],
    ['1.2.3rc2', '{{major}}.{{minor}}', '1.2.3rc2'],
    ['1.2.3post1', '{{major}}.{{minor}}', '1.2.3.post1'],
    ['1.2.3beta2', '{{major}}.{{minor}}', '1.2.3b2'],
    ['1.0dev4', '{{major}}.{{minor}}', '1.0.dev4'],
  ].map(([tag, pattern, made = '']): Row => [`refs/tags/${tag}`, [`type=pep440,pattern=${pattern}`], [made]]),
  ['main', ['type=pep440,pattern={{version}},value=1.0.0'], ['1.0.0', 'latest']],
  [nested, [String.raw`type=pep440,pattern={{version}},match=v(\d.\d.\d)$`], ['1.0.0', 'latest']],
  // Match.
  ['refs/tags/v1.2.3', [String.raw`type=match,pattern=\d.\d.\d`], ['1.2.3', 'latest']],
  [beta, ['type=match,pattern=v(.*),group=1'], ['2.0.8-beta.67', 'latest']],
  [beta, [String.raw`type=match,pattern=v(\d.\d),group=1`], ['2.0', 'latest']],
  [rc, [String.raw`type=match,pattern=\d+`], ['20200110', 'latest']],
  ['refs/tags/p1/v1.2.3', [String.raw`type=match,pattern=p1/v(\d.\d.\d),group=1`], ['1.2.3', 'latest']],
  ['main', ['type=match,pattern=v(.*),group=1,value=v1.0.0'], ['1.0.0', 'latest']],
  // Edge, ref, raw, sha.
  ['main', ['type=edge'], ['edge']],
  ['dev', ['type=edge'], []],
  ['dev', ['type=edge,branch=dev'], ['edge']],
  ['refs/heads/my/branch', ['type=ref,event=branch'], ['my-branch']],
  [beta, ['type=ref,event=tag'], ['v2.0.8-beta.67', 'latest']],
  ['main', ['type=raw,value=foo', 'type=raw,bar', 'baz'], ['foo', 'bar', 'baz']],
  ['main', ['type=sha'], ['sha-860c190']],
  ['main', ['type=sha,format=long'], [`sha-${SHA}`]],
  // Schedule, and dates.
  ['schedule', ['type=schedule'], ['nightly']],
  ['main', ['type=schedule'], []],
  ['schedule', ["type=schedule,pattern={{date 'YYYYMMDD'}}"], ['20200110']],
  ['schedule', ["type=schedule,pattern={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}"], ['20200110-093000']],
  ['main', [`type=raw,"value={{date 'dddd, MMMM Do YYYY, h:mm:ss a'}}"`], ['Friday-January-10th-2020-12-30-00-am']],
  // Global expressions.
  ['dev', ['type=sha,prefix={{branch}}-'], ['dev-860c190']],
  ['main', ['type=raw,value=mytag-{{branch}}-{{sha}}'], ['mytag-main-860c190']],
  ['main', ['type=raw,value=latest,enable={{is_default_branch}}'], ['latest']],
  ['dev', ['type=raw,value=latest,enable={{is_default_branch}}'], []],
  ['dev', ['type=raw,value=x,enable={{is_not_default_branch}}'], ['x']],
  ['refs/heads/my/branch', ['type=raw,value=_{{branch}}_{{tag}}_{{base_ref}}'], ['_my-branch__']],
  ['pull', ['type=raw,value=_{{branch}}_{{tag}}_{{base_ref}}'], ['___main']],
  [v1, ['type=raw,value=_{{branch}}_{{tag}}_{{base_ref}}'], ['__v1.1.1_main']],
  ['main', ["type=raw,value={{commit_date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}"], ['20200109-211415']],
];

const TESTS: Row[] = [
  ['nothing', [], []],
  ['nothing', ['type=sha', 'type=raw,{{branch}}', 'type=edge'], []],
  ['dev', ['type=ref,event=branch', 'type=sha'], ['dev', 'sha-860c190']],
  ['main', ['type=edge,branch=dev', 'type=sha'], ['sha-860c190']],
  ['odd', [], ['my-feature-1245']],
  ['odd', ['type=semver,pattern={{version}}', 'type=pep440,pattern={{version}}', 'type=edge'], []],
  ['main', ['type=ref,priority=2000,event=branch', 'type=edge'], ['main', 'edge']],
  ['main', [`${semver[0]},value=v1.2.3`, `${pep440[0]},value=v1.2.3`, 'type=edge'], ['1.2.3', 'edge', 'latest']],
  ['main', ['type=match,enable=false,pattern=v(.*),group=1,value=v1.2.3', 'type=edge'], ['edge']],
  ['main', ['type=raw,value=mytag-tag-{{tag}}', 'type=raw,value=base-{{base_ref}}'], ['mytag-tag-', 'base-']],
  ['dev', ['type=edge,branch=main', 'type=ref,event=branch,enable=false', 'type=sha,format=long'], [`sha-${SHA}`]],
  ['refs/tags/release1', [], ['release1', 'latest']],
  [rc, [String.raw`type=match,pattern=\d{8}`], ['20200110'], ['latest=false']],
  [rc, ['type=match,pattern=(.*)-RC,group=1'], ['20200110'], ['latest=false']],
  [rc, [String.raw`type=match,"pattern=^\d+-RC\d{1,2}"`], ['20200110-RC2', 'latest']],
  [v1, [String.raw`type=match,"pattern=^v(\d.\d.\d)$",group=1`], ['1.1.1', 'latest']],
  [beta, [String.raw`type=match,"pattern=\d.\d.\d-(alpha|beta).\d+"`], ['2.0.8-beta.67', 'latest']],
  [
    beta,
    ['type=match,pattern=v(.*)-beta.(.*),group=1', 'type=match,pattern=v(.*)-beta.(.*),group=2'],
    ['2.0.8', '67', 'latest'],
  ],
  ['refs/tags/sometag', [String.raw`type=match,pattern=\d.\d`], []],
  ['refs/tags/sometag', ['type=ref,event=tag', ...semver, ...pep440], ['sometag'], ['latest=false']],
  [v1, semver, ['1.1.1', '1.1', '1', 'latest']],
  [v1, ['type=semver,pattern={{version}}', 'type=semver,pattern={{major}}.{{minor}}.{{patch}}'], ['1.1.1', 'latest']],
  [
    beta,
    ['type=raw,priority=2000,foo', ...semver, String.raw`type=match,pattern=\d.\d`],
    ['foo', '2.0.8-beta.67', '2.0'],
  ],
  [v1, ['type=raw,priority=2000,foo', 'type=ref,event=tag', 'type=edge'], ['foo', 'v1.1.1']],
  [
    nested,
    [String.raw`type=match,"pattern=/^v(\d.\d.\d)$/ig",group=1`, String.raw`type=match,pattern=\d.\d`],
    ['1.0', 'latest'],
  ],
  [nested, [String.raw`type=match,"pattern=/P1.V(\d)/i",group=1`], ['1', 'latest']],
  [nested, [String.raw`type=match,pattern=p1/v(\d.\d),group=3`, 'type=sha'], ['sha-860c190']],
  [
    nested,
    [String.raw`type=match,pattern=\d.\d.\d`, String.raw`type=match,pattern=\d.\d,suffix=`, 'type=sha'],
    ['1.0.0-dev', '1.0', 'sha-860c190-dev', 'latest'],
    ['suffix=-dev'],
  ],
  [
    v1,
    ['{{tag}}-{{sha}}-foo', 'type=raw,{{base_ref}}-foo', 'x,enable={{is_default_branch}}'],
    ['v1.1.1-860c190-foo', 'main-foo'],
  ],
  [v1, semver.slice(0, 1), ['1.1.1-dev', 'latest-dev'], ['suffix=-dev,onlatest=true']],
  [
    v1,
    semver.slice(0, 1),
    ['foo-1.1.1-dev', 'foo-latest-dev'],
    ['prefix=foo-,onlatest=true', 'suffix=-dev,onlatest=true'],
  ],
  [nested, [String.raw`type=semver,pattern={{raw}},match=v(\d.\d.\d)$`], ['1.0.0', 'latest']],
  ['main', ['type=semver,pattern={{version}},value=v1.2.3-a/b'], ['1.2.3-a-b']],
  ['refs/tags/1.2', pep440.slice(0, 2), ['1.2', 'latest']],
  ['refs/tags/v1.2.3rc2', ['type=pep440,pattern={{raw}}', ...pep440], ['v1.2.3rc2', '1.2.3rc2']],
  ['refs/tags/1.2post1', pep440, ['1.2.post1']],
  [v1, pep440, ['1.1.1', '1.1', '1', 'latest']],
  ['refs/tags/v1.2.3+b.1', ['type=semver,pattern={{raw}}', ...semver.slice(0, 1)], ['v1.2.3-b.1', '1.2.3', 'latest']],
  ['pull', ['type=ref,event=pr', 'type=sha'], ['pr-15', 'sha-860c190']],
  ['pull', ['type=sha,priority=2000', 'type=ref,event=pr'], ['sha-860c190', 'pr-15']],
  ['pull', ['type=ref,event=pr'], ['pr-15-bal'], ['prefix=glo-', 'suffix=-bal']],
  ['pull', ['type=ref,event=pr,prefix='], ['15-bal'], ['prefix=glo-', 'suffix=-bal']],
  ['target', ['type=ref,event=tag', 'type=ref,event=branch', 'type=sha'], ['sha-860c190']],
  ['target', ['base-{{base_ref}}', 'x,enable={{is_default_branch}}'], ['base-main']],
  ['pull', ['type=raw,value={{commit_date YYYY-MM-DD-HHmmSS}}'], ['2020-01-10T00-30-00Z']],
  [
    'schedule',
    ['type=schedule', 'type=sha,priority=2000', 'x,enable={{is_default_branch}}'],
    ['sha-860c190', 'nightly', 'x'],
  ],
  ['schedule', ['type=schedule', 'type=edge'], ['glo-nightly-bal', 'glo-edge-bal'], ['prefix=glo-', 'suffix=-bal']],
  ['issues', ['x,enable={{is_default_branch}}'], ['x']],
  ['release', ['type=raw,value=baseref-{{base_ref}}', 'x,enable={{is_default_branch}}'], ['baseref-']],
  ['refs/tags/release1', ['type=ref,event=tag', ...custom], ['release1', 'my', 'custom', 'tags', 'latest']],
  [v1, custom, ['my', 'custom', 'tags']],
  ['dev', ['type=ref,priority=90,event=branch', ...custom], ['my', 'custom', 'tags', 'dev', 'latest'], ['latest=true']],
  [
    'dev',
    ['type=raw,my,prefix=foo-,suffix=-bar', 'type=raw,custom'],
    ['foo-my-bar', 'glo-custom-bal'],
    ['latest=false', 'prefix=glo-', 'suffix=-bal'],
  ],
  ['dev', ['type=raw,foo', 'type=raw,bar,enable=false', 'type=raw,baz,enable=true'], ['foo', 'baz'], ['latest=false']],
  ['dev', ['type=raw,value=', 'TYPE=raw, Value = x y '], ['x-y']],
];

// Where metadata-action is wrong: it fails where match has no group, leaves expressions of the flavor as they are in latest,
// escapes values as for HTML, and takes every branch that is created for the default one.
const DIFFERENT: Row[] = [
  [v1, semver.slice(0, 1), ['v1.1.1-1.1.1', 'v1.1.1-latest'], ['prefix={{tag}}-,onlatest=true']],
  [nested, [String.raw`type=semver,pattern={{version}},match=\d.\d.\d`], ['1.0.0', 'latest']],
  ['refs/heads/a&b', ['{{branch}}'], ['a-b']],
  ['create', ['x,enable={{is_default_branch}}', 'type=ref,event=branch'], ['dev']],
];

for (const [event, tags, expected, flavor = []] of [...README, ...TESTS, ...DIFFERENT])
  test(`${event}: ${tags.join(' ')} ${flavor.join(' ')}`, () => {
    const made = read(event, { tags, flavor });
    assert.deepEqual([made.problems, made.tags, made.references], [[], expected, []]);
    assert.equal(made.version, expected[0] ?? '');
  });

test('the length of a short commit', () => {
  const env = { DOCKER_METADATA_SHORT_SHA_LENGTH: '12' };
  assert.deepEqual(read('main', { tags: ['type=sha', '{{sha}}'] }, env).tags, [
    SHA.slice(0, 12),
    `sha-${SHA.slice(0, 12)}`,
  ]);
  assert.deepEqual(read('main', {}, { DOCKER_METADATA_SHORT_SHA_LENGTH: 'x' }).problems, [
    'DOCKER_METADATA_SHORT_SHA_LENGTH: "x" is no number; set one, or none',
  ]);
});

test("a pull request's own commit", () => {
  assert.deepEqual(read('pull', { tags: ['type=sha'] }, { DOCKER_METADATA_PR_HEAD_SHA: 'true' }).tags, [
    `sha-${HEAD_SHA.slice(0, 7)}`,
  ]);
});

for (const [event, tags, made, references] of [
  ['main', ['1.2', 'ghcr.io/acme/app:1.2', 'type=sha'], ['1.2', 'sha-860c190'], ['ghcr.io/acme/app:1.2']],
  ['main', ['a,b', '# a comment', 'acme/app:1,localhost/app'], ['a', 'b'], ['acme/app:1', 'localhost/app']],
  [
    'main',
    ['registry.example.com/app', 'localhost:5000/app', 'app:1'],
    [],
    ['registry.example.com/app', 'localhost:5000/app', 'app:1'],
  ],
  ['main', ['type=edge', 'type=edge', 'edge', 'ghcr.io/Acme/app'], ['edge'], ['ghcr.io/Acme/app']],
  // What `${{ github.ref_name }}` and `${{ github.head_ref }}` stand for.
  ['odd', ['my/feature#1245'], ['my-feature-1245'], []],
  ['refs/tags/p1/v1.0.0', ['p1/v1.0.0'], ['p1-v1.0.0'], []],
  ['pull', ['fix/it'], ['fix-it'], []],
  ['pull', ['15/merge'], ['15-merge'], []],
] as const)
  test(`${event}: ${tags.join(' ')}, mixed`, () => {
    const metadata = read(event, { tags });
    assert.deepEqual([metadata.problems, metadata.tags, metadata.references], [[], made, references]);
  });

for (const [event, tags, expected] of [
  ['odd', [], ['tags: "type=ref,event=branch" makes "my/feature#1245", which is no tag; "my-feature-1245" is taken']],
  ['main', ['type=sha,event=pr'], ['tags: "type=sha,event=pr" has event, of which type=sha makes no use; remove it']],
  [
    'refs/tags/x',
    ['type=semver,pattern={{version}}'],
    ['tags: "type=semver,pattern={{version}}" makes no tag, because "x" is no semantic version (https://semver.org)'],
  ],
  [
    'refs/tags/x',
    ['type=pep440,pattern={{version}},match=y'],
    [
      'tags: "type=pep440,pattern={{version}},match=y" does not match "x", which is taken whole',
      'tags: "type=pep440,pattern={{version}},match=y" makes no tag, because "x" is no version of PEP 440',
    ],
  ],
  [
    'refs/tags/x',
    ['type=match,pattern=y'],
    ['tags: "type=match,pattern=y" makes no tag, because "x" does not match, or has no group 0'],
  ],
  [
    'main',
    ['{{date YYYY}}'],
    [
      'tags: "{{date YYYY}}" has the format YYYY without quotes, and gives the date in ISO 8601; write {{date \'YYYY\'}}',
      'tags: "{{date YYYY}}" makes "2020-01-10T00:30:00Z", which is no tag; "2020-01-10T00-30-00Z" is taken',
    ],
  ],
  ['main', ['type=semver,pattern={{version}}', 'type=ref,event=branch'], []],
] as const)
  test(`${event}: what is noted of ${tags.join(' ')}`, () => assert.deepEqual(read(event, { tags }).notes, expected));

test('rules that make no tag', () => {
  const { warnings } = read('dev', { tags: ['type=edge'] });
  assert.deepEqual(warnings, ['tags: no rule makes a tag for push of refs/heads/dev; add one, such as type=sha']);
  assert.deepEqual(read('dev', { tags: ['type=edge', 'ghcr.io/acme/app:1'] }).warnings, []);
  assert.deepEqual(read('nothing').warnings, []);
});

test('200 rules', () => {
  const names = Array.from({ length: 200 }, (_, index) => `t${index}`);
  assert.deepEqual(read('main', { tags: names.map((name) => `type=raw,value=${name}`) }).tags, names);
});
