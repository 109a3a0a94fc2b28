import assert from 'node:assert/strict';
import test from 'node:test';
import { formatAttributes, parseAttributes, parseLines, parseList, splitPair } from '../../src/list.ts';

// What docker's actions read from the same text, but for the bytes inside quotes and of a quote inside an item, which
// they change: https://github.com/docker/actions-toolkit/blob/main/src/util.ts (getList)
for (const [text, expected] of [
  ['', []],
  ['a', ['a']],
  ['a,b\nc', ['a', 'b', 'c']],
  ['a\r\nb\r\n', ['a', 'b']],
  [' a , b ', ['a', 'b']],
  ['a,,b,\n\n,c', ['a', 'b', 'c']],
  ['# no comment\na#b', ['# no comment', 'a#b']],
  ['"a,b",c', ['a,b', 'c']],
  ['a, "b,c" ,d', ['a', 'b,c', 'd']],
  ['"say ""hi"""\r\nb', ['say "hi"', 'b']],
  ['env.A="x y",b', ['env.A="x y"', 'b']],
  ['"a"b,c', ['"a"b', 'c']],
  ['"never closed,b', ['"never closed', 'b']],
] as const)
  test(`parseList ${JSON.stringify(text)}`, () => assert.deepEqual(parseList(text), expected));

for (const [text, expected] of [
  ['A=1,2\nB==x=', ['A=1,2', 'B==x=']],
  ['A="x", "y"\nB=\'$(id)\' `id`', ['A="x", "y"', "B='$(id)' `id`"]],
  ['"KEY=-----BEGIN\r\nabc\r\n\r\n-----END \n"\nB=1', ['KEY=-----BEGIN\r\nabc\r\n\r\n-----END \n', 'B=1']],
  ['"JSON={""a"": [1, ""ü→🙂""]}"', ['JSON={"a": [1, "ü→🙂"]}']],
  ['"name=a,b",type=image\n"name=c,d",push=true', ['"name=a,b",type=image', '"name=c,d",push=true']],
  ['--flag\n-x', ['--flag', '-x']],
  ['#a=b', ['#a=b']],
] as const)
  test(`parseLines ${JSON.stringify(text)}`, () => assert.deepEqual(parseLines(text), expected));

test('a quoted value as long as an environment variable may be', () => {
  const value = 'x"\n'.repeat(40_000);
  assert.deepEqual(parseLines(`"${value.replaceAll('"', '""')}"`), [value]);
});

for (const [line, expected] of [
  [
    'type=image,"name=a,b",push=true',
    [
      ['type', 'image'],
      ['name', 'a,b'],
      ['push', 'true'],
    ],
  ],
  [
    'a=x=y,"b=say ""hi"""',
    [
      ['a', 'x=y'],
      ['b', 'say "hi"'],
    ],
  ],
] as const)
  test(`parseAttributes ${line}, and back`, () => {
    assert.deepEqual(parseAttributes(line), expected);
    assert.equal(formatAttributes(expected), line);
  });

test('splitPair', () => {
  assert.deepEqual(splitPair('a=b=c'), ['a', 'b=c']);
  assert.deepEqual(splitPair('=a'), ['', 'a']);
  assert.deepEqual(splitPair('a'), ['a', '']);
});
