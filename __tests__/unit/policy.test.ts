import assert from 'node:assert/strict';
import test from 'node:test';
import { decidePush, readPush } from '../../src/publish/policy.ts';
import { eventOf } from '../events.ts';

for (const [event, env, push, why] of [
  ['refs/heads/main', {}, true, /^push publishes$/],
  ['refs/tags/v1', {}, true, /^push publishes$/],
  ['schedule', {}, true, /^schedule publishes$/],
  ['release', {}, true, /^release publishes$/],
  ['dispatch', {}, true, /^workflow_dispatch publishes$/],
  ['dispatch', { GITHUB_EVENT_NAME: 'repository_dispatch' }, true, /^repository_dispatch publishes$/],
  ['pull', {}, false, /^pull_request from a fork builds without publishing; push, schedule, .* publish$/],
  ['target', {}, false, /^pull_request_target from a fork builds without publishing/],
  ['pull', { GITHUB_REPOSITORY: 'eve/app' }, false, /^pull_request builds without publishing/],
  ['pull', { GITHUB_EVENT_NAME: 'pull_request_review' }, false, /^pull_request_review from a fork builds/],
  ...['merge_group', 'workflow_run', 'create', 'delete', 'issues', 'issue_comment', 'deployment', 'page_build'].map(
    (name) =>
      [
        'refs/heads/main',
        { GITHUB_EVENT_NAME: name },
        false,
        new RegExp(`^${name} builds without publishing`),
      ] as const,
  ),
  ['nothing', {}, false, /^a run without an event builds without publishing/],
  [
    'refs/heads/dependabot/npm/x',
    { GITHUB_ACTOR: 'dependabot[bot]' },
    false,
    /^push by Dependabot builds without publ/,
  ],
  ['pull', { GITHUB_ACTOR: 'dependabot[bot]' }, false, /builds without publishing/],
] as const)
  test(`decidePush ${event} ${JSON.stringify(env)}`, () => {
    const decision = decidePush(eventOf(event, env));
    assert.equal(decision.push, push);
    assert.match(decision.why, why);
  });

test('readPush: says what auto decided, and leaves everything else to be a flag', () => {
  const read = (value: string) => {
    const notes: string[] = [];
    const reader = {
      text: () => value,
      flag: () => value === 'true',
      note: (input: string, note: string) => notes.push(`${input}: ${note}`),
    };
    return [readPush(reader, eventOf('pull')), notes.length, readPush(reader, eventOf('main'))];
  };
  assert.deepEqual(read('auto'), [false, 1, true]);
  assert.deepEqual(read('true'), [true, 0, true]);
  assert.deepEqual(read(''), [false, 0, false]);
});
