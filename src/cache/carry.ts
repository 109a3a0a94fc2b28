import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { type Command, CommandError, cancelled, run } from '../exec.ts';
import type { Platform } from '../platform.ts';
import { print, warning } from '../runner.ts';
import { type Builder, buildxCommand } from '../setup/boot.ts';
import { builderContainer } from '../setup/builder.ts';
import type { Step } from '../step.ts';
import { timed } from '../timeline.ts';
import { bringBusybox } from './busybox.ts';
import { type Archive, type Carried, listCarried, mountPathsIn } from './carried.ts';
import { receive, send } from './errand.ts';
import { type Direction, formatMountSolve, planMeasuring, planMountSolve } from './mount-solve.ts';
import { selectMounts } from './mounts.ts';
import { type Cache, readDockerfile, tell } from './open.ts';
import { deriveScope } from './scope.ts';
import { formatBytes, formatSeconds } from './summary.ts';
import { awaitMounts } from './turn.ts';

/** The cache mounts whose contents this step brings from an earlier run, and leaves to a later one. */
export interface Carry {
  mounts: readonly Carried[];
  /** What was fetched, by the mounts' names. */
  fetched: Readonly<Record<string, Archive>>;
  /** Whether they are left to a later one. */
  keep: boolean;
  /** Whether it was warned that some begin empty. */
  warned: boolean;
}

interface Fetched {
  outcomes: { id: string; name: string; archive: Archive; duration: number }[];
  failure: string;
}

// Milliseconds; the build waits for it.
const LONGEST = 180_000;
const NOTHING_FETCHED: Fetched = { outcomes: [], failure: '' };
const NOTHING: Carry = { mounts: [], fetched: {}, keep: false, warned: false };

/** Fetches what the service has of the mounts that the inputs name. Throws only where `cache-required` says so. */
export async function fetchCarry(step: Step, cache: Cache, folder: string): Promise<Carry> {
  const { fetch, keep } = cache.mounts;
  const mounts = await planCarry(step, cache);
  if (mounts.length === 0) return NOTHING;
  const failed = (error: unknown): Fetched => ({ outcomes: [], failure: reasonOf(error) });
  const fetching = fetch ? timed('fetch mounts', sendForArchives(mounts, folder)) : Promise.resolve(NOTHING_FETCHED);
  const { outcomes, failure } = await fetching.catch(failed);
  for (const { id, archive, duration } of outcomes)
    print(
      `cache-mounts: ${id}: ${formatBytes(archive.bytes)} of an earlier run, fetched in ${formatSeconds(duration)}`,
    );
  if (failure) warnOfCold(failure, step);
  else if (fetch && outcomes.length === 0) print('cache-mounts: no earlier run has left anything');
  const fetched = Object.fromEntries(outcomes.map(({ name, archive }) => [name, archive]));
  return { mounts, fetched, keep, warned: failure !== '' };
}

/** The mounts that are carried; says why there are none, where some are named. */
async function planCarry(step: Step, cache: Cache): Promise<Carried[]> {
  const { inputs, platforms } = step;
  const { cache: choice, mounts: asked, image } = inputs.cache;
  const lasting = inputs.tools.keepState || !inputs.tools.cleanup;
  if (asked.length > 0 && choice === 'off') print('cache-mounts: nothing is carried over, with cache: off');
  else if (asked.length > 0 && lasting)
    print('cache-mounts: nothing is carried over, since the builder lasts and has them');
  if ((!cache.mounts.fetch && !cache.mounts.keep) || inputs.call) return [];
  const { context, file, target, buildArgs } = inputs;
  const native = nativeOf(step);
  const facts = { platforms, native, buildArgs, env: process.env };
  const { mounts, problems } = selectMounts(asked, await readDockerfile(step), facts);
  for (const problem of problems) warning(`cache-mounts: ${problem}`);
  return listCarried(mounts, deriveScope({ image, context, file, target, workspace: process.cwd() }), native);
}

/** Has the carrier fetch the mounts' archives. */
async function sendForArchives(mounts: readonly Carried[], folder: string): Promise<Fetched> {
  await mkdir(mountPathsIn(folder).archives, { recursive: true });
  await send(folder, { mounts, fetched: {}, keeping: undefined });
  const failed = await run(carrierCommand('fetch', folder), { timeout: LONGEST, secret: true }).catch(reasonOf);
  const delivery = await receive(folder);
  await rm(mountPathsIn(folder).delivery, { force: true });
  const outcomes = mounts.flatMap(({ id, name }) => {
    const { archive, duration } = delivery?.outcomes.find((outcome) => outcome.name === name) ?? {};
    return archive && duration !== undefined ? [{ id, name, archive, duration }] : [];
  });
  return { outcomes, failure: delivery ? delivery.failure : failed };
}

/** Puts what was fetched into the builder's mounts, unless they have something already. */
export async function fillMounts(builder: Builder, step: Step, carry: Carry, folder: string): Promise<Carry> {
  if (carry.mounts.length > 0) await awaitMounts(LONGEST);
  const mounts = carry.mounts.filter(({ name }) => name in carry.fetched);
  if (mounts.length === 0) return carry;
  const paths = mountPathsIn(folder);
  const started = performance.now();
  const fill = async () => {
    await bringBusybox(builderContainer(builder.name).container, paths.tools);
    for (const command of await planSolve('fill', builder, step, mounts, folder)) await run(command);
  };
  try {
    await timed('fill mounts', fill());
    print(`cache-mounts: filled in ${formatSeconds(performance.now() - started)}`);
  } catch (error) {
    warnOfCold(reasonOf(error), step);
    return { ...carry, fetched: {}, warned: true };
  } finally {
    await rm(paths.archives, { recursive: true, force: true });
  }
  return carry;
}

/** Writes down what is to be kept when the build is over, and returns the command that does it; undefined where nothing is. */
export async function planKeeping(
  builder: Builder,
  step: Step,
  { mounts, fetched, keep }: Carry,
  folder: string,
): Promise<Command | undefined> {
  if (!keep || mounts.length === 0) return undefined;
  const take = await planSolve('take', builder, step, mounts, folder);
  const { container } = builderContainer(builder.name);
  await send(folder, { mounts, fetched, keeping: { container, take, sha256: step.tools.buildx.sha256 } });
  return carrierCommand('keep', folder);
}

async function planSolve(
  direction: Direction,
  { name, buildx }: Builder,
  step: Step,
  mounts: readonly Carried[],
  folder: string,
): Promise<Command[]> {
  const paths = mountPathsIn(folder);
  await mkdir(paths.base, { recursive: true });
  await writeFile(paths.dockerfile, formatMountSolve(direction, mounts, randomUUID()));
  const output = direction === 'fill' ? 'type=cacheonly' : `type=local,dest=${paths.taken}`;
  const facts = { native: nativeOf(step), buildArgs: step.inputs.buildArgs };
  const solve = buildxCommand(buildx, planMountSolve(name, mounts, facts, paths, output));
  const measuring = buildxCommand(buildx, planMeasuring(name));
  return direction === 'fill' ? [solve, measuring] : [measuring, solve, measuring];
}

/** Beside the entry that runs stands the carrier's. */
function carrierCommand(task: 'fetch' | 'keep', folder: string): Command {
  const entry = process.argv[1] ?? '';
  return { file: process.execPath, args: [join(dirname(entry), `carrier${extname(entry)}`), task, folder] };
}

function nativeOf({ host }: Step): Platform {
  return `linux/${host.architecture}`;
}

function warnOfCold(reason: string, { inputs }: Step): void {
  const text = `some mounts begin empty, and the build takes longer: ${reason}`;
  tell({ level: 'warning', text }, inputs.cache.required, 'cache-mounts');
}

function reasonOf(error: unknown): string {
  cancelled.throwIfAborted();
  if (!(error instanceof CommandError)) return (error as Error).message;
  return error.reason;
}
