import { setTimeout as delay } from 'node:timers/promises';
import { type Caches, NO_CACHES } from '../build/command.ts';
import { isConnectionLost, isStepAtFault, parseFailure } from '../build/failure.ts';
import { CommandError, cancelled, type RunOptions, run } from '../exec.ts';
import { print } from '../runner.ts';
import { type Builder, buildxCommand } from '../setup/boot.ts';
import { builderContainer, JOB_PREFIX } from '../setup/builder.ts';
import { dockerCommand, readLog, removal } from '../setup/engine.ts';
import { formatEntry } from './entry.ts';
import type { CacheInputs } from './inputs.ts';
import { type Cache, tell } from './open.ts';
import { createCacheLog } from './plain.ts';
import { quieten } from './plan.ts';
import { awaitTurn } from './turn.ts';

// Milliseconds.
const BOOT = 60_000;
const LAST_WORDS = 1000;

/**
 * Makes an attempt with the caches; where they may be what failed it, one more without. Returns what there is still to do
 * for them. Throws where the last attempt fails.
 */
export async function attemptWithCache(
  builder: Builder,
  cache: Cache,
  { required, timeout }: Pick<CacheInputs, 'required' | 'timeout'>,
  attempt: (caches: Caches, options: RunOptions) => Promise<unknown>,
): Promise<Cache> {
  const caches = { cacheFrom: cache.importers.map(formatEntry), cacheTo: cache.during.map(formatEntry) };
  const unwritten = { ...cache, indexes: cache.indexes.filter(({ during }) => !during) };
  if (cache.during.some(({ type }) => type === 'gha')) await awaitTurn(timeout);
  const warn = (text: string) => tell(quieten({ level: 'warning', text }, cache.warned), required);
  const stall = new AbortController();
  const log = createCacheLog();
  const ours = builder.name.startsWith(JOB_PREFIX);
  const onText = (text: string) => {
    print(text);
    log.add(text);
    // Where nothing is imported, a layer that does not come is no cache's. What another build may be using is left to find out
    // for itself.
    if (log.read().stalled && caches.cacheFrom.length > 0 && ours) stall.abort();
  };
  try {
    await attempt(caches, { onText, shown: true, signal: stall.signal });
  } catch (error) {
    cancelled.throwIfAborted();
    const alone = caches.cacheFrom.length + caches.cacheTo.length === 0;
    if (!(error instanceof CommandError) || required || alone) throw error;
    const reason = stall.signal.aborted ? 'a layer did not come' : await blame(builder, error);
    if (reason === undefined) throw error;
    print(`cache: the build failed with it, and runs once more without: ${reason}`);
    await renewBuilder(builder, ours);
    await attempt(NO_CACHES, { onText: print });
    const text = `the build failed with it, and ran again without; where that goes on, delete the broken entries, or make room on the disk: ${reason}`;
    warn(text);
    return { ...unwritten, importers: [], warned: true };
  }
  const { failure, unread } = log.read();
  const losses = [
    unread && `this build took longer, since ${unread}`,
    failure && `not all of this build was stored, so the next one takes longer: ${failure}`,
  ].filter(Boolean);
  if (losses.length === 0) return cache;
  warn(losses.join('; '));
  return { ...(failure ? unwritten : cache), warned: true };
}

/**
 * Has the builder run again. One of this job's own starts from nothing: BuildKit would go on with what it has of a layer,
 * and wait for one that does not come.
 */
async function renewBuilder({ name, buildx }: Builder, ours: boolean): Promise<void> {
  const { container, volume } = builderContainer(name);
  if (ours) await run(removal(container));
  if (ours) await run(dockerCommand(['volume', 'rm', '--force', volume]));
  await run(buildxCommand(buildx, ['inspect', '--bootstrap', name]), { timeout: BOOT });
}

/** Why a build may have failed that used a cache, if that may be the cache's fault. */
async function blame({ name }: Builder, error: CommandError): Promise<string | undefined> {
  const failure = parseFailure(error.output);
  if (isStepAtFault(failure)) return undefined;
  if (!isConnectionLost(failure.reason)) return failure.reason;
  // We may know that it went down before the engine has the last of what it said.
  for (const wait of [0, LAST_WORDS]) {
    await delay(wait);
    const log = await readLog(builderContainer(name).container);
    if (/go-actions-cache|\/remotecache\//.test(log)) return failure.reason;
  }
  return undefined;
}
