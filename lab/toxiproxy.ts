import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Report } from './command.ts';
import { buildPrograms, type GoModule } from './go.ts';

const MODULE = 'github.com/Shopify/toxiproxy/v2';
const toxiproxy: GoModule = {
  folder: 'tools/toxiproxy',
  packages: [`${MODULE}/cmd/server`],
  version: { module: MODULE },
};

/** What is done to the data on its way back, by toxiproxy's names. https://github.com/Shopify/toxiproxy#toxics */
export type Toxic =
  /** Milliseconds. */
  | { type: 'latency'; attributes: { latency: number; jitter?: number } }
  /** KB a second. */
  | { type: 'bandwidth'; attributes: { rate: number } }
  /** Milliseconds until the connection is reset. */
  | { type: 'reset_peer'; attributes: { timeout: number } }
  /** Milliseconds by which the end of the connection is late. */
  | { type: 'slow_close'; attributes: { delay: number } }
  /** Nothing comes through; milliseconds until the connection is closed, 0 for never. */
  | { type: 'timeout'; attributes: { timeout: number } }
  /** The connection is closed after so many bytes. */
  | { type: 'limit_data'; attributes: { bytes: number } };

/** Proxies with toxics, until it is disposed of. */
export interface Toxiproxy extends AsyncDisposable {
  /** Puts a proxy in front of `127.0.0.1:PORT`, and returns its own. The toxic may be changed, or taken away. */
  add: (upstream: string, toxic: Toxic | undefined) => Promise<{ host: string; set: (toxic?: Toxic) => Promise<void> }>;
}

/** Starts toxiproxy, which is built the first time. */
export async function startToxiproxy(report: Report): Promise<Toxiproxy> {
  const program = join(await buildPrograms(toxiproxy, report), 'server');
  const port = await findPort();
  const child = spawn(program, ['-host=127.0.0.1', `-port=${port}`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: JSON.stringify(body) ?? null });
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  while (child.exitCode === null && child.signalCode === null && !(await ask('GET', '/proxies').catch(() => undefined)))
    await setTimeout(20);
  let count = 0;
  return {
    async add(upstream, toxic) {
      const name = `proxy-${count++}`;
      const { listen } = (await ask('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream })) as {
        listen: string;
      };
      const set = async (toxic?: Toxic) => {
        for (const { name: old } of (await ask('GET', `/proxies/${name}/toxics`)) as { name: string }[])
          await ask('DELETE', `/proxies/${name}/toxics/${old}`);
        if (toxic) await ask('POST', `/proxies/${name}/toxics`, { stream: 'downstream', ...toxic });
      };
      await set(toxic);
      return { host: listen, set };
    },
    async [Symbol.asyncDispose]() {
      end();
      await ended;
      process.off('exit', end);
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
