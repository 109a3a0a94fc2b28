import assert from 'node:assert/strict';
import test from 'node:test';
import { parseRegistryAuth } from '../../src/publish/registry-auth.ts';

const entry = (registry: string, username: string, password: string) => ({ registry, username, password });

for (const [text, expected] of [
  ['', []],
  [
    '- username: hub\n  password: pw\n- registry: ghcr.io\n  username: me\n  password: ghp',
    [entry('', 'hub', 'pw'), entry('ghcr.io', 'me', 'ghp')],
  ],
  ['-   password: a b:c\r\n    username:   me\r\n\r\n', [entry('', 'me', 'a b:c')]],
  [
    '---\n# all of them\n-\n  registry: r.io # ours\n  "username": me\n  \'password\': x#y',
    [entry('r.io', 'me', 'x#y')],
  ],
  ['-', [entry('', '', '')]],
  ['- username:\n  password: # none', [entry('', '', '')]],
  // What secrets may be, and YAML would take for something else.
  ...['0123', 'true', '{"type":"service_account","a":"b"}', '!x', '*x', '@x', '%x', "it's", 'a"b', '- x', 'ü€'].map(
    (password) => [`- username: _json_key\n  password: ${password}`, [entry('', '_json_key', password)]] as const,
  ),
  ['- password: "a\\nb \\"q\\" \\u00fc" # c', [entry('', '', 'a\nb "q" ü')]],
  ["- password: 'it''s #1: \\n'", [entry('', '', "it's #1: \\n")]],
  ['- registry: r.io\n  ecr: auto\n  scope: acme/app@push\n  password: x', [entry('r.io', '', 'x')]],
  [
    '[{"registry":"r.io","username":"me","password":"a\\nb"},{"password":1}]',
    [entry('r.io', 'me', 'a\nb'), entry('', '', '1')],
  ],
] as const)
  test(`parseRegistryAuth ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseRegistryAuth(text), { entries: expected, problems: [] });
  });

const canary = 'canary';
for (const [text, problem] of [
  [`- username: me\n  ${canary}`, /^line 2 is no attribute; write username: NAME/],
  [`username: me\npassword: ${canary}`, /^line 1 belongs to no entry; write a dash/],
  [`- ${canary}: x`, /^line 1 is no attribute that there is; write registry, username, password/],
  [`- password: x\n  password: ${canary}`, /^line 2 has password again; write a dash/],
  [`- password: "${canary}\n  ${canary}"`, /^line 1 has a password that can't be read; write it on one line/],
  [`- password: |\n    ${canary}`, /^line 1 has a password that can't be read/],
  [`- password: "${canary}\\x"`, /^line 1 has a password that can't be read/],
  [`[{"password":"${canary}"`, /^is no JSON; correct it/],
  [`["${canary}", null]`, /^is no JSON; correct it/],
] as const)
  test(`parseRegistryAuth complains of ${JSON.stringify(text)}, and tells no secret`, () => {
    const { problems } = parseRegistryAuth(text);
    assert.match(problems[0] ?? '', problem);
    assert.ok(!problems.join('\n').includes(canary), problems.join('\n'));
  });
