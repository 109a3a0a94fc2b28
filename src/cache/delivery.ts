import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../detached.ts';
import { CommandError, run } from '../exec.ts';
import { hashFile } from '../setup/hash.ts';
import { createArchiveHash } from './archive.ts';
import { bringBusybox } from './busybox.ts';
import { type Archive, type Carried, isKeyOf, mountPathsIn, type Outcome } from './carried.ts';
import { leave, readErrand } from './errand.ts';
import { leaveMounts } from './turn.ts';

// Milliseconds; the build waits for it.
const PATIENCE = 5000;
const FOREVER = 24 * 60 * 60 * 1000;

/** Fetches the newest archive of each mount, as far as there is one that is what its key says. */
export async function fetchMounts(folder: string): Promise<void> {
  const { mounts } = await readErrand(folder);
  const directory = mountPathsIn(folder).archives;
  await enter(directory);
  await deliver(folder, async (add) => {
    const { fetchArchive, findKey } = await import('./store.ts');
    const file = ({ name }: Carried) => join(directory, `${name}.tar`);
    const keys = await Promise.all(mounts.map((mount) => findKey(file(mount), mount.prefix, PATIENCE)));
    const failures: string[] = [];
    for (const [at, mount] of mounts.entries()) {
      const key = keys[at];
      if (key === undefined) continue;
      const started = performance.now();
      try {
        await fetchArchive(file(mount), key);
        const archive = await readArchive(file(mount));
        if (!isKeyOf(key, mount, archive)) throw new Error('it is not what its key says');
        add({ name: mount.name, archive, duration: performance.now() - started });
      } catch (error) {
        await rm(file(mount), { force: true });
        failures.push(`${key}: ${(error as Error).message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join('; '));
  });
}

/** Makes an archive of each mount, and stores those that hold something else than before when the process `after` has ended. */
export async function keepMounts(folder: string, after: number): Promise<void> {
  const { mounts, fetched, keeping } = await readErrand(folder);
  const paths = mountPathsIn(folder);
  await deliver(folder, async (add, idle) => {
    if (!keeping) return;
    const { container, take, sha256 } = keeping;
    await bringBusybox(container, paths.tools);
    for (const command of take) {
      if ((await hashFile(command.file)) !== sha256)
        throw new Error(`${command.file} is not the buildx any more that was verified`);
      await run(command);
    }
    await leaveMounts(process.pid);
    await idle(() => waitFor(after, FOREVER));
    const directory = join(paths.taken, 'archives');
    await enter(directory);
    const made = await readdir(directory);
    for (const { name, prefix } of mounts) {
      const file = join(directory, `${name}.tar`);
      const started = performance.now();
      const archive = made.includes(`${name}.tar`) ? await readArchive(file) : undefined;
      const isNew = archive && archive.hash !== fetched[name]?.hash;
      const stored = isNew && (await (await import('./store.ts')).storeArchive(file, prefix + archive.hash, PATIENCE));
      add({ name, ...(archive && { archive, stored: stored === true }), duration: performance.now() - started });
      await rm(file, { force: true });
    }
  });
}

/** Does the task, and leaves what came of it; what is idle is none of its time. */
async function deliver(
  folder: string,
  task: (add: (outcome: Outcome) => void, idle: (wait: () => Promise<unknown>) => Promise<void>) => Promise<void>,
): Promise<void> {
  let started = performance.now();
  const outcomes: Outcome[] = [];
  const idle = async (wait: () => Promise<unknown>) => {
    const before = performance.now();
    await wait();
    started += performance.now() - before;
  };
  const failure = await task((outcome) => outcomes.push(outcome), idle).then(
    () => '',
    (error: Error) => (error instanceof CommandError ? error.reason : error.message),
  );
  await leave(folder, { outcomes, failure, duration: performance.now() - started });
}

/** Has a folder be the working one. Names of files are what they are in it, so that an archive is found from wherever. */
async function enter(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  process.chdir(directory);
  process.env.GITHUB_WORKSPACE = directory;
}

async function readArchive(file: string): Promise<Archive> {
  const hash = createArchiveHash();
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.add(chunk as Buffer);
  return { hash: hash.digest(), bytes: (await stat(file)).size };
}
