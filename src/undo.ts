import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { joinCache } from './cache/join.ts';
import { ignoreFailure, run, STEP_MARK } from './exec.ts';
import { print } from './runner.ts';
import { builderContainer, isDerived, JOB_PREFIX } from './setup/builder.ts';
import { findContainer } from './setup/container.ts';
import { binfmtContainer } from './setup/emulators.ts';
import { dockerCommand, removal } from './setup/engine.ts';
import { forgetBuilder, LONGEST_JOB, type Made, releaseLease, sweepLeases } from './setup/lease.ts';
import { removePlugin } from './setup/plugin.ts';
import type { Undo } from './state.ts';

// Milliseconds.
const TIMEOUT = 60_000;
const CREATION = 1000;

/** Undoes one thing that the main step did, however far it came, and waits for nothing once it is to stop. Throws where it can't. */
export async function undo(thing: Undo, stop: AbortSignal): Promise<void> {
  switch (thing.kind) {
    case 'processes':
      return endProcesses(thing.mark);
    case 'cache':
      return joinCache(thing.folder, stop);
    case 'folder':
      return rm(thing.path, { recursive: true, force: true });
    case 'plugin':
      return removePlugin(thing);
    case 'builder':
      return releaseLease(thing, (name, made) => removeBuilder(name, made, CREATION), stop);
  }
}

/** Removes a builder; where its container is not there, one that an engine still makes for a step that was cancelled has so long. */
async function removeBuilder(name: string, { stays }: Made, patience = 0): Promise<void> {
  const { container, volume } = builderContainer(name);
  // The user may have made another one under this name since.
  const found = isDerived(name) ? undefined : await findContainer(name);
  if (found && !found.mark) return;
  // Without buildx, which may not have been there yet, or may be another one by now.
  await forgetBuilder(name);
  if ((await run(removal(container), { timeout: TIMEOUT })) === '' && patience > 0) {
    await delay(patience);
    await run(removal(container), { timeout: TIMEOUT });
  }
  if (stays === 'nothing') await run(dockerCommand(['volume', 'rm', '--force', volume]), { timeout: TIMEOUT });
  print(`Removed the builder ${name}${stays === 'state' ? `; its cache stays in the volume ${volume}` : ''}`);
}

/**
 * Removes what killed jobs left of their builders, which no job that still runs can have made, and builders that were to last
 * and that none uses any more; and a container of binfmt that this step left, killed before it was started.
 */
export async function removeAbandoned(mark: string): Promise<void> {
  const binfmt = binfmtContainer(mark);
  const filters = [`buildx_buildkit_${JOB_PREFIX}`, binfmt].map((name) => `--filter=name=${name}`);
  const list = dockerCommand(['ps', '--all', ...filters, '--format={{.Names}} {{.CreatedAt}}']);
  const text = (await run(list, { timeout: TIMEOUT }).catch(ignoreFailure)) ?? '';
  // One that ends by itself is being removed already.
  if (text.includes(binfmt)) await run(removal(binfmt), { timeout: TIMEOUT }).catch(ignoreFailure);
  for (const [, name, created = ''] of text.matchAll(/^buildx_buildkit_(\S+)0 (\S+ \S+ \S+)/gm))
    if (name && Date.now() - Date.parse(created) > LONGEST_JOB)
      // Another job may be at it, too.
      await removeBuilder(name, { stays: 'nothing' }).catch((error: Error) => print(error.message));
  await sweepLeases(isDerived, removeBuilder).catch((error: Error) => print(error.message));
}

/** Ends what a killed main step left running; its own descendants alone have the mark in their environment. */
async function endProcesses(mark: string): Promise<void> {
  const entry = `${STEP_MARK}=${mark}`;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const marked = async (pid: string) =>
    (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0').includes(entry);
  const ours = (await Promise.all(pids.map(async (pid) => ((await marked(pid)) ? [Number(pid)] : [])))).flat();
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const left = ours.filter((pid) => kill(pid, signal));
    if (left.length > 0) {
      print(`Ended processes of the step: ${left.join(', ')} (${signal})`);
      await delay(signal === 'SIGTERM' ? 1000 : 0);
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
