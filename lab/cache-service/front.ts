import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type Blobs, parseBlobPath } from './blobs.ts';
import { answerFault, azureError, type createFaults, type Fault, isBlob, type Operation } from './fault.ts';
import { forward } from './forward.ts';
import type { Store } from './store.ts';
import { readToken } from './token.ts';
import { type Answer, parseCall, parseMethod, twirpError } from './twirp.ts';

/** One request as the service sees it. */
export interface CacheRequest {
  operation: Operation;
  method: string;
  /** Without the query, which is a signature. */
  path: string;
  /** The key that is asked for, or the one of the blob's entry; empty where there is none. */
  key: string;
  /** 0 as long as it is not answered, or where it never was. */
  status: number;
  /** Bytes of the bodies. */
  received: number;
  sent: number;
  /** How it was misserved. */
  fault?: Fault['kind'];
}

/** What a front is made of. */
export interface FrontParts {
  store: Store;
  blobs: Blobs;
  faults: ReturnType<typeof createFaults>;
  /** The key of the tokens. */
  key: string;
  /** Gets every request. */
  requests: CacheRequest[];
}

/** What all requests come to: it notes them, misserves those that it is told to, and passes blobs on to their storage. */
export function createFront(parts: FrontParts): RequestListener {
  return (incoming, response) => {
    // A client that goes away, or is sent away, ends what is being done for it.
    serve(parts, incoming, response).catch(() => response.destroy());
  };
}

async function serve(
  { store, blobs, faults, key, requests }: FrontParts,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', headers } = incoming;
  const path = url.split('?')[0] as string;
  const called = parseMethod(method, path);
  const id = parseBlobPath(path);
  const entry = store.entries().find((entry) => entry.id === id);
  const operation = called ?? (id === undefined ? 'Unknown' : method === 'PUT' ? 'Upload' : 'Download');
  const seen: CacheRequest = { operation, method, path, key: entry?.key ?? '', status: 0, received: 0, sent: 0 };
  requests.push(seen);
  response.on('finish', () => {
    seen.status = response.statusCode;
  });

  const body = called ? await text(incoming) : '';
  const call = parseCall(body);
  if (called) Object.assign(seen, { received: Buffer.byteLength(body), key: call?.key ?? '' });

  const fault = faults.next(seen);
  if (fault) seen.fault = fault.kind;
  if (fault?.kind === 'slow') await setTimeout(fault.milliseconds);
  if (fault?.kind === 'held') await fault.until;
  if (fault?.kind === 'lose' && id) await blobs.remove(id);
  if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();

  const answer = async (): Promise<Answer | undefined> => {
    if (fault?.kind === 'status' || fault?.kind === 'html') return answerFault(fault, operation);
    // What is stored never changes, although the URL to write it with still holds.
    if (operation === 'Upload' && entry?.stored !== false) return azureError(409);
    if (isBlob(operation)) return undefined;
    if (!called) return twirpError('bad_route', `nothing answers ${method} ${path}`);
    const scopes = readToken(headers.authorization?.replace('Bearer ', '') ?? '', key);
    if (!scopes) return twirpError('unauthenticated', 'the token is not one of this service, or its time is over');
    return call ? store.call(called, call, scopes) : twirpError('invalid_argument', 'the body is no call');
  };
  const own = await answer();
  if (!own) return forward(incoming, response, blobs.address, seen, fault);
  incoming.resume();
  seen.sent = Buffer.byteLength(own.body);
  response.writeHead(own.status, { ...own.headers, 'content-length': seen.sent }).end(own.body);
}
