import { PATIENCE, type Patience } from '../backoff.ts';
import { type Command, CommandError, ignoreFailure, run } from '../exec.ts';
import { explainEngine, type Host, parseHost } from '../host.ts';
import { lastLines } from '../output.ts';
import { parseReference } from '../publish/reference.ts';
import { judgeError, trySources } from '../retry.ts';
import { print, warning } from '../runner.ts';
import { SourceError } from '../verdict.ts';

// docker.sock answers in milliseconds; an engine that is still starting, has much to do, or is far away, within seconds.
const TIMEOUT = 20_000;

/** The engine's facts. Throws where there is none to work with. */
export async function readHost(): Promise<Host> {
  const command = dockerCommand(['info', '--format={{json .}}']);
  const text = await run(command, { timeout: TIMEOUT }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    if (error.code === undefined)
      throw new Error('docker: there is no such program on the PATH; install Docker, or use a runner that has it');
    // Between command and reason stands the JSON of an engine of which nothing is known.
    const [command] = error.message.split('\n');
    throw new Error(explainEngine(`${command}\n${lastLines(error.output, 1)}`), { cause: error });
  });
  const host = parseHost(text, process.env);
  if (typeof host === 'string') throw new Error(host);
  return host;
}

/** A command of the docker CLI, for the engine's own platform whatever the job's environment says. */
export function dockerCommand(args: readonly string[]): Command {
  return { file: 'docker', args, env: { DOCKER_DEFAULT_PLATFORM: '' } };
}

/** Removes a container and its volumes without a name, if it is there; prints the name then. */
export function removal(container: string): Command {
  return dockerCommand(['rm', '--force', '--volumes', container]);
}

/** An image that the engine has. */
export interface Image {
  /** Without `sha256:`. */
  id: string;
  /** The program that a container of it runs, with its arguments. */
  entrypoint: readonly string[];
}

/** The image that the engine has under one of these references by digest. */
export async function findImage(references: readonly string[]): Promise<Image | undefined> {
  for (const reference of references) {
    const found = await inspectImage(reference);
    const lack = found && explainLack(found, reference);
    if (found && !lack) {
      print(`${reference}: the engine has it`);
      return found;
    }
    if (lack) warning(`docker: the image ${reference} ${lack}; it is pulled again`);
  }
  return undefined;
}

/** Pulls the first of the references that can be pulled, and returns the image. */
export async function pullImage(references: readonly string[], patience: Patience = PATIENCE): Promise<Image> {
  return trySources('docker pull', references, (reference) => pull(reference, patience), patience);
}

/** The digest that the engine knows of an image by its name, `[registry/]path[:tag]`; undefined where it has none. */
export async function findDigest(name: string): Promise<string | undefined> {
  const digests = (await inspectImage(name))?.digests ?? [];
  const spell = (text: string) => JSON.stringify(parseReference(text.replace(/(?::[\w.-]+)?(?:@.*)?$/, '')));
  return digests.find((digest) => spell(digest) === spell(name))?.replace(/.*@/, '');
}

async function pull(reference: string, { silence, attempt }: Patience): Promise<Image> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), silence);
  const limit = AbortSignal.timeout(attempt);
  try {
    // It tells of nothing before the registry has answered, and then not how far it is.
    const onText = () => clearTimeout(timer);
    const signal = AbortSignal.any([silent.signal, limit]);
    await run(dockerCommand(['pull', reference]), { onText, signal });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (silent.signal.aborted) throw new SourceError('again', `no answer within ${silence / 1000} s`, { cause });
    if (limit.aborted) throw new SourceError('again', `not complete within ${attempt / 1000} s`, { cause });
    const [verdict, reason] = [judgeError(cause), lastLines(cause.reason, 1)];
    const stopped = `docker: the engine can't take ${reference} in; see that it runs and has space on its disk: ${reason}`;
    throw new SourceError(verdict, verdict === 'stop' ? stopped : reason, { cause });
  } finally {
    clearTimeout(timer);
  }
  const found = await inspectImage(reference);
  const lack = found ? explainLack(found, reference) : 'is not there after it was pulled';
  if (!found || lack) throw new SourceError('wrong', lack ?? '');
  print(`${reference}: pulled`);
  return found;
}

/** What the engine says of an image; undefined where it has none of this name. */
async function inspectImage(name: string): Promise<(Image & { digests: string[] }) | undefined> {
  const command = dockerCommand(['image', 'inspect', '--format={{json .}}', name]);
  const text = await run(command, { timeout: TIMEOUT }).catch(ignoreFailure);
  if (text === undefined) return undefined;
  const { Id, RepoDigests, Config } = JSON.parse(text) as {
    Id: string;
    RepoDigests?: string[] | null;
    Config?: { Entrypoint?: string[] | null } | null;
  };
  return { id: Id.replace('sha256:', ''), entrypoint: Config?.Entrypoint ?? [], digests: RepoDigests ?? [] };
}

/** Says that an image does not have the digest of its reference; empty where it has. */
function explainLack({ digests }: { digests: readonly string[] }, reference: string): string {
  const digest = reference.replace(/.*@/, '');
  if (digests.some((known) => known.endsWith(`@${digest}`))) return '';
  return `has the digests ${digests.join(', ') || 'of no registry'}, and the pin is ${digest}`;
}

/** The log of a container; empty where there is none. */
export async function readLog(container: string): Promise<string> {
  const log: string[] = [];
  const command = dockerCommand(['logs', container]);
  await run(command, { onText: (text) => log.push(text), timeout: TIMEOUT }).catch(() => log.splice(0));
  return log.join('\n').trim();
}
