import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { makeContext, publishTo } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

test('what a build prints is no command to the runner, whatever it is', async (t) => {
  const evil = [
    '::error::evil',
    '::set-output name=digest::evil',
    '::stop-commands::evil',
    '::endgroup::',
    '::save-state name=undo::[]',
  ];
  const lines = [
    ...evil,
    ...evil.map((line) => `  ${line}`),
    'x ##[error]evil',
    '##[set-output name=digest]evil',
    '\\033[31mred\\033[0m',
  ];
  const context = await makeContext(t, {
    Dockerfile: `FROM busybox\nRUN ${lines.map((line) => `printf '${line}\\n'`).join(' && ')}\nRUN printf '\\377\\376\\000\\r::error::evil\\n' && head -c 10000 /dev/urandom && printf '\\n::error::evil\\n'\n`,
  });
  await using step = await runStep({ ...publishTo('log'), context, platforms: 'linux/amd64' });
  assert.equal(step.code, 0, step.log);
  assert.ok(step.log.includes('::error::evil'), 'the log has it');
  assert.deepEqual(
    step.commands.filter(({ text }) => text.includes('evil')),
    [],
  );
  assert.deepEqual([...new Set(step.commands.map(({ name }) => name))].sort(), ['endgroup', 'group']);
  assert.match(step.outputs.digest ?? '', /^sha256:/);
});

test('a build log of 50 MB arrives whole, in bounded memory', async (t) => {
  const context = await makeContext(t, {
    Dockerfile: "FROM busybox\nRUN yes 'a line of the log' | head -c 50000000\n",
  });
  let lines = 0;
  let peak = 0;
  await using step = await runStep(
    {
      context,
      platforms: 'linux/amd64',
      'driver-opts': 'env.BUILDKIT_STEP_LOG_MAX_SIZE=-1,env.BUILDKIT_STEP_LOG_MAX_SPEED=-1',
    },
    {
      onLine: (line, { pid }) => {
        if (!line.endsWith('a line of the log') || ++lines % 100_000 > 0) return;
        const status = execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' });
        peak = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]);
      },
    },
  );
  assert.equal(step.code, 0);
  assert.ok(step.log.length > 50_000_000, `${step.log.length} characters`);
  assert.ok(peak > 0 && peak < 150 * 1024, `${peak} KiB`);
});

test('with RUNNER_DEBUG=1 the log has every command, with its time', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM busybox\n' });
  await using step = await runStep({ context, platforms: 'linux/amd64' }, { env: { RUNNER_DEBUG: '1' } });
  assert.match(step.log, /^\$ docker info "--format=/m);
  assert.match(step.log, /^\$ \S+buildx build --builder=/m);
  assert.match(step.log, /^\$ exit code 0, \d+\.\d\d s$/m);
  assert.equal(step.log.match(/^#0 building with /gm)?.length, 1, 'the build log stands there once');
});

test('a failed step names the step, and the line of the Dockerfile in an annotation', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM busybox\nRUN echo before && false\n' });
  await using step = await runStep(
    { ...publishTo('log'), context: '.', platforms: 'linux/amd64,linux/arm64' },
    { cwd: context },
  );
  assert.equal(step.code, 1);
  assert.match(
    annotations(step, 'error')[0] ?? '',
    /^build: \[linux\/\w+ 2\/2\] RUN echo before && false failed: process .* exit code: 1$/,
  );
  assert.match(step.log, /^::error file=Dockerfile,line=2::/m);
  assert.deepEqual(step.outputs, {});
});

test("what BuildKit's checks find is annotated at its line, once for all platforms, unless that is switched off", async (t) => {
  const lines = ['FROM busybox', 'ENV PASSWORD=x', ...Array.from({ length: 8 }, (_, n) => `MAINTAINER ${n}`)];
  const context = await makeContext(t, { 'app.Dockerfile': lines.join('\n') });
  const inputs = {
    context: '.',
    file: 'app.Dockerfile',
    platforms: 'linux/amd64,linux/arm64',
    outputs: 'type=cacheonly',
  };
  await using step = await runStep(inputs, { cwd: context });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /^::warning file=app\.Dockerfile,line=2::SecretsUsedInArgOrEnv: .* \(https:\S+\)$/m);
  assert.equal(annotations(step, 'warning').length, 6, 'other warnings need room');
  assert.doesNotMatch(step.outputs.metadata ?? '', /warnings/);
  await using other = await runStep(inputs, { cwd: context, env: { DOCKER_BUILD_CHECKS_ANNOTATIONS: 'false' } });
  assert.deepEqual([other.code, annotations(other, 'warning')], [0, []], other.log);
});
