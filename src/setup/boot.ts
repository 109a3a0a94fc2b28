import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, CommandError, run } from '../exec.ts';
import type { ToolInputs } from '../inputs.ts';
import { isDebug, print } from '../runner.ts';
import { undoLater } from '../state.ts';
import {
  type BuilderFacts,
  type BuilderSettings,
  builderContainer,
  deriveBuilderName,
  parseInspect,
  planCreate,
} from './builder.ts';
import { readLog } from './engine.ts';

/** A builder that is up, and the program that speaks to it. */
export interface Builder extends BuilderFacts {
  name: string;
  /** Path of the verified buildx. */
  buildx: string;
}

// Milliseconds; an emulated BuildKit on a busy machine takes tens of seconds.
const BOOT_TIMEOUT = 180_000;

/** A command of the verified buildx, with nothing of the user's environment deciding for it. */
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

/** The builder of this name where there is one, booted and used as it is. */
export async function findBuilder(buildx: string, name: string): Promise<Builder | undefined> {
  try {
    const existing = await boot(buildx, name);
    print(`Builder ${name}: it exists, and is used as it is`);
    return existing;
  } catch (error) {
    if (error instanceof CommandError && isUnknownBuilder(error)) return undefined;
    throw error;
  }
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
  if (settings.config !== undefined) await writeFile(configPath, settings.config);
  if (cleanup) undoLater({ kind: 'builder', name, buildx, keepState });
  await run(buildxCommand(buildx, planCreate(name, settings, configPath))).catch((error) => {
    if (!(error instanceof CommandError)) throw error;
    throw new Error(
      `builder: buildx can't create it; correct driver-opts and buildkitd-config-inline: ${error.reason}`,
      {
        cause: error,
      },
    );
  });
  const builder = await boot(buildx, name);
  print(`Builder ${name}: BuildKit ${builder.version}, ${settings.image}`);
  if (settings.config !== undefined) print(settings.config.trimEnd());
  return builder;
}

/** A name for the builder: the user's, else one that the next job finds where it is to find it, else a new one. */
export function nameBuilder(tools: ToolInputs, settings: BuilderSettings): string {
  if (tools.builder) return tools.builder;
  if (tools.keepState || !tools.cleanup) return deriveBuilderName(settings);
  return `multiarch-build-${randomBytes(6).toString('hex')}`;
}

/** The builder's facts as they are now. */
export async function inspectBuilder(builder: Builder): Promise<Builder> {
  const text = await run(buildxCommand(builder.buildx, ['inspect', builder.name]));
  return { ...builder, ...parseInspect(text) };
}

/** BuildKit's own log for an error message: its end, or with debug logging the whole. */
export async function explainBuilder(name: string): Promise<string> {
  const { container } = builderContainer(name);
  const log = await readLog(container, isDebug() ? 'all' : 20);
  return log ? `The end of the builder's log:\n${log}` : `The builder's container ${container} left no log.`;
}

async function boot(buildx: string, name: string): Promise<Builder> {
  try {
    const text = await run(buildxCommand(buildx, ['inspect', '--bootstrap', name]), { timeout: BOOT_TIMEOUT });
    return { name, buildx, ...parseInspect(text) };
  } catch (error) {
    if (!(error instanceof CommandError) || isUnknownBuilder(error)) throw error;
    throw new Error(
      `builder: BuildKit did not boot; look into its log: ${error.reason}\n${await explainBuilder(name)}`,
      {
        cause: error,
      },
    );
  }
}

function isUnknownBuilder(error: CommandError): boolean {
  return /no builder ".*" found/.test(error.output);
}
