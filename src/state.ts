import { DOCKER_VARIABLES } from './docker.ts';
import { loadState, saveState } from './runner.ts';

/**
 * One thing to undo in the post step. Each is saved before the thing that it names is made, so that whatever a killed
 * main step began is found; undoing what was never made is no error.
 */
export type Undo =
  /** Processes of the main step that outlived it, by the mark in their environment. */
  | { kind: 'processes'; mark: string }
  | { kind: 'folder'; path: string }
  /** Caches that a build used or is still exported to, as a file in the folder says. */
  | { kind: 'cache'; folder: string }
  /** A step's use of a buildx as a plug-in of the docker CLI, by the note of it; the last one out puts back the user's own. */
  | { kind: 'plugin'; note: string }
  /** A step's use of a builder, which goes with the last of them where a step made it. */
  | { kind: 'builder'; builder: string; step: string };

const NAME = 'undo';
const ENVIRONMENT = 'environment';
const ORDER: readonly Undo['kind'][] = ['cache', 'processes', 'builder', 'plugin', 'folder'];
const pending: Undo[] = [];

/** Has the post step undo this. Call it before making the thing. */
export function undoLater(undo: Undo): void {
  pending.push(undo);
  saveState(NAME, JSON.stringify(pending));
}

/** What the main step left to undo: first what could still make something, last what the others need. */
export function loadUndo(): Undo[] {
  const pending = JSON.parse(loadState(NAME) || '[]') as Undo[];
  return pending.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

/** Has the post step find engine and builders where this step does, whatever the steps between say: a login moves DOCKER_CONFIG. */
export function keepEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  saveState(ENVIRONMENT, JSON.stringify(Object.fromEntries(DOCKER_VARIABLES.map((name) => [name, env[name] ?? '']))));
}

/** Gives this process the environment that the main step kept. */
export function restoreEnvironment(): void {
  for (const [name, value] of Object.entries(JSON.parse(loadState(ENVIRONMENT) || '{}') as Record<string, string>))
    if (value) process.env[name] = value;
    else delete process.env[name];
}
