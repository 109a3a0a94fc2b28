import { release } from 'node:os';
import { cancelled, run, stepMark } from '../exec.ts';
import type { Host } from '../host.ts';
import { mayBeNative, type Platform, parsePlatform } from '../platform.ts';
import { print, warning } from '../runner.ts';
import type { Step } from '../step.ts';
import { timed } from '../timeline.ts';
import {
  binfmtArgs,
  binfmtContainer,
  type Emulation,
  explainBinfmt,
  explainFaults,
  type Finding,
  isAnswered,
  missingEmulators,
  parseEmulation,
  parseFindings,
  parseRegistered,
  planRegistration,
  planReplacement,
  type Registration,
} from './emulators.ts';
import { dockerCommand, type Image, pullImage } from './engine.ts';
import { inspectKernel } from './kernel.ts';
import { imageReferences, type ToolImage } from './toolchain.ts';

// Milliseconds; it takes a second.
const TIMEOUT = 120_000;
// A network namespace and a volume of its own would take longer to make than the emulators to register.
const RUN = ['run', '--rm', '--privileged', '--userns=host', '--network=host', '--tmpfs=/tmp:exec'];

/** What came of emulators: platforms whose programs binfmt tried and ran, and what kept it from registering them. */
export interface Registered {
  tried: readonly Platform[];
  problem?: string;
}

/**
 * Registers the emulators that are needed and not there. What keeps it from doing so is returned and not thrown: many
 * builds need none. Throws where handlers of others stand in the way. Programs that are tried lie in `folder`.
 */
export async function registerEmulators(
  { platforms, host, tools: { binfmt }, found }: Pick<Step, 'platforms' | 'host' | 'tools' | 'found'>,
  folder: string,
): Promise<Registered> {
  const wanted = missingEmulators(platforms, host.architecture, []);
  const known = wanted.length > 0 ? await inspectKernel(wanted, host, folder) : [];
  // What may be native is not registered before binfmt has tried it: the emulator would come first.
  const guess = (architecture: string) => ({ architecture, runs: mayBeNative(architecture, host.architecture) });
  const first = settle(known ?? wanted.map(guess), host, binfmt);
  if (known && first.install.length === 0) {
    print('Emulators: none to register');
    return { tried: [] };
  }
  // Mounting binfmt_misc in its user namespace would hide the handlers that the kernel has from all of the engine.
  if (host.rootless)
    return fail(
      "a rootless engine can't register emulators; have root do it on its machine, for instance by installing qemu-user-static",
    );

  const image = found.binfmt.then((image) => image ?? timed('binfmt pull', pullImage(imageReferences(binfmt))));
  let said = await runBinfmt(image, first);
  if (typeof said === 'string') return fail(said);
  let log = said.log;
  const inVain = ({ architecture, fault }: Finding) => !fault && first.install.includes(architecture);
  const second = settle(
    parseFindings(wanted, said.emulation, log).filter((finding) => !inVain(finding)),
    host,
    binfmt,
  );
  if (second.install.length > 0) {
    // The next one has its name.
    await said.gone;
    said = await runBinfmt(image, second);
    if (typeof said === 'string') return fail(said);
    log = [log, said.log].join('\n');
  }
  const missing = parseFindings(wanted, said.emulation, log).filter(({ runs }) => !runs);
  if (missing.length > 0)
    return fail(
      `binfmt could not register ${missing.map(({ architecture }) => architecture).join(', ')}: ${explainBinfmt(log)}`,
    );
  const registered = parseRegistered(log);
  print(
    registered.length > 0
      ? `Emulators: ${registered.join(', ')} registered by binfmt ${binfmt.version} (${binfmt.digest})`
      : 'Emulators: none to register',
  );
  return { tried: said.emulation.supported.flatMap((text) => parsePlatform(text) ?? []) };
}

function fail(problem: string): Registered {
  return { tried: [], problem };
}

/** What to register, when others' handlers that are left have been complained of. */
function settle(findings: readonly Finding[], host: Host, binfmt: ToolImage): Registration {
  // GitHub's machine ends with the job; the engine may be on another one.
  const disposable = process.env.RUNNER_ENVIRONMENT === 'github-hosted' && host.kernel === release();
  const { left, ...registration } = planRegistration(findings, disposable);
  const [reference = ''] = imageReferences(binfmt);
  const command = ['docker', ...RUN, reference, ...binfmtArgs(planReplacement(left))].join(' ');
  if (left.some(({ fault }) => fault.severity !== 'flawed')) throw new Error(explainFaults(left, command));
  if (left.length > 0) warning(explainFaults(left, command));
  return registration;
}

/** What binfmt answers, while its container may still be there. A string where it can't be run: why not. */
async function runBinfmt(
  image: Promise<Image>,
  registration: Registration,
): Promise<{ emulation: Emulation; log: string; gone: Promise<unknown> } | string> {
  const log: string[] = [];
  try {
    const command = dockerCommand([
      ...RUN,
      `--name=${binfmtContainer(stepMark())}`,
      (await image).id,
      ...binfmtArgs(registration),
    ]);
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    const onText = (text: string) => {
      log.push(text);
      if (isAnswered(log.join('\n'), registration)) resolve(log.join('\n'));
    };
    const running = run(command, { onText, timeout: TIMEOUT });
    const emulation = parseEmulation(await Promise.race([running, answer]));
    const gone = running.catch(() => {});
    return emulation ? { emulation, log: log.join('\n'), gone } : `binfmt: ${explainBinfmt(log.join('\n'))}`;
  } catch (error) {
    cancelled.throwIfAborted();
    return (error as Error).message;
  }
}
