import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createQueue, fingerprint, inCache } from './cache.ts';
import { type Report, run, runAgain } from './command.ts';

/** Programs that are built from one Go module of this folder. */
export interface GoModule {
  /** Its folder here. */
  folder: string;
  /** The packages of its programs; `.` is the module itself. */
  packages: readonly string[];
  /** The module whose version is that of the programs, and the variable that tells it to them. */
  version?: { module: string; variable?: string };
}

// The compiler uses all of the machine; the next one's downloads go on beside it.
const downloads = createQueue();
const builds = createQueue();

/** What the programs are made from, in one word: it changes with their sources. */
export async function fingerprintModule({ folder }: GoModule): Promise<string> {
  const path = join(import.meta.dirname, folder);
  const names = (await readdir(path)).sort();
  return fingerprint(...names, ...(await Promise.all(names.map((name) => readFile(join(path, name))))));
}

/** The version that go.mod requires (`v0.33.1`). */
export async function readModuleVersion({ folder, version }: GoModule): Promise<string> {
  const text = await readFile(join(import.meta.dirname, folder, 'go.mod'), 'utf8');
  const found = text
    .split('\n')
    .map((line) => line.trim().split(' '))
    .find(([name]) => name === version?.module);
  if (!found?.[1]) throw new Error(`lab/${folder}/go.mod: requires no ${version?.module}; run go get there`);
  return found[1];
}

/** Builds the programs, once for all times, for the machine that this runs on; returns the folder that they are in. */
export async function buildPrograms(module: GoModule, report: Report): Promise<string> {
  const key = `${module.folder.replace('tools/', '')}-${(await fingerprintModule(module)).slice(0, 16)}`;
  const folder = inCache('go', key);
  if (await stat(folder).catch(() => undefined)) return folder;
  const cwd = join(import.meta.dirname, module.folder);
  const names = module.packages
    .map((path) => (path === '.' ? module.folder : (path.split('/').at(-1) as string)))
    .join(', ');
  // GOFLAGS: the user's may ask for what go.mod here does not have; -mod=readonly: what is built is what is committed.
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
  await downloads(() =>
    runAgain('go', ['list', '-deps', ...module.packages], {
      cwd,
      env,
      progress: { doing: `downloading the sources of ${names}`, report },
    }),
  );
  const { variable } = module.version ?? {};
  const setVersion = variable ? ` -X ${variable}=${await readModuleVersion(module)}` : '';
  const partial = `${folder}.partial`;
  await builds(async () => {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const flags = ['-v', '-trimpath', '-buildvcs=false', '-ldflags', `-s -w${setVersion}`];
    const progress = { doing: `building ${names}`, report };
    await run('go', ['build', ...flags, '-o', `${partial}/`, ...module.packages], { cwd, env, progress });
    await rename(partial, folder);
  });
  return folder;
}
