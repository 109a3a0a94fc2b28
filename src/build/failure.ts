import type { Host } from '../host.ts';
import { nativePlatforms, type Platform } from '../platform.ts';

/** What decides whose fault it may be. */
interface Circumstances {
  platforms: readonly Platform[];
  host: Pick<Host, 'architecture'>;
}

/** Why a build failed, as BuildKit's plain progress tells it. */
export interface Failure {
  /** `[linux/arm64 build 2/3] RUN make`, where a step failed. */
  step: string | undefined;
  /** What that step printed last, and all that follows. */
  log: string;
  /** The Dockerfile's line, where one is to blame. */
  line: number | undefined;
  /** What went wrong, in BuildKit's words. */
  reason: string;
}

/**
 * Reads the end of what `buildx build --progress=plain` printed:
 *
 *     ------
 *      > [linux/arm64 build 2/3] RUN make:
 *     0.123 make: not found
 *     ------
 *     Dockerfile:3
 *     --------------------
 *     ERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 127
 */
export function parseFailure(output: string): Failure {
  const last = (pattern: RegExp) => [...output.matchAll(pattern)].at(-1);
  const step = last(/^ > (\[.+\].*):$/gm);
  const line = last(/^.+:(\d+)\n-{10,}$/gm)?.[1];
  const error = last(/^ERROR: (?:failed to build: )?(?:failed to solve: )?(.+)$/gm)?.[1];
  return {
    step: step?.[1],
    log: step ? output.slice(step.index) : '',
    line: line === undefined ? undefined : Number(line),
    reason: error ?? output.trimEnd().split('\n').at(-1) ?? '',
  };
}

/** A failure told to the reader: where, what, and what to do where that is known. */
export function explainFailure(failure: Failure, { platforms, host }: Circumstances): string {
  const { step, reason } = failure;
  const where = step ? `${step} failed` : 'failed';
  // The label of a step names its platform where there are several: `[linux/amd64->arm64 build 2/3]` ran on the first.
  const [only = '', ...others] = platforms;
  const platform = others.length === 0 ? only : /^\[(\w+\/[\w/]+?)(?:->\S+)? /.exec(step ?? '')?.[1];
  const remedy = findRemedy(failure, platform, nativePlatforms(host.architecture));
  return `build: ${where}: ${reason}${remedy ? `. ${remedy}` : ''}`;
}

/** Whether the reason says that BuildKit went away. */
export function isConnectionLost(reason: string): boolean {
  return /code = Unavailable|error reading from server|closing transport|graceful_stop|buildkitd\.sock.*connection refused/.test(
    reason,
  );
}

function findRemedy(
  { log, reason }: Failure,
  platform: string | undefined,
  native: readonly string[],
): string | undefined {
  if (/exec format error/.test(log))
    return (
      `${platform ?? 'The platform'} is neither native here nor emulated. Use a runner where privileged containers may ` +
      'register emulators, or one of that architecture; or cross-compile with FROM --platform=$BUILDPLATFORM'
    );
  if (/no space left on device/i.test(log + reason))
    return 'The disk is full; free space on the runner, or give the engine another disk';
  if (/no match for platform in manifest/.test(reason))
    return 'The base image does not exist for that platform; use one that does, or leave the platform out';
  // A shell adds 128 to the number of the signal that ended its child.
  if (platform && !native.includes(platform) && /qemu: uncaught target signal|exit code: 13[0-9]/.test(log))
    return (
      `QEMU, which emulates ${platform}, may be at fault; cross-compile with FROM --platform=$BUILDPLATFORM, build on a ` +
      'native runner, or try another binfmt-image'
    );
  return undefined;
}
