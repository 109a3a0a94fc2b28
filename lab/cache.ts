import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Report } from './command.ts';

/** The folder of everything that the lab makes. `MULTIARCH_BUILD_CACHE` puts a second lab beside the first. */
const folder =
  process.env.MULTIARCH_BUILD_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'multiarch-build');

/** A path in the lab's cache. */
export function inCache(...parts: string[]): string {
  return join(folder, ...parts);
}

/** The text of a file in the cache; empty where there is none. */
export async function readCached(name: string): Promise<string> {
  return readFile(inCache(name), 'utf8').catch(() => '');
}

/** Writes a file in the cache. */
export async function writeCached(name: string, text: string): Promise<string> {
  await mkdir(dirname(inCache(name)), { recursive: true });
  const path = inCache(name);
  // Others read it at any time.
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
  return path;
}

/** The SHA-256 of texts and files' bytes, in hex. */
export function fingerprint(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** Runs the task while no other process does one on this cache. */
export async function withLock<T>(report: Report, task: () => Promise<T>): Promise<T> {
  // A socket without a file: the kernel lets go of it when its process ends, however it ends.
  const name = `\0multiarch-build-lab-${fingerprint(folder)}`;
  const server = createServer();
  const listen = () =>
    new Promise<boolean>((resolve, reject) => {
      server.once('listening', () => resolve(true));
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(name);
    });
  for (let seconds = 0; !(await listen()); seconds += 0.5) {
    server.removeAllListeners();
    if (seconds % 5 === 0) report(`Waiting for another process that works on ${folder} (${seconds} s)`);
    await setTimeout(500);
  }
  try {
    return await task();
  } finally {
    server.close();
  }
}

/** A line in which tasks wait for one another, because each of them uses all of the machine, or the same lock. */
export function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
