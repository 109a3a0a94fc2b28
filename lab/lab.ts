import { inCache, withLock } from './cache.ts';
import { ensureCacheService, findCacheService, stopCacheService } from './cache-service/resident.ts';
import { type Report, succeeds } from './command.ts';
import {
  containerdEngine,
  ensureContainerdEngine,
  leaveContainerdEngine,
  stopContainerdEngine,
} from './containerd-engine.ts';
import { type Dockerd, engineVersion, findDockerd, logFile, stopDockerd } from './dockerd.ts';
import { engine, ensureEngine } from './engine.ts';
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

/**
 * Has the lab up: what is there stays, what is missing is started, pulled or made. With the engine `containerd` there is a
 * second one beside the main one, and the steps are given that.
 */
export async function up(report: Report, other?: 'containerd'): Promise<Lab> {
  return withLock(report, async () => {
    const containerd = leaveContainerdEngine() || other === 'containerd';
    const registry = await chooseAddress();
    await ensureEngine(registry, report);
    await ensureImages(registry, report);
    const buildx = await ensureBuildx(registry, report);
    const toolchain = await writeToolchain(registry, buildx);
    const act = await ensureAct(report);
    const env = {
      ...(await createStep(registry, toolchain)),
      ...(await ensureCacheService(report)),
      ...(containerd && { DOCKER_HOST: await ensureContainerdEngine(registry, report) }),
    };
    return { registry, toolchain, buildx, act, node: process.execPath, env };
  });
}

/** Ends what the lab started, and leaves what it made. */
export async function down(report: Report): Promise<void> {
  await withLock(report, async () => {
    await stopCacheService(report);
    leaveContainerdEngine();
    await stopContainerdEngine(report);
    const registry = await knownAddress();
    if (registry && (await engineVersion())) {
      if (await isServing(registry)) report(`Stopping the registry at ${registry}`);
      await succeeds('docker', ['rm', '--force', '--volumes', registryContainer(registry)]);
    }
    await stopDockerd(engine, report);
  });
}

/** What there is of the lab, part by part. */
export async function status(): Promise<[part: string, state: string][]> {
  leaveContainerdEngine();
  const address = await knownAddress();
  const version = await engineVersion();
  const serving = version !== undefined && address !== '' && (await isServing(address));
  const service = await findCacheService();
  const file = async (path: string) => ((await exists(path)) ? path : 'missing');
  const images = recipes.flatMap(({ repository, tags }) => tags.map((tag) => ({ repository, tag })));
  return [
    ['cache', inCache()],
    ['engine', await describe(engine)],
    ['second', await describe(containerdEngine)],
    ['registry', serving ? `running at ${address}` : 'not running'],
    ...(await Promise.all(
      images.map(async ({ repository, tag }): Promise<[string, string]> => {
        const manifest = serving ? await readManifest(address, repository, tag) : undefined;
        return ['image', `${repository}:${tag} ${manifest?.digest ?? (serving ? 'missing' : 'unknown')}`];
      }),
    )),
    ['gha cache', service ? `running at ${service.url} (pid ${service.pid})` : 'not running'],
    ['toolchain', await file(inCache('toolchain.json'))],
    ['buildx', serving ? await buildxPath(address).then(file, () => 'missing') : 'unknown'],
    ['act', await file(await actPath())],
    ['node', process.execPath],
  ];
}

async function describe(dockerd: Dockerd): Promise<string> {
  const version = await engineVersion(dockerd.host);
  if (version === undefined) return 'not running';
  const pid = await findDockerd(dockerd);
  const owner = pid ? `started by the lab (pid ${pid}, log ${logFile(dockerd)})` : 'used as it is';
  return [`Docker ${version}`, ...(dockerd.host ? [`at ${dockerd.host}`] : []), owner].join(', ');
}
