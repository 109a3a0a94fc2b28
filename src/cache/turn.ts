import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../detached.ts';
import { jobOf } from '../setup/builder.ts';

/** The process that exports for this job; undefined where none does. The service limits how much a repository writes at once. */
export async function findExporter(): Promise<number | undefined> {
  const pid = Number(await readFile(pathOf(), 'utf8').catch(() => ''));
  return isRunning(pid) ? pid : undefined;
}

/** Notes that this one does. */
export async function takeTurn(pid: number): Promise<void> {
  await writeFile(pathOf(), `${pid}`);
}

/** Takes the note back. */
export async function endTurn(pid: number): Promise<void> {
  const noted = Number(await readFile(pathOf(), 'utf8').catch(() => ''));
  if (noted === pid) await rm(pathOf(), { force: true });
}

function pathOf(): string {
  const job = createHash('sha256').update(jobOf(process.env)).digest('hex').slice(0, 12);
  return join(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-export-${job}`);
}
