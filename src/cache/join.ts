import { readFile, stat } from 'node:fs/promises';
import { endProcess, isRunning, waitFor } from '../detached.ts';
import { alignRows, formatMarkdown } from '../report/table.ts';
import { print, summarize, warning } from '../runner.ts';
import { hashFile } from '../setup/hash.ts';
import { startReplay, type Wait } from './handover.ts';
import type { WrittenIndex } from './indexes.ts';
import { joinKeeper } from './join-mounts.ts';
import { reasonOf, tell } from './open.ts';
import { quieten, type Remark } from './plan.ts';
import { createProgress } from './progress.ts';
import { findIndex, findLacking, readLayers, type Service } from './service.ts';
import { formatExport } from './summary.ts';
import { type CacheTask, loadTask, pathsIn } from './task.ts';
import { readAccess } from './token.ts';
import { endTurn, findExporter } from './turn.ts';
import { readUsage } from './usage.ts';

// Milliseconds.
const PATIENCE = 10_000;
const ENDED: Remark = { level: 'line', text: 'the export was ended with the job' };
const LOST = 'Publishing was over before; the next build makes again what is new in this one';

/**
 * Waits for the export that the main step left in a folder, no longer than it was given, and says what the caches were
 * worth. Throws where the export failed and is required.
 */
export async function joinCache(folder: string, stop: AbortSignal): Promise<void> {
  const task = await useVerified(await loadTask(folder), stop);
  const wait = { end: performance.now() + task.timeout, stop };
  const fail = ({ message }: Error): Remark => ({ level: 'warning', text: `not exported: ${message}` });
  const exported = await joinReplay(folder, task, wait).catch(fail);
  const kept = await joinKeeper(folder, task, wait).catch((error) => ({ rows: [], remark: fail(error) }));
  const tables = [stop.aborted ? [] : await readUsage(folder, task, stop), kept.rows].filter((rows) => rows.length > 0);
  for (const rows of tables) print(`${alignRows(rows)}\n`);
  const texts = [...tables.map(formatMarkdown), ...(exported ? [`Cache: ${exported.text}`] : [])];
  await summarize(texts.map((text) => `${text}\n`).join('\n'));
  const known = task.warned || exported?.level === 'warning';
  if (kept.remark) tell(quieten(kept.remark, known), task.required, 'cache-mounts');
  if (exported) tell(quieten(exported, task.warned), task.required);
}

/** The task without what buildx would still have to do, where it is not the one any more that the main step verified. */
async function useVerified(task: CacheTask, stop: AbortSignal): Promise<CacheTask> {
  const { path, sha256 } = task.buildx;
  if (stop.aborted || (await hashFile(path)) === sha256) return task;
  warning(
    `cache: ${path} is not the buildx any more that was verified (sha256 ${sha256}), and is not run; find out what changed it`,
  );
  return {
    ...task,
    history: undefined,
    ...(task.pid === undefined && { replay: undefined, indexes: [] }),
    ...(task.keeper === undefined && { keeping: undefined }),
  };
}

async function joinReplay(folder: string, task: CacheTask, wait: Wait): Promise<Remark | undefined> {
  const { end, stop } = wait;
  const left = () => Math.max(0, end - performance.now());
  const begun = task.replay && (task.pid ?? (await startLate(folder, task, wait)));
  if (typeof begun === 'object') return begun;
  if (begun !== undefined && isRunning(begun))
    print(`cache: the export is waited for, ${Math.ceil(left() / 1000)} s at most`);
  const ended = begun === undefined || (await waitFor(begun, left(), stop));
  if (begun !== undefined && !ended) await endProcess(begun);
  if (begun !== undefined) await endTurn(begun);
  if (stop.aborted) return ENDED;
  return ended ? judge(folder, task, stop) : tooLong(task.timeout);
}

/** Starts an export that had to wait for another one. */
async function startLate(folder: string, task: CacheTask, wait: Wait): Promise<number | Remark> {
  const { end, stop } = wait;
  const other = await findExporter();
  const free = other === undefined || (await waitFor(other, end - performance.now(), stop));
  const begun = task.replay && free ? await startReplay(task.replay, pathsIn(folder).log, wait) : undefined;
  return begun ?? (stop.aborted ? ENDED : tooLong(task.timeout));
}

function tooLong(timeout: number): Remark {
  const text = `the export took longer than ${timeout / 1000} s and was ended; give it more with cache-export-timeout. ${LOST}`;
  return { level: 'warning', text };
}

/** What came of the exports, now that they are over; undefined where there was none. */
async function judge(folder: string, { replay, indexes }: CacheTask, stop: AbortSignal): Promise<Remark | undefined> {
  const progress = createProgress();
  const succeeded = await exists(pathsIn(folder).metadata);
  if (replay) progress.add(await readFile(pathsIn(folder).log, 'utf8'));
  const exports = progress.exports();
  const error = exports.map((one) => one.error).find((text) => text !== '');
  if (replay && (error || !succeeded))
    return { level: 'warning', text: `the export failed: ${error || progress.text() || 'it broke off'}. ${LOST}` };
  const access = readAccess(process.env, Date.now());
  const service = access.kind === 'service' ? access : undefined;
  const stored = await Promise.all(indexes.map((index) => askFor(index, service, stop)));
  const missing = indexes.find((_, at) => stored[at] === 'missing');
  if (missing)
    return {
      level: 'warning',
      text: `the export was in vain: the service has no new index of ${missing.scope}. ${LOST}`,
    };
  const layers = stored.find((one) => typeof one === 'object');
  const text = `exported ${formatExport({ exports, layers })}`;
  const written = exports.flatMap((one) => one.written).filter((digest) => layers?.has(digest));
  const lacking = service ? await countLacking(written, service, stop) : 0;
  if (lacking > 0)
    return {
      level: 'notice',
      text: `${text}; the service has no ${lacking} of them, since another job is storing them, or broke off while it did. Until it has, what needs them is built again`,
    };
  return replay && { level: 'line', text };
}

/**
 * How many of the layers that an export wrote are not there. BuildKit takes one that is reserved for one that is stored,
 * and so do all later exports when its upload broke off.
 */
async function countLacking(written: readonly string[], service: Service, stop: AbortSignal): Promise<number> {
  try {
    return (await findLacking(service, written, patience(stop))).length;
  } catch (error) {
    print(`cache: the service does not say whether it has the layers: ${reasonOf(error)}`);
    return 0;
  }
}

/** The layers of an index that was to be written, with their bytes; undefined where the service does not say. */
async function askFor(
  { scope, prefix, before }: WrittenIndex,
  service: Service | undefined,
  stop: AbortSignal,
): Promise<Map<string, number> | 'missing' | undefined> {
  if (!service) return undefined;
  const signal = patience(stop);
  try {
    const found = await findIndex(service, prefix, signal);
    return found && found.key !== before ? await readLayers(found, signal) : 'missing';
  } catch (error) {
    print(`cache: the service does not say whether the index of ${scope} was stored: ${reasonOf(error)}`);
    return undefined;
  }
}

function patience(stop: AbortSignal): AbortSignal {
  return AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
