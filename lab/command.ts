import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Gets each line that tells what the lab is doing. */
export type Report = (line: string) => void;

/** What is being done (`building buildkitd`), and who is told so, at its start and now and again while it goes on. */
export interface Progress {
  doing: string;
  report: Report;
}

export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>;
  progress?: Progress;
  /** Milliseconds, after which a command that has printed nothing is killed. */
  patience?: number;
}

// Milliseconds; a mirror or a proxy that drops one request has the next one.
const PAUSES = [2000, 10_000];

/** Runs a command that fetches things and keeps what it has, once more where it fails, and once more. */
export async function runAgain(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  for (const pause of PAUSES)
    try {
      return await run(file, args, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      options.progress?.report(`${(error as Error).message}\n… once more in ${pause / 1000} s`);
      await delay(pause);
    }
  return run(file, args, options);
}

const HEARTBEAT = 8000;

/** Does the task, and keeps telling that it goes on; `detail` is the newest of it. */
export async function narrate<T>({ doing, report }: Progress, task: () => Promise<T>, detail = () => ''): Promise<T> {
  const started = performance.now();
  report(`${doing.charAt(0).toUpperCase()}${doing.slice(1)} …`);
  const heartbeat = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000);
    report(`… still ${doing} (${seconds} s)${detail() && `: ${detail().slice(0, 120)}`}`);
  }, HEARTBEAT);
  return task().finally(() => clearInterval(heartbeat));
}

/** Runs a command and returns its standard output. Throws unless the exit code is 0, with the end of what it printed. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { progress, patience, cwd } = options;
  let stdout = '';
  let both = '';
  const task = async () => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const impatience = patience ? setTimeout(() => child.kill('SIGKILL'), patience) : undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        both = (both + text).slice(-20_000);
        clearTimeout(impatience);
      });
    return new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)).finally(() =>
      clearTimeout(impatience),
    );
  };
  const lastLine = () =>
    both
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? '';
  const code = await (progress ? narrate(progress, task, lastLine) : task());
  if (code === 0) return stdout.trimEnd();
  const reason = code === null ? 'killed' : `exit code ${code}`;
  throw new Error(`${[file, ...args].join(' ')}: ${reason}\n${both.trimEnd().split('\n').slice(-20).join('\n')}`);
}

/** Whether a command ends well. */
export async function succeeds(file: string, args: readonly string[], options: RunOptions = {}): Promise<boolean> {
  return run(file, args, options).then(
    () => true,
    () => false,
  );
}
