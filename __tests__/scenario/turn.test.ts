import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, type TestContext } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-turn-'));
after(() => rmSync(folder, { recursive: true }));
// A job's notes are named after these when the module is loaded.
Object.assign(process.env, { RUNNER_TEMP: folder, GITHUB_RUN_ID: randomUUID() });
const { awaitMounts, endTurn, findExporter, leaveMounts, takeMounts, takeTurn } = await import(
  '../../src/cache/turn.ts'
);

const timeout = 30_000;

/** A process that goes on until the test is over. */
function startOther(t: TestContext) {
  const child = spawn('sleep', ['600']);
  t.after(() => child.kill());
  return { child, pid: child.pid ?? 0 };
}

test('a step waits until the mounts were read, though what reads them goes on', { timeout }, async (t) => {
  const { pid } = startOther(t);
  await takeTurn(pid);
  await takeMounts(pid);
  let read = false;
  const building = awaitMounts(Number.POSITIVE_INFINITY).then(() => assert.ok(read));
  setTimeout(() => {
    read = true;
    leaveMounts(pid);
  }, 200);
  await building;
  assert.equal(await findExporter(), pid);
  await endTurn(pid);
  assert.deepEqual([await findExporter(), await readdir(folder)], [undefined, []]);
});

test('it waits for none that was killed over it', { timeout }, async (t) => {
  const { child, pid } = startOther(t);
  await takeMounts(pid);
  const building = awaitMounts(Number.POSITIVE_INFINITY);
  child.kill('SIGKILL');
  await building;
  await endTurn(pid);
});

test('nor for ever', { timeout }, async (t) => {
  const { pid } = startOther(t);
  await takeMounts(pid);
  await awaitMounts(100);
  await endTurn(pid);
  assert.deepEqual(await readdir(folder), []);
});

test('what was noted of another process since stays', async (t) => {
  const { pid } = startOther(t);
  await takeTurn(pid);
  await endTurn(1);
  assert.equal(await findExporter(), pid);
  await endTurn(pid);
});
