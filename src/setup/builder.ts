import { createHash } from 'node:crypto';
import { formatAttributes, splitPair } from '../list.ts';
import { type Platform, parsePlatform } from '../platform.ts';

/** The settings of a builder that is created: all that tells one from another. */
export interface BuilderSettings {
  image: string;
  driverOpts: readonly string[];
  /** Whether a registry on loopback takes part, which only the host's network reaches. */
  loopback: boolean;
  /** buildkitd.toml. */
  config: string;
}

/** A booted builder's facts, as `buildx inspect` tells them. */
export interface BuilderFacts {
  driver: string;
  nodes: number;
  platforms: readonly Platform[];
  /** BuildKit's version; empty where it does not tell. */
  version: string;
}

/** A name that the same settings always give, so that the next job finds the builder or its volume. */
export function deriveBuilderName(settings: BuilderSettings): string {
  return `multiarch-build-${createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12)}`;
}

/** Arguments of `buildx create`; the user's driver options come after ours and replace them name by name. */
export function planCreate(name: string, settings: BuilderSettings, configPath: string): string[] {
  const options = new Map([
    ['image', settings.image],
    // Otherwise buildx copies the whole event payload into the builder and from there into the image's provenance.
    ['provenance-add-gha', 'false'],
    ...(settings.loopback ? ([['network', 'host']] as const) : []),
    ...settings.driverOpts.map(splitPair),
  ]);
  return [
    ...['create', '--bootstrap', '--name', name, '--driver', 'docker-container'],
    ...[...options].map((option) => `--driver-opt=${formatAttributes([option])}`),
    `--buildkitd-config=${configPath}`,
  ];
}

/** The container and the volume of a builder's first node; buildx knows names in lower case alone. */
export function builderContainer(name: string): { container: string; volume: string } {
  const container = `buildx_buildkit_${name.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}

/**
 * Reads `buildx inspect`; a star marks a platform that was said when the node was made:
 *
 *     Driver:                docker-container
 *     Nodes:
 *     BuildKit version:      v0.33.1
 *     Platforms:             linux/amd64*, linux/amd64/v2, linux/386
 */
export function parseInspect(text: string): BuilderFacts {
  const fields = (name: string) =>
    Array.from(text.matchAll(new RegExp(`^${name}: +(.+)$`, 'gm')), ([, value]) => value ?? '');
  const platforms = fields('Platforms').flatMap((list) => list.split(', '));
  return {
    driver: fields('Driver')[0] ?? '',
    // The first name is the builder's.
    nodes: fields('Name').length - 1,
    platforms: [...new Set(platforms.flatMap((item) => parsePlatform(item.replace('*', '')) ?? []))],
    version: fields('BuildKit version')[0] ?? '',
  };
}
