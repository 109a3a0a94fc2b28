import { type Platform, parsePlatform } from '../platform.ts';

/** A booted builder's facts, as `buildx inspect` tells them. */
export interface BuilderFacts {
  driver: string;
  nodes: number;
  platforms: readonly Platform[];
  /** BuildKit's version; empty where it does not tell. */
  version: string;
  /** The files of its configuration by their paths under /etc/buildkit: `buildkitd.toml`, `certs/…`. */
  files: Readonly<Record<string, string>>;
}

/**
 * The platforms that BuildKit says it runs, in what it logs as it starts:
 *
 *     … msg="found worker \"…\", labels=map[…], platforms=[linux/amd64 linux/amd64/v2 linux/arm64 linux/386]"
 */
export function parseStart(log: string): Platform[] {
  const list = /found worker .*platforms=\[([^\]]*)\]/.exec(log)?.[1] ?? '';
  return list.split(' ').flatMap((item) => parsePlatform(item) ?? []);
}

/**
 * Reads `buildx inspect`; a star marks a platform that was said when the node was made:
 *
 *     Driver:                docker-container
 *     Nodes:
 *     BuildKit version:      v0.33.1
 *     Platforms:             linux/amd64*, linux/amd64/v2, linux/386
 *     File#buildkitd.toml:
 *      > [system]
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
    files: Object.fromEntries(
      Array.from(text.matchAll(/^File#(.+):\n((?: > .*\n?)*)/gm), ([, path = '', lines = '']) => [
        path,
        lines.replaceAll(/^ > /gm, ''),
      ]),
    ),
  };
}
