import { splitPair } from '../list.ts';
import type { BuildInputs } from './inputs.ts';
import type { Secret } from './secret.ts';

/** What a build is made of, as buildx takes it. */
export interface Source {
  /** An absolute path, or a URL. */
  context: string;
  /** The Dockerfile, where the user named it: an absolute path, a URL, or a path in a context that is a URL. */
  file: string | undefined;
  buildContexts: readonly string[];
  secrets: readonly Secret[];
}

type Env = Readonly<Record<string, string | undefined>>;

// With three braces as well, which handlebars has for values that are not to be escaped.
const PLACEHOLDER = /\{\{\{?\s*defaultContext\s*\}?\}\}/g;

/** Whether BuildKit fetches it itself. https://github.com/docker/buildx/blob/master/util/urlutil/urlutil.go */
export function isUrl(context: string): boolean {
  return /^(?:[a-z][a-z+]*:\/\/|git@|github\.com\/)/i.test(context);
}

/** The workflow's repository at the commit that it runs for, as a Git context; undefined where there is none. */
export function repositoryContext(env: Env): string | undefined {
  const commit = env.GITHUB_SHA || env.GITHUB_REF;
  return env.GITHUB_REPOSITORY && commit ? `${serverUrl(env)}/${env.GITHUB_REPOSITORY}.git#${commit}` : undefined;
}

/**
 * The same inputs with the repository in the places of `{{defaultContext}}`, and as the context where there is none and
 * nothing is checked out. A string where there is no repository: what is wrong.
 */
export function fillContexts<T extends Pick<BuildInputs, 'context' | 'buildContexts'>>(
  inputs: T,
  env: Env,
  checkedOut: boolean,
): T | string {
  const { context, buildContexts } = inputs;
  const repository = repositoryContext(env);
  const asking = [context, ...buildContexts].find((text) => text.search(PLACEHOLDER) >= 0);
  if (repository === undefined && asking !== undefined)
    return `context: ${JSON.stringify(asking)} asks for the repository of a workflow, and this is none (GITHUB_REPOSITORY); write a path or a URL`;
  const fill = (text: string) => text.replace(PLACEHOLDER, () => repository ?? '');
  const standard = checkedOut ? '.' : (repository ?? '.');
  return { ...inputs, context: fill(context) || standard, buildContexts: buildContexts.map(fill) };
}

/**
 * The token with which BuildKit fetches a context that belongs to the owner of the workflow's repository; a Dockerfile of
 * somebody else's could take it. https://docs.docker.com/build/building/secrets/#git-authentication-for-remote-contexts
 */
export function contextToken(context: string, secrets: readonly Secret[], token: string, env: Env): Secret[] {
  const url = URL.parse(context);
  const server = URL.parse(serverUrl(env));
  const [owner] = (env.GITHUB_REPOSITORY ?? '').toLowerCase().split('/');
  const own = url && server && url.origin === server.origin && url.pathname.toLowerCase().startsWith(`/${owner}/`);
  if (!own || !owner || !token) return [];
  const ids = ['GIT_AUTH_TOKEN', 'GIT_AUTH_HEADER'].flatMap((id) => [id, `${id}.${url.host}`]);
  return secrets.some(({ id }) => ids.includes(id)) ? [] : [{ id: `GIT_AUTH_TOKEN.${url.host}`, value: token }];
}

/**
 * The secrets in a build context that is an HTTP URL, as they are written and as they are meant: its password, or the name
 * where there is none, as that may be a token.
 */
export function listUrlSecrets(context: string): string[] {
  const url = URL.parse(context);
  if (!url || !/^https?:$/.test(url.protocol)) return [];
  const secret = url.password || url.username;
  return secret ? [...new Set([secret, decodeUrl(secret)])] : [];
}

/** What stands behind the name of a further context: a URL, a path, or an image. */
export function urlOf(buildContext: string): string {
  return splitPair(buildContext)[1];
}

/** The path in a build context that is one of this machine's. */
export function localPath(buildContext: string): string | undefined {
  const value = urlOf(buildContext);
  return isUrl(value) || /^(?:target|docker-image|oci-layout|input):/.test(value) ? undefined : value;
}

/** As it stands there where it is not encoded. */
function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function serverUrl(env: Env): string {
  return env.GITHUB_SERVER_URL || 'https://github.com';
}
