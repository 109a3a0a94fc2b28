import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Report } from '../command.ts';
import { startBlobs } from './blobs.ts';
import type { Entry } from './entries.ts';
import { createFaults, type Rule } from './fault.ts';
import { type CacheRequest, createFront } from './front.ts';
import { createStore } from './store.ts';
import { serviceEnv, type TokenOptions } from './token.ts';

/** A cache service of GitHub Actions, version 2, on loopback, for one repository. */
export interface CacheService extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  url: string;
  /** What a job has of it in its environment. */
  env: (token?: TokenOptions) => Record<string, string>;
  /** Every request so far, as it came. */
  requests: readonly CacheRequest[];
  /** What it holds, the older first. */
  entries: () => readonly Entry[];
  /** Loses what the predicate is true of, as if its time were over. */
  evict: (which: (entry: Entry) => boolean) => Promise<void>;
  /** Misserves the requests that the rule is about. */
  misbehave: (rule: Rule) => void;
  /** Serves as usual again. */
  behave: () => void;
}

export interface CacheServiceOptions {
  /** Signs and checks the tokens; a new one, where none is given. */
  key?: string;
  /** How many bytes it keeps; as many as GitHub's, where nothing is said. */
  budget?: number;
  report?: Report;
}

const GITHUB_BUDGET = 10 * 1024 ** 3;

/** Starts one on a free port. What it holds is in memory. */
export async function startCacheService(options: CacheServiceOptions = {}): Promise<CacheService> {
  const { key = randomBytes(32).toString('hex'), budget = GITHUB_BUDGET, report = () => {} } = options;
  const blobs = await startBlobs(report);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const store = createStore(blobs, budget, (path) => new URL(path, url).href);
  const faults = createFaults();
  const requests: CacheRequest[] = [];
  server.on('request', createFront({ store, blobs, faults, key, requests }));
  return {
    url,
    env: (token = {}) => serviceEnv(url, key, token),
    requests,
    entries: store.entries,
    evict: (which) => store.remove(store.entries().filter(which)),
    misbehave: faults.add,
    behave: faults.clear,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await blobs[Symbol.asyncDispose]();
    },
  };
}
