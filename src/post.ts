import { fail } from './runner.ts';
import { loadUndo } from './state.ts';
import { removeAbandoned, undo } from './undo.ts';

const told = (error: Error) => fail(`clean-up: ${error.message}`);
const left = loadUndo();
const abandoned = removeAbandoned(left.find((thing) => thing.kind === 'processes')?.mark ?? '').catch(told);
for (const step of left) await undo(step).catch(told);
await abandoned;
