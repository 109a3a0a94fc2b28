import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { putBlob, putManifest } from '../lab/registry.ts';
import { PATIENCE, type Patience } from '../src/backoff.ts';
import { fetchBuildx, machineName } from '../src/setup/buildx.ts';
import type { Asset } from '../src/setup/toolchain.ts';
import { lab, makeContext, run } from './lab.ts';
import { type FaultyRegistry, startRegistry } from './registry.ts';

/** That of a step, which need not wait long for the next attempt. */
export const calm: Patience = { ...PATIENCE, first: 50, longest: 1500 };

/** One that ends soon, for what never ends. */
export const hasty: Patience = { ...calm, total: 5000, silence: 500, attempt: 3000 };

/** SHA-256 in hex. */
export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a download server has in place of buildx. */
export const script = '#!/bin/sh\necho it is I\n';

/** A program of these bytes as a toolchain document has it. */
export function assetOf(urls: string[], bytes: Uint8Array | string = script): Asset {
  return { version: 'v0.0.1', name: machineName(), sha256: hashOf(bytes), urls };
}

/** The lab's buildx, 60 MB of it, from these hosts. */
export async function labBuildx(...hosts: string[]): Promise<Asset> {
  const { buildx } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const [source = ''] = buildx.sources as string[];
  const [[name, sha256] = ['', '']] = Object.entries<string>(buildx.assets);
  return { version: 'v0.0.2', name, sha256, urls: hosts.map((host) => source.replace(lab.registry, host)) };
}

/** A toolchain document with a buildx that does the same as the lab's, and has other bytes; and those. */
export async function otherBuildx(t: TestContext): Promise<{ toolchain: string; program: string }> {
  const program = `#!/bin/sh\nexec ${lab.buildx} "$@"\n`;
  const folder = await makeContext(t, { buildx: program });
  const { buildx, ...others } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const assets = { [machineName()]: hashOf(program) };
  const toolchain = join(folder, 'toolchain.json');
  const sources = [`file://${folder}/buildx`];
  await writeFile(toolchain, JSON.stringify({ ...others, buildx: { ...buildx, assets, sources } }));
  return { toolchain, program };
}

/** Does it, and tells what was said; `onText` hears it at once. */
export async function listen<T>(
  t: TestContext,
  task: () => Promise<T>,
  onText: (text: string) => void = () => {},
): Promise<{ result: T | Error; said: string }> {
  const { mock } = t.mock.method(process.stdout, 'write', (text: unknown) => {
    onText(String(text));
    return true;
  });
  const result = await task().catch((error: Error) => error);
  const said = mock.calls.map(({ arguments: [text] }) => String(text)).join('');
  mock.restore();
  return { result, said };
}

interface FetchOptions {
  toolCache?: string;
  temp?: string;
  patience?: Patience;
  /** Hears what is said at once. */
  onText?: (text: string) => void;
}

/** Fetches buildx into a folder, and keeps it in a tool cache, both empty; tells what is in them afterwards. */
export async function fetchTool(
  t: TestContext,
  wanted: Asset,
  { toolCache, temp, patience = calm, onText }: FetchOptions = {},
): Promise<{ path: string | Error; said: string; left: string[]; cached: string[] }> {
  const folder = temp ?? (await makeContext(t, {}));
  const cache = toolCache ?? (await makeContext(t, {}));
  process.env.RUNNER_TOOL_CACHE = cache;
  const { result, said } = await listen(t, () => fetchBuildx(wanted, folder, patience), onText);
  const list = (path: string) => readdir(path, { recursive: true }).catch(() => []);
  return { path: result, said, left: await list(folder), cached: await list(cache) };
}

/** One answer of a server. */
export type Answer = (response: ServerResponse) => void;

/** What a server may answer. */
export const answers = {
  status:
    (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
    (response) =>
      void response.writeHead(code, headers).end(body),
  text:
    (body: string | Uint8Array): Answer =>
    (response) =>
      void response.end(body),
  reset: (response: ServerResponse) => void response.req.socket.resetAndDestroy(),
  breakOff: (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': script.length }).write(script.slice(0, 9));
    setTimeout(() => response.req.socket.end(), 20);
  },
  nothing: () => {},
};

/** A download server whose first answers are these, and the script from then on. `times` are those of the requests. */
export async function startServer(...first: Answer[]): Promise<FaultyRegistry & { url: string; times: number[] }> {
  const times: number[] = [];
  const server = await startRegistry((_, response) => {
    times.push(performance.now());
    (first[times.length - 1] ?? answers.text(script))(response);
    return true;
  });
  return { ...server, url: `http://${server.host}/buildx`, times };
}

/** Puts an image that nothing else has, with a layer of 300 kB, into the lab's registry. */
export async function publishTool(t: TestContext): Promise<{ repository: string; digest: string }> {
  const repository = `sources/${randomUUID()}`;
  const folder = await makeContext(t, {});
  await writeFile(join(folder, 'random'), randomBytes(300_000));
  const file = join(folder, 'layer.tar');
  await run('tar', '-C', folder, '-cf', file, 'random');
  const layer = `sha256:${hashOf(await readFile(file))}`;
  await putBlob(lab.registry, repository, layer, { file });
  const text = JSON.stringify({
    ...{ architecture: machineName().split('-')[1], os: 'linux', config: { Entrypoint: ['random'] } },
    rootfs: { type: 'layers', diff_ids: [layer] },
  });
  const config = `sha256:${hashOf(text)}`;
  await putBlob(lab.registry, repository, config, { text });
  const type = (name: string) => `application/vnd.oci.image.${name}`;
  const manifest = JSON.stringify({
    ...{ schemaVersion: 2, mediaType: type('manifest.v1+json') },
    config: { mediaType: type('config.v1+json'), digest: config, size: text.length },
    layers: [{ mediaType: type('layer.v1.tar'), digest: layer, size: (await stat(file)).size }],
  });
  await putManifest(lab.registry, repository, '1', type('manifest.v1+json'), manifest);
  return { repository, digest: `sha256:${hashOf(manifest)}` };
}
