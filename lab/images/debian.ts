import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDebian } from '../debian.ts';
import { native, PATH, type Recipe } from '../recipe.ts';

/** Debian with apt, as small as it gets. */
export const debian: Recipe = {
  repository: 'library/debian',
  tags: ['bookworm', 'bookworm-slim', 'latest'],
  architectures: ['amd64', 'arm64'],
  source: import.meta.filename,
  config: { Cmd: ['bash'], Env: [PATH] },
  make: async (folder, architecture, { report, emulate }) => {
    // Packages run programs of their own when they are installed.
    if (architecture !== native) await emulate();
    await installDebian(architecture, folder, report);
    for (const path of ['usr/share/doc', 'usr/share/locale', 'usr/share/man', 'etc/hostname', 'etc/resolv.conf'])
      await rm(join(folder, path), { recursive: true, force: true });
  },
};
