import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPrograms, type GoModule } from '../go.ts';
import { native, PATH, type Recipe } from '../recipe.ts';

const module: GoModule = {
  folder: 'tools/registry',
  packages: ['github.com/distribution/distribution/v3/cmd/registry'],
};
const CONFIG = '/etc/distribution/config.yml';

/** CNCF's distribution: the registry that the lab runs. */
export const registry: Recipe = {
  repository: 'library/registry',
  tags: ['3'],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { modules: [module] },
  config: { Entrypoint: ['registry'], Cmd: ['serve', CONFIG], Env: [PATH], Volumes: { '/var/lib/registry': {} } },
  make: async (folder, _architecture, { report }) => {
    const programs = await buildPrograms(module, report);
    await mkdir(join(folder, 'bin'));
    await copyFile(join(programs, 'registry'), join(folder, 'bin/registry'));
    await mkdir(join(folder, 'etc/distribution'), { recursive: true });
    const storage = 'storage: { filesystem: { rootdirectory: /var/lib/registry } }';
    await writeFile(join(folder, CONFIG), `version: 0.1\n${storage}\nhttp: { addr: ":5000" }\n`);
  },
};
