import assert from 'node:assert/strict';
import test from 'node:test';
import {
  comparePlatforms,
  digestOf,
  listAttestations,
  listPredicates,
  parseConfigPlatform,
  parseManifest,
  parseNext,
  parseOwnVersion,
} from '../../src/publish/manifest.ts';

test('parseManifest leaves attestation manifests out and normalises variants', () => {
  const manifests = [
    { digest: 'sha256:1', platform: { os: 'linux', architecture: 'amd64' } },
    { digest: 'sha256:2', platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    { digest: 'sha256:3', platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    { digest: 'sha256:4', platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348' } },
    {
      digest: 'sha256:5',
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  ];
  assert.deepEqual(parseManifest(JSON.stringify({ manifests })), [
    { platform: 'linux/amd64', digest: 'sha256:1' },
    { platform: 'linux/arm64', digest: 'sha256:2' },
    { platform: 'linux/arm/v7', digest: 'sha256:3' },
    { platform: 'windows/amd64', digest: 'sha256:4' },
  ]);
});

test('parseManifest of a manifest, of neither, of no JSON', () => {
  assert.deepEqual(parseManifest('{"config":{"digest":"sha256:6"},"layers":[]}'), { config: 'sha256:6' });
  assert.throws(() => parseManifest('{"config":{}}'), /neither an index nor a manifest/);
  assert.throws(() => parseManifest('{"errors":[]}'), /neither an index nor a manifest/);
  assert.throws(() => parseManifest('<html>'));
});

test('listAttestations: what is about which platform', () => {
  const annotations = {
    'vnd.docker.reference.digest': 'sha256:1',
    'vnd.docker.reference.type': 'attestation-manifest',
  };
  const manifests = [
    { digest: 'sha256:1', platform: { os: 'linux', architecture: 'amd64' } },
    { digest: 'sha256:2', platform: { os: 'unknown', architecture: 'unknown' }, annotations },
    { digest: 'sha256:3', platform: { os: 'unknown', architecture: 'unknown' }, annotations: null },
  ];
  assert.deepEqual(listAttestations(JSON.stringify({ manifests })), [{ digest: 'sha256:2', about: 'sha256:1' }]);
  assert.deepEqual(listAttestations('{"config":{"digest":"sha256:6"},"layers":[]}'), []);
});

test('listPredicates: each type once', () => {
  const layer = (type: string) => ({ annotations: { 'in-toto.io/predicate-type': type } });
  const layers = [layer('a'), layer('b'), layer('a'), {}];
  assert.deepEqual(listPredicates(JSON.stringify({ layers })), ['a', 'b', 'unknown']);
  assert.deepEqual(listPredicates('{}'), []);
});

test('parseConfigPlatform', () => {
  assert.equal(parseConfigPlatform('{"architecture":"arm","os":"linux","variant":"v6"}'), 'linux/arm/v6');
});

const attestation = { digest: 'sha256:1', platform: { os: 'unknown', architecture: 'unknown' } };
const amd64 = { digest: 'sha256:2', platform: { os: 'linux', architecture: 'amd64' } };
for (const [text, expected] of [
  [JSON.stringify({ manifests: [attestation, amd64] }), { manifest: 'sha256:2' }],
  ['{"config":{"digest":"sha256:3"}}', { config: 'sha256:3' }],
  ['{"manifests":[]}', undefined],
  ['{"schemaVersion":1}', undefined],
  ['<html>', undefined],
] as const)
  test(`what stands behind ${text.slice(0, 60)}`, () => assert.deepEqual(parseNext(text), expected));

for (const [text, expected] of [
  [
    '{"config":{"Labels":{"org.opencontainers.image.version":"1.2.3","org.opencontainers.image.source":"s"}}}',
    { version: '1.2.3', source: 's' },
  ],
  ['{"config":{"Labels":{"org.opencontainers.image.version":"24.04"}}}', { version: '24.04', source: '' }],
  ['{"config":{"Labels":null}}', { version: '', source: '' }],
  ['{}', { version: '', source: '' }],
  ['<html>', { version: '', source: '' }],
] as const)
  test(`the version in ${text}`, () => assert.deepEqual(parseOwnVersion(text), expected));

test('digestOf', () => {
  assert.equal(digestOf(Buffer.from('')), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

const compared: [string[], string[], RegExp | undefined][] = [
  [['linux/amd64', 'linux/arm64'], ['linux/arm64', 'linux/amd64'], undefined],
  [['linux/amd64', 'linux/arm64'], ['linux/amd64'], /^it holds linux\/amd64; linux\/arm64 missing$/],
  [['linux/amd64'], ['linux/amd64', 'linux/arm64'], /linux\/arm64 not asked for/],
  [['linux/amd64'], ['linux/amd64', 'linux/amd64'], /linux\/amd64 not asked for/],
  [['linux/amd64'], [], /^it holds no platform; linux\/amd64 missing$/],
];
for (const [wanted, found, expected] of compared)
  test(`comparePlatforms: ${wanted} with ${found}`, () => {
    const difference = comparePlatforms(wanted, found);
    if (expected) assert.match(difference ?? '', expected);
    else assert.equal(difference, undefined);
  });
