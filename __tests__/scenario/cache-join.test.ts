import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import type { CacheTask } from '../../src/cache/task.ts';
import { hashFile } from '../../src/setup/hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-join-'));
after(() => rmSync(folder, { recursive: true }));
const summary = join(folder, 'summary');
// The turn of a job is noted in a file that is named after these when the module is loaded.
Object.assign(process.env, { RUNNER_TEMP: folder, GITHUB_RUN_ID: randomUUID(), GITHUB_STEP_SUMMARY: summary });
const { joinCache } = await import('../../src/cache/join.ts');
const { saveTask } = await import('../../src/cache/task.ts');
const { takeTurn } = await import('../../src/cache/turn.ts');

const sha256 = await hashFile(process.execPath);
const task: CacheTask = {
  ...{ buildx: { path: process.execPath, sha256 }, history: undefined, reference: '', platforms: [] },
  ...{ keeping: undefined, indexes: [], warned: false, timeout: 3000, required: false },
  // An export of which nothing comes for long.
  replay: {
    file: process.execPath,
    args: ['-e', `setTimeout(() => fs.writeFileSync('${join(folder, 'waited')}', ''), 30_000)`],
  },
};
const forever = new AbortController().signal;

for (const [what, other, stop, expected] of [
  ['as soon as the post step is to stop', 0, 1000, /^Cache: the export was ended with the job$/m],
  ['when its time is over', 0, undefined, /^Cache: the export took longer than 3 s/m],
  ['when its time and that of the one before it are over', 2, undefined, /^Cache: the export took longer than 3 s/m],
  ['before it begins, where the post step is to stop', 60, 1000, /^Cache: the export was ended with the job$/m],
] as const)
  test(`an export that had to wait for another one is ended ${what}`, async (t) => {
    const before = spawn('sleep', [`${other}`]);
    t.after(() => before.kill());
    await takeTurn(before.pid ?? 0);
    await writeFile(summary, '');
    const step = await mkdtemp(join(folder, 'step-'));
    await saveTask(step, task);
    await joinCache(step, stop === undefined ? forever : AbortSignal.timeout(stop));
    assert.match(await readFile(summary, 'utf8'), expected);
    assert.ok(!existsSync(join(folder, 'waited')), 'nobody waited for its own end');
    if (other > 3) assert.equal(before.exitCode, null, 'nor for that of the other one');
  });
