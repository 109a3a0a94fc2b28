import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cancelled } from '../exec.ts';
import { print, warning } from '../runner.ts';
import { findPlugin, PROGRAM } from './plugin.ts';
import type { Asset } from './toolchain.ts';

// Bytes that are hashed at once: a millisecond, in which nothing else gets its turn.
const PIECE = 1024 * 1024;
/** The machine that this process runs on, as buildx's releases name it: `linux-amd64`, `linux-arm-v7`. */
export function machineName(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const armVersion = (process.config.variables as Record<string, unknown>).arm_version ?? '7';
  const architectures: Record<string, string> = { x64: 'amd64', arm: `arm-v${armVersion}`, ppc64: 'ppc64le' };
  return `${systems[process.platform] ?? process.platform}-${architectures[process.arch] ?? process.arch}`;
}

/** The path of a buildx on this machine that has the asset's hash: the installed one, else the tool cache's. */
export async function findBuildx(asset: Asset): Promise<string | undefined> {
  const installed = await findPlugin();
  if (installed !== undefined && (await hashFile(installed)) === asset.sha256) {
    print(`buildx ${asset.version}: the installed one is it (sha256 ${asset.sha256})`);
    return realpath(installed);
  }
  const cached = cachePath(asset);
  const hash = cached && (await hashFile(cached));
  if (!hash) return undefined;
  if (hash === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning(`buildx: ${cached} has the sha256 ${hash}, and the pin is ${asset.sha256}; it is fetched again`);
  return undefined;
}

/**
 * Downloads the asset from the first source whose bytes have the right hash, and returns its path: in the tool cache where
 * that can be written, else in `folder`, where it lies until it is checked.
 */
export async function fetchBuildx(asset: Asset, folder: string): Promise<string> {
  const failures: string[] = [];
  for (const url of asset.urls)
    try {
      const path = join(folder, `${PROGRAM}-${randomUUID()}`);
      await download(url, path);
      const hash = await hashFile(path);
      if (hash !== asset.sha256) throw new Error(`has the sha256 ${hash}, and the pin is ${asset.sha256}`);
      await chmod(path, 0o755);
      print(`buildx ${asset.version}: downloaded from ${url} (sha256 ${hash})`);
      return await keepInCache(path, asset);
    } catch (error) {
      cancelled.throwIfAborted();
      failures.push(`${url}: ${(error as Error).message}`);
    }
  throw new Error(
    `buildx ${asset.version}: no source has it; allow one of them through, or name another in a toolchain document:\n${failures.join('\n')}`,
  );
}

/**
 * Where the tool cache has the program, by that cache's layout (`<tool>/<version>/<arch>`); undefined on a machine without
 * one. Loading the toolkit's package to be told this would take longer than all the rest. The hash is part of the place, so
 * that builds of one version from several toolchain documents stand side by side.
 */
function cachePath({ version, sha256 }: Asset): string | undefined {
  const root = process.env.RUNNER_TOOL_CACHE;
  return root && join(root, PROGRAM, version.replace(/^v/, ''), `${process.arch}-${sha256.slice(0, 12)}`, PROGRAM);
}

/** Moves into place at once, since another job may be looking; returns the path itself where that can't be. */
async function keepInCache(path: string, asset: Asset): Promise<string> {
  const place = cachePath(asset);
  if (place === undefined) return path;
  const partial = `${place}-${randomUUID()}`;
  try {
    await mkdir(dirname(place), { recursive: true });
    await copyFile(path, partial);
    await rename(partial, place);
    return place;
  } catch (error) {
    await rm(partial, { force: true });
    print(`buildx ${asset.version}: not kept in the tool cache: ${(error as Error).message}`);
    return path;
  }
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

/** SHA-256 of a file, in hex; empty where it can't be read. One piece is read while the one before it is hashed. */
async function hashFile(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const hash = createHash('sha256');
    const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
    let reading = file.read(one);
    for (;;) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) return hash.digest('hex');
      cancelled.throwIfAborted();
      reading = file.read(buffer === one ? other : one);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch {
    cancelled.throwIfAborted();
    return '';
  }
}
