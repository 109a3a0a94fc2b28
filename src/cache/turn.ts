import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, waitFor } from '../detached.ts';
import { cancelled } from '../exec.ts';
import { print } from '../runner.ts';
import { jobOf } from '../setup/builder.ts';

const job = jobOf(process.env);
const hash = createHash('sha256').update(`${job}`).digest('hex').slice(0, 12);
const noteFor = (task: string) => job && join(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${task}-${hash}`);

// Files in which a process notes itself for the later steps of its job, where anybody tells of the job. Without a note two may do
// at once what takes longer then, or a mount may begin empty.
const EXPORTING = noteFor('export');
const READING = noteFor('mounts');
// Milliseconds.
const INTERVAL = 50;

/** The process that exports for this job; undefined where none does. The service limits how much a repository writes at once. */
export async function findExporter(): Promise<number | undefined> {
  return find(EXPORTING);
}

/** Waits until no earlier step of the job exports; at most so many milliseconds, as two at once take longer and do no harm. */
export async function awaitTurn(limit: number): Promise<void> {
  const other = await findExporter();
  if (other === undefined) return;
  print('cache: an earlier step of this job is exporting; this build, which exports too, follows');
  await waitFor(other, limit, cancelled);
  cancelled.throwIfAborted();
}

/** Notes that a process exports. */
export async function takeTurn(pid: number): Promise<void> {
  await write(EXPORTING, pid);
}

/** Takes back what is noted of a process. */
export async function endTurn(pid: number): Promise<void> {
  await erase(EXPORTING, pid);
  await leaveMounts(pid);
}

/**
 * Waits until what keeps an earlier step's cache mounts has read them; at most so many milliseconds. BuildKit gives a step that
 * finds a mount being measured, or one of its own taken, a new and empty one.
 */
export async function awaitMounts(limit: number): Promise<void> {
  if ((await find(READING)) === undefined) return;
  print('cache-mounts: what an earlier step of this job left in them is being read; this build follows');
  const end = performance.now() + limit;
  while ((await find(READING)) !== undefined && performance.now() < end) {
    await delay(INTERVAL);
    cancelled.throwIfAborted();
  }
}

/** Notes that a process reads the job's cache mounts. */
export async function takeMounts(pid: number): Promise<void> {
  await write(READING, pid);
}

/** Takes back that it does. */
export async function leaveMounts(pid: number): Promise<void> {
  await erase(READING, pid);
}

async function find(note: string | undefined): Promise<number | undefined> {
  const pid = Number(note && (await readFile(note, 'utf8').catch(() => '')));
  return isRunning(pid) ? pid : undefined;
}

async function write(note: string | undefined, pid: number): Promise<void> {
  if (note) await writeFile(note, `${pid}`).catch(() => rm(note, { force: true }).catch(() => {}));
}

async function erase(note: string | undefined, pid: number): Promise<void> {
  if (note && (await readFile(note, 'utf8').catch(() => '')) === `${pid}`) await rm(note, { force: true });
}
