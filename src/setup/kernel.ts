import { randomUUID } from 'node:crypto';
import { access, opendir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { CommandError, run } from '../exec.ts';
import type { Host } from '../host.ts';
import { mayBeNative } from '../platform.ts';
import { makeProgram } from './elf.ts';
import type { Finding } from './emulators.ts';
import { findFault, findHandler, type Handler, parseHandler } from './handler.ts';

const BINFMT_MISC = '/proc/sys/fs/binfmt_misc';
// Milliseconds; an emulated program that does nothing takes tens of them.
const TIMEOUT = 20_000;

/**
 * What the engine's kernel does with programs of these architectures. Undefined where this machine can't tell, because the
 * engine is on another one or binfmt_misc is not to be seen from here. Programs that are tried lie in `folder`.
 */
export async function inspectKernel(
  architectures: readonly string[],
  host: Host,
  folder: string,
): Promise<Finding[] | undefined> {
  const handlers = isThisMachine(host) ? await readHandlers() : undefined;
  if (!handlers) return undefined;
  const findings = architectures.map(async (architecture): Promise<Finding> => {
    const handler = findHandler(handlers, makeProgram(architecture));
    if (!handler && !mayBeNative(architecture, host.architecture)) return { architecture, runs: false };
    const [present, runs] = await Promise.all([exists(handler?.interpreter ?? ''), tryProgram(architecture, folder)]);
    return { architecture, runs, fault: handler && findFault(handler, present, runs) };
  });
  return Promise.all(findings);
}

/** What the emulator in this machine's kernel calls itself: `qemu-aarch64 version 7.2.22`. Undefined where it can't be asked. */
export async function askEmulator(architecture: string, host: Host, folder: string): Promise<string | undefined> {
  if (!isThisMachine(host)) return undefined;
  // QEMU takes its options from the environment too, and with this one runs no program.
  // https://gitlab.com/qemu-project/qemu/-/blob/master/linux-user/main.c
  const said = await runProgram(architecture, folder, { QEMU_VERSION: '1' }).catch(() => '');
  return /^qemu-\S+ version \S+/.exec(said)?.[0];
}

function isThisMachine({ kernel, name }: Host): boolean {
  return kernel === release() && name === hostname();
}

/** The handlers, the newest first, as the kernel lists and tries them. Undefined where binfmt_misc is not mounted. */
async function readHandlers(): Promise<Handler[] | undefined> {
  const handlers: Handler[] = [];
  let mounted = false;
  // Unlike readdir, it leaves the order as it is.
  for await (const { name } of await opendir(BINFMT_MISC).catch(() => [])) {
    mounted ||= name === 'status';
    const text = await readFile(join(BINFMT_MISC, name), 'utf8').catch(() => '');
    const handler = parseHandler(name, text);
    if (handler) handlers.push(handler);
  }
  return mounted ? handlers : undefined;
}

/** Whether a program of the architecture runs. Where it can't be tried, nothing is known against it. */
async function tryProgram(architecture: string, folder: string): Promise<boolean> {
  try {
    await runProgram(architecture, folder);
    return true;
  } catch (error) {
    return !(error instanceof CommandError) || /\bE(?:ACCES|PERM)\b/.test(error.message);
  }
}

async function runProgram(architecture: string, folder: string, env: Record<string, string> = {}): Promise<string> {
  const file = join(folder, `program-${randomUUID()}`);
  try {
    await writeFile(file, makeProgram(architecture), { mode: 0o700 });
    return await run({ file, args: [], env }, { timeout: TIMEOUT });
  } finally {
    await rm(file, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
