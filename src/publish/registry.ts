import { cancelled } from '../exec.ts';
import {
  createClient,
  follow,
  type HttpAnswer,
  type HttpClient,
  HttpError,
  type HttpRequest,
  readBody,
} from '../http.ts';
import { mask } from '../runner.ts';
import type { RegistrySettings } from '../setup/buildkitd.ts';
import {
  type Challenge,
  type Credentials,
  formatBasic,
  parseChallenge,
  parseToken,
  planToken,
  readAccess,
} from './challenge.ts';
import { readCredentials } from './credentials.ts';
import { digestOf } from './manifest.ts';
import { type ImageName, isLoopback, registryOf } from './reference.ts';

/** A manifest or an index, to the byte. */
export interface Manifest {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

/** One name in its registry. https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
export interface Repository {
  /** Reads what a tag or digest stands for. */
  readManifest: (reference: string) => Promise<Manifest>;
  /** Reads a blob, a few MiB at most. */
  readBlob: (digest: string) => Promise<string>;
  /** Puts a tag on a manifest that the repository has. */
  moveTag: (tag: string, manifest: Manifest) => Promise<void>;
  /** Finds out whether it may be pushed to, by an upload that is opened and cancelled, or by the token. Throws where it may not. */
  tryPush: () => Promise<void>;
}

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Statuses by which a registry, or its server of tokens, says no to who asks. */
export const REFUSALS = [401, 403, 404];

/**
 * Opens a repository with the credentials that the docker CLI has, over a connection such as BuildKit makes; a `timeout` in
 * milliseconds is that of each request.
 */
export function openRepository(name: ImageName, settings: RegistrySettings = {}, timeout?: number): Repository {
  const registry = registryOf(name);
  const path = name.slice(registry.length + 1);
  const client = createClient(settings);
  const hasty: HttpClient = (request) => client({ ...(timeout ? { timeout } : {}), ...request });
  const { ask, readToken } = createAsker(registry, path, hasty, findOrigins(registry, settings));
  const url = (kind: string, reference: string) => `/v2/${path}/${kind}/${reference}`;
  return {
    readManifest: async (reference) => {
      const answer = await ask({ path: url('manifests', reference), headers: { accept: ACCEPT } });
      const bytes = await readBody(answer);
      return { mediaType: answer.headers['content-type'] ?? '', digest: digestOf(bytes), bytes };
    },
    readBlob: async (digest) => (await readBody(await ask({ path: url('blobs', digest) }))).toString(),
    moveTag: async (tag, { mediaType, bytes }) => {
      const headers = { 'content-type': mediaType };
      await readBody(await ask({ path: url('manifests', tag), method: 'PUT', headers, body: bytes }));
    },
    tryPush: async () => {
      try {
        const answer = await ask({ path: url('blobs', 'uploads/'), method: 'POST' });
        await readBody(answer);
        const { pathname, search } = new URL(answer.headers.location ?? '', 'http://relative.test');
        // One that can't be cancelled ends by itself.
        const cancellation = ask({ path: pathname + search, method: 'DELETE' }).then(readBody);
        await cancellation.catch(() => cancelled.throwIfAborted());
      } catch (error) {
        if (!(error instanceof HttpError) || REFUSALS.includes(error.status)) throw error;
        const granted = readAccess((await readToken()) ?? '', path, 'push');
        if (granted === undefined) throw error;
        if (!granted)
          throw new HttpError({ status: 403, headers: {} }, `its token for ${path} is not one to push with`);
      }
    },
  };
}

/** A request to the registry itself. */
type Question = Omit<HttpRequest, 'url'> & { path: string };

/** Asks a registry, says who asks when it wants to know, and throws an HttpError for every refusal. */
function createAsker(registry: string, repository: string, client: HttpClient, origins: readonly string[]) {
  let origin: string | undefined;
  let authorization: Promise<string | undefined> | undefined;
  const ask = async ({ path, ...request }: Question): Promise<HttpAnswer> => {
    origin ??= await findOrigin(client, origins);
    const send = async () => {
      const authorized = await authorization;
      const headers = { ...request.headers, ...(authorized ? { authorization: authorized } : {}) };
      return follow(client, { ...request, url: `${origin}${path}`, headers });
    };
    let answer = await send();
    if (answer.status === 401) {
      await readBody(answer);
      const challenge = parseChallenge(answer.headers['www-authenticate'] ?? '');
      const credentials = await readCredentials(registry, repository);
      // One that ran out, or the first of all; one that could not be had is asked for again.
      authorization = challenge && authorize(client, challenge, `repository:${repository}:pull,push`, credentials);
      authorization?.catch(() => {
        authorization = undefined;
      });
      answer = await send();
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new HttpError(answer, `${request.method ?? 'GET'} ${path}: ${await explain(answer)}`);
  };
  return { ask, readToken: async () => (await authorization)?.replace('Bearer ', '') };
}

async function authorize(
  client: HttpClient,
  challenge: Challenge,
  scope: string,
  credentials: Credentials | undefined,
): Promise<string | undefined> {
  if (challenge.scheme === 'basic')
    return credentials && 'username' in credentials ? formatBasic(credentials) : undefined;
  const request = planToken(challenge, scope, credentials);
  // What goes along with a redirect to another server has no secrets in it, save where these are in the body.
  const answer = await (request.body === undefined ? follow(client, request) : client(request));
  if (answer.status !== 200)
    throw new HttpError(answer, `${challenge.realm}: no token for ${scope}: ${await explain(answer)}`);
  const token = parseToken((await readBody(answer)).toString());
  if (token === undefined) throw new HttpError(answer, `${challenge.realm}: no token for ${scope} in its answer`);
  mask(token);
  return `Bearer ${token}`;
}

/** Where the registry's API is, as BuildKit finds it: http on loopback unless told otherwise. */
function findOrigins(registry: string, { http, insecure }: RegistrySettings): string[] {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const plain = http ?? isLoopback(registry);
  return [...(!plain || insecure ? [`https://${host}`] : []), ...(plain ? [`http://${host}`] : [])];
}

/** The first origin that answers. */
async function findOrigin(client: HttpClient, [first = '', ...others]: readonly string[]): Promise<string> {
  if (others.length === 0) return first;
  return client({ url: `${first}/v2/` }).then(
    async (answer) => {
      await readBody(answer);
      return first;
    },
    () => findOrigin(client, others),
  );
}

/** The registry's own words: `{ "errors": [{ "code": "DENIED", "message": "…" }] }`. */
async function explain(answer: HttpAnswer): Promise<string> {
  const text = (await readBody(answer)).toString();
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: { code?: string; message?: string }[] };
    const words = errors.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
    return `status ${answer.status}${words ? `: ${words}` : ''}`;
  } catch {
    return `status ${answer.status}`;
  }
}
