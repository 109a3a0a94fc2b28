import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** A layer of an image: a gzipped tar in a file. */
export interface Layer {
  file: string;
  /** Of the file. */
  digest: string;
  size: number;
  /** Digest of the tar that it unpacks to. */
  diffId: string;
}

/** Packs all that is in a folder, save device files: the same layer for the same content, whenever and by whomever it is made. */
export async function packLayer(folder: string, file: string): Promise<Layer> {
  const args = [
    '--create',
    '--sort=name',
    '--mtime=@0',
    '--numeric-owner',
    '--exclude=./dev/*',
    '--format=gnu',
    '-C',
    folder,
    '.',
  ];
  const tar = spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => tar.on('error', reject).on('close', resolve));
  const outer = hashing();
  const inner = hashing();
  await pipeline(tar.stdout, inner.stream, createGzip({ level: 4 }), outer.stream, createWriteStream(file));
  if ((await ended) !== 0) throw new Error(`tar: can't pack ${folder}: exit code ${await ended}`);
  return { file, digest: outer.digest(), diffId: inner.digest(), size: (await stat(file)).size };
}

function hashing(): { stream: Transform; digest: () => string } {
  const hash = createHash('sha256');
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, digest: () => `sha256:${hash.digest('hex')}` };
}
