import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';

/** Root of the checkout. */
export const root = dirname(import.meta.dirname);

/** Every file that is made from others, path → content; what stands in `dist/` and is not among them is stale. */
export async function generateFiles(): Promise<Map<string, string>> {
  const docs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', ...docs.map((name) => join('docs', name))];
  return new Map([
    ...(await Promise.all(pages.map(renderPage))),
    ...(await Promise.all(['main', 'post', 'carrier'].map(bundle))).flat(),
  ]);
}

/** The files of `dist/` as they stand there. */
export async function listDist(): Promise<string[]> {
  const entries = await readdir(join(root, 'dist'), { recursive: true }).catch(() => []);
  return entries.map((name) => join('dist', name));
}

/**
 * An entry as an ES module; what only some runs need is in chunks of its own, which are read when it is needed. Entries share none:
 * each further file takes a millisecond of the start.
 */
async function bundle(entry: string): Promise<[string, string][]> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [`src/${entry}.ts`],
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
    // CommonJS packages among the dependencies load Node's modules by require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'toolkit-without-side-effects',
        // The toolkit's packages don't say that they have none, so all of its HTTP client would be read at every start.
        setup: ({ onResolve, resolve }) =>
          onResolve({ filter: /^(?:@actions\/|undici$|\.)/ }, async ({ path, pluginData, ...options }) => {
            if (pluginData === 'resolved' || options.kind !== 'import-statement') return undefined;
            const found = await resolve(path, { ...options, pluginData: 'resolved' });
            return found.path.includes('/node_modules/@actions/') ? { ...found, sideEffects: false } : found;
          }),
      },
      {
        name: 'assert-when-it-is-called',
        // One function of the toolkit's calls it, and loading it takes 5 ms of every start.
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^assert$/ }, ({ importer, path }) =>
            importer.includes('/node_modules/@actions/io/') ? { path, namespace: 'called' } : undefined,
          );
          const contents = "export const ok = (...given) => process.getBuiltinModule('node:assert').ok(...given);";
          onLoad({ filter: /^assert$/, namespace: 'called' }, () => ({ contents }));
        },
      },
    ],
  });
  return result.outputFiles.map(({ path, text }) => [path.slice(root.length + 1), text]);
}

/** A page, and its text with what it shows of other files: the tables of action.yml, and workflows as they are. */
async function renderPage(path: string): Promise<[string, string]> {
  const action = parse(await readFile(join(root, 'action.yml'), 'utf8'));
  const parts = new Map([
    ['inputs: generated from action.yml', renderTable('Input', action.inputs)],
    ['outputs: generated from action.yml', renderTable('Output', action.outputs)],
  ]);
  const page = await readFile(join(root, path), 'utf8');
  const marked = /(?<=^<!-- (\w+: [^\n]+) -->\n).*?(?=^<!-- end -->)/gms;
  for (const [, mark = ''] of page.matchAll(marked)) {
    const [, file] = /^file: (.+\.yml)$/.exec(mark) ?? [];
    if (file) parts.set(mark, `\`\`\`yaml\n${await readFile(join(root, file), 'utf8')}\`\`\``);
    else if (!parts.has(mark)) throw new Error(`${path}: <!-- ${mark} --> is nothing that is made; correct it`);
  }
  return [path, page.replace(marked, (_, mark: string) => `${parts.get(mark)}\n`)];
}

function renderTable(head: string, group: Record<string, { description: string; default?: string }>): string {
  const rows = Object.entries(group).map(([name, { description, default: standard }]) => {
    const rest = standard === undefined ? '' : ` Default \`${standard}\`.`;
    return `| \`${name}\` | ${description.trim().replaceAll('|', '\\|')}.${rest} |`;
  });
  return [`| ${head} | |`, '| --- | --- |', ...rows].join('\n');
}
