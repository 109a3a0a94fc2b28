import assert from 'node:assert/strict';
import test from 'node:test';
import { readLogins } from '../../src/publish/login-inputs.ts';

interface Given {
  inputs: Record<string, string>;
  names?: string[];
  published?: boolean;
  env?: Record<string, string>;
}

function read({ inputs, names = ['ghcr.io/acme/app'], published = true, env = {} }: Given) {
  const problems: string[] = [];
  const notes: string[] = [];
  const reader = {
    text: (name: string) => inputs[name] ?? '',
    complain: (input: string, problem: string) => problems.push(`${input}: ${problem}`),
    note: (input: string, note: string) => notes.push(`${input}: ${note}`),
  };
  return { ...readLogins(reader, { names, published, env }), problems, notes };
}

const named = { username: 'me', password: 'pw' };
const common = (registry: string) => ({ ...named, registry, input: 'username' });
const token = { 'github-token': 'ghs' };
const fallback = { registry: 'ghcr.io', username: 'octocat', password: 'ghs', input: 'github-token' };
const actor = { GITHUB_ACTOR: 'octocat' };

for (const [title, given, logins, left] of [
  ['nobody', { inputs: {} }, [], undefined],
  ["ghcr.io by the job's token", { inputs: token, env: actor }, [], fallback],
  [
    'the token of another server is not for ghcr.io',
    { inputs: token, env: { GITHUB_SERVER_URL: 'https://git.acme.test' } },
    [],
    undefined,
  ],
  ['the registry of the image', { inputs: { ...named, ...token } }, [common('ghcr.io')], undefined],
  [
    'all registries of the image',
    { inputs: named, names: ['r.io:5000/a', 'Acme/App:1', 'r.io:5000/b'] },
    [common('r.io:5000'), common('docker.io')],
    undefined,
  ],
  [
    'all of them but ghcr.io, which has a token',
    { inputs: { ...named, ...token }, names: ['ghcr.io/acme/app', 'acme/app'], env: actor },
    [common('docker.io')],
    fallback,
  ],
  ['Docker Hub where there is no image', { inputs: named, names: [] }, [common('docker.io')], undefined],
  [
    'registries by name, which win',
    {
      inputs: {
        ...{ ...named, ...token },
        'registry-auth':
          '- username: hub\n  password: h\n- registry: https://GHCR.io/v1/\n  username: g\n  password: p\n' +
          '- registry: https://index.docker.io/v1/\n  username: again\n  password: h2',
      },
    },
    [
      { registry: 'ghcr.io', username: 'g', password: 'p', input: 'registry-auth' },
      { registry: 'docker.io', username: 'again', password: 'h2', input: 'registry-auth' },
    ],
    undefined,
  ],
  [
    'ECR with a password',
    { inputs: { username: 'AWS', password: 'p' }, names: ['1.dkr.ecr.eu-west-1.amazonaws.com/a'] },
    [{ registry: '1.dkr.ecr.eu-west-1.amazonaws.com', username: 'AWS', password: 'p', input: 'username' }],
    undefined,
  ],
] as const satisfies readonly (readonly [string, Given, readonly object[], object | undefined])[])
  test(`readLogins: ${title}`, () => {
    const read_ = read(given as Given);
    assert.deepEqual([read_.problems, read_.notes], [[], []]);
    assert.deepEqual([read_.logins, read_.fallback], [logins, left]);
  });

const canary = 'canary';
for (const [given, problem] of [
  [{ inputs: { username: 'me' } }, /^password: is empty; set it, or see whether its secret is there/],
  [{ inputs: { password: canary } }, /^username: is empty; set it/],
  [
    { inputs: { 'registry-auth': '- registry: r.io\n  username: me' } },
    /^registry-auth: entry 1 \(r\.io\): password is empty; set it/,
  ],
  [{ inputs: { username: 'a:b', password: canary } }, /^username: has a colon, which would end it/],
  [
    { inputs: { 'registry-auth': `- registry: nowhere\n  username: me\n  password: ${canary}` } },
    /^registry-auth: entry 1 has a registry that is no host name/,
  ],
  [
    { inputs: { username: 'AKIA', password: canary }, names: ['1.dkr.ecr.eu-west-1.amazonaws.com/a'] },
    /^username: 1\.dkr\.ecr.* knows no other username than AWS; .*aws ecr get-login-password/,
  ],
  [{ inputs: { 'registry-auth': canary } }, /^registry-auth: line 1 is no attribute/],
] as const)
  test(`readLogins complains of ${JSON.stringify(given)}, and tells no password`, () => {
    const { problems } = read(given as Given);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', problem);
    assert.ok(!problems.join('\n').includes(canary));
  });

test('readLogins: without secrets nobody is logged in, which is no problem where nothing is published', () => {
  const inputs = { username: 'me', password: '', 'registry-auth': '- registry: r.io\n  username: me\n  password:' };
  const { logins, problems, notes } = read({ inputs, published: false });
  assert.deepEqual([logins, problems], [[], []]);
  assert.match(notes.join('\n'), /^password: is empty; .*\nregistry-auth: entry 1 \(r\.io\): password is empty; /);
});
