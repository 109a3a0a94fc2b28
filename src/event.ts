import { readFile } from 'node:fs/promises';
import { all } from './concurrent.ts';
import { cancelled, ignoreFailure, run } from './exec.ts';
import { createClient, readBody } from './http.ts';
import { type EventFacts, type GitEvent, lacksRepository, parseCommit, parseTime } from './metadata/event.ts';
import { notice, warning } from './runner.ts';

// Milliseconds without an answer, after which the build begins without what was asked for.
const TIMEOUT = 3000;
const ask = createClient();

/** The payload of the event that the workflow runs for; undefined where it can't be read. */
export async function readPayload(): Promise<unknown> {
  const path = process.env.GITHUB_EVENT_PATH;
  if (!path) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    warning(
      `GITHUB_EVENT_PATH: ${JSON.stringify(path)} has no event, so that tags and labels are made of the git ref alone; ` +
        `find out what changed the file: ${(error as Error).message}`,
    );
    return undefined;
  }
}

/** What the payload leaves out of repository and commit, from the checkout and GitHub's API, as far as these tell it. */
export async function findFacts(event: GitEvent, payload: unknown, token: string): Promise<EventFacts> {
  const [repository, committed] = await all([
    lacksRepository(payload) ? askGitHub('', token) : Promise.resolve(undefined),
    event.committed || event.sha === '' ? Promise.resolve(event.committed) : findCommitTime(event.sha, token),
  ]);
  return { repository, committed };
}

async function findCommitTime(sha: string, token: string): Promise<Date | undefined> {
  const command = { file: 'git', args: ['show', '-s', '--format=%cI', '--end-of-options', `${sha}^{commit}`] };
  const text = await run(command, { timeout: TIMEOUT }).catch(ignoreFailure);
  return parseTime(text ?? '') ?? parseCommit(await askGitHub(`/commits/${encodeURIComponent(sha)}`, token));
}

/** What GitHub's API says of the workflow's repository. https://docs.github.com/en/rest */
async function askGitHub(path: string, token: string): Promise<unknown> {
  const { GITHUB_API_URL, GITHUB_REPOSITORY } = process.env;
  if (!GITHUB_API_URL || !GITHUB_REPOSITORY) return undefined;
  const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`;
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'multiarch-build', ...authorization };
  try {
    const answer = await ask({ url, headers, timeout: TIMEOUT });
    const text = (await readBody(answer)).toString();
    if (answer.status === 200) return JSON.parse(text);
    throw new Error(`status ${answer.status}`);
  } catch (error) {
    cancelled.throwIfAborted();
    notice(
      `github-token: labels and tags do without what ${url} has, which the event leaves out: ${(error as Error).message}`,
    );
    return undefined;
  }
}
