// Makes everything that can be made: format, what pages show of other files, dist/.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateFiles, listDist, root } from './generated.ts';
import { runTool } from './tool.ts';

runTool('biome', ['check', '--write']);
const files = await generateFiles();
for (const path of await listDist()) if (!files.has(path)) await rm(join(root, path));
for (const [path, content] of files) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
