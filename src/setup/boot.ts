import { join } from 'node:path';
import { all } from '../concurrent.ts';
import { type Command, CommandError, ignoreFailure, run } from '../exec.ts';
import type { Host } from '../host.ts';
import { lastLines } from '../output.ts';
import type { Platform } from '../platform.ts';
import { print } from '../runner.ts';
import type { Step } from '../step.ts';
import { type BuilderSettings, builderContainer, planBuilder, planCreate } from './builder.ts';
import { parseToml } from './buildkitd.ts';
import { dockerCommand, type Image, readLog, removal } from './engine.ts';
import { type BuilderFacts, parseInspect, parseStart } from './facts.ts';
import { enterBuilder, markMade } from './lease.ts';
import { writeConfig } from './machine.ts';
import { explainRefusal } from './refusal.ts';

/** A builder that is up, and the program that speaks to it. */
export interface Builder {
  name: string;
  /** Path of the verified buildx. */
  buildx: string;
  /** The files of its configuration by their paths under /etc/buildkit: `buildkitd.toml`, `certs/…`. */
  files: Readonly<Record<string, string>>;
  /** What BuildKit said at its start that it runs programs of; empty where nobody listened. */
  ran: readonly Platform[];
  /** The BuildKit of one that was there, where it is not the pinned one: its version, and its image where that is known. */
  other?: { version: string; image: string };
}

/** A builder that did not come up, and all that was said of why. */
class BootError extends Error {
  override readonly name = 'BootError';
  readonly said: string;
  constructor(builder: string, said: string, options: ErrorOptions) {
    super(`builder: ${builder} did not boot; correct what it complains about: ${said}`, options);
    this.said = said;
  }
}

// Milliseconds; an emulated BuildKit on a busy machine takes tens of seconds.
const BOOT_TIMEOUT = 180_000;
// What buildx says of a builder that is not on its list, and of one that is.
const [UNKNOWN, KNOWN] = [/no builder ".*" found/, /existing instance for ".*"/];

/** A command of the verified buildx, with this added to its environment. */
export function buildxCommand(
  buildx: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Command {
  return {
    file: buildx,
    args,
    env: {
      // The metadata is an output of the step; provenance, with the build arguments in it, has no place there.
      BUILDX_METADATA_PROVENANCE: 'disabled',
      // What the checks of the Dockerfile find, which is annotated.
      BUILDX_METADATA_WARNINGS: '1',
      // Signatures of Docker's own images; those that are run here are checked against their pins.
      BUILDX_DEFAULT_POLICY: 'false',
      ...env,
    },
  };
}

/** The builder of this name and its facts, where there is one, booted and used as it is. */
export async function findBuilder(buildx: string, name: string): Promise<(Builder & BuilderFacts) | undefined> {
  const text = await boot(buildx, name).catch((error) => {
    if (error instanceof CommandError && UNKNOWN.test(error.output)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const facts = parseInspect(text);
  print(`Builder ${name}: it was there already, with BuildKit ${facts.version}`);
  return { name, buildx, ran: [], ...facts };
}

/** What a builder is made of that may still have to be fetched. */
interface Parts {
  /** Path of the verified buildx. */
  buildx: Promise<string>;
  image: Promise<Image>;
  /** What buildx is to boot it from another time; the image's id unless given. */
  reference: string | undefined;
}

/** Creates a builder with these settings and boots it; `folder` is this step's own. */
export async function createBuilder(
  name: string,
  settings: BuilderSettings,
  parts: Parts,
  { inputs, host }: Pick<Step, 'inputs' | 'host'>,
  folder: string,
): Promise<Builder> {
  const { cleanup, keepState } = inputs.tools;
  await markMade(name, { stays: cleanup ? (keepState ? 'state' : 'nothing') : 'builder' });
  try {
    const [buildx, image, ran] = await all([parts.buildx, parts.image, startContainer(name, settings, parts, host)]);
    const files = ran
      ? { ...settings.certificates, 'buildkitd.toml': settings.config }
      : // buildx asks the registry for the image it is to boot, even for one that is here; but not for a bare id.
        (await createWithBuildx(buildx, name, parts.reference ?? image.id, settings, folder)).files;
    print(`Builder ${name} is up, configured with\n${files['buildkitd.toml']?.trimEnd()}`);
    return { name, buildx, files, ran: ran ?? [] };
  } catch (error) {
    // What did not boot is no use to the next job either. On a full disk nothing can be written down.
    await markMade(name, { stays: keepState || !cleanup ? 'state' : 'nothing' }).catch(() => {});
    const blame = error instanceof BootError && explainRefusal(error.said, inputs.tools, parseToml(settings.config));
    throw blame ? new Error(blame, { cause: error }) : error;
  }
}

/** The builder's facts as they are now. */
export async function inspectBuilder({ name, buildx }: Builder): Promise<BuilderFacts> {
  return parseInspect(await run(buildxCommand(buildx, ['inspect', name])));
}

/**
 * Starts the builder without buildx, and waits until BuildKit listens. Returns the platforms that it runs programs of by then;
 * undefined where only buildx knows how, or finds out why it does not start.
 */
async function startContainer(
  name: string,
  settings: BuilderSettings,
  parts: Parts,
  host: Host,
): Promise<Platform[] | undefined> {
  const { id, entrypoint } = await parts.image;
  const plan =
    entrypoint.join(' ') === 'buildkitd' ? planBuilder(name, id, parts.reference ?? id, settings, host) : undefined;
  if (!plan || !enterBuilder(name, plan.entry)) return undefined;
  const { env, ...docker } = dockerCommand(plan.args);
  const command = { ...docker, env: { ...env, ...plan.env } };
  let log = '';
  const isUp = () => log.includes('running server on');
  const until = (text: string) => {
    log += `${text}\n`;
    return isUp();
  };
  try {
    await run(command, { until, timeout: BOOT_TIMEOUT });
  } catch (error) {
    ignoreFailure(error);
    const { code } = error as CommandError;
    // There is no container of its own: another step was quicker, or the engine refuses it.
    if (code === 125) return undefined;
    // The image has no shell.
    if (code === 126 || code === 127) {
      await run(removal(builderContainer(name).container));
      return undefined;
    }
  }
  if (isUp()) return parseStart(log);
  if ((await readLog(builderContainer(name).container)) === '') return undefined;
  throw await explainBoot(name, 'BuildKit ended, or was not up in time');
}

/** Has buildx create the builder and boot it; that of another step which was quicker is as that one made it. */
async function createWithBuildx(
  buildx: string,
  name: string,
  reference: string,
  settings: BuilderSettings,
  folder: string,
): Promise<BuilderFacts> {
  const configPath = await writeConfig(join(folder, 'buildkit'), settings);
  await attempt(buildx, name, planCreate(name, reference, settings, configPath)).catch((error) => {
    // Another step was quicker, its container was lost, or its entry is there.
    if (!(error instanceof CommandError && KNOWN.test(error.output))) throw error;
  });
  return parseInspect(await boot(buildx, name));
}

/** The end of BuildKit's own log, for an error message. */
export async function explainBuilder(name: string): Promise<string> {
  const { container } = builderContainer(name);
  // Of a stack trace the message above it is enough; how it is to be started is said beside why it was not.
  const log = lastLines((await readLog(container)).replace(/^(?:\S+\n\t.*|[A-Z ]+:| .*|)\n/gm, ''), 20);
  return log ? `The end of the builder's log:\n${log}` : `The builder's container ${container} left no log.`;
}

async function attempt(buildx: string, name: string, args: readonly string[]): Promise<string> {
  try {
    return await run(buildxCommand(buildx, args), { timeout: BOOT_TIMEOUT });
  } catch (error) {
    if (!(error instanceof CommandError) || UNKNOWN.test(error.output) || KNOWN.test(error.output)) throw error;
    throw await explainBoot(name, error.reason, error);
  }
}

async function explainBoot(name: string, reason: string, cause?: Error): Promise<Error> {
  return new BootError(name, `${reason}\n${await explainBuilder(name)}`, { cause });
}

async function boot(buildx: string, name: string): Promise<string> {
  return attempt(buildx, name, ['inspect', '--bootstrap', name]);
}
