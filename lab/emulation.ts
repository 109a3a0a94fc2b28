import pins from '../src/setup/pins.json' with { type: 'json' };
import { createQueue } from './cache.ts';
import { run } from './command.ts';

/** Emulators of this machine for the time that `end` ends, by the binfmt image that the registry has when `ready`. */
export function createEmulation(address: string, ready: () => Promise<void> | undefined) {
  const image = `${address}/tonistiigi/binfmt:${pins.binfmt.version}`;
  const queue = createQueue();
  const started: string[] = [];

  const binfmt = async (...args: string[]) => {
    const text = await run('docker', ['run', '--rm', '--privileged', '--network=none', image, ...args]);
    return (JSON.parse(text) as { emulators: string[] | null }).emulators ?? [];
  };
  /** Has the machine run programs of an architecture. */
  const start = (architecture: string) =>
    queue(async () => {
      await ready();
      const before = await binfmt();
      const after = await binfmt('--install', architecture);
      started.push(...after.filter((name) => !before.includes(name)));
    });
  /** Takes away the emulators that were not there before. */
  const end = async () => {
    if (started.length > 0) await binfmt('--uninstall', started.join(','));
  };
  return { start, end };
}
