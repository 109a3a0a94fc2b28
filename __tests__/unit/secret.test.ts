import assert from 'node:assert/strict';
import test from 'node:test';
import { formatSecrets, listMasks, readSecrets, secretFiles } from '../../src/build/secret.ts';

function read(given: Record<string, string>) {
  const said: string[] = [];
  const say = (input: string, text: string) => said.push(`${input}: ${text}`);
  const whole = (name: string) => given[name] ?? '';
  const secrets = readSecrets({ whole, text: (name) => whole(name).trim(), complain: say, warn: say });
  return { secrets, said };
}

const pem = '-----BEGIN KEY-----\nMIIB+/==\n-----END KEY-----\n';
for (const [given, secrets] of [
  [{}, []],
  [
    { secrets: 'a=b\r\nTOKEN.github.com=x=y z  \r\n' },
    [
      { id: 'a', value: 'b' },
      { id: 'TOKEN.github.com', value: 'x=y z  ' },
    ],
  ],
  [{ secrets: '//npm.test/:@acme=b' }, [{ id: '//npm.test/:@acme', value: 'b' }]],
  [{ secrets: '  a= b\n' }, [{ id: 'a', value: ' b' }]],
  [{ secrets: 'a="b' }, [{ id: 'a', value: '"b' }]],
  [
    { secrets: `"pem=${pem}"\nb=1` },
    [
      { id: 'pem', value: pem },
      { id: 'b', value: '1' },
    ],
  ],
  [{ secrets: '"crlf=a\r\nb\r\n"' }, [{ id: 'crlf', value: 'a\r\nb\r\n' }]],
  [{ secrets: '"json={""a"": 1}"' }, [{ id: 'json', value: '{"a": 1}' }]],
  [{ secrets: 'é=x' }, undefined],
  [
    { 'secret-envs': 'a=B, c=D\n' },
    [
      { id: 'a', variable: 'B' },
      { id: 'c', variable: 'D' },
    ],
  ],
  [
    { 'secret-files': 'a=x,y\nb=./c' },
    [
      { id: 'a', path: 'x,y' },
      { id: 'b', path: './c' },
    ],
  ],
] as const)
  test(JSON.stringify(given), () => {
    const result = read(given);
    assert.deepEqual(result.secrets, secrets ?? []);
    assert.equal(result.said.length, secrets ? 0 : 1);
  });

for (const [given, said] of [
  [{ secrets: `pem=${pem}` }, /^secrets: entry 2 does not begin with id=; write id=value, in quotes/],
  [{ secrets: 'canary' }, /^secrets: entry 1 does not/],
  [{ secrets: 'a=1\ncanary=' }, /^secrets: entry 2 has no value behind its id/],
  [{ 'secret-envs': 'canary' }, /^secret-envs: entry 1 does not begin with id=; write id=variable/],
  [{ 'secret-files': 'canary=' }, /^secret-files: entry 1 has no path/],
] as const)
  test(`without telling what it is: ${JSON.stringify(given)}`, () => {
    const text = read(given).said.join('\n');
    assert.match(text, said);
    assert.doesNotMatch(text, /canary|MIIB|KEY/);
  });

test('values are in files of their own, all else is where it was', () => {
  const secrets = [
    { id: 'a', path: '/x,y' },
    { id: 'b', value: 'secret' },
    { id: 'c', variable: 'C' },
  ];
  assert.deepEqual(formatSecrets(secrets, '/t'), ['id=a,"src=/x,y"', 'id=b,src=/t/secret-1', 'id=c,env=C']);
  assert.deepEqual(secretFiles(secrets, '/t'), [{ path: '/t/secret-1', value: 'secret' }]);
});

test('each line of a value is hidden that is long enough to be a secret', () => {
  const secrets = [
    { id: 'a', value: '{\r\n  "token": "x"\n}' },
    { id: 'b', value: '123' },
    { id: 'c', path: 'long/enough' },
  ];
  assert.deepEqual(listMasks(secrets), ['"token": "x"']);
});
