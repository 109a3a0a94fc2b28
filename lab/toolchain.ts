import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { machineName } from '../src/setup/buildx.ts';
import pins from '../src/setup/pins.json' with { type: 'json' };
import type { Toolchain } from '../src/setup/toolchain.ts';
import { inCache, writeCached } from './cache.ts';
import { type Report, run } from './command.ts';
import { buildPrograms, type GoModule, readModuleVersion } from './go.ts';
import { binfmt } from './images/binfmt.ts';
import { buildkit } from './images/buildkit.ts';
import { buildx } from './images/buildx.ts';
import { sbomScanner } from './images/sbom-scanner.ts';
import type { Recipe } from './recipe.ts';
import { blobUrl, putBlob, readManifest } from './registry.ts';

const act: GoModule = {
  folder: 'tools/act',
  packages: ['github.com/nektos/act'],
  version: { module: 'github.com/nektos/act' },
};

/** Where the buildx that the registry's image holds is taken out to. */
export async function buildxPath(address: string): Promise<string> {
  return inCache('buildx', (await digestOf(address, buildx)).slice('sha256:'.length), 'buildx');
}

/** Where act is, once there is one. */
export async function actPath(): Promise<string> {
  return inCache('act', await readModuleVersion(act), 'act');
}

/** The path of the buildx that the registry's image holds. */
export async function ensureBuildx(address: string, report: Report): Promise<string> {
  const path = await buildxPath(address);
  if (await exists(path)) return path;
  const image = `${address}/${buildx.repository}:${buildx.tags[0]}`;
  report(`Taking buildx out of ${image}`);
  await mkdir(dirname(path), { recursive: true });
  await run('docker', ['pull', '--quiet', image]);
  // It has no program to run; create asks for the name of one.
  const container = await run('docker', ['create', image, 'none']);
  try {
    await run('docker', ['cp', `${container}:/buildx`, `${path}.partial`]);
  } finally {
    await run('docker', ['rm', '--volumes', container]);
  }
  await chmod(`${path}.partial`, 0o755);
  await rename(`${path}.partial`, path);
  return path;
}

/** Writes the toolchain document, which names what the lab has: images by digest, and buildx as a blob of the registry. */
export async function writeToolchain(address: string, buildxPath: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(buildxPath))
    .digest('hex');
  await putBlob(address, buildx.repository, `sha256:${hash}`, { file: buildxPath });
  const image = async (recipe: Recipe, version: string) => ({
    version,
    digest: await digestOf(address, recipe),
    sources: [`${address}/${recipe.repository}`],
  });
  const document: Toolchain = {
    buildx: {
      version: pins.buildx.version,
      assets: { [machineName()]: hash },
      sources: [blobUrl(address, buildx.repository, `sha256:${hash}`)],
    },
    buildkit: await image(buildkit, pins.buildkit.version),
    binfmt: await image(binfmt, pins.binfmt.version),
    'sbom-scanner': await image(sbomScanner, pins['sbom-scanner'].version),
  };
  return writeCached('toolchain.json', `${JSON.stringify(document, null, 2)}\n`);
}

/** The path of act, which runs workflows: the release's where GitHub answers, else built from the same version's sources. */
export async function ensureAct(report: Report): Promise<string> {
  const path = await actPath();
  if (await exists(path)) return path;
  const version = await readModuleVersion(act);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const system = `Linux_${process.arch === 'x64' ? 'x86_64' : process.arch}`;
  const url = `https://github.com/nektos/act/releases/download/${version}/act_${system}.tar.gz`;
  report(`Downloading ${url}`);
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    await writeFile(`${path}.tar.gz`, Buffer.from(await response.arrayBuffer()));
    await run('tar', ['-xzf', `${path}.tar.gz`, '-C', folder, '--transform=s/$/.partial/', 'act']);
    await rm(`${path}.tar.gz`);
  } catch (error) {
    report(`act can't be downloaded, and is built: ${(error as Error).message}`);
    await copyFile(`${await buildPrograms(act, report)}/act`, `${path}.partial`);
  }
  await rename(`${path}.partial`, path);
  return path;
}

async function digestOf(address: string, { repository, tags }: Recipe): Promise<string> {
  const manifest = await readManifest(address, repository, tags[0] as string);
  if (!manifest) throw new Error(`registry: ${address} has no ${repository}:${tags[0]}; run npm run lab -- up again`);
  return manifest.digest;
}

/** Whether there is such a file. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
