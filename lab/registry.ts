import { createReadStream } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { inCache, readCached, writeCached } from './cache.ts';
import { type Report, run, succeeds } from './command.ts';

/** A manifest or a blob in a registry. https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { os: string; architecture: string; variant?: string };
}

const ADDRESS_FILE = 'registry-address';
const FIRST_PORT = 5377;
const MANIFESTS = [
  'oci.image.index.v1',
  'oci.image.manifest.v1',
  'docker.distribution.manifest.list.v2',
  'docker.distribution.manifest.v2',
];
const ACCEPT = MANIFESTS.map((type) => `application/vnd.${type}+json`).join(', ');

/** `127.0.0.1:PORT`: where this lab's registry is; empty where it never was. */
export async function knownAddress(): Promise<string> {
  return readCached(ADDRESS_FILE);
}

/** `127.0.0.1:PORT`: where this lab's registry is, from the first time on. */
export async function chooseAddress(): Promise<string> {
  const known = await knownAddress();
  if (known) return known;
  let port = FIRST_PORT;
  while (!(await isFree(port))) port++;
  const address = `127.0.0.1:${port}`;
  await writeCached(ADDRESS_FILE, address);
  return address;
}

/** The registry's container on the engine. */
export function registryContainer(address: string): string {
  return `multiarch-build-registry-${address.split(':')[1]}`;
}

/** Whether the lab's registry is up. */
export async function isServing(address: string): Promise<boolean> {
  const state = await run('docker', ['inspect', '--format', '{{.State.Running}}', registryContainer(address)]).catch(
    () => '',
  );
  return state === 'true' && (await answers(address));
}

/** Starts the registry from an image that the engine has. What it stores lies in the cache, not in its container. */
export async function startRegistry(address: string, image: string, report: Report): Promise<void> {
  const name = registryContainer(address);
  // One that the engine, or we, were killed in the middle of starting or running.
  await succeeds('docker', ['rm', '--force', '--volumes', name]);
  if (await answers(address))
    throw new Error(
      `registry: something else answers at ${address}; end it, or delete ${inCache(ADDRESS_FILE)} for another port`,
    );
  report(`Starting the registry at ${address}`);
  const env = {
    REGISTRY_HTTP_ADDR: address,
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/var/lib/registry',
    REGISTRY_STORAGE_DELETE_ENABLED: 'true',
    OTEL_TRACES_EXPORTER: 'none',
  };
  await run('docker', [
    ...['run', '--detach', '--name', name, '--network=host', `--volume=${inCache('registry')}:/var/lib/registry`],
    ...Object.entries(env).map(([key, value]) => `--env=${key}=${value}`),
    image,
  ]);
  for (const started = Date.now(); !(await answers(address)); await setTimeout(50))
    if (Date.now() - started > 20_000)
      throw new Error(
        `registry: does not answer at ${address}\n${await run('docker', ['logs', '--tail', '20', name])}`,
      );
}

/** The manifest under a tag or digest; undefined where there is none. */
export async function readManifest(
  address: string,
  repository: string,
  reference: string,
): Promise<(Descriptor & { text: string }) | undefined> {
  const response = await fetch(`http://${address}/v2/${repository}/manifests/${reference}`, {
    headers: { accept: ACCEPT },
  });
  const text = await response.text();
  const digest = response.headers.get('docker-content-digest');
  const mediaType = response.headers.get('content-type');
  return response.ok && digest && mediaType ? { digest, mediaType, size: Buffer.byteLength(text), text } : undefined;
}

/** The bytes of a blob, as text. */
export async function readBlob(address: string, repository: string, digest: string): Promise<string> {
  const response = await fetch(blobUrl(address, repository, digest));
  return (await expect(response, 200)).text();
}

/** Where a blob can be had by a plain download. */
export function blobUrl(address: string, repository: string, digest: string): string {
  return `http://${address}/v2/${repository}/blobs/${digest}`;
}

/** Puts bytes, or those of a file, into a repository; `from` is one of the same registry that may have them. */
export async function putBlob(
  address: string,
  repository: string,
  digest: string,
  content: { text: string } | { file: string } | { from: string },
): Promise<void> {
  if ((await fetch(blobUrl(address, repository, digest), { method: 'HEAD' })).ok) return;
  const mount = 'from' in content ? `?mount=${digest}&from=${content.from}` : '';
  const upload = await fetch(`http://${address}/v2/${repository}/blobs/uploads/${mount}`, { method: 'POST' });
  if ('from' in content) return void (await expect(upload, 201));
  const location = new URL((await expect(upload, 202)).headers.get('location') ?? '', `http://${address}`);
  location.searchParams.set('digest', digest);
  const body = 'text' in content ? content.text : (createReadStream(content.file) as unknown as ReadableStream);
  // duplex: fetch asks for it where the body is a stream; the type of its options does not know it.
  const request = { method: 'PUT', body, duplex: 'half', headers: { 'content-type': 'application/octet-stream' } };
  await expect(await fetch(location, request as RequestInit), 201);
}

/** Puts a manifest or an index under a tag, or under its digest. */
export async function putManifest(
  address: string,
  repository: string,
  reference: string,
  mediaType: string,
  text: string,
): Promise<void> {
  const url = `http://${address}/v2/${repository}/manifests/${reference}`;
  await expect(await fetch(url, { method: 'PUT', body: text, headers: { 'content-type': mediaType } }), 201);
}

/** Takes a tag away, so that an engine which has this registry as its mirror asks upstream. */
export async function deleteTag(address: string, repository: string, tag: string): Promise<void> {
  await fetch(`http://${address}/v2/${repository}/manifests/${tag}`, { method: 'DELETE' });
}

async function answers(address: string): Promise<boolean> {
  return fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function expect(response: Response, status: number): Promise<Response> {
  if (response.status === status) return response;
  throw new Error(`registry: ${response.url}: HTTP ${response.status}, expected ${status}: ${await response.text()}`);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
