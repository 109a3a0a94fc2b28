import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { attemptWithCache } from '../cache/fallback.ts';
import type { Cache } from '../cache/open.ts';
import { CommandError, ignoreFailure, type RunOptions, run } from '../exec.ts';
import { architectureOf } from '../platform.ts';
import { notice, type Place, print, warning } from '../runner.ts';
import { type Builder, buildxCommand, explainBuilder, inspectBuilder } from '../setup/boot.ts';
import { planTokens } from '../setup/certificates.ts';
import { askEmulator } from '../setup/kernel.ts';
import type { Setup } from '../setup/setup.ts';
import type { Step } from '../step.ts';
import { chooseGenerator } from './attest.ts';
import { buildPaths, type Caches, explainLeftOut, NO_CACHES, planBuild, planSolves, repeat } from './command.ts';
import { explainFailure, findEmulated, isConnectionLost, parseFailure } from './failure.ts';
import { type Finding, type Metadata, parseMetadata } from './metadata.ts';
import { writeSecrets } from './secret-files.ts';

// The runner shows ten warnings of a step, and others may matter more.
const MOST_FINDINGS = 6;

/** A build that failed, and the line of the Dockerfile where it did, if one is to blame. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly at: Place | undefined;
  constructor(message: string, at: Place | undefined, cause: unknown) {
    super(message, { cause });
    this.at = at;
  }
}

/** What came of a build: the metadata of the image for all platforms, and what there is still to do for the caches. */
export interface Built {
  metadata: Metadata;
  cache: Cache;
}

/** Builds with the caches and exports. */
export async function build(
  { builder, scanner }: Pick<Setup, 'builder' | 'scanner'>,
  step: Step,
  cache: Cache,
  folder: string,
): Promise<Built> {
  const metadata = join(folder, 'metadata.json');
  let first: Metadata | undefined;
  let left = cache;
  const inputs = { ...step.inputs, attests: chooseGenerator(step.inputs.attests, scanner) };
  // The engine's copy is made of what was built for the registry; its classic image store takes no attestations.
  const again = { ...repeat(inputs), attests: step.host.containerdStore ? inputs.attests : [] };
  const paths = buildPaths(step, folder, metadata);
  await writeSecrets(step.secrets, folder);
  for (const solve of planSolves(step.inputs.destination, step.platforms, step.loaded)) {
    const leftOut = first ? undefined : explainLeftOut(inputs, solve);
    if (leftOut) notice(leftOut);
    // A build without an image writes none.
    await writeFile(metadata, '{}');
    const attempt = (caches: Caches, options: RunOptions) => {
      const args = planBuild(builder.name, first ? again : inputs, paths, solve, caches);
      return run(buildxCommand(builder.buildx, args, planTokens(builder.files, process.env)), options);
    };
    try {
      if (first) await attempt(NO_CACHES, { onText: print });
      else left = await attemptWithCache(builder, cache, step.inputs.cache, attempt);
    } catch (error) {
      throw error instanceof CommandError ? await explain(builder, step, error, folder) : error;
    }
    const said = parseMetadata(await readFile(metadata, 'utf8'));
    // Where both have the image, it is the engine's id that later steps can run.
    first = first ? { ...first, imageId: said.imageId } : said;
  }
  const built = first as Metadata;
  tellFindings(built.findings, step);
  return { metadata: built, cache: left };
}

/** Annotates the Dockerfile with what BuildKit's checks found in it, which its progress has, too. */
function tellFindings(findings: readonly Finding[], step: Step): void {
  if (/^(?:0|f|false)$/i.test(process.env.DOCKER_BUILD_CHECKS_ANNOTATIONS ?? '')) return;
  for (const { text, url, line } of findings.slice(0, MOST_FINDINGS)) warning(`${text} (${url})`, placeOf(line, step));
}

/** A line of the Dockerfile; undefined where it is in no file here. */
function placeOf(line: number | undefined, { file, context }: Step): Place | undefined {
  const path = file ?? join(context, 'Dockerfile');
  return line !== undefined && isAbsolute(path) ? { file: relative(process.cwd(), path), line } : undefined;
}

async function explain(builder: Builder, step: Step, error: CommandError, folder: string): Promise<Error> {
  const failure = parseFailure(error.output);
  if (isConnectionLost(failure.reason))
    return new Error(
      `build: the builder ${builder.name} went away while it built: ${failure.reason}. If the machine is short of memory, use a ` +
        `larger one, or limit what runs at once with buildkitd-config-inline; then run the step again\n${await explainBuilder(builder.name)}`,
      { cause: error },
    );
  const emulated = findEmulated(failure, step);
  const emulator = emulated && (await askEmulator(architectureOf(emulated), step.host, folder));
  const running = (await inspectBuilder(builder).catch(ignoreFailure))?.platforms;
  return new BuildError(
    explainFailure(failure, { ...step, emulator, ...(running && { running }) }),
    placeOf(failure.line, step),
    error,
  );
}
