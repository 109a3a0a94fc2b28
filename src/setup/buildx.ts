import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, copyFile, lstat, mkdir, open, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cancelled } from '../exec.ts';
import { print, warning } from '../runner.ts';
import { type Undo, undoLater } from '../state.ts';
import type { Asset } from './toolchain.ts';

type PluginLink = Extract<Undo, { kind: 'plugin' }>;

const PROGRAM = 'docker-buildx';
// Where the docker CLI looks after the user's own folder.
// https://github.com/docker/cli/blob/master/cli-plugins/manager/manager_unix.go
const SYSTEM_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (folder) => `${folder}/docker/cli-plugins`,
);

/** The machine that this process runs on, as buildx's releases name it: `linux-amd64`, `linux-arm-v7`. */
export function machine(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const armVersion = (process.config.variables as Record<string, unknown>).arm_version ?? '7';
  const architectures: Record<string, string> = { x64: 'amd64', arm: `arm-v${armVersion}`, ppc64: 'ppc64le' };
  return `${systems[process.platform] ?? process.platform}-${architectures[process.arch] ?? process.arch}`;
}

/** The path of a buildx on this machine that has the asset's hash: the installed one, else the tool cache's. */
export async function findBuildx(asset: Asset): Promise<string | undefined> {
  const installed = await installedPlugin();
  if (installed !== undefined && (await hashFile(installed)) === asset.sha256) {
    print(`buildx ${asset.version}: the installed one is it (sha256 ${asset.sha256})`);
    return realpath(installed);
  }
  const { find } = await import('@actions/tool-cache');
  const folder = find(PROGRAM, cacheVersion(asset), cacheKey(asset));
  if (folder === '') return undefined;
  const cached = join(folder, PROGRAM);
  const hash = await hashFile(cached).catch(() => 'unreadable');
  if (hash === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning(`buildx: ${cached} has the sha256 ${hash}, and the pin is ${asset.sha256}; it is fetched again`);
  return undefined;
}

/**
 * Downloads the asset into the tool cache, from the first source whose bytes have the right hash, and returns its path.
 * Until they are checked they lie in `folder`.
 */
export async function fetchBuildx(asset: Asset, folder: string): Promise<string> {
  const { cacheFile } = await import('@actions/tool-cache');
  const failures: string[] = [];
  for (const url of asset.urls) {
    cancelled.throwIfAborted();
    const path = join(folder, `${PROGRAM}-${randomUUID()}`);
    try {
      await download(url, path);
      const hash = await hashFile(path);
      if (hash !== asset.sha256) throw new Error(`has the sha256 ${hash}, and the pin is ${asset.sha256}`);
      await chmod(path, 0o755);
      const cached = await cacheFile(path, PROGRAM, PROGRAM, cacheVersion(asset), cacheKey(asset));
      print(`buildx ${asset.version}: downloaded from ${url} (sha256 ${hash})`);
      return join(cached, PROGRAM);
    } catch (error) {
      failures.push(`${url}: ${(error as Error).message}`);
    } finally {
      await rm(path, { force: true });
    }
  }
  throw new Error(
    `buildx ${asset.version}: no source has it; allow one of them through, or name another in a toolchain document:\n${failures.join('\n')}`,
  );
}

/**
 * Makes `docker buildx` of later steps the same program, until the post step; what is there is put aside. A link, so that
 * a step that finds it goes on with the file behind it when this one takes the link away.
 */
export async function installPlugin(file: string): Promise<void> {
  const path = join(pluginFolder(), PROGRAM);
  if ((await realpath(path).catch(() => '')) === file || (await installedPlugin().then(resolved)) === file) return;
  // A name that the docker CLI does not take for a plug-in.
  const previous = join(pluginFolder(), `.${PROGRAM}-before-${randomUUID()}`);
  const link = join(pluginFolder(), `.${PROGRAM}-${randomUUID()}`);
  undoLater({ kind: 'plugin', path, target: file, previous });
  try {
    await mkdir(pluginFolder(), { recursive: true });
    await symlink(file, link);
    await rename(path, previous).catch(ignoreMissing);
    await rename(link, path);
  } catch (error) {
    await rm(link, { force: true });
    warning(
      `buildx: could not be installed as ${path}: ${(error as Error).message}. This step does without; for "docker buildx" in later steps make the folder writable`,
    );
  }
}

/** Takes the link away, if it is still ours, and puts back what was there. */
export async function removePlugin({ path, target, previous }: PluginLink): Promise<void> {
  if ((await readlink(path).catch(() => '')) === target) await rm(path);
  if ((await exists(previous)) && !(await exists(path))) await rename(previous, path);
}

async function installedPlugin(): Promise<string | undefined> {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    const path = join(folder, PROGRAM);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

function pluginFolder(): string {
  return join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'cli-plugins');
}

function cacheVersion(asset: Asset): string {
  return asset.version.replace(/^v/, '');
}

// The hash is part of the place, so that builds of one version from several toolchain documents stand side by side.
function cacheKey(asset: Asset): string {
  return `${process.arch}-${asset.sha256.slice(0, 12)}`;
}

async function download(url: string, path: string): Promise<void> {
  if (url.startsWith('file:')) return copyFile(fileURLToPath(url), path);
  const { downloadTool } = await import('@actions/tool-cache');
  // It can't be told to stop, and a cancelled step does not wait for it.
  const stopped = new Promise<never>((_, reject) => {
    cancelled.addEventListener('abort', () => reject(cancelled.reason));
  });
  await Promise.race([downloadTool(url, path), stopped]);
}

/** SHA-256 of a file, in hex. One piece is read while the one before it is hashed. */
async function hashFile(path: string): Promise<string> {
  await using file = await open(path);
  const hash = createHash('sha256');
  const [one, other] = [Buffer.alloc(1024 * 1024), Buffer.alloc(1024 * 1024)];
  let reading = file.read(one);
  for (;;) {
    const { buffer, bytesRead } = await reading;
    if (bytesRead === 0) return hash.digest('hex');
    cancelled.throwIfAborted();
    reading = file.read(buffer === one ? other : one);
    hash.update(buffer.subarray(0, bytesRead));
  }
}

async function resolved(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
