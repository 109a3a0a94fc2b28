import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse, stringify } from 'yaml';
import type { Given } from './events.ts';
import { lab, makeContext, run } from './lab.ts';

const root = dirname(import.meta.dirname);

/** A repository with a workflow in it, and what its owner has set for it. */
export interface Project {
  workflow: string;
  /** Path → text. */
  files: Record<string, string>;
  variables?: Record<string, string>;
  secrets?: Record<string, string>;
}

/** Makes the repository. What it returns runs the workflow there for an event, in act, as GitHub would. */
export async function createProject(
  t: Parameters<typeof makeContext>[0],
  { workflow, files, variables = {}, secrets = {} }: Project,
): Promise<(event: Given) => Promise<{ code: number | null; log: string }>> {
  const folder = await makeContext(t, {});
  const [repository, action] = [join(folder, 'repository'), join(folder, 'action')];
  await writeAction(action);
  for (const [path, content] of Object.entries({ ...files, '.github/workflows/workflow.yml': workflow })) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), content);
  }
  const git = (...args: string[]) => run('git', '-C', repository, ...args);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', 'https://github.com/acme/app');
  await git('add', '--all');
  await git('-c', 'user.name=me', '-c', 'user.email=me@acme.example', 'commit', '--quiet', '--message=All of it');
  const pairs = (name: string, values: Record<string, string>) =>
    Object.entries(values).flatMap(([key, value]) => [`--${name}`, `${key}=${value}`]);
  return async ({ env, payload }) => {
    const ref = env.GITHUB_REF ?? '';
    if (ref.startsWith('refs/tags/')) await git('tag', '--force', ref.slice('refs/tags/'.length));
    const event = join(folder, 'event.json');
    await writeFile(event, JSON.stringify({ ref, ...payload }));
    const child = spawn(
      lab.act,
      [
        ...[env.GITHUB_EVENT_NAME ?? '', '--eventpath', event, '--no-cache-server'],
        ...['ubuntu-24.04', 'self-hosted'].flatMap((label) => ['--platform', `${label}=-self-hosted`]),
        ...['--local-repository', `org/multiarch-build@v1=${action}`],
        ...[...pairs('var', variables), ...pairs('secret', secrets)],
      ],
      { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const log = (await Promise.all([text(child.stdout), text(child.stderr)])).join('\n');
    return { code: await code, log };
  };
}

/** The action as it is published, with the lab's tools in the place of the pinned ones. */
async function writeAction(folder: string): Promise<void> {
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  const action = parse(await readFile(join(root, 'action.yml'), 'utf8'));
  action.inputs.toolchain.default = lab.toolchain;
  await writeFile(join(folder, 'action.yml'), stringify(action));
}
