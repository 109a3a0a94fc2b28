import { createHash } from 'node:crypto';
import { architectureOf, type Platform } from '../platform.ts';
import type { Mount } from './mounts.ts';
import { encodeScope } from './scope.ts';

/** A cache mount whose contents go from run to run, as an archive. */
export interface Carried extends Mount {
  /** Tells it from all others in the names of files. */
  name: string;
  /** What the keys of its archives begin with; the hash of what is in the archive follows. */
  prefix: string;
}

/** An archive of a mount: the hash of what is in it, and its bytes. */
export interface Archive {
  hash: string;
  bytes: number;
}

/** What became of a mount's archive. */
export interface Outcome {
  name: string;
  archive?: Archive;
  /** Whether the service has it from this run. */
  stored?: boolean;
  /** Milliseconds. */
  duration: number;
}

/** What the carrier leaves: outcomes as far as it came, and why it came no further; empty where it did all. */
export interface Delivery {
  outcomes: Outcome[];
  failure: string;
  /** Milliseconds. */
  duration: number;
}

// Of what an archive is, and of how its hash is made.
const VERSION = 2;

/** The mounts of a build in a scope, on a builder that runs programs of `native` by itself. */
export function listCarried(mounts: readonly Mount[], scope: string, native: Platform): Carried[] {
  return mounts.map((mount) => {
    const facts = JSON.stringify([scope, architectureOf(native), mount.id, mount.options]);
    const name = createHash('sha256').update(facts).digest('hex').slice(0, 12);
    const readable = encodeScope(`${scope}+${mount.id}`);
    return { ...mount, name, prefix: `multiarch-build-mount-${VERSION}-${readable}-${name}-` };
  });
}

/** Whether an archive is what its key says. */
export function isKeyOf(key: string, { prefix }: Carried, { hash }: Archive): boolean {
  return key === prefix + hash;
}

/** The files of the mounts, in the step's folder. */
export function mountPathsIn(folder: string): MountPaths {
  const base = `${folder}/mounts`;
  return {
    ...{ base, errand: `${base}/errand.json`, delivery: `${base}/delivery.json` },
    ...{ tools: `${base}/tools`, archives: `${base}/archives`, taken: `${base}/taken` },
    dockerfile: `${base}/Dockerfile`,
  };
}

export interface MountPaths {
  base: string;
  errand: string;
  delivery: string;
  tools: string;
  archives: string;
  taken: string;
  dockerfile: string;
}
