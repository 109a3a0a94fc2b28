import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { up } from '../lab/lab.ts';
import type { Undo } from '../src/state.ts';
import type { StepResult } from './step.ts';

/** The lab, up; its environment is that of the steps that a test runs. */
export const lab = await up((line) => process.stderr.write(`${line}\n`));
Object.assign(process.env, lab.env);

/** Whether tests are declared for a second engine, after all of them were for the lab's: what is slow is left out. */
export function isSecondRound(): boolean {
  return process.env.DOCKER_HOST !== lab.env.DOCKER_HOST;
}

export const examples = join(dirname(import.meta.dirname), 'examples');

/** Runs a program and returns what it prints; throws unless the exit code is 0. */
export async function run(...[file = '', ...args]: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Runs the lab's binfmt: `--install arm64`, `--uninstall qemu-aarch64`. */
export async function binfmt(...args: string[]): Promise<string> {
  const { binfmt } = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const image = `${binfmt.sources[0]}@${binfmt.digest}`;
  return run('docker', 'run', '--rm', '--privileged', '--network=none', image, ...args);
}

/** A folder with these files in it, gone after the test. */
export async function makeContext(
  t: { after: (task: () => Promise<void>) => void },
  files: Record<string, string>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'multiarch-build-context-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** What a registry answers about a tag or digest of a repository: status and digest. */
export async function askRegistry(repository: string, reference: string): Promise<{ status: number; digest: string }> {
  const accept = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(', ');
  const { status, headers } = await fetch(`http://${lab.registry}/v2/${repository}/manifests/${reference}`, {
    method: 'HEAD',
    headers: { accept },
  });
  return { status, digest: headers.get('docker-content-digest') ?? '' };
}

/** Inputs that publish under a name that nothing else has. */
export function publishTo(group: string): { image: string; push: string } {
  return { image: `${lab.registry}/${group}/${randomUUID()}`, push: 'true' };
}

/** The configuration of the first platform that a step published. */
export async function readConfig({
  outputs,
}: StepResult): Promise<{ Env?: string[]; Labels?: Record<string, string> }> {
  const [digest = ''] = Object.values(JSON.parse(outputs.platforms ?? '{}') as Record<string, string>);
  const base = `http://${outputs.image?.replace('/', '/v2/').replace(/@.*/, '')}`;
  const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
  const manifest = (await (await fetch(`${base}/manifests/${digest}`, { headers })).json()) as {
    config: { digest: string };
  };
  const image = (await (await fetch(`${base}/blobs/${manifest.config.digest}`)).json()) as { config: object };
  return image.config;
}

/** The variables of proxies that BuildKit has in a builder's container, sorted: `HTTPS_PROXY=http://proxy.test:3128`. */
export async function readProxies(container: string): Promise<string[]> {
  const environment = await run('docker', 'exec', container, 'sh', '-c', 'cat /proc/$(pidof buildkitd)/environ');
  return environment
    .split('\0')
    .filter((variable) => /^\w+_proxy=/i.test(variable))
    .sort();
}

/** Fails where anything is left of what a step noted in its state: container, volume, folder, plug-in, process. */
export async function assertNothingLeft({ state }: StepResult): Promise<void> {
  for (const thing of JSON.parse(state.undo ?? '[]') as Undo[])
    switch (thing.kind) {
      case 'builder': {
        const name = `buildx_buildkit_${thing.builder}`;
        assert.equal(await run('docker', 'ps', '--all', '--quiet', '--filter', `name=${name}`), '', 'container');
        assert.equal(await run('docker', 'volume', 'ls', '--quiet', '--filter', `name=${name}`), '', 'volume');
        break;
      }
      case 'folder':
        assert.ok(!existsSync(thing.path), thing.path);
        break;
      case 'plugin':
        await assert.rejects(readlink(thing.note), { code: 'ENOENT' }, thing.note);
        break;
      case 'processes':
        assert.deepEqual(await findProcesses(thing.mark), []);
    }
}

/** Waits until something is so; a minute at most, in which it is unless something is wrong. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `waited in vain for ${isSo}`);
    await delay(50);
  }
}

/** The processes of this machine with the text in their environment. */
export async function findProcesses(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environment.includes(text) ? [pid] : [];
  });
  return (await Promise.all(found)).flat();
}
