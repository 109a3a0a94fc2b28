import assert from 'node:assert/strict';
import test from 'node:test';
import { makeContext, publishTo, readConfig } from '../lab.ts';
import { runStep } from '../step.ts';

const values: [string, string][] = [
  ['shell metacharacters', '$(touch /tmp/x); `id` && "rm" | \'x\' > y # *'],
  ['a leading dash', '--push'],
  ['quotes and equals signs', 'a="b" c=\'d\'=e'],
  ['non-ASCII text', 'Grüße, 世界 🐳'],
  ['commas', 'a,b,,c'],
  ['backslashes', 'C:\\path\\n'],
  ['a quote', '"'],
  ['several lines', 'one\n  two\n\nthree = "3"'],
];

for (const [what, value] of values)
  test(`a build argument and a label with ${what} arrive to the byte`, async (t) => {
    const context = await makeContext(t, {
      Dockerfile: 'FROM scratch\nARG VALUE\nENV VALUE=$VALUE\nCOPY Dockerfile /\n',
    });
    const quoted = (name: string) =>
      /["\n]/.test(value) ? `"${name}=${value.replaceAll('"', '""')}"` : `${name}=${value}`;
    await using step = await runStep({
      ...publishTo('values'),
      context,
      platforms: 'linux/amd64',
      'build-args': `OTHER=1\n${quoted('VALUE')}`,
      labels: `other=1\n${quoted('value')}`,
    });
    assert.equal(step.code, 0, step.log);
    const { Env, Labels } = await readConfig(step);
    assert.deepEqual(
      Env?.filter((entry) => entry.startsWith('VALUE=')),
      [`VALUE=${value}`],
    );
    assert.deepEqual([Labels?.other, Labels?.value], ['1', value]);
  });

test('a target that looks like a flag is a target', async (t) => {
  const context = await makeContext(t, { Dockerfile: 'FROM scratch AS a\nCOPY Dockerfile /\n' });
  await using step = await runStep({ context, platforms: 'linux/amd64', target: '--push' });
  assert.equal(step.code, 1);
  assert.match(step.log, /target stage "--push" could not be found/);
});

test('target, file and no-cache', async (t) => {
  const context = await makeContext(t, {
    'a b.Dockerfile':
      'FROM busybox AS first\nENV STAGE=first\nRUN cat /proc/sys/kernel/random/uuid > /id\nFROM first\nENV STAGE=last\n',
  });
  const builder = `multiarch-build-test-${process.pid}`;
  const inputs = {
    context,
    file: `${context}/a b.Dockerfile`,
    target: 'first',
    platforms: 'linux/amd64',
    builder,
    provenance: 'false',
  };
  await using first = await runStep({ ...inputs, ...publishTo('values') });
  assert.equal(first.code, 0, first.log);
  assert.ok((await readConfig(first)).Env?.includes('STAGE=first'));
  await using again = await runStep({ ...inputs, ...publishTo('values') });
  assert.equal(again.outputs.digest, first.outputs.digest);
  await using anew = await runStep({ ...inputs, ...publishTo('values'), 'no-cache': 'true', pull: 'true' });
  assert.equal(anew.code, 0, anew.log);
  assert.notEqual(anew.outputs.digest, first.outputs.digest);
});
