import { fail } from './runner.ts';
import { loadUndo, restoreEnvironment } from './state.ts';
import { removeAbandoned, undo } from './undo.ts';

const stop = new AbortController();
// The runner tells the state of the job anew; after a cancel it waits for its end a few minutes at most.
if (process.env['INPUT_JOB-STATUS'] === 'cancelled') stop.abort();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

restoreEnvironment();
const told = (error: Error) => fail(`clean-up: ${error.message}`);
const left = loadUndo();
const abandoned = removeAbandoned(left.find((thing) => thing.kind === 'processes')?.mark ?? '').catch(told);
for (const thing of left)
  await undo(thing, stop.signal).catch(thing.kind === 'cache' ? (error: Error) => fail(error.message) : told);
await abandoned;
