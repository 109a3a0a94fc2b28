import { randomUUID } from 'node:crypto';
import { EOL } from 'node:os';
import * as core from '@actions/core';

/**
 * The runner that started this step: what it is told and how.
 *
 * It reads commands from standard output (`::set-env …` at the start of a line, `##[…]` anywhere in it), and what is
 * printed here comes in part from Dockerfiles and registries. So the runner is told to stop listening before anything
 * is printed, under a token that nobody can guess, and listens only while `command` speaks.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
const token = randomUUID();
let muted = false;

// Node writes to a pipe in the background once its reader is slow: a long log would pile up in memory, and the end of it
// be lost with the process. https://nodejs.org/api/process.html#a-note-on-process-io
(process.stdout as { _handle?: { setBlocking?: (on: boolean) => void } })._handle?.setBlocking?.(true);

/** Prints text, line by line; nothing in it is a command. */
export function print(text: string): void {
  if (!muted) process.stdout.write(`::stop-commands::${token}${EOL}`);
  muted = true;
  process.stdout.write(`${text}${EOL}`);
}

/** Runs the task with all it prints in one foldable group. */
export async function group<T>(name: string, task: () => Promise<T>): Promise<T> {
  command(() => core.startGroup(name));
  try {
    return await task();
  } finally {
    command(() => core.endGroup());
  }
}

/** An annotation that asks for nothing. */
export function notice(text: string): void {
  command(() => core.notice(limit(text)));
}

/** A line of a file of the workspace. */
export interface Place {
  file: string;
  line: number;
}

/** An annotation that asks the reader to act; at a line where one is to blame. */
export function warning(text: string, at?: Place): void {
  command(() => core.warning(limit(text), locate(at)));
}

/** Fails the step, with the message as its annotation; at a line where one is to blame. */
export function fail(text: string, at?: Place): void {
  process.exitCode = 1;
  if (limit(text) !== text) print(text);
  command(() => core.error(limit(text), locate(at)));
}

/** Has the runner show stars in the place of a secret, from now on. */
export function mask(secret: string): void {
  command(() => core.setSecret(secret));
}

/** Sets the step's outputs. */
export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) command(() => core.setOutput(name, value));
}

/** Appends Markdown to the job summary. A runner without one is no reason to fail. */
export async function summarize(markdown: string): Promise<void> {
  await core.summary
    .addRaw(markdown, true)
    .write()
    .catch((error: Error) => print(`No job summary: ${error.message}`));
}

/** Keeps a value for the post step, from now on, also when this process is killed. */
export function saveState(name: string, value: string): void {
  command(() => core.saveState(name, value));
}

/** What the main step kept; empty where it kept nothing. */
export function loadState(name: string): string {
  return core.getState(name);
}

/** Whether the user asked for a debug log (`RUNNER_DEBUG=1`). */
export function isDebug(): boolean {
  return core.isDebug();
}

function command(say: () => void): void {
  listen();
  say();
}

function listen(): void {
  if (muted) process.stdout.write(`::${token}::${EOL}`);
  muted = false;
}

process.once('exit', listen);

function locate(at: Place | undefined): core.AnnotationProperties {
  return at ? { file: at.file, startLine: at.line } : {};
}

// The runner cuts an annotation at 4,096 characters, in the middle of a word and without a sign.
function limit(text: string): string {
  return text.length <= 4000 ? text : `${text.slice(0, 4000)} …`;
}
