import { CommandError, lastLines, run } from '../exec.ts';
import { explainEngine, type Host, parseHost } from '../host.ts';

// docker.sock answers in milliseconds; an engine that is still starting, or is far away, within seconds.
const TIMEOUT = 8000;

/** The engine's facts. Throws where there is none to work with. */
export async function readHost(): Promise<Host> {
  const command = { file: 'docker', args: ['info', '--format', '{{json .}}'] };
  const text = await run(command, { timeout: TIMEOUT }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    if (error.missing)
      throw new Error('docker: there is no such program on the PATH; install Docker, or use a runner that has it');
    // Between command and reason stands the JSON of an engine of which nothing is known.
    const [command] = error.message.split('\n');
    throw new Error(explainEngine(`${command}\n${lastLines(error.output, 1)}`), { cause: error });
  });
  const host = parseHost(text);
  if (typeof host === 'string') throw new Error(host);
  return host;
}

/** The first of the references that the engine has, else the first that it can pull. */
export async function ensureImage(references: readonly string[]): Promise<string> {
  for (const reference of references) if (await hasImage(reference)) return reference;
  return tryEach(references, async (reference) => {
    await run({ file: 'docker', args: ['pull', '--quiet', reference] });
    return reference;
  });
}

/** The last lines of a container's log, all of them where no number is given; empty where there is none. */
export async function readLog(container: string, lines: number | 'all'): Promise<string> {
  const log: string[] = [];
  const command = { file: 'docker', args: ['logs', `--tail=${lines}`, container] };
  const kept = await run(command, { onText: (text) => log.push(text), timeout: TIMEOUT }).then(
    () => log,
    () => [],
  );
  return kept.join('\n').trim();
}

/** Tries one candidate after the other; where all fail, throws the last one's error. */
export async function tryEach<T>(
  candidates: readonly string[],
  attempt: (candidate: string) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const candidate of candidates)
    try {
      return await attempt(candidate);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failure = error;
    }
  throw failure;
}

async function hasImage(reference: string): Promise<boolean> {
  const command = { file: 'docker', args: ['image', 'inspect', '--format', '{{.Id}}', reference] };
  return run(command).then(
    () => true,
    (error) => {
      if (!(error instanceof CommandError)) throw error;
      return false;
    },
  );
}
