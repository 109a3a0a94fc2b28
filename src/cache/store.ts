import { basename } from 'node:path';
import { restoreCache, saveCache } from '@actions/cache';

/**
 * The service as the toolkit's cache package speaks to it, which this one process loads. The package tells the runner of its
 * failures and goes on; no runner listens here, and what it says is why a call came to nothing.
 */
const said: string[] = [];
process.stdout.write = ((text: string | Uint8Array) => {
  said.push(...Buffer.from(text).toString().split('\n'));
  return true;
}) as typeof process.stdout.write;

/** The newest key that begins so; undefined where there is none. Throws where the service does not say within this many milliseconds. */
export async function findKey(file: string, prefix: string, patience: number): Promise<string | undefined> {
  return explain('', async () => {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer in time')), patience));
    return Promise.race([restoreCache([basename(file)], prefix, [], { lookupOnly: true }), late]);
  });
}

/** Fetches the archive of a key into a file of the working folder. Throws where it does not come. */
export async function fetchArchive(file: string, key: string): Promise<void> {
  await explain('it did not come', async () => restoreCache([basename(file)], key));
}

/** Stores a file of the working folder under a key, unless the service has one there. Returns whether it did. Throws where it has none now. */
export async function storeArchive(file: string, key: string, patience: number): Promise<boolean> {
  said.length = 0;
  const id = await saveCache([basename(file)], key);
  const reason = lastReason();
  // The package says of any refusal that another job may be at it.
  if (id === -1 && (await findKey(file, key, patience)) !== key) throw new Error(reason || 'it was not taken');
  return id !== -1;
}

/** What the call returns. Throws with what the package said where that is nothing, and it said something or should not be. */
async function explain(lack: string, call: () => Promise<string | undefined>): Promise<string | undefined> {
  said.length = 0;
  const result = await call();
  const reason = lastReason() || lack;
  if (result === undefined && reason) throw new Error(reason);
  return result;
}

function lastReason(): string {
  const lines = said.flatMap((line) => /^(?:::(?:warning|error)::)?(?:Failed to \w+: )(.*)$/.exec(line)?.[1] ?? []);
  return decodeURIComponent((lines.at(-1) ?? '').replaceAll(/%(?!25|0D|0A)/g, '%25'));
}
