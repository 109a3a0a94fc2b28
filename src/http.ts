import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { getCACertificates } from 'node:tls';
import { cancelled } from './exec.ts';
import { isLoopback } from './publish/reference.ts';
import { isDebug, print } from './runner.ts';
import type { Trust } from './trust.ts';

/** One request; a body is sent as it is. */
export interface HttpRequest {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** Milliseconds without a sign of the server; 30,000 unless told. */
  timeout?: number;
}

/** An answer, whatever its status; the body is still to be read. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
}

/** Sends requests over connections that it keeps. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

const TIMEOUT = 30_000;
// A manifest may have 4 MiB. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
const LONGEST_BODY = 8 * 1024 * 1024;

/**
 * A client that goes through the proxies of the environment (`HTTPS_PROXY`, `NO_PROXY`), never to loopback, and trusts
 * what Node and the system trust. Fails with Node's error where there is no answer; follows no redirect.
 */
export function createClient(trust: Trust = {}): HttpClient {
  const agents = new Map<string, HttpAgent>();
  return ({ url: text, method = 'GET', headers = {}, body, timeout = TIMEOUT }) => {
    const url = new URL(text);
    const secure = url.protocol === 'https:';
    const direct = isLoopback(url.host);
    const kind = `${url.protocol} ${direct}`;
    const agent = agents.get(kind) ?? createAgent(secure, direct, trust);
    agents.set(kind, agent);
    // A query may hold a signature.
    const shown = `${method} ${url.origin}${url.pathname}`;
    const started = performance.now();
    if (isDebug()) print(`> ${shown}`);
    return new Promise((resolve, reject) => {
      const send = secure ? requestHttps : requestHttp;
      const outgoing = send(url, { method, headers, agent, timeout, signal: cancelled }, (body) => {
        const { statusCode = 0, headers } = body;
        if (isDebug()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1000).toFixed(2)} s`);
        resolve({ status: statusCode, headers, body });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  };
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

function createAgent(secure: boolean, direct: boolean, { ca = [], cert, key, insecure }: Trust): HttpAgent {
  const options = { keepAlive: true, ...(direct ? {} : { proxyEnv: process.env }) };
  if (!secure) return new HttpAgent(options);
  return new HttpsAgent({
    ...options,
    // Programs of the system, docker and buildx among them, trust the system's; Node brings its own list.
    ca: [...getCACertificates('default'), ...getCACertificates('system'), ...ca],
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: !insecure,
  });
}
