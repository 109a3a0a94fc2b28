import assert from 'node:assert/strict';
import test from 'node:test';
import { readAttests } from '../../src/build/attest.ts';
import { buildPaths, explainLeftOut, keepAnnotations, planBuild, planSolves } from '../../src/build/command.ts';
import type { Destination } from '../../src/destination.ts';

const nowhere: Destination = { publication: undefined, load: undefined, outputs: [], tags: [] };
const publication = { names: ['ghcr.io/acme/app', 'docker.io/acme/app'], tags: [], attributes: [] };
const both = ['linux/amd64', 'linux/arm64'];
const pushed =
  'type=image,"name=ghcr.io/acme/app,docker.io/acme/app",push=true,push-by-digest=true,name-canonical=true';
const load = [
  { name: 'ghcr.io/acme/app', tag: '1' },
  { name: 'ghcr.io/acme/app', tag: '2' },
];
const loaded = 'type=docker,"name=ghcr.io/acme/app:1,ghcr.io/acme/app:2"';

const solves: [string, Destination, string[], string[][]][] = [
  ['nowhere', nowhere, [], [['type=cacheonly']]],
  ['push', { ...nowhere, publication }, [], [[pushed]]],
  [
    'push with attributes of the image exporter',
    { ...nowhere, publication: { ...publication, attributes: [['compression', 'zstd']] } },
    [],
    [[`${pushed},compression=zstd`]],
  ],
  ['load of all platforms', { ...nowhere, load }, both, [[loaded]]],
  ['load without a name', { ...nowhere, load: [] }, both, [['type=docker']]],
  ['push and load of all', { ...nowhere, publication, load }, both, [[pushed], [loaded]]],
  [
    'push beside other exporters',
    { ...nowhere, publication, outputs: ['type=oci,dest=x'] },
    [],
    [['type=oci,dest=x', pushed]],
  ],
  ['push, and load of one platform', { ...nowhere, publication, load }, ['linux/amd64'], [[pushed], [loaded]]],
  ['outputs', { ...nowhere, outputs: ['type=local,dest=out'] }, [], [['type=local,dest=out']]],
];
for (const [name, destination, platforms, expected] of solves)
  test(`planSolves: ${name}`, () => {
    const plan = planSolves(destination, both, platforms);
    assert.deepEqual(
      plan.map(({ outputs }) => outputs),
      expected,
    );
    assert.deepEqual(
      plan.map((solve) => solve.platforms),
      [both, platforms].slice(0, expected.length),
    );
  });

test('planBuild joins each value to its flag, so that none is read as one', () => {
  const inputs = {
    target: '--push',
    buildArgs: ['A=--x', 'B="; rm -rf / #'],
    labels: ['a=b c'],
    annotations: ['index:a=--x', 'manifest[linux/arm64]:b=c d'],
    options: ['--network=none'],
    noCache: true,
    noCacheFilters: ['-base'],
    pull: true,
    attests: [{ input: 'attests', type: 'sbom', attributes: [['generator', 'a,b']] as const }],
    call: '',
  };
  const source = { context: '/work', file: '/work/-f', buildContexts: ['a=--x'], secrets: [{ id: 'a', path: '/b,c' }] };
  const paths = buildPaths(source, '/tmp', '/tmp/m.json');
  assert.deepEqual(planBuild('b', inputs, paths, { platforms: both, outputs: ['type=cacheonly'] }), [
    ...[
      'build',
      '--builder=b',
      '--progress=plain',
      '--metadata-file=/tmp/m.json',
      '--platform=linux/amd64,linux/arm64',
    ],
    ...['--file=/work/-f', '--target=--push', '--build-arg=A=--x', '--build-arg=B="; rm -rf / #'],
    ...['--build-context=a=--x', '--secret=id=a,"src=/b,c"', '--network=none', '--label=a=b c'],
    ...['--annotation=index:a=--x', '--annotation=manifest[linux/arm64]:b=c d'],
    ...['--no-cache', '--no-cache-filter=-base', '--pull', '--attest=type=sbom,"generator=a,b"'],
    ...['--output=type=cacheonly', '/work'],
  ]);
});

const NONE = 'type=provenance,disabled=true';
const annotations = ['manifest:a=1', 'index:b=2', 'index-descriptor:c=3', 'manifest-descriptor:d=4'];
const atManifest = [annotations[0], annotations[3]];
for (const [platforms, attest, outputs, kept, why] of [
  [both, NONE, ['type=oci,dest=x', pushed], annotations, undefined],
  [['linux/amd64'], '', [pushed], annotations, undefined],
  [['linux/amd64'], '', ['type=local,dest=x', pushed], annotations, undefined],
  [['linux/amd64'], 'type=provenance,mode=max', ['type=oci,dest=x'], annotations, undefined],
  [['linux/amd64'], `${NONE}\ntype=sbom`, [pushed], annotations, undefined],
  [['linux/amd64'], 'type=sbom', [loaded], annotations, undefined],
  [['linux/amd64'], NONE, [pushed], atManifest, /^annotations: .* has no index, where "index:b=2" would be; write/],
  [['linux/amd64'], '', ['type=oci,dest=x', pushed], atManifest, /has no index/],
  [['linux/amd64'], '', [loaded], atManifest, /has no index/],
  [both, '', [`${pushed},oci-mediatypes=false`], [], /^annotations: .*; remove oci-mediatypes=false/],
] as const)
  test(`annotations of ${platforms} with ${attest || 'what buildx attests'} and ${outputs.join(' ')}`, () => {
    const attests = readAttests({ provenance: '', sbom: '', attests: attest.split('\n').filter(Boolean) }, assert.fail);
    const [inputs, solve] = [
      { annotations, attests },
      { platforms, outputs },
    ];
    assert.deepEqual(keepAnnotations(inputs, solve), kept);
    const [published, local] = [{ ...nowhere, publication }, nowhere];
    assert.match(`${explainLeftOut({ ...inputs, destination: published }, solve)}`, why ?? /^undefined$/);
    assert.equal(explainLeftOut({ ...inputs, destination: local }, solve), undefined);
  });
