import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, CommandError, lastLines, run } from '../exec.ts';
import { print } from '../runner.ts';
import { type Undo, undoLater } from '../state.ts';
import { type BuilderFacts, type BuilderSettings, builderContainer, parseInspect, planCreate } from './builder.ts';
import { readLog } from './engine.ts';
import type { ToolInputs } from './tool-inputs.ts';

/** A builder that is up, and the program that speaks to it. */
export interface Builder {
  name: string;
  /** Path of the verified buildx. */
  buildx: string;
}

// Milliseconds; an emulated BuildKit on a busy machine takes tens of seconds.
const BOOT_TIMEOUT = 180_000;

/** A command of the verified buildx. */
export function buildxCommand(buildx: string, args: readonly string[]): Command {
  return {
    file: buildx,
    args,
    env: {
      // The metadata is an output of the step; provenance, with the build arguments in it, has no place there.
      BUILDX_METADATA_PROVENANCE: 'disabled',
      // Signatures of Docker's own images; those that are run here are checked against their pins.
      BUILDX_DEFAULT_POLICY: 'false',
    },
  };
}

/** The builder of this name and its facts, where there is one, booted and used as it is. */
export async function findBuilder(buildx: string, name: string): Promise<(Builder & BuilderFacts) | undefined> {
  const text = await boot(buildx, name, ['inspect', '--bootstrap', name]).catch((error) => {
    if (error instanceof CommandError && isUnknownBuilder(error)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  print(`Builder ${name}: it exists, and is used as it is`);
  return { name, buildx, ...parseInspect(text) };
}

/** Creates a builder with these settings and boots it; `folder` is this step's own. */
export async function createBuilder(
  buildx: string,
  name: string,
  settings: BuilderSettings,
  { cleanup, keepState }: ToolInputs,
  folder: string,
): Promise<Builder> {
  const configPath = join(folder, 'buildkitd.toml');
  await writeFile(configPath, settings.config);
  const undo: Undo = { kind: 'builder', name, buildx, keepState };
  if (cleanup) undoLater(undo);
  await boot(buildx, name, planCreate(name, settings, configPath)).catch((error) => {
    // What did not boot is no use to the next job either.
    if (!cleanup) undoLater(undo);
    throw error;
  });
  print(`Builder ${name} is up, configured with\n${settings.config.trimEnd()}`);
  return { name, buildx };
}

/** The builder's facts as they are now. */
export async function inspectBuilder({ name, buildx }: Builder): Promise<BuilderFacts> {
  return parseInspect(await run(buildxCommand(buildx, ['inspect', name])));
}

/** The end of BuildKit's own log, for an error message. */
export async function explainBuilder(name: string): Promise<string> {
  const { container } = builderContainer(name);
  const log = lastLines(await readLog(container), 20);
  return log ? `The end of the builder's log:\n${log}` : `The builder's container ${container} left no log.`;
}

async function boot(buildx: string, name: string, args: readonly string[]): Promise<string> {
  try {
    return await run(buildxCommand(buildx, args), { timeout: BOOT_TIMEOUT });
  } catch (error) {
    if (!(error instanceof CommandError) || isUnknownBuilder(error)) throw error;
    if (/mkdir .*: (?:permission denied|read-only file system)/.test(error.reason))
      throw new Error(
        `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${error.reason}`,
        { cause: error },
      );
    throw new Error(
      `builder: ${name} did not boot; correct what it complains about: ${error.reason}\n${await explainBuilder(name)}`,
      { cause: error },
    );
  }
}

function isUnknownBuilder(error: CommandError): boolean {
  return /no builder ".*" found/.test(error.output);
}
