import {
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { access, realpath, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dockerFolder } from '../docker.ts';
import { warning } from '../runner.ts';
import { type Undo, undoLater } from '../state.ts';
import { hashFile } from './hash.ts';
import { LONGEST_JOB } from './lease.ts';

/** File name of buildx as a plug-in of the docker CLI. */
export const PROGRAM = 'docker-buildx';
// Where the docker CLI looks after the user's own folder.
// https://github.com/docker/cli/blob/master/cli-plugins/manager/manager_unix.go
const SYSTEM_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (folder) => `${folder}/docker/cli-plugins`,
);

/**
 * What stands in the user's folder of plug-ins while steps need it, shared by all jobs of the user. Nothing but the user's
 * own is ever put aside, so there is one thing to put back, in whatever order they end; the last one out does it:
 *
 *     docker-buildx                     a link to the next one
 *     .multiarch-build/docker-buildx    a link to the buildx of the step that came last
 *     .multiarch-build/before           the user's own, if there was one
 *     .multiarch-build/<step>           a step that has come: a link into its folder, and from there to its buildx
 *     .multiarch-build/lock             that one of them is at any of this
 *
 * A step that was killed, so that nothing undoes it, is taken for gone as soon as its runner has cleared RUNNER_TEMP, which
 * it does before its next job, or else after six days. Until the next step that ends finds that, its buildx stays.
 */
const SHELF = '.multiarch-build';
const [BEFORE, LOCK, NEXT] = ['before', 'lock', 'next'];
const LINK = join(SHELF, PROGRAM);
/** Milliseconds after which whoever has the lock must have been killed: what is done behind it waits for nothing. */
const LONGEST_LOCK = 5000;

/** Makes `docker buildx` of later steps the same program, until the post step. `stepFolder` is there as long as the step. */
export async function installPlugin(file: string, stepFolder: string): Promise<void> {
  const folder = pluginFolder();
  const path = join(folder, PROGRAM);
  const installed = await findPlugin();
  // That of another step goes with it, unless this one is known to need it, too.
  if (installed && readLink(path) !== LINK && (await isSame(installed.file, file))) return;
  const shelf = join(folder, SHELF);
  const use = { kind: 'plugin', note: join(shelf, basename(stepFolder)) } as const;
  undoLater(use);
  try {
    const target = join(stepFolder, 'plugin');
    await symlink(file, target);
    await alone(shelf, () => {
      symlinkSync(target, use.note);
      point(shelf, file);
      if (readLink(path) === LINK) return;
      // What is there by now is newer than what was put aside earlier, and has taken its place.
      if (exists(path)) renameSync(path, join(shelf, BEFORE));
      symlinkSync(LINK, path);
    });
  } catch (error) {
    // Later steps have at least what they had.
    await removePlugin(use).catch(() => {});
    warning(
      `buildx: could not be installed as ${path}: ${(error as Error).message}. This step does without; for "docker buildx" in later steps make the folder writable`,
    );
  }
}

/** Has `docker buildx` be that of a step that still needs it, or else what it was before all of them. */
export async function removePlugin({ note }: Extract<Undo, { kind: 'plugin' }>): Promise<void> {
  const shelf = dirname(note);
  const folder = dirname(shelf);
  const [path, before] = [join(folder, PROGRAM), join(shelf, BEFORE)];
  const takeBack = () => {
    rmSync(note, { force: true });
    const used = listUsed(shelf);
    const [other] = used;
    if (other && !used.includes(resolve(join(shelf, PROGRAM)) ?? '')) point(shelf, other);
    if (other) return;
    // Whoever has put something else there since has had the last word.
    if (!exists(path) || readLink(path) === LINK)
      if (exists(before)) renameSync(before, path);
      else rmSync(path, { force: true });
    for (const name of [BEFORE, PROGRAM, NEXT]) rmSync(join(shelf, name), { force: true });
  };
  // A folder that can't be written has none, and nothing to undo.
  if (exists(note)) await alone(shelf, takeBack);
  // Unless somebody needs them, or they were there before.
  for (const empty of [shelf, folder]) orNothing(() => rmdirSync(empty));
}

/** The file of the buildx that `docker buildx` runs, if any; and whether no step of ours ever moves or removes it. */
export async function findPlugin(): Promise<{ file: string; stays: boolean } | undefined> {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    // Another job's post step may take the link away at any time.
    const file = await realpath(join(folder, PROGRAM)).catch(() => undefined);
    if (file && (await isExecutable(file))) return { file, stays: folder !== pluginFolder() };
  }
  return undefined;
}

function pluginFolder(): string {
  return join(dockerFolder(process.env), 'cli-plugins');
}

/** Does the task while no other step is at the shelf. It is a synchronous one, so that it is over at once. */
async function alone(shelf: string, task: () => void): Promise<void> {
  const lock = join(shelf, LOCK);
  for (;;) {
    mkdirSync(shelf, { recursive: true });
    try {
      writeFileSync(lock, '', { flag: 'wx' });
      break;
    } catch (error) {
      // The last one out may have been quicker, and the shelf is gone again.
      if (!['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (ageOf(lock) > LONGEST_LOCK) rmSync(lock, { force: true });
      else await delay(5);
    }
  }
  try {
    task();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The buildx of each step that is still there. Notes of the others are removed. */
function listUsed(shelf: string): string[] {
  const notes = readdirSync(shelf).filter((name) => ![PROGRAM, BEFORE, LOCK, NEXT].includes(name));
  return notes.flatMap((name) => {
    const note = join(shelf, name);
    const file = ageOf(note) < LONGEST_JOB ? resolve(note) : undefined;
    if (file === undefined) rmSync(note, { force: true });
    return file ?? [];
  });
}

/** Has the shelf's link point to a file; there is one at any time, as it may be about to be run. */
function point(shelf: string, file: string): void {
  const next = join(shelf, NEXT);
  rmSync(next, { force: true });
  symlinkSync(file, next);
  renameSync(next, join(shelf, PROGRAM));
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Whether two files have the same bytes. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  if (!a || !b || a.size !== b.size) return false;
  return (a.dev === b.dev && a.ino === b.ino) || (await hashFile(one)) === (await hashFile(other));
}

/** Milliseconds since a file, which may be a link, was written; negative where there is none. */
function ageOf(path: string): number {
  return Date.now() - (orNothing(() => lstatSync(path).mtimeMs) ?? Number.POSITIVE_INFINITY);
}

function exists(path: string): boolean {
  return orNothing(() => lstatSync(path)) !== undefined;
}

/** Where a link points; empty where there is none. */
function readLink(path: string): string {
  return orNothing(() => readlinkSync(path)) ?? '';
}

function resolve(path: string): string | undefined {
  return orNothing(() => realpathSync(path));
}

function orNothing<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
