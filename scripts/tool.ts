import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './generated.ts';

/** Runs a program of node_modules with its output shown; ends this process where it fails. */
export function runTool(name: string, args: readonly string[]): void {
  process.stdout.write(`$ ${name} ${args.join(' ')}\n`);
  const { status } = spawnSync(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
