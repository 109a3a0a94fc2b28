import { BuildError } from './build/build.ts';
import { cancel } from './exec.ts';
import { runStep } from './run.ts';
import { fail } from './runner.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => cancel(`The step was cancelled (${signal})`));

try {
  await runStep();
} catch (error) {
  fail((error as Error).message, error instanceof BuildError ? error.at : undefined);
}
// A download that was left alone on a cancel would keep the process.
process.exit();
