import assert from 'node:assert/strict';
import test from 'node:test';
import { countWritten, parseLayers } from '../../src/cache/layers.ts';
import { createCacheLog } from '../../src/cache/plain.ts';
import { createProgress } from '../../src/cache/progress.ts';
import { formatBytes, formatExport, listUsage } from '../../src/cache/summary.ts';

const [STARTED, COMPLETED] = ['2026-11-25T03:05:19.059681392Z', '2026-11-25T03:05:21.573169392Z'];
const vertex = (name: string, change: object = {}) => ({
  vertexes: [{ digest: name, name, inputs: ['sha256:0'], started: STARTED, ...change }],
});
const status = (name: string, id: string, total = 0) => ({ statuses: [{ vertex: name, id, total }] });
const hit = { completed: STARTED, cached: true };

function follow(documents: readonly object[]) {
  const progress = createProgress();
  progress.add(documents.map((document) => JSON.stringify(document)).join('\n'));
  return progress;
}

for (const [what, document, running] of [
  ['a step that has not begun', { vertexes: [{ digest: 'd', name: '[2/3] RUN make' }] }, undefined],
  ['a step that begins', vertex('[linux/arm64 build 2/3] RUN make'), '[linux/arm64 build 2/3] RUN make'],
  ['a step that has ended', vertex('[2/3] COPY . /', { completed: COMPLETED }), '[2/3] COPY . /'],
  ['a step from the cache', vertex('[2/3] RUN make', hit), undefined],
  ['a base image', vertex('[linux/amd64 build 1/3] FROM docker.io/library/busybox:latest@sha256:00'), undefined],
  ['the context', vertex('[internal] load build context', { completed: COMPLETED }), undefined],
  [
    'what is looked up of an image',
    vertex('[linux/arm64 internal] load metadata for docker.io/library/busybox:latest'),
    undefined,
  ],
  ['a further context', vertex('[context shared] load from client', { inputs: undefined }), undefined],
  ['a folder of an empty image', vertex('[1/3] WORKDIR /app', { inputs: undefined }), undefined],
  ['a login', vertex('[auth] library/busybox:pull token for registry-1.docker.io'), undefined],
  ['an import', vertex('importing cache manifest from gha:1'), undefined],
] as const)
  test(`${what} is ${running ? '' : 'not '}built`, () => {
    assert.equal(follow([document]).running(), running);
  });

test('a layer that is fetched for a step from the cache is no step that is built', () => {
  const name = '[2/3] RUN make';
  const fetched = [
    vertex(name, hit),
    vertex(name),
    status(name, 'sha256:1', 93),
    vertex(name, { completed: COMPLETED }),
  ];
  const progress = follow(fetched);
  assert.equal(progress.running(), undefined);
  assert.deepEqual(progress.usage(['linux/amd64']), [{ platform: 'linux/amd64', cached: 1, ran: 0, imported: 93 }]);
});

test('steps count for the platform that they are for', () => {
  const lost = '[linux/arm64 4/4] RUN lost';
  const progress = follow([
    vertex('[linux/amd64 build 2/3] COPY file /', hit),
    vertex('[linux/amd64->arm64 build 3/3] RUN cross'),
    vertex('[linux/arm64 2/4] RUN emulated', hit),
    vertex('[linux/amd64->arm/v7 build 3/3] RUN cross', hit),
    ...[vertex(lost, hit), vertex(lost, { error: 'blob sha256:1 not found' }), vertex(lost, { completed: COMPLETED })],
    vertex('[linux/arm64 1/4] FROM busybox', hit),
  ]);
  const usage = progress.usage(['linux/amd64', 'linux/arm64', 'linux/arm/v7']);
  assert.deepEqual(listUsage(usage, new Map([['linux/arm64', 93]])), [
    ['Platform', 'Steps cached', 'Steps run', 'Imported', 'Exported'],
    ['linux/amd64', '1', '0', '0 B', '0 B'],
    ['linux/arm64', '1', '2', '0 B', '93 B'],
    ['linux/arm/v7', '1', '0', '0 B', '0 B'],
  ]);
  assert.deepEqual(
    listUsage(usage, undefined).map((row) => row.at(-1)),
    ['Exported', '–', '–', '–'],
  );
});

test('what was exported counts for the platform of the step that made it, and once', () => {
  const progress = follow([
    vertex('[linux/amd64 shared 2/2] RUN make', hit),
    vertex('[linux/amd64->arm64 build 2/2] RUN make', hit),
    vertex('[linux/arm64 1/2] FROM busybox', hit),
    vertex('[internal] setting cache mount permissions', hit),
  ]);
  const attest = (steps: Record<string, string>, layers: Record<string, [string, number][]>) =>
    parseLayers(
      JSON.stringify({
        buildDefinition: { internalParameters: { buildConfig: { digestMapping: steps } } },
        runDetails: {
          metadata: {
            buildkit_metadata: {
              layers: Object.fromEntries(
                Object.entries(layers).map(([output, chain]) => [
                  output,
                  [chain.map(([digest, size]) => ({ digest, size }))],
                ]),
              ),
            },
          },
        },
      }),
    );
  const layers = new Map([
    ...attest(
      { '[linux/amd64 shared 2/2] RUN make': 'step1' },
      {
        'step1:0': [
          ['base', 7],
          ['shared', 10],
        ],
      },
    ),
    ...attest(
      {
        '[linux/arm64 1/2] FROM busybox': 'step1',
        '[linux/amd64->arm64 build 2/2] RUN make': 'step10',
        '[internal] setting cache mount permissions': 'step2',
        'sha256:nobody knows': 'step3',
      },
      {
        'step1:0': [
          ['arm', 100],
          ['other', 1000],
        ],
        'step10:0': [
          ['base', 7],
          ['shared', 10],
          ['cross', 10_000],
        ],
        'step2:0': [['internal', 1]],
        'step3:0': [['unknown', 1]],
      },
    ),
  ]);
  const platforms = ['linux/amd64', 'linux/arm64'];
  const count = (...written: string[]) => [
    ...countWritten(written, layers, (vertex) => progress.platformOf(vertex, platforms)),
  ];
  assert.deepEqual(count('shared', 'arm', 'other', 'cross', 'internal', 'unknown'), [
    ['linux/amd64', 10],
    ['linux/arm64', 11_100],
  ]);
  assert.deepEqual(count(), []);
  assert.deepEqual([...parseLayers('{}'), ...parseLayers('[]'), ...parseLayers('<html>')], []);
  const alone = follow([vertex('[2/2] RUN make', hit)]);
  assert.equal(alone.platformOf('[2/2] RUN make', ['linux/arm64']), 'linux/arm64');
});

test('an export begins when all steps are over, and tells what it wrote', () => {
  const name = 'exporting to GitHub Actions Cache';
  const begun = [vertex(name), status(name, 'preparing build cache for export')];
  assert.equal(follow(begun.slice(0, 1)).isExporting(), false);
  assert.equal(follow(begun).isExporting(), true);
  const written = [
    status(name, 'sending cache export'),
    status(name, 'writing layer sha256:1'),
    status(name, 'writing layer sha256:1'),
  ];
  const { exports, text } = follow([...begun, ...written, vertex(name, { completed: COMPLETED })]);
  assert.deepEqual(exports(), [{ name, error: '', completed: true, duration: 2514, written: ['sha256:1'] }]);
  assert.equal(text(), '');
  const failed = follow([...begun, vertex(name, { completed: COMPLETED, error: 'permission_denied' })]);
  assert.equal(failed.exports()[0]?.error, 'permission_denied');
});

test('what buildx says itself is kept', () => {
  const progress = createProgress();
  progress.add(`${JSON.stringify(vertex('a'))}\nERROR: failed to build: no builder "x" found\nWARNING: y`);
  assert.equal(progress.text(), 'ERROR: failed to build: no builder "x" found\nWARNING: y');
});

for (const [what, line, stalled] of [
  ['a layer that does not come', '#18 sha256:4f4f 0B / 3.00MB 60.1s', true],
  ['a layer that is young', '#18 sha256:4f4f 0B / 3.00MB 59.9s', false],
  ['a layer that comes', '#18 sha256:4f4f 1.05MB / 3.00MB 99.9s', false],
  ["a base image's layer", '#6 sha256:4f4f 0B / 3.00MB 99.9s', false],
  ["a layer of a further context's image", '#5 sha256:4f4f 0B / 3.00MB 99.9s', false],
  ['what a program prints', '#18 61.2 #18 sha256:4f4f 0B / 3.00MB 99.9s', false],
  ['a step that nobody knows', '#7 sha256:4f4f 0B / 3.00MB 99.9s', false],
] as const)
  test(`${what} ${stalled ? 'is given up' : 'is not given up'}`, () => {
    const log = createCacheLog();
    log.add('#5 [context base::linux/arm64] docker.io/library/golang@sha256:8bed');
    log.add('#6 [linux/arm64 1/3] FROM docker.io/library/busybox\n#18 [linux/arm64 2/3] RUN make');
    log.add(`#18 ...\n\n${line}\n#19 DONE 0.1s`);
    assert.deepEqual(log.read(), { stalled, failure: '', unread: '' });
  });

test('an export that failed is told apart from a step', () => {
  const log = createCacheLog();
  log.add(
    '#15 exporting to GitHub Actions Cache\n#15 ERROR: permission_denied\n#9 [2/3] RUN x\n#9 ERROR: blob: not found',
  );
  assert.deepEqual(log.read(), { stalled: false, failure: 'permission_denied', unread: '' });
});

const lost = 'unavailable';
for (const [name, error, unread] of [
  ['importing cache manifest from gha:1106', lost, 'the import failed: unavailable'],
  // That it is not there yet is an error of the same kind.
  ['importing cache manifest from ghcr.io/acme/app:cache', lost, ''],
  ['[linux/arm64 2/3] RUN make', lost, '[linux/arm64 2/3] RUN make could not be had from it: unavailable'],
  ['[linux/arm64 2/3] RUN make', 'blob sha256:8bed7991: not found', ''],
] as const)
  test(`${name} meets ${error}: ${unread ? 'told' : 'not told'}`, () => {
    const log = createCacheLog();
    log.add(`#4 ${name}\n#4 ERROR: ${error}\n#9 exporting to image\n#9 DONE 0.1s`);
    assert.deepEqual(log.read(), { stalled: false, failure: '', unread });
  });

for (const [bytes, text] of [
  [0, '0 B'],
  [93, '93 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [3_001_117, '3.0 MB'],
  [2.5e9, '2.5 GB'],
  [1e15, '1000.0 TB'],
] as const)
  test(`${bytes} bytes are ${text}`, () => assert.equal(formatBytes(bytes), text));

const one = { name: 'x', error: '', completed: true, duration: 1500 };
for (const [written, layers, text] of [
  [
    ['a', 'b'],
    new Map([
      ['a', 1],
      ['b', 2000],
      ['c', 5],
    ]),
    '2 of 3 blobs, 2.0 kB, in 1.5 s',
  ],
  [[], new Map([['a', 1]]), 'no blob, since all 1 were there, in 1.5 s'],
  [['a'], undefined, '1 blobs, in 1.5 s'],
] as const)
  test(`an export of ${text}`, () => assert.equal(formatExport({ exports: [{ ...one, written }], layers }), text));
