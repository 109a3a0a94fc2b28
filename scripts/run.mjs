// Runs a TypeScript file of this project on the Node that the action runs on, installing node_modules first where they
// are missing or stale: `node scripts/run.mjs scripts/test.ts …`. Plain JavaScript, because any Node ≥ 20 may start it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Whether node_modules holds what the lock file asks for, going by the copy of it that npm leaves there. */
function installed() {
  const copy = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(copy)) return false;
  const have = JSON.parse(readFileSync(copy, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(
    ([path, p]) => path === '' || (p.optional && !have[path]) || have[path]?.version === p.version,
  );
}

function run(file, args, options) {
  const child = spawnSync(file, args, { stdio: 'inherit', ...options });
  if (child.error) throw child.error;
  if (child.status !== 0) process.exit(child.status ?? 1);
}

if (!installed()) {
  // Standard output is the script's own: a shell may evaluate it.
  process.stderr.write('Installing node_modules …\n');
  run('npm', ['ci', '--prefix', root, '--no-audit', '--no-fund'], { stdio: ['inherit', process.stderr, 'inherit'] });
}

const bundled = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
const node = existsSync(bundled) ? bundled : process.execPath;
if (node === process.execPath && Number(process.versions.node.split('.')[0]) < 24)
  throw new Error(
    `Node ${process.versions.node} on ${process.platform}/${process.arch}: this needs Node 24; install it.`,
  );
run(node, process.argv.slice(2), { env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` } });
