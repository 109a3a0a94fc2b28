import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { parse, stringify } from 'yaml';
import { ensureActionlint } from '../../lab/actionlint.ts';
import { makeContext, run } from '../lab.ts';

const root = dirname(dirname(import.meta.dirname));
const actionlint = await ensureActionlint((line) => process.stderr.write(`${line}\n`));

/** What actionlint says of workflows, name → text, in a repository that has the action in its root. */
async function lint(t: Parameters<typeof makeContext>[0], workflows: ReadonlyMap<string, string>): Promise<string> {
  const folder = await makeContext(t, {});
  await run('git', 'init', '--quiet', folder);
  for (const name of ['action.yml', 'dist']) await symlink(join(root, name), join(folder, name));
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
  // Of an action that is elsewhere it does not know the inputs.
  for (const [name, text] of workflows)
    await writeFile(join(folder, '.github/workflows', name), text.replaceAll('org/multiarch-build@v1', './'));
  // The programs that it asks about scripts are not on every machine.
  const { status, stdout, stderr } = spawnSync(actionlint, ['-no-color', '-oneline', '-shellcheck=', '-pyflakes='], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, stdout ? 1 : 0, stderr);
  return stdout;
}

async function readWorkflows(folder: string): Promise<[name: string, text: string][]> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.yml'));
  return Promise.all(
    names.map(async (name) => [nameFile(join(folder, name)), await readFile(join(root, folder, name), 'utf8')]),
  );
}

function nameFile(path: string): string {
  return path.replace(/^\W+/, '').replaceAll('/', '-');
}

/** The workflows of a page, those that it shows in part completed. */
async function readPage(page: string): Promise<[name: string, text: string][]> {
  const text = await readFile(join(root, page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = ''], index) => [
    `${nameFile(page)}-${index + 1}.yml`,
    complete(parse(block)),
  ]);
}

/** A workflow around a job, steps, or what stands behind the `uses` of one. */
function complete(part: unknown): string {
  if (Array.isArray(part)) return complete({ jobs: { job: { 'runs-on': 'ubuntu-24.04', steps: part } } });
  const known = part as Record<string, unknown>;
  if (known.with) return complete([{ uses: 'org/multiarch-build@v1', ...known }]);
  return stringify({ on: 'push', ...known });
}

test('actionlint finds nothing wrong with any workflow here, in files or on pages', async (t) => {
  const docs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
  const workflows = new Map([
    ...(await Promise.all(['.github/workflows', 'examples/workflows', '__tests__/e2e'].map(readWorkflows))).flat(),
    ...(await Promise.all(['README.md', ...docs.map((name) => `docs/${name}`)].map(readPage))).flat(),
  ]);
  for (const name of [
    'github-workflows-ci.yml',
    'examples-workflows-release.yml',
    'README.md-1.yml',
    'docs-recipes.md-8.yml',
  ])
    assert.ok(workflows.has(name), name);
  assert.equal(await lint(t, workflows), '');
});

test('it knows the inputs and outputs of the action', async (t) => {
  const recipe = await readFile(join(root, 'examples/workflows/release.yml'), 'utf8');
  assert.match(
    await lint(t, new Map([['1.yml', recipe.replace('tags: |', 'tasg: |')]])),
    /input "tasg" is not defined/,
  );
  const later = `${recipe.replace('v1\n', 'v1\n        id: image\n')}      - run: echo \${{ steps.image.outputs.digset }}\n`;
  assert.match(await lint(t, new Map([['2.yml', later]])), /property "digset" is not defined/);
});

test('a release is one step of twelve lines at most', async () => {
  const recipe = await readFile(join(root, 'examples/workflows/release.yml'), 'utf8');
  assert.ok(recipe.slice(recipe.indexOf('- uses: org/')).trim().split('\n').length <= 12);
});
