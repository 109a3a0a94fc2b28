// Verifies all that can be seen without running the action; writes nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateFiles, listDist, root } from './generated.ts';
import { runTool } from './tool.ts';

runTool('tsc', []);
runTool('biome', ['ci', '--error-on-warnings']);
const files = await generateFiles();
const stale = [];
for (const [path, content] of files)
  if ((await readFile(join(root, path), 'utf8').catch(() => '')) !== content) stale.push(path);
stale.push(...(await listDist()).filter((path) => !files.has(path)));
if (stale.length > 0) {
  process.stderr.write(`Not what the source makes: ${stale.join(', ')}; run "npm run fix"\n`);
  process.exit(1);
}
process.stdout.write('The pages and dist/ are what the source makes\n');
