import { nativePlatforms, type Platform } from '../platform.ts';

/** What the binfmt image prints: platforms that were tried and ran, and the handlers' files. */
export interface Emulation {
  supported: readonly string[];
  emulators: readonly string[];
}

// The handler of each architecture under /proc/sys/fs/binfmt_misc, as binfmt and Debian's qemu-user-static name it.
const HANDLERS: Record<string, string> = {
  amd64: 'qemu-x86_64',
  '386': 'qemu-i386',
  arm64: 'qemu-aarch64',
  arm: 'qemu-arm',
  riscv64: 'qemu-riscv64',
  ppc64le: 'qemu-ppc64le',
  s390x: 'qemu-s390x',
  mips64le: 'qemu-mips64el',
  mips64: 'qemu-mips64',
  loong64: 'qemu-loongarch64',
};

/**
 * The emulators to register, in binfmt's names (`arm64`, `riscv64`): those of the platforms that are neither the
 * engine's own nor in `registered` (names of binfmt_misc entries). Platforms that no emulator is for are left out.
 */
export function missingEmulators(
  platforms: readonly Platform[],
  architecture: string,
  registered: readonly string[],
): string[] {
  // A variant is a promise about the processor, which no emulator of the same architecture could keep.
  const native = nativePlatforms(architecture).map(architectureOf);
  const wanted = platforms.filter((platform) => platform.startsWith('linux/')).map(architectureOf);
  return [...new Set(wanted)].filter((name) => {
    const handler = HANDLERS[name];
    return handler !== undefined && !native.includes(name) && !registered.includes(handler);
  });
}

/**
 * Whether a binfmt_misc entry serves containers: enabled, and its interpreter held open by the kernel (flag F), so that
 * it need not be there inside. https://docs.kernel.org/admin-guide/binfmt-misc.html
 *
 *     enabled
 *     interpreter /usr/bin/qemu-aarch64
 *     flags: POCF
 */
export function isHandler(entry: string): boolean {
  return /^enabled$/m.test(entry) && /^flags: .*F/m.test(entry);
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

function architectureOf(platform: Platform): string {
  return platform.split('/')[1] ?? '';
}

/** What binfmt said of each thing that it tried, without the JSON among it. */
export function explainBinfmt(output: string): string {
  const lines = output.match(/^(?:installing|error|level=).*/gm) ?? [];
  return lines.join('; ') || 'it said nothing of why';
}
