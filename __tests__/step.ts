import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** What one of the action's entries did, as the runner sees it. Its post entry runs when the test is done with it. */
export interface StepResult extends AsyncDisposable {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  /** Everything it printed. */
  log: string;
  /** Workflow commands that a runner would have obeyed: `error`, `warning`, `notice`, `group`, … and their text. */
  commands: { name: string; text: string }[];
  outputs: Record<string, string>;
  summary: string;
  /** What it left to the post entry. */
  state: Record<string, string>;
  /** Runs the post entry, once, with the state that this one left; in an environment that may be another by now. */
  post: (options?: StepOptions) => Promise<StepResult>;
}

/** How an entry is run. */
export interface StepOptions {
  env?: Record<string, string | undefined>;
  /** The workspace. */
  cwd?: string;
  /** A program that runs the entry: `['unshare', '--net']`. */
  through?: readonly string[];
  /** Gets each line as it comes, and the process. */
  onLine?: (line: string, child: ChildProcess) => void;
}

const dist = join(import.meta.dirname, '../dist');
// The user's own configuration, buildx store and plug-ins are none of a test's business.
const dockerConfig = mkdtempSync(join(tmpdir(), 'multiarch-build-docker-'));
process.on('exit', () => rmSync(dockerConfig, { recursive: true }));

/** Ends a step, as the runner does: https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs */
export function cancelStep(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM'): void {
  child.kill(signal);
  setTimeout(() => child.kill('SIGKILL'), 7500).unref();
}

/** Runs the action's main entry with these inputs, the way the runner does. */
export async function runStep(inputs: Record<string, string>, options: StepOptions = {}): Promise<StepResult> {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return runEntry('main.js', { ...options, env: { ...options.env, ...Object.fromEntries(variables) } });
}

/** The texts of the annotations of one level, `error`, `warning` or `notice`. */
export function annotations({ commands }: StepResult, level: string): string[] {
  return commands.filter(({ name }) => name === level).map(({ text }) => text);
}

async function runEntry(entry: string, options: StepOptions): Promise<StepResult> {
  const folder = await mkdtemp(join(tmpdir(), 'multiarch-build-test-'));
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary' };
  const paths = Object.entries(files).map(([name, file]) => [name, join(folder, file)] as const);
  for (const [, path] of paths) await writeFile(path, '');
  // A test may run the entry as another user.
  for (const path of [folder, ...paths.map(([, path]) => path)]) await chmod(path, 0o777);
  // Each is a job of its own unless a test says otherwise.
  const job = { GITHUB_RUN_ID: randomUUID() };
  const alone = { ...withoutService(process.env), DOCKER_CONFIG: dockerConfig, INPUT_CACHE: 'off' };
  const env = { ...alone, ...job, ...options.env, ...Object.fromEntries(paths) };
  const [file = '', ...args] = [...(options.through ?? []), process.execPath, join(dist, entry)];
  const child = spawn(file, args, {
    cwd: options.cwd ?? process.cwd(),
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [log, code] = await Promise.all([
    readLines(child, options.onLine),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const state = parseFileCommands(await read('state'));
  const result = {
    ...{ code, log, state, commands: parseCommands(log) },
    ...{ outputs: parseFileCommands(await read('output')), summary: await read('summary') },
  };
  const stateEnv = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
  await rm(folder, { recursive: true });
  let posted: Promise<StepResult> | undefined;
  const post = (later: StepOptions = {}) => {
    posted ??= runEntry('post.js', {
      ...{ ...options, ...later },
      env: { ...job, ...options.env, ...later.env, ...stateEnv },
    });
    return posted;
  };
  return { ...result, post, [Symbol.asyncDispose]: async () => void (entry === 'main.js' && (await post())) };
}

/** What tests share no cache through, unless they ask for one. */
function withoutService(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ACTIONS_')));
}

async function readLines(child: ChildProcess, onLine: StepOptions['onLine']): Promise<string> {
  let log = '';
  const read = async (stream: ChildProcess['stdout']) => {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for await (const data of stream ?? []) {
      const text = decoder.write(data as Buffer);
      log += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line, child);
    }
  };
  await Promise.all([read(child.stdout), read(child.stderr)]);
  return log;
}

/**
 * The commands that the runner obeys in a log: `::name …::text` at the start of a line, `##[name]text` anywhere in it,
 * and none between `::stop-commands::TOKEN` and `::TOKEN::`.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
function parseCommands(log: string): StepResult['commands'] {
  const commands: StepResult['commands'] = [];
  let token: string | undefined;
  for (const line of log.split(/\r?\n/)) {
    const match = /^\s*::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? /##\[([\w-]+)(?: [^\]]*)?\](.*)$/.exec(line);
    const [, name = '', text = ''] = match ?? [];
    if (token !== undefined) {
      if (name === token) token = undefined;
    } else if (name === 'stop-commands') token = text;
    else if (name) commands.push({ name, text: decodeURIComponent(text.replace(/%(?!25|0D|0A)/g, '%25')) });
  }
  return commands;
}

/** `name<<DELIMITER`, value, `DELIMITER`: what the toolkit writes into the runner's files. */
function parseFileCommands(text: string): Record<string, string> {
  const entries = text.matchAll(/^([^\n]+?)<<([^\n]+)\n(.*?)\n?^\2$/gms);
  return Object.fromEntries([...entries].map(([, name, , value]) => [name as string, value as string]));
}
