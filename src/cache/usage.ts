import { readFile } from 'node:fs/promises';
import { parseMetadata, readReference } from '../build/metadata.ts';
import { ignoreFailure, run } from '../exec.ts';
import { countWritten, parseLayers } from './layers.ts';
import { createProgress } from './progress.ts';
import { listUsage } from './summary.ts';
import { type CacheTask, pathsIn } from './task.ts';

/** Asks BuildKit about a build of the past; undefined where it does not tell. */
type Ask = (args: readonly string[], onText?: (text: string) => void) => Promise<string | undefined>;

// Milliseconds.
const PATIENCE = 10_000;

/** Rows of what each platform's steps cost and what was exported of them, as BuildKit keeps it of builds; none where it does not tell. */
export async function readUsage(folder: string, task: CacheTask, stop: AbortSignal): Promise<string[][]> {
  const { history, reference, platforms, replay } = task;
  if (!history) return [];
  const built = createProgress();
  const ask: Ask = async (args, onText) => {
    const command = { ...history, args: [...history.args, ...args] };
    return run(command, { timeout: PATIENCE, signal: stop, ...(onText && { onText }) }).catch(ignoreFailure);
  };
  const told = await ask(['logs', '--progress=rawjson', reference], built.add);
  if (told === undefined) return [];
  const exporting = replay ? await readReplay(folder) : { progress: built, reference };
  return listUsage(built.usage(platforms), exporting && (await readExported(ask, exporting, platforms)));
}

/** The export that followed; undefined where it did not come to its end. */
async function readReplay(folder: string): Promise<Exporting | undefined> {
  const { metadata, log } = pathsIn(folder);
  const text = await readFile(metadata, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const progress = createProgress();
  progress.add(await readFile(log, 'utf8'));
  return { progress, reference: readReference(parseMetadata(text).document) };
}

interface Exporting {
  progress: ReturnType<typeof createProgress>;
  reference: string;
}

/** The bytes that were exported, by platform; undefined where nothing was, or BuildKit does not say what it consists of. */
async function readExported(ask: Ask, { progress, reference }: Exporting, platforms: CacheTask['platforms']) {
  const exports = progress.exports().filter(({ completed, error }) => completed && error === '');
  if (exports.length === 0) return undefined;
  const written = exports.flatMap((one) => one.written);
  if (written.length === 0) return new Map<string, number>();
  // What is attested of a build for a single platform has none.
  const choices = platforms.length === 1 ? [[]] : platforms.map((platform) => [`--platform=${platform}`]);
  const attested = await Promise.all(
    choices.map((choice) => ask(['inspect', 'attachment', '--type=provenance', ...choice, reference])),
  );
  const layers = new Map(attested.flatMap((text) => [...parseLayers(text ?? '')]));
  const bytes = countWritten(written, layers, (vertex) => progress.platformOf(vertex, platforms));
  return bytes.size > 0 ? bytes : undefined;
}
