/** What the workflow runs for: ref, event, and what they tell of the repository. What is unknown is empty. */
export interface GitEvent {
  /** `push`, `pull_request`, `schedule`, … */
  name: string;
  actor: string;
  /** `refs/heads/main`; of a pull request always `refs/pull/15/merge`, whatever code the event runs. */
  ref: string;
  /** Name of the ref where it is a branch, … */
  branch: string;
  /** … where it is a tag, … */
  tag: string;
  /** … or a pull request (`15`). */
  pull: string;
  sha: string;
  /** The branch that a pull request is to be merged into, or that a pushed tag was found on. */
  baseRef: string;
  /** The branch that a pull request comes from. */
  headRef: string;
  /** Whether a pull request comes from another repository, or from one that the event does not tell. */
  fromFork: boolean;
  committed: Date | undefined;
  onDefaultBranch: boolean;
  repository: Repository;
}

/** The repository that the workflow runs in. */
export interface Repository {
  /** `owner/name` */
  fullName: string;
  name: string;
  description: string;
  url: string;
  /** SPDX identifier, as GitHub found it. */
  licence: string;
  defaultBranch: string;
  private: boolean;
  fork: boolean;
}

/** What was found out where the payload leaves it out. */
export interface EventFacts {
  /** The repository as GitHub's API has it. */
  repository?: unknown;
  committed?: Date | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

// They run for the last commit of the default branch, and GitHub leaves the repository out of some of their payloads.
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
const DEFAULT_BRANCH_EVENTS = ['schedule', 'issues', 'issue_comment', 'discussion', 'discussion_comment'];

/**
 * Reads `GITHUB_*` and the event's payload (the JSON in `GITHUB_EVENT_PATH`; any part of it may be missing). What the
 * payload lacks is taken from `facts`.
 */
export function parseEvent(env: Env, payload: unknown, facts: EventFacts = {}): GitEvent {
  const name = env.GITHUB_EVENT_NAME ?? '';
  const isPull = name.startsWith('pull_request');
  const ref = name === 'pull_request_target' ? pullRef(payload) : (env.GITHUB_REF ?? '');
  const [branch, tag, pull] = ['heads', 'tags', 'pull'].map((kind) =>
    ref.startsWith(`refs/${kind}/`) ? ref.slice(`refs/${kind}/`.length) : '',
  ) as [string, string, string];

  const headSha =
    isPull && /true/i.test(env.DOCKER_METADATA_PR_HEAD_SHA ?? '') && text(payload, 'pull_request.head.sha');
  const sha = headSha || (env.GITHUB_SHA ?? '');
  const repository = readRepository(env, [find(payload, 'repository'), facts.repository]);
  if (DEFAULT_BRANCH_EVENTS.includes(name)) repository.defaultBranch ||= branch;
  const base = tag ? text(payload, 'base_ref').replace(/^refs\/heads\//, '') : '';
  return {
    name,
    actor: env.GITHUB_ACTOR ?? '',
    ref,
    branch,
    tag,
    pull: pull.replace(/\/merge$/, ''),
    sha,
    baseRef: pull ? text(payload, 'pull_request.base.ref') || (env.GITHUB_BASE_REF ?? '') : base,
    headRef: env.GITHUB_HEAD_REF ?? '',
    fromFork: isPull && text(payload, 'pull_request.head.repo.full_name') !== repository.fullName,
    committed: commitTime(payload, sha) ?? facts.committed,
    onDefaultBranch: branch !== '' && branch === repository.defaultBranch,
    repository,
  };
}

/** Whether the payload leaves out what labels and rules need of the repository, so that it is worth asking GitHub. */
export function lacksRepository(payload: unknown): boolean {
  return !text(payload, 'repository.html_url') || !text(payload, 'repository.default_branch');
}

/** When a commit was made, from GitHub's answer about it. https://docs.github.com/en/rest/commits/commits#get-a-commit */
export function parseCommit(document: unknown): Date | undefined {
  return parseTime(text(document, 'commit.committer.date'));
}

/** `2020-01-09T13:14:15+01:00`; undefined where the text is no time. */
export function parseTime(text: string): Date | undefined {
  const time = new Date(text.trim());
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The event's own ref is the branch to merge into, whose tags a foreign pull request must not get. */
function pullRef(payload: unknown): string {
  const number = find(payload, 'number') ?? find(payload, 'pull_request.number');
  return typeof number === 'number' ? `refs/pull/${number}/merge` : '';
}

function readRepository(env: Env, sources: readonly unknown[]): Repository {
  const first = (path: string) => sources.map((source) => text(source, path)).find(Boolean) ?? '';
  const fullName = env.GITHUB_REPOSITORY || first('full_name');
  return {
    fullName,
    name: first('name') || fullName.slice(fullName.indexOf('/') + 1),
    description: first('description'),
    url: first('html_url') || (fullName && `${env.GITHUB_SERVER_URL || 'https://github.com'}/${fullName}`),
    licence: first('license.spdx_id'),
    defaultBranch: first('default_branch'),
    private: sources.some((source) => find(source, 'private') === true),
    fork: sources.some((source) => find(source, 'fork') === true),
  };
}

function commitTime(payload: unknown, sha: string): Date | undefined {
  const commits = find(payload, 'commits');
  const known = [...(Array.isArray(commits) ? commits : []), find(payload, 'head_commit')];
  return parseTime(
    text(
      known.find((commit) => sha !== '' && text(commit, 'id') === sha),
      'timestamp',
    ),
  );
}

function text(value: unknown, path: string): string {
  const found = find(value, path);
  return typeof found === 'string' ? found : '';
}

function find(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.'))
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Record<string, unknown>)[key]
        : undefined;
  return found;
}
