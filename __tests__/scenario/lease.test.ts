import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Made, markMade, releaseLease, sweepLeases, takeLease } from '../../src/setup/lease.ts';

const store = mkdtempSync(join(tmpdir(), 'multiarch-build-lease-'));
process.env.BUILDX_CONFIG = store;
after(() => rmSync(store, { recursive: true }));
const folder = (builder: string) => join(store, 'multiarch-build', builder);
const exists = (builder: string) => readdir(folder(builder)).catch(() => undefined);

test('the last one out has the builder removed, and nobody begins to use it meanwhile', async () => {
  const events: string[] = [];
  const remove = async () => {
    events.push('removing');
    await delay(200);
    events.push('removed');
  };
  assert.equal(await takeLease({ builder: 'b', step: '1' }), true);
  assert.equal(await takeLease({ builder: 'b', step: '2' }), false);
  await markMade('b', { stays: 'nothing' });
  await releaseLease({ builder: 'b', step: '1' }, remove);
  assert.deepEqual(events, []);
  const removal = releaseLease({ builder: 'b', step: '2' }, remove);
  while (events.length === 0) await delay(1);
  assert.equal(await takeLease({ builder: 'b', step: '3' }), true);
  assert.deepEqual(events, ['removing', 'removed']);
  await removal;
  // It was made by none of them.
  await releaseLease({ builder: 'b', step: '3' }, remove);
  assert.deepEqual(events, ['removing', 'removed']);
  assert.equal(await exists('b'), undefined);
});

test('a crowd: nothing is removed that somebody uses, and nothing is left', async () => {
  let users = 0;
  let removals = 0;
  const wrong: string[] = [];
  const remove = async () => {
    removals++;
    if (users > 0) wrong.push(`removed under ${users}`);
    await delay(1);
    if (users > 0) wrong.push(`${users} came in`);
  };
  const work = async (worker: number) => {
    for (let round = 0; round < 30; round++) {
      const lease = { builder: 'crowd', step: `${worker}-${round}` };
      await takeLease(lease, 100);
      users++;
      await markMade('crowd', { stays: 'nothing' });
      await delay(Math.random() * 3);
      users--;
      await releaseLease(lease, remove);
      if (round % 5 === 0) await sweepLeases(() => true, remove);
      await delay(Math.random() * 10);
    }
  };
  await Promise.all(Array.from({ length: 4 }, (_, worker) => work(worker)));
  assert.deepEqual(wrong, []);
  assert.ok(removals > 0);
  assert.equal(await exists('crowd'), undefined);
});

test('of some that leave at once one has the builder removed, and is not disturbed', async () => {
  for (let round = 0; round < 50; round++) {
    const leases = ['1', '2', '3'].map((step) => ({ builder: `leave-${round}`, step }));
    for (const lease of leases) await takeLease(lease);
    await markMade(`leave-${round}`, { stays: 'nothing' });
    let removals = 0;
    const remove = async () => {
      removals++;
      await delay(1);
    };
    await Promise.all(leases.map((lease) => releaseLease(lease, remove)));
    assert.equal(removals, 1);
    assert.equal(await exists(`leave-${round}`), undefined);
  }
});

test('what a full disk left of a note is nobody who uses the builder', async () => {
  const lease = { builder: 'full', step: '1' };
  await takeLease(lease);
  await markMade('full', { stays: 'nothing' });
  await writeFile(join(folder('full'), 'x.part'), '');
  let removals = 0;
  await releaseLease(lease, async () => void removals++);
  assert.equal(removals, 1);
});

test('whoever is to stop does not wait long for one that was killed while removing the builder', async () => {
  const lease = { builder: 'stuck', step: '1' };
  await takeLease(lease);
  await markMade('stuck', { stays: 'nothing' });
  await writeFile(join(folder('stuck'), 'closed'), '');
  const remove = () => Promise.reject(new Error('is being removed'));
  await releaseLease(lease, remove, AbortSignal.abort());
  assert.deepEqual(await exists('stuck'), ['closed', 'made']);
});

const days = (count: number) => new Date(Date.now() - count * 24 * 60 * 60 * 1000);
const killed = { step: 7 };
const cases: [
  what: string,
  notes: Record<string, number>,
  made: Made | undefined,
  idle: number,
  left: boolean,
  removed: boolean,
][] = [
  ['a step that still runs', { step: 1 }, { stays: 'nothing' }, 1, true, false],
  ['a killed step that made nothing', killed, undefined, 7, false, false],
  ['a killed step that made a builder', killed, { stays: 'nothing' }, 7, false, true],
  ['a killed step beside one that runs', { ...killed, other: 1 }, { stays: 'nothing' }, 1, true, false],
  ['a killed step that made a builder to last', killed, { stays: 'builder' }, 7, true, false],
  ['whoever was killed while removing it', { closed: 7 }, { stays: 'nothing' }, 7, false, true],
  ['a builder to last, used this month', {}, { stays: 'builder' }, 29, true, false],
  ['a builder to last, not used this month', {}, { stays: 'builder' }, 31, false, true],
  ['state to last, not used this month', {}, { stays: 'state' }, 31, false, true],
  ["a builder to last under the user's name", {}, { stays: 'builder' }, 31, true, false],
];
for (const [index, [what, notes, made, idle, left, removed]] of cases.entries())
  test(`sweepLeases: ${what}`, async () => {
    const builder = `builder-${index}`;
    await mkdir(folder(builder));
    if (made) await markMade(builder, made);
    for (const [name, age] of Object.entries(notes)) {
      await writeFile(join(folder(builder), name), '');
      await utimes(join(folder(builder), name), days(age), days(age));
    }
    await utimes(folder(builder), days(idle), days(idle));
    const gone: string[] = [];
    await sweepLeases(
      (name) => name === builder && !what.includes('the user'),
      async (name, { stays }) => void gone.push(`${name} ${stays}`),
    );
    assert.deepEqual(gone, removed ? [`${builder} nothing`] : []);
    const names = await exists(builder);
    assert.equal(names !== undefined, left);
    assert.ok(!names?.includes('step') || notes.step === 1, 'the note of a killed step is gone');
    if (left && 'other' in notes) assert.ok(names?.includes('other'));
    rmSync(folder(builder), { recursive: true, force: true });
  });
