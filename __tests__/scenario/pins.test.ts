import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { makeContext } from '../lab.ts';
import type { FaultyRegistry } from '../registry.ts';
import { publishImage, startUpstream } from '../upstream.ts';

// A parsed document is any.
type Change = (document: ReturnType<typeof JSON.parse>, host: string) => void;

const group = `pins/${randomUUID()}`;
const script = join(import.meta.dirname, '../../scripts/pins.ts');
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** What a release's own lists say of its files; the signers' one has those for macOS and Windows. */
function checksums(version: string, machines: string[], beside: readonly string[] = []): string {
  const files = machines.map((machine) => `buildx-${version}.${machine}`);
  const all = files.flatMap((file) => [file, ...beside.map((ending) => `${file}.${ending}`)]);
  return all.map((file) => `${hashOf(file)} *${file}\n`).join('');
}
const machines = Object.keys(pins.buildx.assets);
const isLinux = (machine: string) => machine.startsWith('linux-');
const linux = machines.filter(isLinux);
const others = machines.filter((machine) => !isLinux(machine));
const releases: Record<string, string> = {
  '/v9.0.0/checksums.txt': checksums('v9.0.0', linux, ['provenance.json', 'sbom.json', 'sigstore.json']),
  '/v9.0.0/checksums-signed.txt': checksums('v9.0.0', others),
  // As before v0.36.0: what the signers changed later stands in the one list that there is, or in none.
  '/v9.0.1/checksums.txt': checksums('v9.0.1', [...linux, 'windows-amd64.exe', 'windows-arm64.exe']),
  '/v9.0.2/checksums.txt': checksums('v9.0.2', machines),
  '/mirror/v9.0.2/checksums.txt': checksums('v9.0.2', machines).replace(/\w+(?= .*linux-s390x)/, '0'.repeat(64)),
  '/v9.0.3/checksums.txt': `${'0'.repeat(64)} *buildx-v9.0.3.windows-amd64.exe\n${checksums('v9.0.3', linux)}`,
  '/v9.0.3/checksums-signed.txt': checksums('v9.0.3', others).replaceAll('\n', '\r\n'),
};

const digests: Record<string, string> = {};
for (const [repository, tag, text] of [
  ['a/buildkit', 'v9.0.0', '{}'],
  ['b/buildkit', 'v9.0.0', '{}'],
  ['a/buildkit', 'v9.0.0-rootless', '{"rootless":1}'],
  ['b/buildkit', 'v9.0.0-rootless', '{"rootless":1}'],
  ['a/buildkit', 'v9.0.1', '{"a":1}'],
  ['b/buildkit', 'v9.0.1', '{"b":1}'],
  ['a/buildkit', 'v9.0.1-rootless', '{}'],
  ['b/buildkit', 'v9.0.1-rootless', '{}'],
  ['a/binfmt', 'qemu-v9', '{"binfmt":1}'],
  ['a/scanner', '9.0.0', '{"scanner":1}'],
] as const)
  digests[`${repository}:${tag}`] = await publishImage(`${group}/${repository}`, tag, text);

/** The pinned document with sources of the upstream, changed, and what the script makes of it. */
async function raise(t: TestContext, { host }: FaultyRegistry, args: string[], change: Change = () => {}) {
  const document = structuredClone(pins);
  document.buildx.sources = [`http://${host}/{version}/buildx-{version}.{asset}`];
  for (const image of [document.buildkit, document['buildkit-rootless']])
    image.sources = ['a', 'b'].map((mirror) => `${host}/${group}/${mirror}/buildkit`);
  document.binfmt.sources = [`${host}/${group}/a/binfmt`];
  document['sbom-scanner'].sources = [`${host}/${group}/a/scanner`];
  change(document, host);
  const text = JSON.stringify(document);
  const folder = await makeContext(t, { 'toolchain.json': text });
  const env = { ...process.env, INIT_CWD: folder };
  const run = () =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
      execFile(process.execPath, [script, '--file=toolchain.json', ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, stdout, stderr }),
      ),
    );
  const read = () => readFile(join(folder, 'toolchain.json'), 'utf8');
  return { document, text, run, read, ...(await run()) };
}

const everything = [
  ...['--buildx', 'v9.0.0', '--buildkit', 'v9.0.0', '--binfmt', 'qemu-v9', '--sbom-scanner', '9.0.0'],
];
const assetsOf = (version: string) =>
  Object.fromEntries(machines.map((machine) => [machine, hashOf(`buildx-${version}.${machine}`)]));

test('every pin comes from what its sources say of the release', async (t) => {
  await using upstream = await startUpstream(releases);
  const { document, code, stdout, stderr, read, run } = await raise(t, upstream, everything);
  assert.deepEqual([code, stderr], [0, '']);
  const image = (name: string, version: string) => ({ version, digest: digests[`a/${name}:${version}`] });
  const raised = {
    ...document,
    buildx: { ...document.buildx, version: 'v9.0.0', assets: assetsOf('v9.0.0') },
    buildkit: { ...document.buildkit, ...image('buildkit', 'v9.0.0') },
    'buildkit-rootless': { ...document['buildkit-rootless'], ...image('buildkit', 'v9.0.0-rootless') },
    binfmt: { ...document.binfmt, ...image('binfmt', 'qemu-v9') },
    'sbom-scanner': { ...document['sbom-scanner'], ...image('scanner', '9.0.0') },
  };
  assert.equal(await read(), `${JSON.stringify(raised, null, 2)}\n`);
  const lines = stdout.trim().split('\n');
  assert.equal(lines.length, 1 + machines.length + 4 * 2);
  assert.equal(lines[0], `buildx.version: ${pins.buildx.version} → v9.0.0`);
  assert.ok(lines.includes(`binfmt.digest: ${pins.binfmt.digest} → ${digests['a/binfmt:qemu-v9']}`), stdout);

  assert.match((await run()).stdout, /^Nothing changed: /);
  assert.equal(await read(), `${JSON.stringify(raised, null, 2)}\n`);
});

test('bytes that changed under a release are told from a new release', async (t) => {
  await using upstream = await startUpstream(releases);
  const { stdout } = await raise(t, upstream, ['--binfmt', 'qemu-v9'], (document) => {
    document.binfmt.version = 'qemu-v9';
  });
  assert.equal(
    stdout,
    `binfmt.digest: ${pins.binfmt.digest} → ${digests['a/binfmt:qemu-v9']}\n` +
      'binfmt: the release is the same and its bytes are not; find out why before you use them\n',
  );
});

test('what is not named stays, and where it comes from is not asked', async (t) => {
  await using upstream = await startUpstream(releases);
  const { document, code, stdout, read } = await raise(t, upstream, ['--binfmt', 'qemu-v9']);
  assert.equal(code, 0);
  const binfmt = { ...document.binfmt, version: 'qemu-v9', digest: digests['a/binfmt:qemu-v9'] };
  assert.deepEqual(JSON.parse(await read()), { ...document, binfmt });
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, line.indexOf(':'))),
    ['binfmt.version', 'binfmt.digest'],
  );
  assert.deepEqual(
    [...new Set(upstream.requests.map(({ path }) => path.replace(/\?.*/, '')))],
    [`/v2/${group}/a/binfmt/manifests/qemu-v9`, '/token'],
  );
});

test('a document without what need not be there, and with one machine, gets no more than it has', async (t) => {
  await using upstream = await startUpstream(releases);
  const change: Change = (document) => {
    delete document['buildkit-rootless'];
    delete document['sbom-scanner'];
    document.buildx.assets = { 'linux-arm64': '0'.repeat(64) };
  };
  const { code, read } = await raise(t, upstream, ['--buildx', 'v9.0.1', '--buildkit', 'v9.0.0'], change);
  assert.equal(code, 0);
  const document = JSON.parse(await read());
  assert.deepEqual(Object.keys(document), ['$schema', 'buildx', 'buildkit', 'binfmt']);
  assert.deepEqual(document.buildx.assets, { 'linux-arm64': hashOf('buildx-v9.0.1.linux-arm64') });
});

for (const [version, what] of [
  ['v9.0.2', 'one list of checksums for all'],
  ['v9.0.3', 'signed files in both lists'],
] as const)
  test(`a release with ${what}`, async (t) => {
    await using upstream = await startUpstream(releases);
    const { code, stderr, read } = await raise(t, upstream, ['--buildx', version]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(await read()).buildx.assets, assetsOf(version));
  });

const faults: [string, string[], RegExp, Change?][] = [
  [
    'a release without some of the files',
    ['--buildx', 'v9.0.1'],
    /^buildx v9\.0\.1: the checksums of http:\S+ have no buildx-v9\.0\.1\.darwin-amd64, buildx-v9\.0\.1\.darwin-arm64; /,
  ],
  [
    'a release that is not there',
    ['--buildx', 'v10'],
    /\/v10\/checksums\.txt: status 404; is there such a release\?$/m,
  ],
  ['a tag that is not there', ['--binfmt', 'qemu-v10'], /\/a\/binfmt\/manifests\/qemu-v10: status 404; /],
  [
    'images that differ from source to source',
    ['--buildkit', 'v9.0.1'],
    new RegExp(
      `^buildkit v9\\.0\\.1: \\S+/a/buildkit has the digest ${digests['a/buildkit:v9.0.1']}, and \\S+/b/buildkit has ${digests['b/buildkit:v9.0.1']}; `,
    ),
  ],
  [
    'a release that differs from source to source',
    ['--buildx', 'v9.0.2'],
    new RegExp(
      `^buildx v9\\.0\\.2: \\S+ has the linux-s390x ${hashOf('buildx-v9.0.2.linux-s390x')}, and \\S+/mirror/\\S+ has 0{64}; `,
    ),
    (document, host) => document.buildx.sources.push(`http://${host}/mirror/{version}/buildx-{version}.{asset}`),
  ],
  [
    'a tag on a single manifest',
    ['--binfmt', 'qemu-v9-alone'],
    /binfmt:qemu-v9-alone: is "application\/\S+manifest\S+, no index/,
  ],
  [
    'a source that is down',
    ['--binfmt', 'qemu-v9'],
    /^http:\/\/127\.0\.0\.1:1\/v2\/a\/binfmt\/\S+: no answer: .+; try again/,
    (document) => document.binfmt.sources.unshift('127.0.0.1:1/a/binfmt'),
  ],
  [
    'a token that is refused',
    ['--binfmt', 'qemu-v9'],
    /\/token\?\S+: status 401; /,
    (document, host) => document.binfmt.sources.unshift(`${host}/private/binfmt`),
  ],
  [
    'a document that is none',
    ['--binfmt', 'qemu-v9'],
    /toolchain\.json: binfmt: is missing$/m,
    (document) => delete document.binfmt,
  ],
  [
    'a tool that the document lacks',
    ['--sbom-scanner', '9.0.0'],
    /^--sbom-scanner: \S+toolchain\.json has no sbom-scanner; add it, with its sources, first$/m,
    (document) => delete document['sbom-scanner'],
  ],
  ['a name that is none', ['--buildx', 'v1/../v2'], /^--buildx: "v1\/\.\.\/v2" is no release; /],
  ['nothing named', [], /^pins: no release is named; /],
  ['a tool that is none', ['--qemu', 'v9'], /^Unknown option '--qemu'/],
];
for (const [what, args, message, change] of faults)
  test(`${what}: the document stays as it is`, async (t) => {
    await using upstream = await startUpstream(releases);
    const { code, text, stdout, stderr, read } = await raise(t, upstream, args, change);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.equal(stdout, '');
    assert.equal(await read(), text);
  });
