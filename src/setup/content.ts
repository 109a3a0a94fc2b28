import { ARCHITECTURES, makeProgram } from './elf.ts';

const DARWIN: Readonly<Record<number, string>> = { 16777223: 'amd64', 16777228: 'arm64' };
const WINDOWS: Readonly<Record<number, string>> = { 34404: 'amd64', 43620: 'arm64' };

/** What a file is, by its first 512 bytes: a program for `linux-arm64`, a page, or nothing that is known here. */
export type Content = { kind: 'program'; machine: string } | { kind: 'page' } | undefined;

/** Recognizes it. */
export function recognizeContent(start: Buffer): Content {
  const machine = findElf(start) ?? findMach(start) ?? findPortable(start);
  if (machine !== undefined) return { kind: 'program', machine };
  return /^\s*<(?:!doctype|html|\?xml)/i.test(start.toString()) ? { kind: 'page' } : undefined;
}

/** Whether it runs on a machine that `machine` names as buildx's releases do: `linux-arm-v7`, `windows-amd64.exe`. */
export function isForeign(content: Content, machine: string): boolean {
  return content?.kind === 'program' && !new RegExp(`^${content.machine}(?![^-.])`).test(machine);
}

/** Says what the file is, and how long. */
export function describeContent(content: Content, size: number): string {
  const bytes = `${size} bytes`;
  if (content === undefined) return bytes;
  return content.kind === 'page' ? `a page for a browser of ${bytes}` : `a program for ${content.machine} of ${bytes}`;
}

// Width, byte order and machine tell one architecture's programs from another's.
// https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
function findElf(start: Buffer): string | undefined {
  const tell = (bytes: Uint8Array) => [...bytes.subarray(0, 6), ...bytes.subarray(18, 20)].join();
  const architecture = ARCHITECTURES.find((name) => tell(makeProgram(name)) === tell(start));
  return architecture && `linux-${architecture}`;
}

// https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h
function findMach(start: Buffer): string | undefined {
  const is = start.length >= 8 && start.readUInt32LE() === 0xfeedfacf;
  const architecture = is ? DARWIN[start.readUInt32LE(4)] : undefined;
  return architecture && `darwin-${architecture}`;
}

// https://learn.microsoft.com/windows/win32/debug/pe-format
function findPortable(start: Buffer): string | undefined {
  if (start.length < 64 || start.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const at = start.readUInt32LE(0x3c);
  const is = at + 6 <= start.length && start.toString('latin1', at, at + 4) === 'PE\0\0';
  const architecture = is ? WINDOWS[start.readUInt16LE(at + 4)] : undefined;
  return architecture && `windows-${architecture}`;
}
