import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../detached.ts';
import { jobOf } from '../setup/builder.ts';

/** A file in which one process of a job notes itself for the others; undefined where nobody tells of the job. */
export type Note = string | undefined;

/** The one in which this job's processes note that they do something: export a cache, build with cache mounts, read those. */
export function noteFor(task: 'export' | 'build' | 'read'): Note {
  const job = jobOf(process.env);
  const hash = createHash('sha256').update(`${job}`).digest('hex').slice(0, 12);
  return job && join(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${task}-${hash}`);
}

/** The process that is noted; undefined where none is that still runs. */
export async function findNoted(note: Note): Promise<number | undefined> {
  const pid = Number(note && (await readFile(note, 'utf8').catch(() => '')));
  return isRunning(pid) ? pid : undefined;
}

/** Notes a process. What goes on without its note is slower, or finds less. */
export async function writeNote(note: Note, pid: number): Promise<void> {
  if (note) await writeFile(note, `${pid}`).catch(() => rm(note, { force: true }));
}

/** Takes the note of a process back. */
export async function eraseNote(note: Note, pid: number): Promise<void> {
  if (note && (await readFile(note, 'utf8').catch(() => '')) === `${pid}`) await rm(note, { force: true });
}
