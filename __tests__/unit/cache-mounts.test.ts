import assert from 'node:assert/strict';
import test from 'node:test';
import { isKeyOf, listCarried } from '../../src/cache/carried.ts';
import { formatMountSolve, planMountSolve } from '../../src/cache/mount-solve.ts';
import { selectMounts } from '../../src/cache/mounts.ts';
import { listMounts } from '../../src/cache/summary.ts';

const facts = {
  platforms: ['linux/amd64', 'linux/arm/v7'],
  native: 'linux/amd64',
  buildArgs: ['GIVEN=given', 'OURS'],
  env: { OURS: 'ours' },
};
const run = (flags: string) => `FROM a\nRUN --mount=type=cache,${flags} make\n`;
const select = (asked: string[], dockerfile: string) => {
  const { mounts, problems } = selectMounts(asked, dockerfile, facts);
  return [mounts.map(({ id, options }) => [id, ...options].join(' ')), problems];
};

for (const [what, asked, dockerfile, expected] of [
  ['a target, which is the id', '/root/.cache', run('target=/root/.cache'), ['/root/.cache']],
  ['a target with a slash too many', '/root//.cache/', run('target=/root/.cache/'), ['/root/.cache']],
  ['the target of one that has an id', '/c', run('id=go,target=/c'), ['go']],
  ['a relative target', 'node_modules/.cache', run('dst=node_modules/.cache'), ['node_modules/.cache']],
  ['an id of each platform', 'go-$TARGETARCH', run('id=go-$TARGETARCH,target=/c'), ['go-amd64', 'go-arm']],
  ['an id of one platform', 'go-arm-v7', run(`id=go-\${TARGETARCH}-$TARGETVARIANT,destination=/c`), ['go-arm-v7']],
  [
    'a target that each platform has of its own',
    '/c',
    run('id=$TARGETPLATFORM,target=/c'),
    ['linux/amd64', 'linux/arm/v7'],
  ],
  ['an id of the machine that builds', 'go', run('id=go-$BUILDARCH,target=go'), ['go-amd64']],
  [
    'one that has an owner',
    'c',
    run('uid=1000,target=/c,gid=50,id=c,sharing=locked,mode=0755'),
    ['c uid=1000 gid=50 mode=0755'],
  ],
  [
    'one that is there with and without an owner',
    'c',
    run('id=c,target=/c') + run('id=c,uid=1,target=/c'),
    ['c', 'c uid=1'],
  ],
  ['one that is used twice', 'c', run('id=c,target=/c') + run('id=c,target=/d'), ['c']],
  ['an owner by a variable', '/c', `ARG UID=7\n${run('uid=$UID,target=/c')}`, ['/c uid=7']],
  ['a variable with a default of its own', '/c', run(`uid=\${UID:-8},target=/c`), ['/c uid=8']],
  ['a variable that was given', '/c', `ARG GIVEN=other OURS\n${run('id=$GIVEN-$OURS,target=/c')}`, ['given-ours']],
  ['a variable made of another', '/c', `ENV A="a b" B=\${A}c\n${run('"id=$B",target=/c')}`, ['a bc']],
  ['a variable without a value', '/c', `ARG NONE\n${run('id=c$NONE,target=/c')}`, ['c']],
  [
    'a step over several lines',
    '/c',
    'FROM a\nRUN --network=none \\\n  # why\n  --mount=type=cache,target=/c \\\n  make',
    ['/c'],
  ],
] as [string, string, string, string[]][])
  test(`a mount is found by ${what}`, () => {
    assert.deepEqual(select([asked], dockerfile), [expected, []]);
  });

test('of a Dockerfile that is not here, the names are ids', () => {
  assert.deepEqual(selectMounts(['go-$TARGETARCH', '/c'], undefined, facts), {
    mounts: ['go-amd64', 'go-arm', '/c'].map((id) => ({ id, options: [], sharing: 'shared' })),
    problems: [],
  });
});

const none = 'is neither id nor target of a RUN --mount=type=cache in the Dockerfile';
for (const [what, asked, dockerfile, problem] of [
  ['another name', '/root/.cahce', run('target=/root/.cache'), `"/root/.cahce" ${none}; write /root/.cache`],
  [
    'no name that is like it',
    'x',
    run('id=first,target=/a') + run('id=other,target=/b'),
    `"x" ${none}; write first, other`,
  ],
  ['no mount', '/c', 'FROM a\nRUN --mount=type=bind,target=/c make', `"/c" ${none}; it has none; remove it`],
  ['a comment', '/c', 'FROM a\n# RUN --mount=type=cache,target=/c', `"/c" ${none}; it has none; remove it`],
  [
    'a variable of the base image',
    '$GOPATH/pkg',
    run('target=$GOPATH/pkg'),
    '"$GOPATH/pkg" has a variable whose value the Dockerfile does not say; give it one with ARG, or write the mount without',
  ],
  [
    'a beginning',
    '/c',
    run('target=/c,from=base'),
    '"/c" begins as a copy of something else (from=, source=), and so is nothing that another build can have; leave it out',
  ],
] as [string, string, string, string][])
  test(`a mount is not found where the Dockerfile has ${what}`, () => {
    assert.deepEqual(select([asked], dockerfile), [[], [problem]]);
  });

test('keys tell images, machines, ids and owners apart, and say what the archive is', () => {
  const prefix = (id: string, options: string[] = [], scope = 'ghcr.io/acme/app', native = 'linux/amd64') =>
    listCarried([{ id, options, sharing: 'shared' }], scope, native)[0]?.prefix ?? '';
  assert.match(prefix('/a,b'), /^multiarch-build-mount-2-ghcr\.io\/acme\/app\+\/a%2Cb-\w{12}-$/);
  const all = [
    ...[
      prefix('a'),
      prefix('a-'),
      prefix('a', ['uid=1']),
      prefix('a', [], 'other'),
      prefix('a', [], undefined, 'linux/arm64'),
    ],
  ];
  for (const one of all)
    assert.deepEqual(
      all.filter((other) => other.startsWith(one)),
      [one],
    );
  assert.ok(prefix('x'.repeat(9999)).length + 64 <= 512);
  const [mount] = listCarried([{ id: 'a', options: [], sharing: 'shared' }], 's', 'linux/amd64');
  assert.ok(mount);
  assert.ok(isKeyOf(`${mount.prefix}abc`, mount, { hash: 'abc', bytes: 1 }));
  assert.ok(!isKeyOf(`${mount.prefix}abd`, mount, { hash: 'abc', bytes: 1 }));
});

test('an id reaches BuildKit as it is', () => {
  const id = 'a b,"c" $HOME \\';
  const mounts = listCarried([{ id, options: ['uid=1'], sharing: 'shared' }], 's', 'linux/amd64');
  const args = planMountSolve(
    'b',
    mounts,
    { native: 'linux/amd64', buildArgs: ['A=1', 'BUILDKIT_CACHE_MOUNT_NS=ns'] },
    { base: '/base', dockerfile: '/base/Dockerfile' },
    'type=cacheonly',
  );
  assert.deepEqual(args, [
    ...['build', '--builder=b', '--progress=plain', '--platform=linux/amd64', '--provenance=false'],
    ...[`--build-arg=MOUNT_0=${id}`, '--build-arg=BUILDKIT_CACHE_MOUNT_NS=ns'],
    ...['--file=/base/Dockerfile', '--output=type=cacheonly', '/base'],
  ]);
  const text = formatMountSolve('fill', mounts, 'nonce');
  const { name } = mounts[0] ?? { name: '' };
  assert.ok(
    text.includes(
      `--mount=type=bind,source=archives,target=/archives --mount=type=cache,id=$MOUNT_0,target=/mounts/${name},sharing=shared,uid=1 `,
    ),
  );
  assert.match(text, /: nonce; /);
  assert.ok(!formatMountSolve('take', mounts, 'nonce').includes('type=bind'));
});

for (const [written, sharing, fill, take] of [
  ['', 'shared', 'shared', 'shared'],
  [',sharing=shared', 'shared', 'shared', 'shared'],
  [',sharing=LOCKED', 'locked', 'locked', 'locked'],
  [`,sharing=\${HOW:-locked}`, 'locked', 'locked', 'locked'],
  // A step that has it to itself is waited for; another one is made where it is filled, as for a step.
  [',sharing=private', 'private', 'private', 'locked'],
] as const)
  test(`a mount with ${JSON.stringify(written)} is had as the Dockerfile's steps have it`, () => {
    const { mounts } = selectMounts(['/c'], run(`target=/c${written}`), facts);
    assert.deepEqual(
      mounts.map((mount) => mount.sharing),
      [sharing],
    );
    const carried = listCarried(mounts, 's', 'linux/amd64');
    assert.match(formatMountSolve('fill', carried, 'nonce'), new RegExp(`type=cache,\\S+,sharing=${fill} `));
    assert.match(formatMountSolve('take', carried, 'nonce'), new RegExp(`type=cache,\\S+,sharing=${take} `));
  });

test('no step of a solve holds two mounts, of which it could wait for one while it has the other', () => {
  const { mounts } = selectMounts(['/a', '/b'], run('target=/a,sharing=locked --mount=type=cache,target=/b'), facts);
  const lines = formatMountSolve('take', listCarried(mounts, 's', 'linux/amd64'), 'nonce').split('\n');
  assert.deepEqual(
    lines.filter((line) => line.startsWith('RUN ')).map((line) => line.match(/type=cache/g)?.length),
    [1, 1],
  );
});

test('the table says what each mount was given and has left', () => {
  const mounts = listCarried(
    ['a', 'b', 'c', 'd'].map((id) => ({ id, options: [], sharing: 'shared' })),
    's',
    'linux/amd64',
  );
  const [a, b, c] = mounts.map(({ name }) => name);
  const archive = { hash: 'x', bytes: 3_000_000 };
  const outcomes = [
    { name: a ?? '', archive, stored: true, duration: 1200 },
    { name: b ?? '', archive, stored: false, duration: 1 },
    { name: c ?? '', duration: 1 },
  ];
  assert.deepEqual(listMounts(mounts, { [a ?? '']: { hash: 'y', bytes: 1500 } }, outcomes), [
    ['Cache mount', 'Began with', 'Kept'],
    ['a', '1.5 kB', '3.0 MB, in 1.2 s'],
    ['b', 'empty', 'unchanged'],
    ['c', 'empty', 'nothing to keep'],
    ['d', 'empty', 'not kept'],
  ]);
});
