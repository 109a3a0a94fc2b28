import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';
import { readInputs } from '../../src/inputs.ts';
import { formatOutputs } from '../../src/report/result.ts';
import { eventOf } from '../events.ts';
import { NOW } from '../metadata.ts';

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'));
const variable = (input: string) => `INPUT_${input.toUpperCase()}`;

test('every input of action.yml is read, and no other', () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, key) => {
        if (String(key).startsWith('INPUT_')) asked.add(String(key));
        return undefined;
      },
    },
  );
  readInputs(env, eventOf('nothing'), NOW);
  assert.deepEqual([...asked].sort(), Object.keys(action.inputs).map(variable).sort());
});

test('the defaults of action.yml are what happens without them', () => {
  const inputs = Object.entries<{ default?: string }>(action.inputs);
  // The runner evaluates expressions.
  const standard = ({ default: text = '' }) => (text.startsWith('${{') ? '' : text);
  const defaults = Object.fromEntries(inputs.map(([name, input]) => [variable(name), standard(input)]));
  const read = (env: Record<string, string>) => readInputs(env, eventOf('nothing'), NOW);
  assert.deepEqual(read(defaults), read({}));
});

test('every output of action.yml is set, and no other', () => {
  const destination = { publication: undefined, load: undefined, outputs: [], tags: [] };
  const metadata = { digest: undefined, imageId: undefined, findings: [], document: {} };
  const published = { platforms: [], attestations: new Map(), kept: [] };
  const described = { labels: [], annotations: [], version: '' };
  const outputs = formatOutputs({
    destination,
    platforms: [],
    metadata,
    published,
    ...described,
    builder: { name: '' },
  });
  assert.deepEqual(Object.keys(outputs).sort(), Object.keys(action.outputs).sort());
});

test('every input and output is described', () => {
  for (const [name, { description }] of Object.entries<{ description?: string }>({
    ...action.inputs,
    ...action.outputs,
  }))
    assert.ok(description, name);
});

test('the runner finds the entries', () => {
  assert.deepEqual(action.runs, { using: 'node24', main: 'dist/main.js', post: 'dist/post.js', 'post-if': 'always()' });
});
