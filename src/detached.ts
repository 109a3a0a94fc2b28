import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, childEnv, STEP_MARK, stepMark } from './exec.ts';

// Milliseconds from one signal to the next.
const PATIENCE = 2000;
const INTERVAL = 50;

/**
 * Starts a process that goes on when this one ends, and returns its id; what it prints is added to a file. One that can't
 * be started is one that ended at once.
 */
export function detach(command: Command, output: string): number {
  const file = openSync(output, 'a', 0o600);
  try {
    const env = { ...childEnv(), ...command.env, [STEP_MARK]: stepMark() };
    const child = spawn(command.file, [...command.args], { detached: true, stdio: ['ignore', file, file], env });
    child.on('error', () => {}).unref();
    return child.pid ?? 0;
  } finally {
    closeSync(file);
  }
}

/** Whether the process has not ended yet. */
export function isRunning(pid: number): boolean {
  try {
    // 0 would be the group of this one.
    process.kill(pid || Number.NaN, 0);
  } catch {
    return false;
  }
  try {
    // In a container nobody may take notice of one that ended.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Waits until the process has ended. Returns whether it has, when that takes longer than so many milliseconds or is to stop. */
export async function waitFor(pid: number, limit: number, signal?: AbortSignal): Promise<boolean> {
  const end = performance.now() + limit;
  while (isRunning(pid)) {
    const left = end - performance.now();
    if (left <= 0 || signal?.aborted) return false;
    await delay(Math.min(INTERVAL, left));
  }
  return true;
}

/** Tells the process to end, more and more firmly, until it has. */
export async function endProcess(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    if (await waitFor(pid, PATIENCE)) return;
  }
}
