import assert from 'node:assert/strict';
import test from 'node:test';
import { parseMetadata } from '../../src/build/metadata.ts';
import type { Destination } from '../../src/destination.ts';
import { formatOutputs, listDigests, listTools, type Result } from '../../src/report/result.ts';
import { alignRows, formatMarkdown } from '../../src/report/table.ts';

const image = (version: string) => ({ version, digest: `sha256:${version}`, sources: [] });
const tags = [{ name: 'ghcr.io/acme/app', tag: '1' }];
const published: Destination = {
  publication: { names: ['ghcr.io/acme/app'], tags, attributes: [] },
  load: [{ name: 'ghcr.io/acme/app', tag: '1' }],
  outputs: [],
  tags,
};
const result: Result = {
  destination: published,
  platforms: ['linux/amd64', 'linux/arm64'],
  metadata: {
    findings: [],
    digest: 'sha256:i',
    imageId: 'sha256:i',
    document: { 'containerimage.digest': 'sha256:i', 'image.name': 'ghcr.io/acme/app' },
  },
  published: {
    platforms: [
      { platform: 'linux/amd64', digest: 'sha256:1' },
      { platform: 'linux/arm64', digest: 'sha256:2' },
    ],
    attestations: new Map(),
    kept: [],
  },
  labels: ['a=1', 'b=2'],
  annotations: ['manifest:a=1'],
  version: '1',
  tools: {
    buildx: { version: 'v1', name: 'linux-amd64', sha256: 'x', urls: [] },
    buildkit: image('v2'),
    binfmt: image('v3'),
  },
  builder: { name: 'b' },
};

test('formatOutputs of a published image', () => {
  const { metadata, ...outputs } = formatOutputs(result);
  assert.deepEqual(outputs, {
    digest: 'sha256:i',
    imageid: 'sha256:i',
    image: 'ghcr.io/acme/app@sha256:i',
    tags: 'ghcr.io/acme/app:1',
    platforms: '{"linux/amd64":"sha256:1","linux/arm64":"sha256:2"}',
    labels: 'a=1\nb=2',
    annotations: 'manifest:a=1',
    version: '1',
    builder: 'b',
  });
  assert.equal(JSON.parse(metadata ?? '')['image.name'], 'ghcr.io/acme/app:1');
});

test('formatOutputs where nothing was published: the tags that would have been', () => {
  const destination = { publication: undefined, load: undefined, outputs: [], tags };
  const metadata = { digest: undefined, imageId: undefined, findings: [], document: {} };
  assert.deepEqual(
    formatOutputs({
      ...result,
      destination,
      metadata,
      published: { platforms: [], attestations: new Map(), kept: [] },
    }),
    {
      digest: '',
      imageid: '',
      metadata: '{}',
      image: '',
      tags: 'ghcr.io/acme/app:1',
      platforms: '{}',
      labels: 'a=1\nb=2',
      annotations: 'manifest:a=1',
      version: '1',
      builder: 'b',
    },
  );
});

test('a tag that was left where it is, is none of the tags', () => {
  const more = [...tags, { name: 'ghcr.io/acme/app', tag: 'latest' }];
  const destination: Destination = { ...published, publication: { names: [], tags: more, attributes: [] } };
  const kept = { platforms: [], attestations: new Map(), kept: more.slice(1) };
  const { tags: moved, metadata } = formatOutputs({ ...result, destination, published: kept });
  assert.equal(moved, 'ghcr.io/acme/app:1');
  assert.equal(JSON.parse(metadata ?? '')['image.name'], 'ghcr.io/acme/app:1');
  // The engine has it all the same.
  const both = formatOutputs({ ...result, destination: { ...destination, load: more }, published: kept });
  assert.equal(both.tags, 'ghcr.io/acme/app:1\nghcr.io/acme/app:latest');
});

test('listDigests shows the index, and a single manifest once', () => {
  assert.equal(
    alignRows(listDigests(result)),
    'Platform     Digest\nindex        sha256:i\nlinux/amd64  sha256:1\nlinux/arm64  sha256:2',
  );
  const single = {
    ...result,
    platforms: ['linux/amd64'],
    metadata: { ...result.metadata, digest: 'sha256:1' },
    published: { platforms: [{ platform: 'linux/amd64', digest: 'sha256:1' }], attestations: new Map(), kept: [] },
  };
  assert.equal(formatMarkdown(listDigests(single)), '| Platform | Digest |\n| --- | --- |\n| linux/amd64 | sha256:1 |');
});

test('listDigests shows what is attested of each platform', () => {
  const types = ['https://spdx.dev/Document', 'https://slsa.dev/provenance/v1'];
  const attestations = new Map([
    ['sha256:1', types],
    ['sha256:2', ['https://acme.test/vex']],
  ]);
  assert.deepEqual(listDigests({ ...result, published: { ...result.published, attestations } }), [
    ['Platform', 'Digest', 'Attestations'],
    ['index', 'sha256:i', ''],
    ['linux/amd64', 'sha256:1', 'SBOM, provenance'],
    ['linux/arm64', 'sha256:2', 'https://acme.test/vex'],
  ]);
});

test('listTools: what each is pinned to', () => {
  assert.deepEqual(listTools(result).slice(1), [
    ['buildx', 'v1', 'sha256:x'],
    ['BuildKit', 'v2', 'sha256:v2'],
    ['binfmt', 'v3', 'sha256:v3'],
  ]);
  const scanner = { ...result, tools: { ...result.tools, scanner: image('v4') } };
  assert.deepEqual(listTools(scanner).at(-1), ['SBOM scanner', 'v4', 'sha256:v4']);
  const other = { version: 'v0', image: 'i' };
  const rows = (image: string) => listTools({ ...result, builder: { name: 'b', other: { ...other, image } } })[2];
  assert.deepEqual(rows('i'), ['BuildKit', 'v0', 'nothing: the builder b was there, with i']);
  assert.deepEqual(rows(''), ['BuildKit', 'v0', 'nothing: the builder b was there']);
});

test('what checks found is listed by line, in whatever order buildx wrote it', () => {
  const warn = (short: string, line: number) => ({
    ...{ short: Buffer.from(short).toString('base64'), url: 'https://docs.docker.com' },
    range: [{ start: { line } }],
  });
  const warnings = [warn('late', 9), warn('b', 2), { short: '' }, warn('a', 2), warn('first', 1)];
  const { findings, document } = parseMetadata(JSON.stringify({ 'buildx.build.warnings': warnings, other: 1 }));
  assert.deepEqual(
    findings.map(({ text, line }) => `${line} ${text}`),
    ['1 first', '2 a', '2 b', '9 late'],
  );
  assert.deepEqual(document, { other: 1 });
});
