import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { parseRetryAfter } from './backoff.ts';
import { cancelled } from './exec.ts';
import { showUrl } from './output.ts';
import { isDebug, print } from './runner.ts';
import { findProxy, readProxies } from './setup/proxy.ts';
import type { Trust } from './trust.ts';
import { judgeStatus, SourceError } from './verdict.ts';

/** One request; a body is sent as it is. */
export interface HttpRequest {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** Milliseconds without a sign of the server; 30,000 unless told. */
  timeout?: number;
  /** Aborts it, also while its body is read; the step's cancel unless given. */
  signal?: AbortSignal;
}

/** An answer, whatever its status; the body is still to be read. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
}

/** Sends requests over connections that it keeps. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

/** What a server answered in place of what it was asked for. */
export class HttpError extends SourceError {
  override readonly name = 'HttpError';
  readonly status: number;
  constructor({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>, message: string) {
    super(judgeStatus(status), message, { pause: parseRetryAfter(headers['retry-after'], Date.now()) });
    this.status = status;
  }
}

// An import of node:http loads Node's fetch, which no step needs, and takes longer than all that is read at its start.
const load = process.getBuiltinModule;
const TIMEOUT = 30_000;
const REDIRECTS = 5;
// A manifest may have 4 MiB. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
const LONGEST_BODY = 8 * 1024 * 1024;

/**
 * A client that goes through the proxies of the environment (`HTTPS_PROXY`, `NO_PROXY`) where BuildKit would, and trusts what
 * Node and the system trust. Fails with Node's error where there is no answer; follows no redirect.
 */
export function createClient(trust: Trust = {}): HttpClient {
  const agents = new Map<string, Agent>();
  return async ({ url: text, method = 'GET', headers = {}, body, timeout = TIMEOUT, signal = cancelled }) => {
    const url = new URL(text);
    const secure = url.protocol === 'https:';
    const proxy = findProxy(url, readProxies(process.env));
    const kind = `${url.protocol} ${proxy}`;
    const agent = agents.get(kind) ?? createAgent(secure, proxy, trust);
    agents.set(kind, agent);
    const shown = `${method} ${showUrl(url.href)}`;
    const started = performance.now();
    if (isDebug()) print(`> ${shown}`);
    return new Promise((resolve, reject) => {
      const { request: send } = load(secure ? 'node:https' : 'node:http');
      let answer: IncomingMessage | undefined;
      const outgoing = send(url, { method, headers, agent, timeout, signal }, (body) => {
        answer = body;
        const { statusCode = 0, headers } = body;
        if (isDebug()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1000).toFixed(2)} s`);
        resolve({ status: statusCode, headers, body });
      });
      outgoing.on('timeout', () => {
        const lack = answer ? 'nothing more' : 'no answer';
        (answer ?? outgoing).destroy(new SourceError('again', `${lack} within ${timeout / 1000} s`));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  };
}

/** The answer behind redirects, which go to storage that has nothing to do with the credentials for another origin. */
export async function follow(client: HttpClient, request: HttpRequest, left = REDIRECTS): Promise<HttpAnswer> {
  const answer = await client(request);
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || !location || left === 0) return answer;
  await readBody(answer);
  const url = new URL(location, request.url);
  const { authorization: _, ...headers } = request.headers ?? {};
  const kept = url.origin === new URL(request.url).origin ? request.headers : headers;
  return follow(client, { ...request, url: url.href, ...(kept ? { headers: kept } : {}) }, left - 1);
}

/** The whole body of an answer. Throws where it breaks off, or has more than 8 MiB. */
export async function readBody({ body }: HttpAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST_BODY) throw new Error(`the answer has more than ${LONGEST_BODY} bytes`);
  }
  return Buffer.concat(chunks);
}

function createAgent(secure: boolean, proxy: string | undefined, { ca = [], cert, key, insecure }: Trust): Agent {
  // Node reads the environment by other rules than Go, so it is told what came of Go's.
  const options = { keepAlive: true, ...(proxy ? { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } } : {}) };
  if (!secure) return new (load('node:http').Agent)(options);
  const { getCACertificates } = load('node:tls');
  return new (load('node:https').Agent)({
    ...options,
    // Programs of the system, docker and buildx among them, trust the system's; Node brings its own list.
    ca: [...getCACertificates('default'), ...getCACertificates('system'), ...ca],
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: !insecure,
  });
}
