import { randomUUID } from 'node:crypto';
import { chmod, copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { PATIENCE, type Patience } from '../backoff.ts';
import { cancelled } from '../exec.ts';
import { showUrl } from '../output.ts';
import { trySources } from '../retry.ts';
import { print, warning } from '../runner.ts';
import { undoLater } from '../state.ts';
import { SourceError } from '../verdict.ts';
import { parseVersion } from '../version.ts';
import { describeContent, isForeign, recognizeContent } from './content.ts';
import { type Download, download } from './download.ts';
import { hashFile } from './hash.ts';
import { findPlugin, PROGRAM } from './plugin.ts';
import type { Asset } from './toolchain.ts';

/** The machine that this process runs on, as buildx's releases name it: `linux-amd64`, `linux-arm-v7`. */
export function machineName(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const armVersion = (process.config.variables as Record<string, unknown>).arm_version ?? '7';
  const architectures: Record<string, string> = { x64: 'amd64', arm: `arm-v${armVersion}`, ppc64: 'ppc64le' };
  return `${systems[process.platform] ?? process.platform}-${architectures[process.arch] ?? process.arch}`;
}

/**
 * The path of a buildx on this machine that has the asset's hash, and keeps it while the step runs: the installed one, which
 * `folder` may get a link to, else the tool cache's.
 */
export async function findBuildx(asset: Asset, folder: string): Promise<string | undefined> {
  const cached = cachePath(asset);
  const installed = await findInstalled(asset, cached, folder);
  if (installed !== undefined) {
    print(`buildx ${asset.version}: the installed one is it (sha256 ${asset.sha256})`);
    return installed;
  }
  const hash = cached && (await hashFile(cached));
  if (!hash) return undefined;
  if (hash === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning(`buildx: ${cached} has the sha256 ${hash}, and the pin is ${asset.sha256}; it is fetched again`);
  return undefined;
}

/** The installed buildx, where it has the asset's hash, by a path at which no step puts another one. */
async function findInstalled(
  { sha256 }: Asset,
  cached: string | undefined,
  folder: string,
): Promise<string | undefined> {
  const found = await findPlugin();
  if (!found) return undefined;
  const { file } = found;
  const isIt = async (path: string) => (await hashFile(path)) === sha256;
  if (found.stays || file === cached) return (await isIt(file)) ? file : undefined;
  // A step that installs another one puts the user's own aside, and its post step removes what is in its own folder.
  const own = join(folder, PROGRAM);
  const linked = await link(file, own).then(
    () => true,
    () => false,
  );
  // Another file system, or another owner's. A copy takes a moment, so it is made of the right one only.
  if (!linked && (await isIt(file))) await copyFile(file, own).catch(() => {});
  // What is run is what was verified, whatever became of the other meanwhile.
  if (await isIt(own)) return own;
  await rm(own, { force: true });
  return undefined;
}

/**
 * Downloads the asset from the first source whose bytes have the right hash, and returns its path: in the tool cache where
 * that can be written, else in `folder`.
 */
export async function fetchBuildx(asset: Asset, folder: string, patience: Patience = PATIENCE): Promise<string> {
  const what = `buildx ${asset.version}`;
  const fetch = async (url: string) => {
    const path = join(folder, `${PROGRAM}-${randomUUID()}`);
    await checkContent(asset, path, await download(url, path, patience));
    print(`${what}: downloaded from ${showUrl(url)} (sha256 ${asset.sha256})`);
    return path;
  };
  return keepInCache(await trySources(what, asset.urls, fetch, patience), asset);
}

/** Throws, and removes the file, where it is not what was pinned, or could not run here. */
async function checkContent({ version, name, sha256: pin }: Asset, path: string, found: Download): Promise<void> {
  const content = recognizeContent(found.start);
  const what = describeContent(content, found.size);
  try {
    if (found.sha256 !== pin)
      throw new SourceError('wrong', `sent ${what}, which has the sha256 ${found.sha256}, and the pin is ${pin}`);
    if (isForeign(content, name))
      throw new SourceError('stop', `buildx ${version}: ${pin} is the hash of ${what}; write that of one for ${name}`);
    await chmod(path, 0o755);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Where the tool cache has the program, by that cache's layout (`<tool>/<version>/<arch>`); undefined on a machine without
 * one. Loading the toolkit's package to be told this would take longer than all the rest. The hash is part of the place, so
 * that builds of one version from several toolchain documents stand side by side.
 */
function cachePath({ version, sha256 }: Asset): string | undefined {
  const root = process.env.RUNNER_TOOL_CACHE;
  return (
    root && join(root, PROGRAM, parseVersion(version) ?? version, `${process.arch}-${sha256.slice(0, 12)}`, PROGRAM)
  );
}

/** Puts a copy into the tool cache, unless a good one is there. Returns its path, or that of the file where there is none. */
async function keepInCache(path: string, asset: Asset): Promise<string> {
  const place = cachePath(asset);
  if (place === undefined) return path;
  const isKept = async () => (await hashFile(place)) === asset.sha256;
  try {
    if (!(await isKept())) await copyIntoCache(path, place);
    return (await isKept()) ? place : path;
  } catch (error) {
    cancelled.throwIfAborted();
    print(`buildx ${asset.version}: not kept in the tool cache: ${(error as Error).message}`);
    return path;
  }
}

/** Has the toolkit make the copy under a name of its own, and then puts it in its place at once: other jobs look there, and run it. */
async function copyIntoCache(path: string, place: string): Promise<void> {
  const folder = dirname(place);
  const versions = join(process.env.RUNNER_TOOL_CACHE ?? '', PROGRAM);
  const partial = `.partial-${randomUUID()}`;
  const staging = join(dirname(folder), partial);
  undoLater({ kind: 'folder', path: staging });
  try {
    const { cacheFile } = await import('@actions/tool-cache');
    const version = relative(versions, dirname(folder));
    const made = await cacheFile(path, PROGRAM, PROGRAM, version, join(partial, basename(folder)));
    await mkdir(folder, { recursive: true });
    await rename(join(made, PROGRAM), place);
    await rename(`${made}.complete`, `${folder}.complete`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
