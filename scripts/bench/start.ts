import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { root } from '../generated.ts';
import { folder, median, rounds, say, step, time } from './measure.ts';

/** What is read before the first line of the step runs, and how long that takes. */
export async function measureStart(): Promise<void> {
  const files = new Set(['main.js']);
  for (const file of files)
    for (const [, chunk] of readFileSync(join(root, 'dist', file), 'utf8').matchAll(
      /^(?:import|\} from) ?.*"\.\/(.+)";/gm,
    ))
      files.add(chunk as string);
  const bytes = [...files].map((file) => readFileSync(join(root, 'dist', file)).length).reduce((a, b) => a + b);
  say(`read at start: ${(bytes / 1000).toFixed(0)} kB in ${files.size} files of dist/`);

  // Where no folder can be made, the step ends at its first statement.
  const env = { RUNNER_TEMP: devNull };
  const empty: number[] = [];
  const loaded: number[] = [];
  for (let round = 0; round < 3 * rounds; round++) {
    empty.push(await time(() => spawnSync(process.execPath, ['--eval', '0'], { env })));
    loaded.push(await time(() => spawnSync(process.execPath, [join(root, 'dist/main.js')], { env })));
  }
  say(`loading it: ${(median(loaded) - median(empty)).toFixed(0)} ms more than an empty Node process`);
}

/** What a long build log takes of memory. */
export async function measureMemory(): Promise<void> {
  const context = join(folder, 'context');
  mkdirSync(context);
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nRUN yes "fifty megabytes of log" | head -c 50000000\n');
  const unlimited = 'env.BUILDKIT_STEP_LOG_MAX_SIZE=-1,env.BUILDKIT_STEP_LOG_MAX_SPEED=-1';
  let peak = 0;
  let lines = 0;
  await step(
    { context, platforms: 'linux/amd64', 'driver-opts': unlimited },
    {
      onLine: (_, { pid }) => {
        if (lines++ % 10_000 > 0) return;
        const status = spawnSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' }).stdout;
        peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
      },
    },
  );
  say(`memory with a build log of 50 MB: ${(peak / 1024).toFixed(0)} MiB at most (${lines} lines)`);
}
