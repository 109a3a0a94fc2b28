import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Inputs } from '../inputs.ts';
import { print } from '../runner.ts';
import { contextToken, fillContexts, isUrl, localPath, type Source } from './source.ts';

/** The source that the inputs name, as this machine has it. A string where it has not: all that is wrong, a line each. */
export async function readSource(inputs: Inputs): Promise<Source | string> {
  const files = await readdir('.').catch(() => []);
  const filled = fillContexts(inputs, process.env, files.length > 0);
  if (typeof filled === 'string') return filled;
  if (!inputs.context && isUrl(filled.context)) print(`context: nothing is checked out, so it is ${filled.context}`);
  const { buildContexts } = filled;
  const context = isUrl(filled.context) ? filled.context : resolve(filled.context);
  // In a context that is a URL, a path is one of its own.
  const inContext = inputs.file === undefined || isUrl(inputs.file) || isUrl(context);
  const file = inContext ? inputs.file : resolve(inputs.file as string);
  const token = contextToken(context, inputs.secrets, inputs.githubToken, process.env);
  const secrets = inputs.secrets.map((secret) =>
    'path' in secret ? { ...secret, path: resolve(secret.path) } : secret,
  );
  const source = { context, file, buildContexts, secrets: [...secrets, ...token] };
  const problems = await checkFiles(inputs, source);
  return problems.length > 0 ? problems.join('\n') : source;
}

async function checkFiles(inputs: Inputs, { context, file, buildContexts, secrets }: Source): Promise<string[]> {
  const advice = 'check the repository out first (actions/checkout), or correct the path';
  const lack = async (input: string, text: string, path: string, kind: 'isFile' | 'isDirectory') =>
    (await isKind(path, kind))
      ? []
      : [`${input}: ${JSON.stringify(text)} is no ${kind === 'isFile' ? 'file' : 'folder'} of this machine; ${advice}`];
  const problems = await Promise.all([
    ...buildContexts.map((named) => {
      const path = localPath(named);
      return path === undefined ? [] : lack('build-contexts', named, path, 'isDirectory');
    }),
    ...secrets.map((secret) => ('path' in secret ? lack('secret-files', secret.path, secret.path, 'isFile') : [])),
    ...(isUrl(context) ? [] : [lack('context', inputs.context, context, 'isDirectory')]),
    ...(file !== undefined && isAbsolute(file) ? [lack('file', inputs.file ?? '', file, 'isFile')] : []),
  ]);
  if (file !== undefined || isUrl(context) || !(await isKind(context, 'isDirectory'))) return problems.flat();
  // buildx takes both. https://docs.docker.com/reference/cli/docker/buildx/build/#file
  const found = await Promise.all(['Dockerfile', 'dockerfile'].map((name) => isKind(join(context, name), 'isFile')));
  const missing = `file: there is no Dockerfile in the context ${JSON.stringify(inputs.context || '.')}; ${advice}, or name it with file`;
  return [...problems.flat(), ...(found.includes(true) ? [] : [missing])];
}

async function isKind(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  return stat(path).then(
    (stats) => stats[kind](),
    () => false,
  );
}
