import assert from 'node:assert/strict';
import test from 'node:test';
import { PATIENCE, parseRetryAfter, planWait } from '../../src/backoff.ts';

const patience = { ...PATIENCE, attempts: 5, first: 100, longest: 500, total: 2000 };
const plan = (given: Partial<Parameters<typeof planWait>[1]>) =>
  planWait(patience, { made: 1, elapsed: 0, pause: 0, chance: 1, ...given });

const waits: [string, Parameters<typeof plan>[0], number | undefined][] = [
  ['the first', {}, 100],
  ['each doubles', { made: 3 }, 400],
  ['up to the longest', { made: 4 }, 500],
  ['those that failed together part', { chance: 0 }, 50],
  ['the source asks for more', { pause: 300 }, 300],
  ['the source asks for less', { pause: 30 }, 100],
  ['the source asks for too much', { pause: 3_600_000 }, 500],
  ['after the last attempt', { made: 5 }, undefined],
  ['when the time is not quite up', { elapsed: 1900 }, 100],
  ['when the time is up', { elapsed: 1901 }, undefined],
  ['when what is asked for would take too long', { elapsed: 1600, pause: 450 }, undefined],
];
for (const [what, given, expected] of waits) test(`planWait: ${what}`, () => assert.equal(plan(given), expected));

test('planWait: all waits at one source are bounded', () => {
  let elapsed = 0;
  for (let made = 1, wait: number | undefined = 0; wait !== undefined; made++) {
    elapsed += wait;
    wait = planWait(PATIENCE, { made, elapsed, pause: Number.MAX_SAFE_INTEGER, chance: 1 });
  }
  assert.equal(elapsed, PATIENCE.total);
});

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
const headers: [string | undefined, number | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['2', 2000],
  [' 0 ', 0],
  ['Wed, 21 Oct 2026 07:28:05 GMT', 5000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
];
for (const [header, expected] of headers)
  test(`parseRetryAfter ${JSON.stringify(header)}`, () => assert.equal(parseRetryAfter(header, now), expected));
