// Measures the action, in ratios of one run: `npm run bench`, or `npm run bench -- ROUNDS`.
import { rmSync } from 'node:fs';
import { missingEmulators, parseEmulation } from '../src/setup/emulators.ts';
import { readHost } from '../src/setup/engine.ts';
import { compareCaches } from './bench/caches.ts';
import { compareWithCommands } from './bench/commands.ts';
import { emulate, folder } from './bench/measure.ts';
import { compareSetUp } from './bench/set-up.ts';
import { measureMemory, measureStart } from './bench/start.ts';

const host = await readHost();
const emulated = missingEmulators(parseEmulation(emulate())?.supported ?? [], host.architecture, []);
try {
  await measureStart();
  await measureMemory();
  await compareSetUp();
  await compareWithCommands();
  await compareCaches();
} finally {
  // As it was: others may use them.
  if (emulated.length > 0) emulate('--install', emulated.join(','));
  rmSync(folder, { recursive: true });
}
