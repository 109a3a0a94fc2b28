import assert from 'node:assert/strict';
import test from 'node:test';
import { formatGantt, parseGanttLine } from '../../src/report/gantt.ts';

const spans = [
  { name: 'emulators', start: 500, end: 1000 },
  { name: 'engine', start: 0, end: 500 },
  { name: 'verify and tag', start: 1990, end: 2000 },
];

test('formatGantt: by their beginning, over one axis', () => {
  assert.deepEqual(formatGantt(spans).split('\n'), [
    `engine          |${'='.repeat(13).padEnd(50)}| 0.00–0.50`,
    `emulators       |${' '.repeat(12)}${'='.repeat(13).padEnd(38)}| 0.50–1.00`,
    `verify and tag  |${' '.repeat(48)}==| 1.99–2.00`,
  ]);
});

test('parseGanttLine reads it back', () => {
  assert.deepEqual(formatGantt(spans).split('\n').map(parseGanttLine), [spans[1], spans[0], spans[2]]);
  assert.equal(parseGanttLine('| Platform | Digest |'), undefined);
});
