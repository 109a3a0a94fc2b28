import { type Command, CommandError, ignoreFailure, lastLines, run } from '../exec.ts';
import { explainEngine, type Host, parseHost } from '../host.ts';

// docker.sock answers in milliseconds; an engine that is still starting, or is far away, within seconds.
const TIMEOUT = 8000;

/** The engine's facts. Throws where there is none to work with. */
export async function readHost(): Promise<Host> {
  const command = dockerCommand(['info', '--format={{json .}}']);
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

/** A command of the docker CLI, for the engine's own platform whatever the job's environment says. */
export function dockerCommand(args: readonly string[]): Command {
  return { file: 'docker', args, env: { DOCKER_DEFAULT_PLATFORM: '' } };
}

/** An image that the engine has. */
export interface Image {
  /** Without `sha256:`. */
  id: string;
  /** The program that a container of it runs, with its arguments. */
  entrypoint: readonly string[];
}

/** The image that the engine has under one of these references. */
export async function findImage(references: readonly string[]): Promise<Image | undefined> {
  const format = '{{.Id}} {{json .Config.Entrypoint}}';
  for (const reference of references) {
    const text = await run(dockerCommand(['image', 'inspect', `--format=${format}`, reference])).catch(ignoreFailure);
    const [, id, entrypoint] = /^sha256:(\w+) (.*)/.exec(text ?? '') ?? [];
    if (id && entrypoint) return { id, entrypoint: (JSON.parse(entrypoint) as string[] | null) ?? [] };
  }
  return undefined;
}

/** Pulls the first of the references that can be pulled, and returns the image. */
export async function pullImage(references: readonly string[]): Promise<Image> {
  await tryEach(references, (reference) => run(dockerCommand(['pull', '--quiet', reference])));
  return (await findImage(references)) as Image;
}

/** The log of a container; empty where there is none. */
export async function readLog(container: string): Promise<string> {
  const log: string[] = [];
  const command = dockerCommand(['logs', container]);
  await run(command, { onText: (text) => log.push(text), timeout: TIMEOUT }).catch(() => log.splice(0));
  return log.join('\n').trim();
}

/** Tries one candidate after the other. Where all fail, throws with what each of them said. */
export async function tryEach<T>(
  candidates: readonly string[],
  attempt: (candidate: string) => Promise<T>,
): Promise<T> {
  const failures: string[] = [];
  for (const candidate of candidates)
    try {
      return await attempt(candidate);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.push(`${candidate}: ${error.reason}`);
    }
  throw new Error(
    `docker: no source has the image; allow one of them through, or name another in a toolchain document:\n${failures.join('\n')}`,
  );
}
