import assert from 'node:assert/strict';
import test from 'node:test';
import { formatEntry, parseEntries } from '../../src/cache/entry.ts';
import { listWritten } from '../../src/cache/indexes.ts';
import type { CacheInputs } from '../../src/cache/inputs.ts';
import { type CacheFacts, planCache } from '../../src/cache/plan.ts';
import type { Access } from '../../src/cache/token.ts';

const service = {
  kind: 'service',
  url: 'https://x',
  token: 't',
  readable: ['main'],
  writable: 'main',
  why: '',
} as const;
const readOnly: Access = { ...service, writable: undefined, why: 'reading alone' };
const none: Access = { kind: 'none', why: 'there is none' };
const inputs: CacheInputs = {
  ...{ cache: '', from: [], to: [], export: '', timeout: 1, required: false, image: 'ghcr.io/acme/app', mounts: [] },
};
const facts: CacheFacts = {
  ...{ access: service, noCache: false, lasting: false, dockerfile: 'FROM a\nFROM b\n' },
  ...{ context: '.', file: undefined, target: '', workspace: '/work' },
};
const ignored = { complain: () => {}, warn: () => {} };
const to = (...lines: string[]) => parseEntries('cache-to', lines, ignored);
const from = (...lines: string[]) => parseEntries('cache-from', lines, ignored);

const scope = 'type=gha,scope=ghcr.io/acme/app';
const all = [[scope], [], [`${scope},mode=max`]];
const nothing = [[], [], []];
for (const [what, changed, given, expected, remark] of [
  ['a build of several stages', {}, {}, all],
  ['a build of one stage', {}, { dockerfile: '# FROM a\nfrom a\nRUN b' }, [[scope], [], [`${scope},mode=min`]]],
  ['a Dockerfile that is not here', {}, { dockerfile: undefined }, all],
  ['a target', {}, { target: 't' }, [[`${scope}+t`], [], [`${scope}+t,mode=max`]]],
  ['no cache', { cache: 'off', to: to('type=inline') }, {}, nothing],
  ['steps that are all to be built', {}, { noCache: true }, [[], [], [`${scope},mode=max`]]],
  ['a builder that lasts', {}, { lasting: true }, nothing, 'line'],
  ['a builder that lasts, and gha', { cache: 'gha' }, { lasting: true }, all],
  ['an export with the build', { export: 'with-build' }, {}, [[scope], [`${scope},mode=max,ignore-error=true`], []]],
  ['a required one', { export: 'with-build', required: true }, {}, [[scope], [`${scope},mode=max`], []]],
  ['a token to read with', {}, { access: readOnly }, [[scope], [], []], 'line'],
  ['a token for nothing', {}, { access: { ...readOnly, readable: [] } }, nothing, 'notice'],
  ['no service', {}, { access: none }, nothing, 'notice'],
  ['no service, which was asked for', { cache: 'gha' }, { access: none }, nothing, 'warning'],
  ['a service that makes no sense', {}, { access: { kind: 'broken', why: 'x' } }, nothing, 'warning'],
  ['named ones', { from: from('a:b') }, {}, [['type=registry,ref=a:b'], [], []]],
  [
    'named ones of all kinds',
    { to: to('type=inline', 'type=local,dest=d', 'type=registry,ref=a:b', 'type=gha,mode=max') },
    {},
    [[], ['type=inline', 'type=local,dest=d,ignore-error=true'], ['type=registry,ref=a:b', 'type=gha,mode=max']],
  ],
  [
    'all of them after',
    { to: to('type=local,dest=d', 'type=inline'), export: 'after' },
    {},
    [[], ['type=inline'], ['type=local,dest=d']],
  ],
  [
    'one that has its own mind',
    { to: to('type=local,dest=d,ignore-error=false') },
    {},
    [[], ['type=local,dest=d,ignore-error=false'], []],
  ],
  ['a scope that is refused', { to: to('type=gha,"scope=a,b"') }, {}, [[], [], ['type=gha,scope=a%2Cb']]],
  [
    'no service for the named',
    { to: to('type=gha', 'a:b') },
    { access: none },
    [[], [], ['type=registry,ref=a:b']],
    'warning',
  ],
  ['no service for others', { to: to('a:b') }, { access: none }, [[], [], ['type=registry,ref=a:b']]],
  [
    'a service of their own',
    { to: to('type=gha,url=https://y,token=z') },
    { access: none },
    [[], [], ['type=gha,url=https://y,token=z']],
  ],
  [
    'version 1, which buildx speaks',
    { to: to('type=gha') },
    { access: { kind: 'old', why: 'x' } },
    [[], [], ['type=gha']],
  ],
  ['version 1', {}, { access: { kind: 'old', why: 'x' } }, nothing, 'notice'],
] as [string, Partial<CacheInputs>, Partial<CacheFacts>, string[][], string?][])
  test(`the caches of ${what}`, () => {
    const plan = planCache({ ...inputs, ...changed }, { ...facts, ...given });
    assert.deepEqual(
      [plan.importers, plan.during, plan.after].map((entries) => entries.map(formatEntry)),
      expected,
    );
    assert.equal(plan.remark?.level, remark);
  });

test('the service is asked for what the job itself has written', () => {
  const lines = ['type=gha,scope=a', 'type=gha,token=x,scope=b', 'c:d'];
  const plan = { ...planCache({ ...inputs, to: to(...lines) }, facts), during: to('type=gha,scope=e') };
  assert.deepEqual(
    listWritten(plan, service).map(({ prefix, during }) => [prefix.replace(/-1-.*/, ''), during]),
    [
      ['index-e', true],
      ['index-a', false],
    ],
  );
  assert.deepEqual(listWritten(plan, { writable: undefined }), []);
});

for (const [what, changed, given, expected, level] of [
  ['where nothing is against it', {}, {}, [true, true], undefined],
  ['where none is named', { mounts: [] }, {}, [false, false], undefined],
  ['without a cache', { cache: 'off' }, {}, [false, false], undefined],
  ['where the builder lasts', {}, { lasting: true }, [false, false], 'line'],
  ['where it lasts, and is exported all the same', { cache: 'gha' }, { lasting: true }, [false, false], undefined],
  ['where all steps are to be built', {}, { noCache: true }, [false, true], undefined],
  ['where nothing may be written', {}, { access: readOnly }, [true, false], 'line'],
  ['without a service', {}, { access: none }, [false, false], 'warning'],
  ['beside a cache elsewhere', { to: to('type=registry,ref=r') }, {}, [true, true], undefined],
  ['beside one, without a service', { to: to('type=registry,ref=r') }, { access: none }, [false, false], 'warning'],
] as [string, Partial<CacheInputs>, Partial<CacheFacts>, [boolean, boolean], string | undefined][])
  test(`cache mounts are fetched and kept ${what}: ${expected.join(', ')}`, () => {
    const { mounts, remark } = planCache({ ...inputs, mounts: ['/c'], ...changed }, { ...facts, ...given });
    assert.deepEqual([mounts.fetch, mounts.keep, remark?.level], [...expected, level]);
  });
