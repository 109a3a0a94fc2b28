import { architectureOf, isNative, type Platform } from '../platform.ts';
import { ARCHITECTURES } from './elf.ts';
import type { Fault } from './handler.ts';

/** The container in which binfmt runs for the step with this mark. */
export function binfmtContainer(mark: string): string {
  return `multiarch-build-binfmt-${mark}`;
}

/** What the binfmt image prints: platforms that were tried and ran, and the handlers' files. */
export interface Emulation {
  supported: readonly string[];
  emulators: readonly string[];
}

/** What the engine's machine does with an architecture's programs: whether it runs them, by itself or with an emulator. */
export interface Finding {
  architecture: string;
  runs: boolean;
  fault?: Fault | undefined;
}

/** An architecture whose handler is no good. */
export interface FaultyFinding {
  architecture: string;
  fault: Fault;
}

/** What one run of binfmt is to do: take entries of these names away, then register emulators of these architectures. */
export interface Registration {
  uninstall: readonly string[];
  install: readonly string[];
}

/**
 * The emulators to register, in binfmt's names (`arm64`, `riscv64`): those of the platforms that are neither the
 * engine's own nor among the architectures that it runs anyway. Platforms that no emulator is for are left out.
 */
export function missingEmulators(
  platforms: readonly Platform[],
  architecture: string,
  running: readonly string[],
): string[] {
  // A variant is a promise about the processor, which no emulator of the same architecture could keep.
  const foreign = platforms.filter((platform) => platform.startsWith('linux/') && !isNative(platform, architecture));
  const names = [...new Set(foreign.map(architectureOf))];
  return names.filter((name) => ARCHITECTURES.includes(name) && !running.includes(name));
}

/**
 * What to register, and the faulty handlers that are left: on a machine that is thrown away after the job none, on any
 * other those that may serve somebody.
 */
export function planRegistration(
  findings: readonly Finding[],
  disposable: boolean,
): Registration & { left: readonly FaultyFinding[] } {
  const faulty = findings.flatMap(({ architecture, fault }) => (fault ? [{ architecture, fault }] : []));
  const replaced = faulty.filter(({ fault }) => disposable || fault.severity === 'gone');
  const missing = findings.filter(({ runs, fault }) => !runs && !fault);
  return {
    ...planReplacement(replaced),
    install: [...missing, ...replaced].map(({ architecture }) => architecture),
    left: faulty.filter((finding) => !replaced.includes(finding)),
  };
}

/** Has these handlers make room for new ones. */
export function planReplacement(faulty: readonly FaultyFinding[]): Registration {
  return {
    uninstall: faulty.map(({ fault }) => fault.entry),
    install: faulty.map(({ architecture }) => architecture),
  };
}

/** What is wrong with these handlers, and the command that puts others in their place. */
export function explainFaults(faulty: readonly FaultyFinding[], command: string): string {
  const list = faulty.map(({ architecture, fault }) => `${architecture} (${fault.entry}: ${fault.reason})`).join('; ');
  return `platforms: emulators that others registered on the engine's machine serve containers badly or not at all: ${list}. Replace them there with: ${command}`;
}

/** Arguments of binfmt. Without any it only tells what the machine runs. */
export function binfmtArgs({ uninstall, install }: Registration): string[] {
  return [
    ...(uninstall.length > 0 ? ['--uninstall', uninstall.join(',')] : []),
    ...(install.length > 0 ? ['--install', install.join(',')] : []),
  ];
}

/**
 * Reads the JSON that ends binfmt's standard output. Undefined where there is none; its exit code is 0 all the same.
 * https://github.com/tonistiigi/binfmt
 */
export function parseEmulation(stdout: string): Emulation | undefined {
  const json = /^\{\s*"supported".*\}/ms.exec(stdout)?.[0];
  try {
    const { supported, emulators } = JSON.parse(json ?? '') as Partial<Record<keyof Emulation, string[] | null>>;
    return { supported: supported ?? [], emulators: emulators ?? [] };
  } catch {
    return undefined;
  }
}

/** Whether binfmt has told of each architecture and, at the end, what the machine runs; its two streams come in any order. */
export function isAnswered(log: string, { install }: Registration): boolean {
  const told = (name: string) => new RegExp(`^installing: ${name} `, 'm').test(log);
  return install.every(told) && parseEmulation(log) !== undefined;
}

/**
 * What binfmt found of these architectures. It leaves a handler of the same name as it is, whatever that is worth:
 *
 *     installing: arm64 OK
 *     installing: arm qemu-arm already registered
 */
export function parseFindings(architectures: readonly string[], { supported }: Emulation, log: string): Finding[] {
  const running = supported.map(architectureOf);
  return architectures.map((architecture) => {
    const runs = running.includes(architecture);
    const entry = new RegExp(`^installing: ${architecture} (\\S+) already registered$`, 'm').exec(log)?.[1];
    const reason = 'a program that binfmt tried in a container did not start';
    return { architecture, runs, fault: entry && !runs ? { entry, reason, severity: 'broken' } : undefined };
  });
}

/** The architectures that binfmt says it registered. */
export function parseRegistered(log: string): string[] {
  return Array.from(log.matchAll(/^installing: (\S+) OK$/gm), ([, name]) => name as string);
}

/** What binfmt said of each thing that it tried, without the JSON among it. */
export function explainBinfmt(output: string): string {
  const lines = output.match(/^(?:installing|error|level=).*/gm) ?? [];
  return lines.join('; ') || 'it said nothing of why';
}
