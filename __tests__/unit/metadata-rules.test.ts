import assert from 'node:assert/strict';
import test from 'node:test';
import { parseRule } from '../../src/metadata/rules.ts';
import { read } from '../metadata.ts';

const silent = { complain: assert.fail, note: assert.fail };
for (const [entry, expected] of [
  ['type=schedule', { type: 'schedule', priority: 1000, pattern: 'nightly', enable: 'true' }],
  [
    "type=schedule,enable=true,pattern={{date 'YYYYMMDD' tz='Asia/Tokyo'}}",
    { type: 'schedule', pattern: "{{date 'YYYYMMDD' tz='Asia/Tokyo'}}" },
  ],
  [
    'type=semver,pattern={{version}}',
    { type: 'semver', priority: 900, value: '', search: undefined, pattern: '{{version}}' },
  ],
  [
    String.raw`type=semver,priority=1,pattern={{version}},value=p1/v1.0.0,"match=v(\d.\d.\d)$"`,
    { priority: 1, value: 'p1/v1.0.0', search: /v(\d.\d.\d)$/ },
  ],
  ['type=pep440,pattern={{raw}}', { type: 'pep440', priority: 900, pattern: '{{raw}}' }],
  ['type=match,pattern=v(.*),group=1', { type: 'match', priority: 800, search: /v(.*)/, group: 1 }],
  ['type=match,pattern=/v(.*)/i', { search: /v(.*)/i }],
  [String.raw`type=match,"pattern=^\d{1,2}"`, { type: 'match', search: /^\d{1,2}/, group: 0 }],
  ['type=edge', { type: 'edge', priority: 700, branch: '' }],
  ['type=edge,branch=a=b', { branch: 'a=b' }],
  ['type=ref,event=branch', { type: 'ref', priority: 600, event: 'branch', prefix: undefined }],
  ['type=ref,event=tag', { event: 'tag', prefix: undefined }],
  ['type=ref,event=pr', { event: 'pr', prefix: 'pr-' }],
  ['type=ref,event=pr,prefix=', { event: 'pr', prefix: '' }],
  ['acustomtag', { type: 'raw', priority: 200, value: 'acustomtag' }],
  ['acustomtag,enable=false', { type: 'raw', value: 'acustomtag', enable: 'false' }],
  ['type=raw,value=x,prefix=,suffix=-y', { value: 'x', prefix: '', suffix: '-y' }],
  ['type=sha', { type: 'sha', priority: 100, format: 'short', prefix: 'sha-', suffix: undefined }],
  ['type=sha,format=long,prefix=', { format: 'long', prefix: '' }],
  ['TYPE=sha, Priority = -1.5', { type: 'sha', priority: -1.5 }],
] as const)
  test(entry, () => {
    const rule = parseRule(entry, silent);
    assert.partialDeepStrictEqual(rule, { entry, ...expected });
  });

for (const [entry, ...problems] of [
  [
    'type=foo',
    'has type=foo, which there is not; write type=schedule, type=semver, type=pep440, type=match, type=edge, type=ref, type=raw, type=sha',
  ],
  ['type=semvar,pattern={{version}}', 'has type=semvar, which there is not; write type=semver'],
  ['type=toString', /^has type=toString, which there is not; write type=schedule, /],
  ['type=', /^has type=, which there is not/],
  ['type=semver', 'has no pattern; add pattern=…'],
  ['type=match,group=1', 'has no pattern; add pattern=…'],
  ['type=raw', 'has no value; add value=…'],
  ['type=ref', 'has no event; add event=branch, event=tag, event=pr'],
  ['type=ref,event=brunch', 'has event=brunch; write event=branch'],
  ['type=ref,event=pull_request', 'has event=pull_request; write event=branch, event=tag, event=pr'],
  ['type=sha,format=lang', 'has format=lang; write format=long'],
  ['type=match,pattern=v(.*),group=foo', 'has group=foo; write a number, such as group=1'],
  ['type=sha,priority=high', 'has priority=high; write a number, such as priority=900'],
  ['type=sha,prioritee=1', 'has prioritee, which is no attribute; write priority'],
  ['type=sha,tz=UTC', 'has tz, which is no attribute; write enable, priority, prefix, suffix, format'],
  ['type=sha,__proto__=x', /^has __proto__, which is no attribute/],
  ['type=raw,a,value=b', 'has value twice; leave one, and quote an attribute that has commas: "value=a,b"'],
  [
    'type=ref,evnt=pr,priority=',
    'has evnt, which is no attribute; write event',
    /^has priority=; write/,
    /^has no event/,
  ],
  ['x,enable=yes', 'has enable=yes; write enable=true or enable=false'],
  ['x,enable=', 'has enable=; write enable=true or enable=false'],
  ['x,enable={{branch}}', 'has enable=main; write enable=true or enable=false'],
  ['type=raw,value={{brnach}}', 'has {{brnach}}, which is none of its expressions; write branch'],
  [
    'type=raw,value={{constructor}}',
    /^has \{\{constructor\}\}, which is none of its expressions; write branch, tag, sha, /,
  ],
  ['type=raw,value=x{{#if branch}}', /^has \{\{#if branch\}\}, which is none/],
  ['type=raw,value=x{{branch', 'has {{ and no }} behind it; add it'],
  ['type=sha,prefix={{sha 7}}', 'has {{sha 7}}, which takes nothing; write {{sha}}'],
  [
    "type=raw,value={{date 'YYYY' zone='UTC'}}",
    "gives date zone, which it does not take; write tz='Area/City', or remove it",
  ],
  [
    "type=raw,value={{date 'YYYY' tz='Asia/Tokio'}}",
    'has the time zone "Asia/Tokio", which there is not; write Asia/Tokyo',
  ],
  // Also where the event is none for them.
  ['type=semver,pattern={{mayor}}', 'has {{mayor}}, which is none of its expressions; write major'],
  ["type=schedule,pattern={{dat 'YYYY'}}", /^has \{\{dat 'YYYY'\}\}, .*; write date$/],
  ['type=match,pattern=v(', /^has no regular expression; correct it: /],
  ['type=semver,pattern={{version}},match=v(', /^has no regular expression/],
  ['type=semver,pattern={{mayor}},value=1.2.3', 'has {{mayor}}, which is none of its expressions; write major'],
  ['type=semver,pattern={{branch}},value=1.2.3', /^has \{\{branch\}\}, .*; write raw, version, major, minor, patch$/],
  ['type=match,pattern=v(,value=v1', /^has no regular expression; correct it: .*Unterminated group/],
  [
    'type=raw,value=-x',
    /^makes "-x", and tags have 128 characters at most and no \. or - in front; change it, or use enable=$/,
  ],
  [`type=raw,value=${'x'.repeat(129)}`, /^makes "x{129}", and tags have 128 characters/],
  ['a b', /^is no tag, and no name with a registry or a tag; write registry\/name:tag, or type=raw,value=…/],
  ['other/branch', /^is no tag, and no name with a registry or a tag/],
  ['=x', /^is no tag/],
] as const)
  test(`${entry.slice(0, 70)} is refused`, () => {
    const said = read('main', { tags: [entry] }).problems;
    assert.equal(said.length, problems.length, said.join('\n'));
    for (const [index, problem] of problems.entries()) {
      const [before, text = ''] = [`tags: ${JSON.stringify(entry)} `, said[index]];
      assert.ok(text.startsWith(before), text);
      if (typeof problem === 'string') assert.equal(text.slice(before.length), problem);
      else assert.match(text.slice(before.length), problem);
    }
  });

for (const [line, problem] of [
  ['latest=foo', 'has latest=foo; write latest=auto, latest=true or latest=false'],
  ['latest', 'has "latest", which is no attribute; write latest, prefix, suffix, onlatest'],
  ['lates=true', 'has "lates", which is no attribute; write latest'],
  ['prefix=x,onlatest=yes', 'has onlatest=yes; write onlatest=true or onlatest=false'],
  ['onlatest=true', 'has onlatest without prefix or suffix before it; write prefix=…,onlatest=true in one line'],
  ['prefix={{brnach}}', 'has {{brnach}}, which is none of its expressions; write branch'],
] as const)
  test(`flavor ${line} is refused`, () =>
    assert.deepEqual(read('main', { flavor: [line] }).problems, [`flavor: ${JSON.stringify(line)} ${problem}`]));

for (const [flavor, expected] of [
  [['latest=true'], ['main', 'latest']],
  [['latest=auto'], ['main']],
  [['prefix= '], ['main']],
  [
    ['# prefix=x', 'Prefix=p-,onlatest=true', 'suffix=-s,onlatest=false', 'latest=true'],
    ['p-main-s', 'p-latest'],
  ],
  [['prefix=p-,onlatest=true,suffix=-s,onlatest=true,latest=true'], ['p-main-s', 'p-latest-s']],
  [
    ['prefix=v#1', 'latest=true'],
    ['v-1main', 'latest'],
  ],
] as const)
  test(`flavor ${flavor.join(' ')}`, () => {
    const { problems, tags } = read('main', { flavor });
    assert.deepEqual([problems, tags], [[], expected]);
  });
