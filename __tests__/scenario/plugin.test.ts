import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, beforeEach } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { installPlugin, removePlugin } from '../../src/setup/plugin.ts';

const root = mkdtempSync(join(tmpdir(), 'multiarch-build-plugin-'));
after(() => rmSync(root, { recursive: true }));
Object.assign(process.env, { DOCKER_CONFIG: join(root, 'docker'), GITHUB_STATE: join(root, 'state') });
const plugins = join(root, 'docker/cli-plugins');
const plugin = join(plugins, 'docker-buildx');
const shelf = join(plugins, '.multiarch-build');

beforeEach(async () => {
  rmSync(root, { recursive: true });
  await mkdir(plugins, { recursive: true });
  await writeFile(join(root, 'state'), '');
});

/** What `docker buildx` runs; empty where that is nothing of the user's or ours. */
const installed = () => readFile(plugin, 'utf8').catch(() => '');

async function writeProgram(path: string, text: string): Promise<string> {
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/** A step that has come, with a buildx of its own. */
async function begin(step: string) {
  const folder = join(root, step);
  await mkdir(folder);
  await installPlugin(await writeProgram(join(root, `buildx-of-${step}`), step), folder);
  return {
    post: async () => {
      await removePlugin({ kind: 'plugin', note: join(shelf, step) });
      rmSync(folder, { recursive: true });
    },
    /** The runner does that where the step was killed. */
    clear: () => rmSync(folder, { recursive: true }),
  };
}

for (const own of ['the user', ''])
  for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba', 'ab', 'ac', 'ba', 'bc', 'ca', 'cb'])
    test(`${own ? "the user's own" : 'nothing'} comes back when ${order} end, any other being killed`, async () => {
      if (own) await writeProgram(plugin, own);
      const steps = new Map<string, Awaited<ReturnType<typeof begin>>>();
      for (const name of 'abc') {
        steps.set(name, await begin(name));
        assert.equal(await installed(), name);
      }
      for (const [name, { clear }] of steps) if (!order.includes(name)) clear();
      let [left, latest] = [order, 'c'];
      for (const name of order) {
        await steps.get(name)?.post();
        left = left.replace(name, '');
        if (!left) break;
        // That of one that goes on goes on.
        const now = await installed();
        assert.ok(left.includes(latest) ? now === latest : now && left.includes(now), `${now} after ${name}`);
        latest = now;
      }
      assert.equal(await installed(), own);
      assert.deepEqual(await readdir(plugins).catch(() => []), own ? ['docker-buildx'] : []);
    });

test("a step that was killed: its buildx goes on, and the next step brings the user's own back", async () => {
  await writeProgram(plugin, 'the user');
  const killed = await begin('killed');
  const other = await begin('other');
  await other.post();
  assert.equal(await installed(), 'killed');
  killed.clear();
  assert.equal(await installed(), 'killed');
  const later = await begin('later');
  assert.equal(await installed(), 'later');
  await later.post();
  assert.equal(await installed(), 'the user');
  assert.deepEqual(await readdir(plugins), ['docker-buildx']);
});

test('what the user puts there meanwhile stays, and comes back', async () => {
  await writeProgram(plugin, 'the user');
  const one = await begin('one');
  rmSync(plugin);
  await writeProgram(plugin, 'newer');
  const two = await begin('two');
  assert.equal(await installed(), 'two');
  await two.post();
  await one.post();
  assert.equal(await installed(), 'newer');
  const three = await begin('three');
  rmSync(plugin);
  await writeProgram(plugin, 'newest');
  await three.post();
  assert.equal(await installed(), 'newest');
  assert.deepEqual(await readdir(plugins), ['docker-buildx']);
});

test('who was killed with the lock in its hand holds nobody up for long', async () => {
  await writeProgram(plugin, 'the user');
  await mkdir(shelf);
  await writeFile(join(shelf, 'lock'), '');
  await utimes(join(shelf, 'lock'), new Date(0), new Date(0));
  await symlink('nowhere', join(shelf, 'next'));
  await (await begin('one')).post();
  assert.equal(await installed(), 'the user');
  assert.deepEqual(await readdir(plugins), ['docker-buildx']);
});

test("a crowd: there is one of theirs all the time, and at the end the user's own", async () => {
  await writeProgram(plugin, 'the user');
  const stays = await begin('stays');
  const wrong: string[] = [];
  const work = async (worker: number) => {
    for (let round = 0; round < 25; round++) {
      const step = await begin(`${worker}-${round}`);
      await delay(Math.random() * 3);
      if (['', 'the user'].includes(await installed())) wrong.push(`${worker}-${round}`);
      await step.post();
    }
  };
  await Promise.all([0, 1, 2, 3].map(work));
  assert.deepEqual(wrong, []);
  await stays.post();
  // Where each may be the last one out.
  await Promise.all([4, 5, 6, 7].map(work));
  assert.deepEqual(wrong, []);
  assert.equal(await installed(), 'the user');
  assert.deepEqual(await readdir(plugins), ['docker-buildx']);
});

test('where it can not be installed, nothing is changed, and there is nothing to undo', async () => {
  rmSync(plugins, { recursive: true });
  await writeFile(plugins, 'a file');
  await (await begin('one')).post();
  assert.equal(await readFile(plugins, 'utf8'), 'a file');
});
