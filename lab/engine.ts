import { inCache } from './cache.ts';
import { type Report, run, succeeds } from './command.ts';
import { installPackages } from './debian.ts';
import { type Dockerd, engineVersion, startDockerd } from './dockerd.ts';

const BINFMT_MISC = '/proc/sys/fs/binfmt_misc';
// The last two serve where the kernel has no netfilter, or no bridges.
const NETWORKS = [[], ['--iptables=false'], ['--iptables=false', '--bridge=none']];

/** The lab's engine, of the packages that this machine installs. */
export const engine: Dockerd = { home: inCache(), execRoot: '/var/run/docker' };

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
  await startDockerd(engine, registry, NETWORKS, report);
}
