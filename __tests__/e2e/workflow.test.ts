import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { askRegistry, lab, publishTo, run } from '../lab.ts';

const root = dirname(dirname(import.meta.dirname));

test('a workflow uses the step and its outputs, and its post step leaves the engine as it was', async () => {
  const inventory = () =>
    Promise.all([
      run(lab.buildx, 'ls', '--format={{.Name}}'),
      run('docker', 'ps', '--all', '--quiet'),
      run('docker', 'volume', 'ls', '--quiet'),
    ]);
  const before = await inventory();
  const { image } = publishTo('workflow');
  const workflow = join(import.meta.dirname, 'workflow.yml');
  const log = await run(
    ...['env', '-C', root, lab.act, 'push', '--workflows', workflow, '--platform=ubuntu-latest=-self-hosted'],
    ...[
      '--no-cache-server',
      '--var',
      `IMAGE=${image}`,
      '--var',
      `TOOLCHAIN=${lab.toolchain}`,
      '--var',
      `TOOLCHAIN=${lab.toolchain}`,
    ],
  );
  const [, digest] = /the digest is (sha256:\w+)/.exec(log) ?? [];
  assert.equal((await askRegistry(image.slice(lab.registry.length + 1), '1.2')).digest, digest, log);
  assert.match(log, /Platform:\s+linux\/arm64/);
  assert.deepEqual(await inventory(), before);
});
