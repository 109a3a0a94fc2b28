import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { unpackPackages } from '../debian.ts';
import { buildPrograms, type GoModule } from '../go.ts';
import { native, type Recipe } from '../recipe.ts';

const module: GoModule = { folder: 'binfmt', packages: ['.'] };
const EMULATORS = /^qemu-(?:aarch64|arm|i386|loongarch64|mips64|mips64el|ppc64le|riscv64|s390x|x86_64)-static$/;

/** The program that registers emulators, with Debian's QEMU. */
export const binfmt: Recipe = {
  repository: 'tonistiigi/binfmt',
  tags: [pins.binfmt.version],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { modules: [module] },
  // /tmp: where the program tries what the machine runs. PRESERVE_ARGV0: Debian's QEMU expects the name to be kept.
  config: { Entrypoint: ['/usr/bin/binfmt'], Env: ['QEMU_PRESERVE_ARGV0=1'], Volumes: { '/tmp': {} } },
  make: async (folder, architecture, { report }) => {
    const built = buildPrograms(module, report);
    const packages = `${folder}.packages`;
    await Promise.all([built, unpackPackages(['qemu-user-static'], architecture, packages, report)]);
    await mkdir(join(folder, 'usr/bin'), { recursive: true });
    await mkdir(join(folder, 'tmp'));
    await copyFile(join(await built, 'binfmt'), join(folder, 'usr/bin/binfmt'));
    for (const name of await readdir(join(packages, 'usr/bin')))
      if (EMULATORS.test(name))
        await copyFile(join(packages, 'usr/bin', name), join(folder, 'usr/bin', name.replace('-static', '')));
    await rm(packages, { recursive: true });
  },
};
