import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Report, run } from '../command.ts';
import { unpackPackages } from '../debian.ts';
import { native, PATH, type Recipe } from '../recipe.ts';

/** Releases that have all of the architectures; a mirror that is just being brought up to date may lack one of them. */
const RELEASES = ['sid', 'trixie'];
/** Its programs: this machine's own can be asked, which is made first. */
let names: readonly string[] = [];

/** busybox, with its programs under the names that they have. */
export const busybox: Recipe = {
  repository: 'library/busybox',
  tags: ['latest'],
  architectures: ['amd64', 'arm64', 'arm/v7', 'ppc64le', 'riscv64', 's390x'],
  source: import.meta.filename,
  config: { Cmd: ['sh'], Env: [PATH] },
  make: async (folder, architecture, { report }) => {
    const packages = `${folder}.packages`;
    const program = join(folder, 'bin/busybox');
    await mkdir(join(folder, 'bin'));
    await unpackFirst(architecture, packages, report);
    await copyFile(join(packages, 'usr/bin/busybox'), program);
    await rm(packages, { recursive: true });
    if (architecture === native) names = (await run(program, ['--list'])).split('\n');
    for (const name of names) if (name !== 'busybox') await symlink('busybox', join(folder, 'bin', name));
    for (const path of ['dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'usr/bin', 'var/tmp'])
      await mkdir(join(folder, path), { recursive: true });
    for (const path of ['tmp', 'var/tmp']) await chmod(join(folder, path), 0o1777);
    await symlink('../../bin/env', join(folder, 'usr/bin/env'));
    await writeFile(
      join(folder, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
    );
    await writeFile(join(folder, 'etc/group'), 'root:x:0:\nnobody:x:65534:\n');
  },
};

async function unpackFirst(architecture: string, folder: string, report: Report): Promise<void> {
  const failures: Error[] = [];
  for (const release of RELEASES)
    try {
      await rm(folder, { recursive: true, force: true });
      return await unpackPackages(['busybox-static'], architecture, folder, report, release);
    } catch (error) {
      report(`${release} can't be had for ${architecture}: ${(error as Error).message.split('\n').at(-1)}`);
      failures.push(error as Error);
    }
  throw new AggregateError(failures, failures.map((error) => error.message).join('\n'));
}
