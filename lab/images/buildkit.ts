import { copyFile, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { unpackPackages } from '../debian.ts';
import { buildPrograms, type GoModule } from '../go.ts';
import { native, PATH, type Recipe } from '../recipe.ts';

const MODULE = 'github.com/moby/buildkit';
const module: GoModule = {
  folder: 'tools/buildkit',
  packages: [`${MODULE}/cmd/buildkitd`, `${MODULE}/cmd/buildctl`],
  version: { module: MODULE, variable: `${MODULE}/version.Version` },
};
// What buildkitd calls: runc for RUN, git for Git contexts, ssh for those behind it, a shell for people.
const PACKAGES = ['runc', 'git', 'openssh-client', 'ca-certificates', 'busybox-static'];

/** BuildKit, without the emulators of its own that the real image falls back to. */
export const buildkit: Recipe = {
  repository: 'moby/buildkit',
  tags: [pins.buildkit.version],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { modules: [module] },
  config: { Entrypoint: ['buildkitd'], Env: [PATH], Volumes: { '/var/lib/buildkit': {} } },
  make: async (folder, architecture, { report }) => {
    const built = buildPrograms(module, report);
    await Promise.all([built, unpackPackages(PACKAGES, architecture, folder, report)]);
    const bin = join(folder, 'usr/bin');
    for (const name of ['buildkitd', 'buildctl']) await copyFile(join(await built, name), join(bin, name));
    await rename(join(folder, 'usr/sbin/runc'), join(bin, 'buildkit-runc'));
    for (const name of ['sh', 'cat', 'ls', 'ps', 'kill', 'ip'])
      await symlink('/bin/busybox', join(bin, name)).catch(() => {});
    await symlink('/bin/busybox', join(folder, 'bin/sh'));
    // The machine's own authorities: registries of its network may have certificates by one of them.
    await mkdir(join(folder, 'etc/ssl/certs'), { recursive: true });
    await copyFile('/etc/ssl/certs/ca-certificates.crt', join(folder, 'etc/ssl/certs/ca-certificates.crt'));
    for (const path of ['usr/share/doc', 'usr/share/locale', 'usr/share/man', 'var/lib/apt', 'var/lib/dpkg'])
      await rm(join(folder, path), { recursive: true, force: true });
    for (const path of ['tmp', 'root', 'proc', 'sys']) await mkdir(join(folder, path), { recursive: true });
  },
};
