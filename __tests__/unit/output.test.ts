import assert from 'node:assert/strict';
import test from 'node:test';
import { createLineReader, createTail, showUrl } from '../../src/output.ts';

function readLines(...chunks: Buffer[]): string[] {
  const seen: string[] = [];
  const reader = createLineReader((text) => seen.push(text));
  for (const chunk of chunks) reader.add(chunk);
  reader.end();
  return seen;
}

test('createLineReader: whole lines, however they are cut', () => {
  const text = Buffer.from('one\ntwö\nthree');
  for (let at = 0; at <= text.length; at++)
    assert.equal(readLines(text.subarray(0, at), text.subarray(at)).join('\n'), 'one\ntwö\nthree');
  assert.deepEqual(readLines(Buffer.from('one\ntwo\nthr'), Buffer.from('ee')), ['one\ntwo', 'three']);
});

test('createLineReader: a line without an end is passed on, and what is no UTF-8 is replaced', () => {
  const long = Buffer.alloc(3 * 1024 * 1024, 'x');
  assert.equal(readLines(long).join('').length, long.length);
  assert.deepEqual(readLines(Buffer.from([0x61, 0xff, 0x0a, 0x62])), ['a\uFFFD', 'b']);
});

test('createTail: all of a short stream, the end of a long one', () => {
  const short = createTail();
  short.add(Buffer.from('one'));
  short.add(Buffer.from('two'));
  assert.equal(short.text(), 'onetwo');
  const long = createTail();
  for (let i = 0; i < 100; i++) long.add(Buffer.alloc(100_000, String(i % 10)));
  long.add(Buffer.from('end'));
  assert.ok(long.text().endsWith('9end') && long.text().length < 2.2 * 1024 * 1024);
});

test('showUrl: what may be a secret is left out', () => {
  assert.equal(showUrl('https://a.test/b?sig=s#c'), 'https://a.test/b');
  assert.equal(showUrl('https://me:p@w@a.test:1/b@c'), 'https://***@a.test:1/b@c');
  assert.equal(showUrl('a.test/b@sha256:0'), 'a.test/b@sha256:0');
});
