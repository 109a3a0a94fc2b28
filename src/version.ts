// The whole package is read at every start; these parts of it are half of that.
import coerce from 'semver/functions/coerce.js';
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import valid from 'semver/functions/valid.js';

/** The oldest buildx that is known to take all that it is told here, such as the driver option `provenance-add-gha`. */
export const OLDEST_BUILDX = '0.32.0';
/** The first BuildKit without CVE-2026-93318. */
export const OLDEST_BUILDKIT = '0.33.1';

/** A version taken apart. */
export interface VersionParts {
  /** As it was written. */
  raw: string;
  version: string;
  major: string;
  minor: string;
  patch: string;
  /** Whether it is a release, and no step towards one or after it. */
  final: boolean;
}

/** `v0.37.1` → `0.37.1`; undefined where the text is no release version. */
export function parseVersion(text: string): string | undefined {
  return valid(text) ?? undefined;
}

/** `v2.0.8-beta.67` in its parts; undefined where it is no semantic version. */
export function parseSemver(text: string): VersionParts | undefined {
  const parsed = parse(text);
  if (parsed === null) return undefined;
  const { raw, version, major, minor, patch, prerelease } = parsed;
  return { raw, version, major: `${major}`, minor: `${minor}`, patch: `${patch}`, final: prerelease.length === 0 };
}

/** Less than 0 where the first is older, more where it is newer; undefined where one of them is no semantic version. */
export function compareSemver(a: string, b: string): number | undefined {
  return valid(a) && valid(b) ? compare(a, b) : undefined;
}

/** Whether a release is older than another; a build that names none (a commit, `0.0.0+unknown`) is not. */
export function isOlder(version: string, than: string): boolean {
  const release = /^v?(?!0\.0\.0)\d+\.\d/.test(version) ? coerce(version, { includePrerelease: true }) : null;
  return release !== null && compare(release, than) < 0;
}
