import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, waitFor } from '../detached.ts';
import { cancelled } from '../exec.ts';
import { print } from '../runner.ts';
import { jobOf } from '../setup/builder.ts';

const job = jobOf(process.env);
const name = `multiarch-build-export-${createHash('sha256').update(`${job}`).digest('hex').slice(0, 12)}`;
const NOTE = job && join(process.env.RUNNER_TEMP || tmpdir(), name);

/** The process that exports for this job; undefined where none does. The service limits how much a repository writes at once. */
export async function findExporter(): Promise<number | undefined> {
  const pid = await readNote();
  return isRunning(pid) ? pid : undefined;
}

/** Waits until no earlier step of the job exports; at most so many milliseconds, as two at once take longer and do no harm. */
export async function awaitTurn(limit: number): Promise<void> {
  const other = await findExporter();
  if (other === undefined) return;
  print('cache: an earlier step of this job is exporting; this build, which exports too, follows');
  await waitFor(other, limit, cancelled);
  cancelled.throwIfAborted();
}

/** Notes that this one does, where anybody tells of the job. */
export async function takeTurn(pid: number): Promise<void> {
  // Without the note two may export at once, which takes longer.
  if (NOTE) await writeFile(NOTE, `${pid}`).catch(() => rm(NOTE, { force: true }));
}

/** Takes the note back. */
export async function endTurn(pid: number): Promise<void> {
  if (NOTE && (await readNote()) === pid) await rm(NOTE, { force: true });
}

async function readNote(): Promise<number> {
  return Number(NOTE && (await readFile(NOTE, 'utf8').catch(() => '')));
}
