import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, examples } from '../lab.ts';
import { annotations, runStep, type StepOptions } from '../step.ts';

const cwd = join(examples, 'emulated');

/** An engine that answers every request alike, or none where there is no answer. */
async function startEngine(t: { after: (task: () => Promise<void>) => void }, body?: object): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-engine-'));
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const text = JSON.stringify(body);
    if (body)
      socket.on('data', () =>
        socket.end(
          `HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nOstype: windows\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
        ),
      );
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
  t.after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  return `unix://${folder}/docker.sock`;
}

async function assertRefused(options: StepOptions, expected: RegExp): Promise<void> {
  await using step = await runStep({ platforms: 'linux/amd64' }, { cwd, ...options });
  assert.equal(step.code, 1, step.log);
  assert.match(annotations(step, 'error')[0] ?? '', expected);
  assert.equal(annotations(step, 'error').length, 1);
  const post = await step.post();
  assert.equal(post.code, 0, post.log);
  await assertNothingLeft(step);
}

test('no docker', () =>
  assertRefused({ env: { PATH: '/nonexistent' } }, /^docker: there is no such program on the PATH; install/));

test('an engine that is down', () =>
  assertRefused(
    { env: { DOCKER_HOST: 'unix:///nonexistent.sock' } },
    /^docker: the engine does not answer; start it.*nonexistent\.sock/s,
  ));

test('an engine that takes connections and never answers', async (t) => {
  await assertRefused(
    { env: { DOCKER_HOST: await startEngine(t) } },
    /^docker: the engine does not answer.*no answer within 20 s/s,
  );
});

test('no permission', { skip: process.getuid?.() !== 0 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-nobody-'));
  t.after(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o777);
  const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  await assertRefused(
    { through, env: { RUNNER_TEMP: folder, HOME: folder, DOCKER_CONFIG: folder, INPUT_TOOLCHAIN: '' } },
    /^docker: the runner may not use the engine; add its user to the group docker/,
  );
});

test('an engine of Windows containers', async (t) => {
  const env = {
    DOCKER_HOST: await startEngine(t, { ServerVersion: '28.0.4', OSType: 'windows', Architecture: 'x86_64' }),
  };
  await assertRefused({ env }, /^docker: the engine runs windows containers, and BuildKit needs Linux ones/);
});
