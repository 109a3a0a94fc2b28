import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { find } from '@actions/tool-cache';
import { findBuildx } from '../../src/setup/buildx.ts';
import { assertNothingLeft, examples, lab, makeContext, run } from '../lab.ts';
import { answers, assetOf, fetchTool, hashOf, labBuildx, listen, script, startServer } from '../sources.ts';
import { runStep } from '../step.ts';

const asRoot = { skip: process.getuid?.() !== 0 };

/** A folder on a disk of one megabyte. */
async function mountSmall(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'multiarch-build-disk-'));
  await run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  t.after(async () => {
    await run('umount', folder);
    await rmdir(folder);
  });
  return folder;
}

test('the tool cache has the program where the toolkit looks for it, and nothing else', async (t) => {
  await using server = await startServer();
  const toolCache = await makeContext(t, {});
  const wanted = assetOf([server.url]);
  const { path, cached } = await fetchTool(t, wanted, { toolCache });
  const label = `${process.arch}-${wanted.sha256.slice(0, 12)}`;
  assert.equal(path, join(find('docker-buildx', '0.0.1', label), 'docker-buildx'));
  assert.equal(await run(`${path}`), 'it is I');
  assert.deepEqual(cached.sort(), [
    'docker-buildx',
    'docker-buildx/0.0.1',
    `docker-buildx/0.0.1/${label}`,
    `docker-buildx/0.0.1/${label}.complete`,
    `docker-buildx/0.0.1/${label}/docker-buildx`,
  ]);
});

test(
  "a tool cache that is full, or can't be written: the step has its own copy, and none is half-made",
  asRoot,
  async (t) => {
    const [full, file] = [await mountSmall(t), join(await makeContext(t, { file: '' }), 'file')];
    for (const [toolCache, reason] of [
      [full, 'ENOSPC'],
      [file, 'ENOTDIR'],
    ] as const) {
      const temp = await makeContext(t, {});
      const wanted = await labBuildx(lab.registry);
      const { path, said, cached } = await fetchTool(t, wanted, { toolCache, temp });
      assert.ok(`${path}`.startsWith(temp), `${path}`);
      assert.equal(hashOf(await readFile(`${path}`)), wanted.sha256);
      assert.match(said, new RegExp(`buildx v0\\.0\\.2: not kept in the tool cache: ${reason}`));
      assert.ok(
        !cached.some((name) => /partial|complete|docker-buildx$/.test(name.slice('docker-buildx'.length))),
        `${cached}`,
      );
    }
  },
);

test('a full disk is no fault of the source, and an error that says where', asRoot, async (t) => {
  await using server = await startServer(answers.text(Buffer.alloc(3_000_000)));
  const temp = await mountSmall(t);
  const { path, left } = await fetchTool(t, assetOf([server.url, server.url]), { temp });
  assert.match((path as Error).message, /^RUNNER_TEMP: a download can't be written there; free space.*ENOSPC/);
  assert.deepEqual([server.times.length, left], [1, []]);
});

for (const [what, harm] of [
  ['nothing', undefined],
  ['half a copy', (path: string) => truncate(path, 1000)],
] as const)
  test(`eight at once on a tool cache with ${what}: each gets it, and what is run there is whole`, async (t) => {
    const wanted = await labBuildx(lab.registry);
    const RUNNER_TOOL_CACHE = await makeContext(t, {});
    const label = `${process.arch}-${wanted.sha256.slice(0, 12)}`;
    const place = join(RUNNER_TOOL_CACHE, 'docker-buildx/0.0.2', label, 'docker-buildx');
    if (harm) {
      await fetchTool(t, wanted, { toolCache: RUNNER_TOOL_CACHE });
      await harm(place);
    }
    const code = `import { fetchBuildx } from ${JSON.stringify(join(import.meta.dirname, '../../src/setup/buildx.ts'))};
      process.exitCode = 0;
      console.error(await fetchBuildx(JSON.parse(process.argv[1]), process.argv[2]));`;
    let going = true;
    const fetches = Array.from({ length: 8 }, async () => {
      const folder = await makeContext(t, {});
      const args = ['--input-type=module', '--eval', code, JSON.stringify(wanted), folder];
      const env = { ...process.env, RUNNER_TOOL_CACHE };
      const { stderr } = await promisify(execFile)(process.execPath, args, { env });
      // Another job may run it from the moment that one has it.
      assert.equal(stderr.trim(), place);
      return run(place, 'version');
    });
    const all = Promise.all(fetches).finally(() => {
      going = false;
    });
    let runs = 0;
    while (going) {
      if (!existsSync(place)) await new Promise((resolve) => setTimeout(resolve, 20));
      else if (hashOf(await readFile(place)) === wanted.sha256) runs += (await run(place, 'version')) ? 1 : 0;
    }
    assert.equal(new Set(await all).size, 1);
    assert.ok(runs > 0);
    assert.equal(hashOf(await readFile(place)), wanted.sha256);
    const left = await run('find', RUNNER_TOOL_CACHE, '-name', '.partial-*');
    assert.equal(left, '');
  });

test('a step that is killed while it puts the program there: post leaves nothing of it', async (t) => {
  const env = { RUNNER_TOOL_CACHE: await makeContext(t, {}) };
  const onLine = (line: string, child: ChildProcess) => void (/Caching tool/.test(line) && child.kill('SIGKILL'));
  await using step = await runStep({ platforms: 'linux/amd64' }, { cwd: join(examples, 'static-site'), env, onLine });
  assert.equal(step.code, null, step.log);
  await step.post();
  await assertNothingLeft(step);
  assert.equal(await run('find', env.RUNNER_TOOL_CACHE, '-name', '.partial-*'), '');
});

test("the user's own plug-in is held by a link, on another file system by a copy", asRoot, async (t) => {
  const { env } = process;
  t.after(() => void Object.assign(process, { env }));
  process.env = { ...env, DOCKER_CONFIG: await makeContext(t, {}), RUNNER_TOOL_CACHE: '' };
  const plugin = join(process.env.DOCKER_CONFIG ?? '', 'cli-plugins/docker-buildx');
  await mkdir(dirname(plugin));
  for (const [folder, linked] of [
    [await makeContext(t, {}), true],
    [await mountSmall(t), false],
  ] as const) {
    await writeFile(plugin, script, { mode: 0o755 });
    const { result } = await listen(t, () => findBuildx(assetOf([]), folder));
    assert.equal(result, join(folder, 'docker-buildx'));
    assert.equal((await stat(plugin)).nlink, linked ? 2 : 1);
    await rm(plugin);
    await writeFile(plugin, '#!/bin/sh\necho it is another\n', { mode: 0o755 });
    assert.equal(await run(join(folder, 'docker-buildx')), 'it is I');
    await rm(join(folder, 'docker-buildx'));
    assert.equal(await findBuildx(assetOf([]), folder), undefined);
    assert.deepEqual(await readdir(folder), []);
  }
});
