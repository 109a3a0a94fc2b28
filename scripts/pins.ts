// Brings the pins to the releases that are named, in src/setup/pins.json or in another toolchain document:
// `npm run pins -- --buildx v0.38.2 --buildkit v0.34.2 --binfmt qemu-v10.2.3-68 --sbom-scanner 1.12.0
// [--file PATH]`.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseChallenge, parseToken, planToken } from '../src/publish/challenge.ts';
import { digestOf } from '../src/publish/manifest.ts';
import { isLoopback, isTag, registryOf } from '../src/publish/reference.ts';
import { assetUrl, type Program, parseToolchain, type Toolchain, type ToolImage } from '../src/setup/toolchain.ts';
import { root } from './generated.ts';

/** Name → SHA-256 or digest. */
type Hashes = Record<string, string>;

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const TIMEOUT = 30_000;

try {
  const lines = await raisePins();
  process.stdout.write(`${lines.join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** Rewrites the document and returns what to say about it. */
async function raisePins(): Promise<string[]> {
  const text = { type: 'string' } as const;
  const options = { buildx: text, buildkit: text, binfmt: text, 'sbom-scanner': text, file: text };
  const { file, ...named } = parseArgs({ options }).values;
  if (Object.keys(named).length === 0)
    throw new Error(
      'pins: no release is named; write npm run pins -- --buildx v… --buildkit v… --binfmt qemu-v… --sbom-scanner …',
    );
  for (const [name, version] of Object.entries(named))
    if (!isTag(version))
      throw new Error(`--${name}: ${JSON.stringify(version)} is no release; write one such as v1.2.3`);
  const versions = { ...named, ...(named.buildkit && { 'buildkit-rootless': `${named.buildkit}-rootless` }) };
  // npm starts scripts in the root of the project, wherever it was called.
  const path = file ? resolve(process.env.INIT_CWD ?? '.', file) : join(root, 'src/setup/pins.json');
  const before = parseToolchain(await readFile(path, 'utf8'));
  if ('problems' in before) throw new Error(before.problems.map((problem) => `${path}: ${problem}`).join('\n'));
  const unknown = Object.keys(named).find((name) => !Object.hasOwn(before, name));
  if (unknown) throw new Error(`--${unknown}: ${path} has no ${unknown}; add it, with its sources, first`);

  const after = await readPins(before, versions);
  const changes = compare(before, after);
  if (changes.length === 0) return ['Nothing changed: these are the pins already'];
  await writeFile(path, `${JSON.stringify(after, null, 2)}\n`);
  const changed = (path: string) => changes.some((line) => line.startsWith(path));
  const replaced = Object.keys(versions).filter((name) => changed(`${name}.`) && !changed(`${name}.version:`));
  return [
    ...changes,
    ...replaced.map(
      (name) => `${name}: the release is the same and its bytes are not; find out why before you use them`,
    ),
  ];
}

/** The document with the tools in it that are named brought to their versions. */
async function readPins(toolchain: Toolchain, versions: Record<string, string>): Promise<Toolchain> {
  const tools = Object.entries(toolchain).map(async ([name, tool]) => {
    const version = versions[name];
    if (version === undefined) return [name, tool];
    return [name, await ('assets' in tool ? readRelease(name, tool, version) : readTag(name, tool, version))];
  });
  return Object.fromEntries(await Promise.all(tools));
}

async function readRelease(name: string, program: Program, version: string): Promise<Program> {
  const machines = Object.keys(program.assets);
  const assets = await askSources(`${name} ${version}`, program.sources, async (source) => {
    const hashes = await readChecksums(assetUrl(source, version, ''));
    const files = machines.map((machine) => [machine, assetUrl(source, version, machine).split('/').at(-1) ?? '']);
    const missing = files.flatMap(([, file = '']) => (hashes.has(file) ? [] : [file]));
    if (missing.length > 0)
      throw new Error(
        `${name} ${version}: the checksums of ${source} have no ${missing.join(', ')}; name another release, or take the machine out of the document`,
      );
    return Object.fromEntries(files.map(([machine = '', file = '']) => [machine, hashes.get(file) ?? '']));
  });
  return { ...program, version, assets };
}

/** Both lists of the release that a file belongs to, file → SHA-256; what the signers changed counts as they left it. */
async function readChecksums(url: string): Promise<Map<string, string>> {
  const texts = ['checksums.txt', 'checksums-signed.txt'].map(async (file) => {
    const response = await ask(new URL(file, url));
    // Releases before v0.36.0 have no second one.
    return file === 'checksums-signed.txt' && response.status === 404 ? '' : (await expectOk(response)).text();
  });
  const lines = (await Promise.all(texts)).join('\n').matchAll(/^([0-9a-f]{64}) [ *](.+?)\r?$/gm);
  return new Map(Array.from(lines, ([, hash = '', file = '']) => [file, hash]));
}

async function readTag(name: string, image: ToolImage, version: string): Promise<ToolImage> {
  const read = async (source: string) => ({ digest: await readDigest(source, version) });
  return { ...image, version, ...(await askSources(`${name} ${version}`, image.sources, read)) } as ToolImage;
}

/** The digest of the index behind a tag, as anybody gets it without logging in. */
async function readDigest(repository: string, tag: string): Promise<string> {
  const registry = registryOf(repository);
  const path = repository.slice(registry.length + 1);
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = `${isLoopback(registry) ? 'http' : 'https'}://${host}/v2/${path}/manifests/${tag}`;
  const headers = { accept: ACCEPT };
  let response = await ask(url, headers);
  const challenge = parseChallenge(response.headers.get('www-authenticate') ?? '');
  if (response.status === 401 && challenge?.scheme === 'bearer') {
    const request = planToken(challenge, `repository:${path}:pull`, undefined);
    const token = parseToken(await (await expectOk(await ask(request.url))).text());
    response = await ask(url, { ...headers, authorization: `Bearer ${token}` });
  }
  const type = (await expectOk(response)).headers.get('content-type') ?? '';
  if (!/\.(?:index|manifest\.list)\./.test(type))
    throw new Error(
      `${repository}:${tag}: is ${JSON.stringify(type)}, no index of several platforms; name another tag`,
    );
  return digestOf(Buffer.from(await response.arrayBuffer()));
}

/** What every source says; throws where two of them say different things. */
async function askSources(
  what: string,
  sources: readonly string[],
  read: (source: string) => Promise<Hashes>,
): Promise<Hashes> {
  const [first = {}, ...others] = await Promise.all(sources.map(read));
  for (const [at, other] of others.entries())
    for (const [name, hash] of Object.entries(first))
      if (other[name] !== hash)
        throw new Error(
          `${what}: ${sources[0]} has the ${name} ${hash}, and ${sources[at + 1]} has ${other[name]}; find out which of them is right`,
        );
  return first;
}

/** `buildx.version: v0.37.1 → v0.38.2`, for every member that is another one after. */
function compare(before: unknown, after: unknown, path = ''): string[] {
  if (typeof before !== 'object' || typeof after !== 'object')
    return before === after ? [] : [`${path}: ${before} → ${after}`];
  return Object.entries({ ...after }).flatMap(([key, value]) =>
    compare((before as Record<string, unknown>)[key], value, path ? `${path}.${key}` : key),
  );
}

async function ask(url: string | URL, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT) }).catch((error: Error) => {
    throw new Error(`${url}: no answer: ${(error.cause as Error | undefined)?.message || error.message}; try again`);
  });
}

async function expectOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`${response.url}: status ${response.status}; is there such a release?`);
}
