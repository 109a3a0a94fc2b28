import assert from 'node:assert/strict';
import test from 'node:test';
import { readInputs } from '../../src/inputs.ts';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { explainUnpinned } from '../../src/setup/tool-inputs.ts';
import { selectTools } from '../../src/setup/tools.ts';
import { eventOf } from '../events.ts';
import { NOW } from '../metadata.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const read = (inputs: Record<string, string>) => readInputs(inputs, eventOf('nothing'), NOW);
const select = (inputs: Record<string, string>, machine = 'linux-amd64') =>
  selectTools(pins, read(inputs).inputs.tools, machine);

test('selectTools: the pinned ones', () => {
  assert.deepEqual(select({}), {
    buildx: {
      version: 'v0.37.1',
      name: 'linux-amd64',
      sha256: pins.buildx.assets['linux-amd64'],
      urls: ['https://github.com/docker/buildx/releases/download/v0.37.1/buildx-v0.37.1.linux-amd64'],
    },
    buildkit: pins.buildkit,
    binfmt: pins.binfmt,
  });
});

test('selectTools: those that inputs name', () => {
  const tools = select({
    'INPUT_BUILDX-VERSION': `v0.38.2@${digest}`,
    'INPUT_BUILDKIT-IMAGE': `ghcr.io/acme/buildkit:v1@${digest}`,
    'INPUT_BINFMT-IMAGE': `ghcr.io/acme/binfmt@${digest}`,
  });
  assert.ok(typeof tools !== 'string');
  assert.equal(tools.buildx.sha256, 'a'.repeat(64));
  assert.match(tools.buildx.urls[0] ?? '', /v0\.38\.2\/buildx-v0\.38\.2\.linux-amd64$/);
  assert.deepEqual(tools.buildkit, { version: 'v1', digest, sources: ['ghcr.io/acme/buildkit'] });
  assert.equal(tools.binfmt.digest, digest);
});

for (const [sbom, scanner] of [
  ['true', pins['sbom-scanner']],
  ['false', undefined],
  [`generator=ghcr.io/acme/scanner:1@${digest}`, { version: '1', digest, sources: ['ghcr.io/acme/scanner'] }],
] as const)
  test(`selectTools: sbom ${sbom}`, () => {
    const tools = select({ INPUT_SBOM: sbom });
    assert.ok(typeof tools !== 'string');
    assert.deepEqual(tools.scanner, scanner);
  });

test('selectTools: a document without a scanner, where one is needed', () => {
  const { 'sbom-scanner': _, ...document } = pins;
  const { inputs } = read({ INPUT_SBOM: 'true' });
  assert.match(
    selectTools(document, inputs.tools, 'linux-amd64') as string,
    /^toolchain: it names no sbom-scanner, .*; add one/,
  );
});

const refused: [string, Record<string, string>, string, RegExp][] = [
  [
    'a version without a hash',
    { 'INPUT_BUILDX-VERSION': 'v0.38.2' },
    'linux-amd64',
    /^buildx-version: "v0\.38\.2" is not the pinned v0\.37\.1.*v0\.38\.2@sha256:/,
  ],
  [
    'a machine without an asset',
    {},
    'sunos-sparc',
    /^toolchain: buildx v0\.37\.1 has no asset for sunos-sparc, only for linux-amd64/,
  ],
];
for (const [name, inputs, machine, expected] of refused)
  test(`selectTools: ${name}`, () => assert.match(select(inputs, machine) as string, expected));

test('selectTools: Windows programs have their suffix', () => {
  const tools = select({}, 'windows-amd64');
  assert.ok(typeof tools !== 'string');
  assert.equal(tools.buildx.name, 'windows-amd64.exe');
});

test('an image without a digest is asked the engine about, one that is no image is not', () => {
  const { inputs, problems } = read({
    'INPUT_BUILDKIT-IMAGE': 'moby/buildkit:latest',
    'INPUT_BINFMT-IMAGE': 'A/B',
    INPUT_ATTESTS: 'type=sbom,generator=docker/scanner:1',
  });
  assert.deepEqual(inputs.tools.unpinned, [
    { input: 'buildkit-image', image: 'moby/buildkit:latest' },
    { input: 'attests', image: 'docker/scanner:1' },
  ]);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /^binfmt-image: "A\/B" is no image/);
});

test('explainUnpinned: the digest that is known, else who knows it', () => {
  const named = { input: 'binfmt-image', image: 'a/b:1' };
  assert.match(explainUnpinned(named, digest), new RegExp(`^binfmt-image: "a/b:1" .*; write a/b:1@${digest}$`));
  assert.match(
    explainUnpinned(named, undefined),
    /; write a\/b:1@sha256:… .*"docker buildx imagetools inspect a\/b:1" shows$/,
  );
});
