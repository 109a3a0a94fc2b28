import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../detached.ts';
import { cancelled } from '../exec.ts';
import { print } from '../runner.ts';
import { undoLater } from '../state.ts';
import { eraseNote, findNoted, type Note, noteFor, writeNote } from './note.ts';

/**
 * Where a step that builds with cache mounts, and what makes archives of an earlier step's, note themselves. BuildKit gives a step
 * that finds a mount taken, or being measured, a new and empty one, so they take turns: each writes its own note and then looks
 * for the other's, so that one of two sees the other at least; and the build is the one that goes first.
 */
export interface MountNotes {
  build: Note;
  read: Note;
}

// Milliseconds.
const INTERVAL = 50;
const FOREVER = 24 * 60 * 60 * 1000;

/** Those of this job. */
export function mountNotes(): MountNotes {
  return { build: noteFor('build'), read: noteFor('read') };
}

/** Has this process, until its end, be the one that builds with the mounts; waits for who reads them, so many milliseconds at most. */
export async function beginBuilding({ build, read }: MountNotes, limit: number): Promise<void> {
  if (!build) return;
  undoLater({ kind: 'path', path: build });
  await writeNote(build, process.pid);
  if ((await findNoted(read)) === undefined) return;
  print('cache-mounts: what an earlier step of this job left in them is being read; this build follows');
  const end = performance.now() + limit;
  while ((await findNoted(read)) !== undefined && performance.now() < end) {
    await delay(INTERVAL);
    cancelled.throwIfAborted();
  }
}

/** Has this process be the one that reads the mounts, as soon as no step builds with them. */
export async function beginReading({ build, read }: MountNotes): Promise<void> {
  for (;;) {
    await writeNote(read, process.pid);
    const other = await findNoted(build);
    if (other === undefined) return;
    await eraseNote(read, process.pid);
    await waitFor(other, FOREVER);
  }
}

/** Lets the next one have them, after this process read them or was ended over it. */
export async function endReading({ read }: MountNotes, pid = process.pid): Promise<void> {
  await eraseNote(read, pid);
}
