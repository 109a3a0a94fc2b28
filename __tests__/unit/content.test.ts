import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import test from 'node:test';
import { machineName } from '../../src/setup/buildx.ts';
import { type Content, describeContent, isForeign, recognizeContent } from '../../src/setup/content.ts';
import { makeProgram } from '../../src/setup/elf.ts';

/** The beginning of a program for macOS or Windows, with the machine's number where its header has it. */
const mach = (cpu: number) => Buffer.from(Uint32Array.of(0xfeedfacf, cpu, 0, 2).buffer);
const portable = (machine: number) => {
  const bytes = Buffer.alloc(512);
  bytes.write('MZ');
  bytes.writeUInt32LE(128, 0x3c);
  bytes.write('PE', 128);
  bytes.writeUInt16LE(machine, 132);
  return bytes;
};
const program = (machine: string): Content => ({ kind: 'program', machine });

const starts: [string, Buffer, Content][] = [
  ['Linux', Buffer.from(makeProgram('arm64')), program('linux-arm64')],
  ['Linux, the other byte order', Buffer.from(makeProgram('s390x')), program('linux-s390x')],
  ['macOS', mach(0x0100000c), program('darwin-arm64')],
  ['Windows', portable(0x8664), program('windows-amd64')],
  ['a page', Buffer.from('\n<!DOCTYPE html>\n<html>'), { kind: 'page' }],
  ['a page of XML', Buffer.from('<?xml version="1.0"?><Error/>'), { kind: 'page' }],
  ['a script', Buffer.from('#!/bin/sh\n'), undefined],
  ['a header that ends too soon', Buffer.from('MZ'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
];
for (const [what, start, expected] of starts)
  test(`recognizeContent: ${what}`, () => assert.deepEqual(recognizeContent(start), expected));

test('recognizeContent: a program of this machine', async () => {
  await using file = await open(process.execPath);
  const { buffer } = await file.read(Buffer.alloc(512));
  assert.equal(isForeign(recognizeContent(buffer), machineName()), false);
  assert.deepEqual(recognizeContent(buffer)?.kind, 'program');
});

for (const [machine, name, expected] of [
  ['linux-arm64', 'linux-arm64', false],
  ['linux-arm', 'linux-arm-v7', false],
  ['linux-arm', 'linux-arm64', true],
  ['linux-arm64', 'linux-arm-v7', true],
  ['windows-amd64', 'windows-amd64.exe', false],
  ['linux-amd64', 'linux-arm64', true],
] as const)
  test(`isForeign: ${machine} on ${name}`, () => assert.equal(isForeign(program(machine), name), expected));

test('isForeign: what is no program that is known here', () => {
  assert.equal(isForeign(undefined, 'linux-amd64'), false);
  assert.equal(isForeign({ kind: 'page' }, 'linux-amd64'), false);
});

for (const [content, expected] of [
  [undefined, '5 bytes'],
  [{ kind: 'page' }, 'a page for a browser of 5 bytes'],
  [program('linux-arm64'), 'a program for linux-arm64 of 5 bytes'],
] as const)
  test(`describeContent: ${expected}`, () => assert.equal(describeContent(content, 5), expected));
