import semver from 'semver';

/** The first buildx that has all that is used here: `imagetools create --prefer-index` and `rm --timeout` (v0.32). */
export const OLDEST_BUILDX = '0.32.0';
/** The first BuildKit without CVE-2026-93318. */
export const OLDEST_BUILDKIT = '0.33.1';

/** `v0.37.1` → `0.37.1`; undefined where the text is no release version. */
export function parseVersion(text: string): string | undefined {
  return semver.valid(text) ?? undefined;
}

/** Whether a release is older than another; a build that names none (a commit, `0.0.0+unknown`) is not. */
export function isOlder(version: string, than: string): boolean {
  const release = /^v?(?!0\.0\.0)\d+\.\d/.test(version) ? semver.coerce(version, { includePrerelease: true }) : null;
  return release !== null && semver.lt(release, than);
}
