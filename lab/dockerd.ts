import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Report, run } from './command.ts';
import { buildPrograms } from './go.ts';

/** A dockerd of the lab's own. */
export interface Dockerd {
  /** The folder of its data, its log and its process id. */
  home: string;
  /** The folder of its containerd's sockets. */
  execRoot: string;
  /** DOCKER_HOST of those who speak to it, where it is not the usual one. */
  host?: string;
}

/** The version of the engine at a DOCKER_HOST, or else of the one that `docker` speaks to; undefined where none answers. */
export async function engineVersion(host?: string): Promise<string | undefined> {
  const env = host === undefined ? {} : { DOCKER_HOST: host };
  return run('docker', ['version', '--format', '{{.Server.Version}}'], { patience: 30_000, env }).catch(
    () => undefined,
  );
}

/**
 * Starts dockerd with a registry as its Docker Hub; throws with the end of its log where it does not come to answer. It is
 * tried with each of the sets of arguments; `env` is added to its environment.
 */
export async function startDockerd(
  dockerd: Dockerd,
  registry: string,
  tries: readonly (readonly string[])[],
  report: Report,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { home, execRoot, host } = dockerd;
  const runtime =
    (await lacksCapabilities()) && join(await buildPrograms({ folder: 'runtime', packages: ['.'] }, report), 'runtime');
  const args = [
    ...[`--data-root=${dataRoot(dockerd)}`, `--exec-root=${execRoot}`, `--pidfile=${pidFile(dockerd)}`],
    ...[`--registry-mirror=http://${registry}`, '--log-level=warn', ...(host === undefined ? [] : [`--host=${host}`])],
    ...(runtime ? [`--add-runtime=lab=${runtime}`, '--default-runtime=lab'] : []),
  ];
  await mkdir(home, { recursive: true });
  for (const more of tries) {
    report(`Starting dockerd ${more.join(' ')}`.trimEnd());
    if (await start(dockerd, [...args, ...more], report, env)) return;
  }
  const log = await readFile(logFile(dockerd), 'utf8').catch(() => '');
  throw new Error(`docker: dockerd does not start; see ${logFile(dockerd)}, which ends\n${log.slice(-2000)}`);
}

/** The process id of a dockerd that this lab started and that runs. */
export async function findDockerd(dockerd: Dockerd): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile(dockerd), 'utf8').catch(() => ''));
  if (!pid) return undefined;
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return words.includes(`--data-root=${dataRoot(dockerd)}`) ? pid : undefined;
}

/** Ends a dockerd that this lab started, and with it all its containers. */
export async function stopDockerd(dockerd: Dockerd, report: Report): Promise<void> {
  const pid = await findDockerd(dockerd);
  if (pid === undefined) return;
  report(`Stopping dockerd (pid ${pid})`);
  process.kill(pid, 'SIGTERM');
  for (let seconds = 1; (await findDockerd(dockerd)) === pid; seconds++) {
    if (seconds % 5 === 0) report(`… still stopping dockerd (${seconds} s)`);
    if (seconds === 30) process.kill(pid, 'SIGKILL');
    await setTimeout(1000);
  }
}

/** Where it writes what it has to say. */
export function logFile({ home }: Dockerd): string {
  return join(home, 'dockerd.log');
}

function dataRoot({ home }: Dockerd): string {
  return join(home, 'docker');
}

function pidFile({ home }: Dockerd): string {
  return join(home, 'dockerd.pid');
}

async function start(
  dockerd: Dockerd,
  args: readonly string[],
  report: Report,
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  // What a killed engine leaves: the number may be another process's by now, and dockerd takes any process for its own.
  await removeStalePid(pidFile(dockerd), 'dockerd');
  await removeStalePid(join(dockerd.execRoot, 'containerd/containerd.pid'), 'containerd');
  const log = await open(logFile(dockerd), 'w');
  const child = spawn('dockerd', args, {
    ...{ detached: true, cwd: '/', stdio: ['ignore', log.fd, log.fd] },
    env: { ...process.env, ...env },
  });
  let ended = false;
  child.on('error', () => (ended = true)).on('exit', () => (ended = true));
  child.unref();
  await log.close();
  for (let tries = 1; !ended && tries <= 300; tries++) {
    if (await engineVersion(dockerd.host)) return true;
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
