import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint, inCache } from '../cache.ts';
import { type Report, run } from '../command.ts';

/** The path of Azurite's program, installed once for all checkouts: it is half as big as all that they have in node_modules. */
export async function ensureAzurite(report: Report): Promise<string> {
  const source = join(import.meta.dirname, '../tools/azurite');
  const lock = await readFile(join(source, 'package-lock.json'));
  const folder = inCache('azurite', fingerprint(lock).slice(0, 16));
  const program = join(folder, 'node_modules/azurite/dist/src/blob/main.js');
  if (existsSync(program)) return program;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(source, partial, { recursive: true });
  await run('npm', ['ci', '--prefix', partial, '--ignore-scripts', '--no-audit', '--no-fund'], {
    progress: { doing: 'installing Azurite', report },
  });
  await rename(partial, folder);
  return program;
}
