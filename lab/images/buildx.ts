import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import pins from '../../src/setup/pins.json' with { type: 'json' };
import { buildPrograms, type GoModule } from '../go.ts';
import { native, type Recipe } from '../recipe.ts';

const MODULE = 'github.com/docker/buildx';
const module: GoModule = {
  folder: 'tools/buildx',
  packages: [`${MODULE}/cmd/buildx`],
  version: { module: MODULE, variable: `${MODULE}/version.Version` },
};

/** buildx, as the only file of an image that is not run. */
export const buildx: Recipe = {
  repository: 'docker/buildx-bin',
  tags: [pins.buildx.version.replace(/^v/, '')],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { modules: [module] },
  config: {},
  make: async (folder, _architecture, { report }) => {
    await copyFile(join(await buildPrograms(module, report), 'buildx'), join(folder, 'buildx'));
  },
};
