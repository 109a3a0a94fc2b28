import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { cancelled } from '../exec.ts';

// Bytes that are hashed at once: a millisecond, in which nothing else gets its turn.
const PIECE = 1024 * 1024;

/** SHA-256 of a file, in hex; empty where it can't be read. One piece is read while the one before it is hashed. */
export async function hashFile(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const hash = createHash('sha256');
    const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
    let reading = file.read(one);
    for (;;) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) return hash.digest('hex');
      cancelled.throwIfAborted();
      reading = file.read(buffer === one ? other : one);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch {
    cancelled.throwIfAborted();
    return '';
  }
}
