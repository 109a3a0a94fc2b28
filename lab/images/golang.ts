import { copyFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { narrate, run } from '../command.ts';
import { native, type Recipe } from '../recipe.ts';
import { debian } from './debian.ts';

/** `go1.26.8`, that of this machine; empty where it has no Go. */
const version = await run('go', ['env', 'GOVERSION']).catch(() => '');
const [minor] = /\d+\.\d+/.exec(version) ?? [];

/** Debian with this machine's Go. */
export const golang: Recipe = {
  repository: 'library/golang',
  tags: ['latest', '1', ...(minor ? [minor] : [])],
  architectures: [native],
  source: import.meta.filename,
  ingredients: { version },
  base: debian,
  config: {
    Cmd: ['bash'],
    Env: [
      'PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'GOPATH=/go',
      'GOTOOLCHAIN=local',
      `GOLANG_VERSION=${version.replace('go', '')}`,
    ],
    WorkingDir: '/go',
  },
  make: async (folder, _architecture, { report }) => {
    const from = await run('go', ['env', 'GOROOT']);
    const copy = () => cp(from, join(folder, 'usr/local/go'), { recursive: true, verbatimSymlinks: true });
    await narrate({ doing: `copying ${version} from ${from}`, report }, copy);
    for (const path of ['go/bin', 'go/src', 'etc/ssl/certs']) await mkdir(join(folder, path), { recursive: true });
    await copyFile('/etc/ssl/certs/ca-certificates.crt', join(folder, 'etc/ssl/certs/ca-certificates.crt'));
  },
};
