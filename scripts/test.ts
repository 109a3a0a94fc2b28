// Runs every test, or those files that are named: `npm test -- __tests__/unit/list.test.ts`.
import { spawnSync } from 'node:child_process';
import { up } from '../lab/lab.ts';
import { root } from './generated.ts';

const named = process.argv.slice(2);
const lab = await up((line) => process.stdout.write(`${line}\n`));
const files = named.length > 0 ? named : ['__tests__/**/*.test.ts'];
// One file after the other: they share the kernel's emulators and the engine. A test that hangs is told from the others.
const options = ['--test-concurrency=1', `--test-timeout=${10 * 60_000}`];
const { status } = spawnSync(process.execPath, ['--test', ...options, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...lab.env },
});
process.exit(status ?? 1);
