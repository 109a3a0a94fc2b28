import { inCache, withLock } from './cache.ts';
import { type Report, succeeds } from './command.ts';
import { engineVersion, ensureEngine, ownEngine, stopEngine } from './engine.ts';
import { ensureImages, recipes } from './images.ts';
import { chooseAddress, isServing, knownAddress, readManifest, registryContainer } from './registry.ts';
import { createStep } from './step.ts';
import { actPath, buildxPath, ensureAct, ensureBuildx, exists, writeToolchain } from './toolchain.ts';

/** The hosted world on one machine. */
export interface Lab {
  /** `127.0.0.1:PORT` */
  registry: string;
  /** Path of the toolchain document. */
  toolchain: string;
  /** Paths of programs. */
  buildx: string;
  act: string;
  node: string;
  /** What a step on a hosted runner has, with files of its own to write to. */
  env: Record<string, string>;
}

/** Has the lab up: what is there stays, what is missing is started, pulled or made. */
export async function up(report: Report): Promise<Lab> {
  return withLock(report, async () => {
    const registry = await chooseAddress();
    await ensureEngine(registry, report);
    await ensureImages(registry, report);
    const buildx = await ensureBuildx(registry, report);
    const toolchain = await writeToolchain(registry, buildx);
    const act = await ensureAct(report);
    return { registry, toolchain, buildx, act, node: process.execPath, env: await createStep(registry, toolchain) };
  });
}

/** Ends what the lab started, and leaves what it made. */
export async function down(report: Report): Promise<void> {
  await withLock(report, async () => {
    const registry = await knownAddress();
    if (registry && (await engineVersion())) {
      if (await isServing(registry)) report(`Stopping the registry at ${registry}`);
      await succeeds('docker', ['rm', '--force', registryContainer(registry)]);
    }
    await stopEngine(report);
  });
}

/** What there is of the lab, part by part. */
export async function status(): Promise<[part: string, state: string][]> {
  const address = await knownAddress();
  const version = await engineVersion();
  const pid = await ownEngine();
  const serving = version !== undefined && address !== '' && (await isServing(address));
  const owner = pid ? `, started by the lab (pid ${pid}, log ${inCache('dockerd.log')})` : ', used as it is';
  const file = async (path: string) => ((await exists(path)) ? path : 'missing');
  const images = recipes.flatMap(({ repository, tags }) => tags.map((tag) => ({ repository, tag })));
  return [
    ['cache', inCache()],
    ['engine', version ? `Docker ${version}${owner}` : 'not running'],
    ['registry', serving ? `running at ${address}` : 'not running'],
    ...(await Promise.all(
      images.map(async ({ repository, tag }): Promise<[string, string]> => {
        const manifest = serving ? await readManifest(address, repository, tag) : undefined;
        return ['image', `${repository}:${tag} ${manifest?.digest ?? (serving ? 'missing' : 'unknown')}`];
      }),
    )),
    ['toolchain', await file(inCache('toolchain.json'))],
    ['buildx', serving ? await buildxPath(address).then(file, () => 'missing') : 'unknown'],
    ['act', await file(await actPath())],
    ['node', process.execPath],
  ];
}
