import assert from 'node:assert/strict';
import test from 'node:test';
import type { Destination } from '../../src/destination.ts';
import { formatOutputs, listDigests, type Result } from '../../src/report/result.ts';
import { alignRows, formatMarkdown } from '../../src/report/table.ts';

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
    digest: 'sha256:i',
    imageId: 'sha256:i',
    document: { 'containerimage.digest': 'sha256:i', 'image.name': 'ghcr.io/acme/app' },
  },
  published: [
    { platform: 'linux/amd64', digest: 'sha256:1' },
    { platform: 'linux/arm64', digest: 'sha256:2' },
  ],
  builder: 'b',
};

test('formatOutputs of a published image', () => {
  const { metadata, ...outputs } = formatOutputs(result);
  assert.deepEqual(outputs, {
    digest: 'sha256:i',
    imageid: 'sha256:i',
    image: 'ghcr.io/acme/app@sha256:i',
    tags: 'ghcr.io/acme/app:1',
    platforms: '{"linux/amd64":"sha256:1","linux/arm64":"sha256:2"}',
    builder: 'b',
  });
  assert.equal(JSON.parse(metadata ?? '')['image.name'], 'ghcr.io/acme/app:1');
});

test('formatOutputs where nothing was published: the tags that would have been', () => {
  const destination = { publication: undefined, load: undefined, outputs: [], tags };
  const metadata = { digest: undefined, imageId: undefined, document: {} };
  assert.deepEqual(formatOutputs({ ...result, destination, metadata, published: [] }), {
    digest: '',
    imageid: '',
    metadata: '{}',
    image: '',
    tags: 'ghcr.io/acme/app:1',
    platforms: '{}',
    builder: 'b',
  });
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
    published: [{ platform: 'linux/amd64', digest: 'sha256:1' }],
  };
  assert.equal(formatMarkdown(listDigests(single)), '| Platform | Digest |\n| --- | --- |\n| linux/amd64 | sha256:1 |');
});
