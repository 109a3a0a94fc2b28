import type { Host } from './host.ts';
import type { Inputs } from './inputs.ts';
import type { Platform } from './platform.ts';

/** What is built for, and which of it the engine gets. */
export interface PlatformPlan {
  platforms: readonly Platform[];
  loaded: readonly Platform[];
}

const DEFAULT: readonly Platform[] = ['linux/amd64', 'linux/arm64'];

/** The platforms of this run on this engine. A string where they can't be had together: what is wrong, what to do. */
export function planPlatforms(
  { platforms: asked, destination, provenance }: Pick<Inputs, 'platforms' | 'destination' | 'provenance'>,
  host: Pick<Host, 'architecture' | 'containerdStore' | 'version'>,
): PlatformPlan | string {
  const own: Platform = `linux/${host.architecture}`;
  const published = destination.publication !== undefined;
  const standard = destination.load && !published ? [own] : DEFAULT;
  const platforms = asked.length > 0 ? asked : standard;
  if (!destination.load) return { platforms, loaded: [] };
  if (!host.containerdStore && !published && provenance && provenance !== 'false')
    return (
      `provenance: the image store of this engine (Docker ${host.version}) keeps no attestations, and load puts the image there; ` +
      'leave provenance out, push, or switch the engine to the containerd image store'
    );
  if (host.containerdStore || platforms.length === 1) return { platforms, loaded: platforms };
  if (published && platforms.includes(own)) return { platforms, loaded: [own] };
  return (
    `load: the image store of this engine (Docker ${host.version}) takes one platform at a time, and platforms has ` +
    `${platforms.join(', ')}; ` +
    (published
      ? `add the engine's own, ${own}, which is then loaded, leave load out, or switch the engine to the containerd image store`
      : 'load a single one, push them instead, or switch the engine to the containerd image store')
  );
}
