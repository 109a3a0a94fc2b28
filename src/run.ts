import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build/build.ts';
import { evaluate } from './build/evaluate.ts';
import { fetchCarry, fillMounts } from './cache/carry.ts';
import { exportCache } from './cache/export.ts';
import { fitCache, openCache } from './cache/open.ts';
import { all } from './concurrent.ts';
import { stepMark } from './exec.ts';
import { logIn } from './publish/login.ts';
import { NOTHING, publish } from './publish/publish.ts';
import { checkRights } from './publish/rights.ts';
import { report } from './report/report.ts';
import { group } from './runner.ts';
import { checkBuilder, setUp } from './setup/setup.ts';
import { keepEnvironment, undoLater } from './state.ts';
import { completeStep, readStep } from './step.ts';
import { timed } from './timeline.ts';

/** The main step, from the inputs to the outputs. Throws with what is wrong and what to do. */
export async function runStep(): Promise<void> {
  undoLater({ kind: 'processes', mark: stepMark() });
  const folder = join(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${stepMark()}`);
  undoLater({ kind: 'folder', path: folder });
  await mkdir(folder, { mode: 0o700, recursive: true }).catch((error: Error) => {
    throw new Error(`RUNNER_TEMP: no folder can be made there; make it writable: ${error.message}`, { cause: error });
  });

  const { step, setup, ...found } = await group('Set up buildx, BuildKit and emulators', async () => {
    const planned = await readStep(folder);
    keepEnvironment({ ...process.env, DOCKER_CONTEXT: planned.host.context || process.env.DOCKER_CONTEXT });
    await logIn(planned.inputs.login, folder);
    const rights = timed('rights', checkRights(planned));
    const cache = timed('cache', openCache(planned));
    const fetched = cache.then((cache) => fetchCarry(planned, cache, folder));
    const [setup, step, opened, carry] = await all([
      setUp(planned, folder),
      completeStep(planned),
      cache,
      fetched,
      rights,
    ]);
    const filled = await fillMounts(setup.builder, step, carry, folder);
    const fitting = await fitCache(opened, setup.builder, step);
    return { step, setup, cache: { ...fitting, warned: filled.warned }, carry: filled };
  });
  const { builder } = setup;
  if (step.inputs.call) return group(`Ask the build: ${step.inputs.call}`, () => evaluate(builder, step, folder));
  const { platforms } = step;
  const { publication } = step.inputs.destination;
  // The build needs none of the builder's facts, only the reader of its failure does.
  const [{ metadata, cache }] = await group(`Build for ${platforms.join(', ')}`, () =>
    all([timed('build', build(setup, step, found.cache, folder)), checkBuilder(setup, step)]),
  );
  const finish = async () => {
    const published = publication
      ? await group('Verify and tag', () =>
          timed('verify and tag', publish(builder, publication, platforms, metadata.digest)),
        )
      : NOTHING;
    await report({ ...step.inputs, platforms, metadata, published, tools: step.tools, builder });
  };
  await all([finish(), exportCache(builder, step, cache, found.carry, metadata, folder)]);
}
