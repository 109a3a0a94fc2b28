import test from 'node:test';
import { findDockerd } from '../../lab/dockerd.ts';
import { engine } from '../../lab/engine.ts';
import { up } from '../../lab/lab.ts';
import { lab } from '../lab.ts';

// On an engine that the lab did not start it has no say, and one at DOCKER_HOST is what these tests are to run on.
if (lab.env.DOCKER_HOST || !(await findDockerd(engine)))
  test("the engine with containerd's image store", {
    skip: 'there is a second one only beside one that the lab started',
  });
else {
  const { env } = await up((line) => process.stderr.write(`${line}\n`), 'containerd');
  Object.assign(process.env, env);
  for (const name of ['load', 'examples', 'emulators', 'life']) await import(`./${name}.test.ts`);
}
