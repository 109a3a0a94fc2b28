/** What the ELF header says of an architecture's programs, and the smallest program for it. */
interface Elf {
  bits: 32 | 64;
  bigEndian?: true;
  machine: number;
  flags?: number;
  /** Machine code, in hex, of `exit(argc - 1)`: the kernel puts argc on top of the stack. */
  code: string;
}

// By Go's names. https://github.com/torvalds/linux/blob/master/include/uapi/linux/elf-em.h
const ELFS: Readonly<Record<string, Elf>> = {
  amd64: { bits: 64, machine: 62, code: '8b3c24ffcfb83c0000000f05' },
  '386': { bits: 32, machine: 3, code: '8b1c244bb801000000cd80' },
  arm64: { bits: 64, machine: 183, code: 'e00340f900040051a80b8052010000d4' },
  arm: { bits: 32, machine: 40, flags: 0x05000000, code: '00009de5010040e20170a0e3000000ef' },
  riscv64: { bits: 64, machine: 243, code: '032501001305f5ff9308d00573000000' },
  ppc64le: { bits: 64, machine: 21, flags: 2, code: '000061e8ffff63380100003802000044' },
  s390x: { bits: 64, bigEndian: true, machine: 22, code: 'e320f0000004a72bffff0a01' },
  mips64le: { bits: 64, machine: 8, flags: 0x80000000, code: '0000a4dfffff8464c21302640c000000' },
  mips64: { bits: 64, bigEndian: true, machine: 8, flags: 0x80000000, code: 'dfa400006484ffff640213c20000000c' },
  loong64: { bits: 64, machine: 258, flags: 0x43, code: '6400c02884fcff020b74810300002b00' },
};

const ADDRESS = 0x400000;
const PAGE = 0x10000;
const READ_AND_EXECUTE = 5;

/** The architectures whose programs are known, and can be emulated. */
export const ARCHITECTURES: readonly string[] = Object.keys(ELFS);

/**
 * A program for Linux on this architecture that exits with code 0 if it is given no argument but its own name.
 * https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 */
export function makeProgram(architecture: string): Uint8Array {
  const elf = ELFS[architecture] as Elf;
  const code = Buffer.from(elf.code, 'hex');
  const word = elf.bits / 8;
  const wide = word === 8;
  const [header, segment] = wide ? [64, 56] : [52, 32];
  const size = header + segment + code.length;
  const put = (width: number, ...values: number[]) =>
    values.flatMap((value) => {
      const bytes = Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
      return elf.bigEndian ? bytes.reverse() : bytes;
    });
  return Uint8Array.from([
    ...[0x7f, 0x45, 0x4c, 0x46, elf.bits / 32, elf.bigEndian ? 2 : 1, 1, ...put(9, 0)],
    // An executable, its entry and its one segment; no sections.
    ...[...put(2, 2, elf.machine), ...put(4, 1), ...put(word, ADDRESS + header + segment, header, 0)],
    ...[...put(4, elf.flags ?? 0), ...put(2, header, segment, 1, 0, 0, 0)],
    // The segment is the whole file; where its flags stand depends on the width.
    ...put(4, 1, ...(wide ? [READ_AND_EXECUTE] : [])),
    ...put(word, 0, ADDRESS, ADDRESS, size, size),
    ...put(4, ...(wide ? [] : [READ_AND_EXECUTE])),
    ...put(word, PAGE),
    ...code,
  ]);
}
