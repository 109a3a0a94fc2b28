import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { inCache } from './cache.ts';
import { run } from './command.ts';

const DAY = 24 * 60 * 60 * 1000;
const FILES = ['ENV', 'OUTPUT', 'PATH', 'STATE', 'STEP_SUMMARY'];

/**
 * The environment of a new step on a hosted runner, with files of its own to write to.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export async function createStep(registry: string, toolchain: string): Promise<Record<string, string>> {
  const workspace = dirname(import.meta.dirname);
  const steps = inCache('runner', 'steps');
  await mkdir(steps, { recursive: true });
  await removeOld(steps);
  const folder = await mkdtemp(`${steps}/`);
  const [temp, tools] = [inCache('runner', 'temp'), inCache('runner', 'tools')];
  for (const path of [temp, tools]) await mkdir(path, { recursive: true });
  for (const name of FILES) await writeFile(join(folder, name), '');
  const git = (...args: string[]) => run('git', ['-C', workspace, ...args]);
  const sha = await git('rev-parse', 'HEAD').catch(() => '0'.repeat(40));
  const timestamp = await git('show', '-s', '--format=%cI').catch(() => '2000-01-01T00:00:00Z');
  await writeFile(join(folder, 'event.json'), JSON.stringify(pushEvent(sha, timestamp)));
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'lab',
    GITHUB_API_URL: 'https://api.github.com',
    ...Object.fromEntries(FILES.map((name) => [`GITHUB_${name}`, join(folder, name)])),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'lab',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: sha,
    GITHUB_WORKFLOW: 'lab',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'lab',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: tools,
    PATH: [...new Set([dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)])].join(delimiter),
    INPUT_TOOLCHAIN: toolchain,
    LAB_REGISTRY: registry,
    ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }),
  };
}

/** https://docs.github.com/webhooks/webhook-events-and-payloads#push, as far as anybody reads it. */
function pushEvent(id: string, timestamp: string): object {
  const repository = {
    ...{ name: 'app', full_name: 'acme/app', html_url: 'https://github.com/acme/app', description: 'Says hello' },
    ...{ default_branch: 'main', license: { spdx_id: 'Apache-2.0' }, private: false, fork: false },
  };
  return { ref: 'refs/heads/main', repository, head_commit: { id, timestamp } };
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > DAY) await rm(join(folder, name), { recursive: true });
  }
}
