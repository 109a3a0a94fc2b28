import assert from 'node:assert/strict';
import test from 'node:test';
import { readInputs } from '../../src/inputs.ts';
import { eventOf } from '../events.ts';
import { NOW } from '../metadata.ts';

function read(inputs: Record<string, string>) {
  const env = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  return readInputs(env, eventOf('nothing'), NOW);
}

test('caches are read as buildx reads them', () => {
  const { inputs, problems, warnings } = read({
    'cache-from': 'ghcr.io/acme/app:cache,ghcr.io/acme/app:main\ntype=local,src=a',
    'cache-to': 'TYPE=gha,mode=max,"scope=a,b"\n\ntype=s3,bucket=b,region=r,name=a;b\ntype=inline',
    'cache-export-timeout': '90s',
    'cache-mounts': 'a, "/b,c"\nd,a',
  });
  assert.deepEqual([problems, warnings], [[], []]);
  assert.deepEqual(inputs.cache, {
    ...{ cache: '', export: '', timeout: 90_000, required: false, mounts: ['a', '/b,c', 'd'], image: '' },
    from: [
      { type: 'registry', attributes: [['ref', 'ghcr.io/acme/app:cache']] },
      { type: 'registry', attributes: [['ref', 'ghcr.io/acme/app:main']] },
      { type: 'local', attributes: [['src', 'a']] },
    ],
    to: [
      {
        type: 'gha',
        attributes: [
          ['mode', 'max'],
          ['scope', 'a,b'],
        ],
      },
      {
        type: 's3',
        attributes: [
          ['bucket', 'b'],
          ['region', 'r'],
          ['name', 'a;b'],
        ],
      },
      { type: 'inline', attributes: [] },
    ],
  });
});

for (const [inputs, image] of [
  [{ image: 'ghcr.io/acme/app\nghcr.io/acme/other' }, 'ghcr.io/acme/app'],
  [{ tags: 'localhost:5000/acme/app:1.2' }, 'localhost:5000/acme/app'],
  [{ tags: 'localhost:5000/acme/app' }, 'localhost:5000/acme/app'],
  [{ outputs: 'type=registry,name=ghcr.io/acme/app:1' }, 'ghcr.io/acme/app'],
  [{}, ''],
] as const)
  test(`the name of an image lasts, published or not: ${JSON.stringify(inputs)}`, () => {
    assert.equal(read(inputs).inputs.cache.image, image);
  });

for (const [inputs, problem] of [
  [{ cache: 'on' }, 'cache: "on" is no choice; write gha or off'],
  [{ 'cache-export': 'later' }, 'cache-export: "later" is no choice; write after or with-build'],
  [{ 'cache-required': 'yes' }, 'cache-required: "yes" is neither true nor false; write one of them'],
  [
    { 'cache-export-timeout': '10' },
    'cache-export-timeout: "10" is no time; write a number and a unit, such as 90s or 10m',
  ],
  [{ 'cache-mounts': 'id=go' }, 'cache-mounts: "id=go" is no id and no path; write go'],
  [{ 'cache-mounts': 'a\nsharing=locked' }, 'cache-mounts: "sharing=locked" is no id and no path; leave it out'],
  [{ 'cache-to': 'type=ghaa' }, 'cache-to: type=ghaa is no type of cache; write type=gha'],
  [
    { 'cache-to': 'type=x' },
    'cache-to: type=x is no type of cache; write one of gha, registry, local, s3, azblob, inline',
  ],
  [
    { 'cache-from': 'type=inline' },
    'cache-from: type=inline has nothing to import; write type=registry,ref=… with the image',
  ],
  [{ 'cache-to': 'scope=a' }, 'cache-to: "scope=a" has no type; write type=registry,ref=… or the like'],
  [{ 'cache-to': 'type=gha,max' }, 'cache-to: "max" in "type=gha,max" is no name=value; write one'],
  [{ 'cache-to': 'type=gha,mode=maxx' }, 'cache-to: mode=maxx is no mode; write mode=max'],
  [{ 'cache-to': 'type=gha,mode=all' }, 'cache-to: mode=all is no mode; write mode=max or mode=min'],
  [{ 'cache-to': 'type=registry' }, 'cache-to: type=registry has no ref; write ref=…'],
  [{ 'cache-from': 'type=local,dest=x' }, 'cache-from: type=local has no src; write src=…'],
  [
    { 'cache-to': 'type=gha\ntype=gha,scope=buildkit,mode=max' },
    'cache-to: two of type=gha have the scope "buildkit", where one replaces the other; write scope=… to tell them apart',
  ],
] as const)
  test(`${JSON.stringify(inputs)} is wrong`, () => {
    assert.deepEqual(read(inputs).problems, [problem]);
  });

test('what has no effect is worth a warning', () => {
  const { problems, warnings } = read({ 'cache-to': 'type=gha,scop=a', 'cache-from': 'type=gha,mode=max' });
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings, [
    'cache-to: scop is no attribute of type=gha, and has no effect; write scope',
    'cache-from: mode is no attribute of type=gha, and has no effect; remove it',
  ]);
});
