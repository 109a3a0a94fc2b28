import { mountPathsIn } from './cache/carried.ts';
import { fetchMounts, keepMounts } from './cache/delivery.ts';
import { cancel } from './exec.ts';

// A process of its own, so that what the toolkit's cache package says to the runner does not reach it, and it can be ended.
const [task, folder = '', after] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    cancel(`The carrier was ended (${signal})`);
    // Its children get to know of it first.
    setImmediate(() => process.exit(1));
  });
Object.assign(process.env, {
  // Of the toolkit's package; what notes whose turn it is was imported, and has the runner's.
  RUNNER_TEMP: mountPathsIn(folder).base,
  // Its debug log has addresses that are secrets.
  RUNNER_DEBUG: '',
  // That the service is of version 2 is known, and no other is spoken to.
  GITHUB_SERVER_URL: 'https://github.com',
  // Whatever an archive has in it, files come to lie in the working folder alone.
  TAR_OPTIONS: '--transform=s,^.*/,,',
});
await (task === 'keep' ? keepMounts(folder, Number(after)) : fetchMounts(folder));
process.exit();
