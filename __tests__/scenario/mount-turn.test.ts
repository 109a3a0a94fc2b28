import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { beginBuilding, beginReading, endReading, type MountNotes } from '../../src/cache/mount-turn.ts';

const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-turn-'));
after(() => rmSync(folder, { recursive: true }));
process.env.GITHUB_STATE = join(folder, 'state');
await writeFile(process.env.GITHUB_STATE, '');

const notesOf = (name: string): MountNotes => ({
  build: join(folder, `${name}-build`),
  read: join(folder, `${name}-read`),
});
const isPending = (task: Promise<void>) => Promise.race([task.then(() => false), delay(200).then(() => true)]);

test('who reads the mounts waits for the end of the step that builds with them, and leaves no note meanwhile', async () => {
  const notes = notesOf('reader');
  const step = spawn('sleep', ['60']);
  await writeFile(notes.build ?? '', `${step.pid}`);
  const reading = beginReading(notes);
  assert.ok(await isPending(reading));
  await assert.rejects(readFile(notes.read ?? ''), { code: 'ENOENT' });
  step.kill();
  await reading;
  assert.equal(await readFile(notes.read ?? '', 'utf8'), `${process.pid}`);
  await endReading(notes);
  await assert.rejects(readFile(notes.read ?? ''), { code: 'ENOENT' });
});

test('a step waits until the mounts were read, and notes first that it wants them', async () => {
  const notes = notesOf('step');
  await beginReading(notes);
  const building = beginBuilding(notes, 60_000);
  assert.ok(await isPending(building));
  assert.equal(await readFile(notes.build ?? '', 'utf8'), `${process.pid}`);
  await endReading(notes);
  await building;
});

test('a step does not wait for one that was killed over it, nor for ever', async () => {
  const notes = notesOf('killed');
  const reader = spawn('sleep', ['60']);
  await writeFile(notes.read ?? '', `${reader.pid}`);
  await beginBuilding(notes, 100);
  reader.kill('SIGKILL');
  await beginBuilding(notes, 60_000);
});

test('where nobody tells of the job, nobody waits', async () => {
  const notes = { build: undefined, read: undefined };
  await beginBuilding(notes, 60_000);
  await beginReading(notes);
  await endReading(notes);
});
