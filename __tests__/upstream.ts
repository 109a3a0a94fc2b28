import { randomUUID } from 'node:crypto';
import { putBlob, putManifest } from '../lab/registry.ts';
import { digestOf } from '../src/publish/manifest.ts';
import { lab } from './lab.ts';
import { type FaultyRegistry, startRegistry } from './registry.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

/**
 * Starts where tools come from: a download server of these files (`/v1/checksums.txt` → text), and the lab's registry
 * behind a token to pull with, which anybody gets but for `private/`, as Docker Hub gives it.
 */
export function startUpstream(files: Readonly<Record<string, string>>): Promise<FaultyRegistry> {
  const token = randomUUID();
  return startRegistry(({ path }, response) => {
    const { authorization, host } = response.req.headers;
    const url = new URL(path, `http://${host}`);
    if (url.pathname === '/token') {
      const { service, scope } = Object.fromEntries(url.searchParams);
      const granted =
        service === 'the registry' && /^repository:(?!private\/)[\w/-]+:pull$/.test(scope ?? '') && !authorization;
      response.writeHead(granted ? 200 : 401).end(JSON.stringify({ token }));
    } else if (!path.startsWith('/v2/')) response.writeHead(files[path] === undefined ? 404 : 200).end(files[path]);
    else if (authorization !== `Bearer ${token}`)
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="${url.origin}/token",service="the registry"` })
        .end();
    else return false;
    return true;
  });
}

/** Puts an image of one platform under a tag, its manifest under `TAG-alone`; returns the digest of its index. */
export async function publishImage(repository: string, tag: string, config: string): Promise<string> {
  const put = async (reference: string, mediaType: string, content: object) => {
    const text = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
    await putManifest(lab.registry, repository, reference, mediaType, text);
    return { mediaType, digest: digestOf(Buffer.from(text)), size: text.length };
  };
  const digest = digestOf(Buffer.from(config));
  await putBlob(lab.registry, repository, digest, { text: config });
  const layers = { config: { mediaType: CONFIG, digest, size: config.length }, layers: [] };
  const manifest = { ...(await put(`${tag}-alone`, IMAGE, layers)), platform: { os: 'linux', architecture: 'amd64' } };
  return (await put(tag, INDEX, { manifests: [manifest] })).digest;
}
