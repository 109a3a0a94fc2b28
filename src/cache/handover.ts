import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { detach, endProcess, isRunning } from '../detached.ts';
import type { Command } from '../exec.ts';
import { createLineReader } from '../output.ts';
import type { Remark } from './plan.ts';
import { createProgress } from './progress.ts';
import { endTurn, takeMounts, takeTurn } from './turn.ts';

/** Until when something is waited for, as `performance.now()` tells the time, and what ends that before. */
export interface Wait {
  end: number;
  stop: AbortSignal;
}

// Milliseconds.
const INTERVAL = 20;

/**
 * Starts a replay, whose log goes to a file, and follows it until the build context is of no more use to it. Returns its
 * process, or why it was ended before: because a step of it would be built, which is no export any more. Undefined where it
 * did not come so far in time.
 */
export async function startReplay(
  replay: Command,
  log: string,
  { end, stop }: Wait,
): Promise<number | Remark | undefined> {
  if (stop.aborted) return undefined;
  const pid = detach(replay, log);
  await takeTurn(pid);
  const progress = createProgress();
  const reader = createLineReader(progress.add);
  await using file = await open(log);
  for (;;) {
    const ended = !isRunning(pid);
    await readOn(file, reader.add);
    // What is wrong with one that has ended is found out where it is waited for.
    if (progress.isExporting() || ended) return pid;
    const building = progress.running();
    const late = stop.aborted || performance.now() > end;
    if (building !== undefined || late) {
      await endProcess(pid);
      await endTurn(pid);
      const text = `not exported, since ${building} would be built again; see what changed after the build`;
      return late ? undefined : { level: 'notice', text };
    }
    await delay(INTERVAL);
  }
}

/**
 * Starts what keeps the cache mounts: it reads them at once, and stores what it read when the process `after` has ended. The mounts
 * and the turn are its own from now on. Returns its process.
 */
export async function startKeeper(keeping: Command, log: string, after = 0): Promise<number> {
  const pid = detach({ ...keeping, args: [...keeping.args, `${after}`] }, log);
  await takeTurn(pid);
  await takeMounts(pid);
  return pid;
}

async function readOn(file: FileHandle, add: (data: Buffer) => void): Promise<void> {
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const { bytesRead } = await file.read(buffer);
    if (bytesRead === 0) return;
    add(buffer.subarray(0, bytesRead));
  }
}
