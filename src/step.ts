import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Host } from './host.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type PlatformPlan, planPlatforms } from './plan.ts';
import { print, warning } from './runner.ts';
import { findBuildx, machine } from './setup/buildx.ts';
import { readHost } from './setup/engine.ts';
import pins from './setup/pins.json' with { type: 'json' };
import { parseToolchain, type Toolchain } from './setup/toolchain.ts';
import { selectTools, type Tools } from './setup/tools.ts';

/** All that is known of this run before anything is made. Paths are absolute. */
export interface Step extends PlatformPlan {
  inputs: Inputs;
  host: Host;
  tools: Tools;
  context: string;
  /** The Dockerfile, where the user named it. */
  file: string | undefined;
  /** Path of the verified buildx, where this machine has it. */
  found: Promise<string | undefined>;
}

/** Reads inputs, files and engine. Throws with everything that is wrong with them at once, before any network. */
export async function readStep(): Promise<Step> {
  const engine = readHost().catch((error: Error) => error.message);
  const { inputs, problems, notes, warnings } = readInputs(process.env);
  for (const note of notes) print(note);
  for (const text of warnings) warning(text);
  const context = resolve(inputs.context);
  const file = inputs.file === undefined ? undefined : resolve(inputs.file);
  problems.push(...(await checkFiles(inputs, context, file)));

  const toolchain = await readToolchain(inputs.tools.toolchain);
  const tools = Array.isArray(toolchain) ? '' : selectTools(toolchain, inputs.tools, machine());
  if (Array.isArray(toolchain)) problems.push(...toolchain);
  else if (typeof tools === 'string') problems.push(tools);
  // Hashing takes as long as the engine's answer; whatever it throws is thrown where it is awaited.
  const found = typeof tools === 'string' ? undefined : findBuildx(tools.buildx);
  found?.catch(() => {});

  const host = await engine;
  const plan = typeof host === 'string' ? host : planPlatforms(inputs, host);
  if (typeof plan === 'string') problems.push(plan);
  if (
    problems.length > 0 ||
    typeof host === 'string' ||
    typeof plan === 'string' ||
    typeof tools === 'string' ||
    !found
  )
    throw new Error(problems.join('\n'));
  return { inputs, host, tools, context, file, found, ...plan };
}

async function checkFiles(inputs: Inputs, context: string, file: string | undefined): Promise<string[]> {
  const advice = 'check the repository out first (actions/checkout), or correct the path';
  if (!(await isKind(context, 'isDirectory')))
    return [`context: ${JSON.stringify(inputs.context)} is no folder of this machine; ${advice}`];
  if (file !== undefined)
    return (await isKind(file, 'isFile'))
      ? []
      : [`file: ${JSON.stringify(inputs.file)} is no file of this machine; ${advice}`];
  // buildx takes both. https://docs.docker.com/reference/cli/docker/buildx/build/#file
  const found = await Promise.all(['Dockerfile', 'dockerfile'].map((name) => isKind(join(context, name), 'isFile')));
  return found.includes(true)
    ? []
    : [
        `file: there is no Dockerfile in the context ${JSON.stringify(inputs.context)}; ${advice}, or name it with file`,
      ];
}

async function readToolchain(path: string): Promise<Toolchain | string[]> {
  if (!path) return pins;
  const text = await readFile(path, 'utf8').catch((error: Error) => error);
  if (typeof text !== 'string')
    return [`toolchain: ${JSON.stringify(path)} can't be read; correct the path: ${text.message}`];
  const toolchain = parseToolchain(text);
  return 'problems' in toolchain ? toolchain.problems.map((problem) => `toolchain: ${path}: ${problem}`) : toolchain;
}

async function isKind(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  return stat(path).then(
    (stats) => stats[kind](),
    () => false,
  );
}
