import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { askRegistry, assertNothingLeft, binfmt, isSecondRound, lab, makeContext, run, waitUntil } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { annotations, cancelStep, runStep } from '../step.ts';

const slow = { Dockerfile: 'FROM busybox\nRUN echo begun && sleep 120\n' };
const quick = { Dockerfile: 'FROM busybox\nCOPY Dockerfile /\n' };
const kill: Record<string, (child: ChildProcess) => void> = {
  SIGINT: (child) => cancelStep(child, 'SIGINT'),
  SIGTERM: (child) => cancelStep(child, 'SIGTERM'),
  SIGKILL: (child) => void child.kill('SIGKILL'),
};

const phases: { phase: string; at: RegExp; files: Record<string, string>; inputs?: Record<string, string> }[] = [
  { phase: 'the download of buildx', at: /::group::Set up/, files: quick, inputs: { toolchain: 'slow' } },
  { phase: 'the registering of emulators', at: /\$ docker run --rm/, files: quick },
  // What only buildx can make.
  {
    phase: "buildx's creation of the builder",
    at: /\$ \S+ create --name/,
    files: quick,
    inputs: { 'driver-opts': 'memory=1g' },
  },
  { phase: 'the boot of the builder', at: /\$ docker run --name/, files: quick },
  { phase: 'the build', at: /begun$/, files: slow },
  { phase: 'the verification', at: /> GET \S+sha256:/, files: quick },
  { phase: 'the tagging', at: /> PUT/, files: quick },
];
for (const { phase, at, files, inputs } of phases)
  for (const [signal, send] of Object.entries(kill).filter(([signal]) => signal === 'SIGKILL' || !isSecondRound()))
    test(`${signal} in ${phase}: the step ends, no tag moves, post leaves nothing`, async (t) => {
      const repository = `life/${randomUUID()}`;
      const context = await makeContext(t, files);
      await binfmt('--uninstall', 'qemu-s390x');
      let told = false;
      // All that the step asks of it takes a while, so that there is time to cancel.
      await using registry = await startRegistry(async ({ method, path }, response) => {
        if (path.includes('/manifests/') && method !== 'PUT') await delay(400);
        if (path === '/slow') response.writeHead(200).write('#!/bin/sh\n');
        // A tag that is moved after the cancel would be moved here, unless nobody asks any more.
        if (/\/manifests\/1$/.test(path) && method === 'PUT') await once(response, 'close');
        return path === '/slow';
      });
      const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
      toolchain.buildx.sources = [`http://${registry.host}/slow`];
      await writeFile(join(context, 'slow'), JSON.stringify(toolchain));
      const isSlow = inputs?.toolchain !== undefined;
      const image = `${registry.host}/${repository}`;
      await using step = await runStep(
        {
          image,
          tags: '1',
          push: 'true',
          platforms: 'linux/amd64,linux/s390x',
          context,
          ...inputs,
          ...(isSlow && { toolchain: join(context, 'slow') }),
        },
        {
          env: { RUNNER_DEBUG: '1', ...(isSlow && { RUNNER_TOOL_CACHE: join(context, 'tools') }) },
          onLine: (line, child) => {
            if (told || !at.test(line)) return;
            told = true;
            setTimeout(send, 100, child);
          },
        },
      );
      assert.ok(told, step.log);
      assert.equal(step.code, signal === 'SIGKILL' ? null : 1, step.log);
      if (signal !== 'SIGKILL')
        assert.match(annotations(step, 'error')[0] ?? '', new RegExp(`cancelled \\(${signal}\\)`));
      const post = await step.post();
      assert.equal(post.code, 0, post.log);
      await assertNothingLeft(step);
      await delay(1200);
      assert.equal((await askRegistry(repository, '1')).status, 404);
    });

test('a container that the engine is still making when the step was cancelled goes, too', async (t) => {
  const docker = await run('which', 'docker');
  const context = await makeContext(t, quick);
  const [asked, made] = [join(context, 'asked'), join(context, 'made')];
  // The CLI ends at once, and the engine goes on: the container is there after somebody looked for it in vain.
  const script = [
    `case "$*" in "run --name"*) shift; printf '%s\\0' "$@" > ${asked}; exec sleep 60;; esac`,
    `${docker} "$@"; code=$?`,
    `case "$*" in "rm --force"*) mv ${asked} ${made} 2>/dev/null && xargs -0 ${docker} create < ${made} >/dev/null;; esac`,
    'exit $code',
  ];
  await writeFile(join(context, 'docker'), `#!/bin/sh\n${script.join('\n')}\n`, { mode: 0o755 });
  await using step = await runStep(
    { context, platforms: 'linux/amd64' },
    {
      env: { RUNNER_DEBUG: '1', PATH: `${context}:${process.env.PATH}` },
      onLine: (line, child) => {
        if (/\$ docker run --name/.test(line))
          waitUntil(() => existsSync(asked)).then(() => cancelStep(child, 'SIGINT'));
      },
    },
  );
  assert.match(annotations(step, 'error')[0] ?? '', /cancelled \(SIGINT\)/, step.log);
  const post = await step.post({ env: { PATH: `${context}:${process.env.PATH}` } });
  assert.equal(post.code, 0, post.log);
  assert.ok(existsSync(made), post.log);
  await assertNothingLeft(step);
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
