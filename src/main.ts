import { setFlagsFromString } from 'node:v8';
import { BuildError } from './build/build.ts';
import { cancel } from './exec.ts';
import { runStep } from './run.ts';
import { fail } from './runner.ts';

// A long build log is garbage as soon as it is printed; a young generation that stays small is cleared of it all the time.
setFlagsFromString('--semi-space-growth-factor=1');
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => cancel(`The step was cancelled (${signal})`));

try {
  await runStep();
} catch (error) {
  fail((error as Error).message, error instanceof BuildError ? error.at : undefined);
}
// Children that nobody waits for any more.
cancel('The step has ended');
process.exit();
