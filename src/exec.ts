import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { exec } from '@actions/exec';
import { createLineReader, createTail, lastLines } from './output.ts';
import { isDebug, print } from './runner.ts';

/** A process to run. Arguments are printed, so secrets stand in `env` alone. */
export interface Command {
  file: string;
  args: readonly string[];
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>;
}

/** What may be set for one run of a command. */
export interface RunOptions {
  /** Gets what both streams bring as it comes: whole lines, the last one's end left out. */
  onText?: (text: string) => void;
  /** Whether `onText` prints it, so that a debug log need not. */
  shown?: boolean;
  /** Milliseconds, after which the process is killed and the command has failed. */
  timeout?: number;
  /** Stops it once aborted, and the command has failed. */
  signal?: AbortSignal;
  /** Asked of each text that it prints: whether that is enough, so that it is killed and has succeeded. */
  until?: (text: string) => boolean;
  /** What it reads on its standard input; nothing unless given. */
  input?: string;
  /** Its output is a secret, and told nobody. */
  secret?: boolean;
}

/** A command that ended with another exit code than 0, or with none (a signal, a time-out, a file that is not there). */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** The end of what it printed. */
  readonly output: string;
  /** What it said last of what was wrong, without its progress before that. */
  readonly reason: string;
  /** Its exit code, null where a signal ended it; undefined where the program itself could not be started. */
  readonly code: number | null | undefined;
  constructor(command: Command, reason: string, output: string, code?: number | null) {
    super([`${display(command)}: ${reason}`, lastLines(output, 20)].filter(Boolean).join('\n'));
    this.output = output;
    this.reason = output.trim().split('ERROR: ').at(-1) || reason;
    this.code = code;
  }
}

/** Marks every process that this step starts, so that the post step finds those that outlived a killed one. */
export const STEP_MARK = 'MULTIARCH_BUILD_STEP';
// A process that the step itself started is part of it.
const mark = process.env[STEP_MARK] || randomUUID();

/** The value of `STEP_MARK` in this step's children. */
export function stepMark(): string {
  return mark;
}

// docker and buildx are over before they have garbage worth collecting, and trying to costs them a tenth of their time.
const GO = { GOGC: 'off', GOMEMLIMIT: '1GiB' };
/** Milliseconds from one signal to the next for a child that does not end. The runner kills us 10 s after its first. */
const PATIENCE = 2000;

const cancellation = new AbortController();
const children = new AsyncLocalStorage<(child: ChildProcess) => void>();

// @actions/exec does not show the process that it starts; Node tells of each one.
// https://nodejs.org/api/diagnostics_channel.html#child-process
subscribe('child_process', (message) => {
  children.getStore()?.((message as { process: ChildProcess }).process);
});

const shared: Record<string, string> = {};

/** Adds to the environment of every child from now on, in place of what this process has. */
export function shareEnv(env: Readonly<Record<string, string>>): void {
  Object.assign(shared, env);
}

/** The environment of the children. */
export function childEnv(): NodeJS.ProcessEnv {
  // Inputs may be secrets, and are no child's business.
  const inherited = Object.entries(process.env).filter(([name]) => !/^INPUT_/i.test(name));
  return { ...Object.fromEntries(inherited), ...shared };
}

/** Stops what runs and starts nothing any more: every running and later `run` fails. */
export function cancel(reason: string): void {
  cancellation.abort(new Error(reason));
}

/** Aborted as soon as the step is cancelled. */
export const cancelled: AbortSignal = cancellation.signal;

/** Runs a command without a shell and returns its standard output. Throws a CommandError unless the exit code is 0. */
export async function run(command: Command, options: RunOptions = {}): Promise<string> {
  cancelled.throwIfAborted();
  const stdout = createTail();
  const both = createTail();
  const enough = new AbortController();
  const onText = (text: string) => {
    options.onText?.(text);
    if (options.until?.(text)) enough.abort();
  };
  const texts = [createLineReader(onText), createLineReader(onText)] as const;
  const end = new AbortController();
  const timeout = options.timeout ? AbortSignal.timeout(options.timeout) : undefined;
  const signals = [cancelled, timeout, options.signal];
  const stop = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  const started = performance.now();
  if (isDebug()) print(`$ ${display(command)}`);

  const settings = {
    silent: true,
    ignoreReturnCode: true,
    env: definedEntries({ ...GO, ...childEnv(), ...command.env, [STEP_MARK]: mark }),
    listeners: {
      stdout: (data: Buffer) => {
        stdout.add(data);
        both.add(data);
        texts[0].add(data);
      },
      stderr: (data: Buffer) => {
        both.add(data);
        texts[1].add(data);
      },
    },
  };
  let code: number | null = null;
  let failure: unknown;
  try {
    code = await children.run(
      (child) => {
        // Left open, it would have a child that reads it wait for ever. The channel speaks before it is there.
        process.nextTick(() => child.stdin?.on('error', () => {}).end(options.input));
        endOnAbort(child, stop, end.signal);
        enough.signal.addEventListener('abort', () => child.kill('SIGKILL'));
      },
      () => exec(quote(command.file), [...command.args], settings),
    );
  } catch (error) {
    failure = error;
  }
  end.abort();
  for (const text of texts) text.end();
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  // What was printed as it came need not be printed again.
  if (isDebug() && options.onText !== print && !options.shown && !options.secret) print(both.text().trimEnd());
  if (isDebug()) print(`$ ${enough.signal.aborted ? 'stopped' : `exit code ${code}`}, ${seconds} s`);

  cancelled.throwIfAborted();
  if (failure !== undefined) throw new CommandError(command, (failure as Error).message, '');
  if (code === 0 || enough.signal.aborted) return stdout.text();
  const timedOut = timeout?.aborted && `no answer within ${(options.timeout ?? 0) / 1000} s`;
  throw new CommandError(
    command,
    timedOut || (code === null ? 'killed by a signal' : `exit code ${code}`),
    options.secret ? '' : both.text(),
    code,
  );
}

/** A command as a person would type it. */
function display(command: Command): string {
  return [command.file, ...command.args]
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)))
    .join(' ');
}

/** For commands that may fail: takes a CommandError for no answer, throws anything else. */
export function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof CommandError)) throw error;
}

/** Tells the child what the runner told us, then more and more firmly. */
function endOnAbort(child: ChildProcess, stop: AbortSignal, ended: AbortSignal): void {
  const begin = () => {
    child.kill('SIGINT');
    const timers = [
      setTimeout(() => child.kill('SIGTERM'), PATIENCE),
      setTimeout(() => child.kill('SIGKILL'), 2 * PATIENCE),
    ];
    ended.addEventListener('abort', () => timers.forEach(clearTimeout));
  };
  // The channel speaks before the process exists.
  if (stop.aborted) setImmediate(begin);
  else stop.addEventListener('abort', begin, { signal: ended });
}

// @actions/exec takes a command line apart at its spaces.
function quote(file: string): string {
  return `"${file.replaceAll('"', '\\"')}"`;
}

function definedEntries(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
