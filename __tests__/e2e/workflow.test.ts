import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { askRegistry, lab, makeContext, publishTo, run } from '../lab.ts';

const root = dirname(dirname(import.meta.dirname));

test('a workflow uses the step and its outputs, and its post step leaves the engine as it was', async (t) => {
  const workspace = await makeContext(t, {
    Dockerfile: 'FROM busybox\nRUN uname -m > /machine\nCMD ["cat", "/machine"]\n',
  });
  const { image } = publishTo('workflow');
  const workflow = `
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: org/multiarch-build@v1
        id: image
        with:
          image: ${image}
          tags: '1.2'
          platforms: linux/amd64,linux/arm64
          push: true
      - run: |
          echo "the digest is \${{ steps.image.outputs.digest }}"
          docker buildx imagetools inspect ${image}@\${{ steps.image.outputs.digest }} --builder \${{ steps.image.outputs.builder }}
`;
  await mkdir(join(workspace, '.github/workflows'), { recursive: true });
  await writeFile(join(workspace, '.github/workflows/image.yml'), workflow);
  await run('git', 'init', '--quiet', workspace);
  await run(
    'git',
    '-C',
    workspace,
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.com',
    'commit',
    '--allow-empty',
    '--quiet',
    '-m',
    'x',
  );

  const inventory = async () =>
    Promise.all([
      run(lab.buildx, 'ls', '--format={{.Name}}'),
      run('docker', 'ps', '--all', '--quiet'),
      run('docker', 'volume', 'ls', '--quiet'),
    ]);
  const before = await inventory();
  const log = await run(
    ...([
      'env',
      '-C',
      workspace,
      lab.act,
      'push',
      '-W',
      '.github/workflows/image.yml',
      '-P',
      'ubuntu-latest=-self-hosted',
    ] as const),
    ...['--no-cache-server', '--local-repository', `org/multiarch-build@v1=${root}`],
  );
  const [, digest = ''] = /the digest is (sha256:\w+)/.exec(log) ?? [];
  const repository = image.slice(lab.registry.length + 1);
  assert.equal((await askRegistry(repository, '1.2')).digest, digest, log);
  assert.match(log, /Platform:\s+linux\/arm64/);
  assert.deepEqual(await inventory(), before);
});
