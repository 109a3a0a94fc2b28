import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after } from 'node:test';
import { startToxiproxy, type Toxic } from '../../lab/toxiproxy.ts';
import { createClient, follow, readBody } from '../../src/http.ts';
import { makeProgram } from '../../src/setup/elf.ts';
import { lab } from '../lab.ts';
import { type Answer, answers, assetOf, calm, fetchTool, hasty, labBuildx, script, startServer } from '../sources.ts';

const toxiproxy = await startToxiproxy((line) => process.stderr.write(`${line}\n`));
after(() => toxiproxy[Symbol.asyncDispose]());

const { status, text, reset, breakOff, nothing } = answers;
const soon = new Date(Date.now() + 3600_000).toUTCString();
// Milliseconds that are waited after the first attempt.
const passing: [string, Answer[], least: number, most: number][] = [
  ['a burst of 502 and 503', [status(503), status(502), status(503)], 0, 50],
  ['429 with Retry-After', [status(429, { 'retry-after': '1' })], 1000, 1000],
  ['503 with Retry-After that is far away', [status(503, { 'retry-after': soon })], 1500, 1500],
  ['408 and 425', [status(408), status(425)], 0, 50],
  ['resets', [reset, reset], 0, 50],
  ['a body that breaks off', [breakOff], 0, 50],
  ['no answer', [nothing], 0, 50],
];
for (const [what, first, least, most] of passing)
  test(`${what}: the source is tried again, and each attempt is told`, async (t) => {
    await using server = await startServer(...first);
    const { path, said } = await fetchTool(t, assetOf([server.url]), { patience: { ...calm, silence: 500 } });
    assert.ok(typeof path === 'string', `${path}`);
    assert.equal(await readFile(path, 'utf8'), script);
    assert.equal(server.times.length, first.length + 1);
    const told = said.match(/^buildx v0\.0\.1: http:\S+\/buildx: attempt \d of 6, \S+ s: .+; the next in \S+ s$/gm);
    assert.equal(told?.length, first.length, said);
    const [one = 0, two = 0] = server.times;
    assert.ok(two - one > least - 20, `${two - one} ms`);
    const planned = Number(/the next in (\S+) s/.exec(said)?.[1]) * 1000;
    assert.ok(planned >= least && planned <= most + 50, said);
  });

const final: [string, Answer, RegExp][] = [
  ['401', status(401), /status 401 Unauthorized/],
  ['403', status(403), /status 403 Forbidden/],
  ['404', status(404), /status 404 Not Found/],
  [
    'a page',
    text('<!DOCTYPE html>\n'),
    /sent a page for a browser of 16 bytes, which has the sha256 \w{64}, and the pin/,
  ],
  ['half of it', text(script.slice(0, 12)), /sent 12 bytes, which has the sha256 \w{64}, and the pin is \w{64}/],
  ['a program for another machine', text(makeProgram('s390x')), /sent a program for linux-s390x of \d+ bytes, which/],
];
for (const [what, answer, reason] of final)
  test(`${what}: the source is not tried again, the next one is, and without one nothing is installed`, async (t) => {
    await using bad = await startServer(answer, answer);
    await using good = await startServer();
    const next = await fetchTool(t, assetOf([bad.url, good.url]));
    assert.ok(typeof next.path === 'string', `${next.path}`);
    assert.equal(bad.times.length, 1);
    assert.match(next.said, new RegExp(`buildx v0\\.0\\.1: ${bad.url}: ${reason.source}.*; the next source is tried`));
    assert.equal(/^::warning::buildx/m.test(next.said), reason.source.startsWith('sent'), next.said);

    const { path, left, cached } = await fetchTool(t, assetOf([bad.url]));
    assert.ok(path instanceof Error);
    assert.match(path.message, /^buildx v0\.0\.1: no source has it; allow one of them through, or name another/);
    assert.match(path.message, reason);
    assert.deepEqual([left, cached], [[], []]);
  });

test('a source that never recovers: the attempts end, and the next source gets as many', async (t) => {
  await using down = await startServer(...Array.from({ length: 20 }, () => status(503)));
  await using good = await startServer(status(503));
  const { path, said } = await fetchTool(t, assetOf([down.url, good.url]));
  assert.ok(typeof path === 'string', said);
  assert.deepEqual([down.times.length, good.times.length], [calm.attempts, 2]);
  assert.match(said, /attempt 6 of 6, \S+ s: status 503 Service Unavailable; no further one/);
});

test('what is behind the question mark of a source is sent, and printed nowhere', async (t) => {
  await using down = await startServer(...Array.from({ length: 20 }, () => status(503)));
  await using moved = await startServer(status(302, { location: '/moved?sig=canary' }), status(404));
  await using good = await startServer();
  const sources = [down, moved, good].map(({ url }) => `${url}?sig=canary`);
  process.env.RUNNER_DEBUG = '1';
  const { path, said } = await fetchTool(t, assetOf(sources)).finally(() => delete process.env.RUNNER_DEBUG);
  assert.ok(typeof path === 'string', said);
  assert.ok(good.requests[0]?.path.endsWith('?sig=canary'));
  assert.match(said, /attempt 6 of 6.*404 Not Found; the next source.*downloaded from \S+\/buildx \(/s);
  const failed = await fetchTool(t, assetOf([`${moved.url}?sig=canary`], 'other'));
  assert.match((failed.path as Error).message, /no source has it/);
  for (const text of [said, failed.said, String(failed.path)]) assert.ok(!text.includes('canary'), text);
});

test('a program for another machine whose hash is pinned is an error that says so', async (t) => {
  const program = makeProgram('s390x');
  await using server = await startServer(text(program));
  const { path, left, cached } = await fetchTool(t, assetOf([server.url], program));
  const expected =
    /^buildx v0\.0\.1: \w{64} is the hash of a program for linux-s390x of \d+ bytes; write that of one for/;
  assert.match((path as Error).message, expected);
  assert.deepEqual([left, cached], [[], []]);
});

test('redirects are followed, with the credentials as far as the same server', async () => {
  await using storage = await startServer();
  await using server = await startServer(status(302, { location: '/moved' }), status(307, { location: storage.url }));
  const headers = { authorization: 'Bearer secret' };
  const answer = await follow(createClient(), { url: server.url, headers });
  assert.equal((await readBody(answer)).toString(), script);
  const sent = [...server.requests, ...storage.requests].map(({ authorization }) => authorization);
  assert.deepEqual(sent, ['Bearer secret', 'Bearer secret', '']);
});

const slow: [string, Toxic][] = [
  ['latency', { type: 'latency', attributes: { latency: 150, jitter: 50 } }],
  ['a slow close', { type: 'slow_close', attributes: { delay: 1000 } }],
];
for (const [what, toxic] of slow)
  test(`${what}: it takes no second attempt`, async (t) => {
    const proxy = await toxiproxy.add(lab.registry, toxic);
    const { path, said } = await fetchTool(t, await labBuildx(proxy.host));
    assert.ok(typeof path === 'string', `${path}`);
    assert.doesNotMatch(said, /attempt/);
  });

const broken: [string, Toxic][] = [
  ['resets in mid-body', { type: 'reset_peer', attributes: { timeout: 30 } }],
  ['an early end in mid-body', { type: 'limit_data', attributes: { bytes: 5_000_000 } }],
  ['a black hole', { type: 'timeout', attributes: { timeout: 0 } }],
];
for (const [what, toxic] of broken)
  test(`${what}: recovers when it is over`, async (t) => {
    const proxy = await toxiproxy.add(lab.registry, toxic);
    let over: Promise<unknown> | undefined;
    const onText = (text: string) => {
      if (text.includes('attempt 1 of 6')) over ??= proxy.set();
    };
    const patience = { ...calm, silence: 500 };
    const { path, said } = await fetchTool(t, await labBuildx(proxy.host), { patience, onText });
    await over;
    assert.ok(typeof path === 'string', `${path}`);
    assert.match(said, /attempt 1 of 6, \S+ s: .*; the next in/);
  });

const trickle: [string, Toxic] = ['a trickle', { type: 'bandwidth', attributes: { rate: 20 } }];
for (const [what, toxic] of [...broken, trickle])
  test(`${what} that does not end: the next source`, async (t) => {
    const proxy = await toxiproxy.add(lab.registry, toxic);
    const { path, said } = await fetchTool(t, await labBuildx(proxy.host, lab.registry), { patience: hasty });
    assert.ok(typeof path === 'string', `${path}`);
    assert.match(said, /attempt \d of 6, \S+ s: .*; no further one/);
  });
