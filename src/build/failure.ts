import type { Host } from '../host.ts';
import { nativePlatforms } from '../platform.ts';

/** Why a build failed, as BuildKit's plain progress tells it. */
export interface Failure {
  /** `[linux/arm64 build 2/3] RUN make`, where a step failed. */
  step: string | undefined;
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
  const last = (pattern: RegExp) => [...output.matchAll(pattern)].at(-1)?.[1];
  const line = last(/^[^\s:]+:(\d+)$/gm);
  return {
    step: last(/^ > (\[.+\].*):$/gm),
    line: line === undefined ? undefined : Number(line),
    reason:
      last(/^ERROR: (?:failed to build: )?(?:failed to solve: )?(.+)$/gm) ?? output.trimEnd().split('\n').at(-1) ?? '',
  };
}

/** A failure told to the reader: where, what, and what to do where that is known. */
export function explainFailure({ step, reason }: Failure, output: string, host: Pick<Host, 'architecture'>): string {
  const remedy = findRemedy(platformOf(step), reason, output, nativePlatforms(host.architecture));
  return `build: ${step ? `${step} failed` : 'failed'}: ${reason}${remedy ? `. ${remedy}` : ''}`;
}

/** Whether BuildKit went away: the connection broke, and not because the build was over. */
export function isConnectionLost(output: string): boolean {
  return /code = Unavailable|error reading from server|closing transport|connection refused|graceful_stop/.test(output);
}

/** The platform that a step ran on, where its label tells: of `[linux/amd64->arm64 build 2/3]` the first. */
function platformOf(step: string | undefined): string | undefined {
  return /^\[(\w+\/[\w/]+?)(?:->\S+)? /.exec(step ?? '')?.[1];
}

function findRemedy(
  platform: string | undefined,
  reason: string,
  output: string,
  native: readonly string[],
): string | undefined {
  if (/exec format error/.test(output))
    return (
      `${platform ?? 'The platform'} is neither native here nor emulated. Use a runner where privileged containers may ` +
      'register emulators, or one of that architecture; or cross-compile with FROM --platform=$BUILDPLATFORM'
    );
  if (/no space left on device/i.test(output))
    return 'The disk is full; free space on the runner, or give the engine another disk';
  if (/no match for platform in manifest/.test(reason))
    return 'The base image does not exist for that platform; use one that does, or leave the platform out';
  // A shell adds 128 to the number of the signal that ended its child.
  if (platform && !native.includes(platform) && /qemu: uncaught target signal|exit code: 13[0-9]/.test(output))
    return (
      `QEMU, which emulates ${platform}, may be at fault; cross-compile with FROM --platform=$BUILDPLATFORM, build on a ` +
      'native runner, or try another binfmt-image'
    );
  return undefined;
}
