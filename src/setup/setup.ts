import type { Host } from '../host.ts';
import type { Inputs, ToolInputs } from '../inputs.ts';
import { includesPlatform, type Platform } from '../platform.ts';
import { isLoopback, registryOf } from '../publish/reference.ts';
import { warning } from '../runner.ts';
import type { Step } from '../step.ts';
import { type Builder, createBuilder, findBuilder, inspectBuilder, nameBuilder } from './boot.ts';
import type { BuilderFacts, BuilderSettings } from './builder.ts';
import { planBuildkitdConfig } from './buildkitd.ts';
import { fetchBuildx, installPlugin } from './buildx.ts';
import { ensureImage } from './engine.ts';
import { registerEmulators } from './register.ts';
import { imageReferences, type ToolImage } from './toolchain.ts';
import { isOlder, OLDEST_BUILDKIT } from './version.ts';

/** Emulators, buildx and builder, none of them waiting for another without need. */
export async function setUp({ inputs, host, tools, platforms, found }: Step, folder: string): Promise<Builder> {
  const buildx = found.then((path) => path ?? fetchBuildx(tools.buildx, folder));
  const settings = planSettings(inputs, host, tools.buildkit);
  const [started, problem] = await all([
    startBuilder(buildx, settings, inputs.tools, tools.buildkit, folder),
    registerEmulators(platforms, host, tools.binfmt),
    buildx.then(installPlugin),
  ]);
  // Its boot may have been faster than the emulators.
  const builder = missingPlatforms(started, platforms).length > 0 ? await inspectBuilder(started) : started;
  compare(builder, platforms, problem);
  return builder;
}

function planSettings(inputs: Inputs, host: Host, buildkit: ToolImage): BuilderSettings {
  const targets = inputs.destination.publication?.names ?? [];
  const registries = [...targets, ...buildkit.sources].map(registryOf);
  const hosts = [...registries, ...host.mirrors.map((url) => new URL(url).host)];
  return {
    image: imageReferences(buildkit)[0] as string,
    driverOpts: inputs.tools.driverOpts,
    loopback: hosts.some(isLoopback),
    config: planBuildkitdConfig(host, inputs.tools.buildkitdConfig),
  };
}

async function startBuilder(
  buildx: Promise<string>,
  settings: BuilderSettings,
  inputs: ToolInputs,
  buildkit: ToolImage,
  folder: string,
): Promise<Builder> {
  const name = nameBuilder(inputs, settings);
  if (inputs.builder !== '' || !inputs.cleanup) {
    const existing = await findBuilder(await buildx, name);
    if (existing) return existing;
  }
  const [file, image] = await all([buildx, ensureImage(imageReferences(buildkit))]);
  return createBuilder(file, name, { ...settings, image }, inputs, folder);
}

/** Awaits all of them, also when one fails: nothing may go on behind the back of an error. */
async function all<const T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function compare(builder: Builder, platforms: readonly Platform[], problem: string | undefined): void {
  const missing = missingPlatforms(builder, platforms);
  if (missing.length > 0)
    warning(
      `platforms: the builder ${builder.name} runs no programs for ${missing.join(', ')}. Stages that only copy files or cross-compile ` +
        'with FROM --platform=$BUILDPLATFORM need none; a RUN for them fails. To emulate, use a runner where privileged containers ' +
        `and binfmt_misc are allowed${problem ? `; ${problem}` : ''}`,
    );
  if (builder.version && isOlder(builder.version, OLDEST_BUILDKIT))
    warning(
      `builder: ${builder.name} runs BuildKit ${builder.version}, which has known vulnerabilities (CVE-2026-93318); bring it to v${OLDEST_BUILDKIT} or newer`,
    );
}

function missingPlatforms(builder: BuilderFacts, platforms: readonly Platform[]): Platform[] {
  return platforms.filter(
    (platform) => platform.startsWith('linux/') && !includesPlatform(builder.platforms, platform),
  );
}
