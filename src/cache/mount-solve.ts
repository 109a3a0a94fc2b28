import type { Platform } from '../platform.ts';
import type { Carried } from './carried.ts';
import type { Sharing } from './mounts.ts';

/** Puts an archive into a mount that is empty, or makes one of a mount that is not. */
export type Direction = 'fill' | 'take';

// A mount that was not filled to its end is worse than an empty one.
const SCRIPTS: Readonly<Record<Direction, string>> = {
  fill:
    '[ -n "$(/busybox ls -A $m)" ] || /busybox tar -x -f /archives/$m.tar -C $m || ' +
    '{ /busybox find $m -mindepth 1 -delete; exit 1; }',
  take: '[ -z "$(/busybox ls -A $m)" ] || /busybox tar -c -f /archives/$m.tar -C $m .',
};

/**
 * How a mount is had that the Dockerfile's steps have so: likewise, but one that each step has to itself is waited for where it is
 * taken. Whoever does not wait is given a new, empty one, which later steps may find in place of the full one.
 * https://github.com/moby/buildkit/blob/master/solver/llbsolver/mounts/mount.go
 */
const SHARING: Readonly<Record<Direction, Readonly<Record<Sharing, Sharing>>>> = {
  fill: { shared: 'shared', locked: 'locked', private: 'private' },
  take: { shared: 'shared', locked: 'locked', private: 'locked' },
};

/**
 * A Dockerfile that does it for all of these mounts, with the busybox in the context's `tools` and no network; `nonce` is new each
 * time, because what was built before is not built again, and a build that takes nothing from the cache begins with empty mounts.
 * Each has a step of its own: one that holds a mount and waits for another could wait for a step of the Dockerfile that does the same.
 */
export function formatMountSolve(direction: Direction, mounts: readonly Carried[], nonce: string): string {
  const archives = direction === 'fill' ? ['--mount=type=bind,source=archives,target=/archives'] : [];
  const steps = mounts.flatMap(({ name, options, sharing }, at) => {
    const facts = [`id=$MOUNT_${at}`, `target=/mounts/${name}`, `sharing=${SHARING[direction][sharing]}`, ...options];
    const flags = ['--network=none', ...archives, `--mount=type=cache,${facts.join(',')}`];
    const script = `: ${nonce}; /busybox mkdir -p /archives; cd /mounts; m=${name}; ${SCRIPTS[direction]}`;
    return [`ARG MOUNT_${at}`, `RUN ${flags.join(' ')} ${JSON.stringify(['/busybox', 'sh', '-c', script])}`];
  });
  return ['FROM scratch', 'COPY tools /', ...steps, ''].join('\n');
}

/** Arguments of `buildx build` for it; `output` as `--output` takes it. */
export function planMountSolve(
  builder: string,
  mounts: readonly Carried[],
  { native, buildArgs }: { native: Platform; buildArgs: readonly string[] },
  { base, dockerfile }: { base: string; dockerfile: string },
  output: string,
): string[] {
  return [
    ...['build', `--builder=${builder}`, '--progress=plain', `--platform=${native}`, '--provenance=false'],
    // An argument is not taken apart for variables again, as an id in the Dockerfile would be.
    ...mounts.map(({ id }, at) => `--build-arg=MOUNT_${at}=${id}`),
    // Which is in front of every id.
    ...buildArgs.filter((arg) => /^BUILDKIT_CACHE_MOUNT_NS(?:=|$)/.test(arg)).map((arg) => `--build-arg=${arg}`),
    ...[`--file=${dockerfile}`, `--output=${output}`, base],
  ];
}

/**
 * Arguments of `buildx du` for the builder's mounts. BuildKit measures each that a step had since, one second after its start or
 * after a build, and a step that wants it meanwhile gets a new, empty one (https://github.com/moby/buildkit/issues/883). So they
 * are measured before somebody wants them: what is left is the moment in which BuildKit sees that it knows the size.
 */
export function planMeasuring(builder: string): string[] {
  return ['du', `--builder=${builder}`, '--filter=type=exec.cachemount'];
}
