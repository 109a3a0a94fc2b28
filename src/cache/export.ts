import { buildPaths, planReplay } from '../build/command.ts';
import { type Metadata, readReference } from '../build/metadata.ts';
import { endProcess } from '../detached.ts';
import { type Command, cancelled, childEnv } from '../exec.ts';
import { type Builder, buildxCommand } from '../setup/boot.ts';
import { planTokens } from '../setup/certificates.ts';
import { undoLater } from '../state.ts';
import type { Step } from '../step.ts';
import { type Carry, planKeeping } from './carry.ts';
import { formatEntry } from './entry.ts';
import { startKeeper, startReplay } from './handover.ts';
import { type Cache, tell } from './open.ts';
import { quieten, type Remark } from './plan.ts';
import { type CacheTask, pathsIn, saveTask } from './task.ts';
import { endTurn, findExporter } from './turn.ts';

// Milliseconds that the step waits for an export to need its build context no more.
const LONGEST = 60_000;

/**
 * Starts to export what was built, in a process that goes on without this one, and waits until it needs the build context
 * no more; the post step does the rest. Never fails because of the cache, unless it is required.
 */
export async function exportCache(
  builder: Builder,
  step: Step,
  cache: Cache,
  carry: Carry,
  { document }: Metadata,
  folder: string,
): Promise<void> {
  const { importers, during, after, mounts } = cache;
  if (importers.length + during.length + after.length === 0 && !mounts.keep) return;
  const { timeout, required } = step.inputs.cache;
  const reference = readReference(document);
  const plan = async (): Promise<CacheTask> => ({
    buildx: { path: builder.buildx, sha256: step.tools.buildx.sha256 },
    history: reference ? keepEnv(buildxCommand(builder.buildx, [`--builder=${builder.name}`, 'history'])) : undefined,
    reference,
    platforms: step.platforms,
    replay: after.length > 0 ? keepEnv(replayOf(builder, step, cache, folder)) : undefined,
    keeping: await planKeeping(builder, step, carry, folder).then((command) => command && keepEnv(command)),
    indexes: cache.indexes,
    warned: cache.warned,
    timeout,
    required,
  });
  const remark = await plan()
    .then((task) => beginTask(folder, task))
    .catch((error: Error): Remark => {
      cancelled.throwIfAborted();
      return { level: 'warning', text: `not exported: ${error.message}` };
    });
  if (remark) tell(quieten(remark, cache.warned), required);
}

async function beginTask(folder: string, task: CacheTask): Promise<Remark | undefined> {
  const waits = (task.replay ?? task.keeping) && (await findExporter()) !== undefined;
  const begun = task.replay && !waits ? await beginReplay(task.replay, folder) : undefined;
  const refused = typeof begun === 'object';
  const keeper =
    task.keeping && !waits ? await startKeeper(task.keeping, pathsIn(folder).keeper, refused ? 0 : begun) : undefined;
  const saved = {
    ...task,
    ...(typeof begun === 'number' && { pid: begun }),
    ...(refused && { replay: undefined, indexes: [] }),
    ...(keeper !== undefined && { keeper }),
  };
  await saveTask(folder, saved).catch(async (error) => {
    // Nobody would wait for them.
    for (const pid of [saved.pid, keeper]) if (pid !== undefined) await endProcess(pid).then(() => endTurn(pid));
    throw error;
  });
  undoLater({ kind: 'cache', folder });
  if (refused) return begun;
  if (waits)
    return { level: 'line', text: 'an earlier step of this job is exporting; this one follows at the end of the job' };
  return (task.replay ?? task.keeping) && { level: 'line', text: 'the export goes on until the end of the job' };
}

async function beginReplay(replay: Command, folder: string): Promise<number | Remark> {
  const wait = { end: performance.now() + LONGEST, stop: cancelled };
  const begun = await startReplay(replay, pathsIn(folder).log, wait);
  if (begun !== undefined) return begun;
  cancelled.throwIfAborted();
  const text = `not exported, since the builder did not look at the build again within ${LONGEST / 1000} s`;
  return { level: 'warning', text };
}

function replayOf({ name, buildx, files }: Builder, step: Step, { importers, after }: Cache, folder: string): Command {
  const paths = buildPaths(step, folder, pathsIn(folder).metadata);
  const caches = { cacheFrom: importers.map(formatEntry), cacheTo: after.map(formatEntry) };
  const args = planReplay(name, step.inputs, paths, step.platforms, caches);
  return buildxCommand(buildx, args, planTokens(files, process.env));
}

/** The command with what this step has given its children in place of their environment, which the post step does not have. */
function keepEnv(command: Command): Command {
  const given = Object.entries(childEnv()).filter(
    ([name, value]) => value !== undefined && value !== process.env[name],
  );
  return { ...command, env: { ...(Object.fromEntries(given) as Record<string, string>), ...command.env } };
}
