import type { Complain } from '../inputs.ts';
import { parseReference, registryOf } from './reference.ts';
import { parseRegistryAuth } from './registry-auth.ts';

/** Name and password for a registry, and the input that they come from. */
export interface Login {
  registry: string;
  username: string;
  password: string;
  input: 'username' | 'registry-auth' | 'github-token';
}

/** Who the step is to registries. */
export interface LoginInputs {
  /** One for each registry; they win over credentials that are there. */
  logins: readonly Login[];
  /** For ghcr.io where there are none at all. */
  fallback: Login | undefined;
}

/** What decides for which registries they are. */
interface Circumstances {
  /** References of the image, as written. */
  names: readonly string[];
  /** Whether it is published. */
  published: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  complain: Complain;
  note: Complain;
}

const GHCR = 'ghcr.io';
const HUB = /^(?:https?:\/\/)?(?:(?:index|registry-1)\.)?docker\.io(?:\/.*)?$|^$/;
const ECR = /\.dkr\.ecr[\w.-]*\.amazonaws\.com|^public\.ecr\.aws$/;

/** Reads `username`, `password`, `registry-auth` and `github-token`. No problem tells what they hold. */
export function readLogins(reader: Reader, { names, published, env }: Circumstances): LoginInputs {
  const { text, complain, note } = reader;
  const token = text('github-token');
  // The token of another server is none of ghcr.io's business.
  const isGitHub = (env.GITHUB_SERVER_URL || 'https://github.com') === 'https://github.com';
  const fallback: Login | undefined =
    token && isGitHub
      ? { registry: GHCR, username: env.GITHUB_ACTOR || 'token', password: token, input: 'github-token' }
      : undefined;

  const say = published ? complain : note;
  const given = { username: text('username'), password: text('password') };
  const isGiven = given.username !== '' || given.password !== '';
  const fault = isGiven ? findFault(given) : undefined;
  if (fault) say(...fault);
  const registries = isGiven && !fault ? selectRegistries(names, fallback !== undefined) : [];
  const common = registries.map((registry): Login => ({ ...given, registry, input: 'username' }));
  const logins = [...common, ...readRegistryAuth(reader, say)];
  for (const { registry, username, input } of logins)
    if (ECR.test(registry) && username !== 'AWS')
      complain(
        input,
        `${registry} knows no other username than AWS; write that, and as password what "aws ecr get-login-password" prints`,
      );
  // Of two for one registry, the one that names it.
  const unique = [...new Map(logins.map((login) => [login.registry, login])).values()];
  return { logins: unique, fallback: unique.some(({ registry }) => registry === GHCR) ? undefined : fallback };
}

/** The registries of the image; of several, ghcr.io has its token already. Without any, Docker Hub. */
function selectRegistries(names: readonly string[], hasToken: boolean): string[] {
  const parsed = names.map((name) => parseReference(name.toLowerCase()));
  const registries = new Set(parsed.flatMap((name) => (typeof name === 'string' ? [] : registryOf(name.name))));
  if (registries.size > 1 && hasToken) registries.delete(GHCR);
  return registries.size === 0 ? ['docker.io'] : [...registries];
}

/** `say` is told what can't be used, which is a problem where the image is published. */
function readRegistryAuth({ text, complain }: Reader, say: Complain): Login[] {
  const { entries, problems } = parseRegistryAuth(text('registry-auth'));
  for (const problem of problems) complain('registry-auth', problem);
  return entries.flatMap(({ registry: written, ...given }, index) => {
    const registry = parseHost(written);
    const fault = findFault(given);
    if (registry === undefined)
      complain('registry-auth', `entry ${index + 1} has a registry that is no host name; write ghcr.io or the like`);
    else if (fault) say('registry-auth', `entry ${index + 1} (${registry}): ${fault.join(' ')}`);
    else return [{ ...given, registry, input: 'registry-auth' as const }];
    return [];
  });
}

/** The registry in what people write for one: `https://index.docker.io/v1/`, `GHCR.io`; undefined where it is none. */
function parseHost(written: string): string | undefined {
  if (HUB.test(written)) return 'docker.io';
  const host = written
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  const parsed = parseReference(`${host}/x`);
  return typeof parsed === 'object' && registryOf(parsed.name) === host ? host : undefined;
}

/** What is wrong with a name and its password: which of them, and why. */
function findFault({ username, password }: { username: string; password: string }): [string, string] | undefined {
  const remedy = 'set it, or see whether its secret is there, which it is not in runs for forks and for Dependabot';
  if (password === '') return ['password', `is empty; ${remedy}`];
  if (username === '') return ['username', `is empty; ${remedy}`];
  return username.includes(':') ? ['username', 'has a colon, which would end it; write it without'] : undefined;
}
