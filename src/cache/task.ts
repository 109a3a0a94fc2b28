import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../exec.ts';
import type { Platform } from '../platform.ts';
import type { WrittenIndex } from './indexes.ts';

/** What the main step leaves to the post step of the caches, in a file of the step's folder. */
export interface CacheTask {
  /** The verified buildx, and what it has to hash to still when the post step uses it. */
  buildx: { path: string; sha256: string };
  /** Asks BuildKit about a build of the past; more arguments say what. */
  history: Command | undefined;
  /** What it calls this one. */
  reference: string;
  platforms: readonly Platform[];
  /** Exports what was built; undefined where nothing is to be exported after it. */
  replay: Command | undefined;
  /** The replay's process; undefined where it waits for another export's end. */
  pid?: number;
  /** Keeps the contents of cache mounts; undefined where there is nothing to keep. */
  keeping: Command | undefined;
  /** Its process; undefined where it waits for another export's end. */
  keeper?: number;
  /** What has been written when all exports are over. */
  indexes: readonly WrittenIndex[];
  /** Whether there has been a warning of the caches. */
  warned: boolean;
  /** Milliseconds that the export is waited for. */
  timeout: number;
  required: boolean;
}

/** The files of a task, in the step's folder. */
export function pathsIn(folder: string): { task: string; log: string; metadata: string; keeper: string } {
  return {
    task: join(folder, 'cache.json'),
    log: join(folder, 'cache-export.log'),
    keeper: join(folder, 'cache-mounts.log'),
    // buildx writes it when all went well.
    metadata: join(folder, 'cache-export.json'),
  };
}

/** Writes a task down. */
export async function saveTask(folder: string, task: CacheTask): Promise<void> {
  await writeFile(pathsIn(folder).task, JSON.stringify(task), { mode: 0o600 });
}

/** The task that was written down. */
export async function loadTask(folder: string): Promise<CacheTask> {
  return JSON.parse(await readFile(pathsIn(folder).task, 'utf8')) as CacheTask;
}
