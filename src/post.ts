import { fail } from './runner.ts';
import { loadUndo } from './state.ts';
import { removeAbandoned, undo } from './undo.ts';

const told = (error: Error) => fail(`clean-up: ${error.message}`);
const abandoned = removeAbandoned().catch(told);
for (const step of loadUndo()) await undo(step).catch(told);
await abandoned;
