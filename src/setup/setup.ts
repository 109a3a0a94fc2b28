import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { type Command, CommandError, lastLines, run } from '../exec.ts';
import { explainEngine, type Host, parseHost } from '../host.ts';
import type { ToolInputs } from '../inputs.ts';
import { includesPlatform, type Platform } from '../platform.ts';
import { isLoopback } from '../publish/reference.ts';
import { print, warning } from '../runner.ts';
import { undoLater } from '../state.ts';
import {
  type BuilderFacts,
  type BuilderSettings,
  builderContainer,
  deriveBuilderName,
  parseInspect,
  planCreate,
} from './builder.ts';
import { planBuildkitdConfig } from './buildkitd.ts';
import { fetchBuildx, installPlugin } from './buildx.ts';
import { isHandler, missingEmulators, parseEmulation } from './emulators.ts';
import { type Asset, imageReferences, isLocalImage, type Toolchain } from './toolchain.ts';
import { isOlder, OLDEST_BUILDKIT } from './version.ts';

/** A builder that is up, and the program that speaks to it. */
export interface Builder extends BuilderFacts {
  name: string;
  /** Path of the verified buildx. */
  buildx: string;
}

/** What set-up needs to know. */
export interface SetupRequest {
  platforms: readonly Platform[];
  host: Host;
  tools: ToolInputs;
  toolchain: Toolchain;
  asset: Asset;
  /** The verified buildx, if this machine has it. */
  found: Promise<string | undefined>;
  /** Whether a registry on loopback takes part in the build. */
  loopback: boolean;
  /** A folder of this step's own. */
  folder: string;
}

// docker.sock answers in milliseconds; an engine that is still starting, or is far away, within seconds.
const ENGINE_TIMEOUT = 8000;
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

/** The engine's facts. Throws where there is none to work with. */
export async function readHost(): Promise<Host> {
  const command = { file: 'docker', args: ['info', '--format', '{{json .}}'] };
  const text = await run(command, { timeout: ENGINE_TIMEOUT }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    if (error.missing) throw new Error('docker: there is no such program on the PATH; install Docker, or use a runner that has it');
    throw new Error(explainEngine(error.message), { cause: error });
  });
  const host = parseHost(text);
  if (typeof host === 'string') throw new Error(host);
  return host;
}

/** Emulators, buildx and builder, none of them waiting for another without need. */
export async function setUp(request: SetupRequest): Promise<Builder> {
  const { tools, host, toolchain } = request;
  const buildx = request.found.then((found) => found ?? fetchBuildx(request.asset));
  const plugin = buildx.then(installPlugin);
  const emulators = registerEmulators(request.platforms, host, toolchain);
  const image = ensureImage(imageReferences(toolchain.buildkit));
  const builder = Promise.all([buildx, image]).then(([file, reference]) =>
    startBuilder(file, tools, {
      image: reference,
      driverOpts: tools.driverOpts,
      loopback: request.loopback || isLocalImage(toolchain.buildkit) || host.mirrors.some(isLoopbackUrl),
      config: planBuildkitdConfig(host, tools.buildkitdConfig),
    }, join(request.folder, 'buildkitd.toml')),
  );
  // All of them are awaited, also when one fails: nothing may be made any more when this ends.
  const results = await Promise.allSettled([builder, emulators, plugin, image]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;

  const booted = await refreshFacts(await builder, request.platforms);
  compare(booted, request.platforms, await emulators);
  return booted;
}

/** The name of the builder, made and booted. */
async function startBuilder(buildx: string, tools: ToolInputs, settings: BuilderSettings, configPath: string): Promise<Builder> {
  const lasting = tools.keepState || !tools.cleanup;
  const name =
    tools.builder || (lasting ? deriveBuilderName(settings) : `multiarch-build-${randomBytes(6).toString('hex')}`);
  if (tools.builder || !tools.cleanup) {
    const existing = await boot(buildx, name).catch(ignoreUnknownBuilder);
    if (existing !== undefined) {
      print(`builder ${name}: it exists, and is used as it is`);
      return existing;
    }
  }
  if (settings.config !== undefined) {
    await writeFile(configPath, settings.config);
    print(`builder ${name}: configured with\n${settings.config.trimEnd()}`);
  }
  if (tools.cleanup) undoLater({ kind: 'builder', name, buildx, keepState: tools.keepState });
  await run(buildxCommand(buildx, planCreate(name, settings, configPath)));
  const builder = await boot(buildx, name);
  print(`builder ${name}: BuildKit ${builder.version}, ${settings.image}`);
  return builder;
}

async function boot(buildx: string, name: string): Promise<Builder> {
  try {
    const text = await run(buildxCommand(buildx, ['inspect', '--bootstrap', name]), { timeout: BOOT_TIMEOUT });
    return { name, buildx, ...parseInspect(text) };
  } catch (error) {
    if (!(error instanceof CommandError) || isUnknownBuilder(error)) throw error;
    throw new Error(`${error.message}\n${await builderLog(name)}`, { cause: error });
  }
}

/** The end of BuildKit's own log, for an error message. */
export async function builderLog(name: string): Promise<string> {
  const { container } = builderContainer(name);
  let lines = '';
  const add = (line: string) => {
    lines = lastLines(`${lines}\n${line}`, 20);
  };
  await run({ file: 'docker', args: ['logs', '--tail', '20', container] }, { onLine: add, timeout: ENGINE_TIMEOUT }).catch(() => {});
  return lines.trim() ? `The end of the builder's log:\n${lines.trim()}` : `The builder's container ${container} left no log.`;
}

/** The first of the references that the engine has, else the first that it can pull. */
async function ensureImage(references: readonly string[]): Promise<string> {
  for (const reference of references) {
    const inspect = { file: 'docker', args: ['image', 'inspect', '--format', '{{.Id}}', reference] };
    if (await run(inspect).then(() => true, rethrowUnlessCommand)) return reference;
  }
  return firstOf(references, async (reference) => {
    print(`pulling ${reference}`);
    await run({ file: 'docker', args: ['pull', '--quiet', reference] });
    return reference;
  });
}

/**
 * Registers the emulators that are needed and not there. What keeps it from doing so is returned and not thrown: many
 * builds need none.
 */
async function registerEmulators(platforms: readonly Platform[], host: Host, toolchain: Toolchain): Promise<string | undefined> {
  const names = missingEmulators(platforms, host.architecture, await registeredHandlers(host));
  if (names.length === 0) {
    print('emulators: none to register');
    return undefined;
  }
  try {
    const said: string[] = [];
    const stdout = await firstOf(imageReferences(toolchain.binfmt), (reference) =>
      run(
        { file: 'docker', args: ['run', '--rm', '--privileged', '--network=none', reference, '--install', names.join(',')] },
        { onLine: (line) => said.push(line) },
      ),
    );
    const supported = parseEmulation(stdout)?.supported;
    const missing = names.filter((name) => !supported?.some((platform) => platform.split('/')[1] === name));
    if (missing.length === 0) {
      print(`emulators: ${names.join(', ')} registered by binfmt ${toolchain.binfmt.version} (${toolchain.binfmt.digest})`);
      return undefined;
    }
    return `binfmt could not register ${missing.join(', ')}: ${lastLines(said.join('\n'), 8)}`;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return error.message;
  }
}

/** The emulators that the engine's kernel has, where that is the kernel of this machine and it shows them; else none. */
async function registeredHandlers(host: Host): Promise<string[]> {
  const folder = '/proc/sys/fs/binfmt_misc';
  if (host.kernel !== release() || host.name !== hostname()) return [];
  const names = await readdir(folder).catch(() => []);
  const handlers = names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8').catch(() => '') }));
  return (await Promise.all(handlers)).filter(({ text }) => isHandler(text)).map(({ name }) => name);
}

/** The builder's facts once more where its boot may have been faster than the emulators. */
async function refreshFacts(builder: Builder, platforms: readonly Platform[]): Promise<Builder> {
  if (unsupported(builder, platforms).length === 0) return builder;
  return { ...builder, ...parseInspect(await run(buildxCommand(builder.buildx, ['inspect', builder.name]))) };
}

function compare(builder: Builder, platforms: readonly Platform[], problem: string | undefined): void {
  const missing = unsupported(builder, platforms);
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

function unsupported(builder: BuilderFacts, platforms: readonly Platform[]): Platform[] {
  return platforms.filter((platform) => platform.startsWith('linux/') && !includesPlatform(builder.platforms, platform));
}

/** Tries one candidate after the other; where all fail, the last one's error. */
async function firstOf<T>(candidates: readonly string[], attempt: (candidate: string) => Promise<T>): Promise<T> {
  let failure: unknown;
  for (const candidate of candidates)
    try {
      return await attempt(candidate);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failure = error;
    }
  throw failure;
}

function isUnknownBuilder(error: CommandError): boolean {
  return /no builder ".*" found/.test(error.output);
}

function ignoreUnknownBuilder(error: unknown): undefined {
  if (!(error instanceof CommandError && isUnknownBuilder(error))) throw error;
}

function rethrowUnlessCommand(error: unknown): false {
  if (!(error instanceof CommandError)) throw error;
  return false;
}

function isLoopbackUrl(url: string): boolean {
  return isLoopback(new URL(url).host);
}
