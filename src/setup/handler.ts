/** An entry of binfmt_misc: the interpreter of programs that begin with certain bytes. */
export interface Handler {
  name: string;
  enabled: boolean;
  interpreter: string;
  flags: string;
  offset: number;
  magic: Uint8Array;
  mask: Uint8Array;
}

/** What is wrong with a handler. */
export interface Fault {
  /** The handler's name. */
  entry: string;
  reason: string;
  /** gone: it can serve nobody. broken: no container. flawed: containers, but not as it should. */
  severity: 'gone' | 'broken' | 'flawed';
}

/**
 * Reads an entry of binfmt_misc; undefined where it goes by the names of files.
 * https://docs.kernel.org/admin-guide/binfmt-misc.html
 *
 *     enabled
 *     interpreter /usr/bin/qemu-aarch64
 *     flags: POCF
 *     offset 0
 *     magic 7f454c460201010000000000000000000200b700
 *     mask ffffffffffffff00fffffffffffffffffeffffff
 */
export function parseHandler(name: string, text: string): Handler | undefined {
  const field = (label: string) => new RegExp(`^${label} (.*)$`, 'm').exec(text)?.[1] ?? '';
  const magic = Buffer.from(field('magic'), 'hex');
  if (magic.length === 0) return undefined;
  const mask = Buffer.from(field('mask'), 'hex');
  return {
    name,
    enabled: /^enabled$/m.test(text),
    interpreter: field('interpreter'),
    flags: field('flags:'),
    offset: Number(field('offset')),
    magic,
    mask: mask.length > 0 ? mask : magic.map(() => 0xff),
  };
}

/**
 * The handler that the kernel gives a program to, of handlers from the newest to the oldest; a disabled one where there is
 * no other.
 */
export function findHandler(handlers: readonly Handler[], program: Uint8Array): Handler | undefined {
  const takers = handlers.filter(({ offset, magic, mask }) =>
    magic.every((byte, index) => (((program[offset + index] ?? 0) ^ byte) & (mask[index] ?? 0)) === 0),
  );
  return takers.find(({ enabled }) => enabled) ?? takers[0];
}

/**
 * What is wrong with a handler. `present`: whether the file of its interpreter is there; `ran`: whether a program that wants
 * no arguments but its own name ran well.
 */
export function findFault(
  { name, enabled, interpreter, flags }: Handler,
  present: boolean,
  ran: boolean,
): Fault | undefined {
  const fault = (severity: Fault['severity'], reason: string): Fault => ({ entry: name, reason, severity });
  if (!enabled) return fault('broken', 'it is disabled');
  // With flag F the kernel holds the file open, wherever it is or was.
  const held = flags.includes('F');
  if (!held && !present) return fault('gone', `its interpreter ${interpreter} is not there`);
  if (!held)
    return fault('broken', `without the flag F its interpreter ${interpreter} has to be inside each container`);
  // What the kernel puts before the arguments depends on the flag P, and not every QEMU expects it.
  if (!ran)
    return fault('broken', `a program that was tried did not start, or not with its arguments (flags ${flags})`);
  if (!flags.includes('P'))
    return fault('flawed', 'without the flag P programs are told another name than they were called by');
  return undefined;
}
