import { createQueue } from './cache.ts';
import { type Report, run, runAgain, succeeds } from './command.ts';

// Debian's names of Go's architectures.
const ARCHITECTURES: Record<string, string> = { 'arm/v7': 'armhf', ppc64le: 'ppc64el' };
/** The release that base images and the programs in tool images are of. */
const RELEASE = 'bookworm';

// apt works on one lock, and everything that unpacks packages is bound by the disk.
const queue = createQueue();

/** Installs those of the packages that are not installed. */
export async function installPackages(names: readonly string[], report: Report): Promise<void> {
  return queue(async () => {
    const missing: string[] = [];
    for (const name of names) if (!(await isInstalled(name))) missing.push(name);
    if (missing.length === 0) return;
    const list = missing.join(', ');
    if (process.getuid?.() !== 0 || !(await succeeds('apt-get', ['--version'])))
      throw new Error(
        `lab: the packages ${list} are missing, and this is not root on Debian; install them, or start a Docker engine that reaches Docker Hub`,
      );
    // RUNLEVEL: a package's service is not started.
    const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
    // Without it, a list that could not be had is no error; with it, one that nobody needs may be.
    const strict = ['-o', 'APT::Update::Error-Mode=any'];
    const reading = { env, progress: { doing: 'reading package lists', report } };
    await runAgain('apt-get', [...options, ...strict, 'update'], reading).catch(() => {});
    await runAgain('apt-get', [...options, 'install', '--no-install-recommends', ...missing], {
      env,
      progress: { doing: `installing ${list}`, report },
    });
  });
}

/** Unpacks packages of Debian and what they depend on into a folder, for an architecture (Go's name), without running any of it. */
export async function unpackPackages(
  names: readonly string[],
  architecture: string,
  folder: string,
  report: Report,
  release = RELEASE,
): Promise<void> {
  await bootstrap('extract', architecture, folder, report, [`--include=${names.join(',')}`], [release]);
}

/** Installs a Debian that has apt into a folder, for an architecture (Go's name) that this machine runs or emulates. */
export async function installDebian(architecture: string, folder: string, report: Report): Promise<void> {
  await bootstrap('minbase', architecture, folder, report, [], [RELEASE, `${RELEASE}-updates`, `${RELEASE}-security`]);
}

async function bootstrap(
  variant: string,
  architecture: string,
  folder: string,
  report: Report,
  options: readonly string[],
  suites: readonly string[],
): Promise<void> {
  await installPackages(['mmdebstrap', 'arch-test', 'ca-certificates'], report);
  const name = ARCHITECTURES[architecture] ?? architecture;
  const sources = await Promise.all(suites.map(async (suite) => `deb ${await findMirror(suite)} ${suite} main`));
  const args = [
    `--variant=${variant}`,
    `--architectures=${name}`,
    ...options,
    ...(await aptOptions()),
    // As in Debian's own image: nobody needs a container's packages to outlive a power cut.
    '--dpkgopt=force-unsafe-io',
    suites[0] as string,
    folder,
    ...sources,
  ];
  const what = options.length > 0 ? options.join(' ').replace('--include=', '') : 'Debian';
  await queue(() =>
    run('mmdebstrap', args, {
      progress: { doing: `unpacking ${what.replaceAll(',', ', ')} for ${architecture} from ${suites[0]}`, report },
    }),
  );
}

/** Where this machine gets Debian from; a suite that it does not use comes from the place of its main one. */
async function findMirror(suite: string): Promise<string> {
  const isSecurity = suite.endsWith('-security');
  const lines = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages']);
  const sources = lines.split('\n').map((line) => line.split(' '));
  const own =
    sources.find(([, release]) => release === suite) ??
    sources.find(([, release = '']) =>
      isSecurity ? release.endsWith('-security') : /^(?:bookworm|trixie|forky|stable|testing|sid)$/.test(release),
    );
  return own?.[0] ?? `http://deb.debian.org/debian${isSecurity ? '-security' : ''}`;
}

/** The machine's own way to its mirrors (proxies, a clock that is not theirs), for apt in the folder too. */
async function aptOptions(): Promise<string[]> {
  const settings = await run('apt-config', ['dump', '--no-empty', 'Acquire']);
  return settings
    .split('\n')
    .filter((line) => /^Acquire::(?:https?::|Check-)/.test(line))
    .concat('Acquire::Languages "none";')
    .map((line) => `--aptopt=${line}`);
}

async function isInstalled(name: string): Promise<boolean> {
  const status = await run('dpkg-query', ['--status', name]).catch(() => '');
  return /^Status: .* installed$/m.test(status);
}
