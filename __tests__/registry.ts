import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { lab } from './lab.ts';

/** One request as a registry in front of the lab's sees it. */
export interface RegistryRequest {
  method: string;
  /** `/v2/acme/app/manifests/1.2` */
  path: string;
  /** The header `Authorization`. */
  authorization: string;
}

/** A registry on loopback that is the lab's, but for what `interfere` makes of it. */
export interface FaultyRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`, unless it has another address. */
  host: string;
  /** Every request so far. */
  requests: RegistryRequest[];
}

/** Answers a request itself and returns true, or leaves it to the lab's registry. */
export type Interfere = (request: RegistryRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** Starts one, on another address or with TLS where that is wanted. */
export async function startRegistry(
  interfere: Interfere,
  { address = '127.0.0.1', tls }: { address?: string; tls?: TlsOptions } = {},
): Promise<FaultyRegistry> {
  const requests: RegistryRequest[] = [];
  const closing = new AbortController();
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = incoming;
    const seen = { method, path, authorization: headers.authorization ?? '' };
    requests.push(seen);
    const answered = await interfere(seen, response);
    // Who asked may be gone by now.
    if (!answered && !incoming.socket.destroyed) forward(incoming, response, closing.signal);
  };
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const host = `${address}:${(server.address() as AddressInfo).port}`;
  return {
    host,
    requests,
    async [Symbol.asyncDispose]() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse, signal: AbortSignal): void {
  // The host stays the one that was asked, so that uploads come back here.
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, 'x-forwarded-proto': 'encrypted' in incoming.socket ? 'https' : 'http' };
  const [hostname, port] = lab.registry.split(':');
  const upstream = request({ hostname, port, method, path, headers, signal }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  incoming.pipe(upstream);
}
