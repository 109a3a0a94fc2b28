import type { Host } from './host.ts';
import type { Inputs } from './inputs.ts';
import { parseAttributes } from './list.ts';
import { LOCAL, type Platform } from './platform.ts';

/** What is built for, and which of it the engine gets. */
export interface PlatformPlan {
  platforms: readonly Platform[];
  loaded: readonly Platform[];
}

const DEFAULT: readonly Platform[] = ['linux/amd64', 'linux/arm64'];

/** The platforms of this run on this engine. A string where they can't be had together: what is wrong, what to do. */
export function planPlatforms(
  { platforms: written, destination, attests }: Pick<Inputs, 'platforms' | 'destination' | 'attests'>,
  host: Pick<Host, 'architecture' | 'containerdStore' | 'version'>,
): PlatformPlan | string {
  const own: Platform = `linux/${host.architecture}`;
  const asked = [...new Set(written.map((platform) => (platform === LOCAL ? own : platform)))];
  const published = destination.publication !== undefined;
  const standard = destination.load && !published ? [own] : DEFAULT;
  const platforms = asked.length > 0 ? asked : standard;
  const store = `the image store of this engine (Docker ${host.version})`;
  const remedy = 'or switch the engine to the containerd image store';
  if (!host.containerdStore && platforms.length > 1 && destination.outputs.some(isForEngine))
    return `outputs: type=docker goes to ${store}, which takes one platform at a time, and platforms has ${platforms.join(', ')}; build for one, ${remedy}`;
  if (!destination.load) return { platforms, loaded: [] };
  const attest = attests.find(({ attributes }) => attributes);
  if (!host.containerdStore && !published && attest)
    return `${attest.input}: ${store}, where load puts the image, keeps no attestations; leave ${attest.input} out, push, ${remedy}`;
  if (host.containerdStore || platforms.length === 1) return { platforms, loaded: platforms };
  if (published && platforms.includes(own)) return { platforms, loaded: [own] };
  const advice = published
    ? `add the engine's own, ${own}, which is then loaded, leave load out`
    : 'load a single one, push them instead';
  return `load: ${store} takes one platform at a time, and platforms has ${platforms.join(', ')}; ${advice}, ${remedy}`;
}

/** Whether an exporter brings the image into the engine, not into a file. */
function isForEngine(output: string): boolean {
  const attributes = new Map(parseAttributes(output));
  return attributes.get('type') === 'docker' && !attributes.get('dest');
}
