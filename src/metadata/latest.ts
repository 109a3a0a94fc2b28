import { compareSemver } from '../version.ts';
import { comparePep440 } from './pep440.ts';

/** What an image tells of itself in its labels; empty what it does not. */
export interface OwnVersion {
  /** `org.opencontainers.image.version` */
  version: string;
  /** `org.opencontainers.image.source` */
  source: string;
}

/** A tag that is there because the flavor's `latest=auto` follows releases, and the release that it stands for. */
export interface LatestTag extends OwnVersion {
  tag: string;
  /** What stands around the version where an image tells its own. */
  prefix: string;
  suffix: string;
}

/**
 * Whether moving the tag would take it back, from the version that the image under it tells of itself; false where the two
 * can't be compared, as versions of other sources can't: an image inherits the labels of its base.
 */
export function movesBack({ version, source, prefix, suffix }: LatestTag, told: OwnVersion): boolean {
  if (told.source !== source) return false;
  const start = told.version.startsWith(prefix) ? prefix.length : 0;
  const there = told.version.slice(
    start,
    told.version.endsWith(suffix) ? told.version.length - suffix.length : undefined,
  );
  const order = compareSemver(version, there) ?? comparePep440(version, there);
  return order !== undefined && order < 0;
}
