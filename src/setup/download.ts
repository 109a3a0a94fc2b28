import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Patience } from '../backoff.ts';
import { cancelled } from '../exec.ts';
import { createClient, follow, HttpError } from '../http.ts';
import { SourceError } from '../verdict.ts';

/** A file that was downloaded, whatever it is. */
export interface Download {
  sha256: string;
  size: number;
  /** Its first 512 bytes. */
  start: Buffer;
}

const START = 512;

/** Writes what a URL (http, https, file) gives into a new file, and hashes it on the way. Leaves none where it fails. */
export async function download(url: string, path: string, { silence, attempt }: Patience): Promise<Download> {
  const limit = AbortSignal.timeout(attempt);
  try {
    return await write(await openSource(url, silence, AbortSignal.any([cancelled, limit])), path);
  } catch (error) {
    await rm(path, { force: true });
    if (limit.aborted) throw new SourceError('again', `not complete within ${attempt / 1000} s`, { cause: error });
    throw error;
  }
}

async function openSource(url: string, timeout: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
  if (url.startsWith('file:')) return createReadStream(fileURLToPath(url), { signal });
  const answer = await follow(createClient(), { url, timeout, signal });
  if (answer.status === 200) return answer.body;
  answer.body.destroy();
  throw new HttpError(
    answer,
    `status ${answer.status} ${process.getBuiltinModule('node:http').STATUS_CODES[answer.status] ?? ''}`.trim(),
  );
}

async function write(source: AsyncIterable<Buffer>, path: string): Promise<Download> {
  const hash = createHash('sha256');
  let size = 0;
  let start = Buffer.alloc(0);
  await using file = await open(path, 'wx').catch(refuse);
  for await (const chunk of source) {
    hash.update(chunk);
    if (size < START) start = Buffer.concat([start, chunk]).subarray(0, START);
    size += chunk.length;
    await file.writeFile(chunk).catch(refuse);
  }
  return { sha256: hash.digest('hex'), size, start };
}

function refuse(error: Error): never {
  throw new SourceError(
    'stop',
    `RUNNER_TEMP: a download can't be written there; free space, or have it point to a folder that has some: ${error.message}`,
    { cause: error },
  );
}
