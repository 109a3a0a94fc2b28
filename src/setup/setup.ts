import { setTimeout as delay } from 'node:timers/promises';
import { all } from '../concurrent.ts';
import { buildxFolder } from '../docker.ts';
import { ignoreFailure, stepMark } from '../exec.ts';
import { includesPlatform, type Platform } from '../platform.ts';
import { print, warning } from '../runner.ts';
import { undoLater } from '../state.ts';
import type { Step } from '../step.ts';
import { timed } from '../timeline.ts';
import { isOlder, OLDEST_BUILDKIT } from '../version.ts';
import { type Builder, createBuilder, findBuilder, inspectBuilder } from './boot.ts';
import { deriveBuilderName, jobOf, markOption } from './builder.ts';
import { fetchBuildx } from './buildx.ts';
import { claimContainer, findContainer, removeUnless, wakeContainer } from './container.ts';
import { pullImage } from './engine.ts';
import type { BuilderFacts } from './facts.ts';
import { takeLease } from './lease.ts';
import { installPlugin } from './plugin.ts';
import { type Registered, registerEmulators } from './register.ts';
import { findScanner } from './scanner.ts';
import { planSettings } from './settings.ts';
import { imageReferences } from './toolchain.ts';

// Milliseconds. Two containers that start at once hold each other up, and the builder's is the one that takes longer.
const HEAD_START = 100;

/** What set-up brings: a builder that is up, and what came of the emulators. */
export interface Setup {
  builder: Builder;
  emulation: Registered;
  /** The reference of what lists packages, where there is an SBOM to make. */
  scanner: string | undefined;
}

/** Emulators, buildx and builder, none of them waiting for another without need. */
export async function setUp(step: Step, folder: string): Promise<Setup> {
  // What is asked of a build runs none of its steps.
  const emulated = step.inputs.call ? { ...step, platforms: [] } : step;
  const buildx = step.found.buildx.then(
    (path) => path ?? timed('buildx download', fetchBuildx(step.tools.buildx, folder)),
  );
  const starting = timed('builder', startBuilder(step, buildx, folder));
  const { scanner: wanted } = step.tools;
  const find = async () => wanted && timed('SBOM scanner', findScanner(await starting, wanted));
  const ahead = step.found.image.then((image) => image && delay(HEAD_START), ignoreFailure);
  const emulators = ahead.then(() => registerEmulators(emulated, folder));
  const [emulation, builder, scanner] = await all([
    timed('emulators', emulators),
    starting,
    find(),
    buildx.then((path) => installPlugin(path, folder)),
  ]);
  return { builder, emulation, scanner };
}

/** Warns where the builder can't run what was asked for, or should not run at all. */
export async function checkBuilder(
  { builder, emulation }: Setup,
  { platforms, inputs }: Pick<Step, 'platforms' | 'inputs'>,
): Promise<void> {
  const lacks = (able: readonly Platform[]) =>
    platforms.filter((platform) => platform.startsWith('linux/') && !includesPlatform(able, platform));
  const { ran, name } = builder;
  // What binfmt tried in a container on the engine's machine needs no trial of BuildKit's, which may have come before it.
  const runs = [...new Set([...ran, ...emulation.tried])];
  // Its own words at its start are enough, unless it was up before, or is somebody else's choice.
  if (ran.length > 0 && lacks(runs).length === 0 && !inputs.tools.buildkitImage)
    return print(`Builder ${name}: it runs ${runs.join(', ')}`);
  const ask = () => inspectBuilder(builder).catch(ignoreFailure);
  const first = await ask();
  // BuildKit writes a program for each and runs it, which fails now and then while it starts those of a build ("text file busy").
  const facts = first && lacks(first.platforms).length > 0 ? ((await ask()) ?? first) : first;
  // Of a builder that does not answer the build tells more.
  if (!facts || facts.platforms.length === 0) return;
  print(`Builder ${builder.name}: BuildKit ${facts.version}, runs ${facts.platforms.join(', ')}`);
  const missing = lacks(facts.platforms);
  if (missing.length > 0)
    warning(
      `platforms: the builder ${builder.name} runs no programs for ${missing.join(', ')}. Stages that only copy files or cross-compile ` +
        'with FROM --platform=$BUILDPLATFORM need none; a RUN for them fails. To emulate, use a runner where privileged containers ' +
        `are allowed and binfmt_misc is mounted (mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc)${emulation.problem ? `; ${emulation.problem}` : ''}`,
    );
  if (facts.version && isOlder(facts.version, OLDEST_BUILDKIT))
    warning(
      `builder: ${builder.name} runs BuildKit ${facts.version}, which has known vulnerabilities (CVE-2026-93318); bring it to v${OLDEST_BUILDKIT} or newer`,
    );
}

async function startBuilder(step: Step, buildx: Promise<string>, folder: string): Promise<Builder> {
  const { inputs, tools, found } = step;
  const { builder: named, keepState, cleanup } = inputs.tools;
  const references = imageReferences(tools.buildkit);
  const settings = planSettings(step);
  const lasting = keepState || !cleanup;
  const reference = references[0] as string;
  // Steps that write down their builders elsewhere know nothing of each other's.
  const job = lasting || named ? undefined : `${jobOf(process.env) ?? stepMark()}\n${buildxFolder(process.env)}`;
  const derived = deriveBuilderName(reference, settings, step.host.id, job);
  const name = named || derived;
  const lease = { builder: name, step: stepMark() };
  undoLater({ kind: 'builder', ...lease });
  const alone = await takeLease(lease);

  // Before the list is read, as whoever makes a builder writes it there before there is a container.
  const container = named || lasting ? await findContainer(name) : undefined;
  if (container) await wakeContainer(container);
  const users = named ? await findUsersBuilder(await buildx, name, step) : undefined;
  if (users) return users;

  const image = found.image.then((image) => image ?? timed('BuildKit pull', pullImage(references)));
  // What goes wrong is told where it is awaited, if it ever comes to that.
  image.catch(() => {});
  if (container && named) await claimContainer(name, container, (await image).id, derived);
  if (container && !named && alone) await removeUnless(container, (await image).id);
  // What nobody else in the job uses is not there yet.
  const existing = !named && (lasting || !alone) ? await findBuilder(await buildx, name) : undefined;
  if (existing) return existing;
  // A later job may have to make it again, from an image that was removed meanwhile.
  const parts = { buildx, image, reference: lasting ? reference : undefined };
  const driverOpts = named ? [...settings.driverOpts, markOption(derived)] : settings.driverOpts;
  return createBuilder(name, { ...settings, driverOpts }, parts, step, folder);
}

/** The user's own builder, where there is one of this name. */
async function findUsersBuilder(buildx: string, name: string, { inputs, found }: Step): Promise<Builder | undefined> {
  const builder = await findBuilder(buildx, name);
  if (!builder) return undefined;
  if (inputs.destination.publication) refuseUnlessPushing(builder);
  const container = await findContainer(name);
  if (container && container.image === (await found.image)?.id) return builder;
  const image = container?.reference ?? '';
  print(`Builder ${name}: its BuildKit is not the pinned one${image && `, but from ${image}`}`);
  return { ...builder, other: { version: builder.version, image } };
}

/** buildx itself tags what several nodes push, and the engine's own BuildKit can't push by digest. */
function refuseUnlessPushing({ name, driver, nodes }: Builder & BuilderFacts): void {
  const wrong = driver === 'docker' ? 'has the driver docker' : nodes > 1 && `has ${nodes} nodes`;
  if (wrong)
    throw new Error(
      `builder: ${name} ${wrong}, and so can't push an image by its digest alone, which is how it is verified before it is ` +
        'tagged; leave builder (or BUILDX_BUILDER) out, or name one with a single node and another driver',
    );
}
