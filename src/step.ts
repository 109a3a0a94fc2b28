import { readFile } from 'node:fs/promises';
import { listMasks } from './build/secret.ts';
import { listUrlSecrets, type Source, urlOf } from './build/source.ts';
import { readSource } from './build/workspace.ts';
import { findFacts, readPayload } from './event.ts';
import type { Host } from './host.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { parseEvent } from './metadata/event.ts';
import { type PlatformPlan, planPlatforms } from './plan.ts';
import { mask, notice, warning } from './runner.ts';
import { findBuildx, machineName } from './setup/buildx.ts';
import { findDigest, findImage, type Image, readHost } from './setup/engine.ts';
import { type Machine, readMachine } from './setup/machine.ts';
import pins from './setup/pins.json' with { type: 'json' };
import { explainUnpinned, type Unpinned } from './setup/tool-inputs.ts';
import { imageReferences, parseToolchain, pinnedDigest, type Toolchain } from './setup/toolchain.ts';
import { selectTools, type Tools } from './setup/tools.ts';
import { timed } from './timeline.ts';

/** All that is known of this run before anything is made. Paths are absolute. */
export interface Step extends PlatformPlan, Source {
  inputs: Inputs;
  host: Host;
  tools: Tools;
  machine: Machine;
  found: FoundTools;
  /** Of the event that the workflow runs for, and when it was read. */
  payload: unknown;
  now: Date;
}

/** What is looked for while the engine tells its facts, without leaving this machine. */
export interface FoundTools {
  /** Path of the verified buildx, where this machine has it. */
  buildx: Promise<string | undefined>;
  /** BuildKit's image in the engine, where it has the one with the digest. */
  image: Promise<Image | undefined>;
  /** binfmt's, likewise. */
  binfmt: Promise<Image | undefined>;
}

/**
 * Reads inputs, files and engine. Throws with everything that is wrong with them at once, before any network. `folder` is the
 * step's own, for what it must not lose of what it finds.
 */
export async function readStep(folder: string): Promise<Step> {
  const engine = timed('engine', readHost()).catch((error: Error) => error.message);
  const payload = await readPayload();
  const now = new Date();
  const { inputs, problems, ...remarks } = readInputs(process.env, parseEvent(process.env, payload), now);
  listMasks(inputs.secrets).forEach(mask);
  for (const url of [inputs.context, ...inputs.buildContexts.map(urlOf)]) listUrlSecrets(url).forEach(mask);

  // What can't be had is a string that says why.
  const take = <T extends object>(value: T | string): T | undefined => {
    if (typeof value === 'object') return value;
    problems.push(value);
    return undefined;
  };
  const source = take(await readSource(inputs));
  const toolchain = take(await readToolchain(inputs.tools.toolchain));
  const explain = async (named: Unpinned) =>
    explainUnpinned(named, pinnedDigest(toolchain ?? pins, named.image) ?? (await findDigest(named.image)));
  problems.push(...(await Promise.all(inputs.tools.unpinned.map(explain))));
  const tools = toolchain && take(selectTools(toolchain, inputs.tools, machineName()));
  const found = tools && findTools(tools, folder);
  const machine = take(await readMachine(inputs.tools));
  const host = take(await engine);
  const plan = host && take(planPlatforms(inputs, host));
  if (problems.length > 0 || !host || !plan || !tools || !found || !machine || !source) {
    tell(remarks);
    throw new Error(problems.join('\n'));
  }
  return { inputs, host, tools, machine, found, payload, now, ...source, ...plan };
}

/** The same, with tags, labels and annotations made of what the event itself leaves out, too. */
export async function completeStep(step: Step): Promise<Step> {
  const { payload, now } = step;
  const event = parseEvent(process.env, payload);
  const facts = step.inputs.fromEvent ? await findFacts(event, payload, step.inputs.githubToken) : {};
  const { inputs, problems, ...remarks } = readInputs(process.env, parseEvent(process.env, payload, facts), now);
  tell(remarks);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { ...step, inputs };
}

function tell({ notes, warnings }: { notes: readonly string[]; warnings: readonly string[] }): void {
  for (const text of notes) notice(text);
  for (const text of warnings) warning(text);
}

function findTools(tools: Tools, folder: string): FoundTools {
  const found = {
    buildx: timed('buildx', findBuildx(tools.buildx, folder)),
    image: timed('BuildKit', findImage(imageReferences(tools.buildkit))),
    binfmt: findImage(imageReferences(tools.binfmt)),
  };
  // What goes wrong is told where they are awaited, if it ever comes to that.
  for (const promise of Object.values(found)) promise.catch(() => {});
  return found;
}

async function readToolchain(path: string): Promise<Toolchain | string> {
  if (!path) return pins;
  const text = await readFile(path, 'utf8').catch((error: Error) => error);
  if (typeof text !== 'string')
    return `toolchain: ${JSON.stringify(path)} can't be read; correct the path: ${text.message}`;
  const toolchain = parseToolchain(text);
  return 'problems' in toolchain
    ? toolchain.problems.map((problem) => `toolchain: ${path}: ${problem}`).join('\n')
    : toolchain;
}
