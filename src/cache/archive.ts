import { createHash } from 'node:crypto';

const BLOCK = 512;
// Of the fields of a header: https://www.gnu.org/software/tar/manual/html_node/Standard.html
const [SIZE, TIME, CHECKSUM, TYPE, MAGIC] = [124, 136, 148, 156, 257];
/** Links and folders, whose times unpacking does not bring back. */
const TIMELESS = ['2', '5'];
/** A long name, or where a long link leads, of the entry that follows. */
const NAMES = ['L', 'K'];

/**
 * Hashes a tar archive, as it comes, by what is in it: names, kinds, modes, owners, times and contents, in whatever order they
 * are; without what unpacking does not bring back, and the folder that all is in. Throws where it is no archive.
 */
export function createArchiveHash(): { add: (data: Buffer) => void; digest: () => string } {
  const entries: string[] = [];
  let entry = createHash('sha256');
  let header = Buffer.alloc(0);
  // Bytes of the current entry that are still to come.
  let left = 0;
  let whole = true;

  const begin = () => {
    if (header.every((byte) => byte === 0)) return;
    if (header.toString('latin1', MAGIC, MAGIC + 5) !== 'ustar') throw new Error('it is no tar archive');
    const type = header.toString('latin1', TYPE, TYPE + 1);
    whole = !NAMES.includes(type);
    const isTop = whole && /^\.\/?\0/.test(header.toString('latin1'));
    left = Math.ceil(readNumber(header.subarray(SIZE, TIME)) / BLOCK) * BLOCK;
    header.fill(0, CHECKSUM, TYPE);
    if (TIMELESS.includes(type)) header.fill(0, TIME, CHECKSUM);
    if (isTop) return;
    entry.update(header);
    if (left === 0) end();
  };
  const end = () => {
    if (!whole) return;
    entries.push(entry.digest('hex'));
    entry = createHash('sha256');
  };

  return {
    add: (data) => {
      for (let at = 0; at < data.length; ) {
        const piece = data.subarray(at, at + (left || BLOCK - header.length));
        at += piece.length;
        if (left > 0) {
          entry.update(piece);
          left -= piece.length;
          if (left === 0) end();
          continue;
        }
        header = Buffer.concat([header, piece]);
        if (header.length < BLOCK) continue;
        begin();
        header = Buffer.alloc(0);
      }
    },
    digest: () => {
      if (left > 0 || header.length > 0) throw new Error('it breaks off');
      return createHash('sha256').update(entries.toSorted().join('\n')).digest('hex');
    },
  };
}

/** A number of a header: octal digits, or bytes after a first one that is no digit. */
function readNumber(field: Buffer): number {
  if ((field[0] ?? 0) < 0x80) return Number.parseInt(field.toString('latin1'), 8) || 0;
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}
