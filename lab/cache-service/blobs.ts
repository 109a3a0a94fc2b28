import { Worker } from 'node:worker_threads';
import {
  BlobSASPermissions,
  ContainerClient,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { Report } from '../command.ts';
import { ensureAzurite } from './azurite.ts';

/** A storage of blobs behind signed URLs, as Azure's: Azurite, in memory, with one container. */
export interface Blobs extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  address: string;
  /** The path and query with which a blob may be written, or read, for an hour, by whoever has them. */
  sign: (id: string, what: 'write' | 'read') => string;
  /** Its bytes; undefined where it is not there. */
  measure: (id: string) => Promise<number | undefined>;
  remove: (id: string) => Promise<void>;
}

const HOUR = 60 * 60 * 1000;
const CONTAINER = 'cache';
// Azurite's own, the same everywhere: https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
const ACCOUNT = new StorageSharedKeyCredential(
  'devstoreaccount1',
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
);

/** The blob that a path is of (`/devstoreaccount1/cache/ID`); undefined where it is no blob's. */
export function parseBlobPath(path: string): string | undefined {
  const [, account, container, id] = path.split('/');
  return account === ACCOUNT.accountName && container === CONTAINER ? id : undefined;
}

/** Starts one on a free port. */
export async function startBlobs(report: Report): Promise<Blobs> {
  const argv = ['--blobPort=0', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'];
  // A thread, and no process that would outlive a killed one.
  const worker = new Worker(await ensureAzurite(report), { argv, stdout: true, stderr: true });
  const url = await readUrl(worker);
  const container = new ContainerClient(`${url}/${ACCOUNT.accountName}/${CONTAINER}`, ACCOUNT);
  await container.create();
  return {
    address: url.replace('http://', ''),
    sign: (id, what) => {
      const query = generateBlobSASQueryParameters(
        {
          containerName: CONTAINER,
          blobName: id,
          permissions: BlobSASPermissions.parse(what === 'read' ? 'r' : 'cw'),
          expiresOn: new Date(Date.now() + HOUR),
        },
        ACCOUNT,
      );
      return `/${ACCOUNT.accountName}/${CONTAINER}/${id}?${query}`;
    },
    measure: async (id) => {
      const blob = container.getBlobClient(id);
      return (await blob.exists()) ? (await blob.getProperties()).contentLength : undefined;
    },
    remove: async (id) => void (await container.getBlobClient(id).deleteIfExists()),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

/** Azurite says where it listens when it does. */
async function readUrl(worker: Worker): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk;
      const [, url] = /successfully listens on (http:\S+)/.exec(text) ?? [];
      if (url) resolve(url);
    };
    worker.stdout.on('data', read);
    worker.stderr.on('data', read);
    worker.once('error', reject).once('exit', () => reject(new Error(`Azurite: it ended before it listened\n${text}`)));
  });
}
