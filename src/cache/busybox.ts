import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '../exec.ts';
import { dockerCommand } from '../setup/engine.ts';

// Milliseconds.
const TIMEOUT = 30_000;
// Alpine's, of which BuildKit's image is made, is linked with musl, whose loader is all of its library.
const SCRIPT = 'for f in /bin/busybox /lib/ld-musl-*; do if [ -e $f ]; then echo $f; fi; done';

/** Copies the busybox of a builder's container, whose image is pinned, into a folder, unless it is there: with what it takes to run it. */
export async function bringBusybox(container: string, folder: string): Promise<void> {
  const isThere = await stat(join(folder, 'busybox')).catch(() => undefined);
  if (isThere) return;
  const listed = await run(dockerCommand(['exec', container, 'sh', '-c', SCRIPT]), { timeout: TIMEOUT });
  const paths = listed.trim().split('\n');
  if (!paths.some((path) => basename(path) === 'busybox')) throw new Error(`there is no busybox in ${container}`);
  for (const path of paths) {
    const place = basename(path) === 'busybox' ? 'busybox' : path;
    await mkdir(join(folder, place, '..'), { recursive: true });
    const command = dockerCommand(['cp', '--follow-link', `${container}:${path}`, join(folder, place)]);
    await run(command, { timeout: TIMEOUT });
  }
}
