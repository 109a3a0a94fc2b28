import { compareSemver } from '../version.ts';
import { comparePep440 } from './pep440.ts';

/** A tag that is there because the flavor's `latest=auto` follows releases, and the release that it stands for. */
export interface LatestTag {
  tag: string;
  version: string;
  /** What stands around the version where an image tells its own (`org.opencontainers.image.version`). */
  prefix: string;
  suffix: string;
}

/**
 * Whether moving the tag would take it back, from the version that the image under it tells of itself; false where the two
 * can't be compared.
 */
export function movesBack({ version, prefix, suffix }: LatestTag, told: string): boolean {
  const start = told.startsWith(prefix) ? prefix.length : 0;
  const there = told.slice(start, told.endsWith(suffix) ? told.length - suffix.length : undefined);
  const order = compareSemver(version, there) ?? comparePep440(version, there);
  return order !== undefined && order < 0;
}
