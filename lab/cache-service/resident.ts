import { spawn } from 'node:child_process';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fingerprint, inCache, readCached } from '../cache.ts';
import type { Report } from '../command.ts';
import { ensureAzurite } from './azurite.ts';
import { serviceEnv } from './token.ts';

/** What the lab's own cache service says of itself as soon as it listens. */
export interface Resident {
  pid: number;
  url: string;
  /** The key of its tokens. */
  key: string;
  /** What it runs, in one word. */
  source: string;
}

const FILE = 'cache-service.json';
const LOG = 'cache-service.log';
const PATIENCE = 30_000;

/** The lab's own cache service; undefined where none runs. */
export async function findCacheService(): Promise<Resident | undefined> {
  const text = await readCached(FILE);
  if (!text) return undefined;
  const resident = JSON.parse(text) as Resident;
  const words = (await readFile(`/proc/${resident.pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return words.includes(inCache(FILE)) ? resident : undefined;
}

/** Has the lab's own cache service run, as it is here; returns what a job has of it in its environment. */
export async function ensureCacheService(report: Report): Promise<Record<string, string>> {
  const source = await fingerprintSource();
  let resident = await findCacheService();
  if (resident?.source !== source) {
    await stopCacheService(report);
    resident = await start(source, report);
  }
  return serviceEnv(resident.url, resident.key);
}

/** Ends the lab's own cache service, and with it what it holds. */
export async function stopCacheService(report: Report): Promise<void> {
  const resident = await findCacheService();
  if (!resident) return;
  report(`Stopping the cache service at ${resident.url}`);
  process.kill(resident.pid);
  while (await findCacheService()) await setTimeout(20);
  await rm(inCache(FILE));
}

async function start(source: string, report: Report): Promise<Resident> {
  await ensureAzurite(report);
  report('Starting the cache service');
  const log = await open(inCache(LOG), 'w');
  const args = [join(import.meta.dirname, 'main.ts'), inCache(FILE), source];
  const child = spawn(process.execPath, args, { detached: true, cwd: '/', stdio: ['ignore', log.fd, log.fd] });
  let ended = false;
  child.on('error', () => (ended = true)).on('exit', () => (ended = true));
  child.unref();
  await log.close();
  for (const started = Date.now(); !ended && Date.now() - started < PATIENCE; await setTimeout(50)) {
    const resident = await findCacheService();
    if (resident) return resident;
  }
  if (!ended) child.kill();
  const text = (await readCached(LOG)).slice(-2000);
  throw new Error(`cache service: it does not start; see ${inCache(LOG)}, which ends\n${text}`);
}

async function fingerprintSource(): Promise<string> {
  const names = (await readdir(import.meta.dirname)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(import.meta.dirname, name))));
  return fingerprint(
    ...names,
    ...files,
    await readFile(join(import.meta.dirname, '../tools/azurite/package-lock.json')),
  );
}
