import { createClient, type HttpAnswer, HttpError, readBody } from '../http.ts';
import { SourceError } from '../verdict.ts';

/** Where the service is, and what it knows this job by. */
export interface Service {
  /** Without a slash at the end. */
  url: string;
  token: string;
}

/** An index that the service has. */
export interface StoredIndex {
  /** Its key, which ends with the number of its writing. */
  key: string;
  /** Where its bytes are, for whoever has this URL. */
  url: string;
}

const LOOK_UP = '/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';
// What BuildKit's client calls all that it keeps. https://github.com/tonistiigi/go-actions-cache/blob/master/cache.go
const VERSION = '693bb7016429d80366022f036f84856888c9f13e00145f5f6f4dce303a38d6f2';
// What its keys of layers begin with. https://github.com/moby/buildkit/blob/master/cache/remotecache/gha/gha.go
const BLOB = 'buildkit-blob-1-';
const ask = createClient();

/** The newest index whose key begins so; undefined where there is none. Throws where the service does not answer as it should. */
export async function findIndex(
  { url, token }: Service,
  key: string,
  signal: AbortSignal,
): Promise<StoredIndex | undefined> {
  const answer = await ask({
    ...{ url: url + LOOK_UP, method: 'POST', signal },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'multiarch-build' },
    body: JSON.stringify({ key, restore_keys: [key], version: VERSION }),
  });
  const text = (await readBody(answer)).toString();
  if (answer.status !== 200) throw new HttpError(answer, `the cache service answers with HTTP ${answer.status}`);
  const found = parseJson(text);
  // The JSON of a protocol buffer may leave out what is false or empty. An error is of another shape: { "code": …, "msg": … }.
  if (found && found.ok !== true && !('code' in found || 'msg' in found)) return undefined;
  const { matched_key: matched, signed_download_url: location } = found ?? {};
  if (typeof matched !== 'string' || typeof location !== 'string')
    throw new SourceError(
      'next',
      `the cache service answers with something else: ${JSON.stringify(text.slice(0, 100))}`,
    );
  return { key: matched, url: location };
}

/** Which of the layers, by their digests, the service does not have. */
export async function findLacking(service: Service, layers: readonly string[], signal: AbortSignal): Promise<string[]> {
  const lacking: string[] = [];
  // One after the other, as BuildKit asks: there may be hundreds.
  for (const digest of layers) if (!(await findIndex(service, BLOB + digest, signal))) lacking.push(digest);
  return lacking;
}

/** Throws where the storage does not give the bytes of an index. They are not read. */
export async function checkIndex({ url }: StoredIndex, signal: AbortSignal): Promise<void> {
  (await openIndex(url, signal)).body.destroy();
}

/** The bytes of each layer that an index lists, by its digest. */
export async function readLayers({ url }: StoredIndex, signal: AbortSignal): Promise<Map<string, number>> {
  const layers = parseJson((await readBody(await openIndex(url, signal))).toString())?.layers;
  const entries = (Array.isArray(layers) ? layers : []) as { blob: string; annotations?: { size?: number } }[];
  return new Map(entries.map(({ blob, annotations }) => [blob, annotations?.size ?? 0]));
}

async function openIndex(url: string, signal: AbortSignal): Promise<HttpAnswer> {
  const answer = await ask({ url, signal });
  if (answer.status !== 200)
    throw new HttpError(answer, `the storage of the cache service answers with HTTP ${answer.status}`);
  if (/html/.test(answer.headers['content-type'] ?? ''))
    throw new SourceError('next', 'the storage of the cache service answers with a page for people');
  return answer;
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
