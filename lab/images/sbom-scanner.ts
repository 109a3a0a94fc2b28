import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { buildPrograms, type GoModule } from '../go.ts';
import { native, type Recipe } from '../recipe.ts';

const module: GoModule = { folder: 'sbom-scanner', packages: ['.'] };

/** The program that lists the packages of what BuildKit has built. */
export const sbomScanner: Recipe = {
  repository: 'docker/buildkit-syft-scanner',
  tags: [pins['sbom-scanner'].version],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { modules: [module] },
  config: { Entrypoint: ['/bin/sbom-scanner'] },
  make: async (folder, _architecture, { report }) => {
    await mkdir(join(folder, 'bin'));
    await copyFile(join(await buildPrograms(module, report), 'sbom-scanner'), join(folder, 'bin/sbom-scanner'));
  },
};
