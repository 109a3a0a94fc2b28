import assert from 'node:assert/strict';
import test from 'node:test';
import { CommandError, run } from '../../src/exec.ts';

test('run: children that end before anything is said to them', async () => {
  for (let i = 0; i < 200; i++) await run({ file: '/bin/true', args: [] });
  const failures = await Promise.allSettled(Array.from({ length: 50 }, () => run({ file: '/bin/false', args: [] })));
  for (const failure of failures) assert.ok(failure.status === 'rejected' && failure.reason instanceof CommandError);
});

test('run: a child that reads its input finds none', async () => {
  assert.equal(await run({ file: 'cat', args: [] }), '');
});

test('run: arguments reach the child to the byte, without a shell', async () => {
  const args = ['$(id)', '`id`', '"', "'", ' a  b ', '*', '', '\\', '-n', 'ü'];
  const script = 'for arg; do printf "%s\\0" "$arg"; done';
  const text = await run({ file: 'sh', args: ['-c', script, 'sh', ...args] });
  assert.deepEqual(text.split('\0').slice(0, -1), args);
});

test('run: what both streams bring, in whole lines, and the output of the first', async () => {
  const seen: string[] = [];
  const script = 'printf "one\\ntw"; sleep 0.1; printf "o\\n"; printf "three" >&2';
  const stdout = await run({ file: 'sh', args: ['-c', script] }, { onText: (text) => seen.push(text) });
  assert.equal(stdout, 'one\ntwo\n');
  assert.deepEqual(seen.sort(), ['one', 'three', 'two']);
});

test('run: no answer in time, a signal, a program that is not there', async () => {
  await assert.rejects(
    run({ file: 'sleep', args: ['60'] }, { timeout: 100 }),
    /^CommandError: sleep 60: no answer within 0\.1 s/,
  );
  await assert.rejects(run({ file: 'sh', args: ['-c', 'kill -9 $$'] }), {
    code: null,
    message: /: killed by a signal/,
  });
  await assert.rejects(run({ file: 'sh', args: ['-c', 'exit 7'] }), { code: 7 });
  await assert.rejects(run({ file: 'no-such-program', args: [] }), { name: 'CommandError', code: undefined });
});
