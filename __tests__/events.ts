import { type GitEvent, parseEvent } from '../src/metadata/event.ts';

const repository = {
  name: 'app',
  full_name: 'acme/app',
  description: 'Says "hello", and a=b',
  html_url: 'https://github.com/acme/app',
  default_branch: 'main',
  license: { spdx_id: 'MIT' },
};
/** The commit of all events but a pull request's own head. */
export const SHA = '860c1904a1ce19322e91ac35af1ab07466440c37';
export const HEAD_SHA = '3370e228f2209994d57af4427fe64e71bb79ac96';
const commit = { id: SHA, timestamp: '2020-01-09T13:14:15+01:00' };

/** What the runner gives a step: variables, and the event's payload. */
export interface Given {
  env: Record<string, string>;
  payload: Record<string, unknown>;
}

function given(name: string, ref: string, payload: object = {}, env: object = {}): Given {
  return {
    env: { GITHUB_EVENT_NAME: name, GITHUB_REF: ref, GITHUB_SHA: SHA, GITHUB_REPOSITORY: 'acme/app', ...env },
    payload: { repository, ...payload },
  };
}

const pull = {
  number: 15,
  pull_request: { base: { ref: 'main' }, head: { sha: HEAD_SHA, ref: 'fix/it', repo: { full_name: 'eve/app' } } },
};
const pullEnv = { GITHUB_BASE_REF: 'main', GITHUB_HEAD_REF: 'fix/it' };

/** A push of a branch or a tag. */
export function push(ref: string): Given {
  return given('push', ref, {
    head_commit: commit,
    ...(ref.startsWith('refs/tags/') && { base_ref: 'refs/heads/main' }),
  });
}

/** Events as GitHub sends them, cut down to what can be of interest here. */
export const GIVEN = {
  main: push('refs/heads/main'),
  dev: push('refs/heads/dev'),
  odd: push('refs/heads/my/feature#1245'),
  pull: given('pull_request', 'refs/pull/15/merge', pull, pullEnv),
  target: given('pull_request_target', 'refs/heads/main', pull, pullEnv),
  dispatch: given('workflow_dispatch', 'refs/heads/main'),
  // Their payloads have no repository.
  schedule: { ...given('schedule', 'refs/heads/main'), payload: { schedule: '0 3 * * *' } },
  release: { ...given('release', 'refs/tags/v1.1.1'), payload: { action: 'created' } },
  issues: given('issues', 'refs/heads/main'),
  create: given('create', 'refs/heads/dev', { ref: 'dev', ref_type: 'branch' }),
  nothing: { env: {}, payload: {} },
};

export type EventName = keyof typeof GIVEN;

/** The event by its name in `GIVEN`, or the push of the ref, with these variables besides. */
export function eventOf(name: string, more: Record<string, string> = {}): GitEvent {
  const { env, payload } = name.startsWith('refs/') ? push(name) : GIVEN[name as EventName];
  return parseEvent({ ...env, ...more }, payload);
}
