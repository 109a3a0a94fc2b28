import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const action = parse(read('action.yml'));
const sections = read('docs/migration.md').split(/^###? /m);

/** What the actions that people come from have in their action.yml, or in the reusable workflows, at these versions. */
const PEERS: Record<string, { input: string; output: string }> = {
  'docker/build-push-action v7.3.0': {
    input: `add-hosts allow annotations attests build-args build-contexts builder cache-from cache-to call cgroup-parent context
      file labels load network no-cache no-cache-filters outputs platforms provenance pull push sbom secrets secret-envs
      secret-files shm-size ssh tags target ulimit github-token`,
    output: 'imageid digest metadata',
  },
  'docker/setup-buildx-action v4.3.0': {
    input: `version driver driver-opts buildkitd-flags buildkitd-config buildkitd-config-inline use name endpoint platforms
      append keep-state cache-binary cleanup`,
    output: 'name driver platforms nodes endpoint status flags',
  },
  'docker/setup-qemu-action v4.2.0': { input: 'image platforms reset cache-image', output: 'platforms' },
  'docker/metadata-action v6.2.0': {
    input: 'context images tags flavor labels annotations sep-tags sep-labels sep-annotations bake-target github-token',
    output: `version tags tag-names labels annotations json bake-file-tags bake-file-labels bake-file-annotations
      bake-file`,
  },
  'docker/login-action v4.1.0': { input: 'registry username password ecr scope logout registry-auth', output: '' },
  // build.yml and bake.yml, with their secrets.
  'docker/github-builder v1.17.0': {
    input: `runner distribute fail-fast job-name-prefix setup-qemu artifact-name artifact-upload artifact-retention-days
      annotations build-args cache cache-scope cache-mode context file labels output platforms push sbom shm-size sign
      target ulimit registry-identities set-meta-annotations set-meta-labels meta-images meta-tags meta-labels
      meta-annotations meta-flavor files set vars meta-bake-target registry-auths github-token`,
    output: 'meta-json cosign-version cosign-verify-commands artifact-name digest output-type signed',
  },
};

for (const [peer, lists] of Object.entries(PEERS))
  for (const kind of ['input', 'output'] as const)
    test(`every ${kind} of ${peer} is on the page, and what it becomes is there`, () => {
      const rows = readTable(sections.find((section) => section.startsWith(`${peer}\n`)) ?? '', kind);
      assert.deepEqual(rows.flatMap(({ names }) => names).sort(), lists[kind].split(/\s+/).filter(Boolean).sort());
      const ours = Object.keys(action[`${kind}s`]);
      for (const { names, here, why } of rows) {
        // What stands at the beginning of the cell; values and remarks may follow.
        const becomes = here.startsWith('the same') ? names : leadingNames(here);
        assert.ok(here.startsWith('nothing') || becomes.length > 0, here);
        for (const name of becomes) assert.ok(ours.includes(name), `${name}: action.yml has no such ${kind}`);
        // One of the same name that means something else here has to be told apart; one that was added since has a row to change.
        for (const name of names.filter((name) => ours.includes(name) && !becomes.includes(name)))
          assert.ok(`${here} ${why}`.includes(`\`${name}\` here`), `${name}: is an ${kind} here`);
      }
    });

/** The rows of the table of inputs, or of outputs, in a section: names, what becomes of them, and why. */
function readTable(section: string, kind: string): { names: string[]; here: string; why: string }[] {
  const [, table = ''] =
    new RegExp(`^\\| ${kind} \\| here \\| why \\|\\n.*\\n((?:\\|.*\\n)+)`, 'm').exec(section) ?? [];
  return table
    .split('\n')
    .filter(Boolean)
    .map((row) => {
      const [, names = '', here = '', why = ''] = row.split('|').map((cell) => cell.trim());
      return { names: [...names.matchAll(/`([\w-]+)`/g)].map(([, name]) => name ?? ''), here, why };
    });
}

/** `image` of "`image`, also with …", `tags` and `version` of "`tags`, `version`". */
function leadingNames(cell: string): string[] {
  const [start = ''] = /^`[\w-]+(?:: [^`]*)?`(?:(?:, | and )`[\w-]+`)*/.exec(cell) ?? [];
  return [...start.matchAll(/`([\w-]+)[^`]*`/g)].map(([, name]) => name ?? '');
}
