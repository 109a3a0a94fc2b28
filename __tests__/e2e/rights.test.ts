import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { GIVEN, type Given, push } from '../events.ts';
import { askRegistry, assertNothingLeft, lab, makeContext } from '../lab.ts';
import { startBasicRegistry, startTokenRegistry } from '../private-registry.ts';
import { type FaultyRegistry, type Interfere, startRegistry } from '../registry.ts';
import { annotations, runStep } from '../step.ts';

const password = `canary-${randomUUID()}`;
const users = { me: password };
const login = { username: 'me', password };
const common = { tags: '1', push: 'true', platforms: 'linux/amd64' };
const answer = (status: number, code: string): Interfere => {
  const body = JSON.stringify({ errors: [{ code, message: 'the lab says so' }] });
  return ({ method, path }, response) => {
    if (method !== 'POST' || !path.endsWith('/blobs/uploads/')) return false;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    return true;
  };
};
const isUpload = ({ method, path }: FaultyRegistry['requests'][number]) =>
  ['PATCH', 'PUT'].includes(method) && path.includes('/blobs/uploads/');
const dockerfile = { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' };

test('an upload is opened and cancelled before anything is built', async (t) => {
  await using registry = await startTokenRegistry({ users });
  const repository = `rights/${randomUUID()}`;
  const inputs = { ...common, ...login, image: `${registry.host}/${repository}` };
  await using step = await runStep(inputs, { cwd: await makeContext(t, dockerfile) });
  assert.equal(step.code, 0, step.log);
  const asked = registry.requests.filter(({ path }) => path.includes('/blobs/uploads/'));
  const cancelled = asked.findIndex(({ method }) => method === 'DELETE');
  assert.ok(cancelled > 0 && asked.findIndex(isUpload) > cancelled, JSON.stringify(asked));
  assert.match(step.log, new RegExp(`^${registry.host}/${repository} may be pushed to$`, 'm'));
  assert.match(step.summary, /^rights +\|/m);
});

for (const [title, start, inputs, error] of [
  [
    'nobody is logged in',
    () => startTokenRegistry({ users }),
    {},
    /\(nobody is logged in\); set username and password/,
  ],
  [
    'a password that has expired',
    () => startTokenRegistry({ users }),
    { username: 'me', password: 'expired' },
    /\(the credentials of username\); let that user push there.*no token for repository:rights\/.*status 401: UNAUTHORIZED/,
  ],
  [
    'a wrong password',
    () => startBasicRegistry({ users }),
    { username: 'me', password: 'wrong' },
    /status 401: UNAUTHOR/,
  ],
  ['a token that only reads', () => startTokenRegistry({ users, actions: ['pull'] }), login, /status 401: DENIED/],
  [
    'a user who may not push',
    () => startBasicRegistry({ users, interfere: answer(403, 'DENIED') }),
    login,
    /let that user push there, or log in as another\. .*status 403: DENIED: the lab says so/,
  ],
  [
    'a repository that is not there',
    () => startBasicRegistry({ users, interfere: answer(404, 'NAME_UNKNOWN') }),
    login,
    /create it there, or correct the name\. .*status 404: NAME_UNKNOWN/,
  ],
  [
    'a registry that takes no uploads to try, and a token that tells that it only reads',
    () => startTokenRegistry({ users, actions: ['pull'], interfere: answer(405, 'UNSUPPORTED') }),
    login,
    /its token for rights\/\S+ is not one to push with/,
  ],
] as const)
  test(`${title}: told before anything is built`, async (t) => {
    await using registry: FaultyRegistry = await start();
    const [good, bad] = [`${lab.registry}/rights/${randomUUID()}`, `${registry.host}/rights/${randomUUID()}`];
    const cwd = await makeContext(t, dockerfile);
    await using step = await runStep({ ...common, ...inputs, image: `${good}\n${bad}` }, { cwd });
    assert.equal(step.code, 1);
    const errors = annotations(step, 'error');
    assert.equal(errors.length, 1, step.log);
    assert.ok(errors[0]?.startsWith(`push: ${bad} can't be pushed to (`), errors[0]);
    assert.match(errors[0] ?? '', error);
    assert.ok(!step.log.includes('::group::Build'), step.log);
    assert.ok(!registry.requests.some(isUpload));
    assert.equal((await askRegistry(good.slice(lab.registry.length + 1), '1')).status, 404);
    await step.post();
    await assertNothingLeft(step);
  });

for (const [title, registry, note] of [
  ['takes no uploads to try', { interfere: once(answer(405, 'UNSUPPORTED')), opaque: true }, /status 405: UNSUPPORTED/],
  ['is out of breath', { interfere: once(answer(503, 'UNAVAILABLE'), 2), opaque: true }, /status 503: UNAVAILABLE/],
  [
    'takes none, and gives a token that tells that it may push',
    { interfere: once(answer(405, 'UNSUPPORTED')) },
    undefined,
  ],
] as const)
  test(`a registry that ${title}: the step goes on`, async (t) => {
    await using started = await startTokenRegistry({ users, ...registry });
    const image = `${started.host}/rights/${randomUUID()}`;
    await using step = await runStep({ ...common, ...login, image }, { cwd: await makeContext(t, dockerfile) });
    assert.equal(step.code, 0, step.log);
    const notices = annotations(step, 'notice').join('\n');
    if (note) assert.match(notices, note);
    else assert.doesNotMatch(notices, /can't tell/);
  });

/** The same for so many requests, and then no more. */
function once(interfere: Interfere, times = 1): Interfere {
  let left = times;
  return async (request, response) => {
    if (left === 0 || !(await interfere(request, response))) return false;
    left--;
    return true;
  };
}

test('a token server of another host, and one that redirects there, which gets no password', async (t) => {
  await using registry = await startTokenRegistry({ users });
  const seen: string[] = [];
  await using front = await startRegistry(({ path, authorization }, response) => {
    seen.push(authorization);
    response.writeHead(307, { location: `http://${registry.host}${path}` }).end();
    return true;
  });
  const image = `${registry.host}/rights/${randomUUID()}`;
  await using direct = await startRegistry(({ authorization }, response) => {
    if (registry.tokens.some((token) => authorization === `Bearer ${token}`)) return false;
    const challenge = `Bearer realm="http://${front.host}/token",service="test"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
    return true;
  });
  const inputs = { ...common, ...login, image: image.replace(registry.host, direct.host) };
  await using step = await runStep(inputs, { cwd: await makeContext(t, dockerfile) });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /no token for .*status 401/);
  assert.ok(seen.some((authorization) => authorization.startsWith('Basic ')));
  const redirected = registry.requests.filter(({ path }) => path.startsWith('/token'));
  assert.ok(redirected.length > 0 && redirected.every(({ authorization }) => authorization === ''));
});

const events: [string, Given, Record<string, string>, boolean][] = [
  ['push', push('refs/heads/main'), {}, true],
  ['schedule', GIVEN.schedule, {}, true],
  ['release', GIVEN.release, {}, true],
  ['workflow_dispatch', GIVEN.dispatch, {}, true],
  ['repository_dispatch', GIVEN.dispatch, { GITHUB_EVENT_NAME: 'repository_dispatch' }, true],
  ['pull_request from a fork', GIVEN.pull, {}, false],
  ['pull_request of its own', GIVEN.pull, { GITHUB_REPOSITORY: 'eve/app' }, false],
  ['pull_request_target', GIVEN.target, {}, false],
  ['push by Dependabot', push('refs/heads/dependabot/x'), { GITHUB_ACTOR: 'dependabot[bot]' }, false],
  ['merge_group', GIVEN.main, { GITHUB_EVENT_NAME: 'merge_group' }, false],
];
for (const [event, { env, payload }, more, publishes] of events)
  test(`push: auto, ${event}: ${publishes ? 'published' : 'built without publishing'}`, async (t) => {
    const cwd = await makeContext(t, { ...dockerfile, 'event.json': JSON.stringify(payload) });
    await using registry = await startRegistry(() => false);
    const repository = `rights/${randomUUID()}`;
    const inputs = { ...common, push: 'auto', image: `${registry.host}/${repository}` };
    await using step = await runStep(inputs, { cwd, env: { ...env, GITHUB_EVENT_PATH: `${cwd}/event.json`, ...more } });
    assert.equal(step.code, 0, step.log);
    assert.equal((await askRegistry(repository, '1')).status, publishes ? 200 : 404);
    assert.equal(registry.requests.length > 0, publishes);
    const [decision, ...others] = annotations(step, 'notice').filter((text) => text.startsWith('push: '));
    assert.deepEqual(others, []);
    assert.match(decision ?? '', publishes ? / publishes$/ : / builds without publishing/);
  });

test('a token that can not be had at first is asked for again', async (t) => {
  await using registry = await startTokenRegistry({ users, failures: 1 });
  const inputs = { ...common, ...login, image: `${registry.host}/rights/${randomUUID()}` };
  await using step = await runStep(inputs, { cwd: await makeContext(t, dockerfile) });
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, /may be pushed to$/m);
});

test('push: auto with a token that can only read: told before anything is built', async (t) => {
  await using registry = await startTokenRegistry({ users, actions: ['pull'] });
  const inputs = { ...common, ...login, push: 'auto', image: `${registry.host}/rights/${randomUUID()}` };
  await using step = await runStep(inputs, { cwd: await makeContext(t, dockerfile) });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /^push: .* can't be pushed to/);
  assert.ok(!step.log.includes('::group::Build'));
});
