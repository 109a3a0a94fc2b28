import { waitFor } from '../detached.ts';
import { cancelled } from '../exec.ts';
import { print } from '../runner.ts';
import { eraseNote, findNoted, noteFor, writeNote } from './note.ts';

const NOTE = noteFor('export');

/** The process that exports for this job; undefined where none does. The service limits how much a repository writes at once. */
export async function findExporter(): Promise<number | undefined> {
  return findNoted(NOTE);
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
  await writeNote(NOTE, pid);
}

/** Takes the note back. */
export async function endTurn(pid: number): Promise<void> {
  await eraseNote(NOTE, pid);
}
