import { spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inCache, readCached } from './cache.ts';
import { type Report, run, succeeds } from './command.ts';
import { installPackages } from './debian.ts';
import { buildPrograms } from './go.ts';

const BINFMT_MISC = '/proc/sys/fs/binfmt_misc';
const PID_FILE = 'dockerd.pid';
const CONTAINERD_PID_FILE = '/var/run/docker/containerd/containerd.pid';
// The last two serve where the kernel has no netfilter, or no bridges.
const NETWORKS = [[], ['--iptables=false'], ['--iptables=false', '--bridge=none']];

/** The version of the engine that `docker` speaks to; undefined where none answers. */
export async function engineVersion(): Promise<string | undefined> {
  return run('docker', ['version', '--format', '{{.Server.Version}}'], { patience: 8000 }).catch(() => undefined);
}

/** Has an engine running: the one that answers, as it is, or else one of our own, with the registry as its Docker Hub. */
export async function ensureEngine(registry: string, report: Report): Promise<void> {
  if (await engineVersion()) return;
  if (process.env.DOCKER_HOST)
    throw new Error(
      `docker: no engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}; start it, or unset DOCKER_HOST`,
    );
  await installPackages(['docker.io', 'iptables', 'ca-certificates'], report);
  // Later releases of Debian have the client in a package of its own.
  if (!(await succeeds('docker', ['--version']))) await installPackages(['docker-cli'], report);
  if (process.getuid?.() !== 0)
    throw new Error('docker: no engine answers, and only root can start one; start it, or run this as root');
  if (!(await succeeds('mountpoint', ['--quiet', BINFMT_MISC])))
    await run('mount', ['-t', 'binfmt_misc', 'binfmt_misc', BINFMT_MISC]);
  const runtime =
    (await lacksCapabilities()) && join(await buildPrograms({ folder: 'runtime', packages: ['.'] }, report), 'runtime');
  const args = [
    ...[`--data-root=${inCache('docker')}`, `--pidfile=${inCache(PID_FILE)}`, `--registry-mirror=http://${registry}`],
    ...['--log-level=warn', ...(runtime ? [`--add-runtime=lab=${runtime}`, '--default-runtime=lab'] : [])],
  ];
  for (const network of NETWORKS) {
    report(`Starting dockerd ${network.join(' ')}`.trimEnd());
    if (await startEngine([...args, ...network], report)) return;
  }
  const log = await readCached('dockerd.log');
  throw new Error(`docker: dockerd does not start; see ${inCache('dockerd.log')}, which ends\n${log.slice(-2000)}`);
}

/** The process id of the engine, where it is one that this lab started. */
export async function ownEngine(): Promise<number | undefined> {
  const pid = Number(await readCached(PID_FILE));
  if (!pid) return undefined;
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return words.includes(`--data-root=${inCache('docker')}`) ? pid : undefined;
}

/** Ends the engine if this lab started it, and with it all its containers. */
export async function stopEngine(report: Report): Promise<void> {
  const pid = await ownEngine();
  if (pid === undefined) return;
  report(`Stopping dockerd (pid ${pid})`);
  process.kill(pid, 'SIGTERM');
  for (let seconds = 1; (await ownEngine()) === pid; seconds++) {
    if (seconds % 5 === 0) report(`… still stopping dockerd (${seconds} s)`);
    if (seconds === 30) process.kill(pid, 'SIGKILL');
    await setTimeout(1000);
  }
}

async function startEngine(args: readonly string[], report: Report): Promise<boolean> {
  // What a killed engine leaves: the number may be another process's by now, and dockerd takes any process for its own.
  await removeStalePid(inCache(PID_FILE), 'dockerd');
  await removeStalePid(CONTAINERD_PID_FILE, 'containerd');
  const log = await open(inCache('dockerd.log'), 'w');
  const child = spawn('dockerd', args, { detached: true, cwd: '/', stdio: ['ignore', log.fd, log.fd] });
  let ended = false;
  child.on('error', () => (ended = true)).on('exit', () => (ended = true));
  child.unref();
  await log.close();
  for (let tries = 1; !ended && tries <= 300; tries++) {
    if (await engineVersion()) return true;
    if (tries % 25 === 0) report(`… dockerd has not answered yet (${tries / 5} s)`);
    await setTimeout(200);
  }
  if (!ended) child.kill('SIGKILL');
  return false;
}

async function removeStalePid(path: string, program: string): Promise<void> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.trim() !== program) await rm(path, { force: true });
}

/** Whether the machine withholds capabilities from root that `docker run --privileged` asks for. */
async function lacksCapabilities(): Promise<boolean> {
  const bounding = /^CapBnd:\s*(\w+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const last = Number(await readFile('/proc/sys/kernel/cap_last_cap', 'utf8'));
  return BigInt(`0x${bounding}`) !== (1n << BigInt(last + 1)) - 1n;
}
