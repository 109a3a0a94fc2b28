import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Fault } from './fault.ts';

/** Passes a request on to the server at an address (`127.0.0.1:PORT`), and its answer back, damaged where that is asked for. */
export async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  address: string,
  counted: { received: number; sent: number },
  fault: Fault | undefined,
): Promise<void> {
  const [host, port] = address.split(':');
  const { method, url: path, headers } = incoming;
  const upstream = request({ host, port, method, path, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    upstream.once('response', resolve).once('error', reject),
  );
  const count = (what: 'received' | 'sent') =>
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        counted[what] += chunk.length;
        yield chunk;
      }
    };
  // It may answer before it has all of it; what goes wrong is told by the answer.
  pipeline(incoming, count('received'), upstream).catch((error) => upstream.destroy(error));
  const answer = await answered;
  response.writeHead(answer.statusCode as number, answer.headers);
  await pipeline(
    answer,
    damage(fault, () => incoming.socket.destroySoon()),
    count('sent'),
    response,
  );
}

function damage(fault: Fault | undefined, hangUp: () => void) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let rest = fault?.kind === 'truncate' ? fault.after : Number.POSITIVE_INFINITY;
    for await (const chunk of chunks) {
      yield fault?.kind === 'corrupt' ? Buffer.from(chunk.map((byte) => byte ^ 0xff)) : chunk.subarray(0, rest);
      rest -= chunk.length;
      if (rest < 0) return hangUp();
    }
  };
}
