import { fail } from './runner.ts';
import { loadUndo } from './state.ts';
import { undo } from './undo.ts';

for (const step of loadUndo())
  try {
    await undo(step);
  } catch (error) {
    fail(`clean-up: ${(error as Error).message}`);
  }
