import assert from 'node:assert/strict';
import test from 'node:test';
import { lacksRepository, parseCommit, parseEvent, parseTime } from '../../src/metadata/event.ts';
import { eventOf, GIVEN, HEAD_SHA, SHA } from '../events.ts';

const main = { branch: 'main', tag: '', pull: '', baseRef: '', onDefaultBranch: true, fromFork: false };
const fork = { ref: 'refs/pull/15/merge', branch: '', pull: '15', baseRef: 'main', headRef: 'fix/it', fromFork: true };

for (const [name, expected] of [
  ['main', { ...main, name: 'push', ref: 'refs/heads/main', sha: SHA, committed: new Date('2020-01-09T12:14:15Z') }],
  ['dev', { branch: 'dev', onDefaultBranch: false }],
  ['odd', { branch: 'my/feature#1245', onDefaultBranch: false }],
  ['refs/tags/v1.1.1', { branch: '', tag: 'v1.1.1', baseRef: 'main', onDefaultBranch: false }],
  ['pull', { ...fork, name: 'pull_request', sha: SHA, committed: undefined, onDefaultBranch: false }],
  ['target', { ...fork, name: 'pull_request_target', sha: SHA, onDefaultBranch: false }],
  ['dispatch', { ...main, committed: undefined }],
  ['schedule', { ...main, repository: { ...eventOf('schedule').repository, defaultBranch: 'main' } }],
  ['release', { tag: 'v1.1.1', baseRef: '', onDefaultBranch: false }],
  ['issues', main],
  ['create', { branch: 'dev', onDefaultBranch: false }],
  [
    'nothing',
    { name: '', ref: '', sha: '', branch: '', onDefaultBranch: false, fromFork: false, committed: undefined },
  ],
] as const)
  test(`event ${name}`, () => assert.partialDeepStrictEqual(eventOf(name), expected));

test('the repository, from the payload', () => {
  assert.deepEqual(eventOf('main').repository, {
    fullName: 'acme/app',
    name: 'app',
    description: 'Says "hello", and a=b',
    url: 'https://github.com/acme/app',
    licence: 'MIT',
    defaultBranch: 'main',
    private: false,
    fork: false,
  });
});

test('what the payload lacks is taken from the variables, and from what GitHub was asked for', () => {
  const { env } = GIVEN.dispatch;
  const bare = parseEvent({ ...env, GITHUB_SERVER_URL: 'https://ghe.example.com' }, undefined);
  assert.partialDeepStrictEqual(bare.repository, { name: 'app', url: 'https://ghe.example.com/acme/app', licence: '' });
  const committed = new Date('2026-01-01T00:00:00Z');
  const asked = { description: 'asked', default_branch: 'main', private: true, fork: true, license: null };
  const full = parseEvent(env, { repository: { description: null } }, { repository: asked, committed });
  assert.partialDeepStrictEqual(full, { committed, onDefaultBranch: true });
  assert.partialDeepStrictEqual(full.repository, { description: 'asked', private: true, fork: true, licence: '' });
});

for (const [payload, expected] of [
  [undefined, true],
  [{ schedule: '0 3 * * *' }, true],
  [{ repository: { html_url: 'https://github.com/acme/app' } }, true],
  [GIVEN.main.payload, false],
] as const)
  test(`lacksRepository ${JSON.stringify(payload)?.slice(0, 60)}`, () =>
    assert.equal(lacksRepository(payload), expected));

test("a pull request's own commit, where it is asked for", () => {
  const { env, payload } = GIVEN.pull;
  assert.equal(parseEvent({ ...env, DOCKER_METADATA_PR_HEAD_SHA: 'true' }, payload).sha, HEAD_SHA);
  assert.equal(parseEvent({ ...env, DOCKER_METADATA_PR_HEAD_SHA: 'false' }, payload).sha, SHA);
  assert.equal(parseEvent({ ...GIVEN.main.env, DOCKER_METADATA_PR_HEAD_SHA: 'true' }, GIVEN.main.payload).sha, SHA);
});

for (const payload of [undefined, null, 'x', [], { number: '15' }, { pull_request: null, repository: [] }])
  test(`pull_request_target with the payload ${JSON.stringify(payload)} is not taken for a push of its base`, () => {
    const event = parseEvent(GIVEN.target.env, payload);
    assert.partialDeepStrictEqual(event, { ref: '', branch: '', pull: '', onDefaultBranch: false, fromFork: true });
  });

test('a pull request from the repository itself is from no fork', () => {
  const own = { number: 1, pull_request: { head: { repo: { full_name: 'acme/app' } } } };
  assert.equal(parseEvent(GIVEN.pull.env, own).fromFork, false);
});

test('the time of another commit is not taken', () => {
  const { env } = GIVEN.main;
  const commits = [{ id: HEAD_SHA, timestamp: '2020-01-01T00:00:00Z' }, { id: SHA, timestamp: 'yesterday' }, null];
  assert.equal(parseEvent(env, { commits, head_commit: null }).committed, undefined);
  const known = [...commits.slice(0, 1), { id: SHA, timestamp: '2020-01-02T00:00:00Z' }];
  assert.deepEqual(parseEvent(env, { commits: known }).committed, new Date('2020-01-02T00:00:00Z'));
});

test("a commit's time, as GitHub and git tell it", () => {
  assert.deepEqual(
    parseCommit({ commit: { author: { date: '2019-01-01T00:00:00Z' }, committer: { date: '2020-01-09T12:14:15Z' } } }),
    new Date('2020-01-09T12:14:15Z'),
  );
  assert.equal(parseCommit({ message: 'Not Found' }), undefined);
  assert.equal(parseCommit(undefined), undefined);
  assert.deepEqual(parseTime('2020-01-09T13:14:15+01:00\n'), new Date('2020-01-09T12:14:15Z'));
  assert.equal(parseTime(''), undefined);
});
