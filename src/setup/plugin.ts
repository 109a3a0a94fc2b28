import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, mkdir, readlink, realpath, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dockerFolder } from '../docker.ts';
import { warning } from '../runner.ts';
import { type Undo, undoLater } from '../state.ts';

/** File name of buildx as a plug-in of the docker CLI. */
export const PROGRAM = 'docker-buildx';
// Where the docker CLI looks after the user's own folder.
// https://github.com/docker/cli/blob/master/cli-plugins/manager/manager_unix.go
const SYSTEM_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (folder) => `${folder}/docker/cli-plugins`,
);

/**
 * Makes `docker buildx` of later steps the same program, until the post step; what is there is put aside. A link, so that
 * a step that finds it goes on with the file behind it when this one takes the link away.
 */
export async function installPlugin(file: string): Promise<void> {
  const installed = await findPlugin();
  if (installed === file) return;
  const path = join(pluginFolder(), PROGRAM);
  // A name that the docker CLI does not take for a plug-in.
  const previous = join(pluginFolder(), `.${PROGRAM}-before-${randomUUID()}`);
  const link = { kind: 'plugin', path, target: file, previous } as const;
  undoLater(link);
  try {
    await mkdir(pluginFolder(), { recursive: true });
    await rename(path, previous).catch(ignoreCode('ENOENT'));
    await symlink(file, path).catch(ignoreCode('EEXIST'));
  } catch (error) {
    // Later steps have at least what they had.
    await removePlugin(link);
    warning(
      `buildx: could not be installed as ${path}: ${(error as Error).message}. This step does without; for "docker buildx" in later steps make the folder writable`,
    );
  }
}

/** Takes the link away, if it is still ours, and puts back what was there. */
export async function removePlugin({ path, target, previous }: Extract<Undo, { kind: 'plugin' }>): Promise<void> {
  if ((await readlink(path).catch(() => '')) === target) await rm(path);
  // The link of another step of ours, which has gone by now or soon will, is nothing to go back to.
  if ((await readlink(previous).catch(() => '')) === target) await rm(previous, { force: true });
  if ((await exists(previous)) && !(await exists(path))) await rename(previous, path);
  // The folder, where it was made for the link.
  await rmdir(dirname(path)).catch(() => {});
}

/** The file of the buildx that `docker buildx` runs, if any. */
export async function findPlugin(): Promise<string | undefined> {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    // Another job's post step may take the link away at any time; the file behind it stays.
    const file = await realpath(join(folder, PROGRAM)).catch(() => undefined);
    if (file && (await isExecutable(file))) return file;
  }
  return undefined;
}

function pluginFolder(): string {
  return join(dockerFolder(process.env), 'cli-plugins');
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function ignoreCode(code: string): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== code) throw error;
  };
}
