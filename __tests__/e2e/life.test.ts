import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { askRegistry, assertNothingLeft, lab, makeContext, run } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { annotations, runStep } from '../step.ts';

const slow = { Dockerfile: 'FROM busybox\nRUN echo begun && sleep 120\n' };
const quick = { Dockerfile: 'FROM busybox\nCOPY Dockerfile /\n' };
// What the runner does on a cancel: https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
const cancelLikeRunner = (child: ChildProcess) => {
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGTERM'), 7500).unref();
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
};

const phases: { phase: string; at: RegExp; files: Record<string, string>; env?: Record<string, string> }[] = [
  { phase: 'set-up', at: /^::group::Set up/, files: quick },
  { phase: 'the boot of the builder', at: /^buildx .*sha256/, files: quick },
  { phase: 'the build', at: /begun$/, files: slow },
  { phase: 'the verification', at: /^::group::Verify/, files: quick },
];
for (const { phase, at, files } of phases)
  for (const signal of ['SIGINT', 'SIGKILL'] as const)
    test(`${signal} in ${phase}: the step ends, no tag moves, post leaves nothing`, async (t) => {
      const repository = `life/${randomUUID()}`;
      // The index shows only after a while, so that there is time to cancel.
      await using registry = await startRegistry(async ({ method, path }) => {
        if (method !== 'PUT' && path.includes('/manifests/sha256:')) await delay(2000);
        return false;
      });
      const context = await makeContext(t, files);
      let told = false;
      await using step = await runStep(
        {
          image: `${registry.host}/${repository}`,
          tags: '1',
          push: 'true',
          platforms: 'linux/amd64,linux/arm64',
          context,
        },
        {
          onLine: (line, child) => {
            if (told || !at.test(line)) return;
            told = true;
            if (signal === 'SIGINT') cancelLikeRunner(child);
            else child.kill('SIGKILL');
          },
        },
      );
      assert.ok(told, step.log);
      assert.equal(step.code, signal === 'SIGINT' ? 1 : null, step.log);
      if (signal === 'SIGINT') assert.match(annotations(step, 'error')[0] ?? '', /cancelled \(SIGINT\)/);
      const post = await step.post();
      assert.equal(post.code, 0, post.log);
      await assertNothingLeft(step);
      assert.equal((await askRegistry(repository, '1')).status, 404);
    });

test('a builder that is killed while it builds is an error with the end of its log', async (t) => {
  const context = await makeContext(t, slow);
  const builder = `multiarch-build-test-${randomUUID()}`;
  await using step = await runStep(
    { context, builder, platforms: 'linux/amd64' },
    { onLine: (line) => void (/begun$/.test(line) && run('docker', 'kill', `buildx_buildkit_${builder}0`)) },
  );
  assert.equal(step.code, 1);
  const [error = ''] = annotations(step, 'error');
  assert.match(error, /^build: the builder multiarch-build-test-\S+ went away while it built/);
  assert.match(error, /The end of the builder's log:\n.*running server/s);
  await step.post();
  await assertNothingLeft(step);
});

test('a step runs over what a killed one left', async (t) => {
  const context = await makeContext(t, quick);
  const inputs = { context, builder: `multiarch-build-test-${randomUUID()}`, platforms: 'linux/amd64' };
  await using killed = await runStep(inputs, {
    onLine: (line, child) => void (/^Builder /.test(line) && child.kill('SIGKILL')),
  });
  assert.equal(killed.code, null);
  await using again = await runStep({ ...inputs, image: `${lab.registry}/life/${randomUUID()}`, push: 'true' });
  assert.equal(again.code, 0, again.log);
  await again.post();
  await killed.post();
  await assertNothingLeft(killed);
});
