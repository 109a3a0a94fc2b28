import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fingerprint, inCache, writeCached } from './cache.ts';
import { type Report, run, succeeds } from './command.ts';
import { installPackages, unpackPackages } from './debian.ts';
import { type Dockerd, engineVersion, startDockerd, stopDockerd } from './dockerd.ts';
import { native } from './recipe.ts';
import { exists } from './toolchain.ts';

const HOME = 'containerd-engine';
// Short, because the names of sockets and of network interfaces are; a second lab has another.
const id = fingerprint(inCache()).slice(0, 8);
const BRIDGE = `lab-${id}`;
const EXEC_ROOT = `/run/multiarch-build-${id}`;
const PROGRAMS = [
  ...['usr/sbin/dockerd', 'usr/sbin/docker-proxy', 'usr/bin/docker-init'],
  ...['usr/bin/containerd', 'usr/bin/containerd-shim-runc-v2'],
];

/** Debian sid's engine, unpacked and not installed, with containerd's image store: it runs beside the machine's own. */
export const containerdEngine: Dockerd & { host: string } = {
  home: inCache(HOME),
  execRoot: EXEC_ROOT,
  host: `unix://${EXEC_ROOT}/docker.sock`,
};

/** Has it running; returns its DOCKER_HOST. */
export async function ensureContainerdEngine(registry: string, report: Report): Promise<string> {
  const { host } = containerdEngine;
  if (await engineVersion(host)) return host;
  if (process.getuid?.() !== 0) throw new Error('docker: only root can start an engine; run this as root');
  const programs = await ensurePrograms(report);
  // sid's runc asks for a newer C library than stable releases have.
  if (!(await succeeds('runc', ['--version']))) await installPackages(['runc'], report);
  const config = await writeCached(join(HOME, 'daemon.json'), '{ "features": { "containerd-snapshotter": true } }\n');
  // The rules of packet filters are the other engine's; nothing that runs here needs a way out.
  const args = [
    `--config-file=${config}`,
    '--iptables=false',
    '--ip6tables=false',
    `--bridge=${await ensureBridge(report)}`,
  ];
  await startDockerd(containerdEngine, registry, [args], report, {
    PATH: `${programs}${delimiter}${process.env.PATH}`,
  });
  return host;
}

/** Ends it, if it runs. */
export async function stopContainerdEngine(report: Report): Promise<void> {
  await stopDockerd(containerdEngine, report);
  if (await isInterface(BRIDGE)) await run('ip', ['link', 'delete', BRIDGE]);
}

/** Whether this process spoke to it, as in a shell that has its DOCKER_HOST; from now on it speaks to the main engine. */
export function leaveContainerdEngine(): boolean {
  const speaks = process.env.DOCKER_HOST === containerdEngine.host;
  if (speaks) delete process.env.DOCKER_HOST;
  return speaks;
}

/** The folder of its programs: of the version that is there, else of the one that sid has now. */
async function ensurePrograms(report: Report): Promise<string> {
  const folder = inCache(HOME, 'programs');
  const [known] = await readdir(folder).catch(() => []);
  if (known !== undefined) return join(folder, known);
  const [packages, partial] = [inCache(HOME, 'packages'), inCache(HOME, 'partial')];
  for (const path of [packages, partial]) await rm(path, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await unpackPackages(['docker.io', 'containerd'], native, packages, report, 'sid');
  for (const path of PROGRAMS) await copyFile(join(packages, path), join(partial, path.replace(/.*\//, '')));
  await rm(packages, { recursive: true });
  // `Docker version 28.5.2+dfsg4, build …`
  const version = /version ([^,\s]+)/.exec(await run(join(partial, 'dockerd'), ['--version']))?.[1] ?? 'unknown';
  report(`sid has Docker ${version}`);
  await mkdir(folder, { recursive: true });
  await rename(partial, join(folder, version));
  return join(folder, version);
}

/** The bridge of its own that it gets: without one it would share the other engine's, and with none it would delete that. */
async function ensureBridge(report: Report): Promise<string> {
  // A kernel without bridges, so there is none of the other engine's to lose.
  if (!(await isInterface('docker0'))) return 'none';
  if (!(await succeeds('ip', ['-Version']))) await installPackages(['iproute2'], report);
  if (!(await isInterface(BRIDGE))) await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  return BRIDGE;
}

async function isInterface(name: string): Promise<boolean> {
  return exists(`/sys/class/net/${name}`);
}
