import { writeFile } from 'node:fs/promises';
import { type Secret, secretFiles } from './secret.ts';

/** Writes the values of secrets to files of their own in `folder`, which the post step removes. */
export async function writeSecrets(secrets: readonly Secret[], folder: string): Promise<void> {
  for (const { path, value } of secretFiles(secrets, folder)) await writeFile(path, value, { mode: 0o600 });
}
