import type { Host } from '../host.ts';
import { includesPlatform, isNative, type Platform } from '../platform.ts';
import type { Tools } from '../setup/tools.ts';

/** What decides whose fault it may be. */
export interface Circumstances {
  platforms: readonly Platform[];
  host: Pick<Host, 'architecture'>;
  tools: { binfmt: Pick<Tools['binfmt'], 'version'> };
  /** The platforms that the builder runs programs of, where that is known. */
  running?: readonly Platform[];
  /** What the emulator of the failed step calls itself, where it could be asked. */
  emulator?: string | undefined;
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
export function explainFailure(failure: Failure, circumstances: Circumstances): string {
  const { step, reason } = failure;
  const remedy = findRemedy(failure, circumstances);
  return `build: ${step ? `${step} failed` : 'failed'}: ${reason}${remedy ? `. ${remedy}` : ''}`;
}

/** The platform of a step that an emulator may have failed. */
export function findEmulated(failure: Failure, { platforms, host }: Circumstances): Platform | undefined {
  const platform = findPlatform(failure, platforms);
  // A shell adds 128 to the number of the signal that ended its child; these are SIGILL to SIGFPE, and SIGSEGV.
  const crashed = /\bqemu[\w-]*: |exit code: 13[24-69]\b/.test(failure.log);
  return crashed && platform && !isNative(platform, host.architecture) ? platform : undefined;
}

/** Whether it is the Dockerfile's own: a program that failed, or what can't be read. */
export function isStepAtFault({ reason }: Failure): boolean {
  return /did not complete successfully|dockerfile parse error/.test(reason);
}

/** Whether the reason says that BuildKit went away. */
export function isConnectionLost(reason: string): boolean {
  return /code = Unavailable|error reading from server|closing transport|graceful_stop|buildkitd\.sock.*connection refused/.test(
    reason,
  );
}

/** The label of a step names its platform where there are several: `[linux/amd64->arm64 build 2/3]` ran on the first. */
function findPlatform({ step }: Failure, [only, ...others]: readonly Platform[]): Platform | undefined {
  return others.length === 0 ? only : /^\[(\w+\/[\w/]+?)(?:->\S+)? /.exec(step ?? '')?.[1];
}

function findRemedy(failure: Failure, circumstances: Circumstances): string | undefined {
  const { log, reason } = failure;
  const { host, platforms, running, tools, emulator } = circumstances;
  const platform = findPlatform(failure, platforms);
  const runs = platform && (isNative(platform, host.architecture) || (running && includesPlatform(running, platform)));
  if (/exec format error/.test(log) && runs)
    return `The program is not for ${platform}, or is a script without #! in its first line`;
  // A handler without the flag F looks for the emulator inside the container.
  const missing = running && !runs && /exec \S+: no such file or directory/.test(log);
  if (missing || /exec format error/.test(log) || /no support for running processes/.test(reason))
    return (
      `${platform ?? 'The platform'} is neither native here nor emulated. Use a runner where privileged containers may ` +
      'register emulators, or one of that architecture; or cross-compile with FROM --platform=$BUILDPLATFORM'
    );
  if (/no space left on device/i.test(log + reason))
    return 'The disk is full; free space on the runner, or give the engine another disk';
  if (/no match for platform in manifest/.test(reason))
    return 'The base image does not exist for that platform; use one that does, or leave the platform out';
  if (/could not read Username|Authentication failed for/.test(log + reason))
    return 'Give it a github-token that may read the repository, or a token as the secret GIT_AUTH_TOKEN (secrets: GIT_AUTH_TOKEN=…)';
  const emulated = findEmulated(failure, circumstances);
  if (emulated)
    return (
      `${emulator ?? `QEMU (binfmt ${tools.binfmt.version}, unless another was registered before)`}, which emulates ` +
      `${emulated}, may be at fault; cross-compile with FROM --platform=$BUILDPLATFORM, build on a native runner, or try ` +
      'another binfmt-image'
    );
  return undefined;
}
