import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildxFolder } from '../docker.ts';
import { cancelled } from '../exec.ts';

/**
 * Who uses which builder, written down beside buildx's own list of builders and so shared by all that share the list: the
 * steps of a job, and the runners of one user. The last one out removes what one of them made.
 *
 *     multiarch-build/<builder>/<step>    a step that uses it
 *     multiarch-build/<builder>/made      what is to stay of it, where a step made it
 *     multiarch-build/<builder>/closed    that it is being removed, and nobody is to use it
 */
export interface Lease {
  builder: string;
  step: string;
}

/** What is to stay of a builder that a step made, when the last one out has been at it. */
export interface Made {
  stays: 'nothing' | 'state' | 'builder';
}

/** Removes of a builder what is not to stay. */
type Remove = (builder: string, made: Made) => Promise<void>;

const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds: longer than any job, five days being the limit of self-hosted runners. */
export const LONGEST_JOB = 6 * DAY;
/** Milliseconds that a builder which lasts, or its state, waits for the next job. */
const LONGEST_REST = 30 * DAY;
/** Milliseconds after which whoever was removing a builder must have been killed. */
const LONGEST_REMOVAL = 3 * 60 * 1000;
/** Milliseconds that a step which is to stop waits for whoever is removing a builder. */
const SHORTEST_REMOVAL = 5000;
const [MADE, CLOSED] = ['made', 'closed'];
const PART = '.part';
const store = () => buildxFolder(process.env);

/** Notes that the step uses the builder, once nobody is removing it. Returns whether no other step uses it. */
export async function takeLease({ builder, step }: Lease, attempts = 5): Promise<boolean> {
  const folder = folderOf(builder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, step), '');
    while ((await ageOf(join(folder, CLOSED))) < LONGEST_REMOVAL) await delay(50, undefined, { signal: cancelled });
    return (await listUsers(folder)).every((name) => name === step);
  } catch (error) {
    cancelled.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    // The last one out was quicker; but Node says the same of a folder that can't be made.
    if (code === 'ENOENT' && attempts > 0) return takeLease({ builder, step }, attempts - 1);
    throw new Error(
      `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${message}`,
      { cause: error },
    );
  }
}

/** Notes what is to stay of the builder. */
export async function markMade(builder: string, made: Made): Promise<void> {
  const folder = folderOf(builder);
  // Others read it at any time.
  const path = join(folder, randomUUID() + PART);
  try {
    await writeFile(path, JSON.stringify(made));
    await rename(path, join(folder, MADE));
  } finally {
    await rm(path, { force: true });
  }
}

/** Takes the note back; the last one out has the builder removed. Waits for hardly anybody once it is to stop. */
export async function releaseLease({ builder, step }: Lease, remove: Remove, stop?: AbortSignal): Promise<void> {
  const folder = folderOf(builder);
  await rm(join(folder, step), { force: true });
  const task = async () => {
    const made = await readMade(folder);
    if (!made || made.stays === 'builder') return made !== undefined;
    await remove(builder, made);
    // What somebody makes next under this name may be none of ours.
    if (made.stays === 'state') await markMade(builder, { stays: 'builder' });
    return made.stays === 'state';
  };
  await close(folder, task, stop);
}

/**
 * Takes back the notes of steps that were killed longer ago than any job takes, and has removed what they made, and what
 * was to stay under a name of ours but was not used for 30 days.
 */
export async function sweepLeases(isOurs: (builder: string) => boolean, remove: Remove): Promise<void> {
  const root = join(store(), 'multiarch-build');
  for (const builder of await readdir(root).catch(() => [])) {
    const folder = join(root, builder);
    const made = await readMade(folder);
    const lasts = made !== undefined && made.stays !== 'nothing';
    // It changes with every note that is made in it or taken back.
    const idle = await ageOf(folder);
    for (const name of await readdir(folder).catch(() => []))
      if (name !== MADE) await removeOlder(join(folder, name), LONGEST_JOB);
    if (idle < (lasts ? LONGEST_REST : LONGEST_JOB) || (lasts && !isOurs(builder))) continue;
    await close(folder, async () => {
      if (made) await remove(builder, { stays: 'nothing' });
      return false;
    });
  }
}

/** Puts a builder on buildx's own list, unless one of its name is there. Returns whether that was possible. */
export function enterBuilder(builder: string, entry: string): boolean {
  const instances = join(store(), 'instances');
  const path = join(folderOf(builder), randomUUID() + PART);
  try {
    // The start of the builder waits for it, and each turn of the event loop takes longer than all of it.
    mkdirSync(instances, { recursive: true, mode: 0o700 });
    // Others read it at any time.
    writeFileSync(path, entry, { mode: 0o600 });
    linkSync(path, join(instances, builder.toLowerCase()));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes a builder off buildx's own list. https://github.com/docker/buildx/blob/v0.37.1/store/store.go */
export async function forgetBuilder(builder: string): Promise<void> {
  for (const folder of ['instances', 'activity', 'refs'])
    await rm(join(store(), folder, builder.toLowerCase()), { recursive: true, force: true });
}

/**
 * Does the task, which tells whether what is written down stays, while nobody can begin to use the builder; nothing where
 * somebody uses it. Whoever begins writes first and looks then, as this does: one of two sees the other.
 */
async function close(
  folder: string,
  task: () => Promise<boolean>,
  stop?: AbortSignal,
  started = performance.now(),
): Promise<void> {
  const closed = join(folder, CLOSED);
  await removeOlder(closed, LONGEST_REMOVAL);
  const failure = await writeFile(closed, '', { flag: 'wx' }).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (failure?.code === 'EEXIST') {
    if (stop?.aborted && performance.now() - started > SHORTEST_REMOVAL) return;
    // Whoever is at it may have looked before our note was gone.
    await delay(50);
    return close(folder, task, stop, started);
  }
  if (failure && !(await readMade(folder))) return;
  if (failure) throw new Error(`builder: ${basename(folder)} can't be removed; make this writable: ${failure.message}`);
  try {
    if ((await listUsers(folder)).length > 0 || (await task())) return;
    await rm(join(folder, MADE), { force: true });
  } finally {
    await rm(closed, { force: true });
    // Unless somebody waits in it.
    if ((await readMade(folder)) === undefined) await rmdir(folder).catch(() => {});
  }
}

/** The steps that use a builder; those that can't be alive any more left out. */
async function listUsers(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name !== MADE && name !== CLOSED && !name.endsWith(PART));
  const ages = await Promise.all(names.map((name) => ageOf(join(folder, name))));
  return names.filter((_, index) => (ages[index] ?? 0) < LONGEST_JOB);
}

async function readMade(folder: string): Promise<Made | undefined> {
  return readFile(join(folder, MADE), 'utf8').then(
    (text) => JSON.parse(text) as Made,
    () => undefined,
  );
}

/** Removes a file that has not changed for so many milliseconds. One that was not there may be by now, and is another one's. */
async function removeOlder(path: string, limit: number): Promise<void> {
  const age = await ageOf(path);
  if (age >= limit && age < Number.POSITIVE_INFINITY) await rm(path, { force: true });
}

/** Milliseconds since a file, or what is in a folder, changed; for ever where there is none. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}

function folderOf(builder: string): string {
  return join(store(), 'multiarch-build', builder.toLowerCase());
}
