import { createHash } from 'node:crypto';

const BLOCK = 512;
// Of the fields of a header: https://www.gnu.org/software/tar/manual/html_node/Standard.html
const [NAME, MODE, SIZE, TIME, CHECKSUM, TYPE, LINK, MAGIC] = [0, 100, 124, 136, 148, 156, 157, 257];
/** Links and folders, whose times unpacking does not bring back. */
const TIMELESS = ['2', '5'];
/** One more name of a file that came before. */
const HARD_LINK = '1';
/** A long name, or where a long link leads, of the entry that follows. */
const [LONG_NAME, LONG_LINK] = ['L', 'K'];

/** All the names of a file, and the hash of what else there is of it. */
interface File {
  names: string[];
  hashes: string[];
}

/**
 * Hashes a tar archive, as it comes, by what is in it: names, kinds, modes, owners, times and contents, in whatever order they
 * are, and so under whichever of its names a file with several is there; without what unpacking does not bring back, and the
 * folder that all is in. Throws where it is no archive.
 */
export function createArchiveHash(): { add: (data: Buffer) => void; digest: () => string } {
  // By the name that the archive has a file under.
  const files = new Map<string, File>();
  const long = new Map<string, string>();
  let header = Buffer.alloc(0);
  // Bytes of the current entry that are still to come, and what is done with them.
  let left = 0;
  let take: (piece: Buffer) => void;
  let end: () => void;

  const fileOf = (name: string) => {
    const found = files.get(name) ?? { names: [], hashes: [] };
    files.set(name, found);
    return found;
  };
  const begin = () => {
    if (header.every((byte) => byte === 0)) return;
    if (header.toString('latin1', MAGIC, MAGIC + 5) !== 'ustar') throw new Error('it is no tar archive');
    left = Math.ceil(readNumber(header.subarray(SIZE, TIME)) / BLOCK) * BLOCK;
    const type = header.toString('latin1', TYPE, LINK);
    if (type === LONG_NAME || type === LONG_LINK) readLong(type);
    else readFile(type);
    if (left === 0) end();
  };
  const readLong = (type: string) => {
    const pieces: Buffer[] = [];
    take = (piece) => pieces.push(piece);
    end = () => long.set(type, readText(Buffer.concat(pieces)));
  };
  const readFile = (type: string) => {
    const name = long.get(LONG_NAME) ?? readText(header.subarray(NAME, MODE));
    const link = long.get(LONG_LINK) ?? readText(header.subarray(LINK, MAGIC));
    long.clear();
    const isTop = /^\.\/?$/.test(name);
    const isLink = type === HARD_LINK;
    header.fill(0, NAME, MODE);
    header.fill(0, TIMELESS.includes(type) ? TIME : CHECKSUM, TYPE);
    header.fill(0, LINK, MAGIC);
    const hash = createHash('sha256').update(header).update(link);
    take = (piece) => hash.update(piece);
    end = () => {
      if (isTop) return;
      const { names, hashes } = fileOf(isLink ? link : name);
      names.push(name);
      if (!isLink) hashes.push(hash.digest('hex'));
    };
  };

  return {
    add: (data) => {
      for (let at = 0; at < data.length; ) {
        const piece = data.subarray(at, at + (left || BLOCK - header.length));
        at += piece.length;
        if (left > 0) {
          take(piece);
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
      const facts = [...files.values()].map(({ names, hashes }) => JSON.stringify([names.toSorted(), hashes]));
      return createHash('sha256').update(facts.toSorted().join('\n')).digest('hex');
    },
  };
}

/** A text of a header, which ends with its field or before the first zero; each character is a byte. */
function readText(field: Buffer): string {
  return field.toString('latin1').replace(/\0.*$/s, '');
}

/** A number of a header: octal digits, or bytes after a first one that is no digit. */
function readNumber(field: Buffer): number {
  if ((field[0] ?? 0) < 0x80) return Number.parseInt(field.toString('latin1'), 8) || 0;
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}
