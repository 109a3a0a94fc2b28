import { endProcess, isRunning, waitFor } from '../detached.ts';
import { print } from '../runner.ts';
import { readErrand, receive } from './errand.ts';
import { startKeeper, type Wait } from './handover.ts';
import type { Remark } from './plan.ts';
import { formatSeconds, listMounts } from './summary.ts';
import { type CacheTask, pathsIn } from './task.ts';
import { endTurn, findExporter } from './turn.ts';

/** What came of keeping the cache mounts: rows of a table, a head first, and what is to be said where not all of them were kept. */
export interface Kept {
  rows: string[][];
  remark: Remark | undefined;
}

/** Waits for what keeps the cache mounts. */
export async function joinKeeper(folder: string, task: CacheTask, { end, stop }: Wait): Promise<Kept> {
  const { keeping } = task;
  if (!keeping) return { rows: [], remark: undefined };
  const left = () => Math.max(0, end - performance.now());
  const other = task.keeper === undefined ? await findExporter() : undefined;
  const free = other === undefined || (await waitFor(other, left(), stop));
  const late = task.keeper === undefined && free && !stop.aborted;
  const pid = late ? await startKeeper(keeping, pathsIn(folder).keeper) : (task.keeper ?? 0);
  if (isRunning(pid))
    print(`cache-mounts: what they hold is being kept; that is waited for, ${Math.ceil(left() / 1000)} s at most`);
  const ended = free && (await waitFor(pid, left(), stop));
  if (!ended) await endProcess(pid);
  await endTurn(pid);
  const { mounts, fetched } = await readErrand(folder);
  const delivery = await receive(folder);
  const rows = listMounts(mounts, fetched, delivery?.outcomes ?? []);
  if (stop.aborted) return { rows, remark: { level: 'line', text: 'keeping them was ended with the job' } };
  if (ended && delivery?.failure === '')
    return { rows, remark: { level: 'line', text: `read and kept in ${formatSeconds(delivery.duration)}` } };
  const failure = ended
    ? (delivery?.failure ?? 'it broke off')
    : `it took longer than ${task.timeout / 1000} s with the export; give it more with cache-export-timeout`;
  const text = `not all was kept of them, so the next build takes longer: ${failure}`;
  return { rows, remark: { level: 'warning', text } };
}
