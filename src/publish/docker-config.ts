import type { Credentials } from './challenge.ts';

/** A docker CLI configuration, `config.json`, as far as it is about credentials. */
export interface DockerConfig {
  auths: Readonly<Record<string, DockerAuth>>;
  credHelpers: Readonly<Record<string, string>>;
  credsStore: string;
}

interface DockerAuth {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

// A shorter one would have stars all over the log.
const SHORTEST_SECRET = 4;

/** Reads `config.json`; what is not there is empty, and all of it where it is not JSON, which the CLI takes for the same. */
export function parseDockerConfig(text: string): DockerConfig {
  const { auths, credHelpers, credsStore } = parseObject(text) as Partial<DockerConfig>;
  return { auths: auths ?? {}, credHelpers: credHelpers ?? {}, credsStore: credsStore ?? '' };
}

/**
 * A `config.json` with other credentials than the user's for some registries, and everything else as it is. `variable` is what
 * DOCKER_AUTH_CONFIG has, `{ "auths": { … } }`, which is asked before the file and so has its place in it here.
 */
export function mergeDockerConfig(
  text: string,
  variable: string,
  logins: readonly ({ registry: string } & Named)[],
): string {
  const user = parseObject(text);
  const given = logins.map(({ registry, ...login }) => [serverOf(registry), { auth: encodeAuth(login) }] as const);
  const auths = { ...parseDockerConfig(variable).auths, ...Object.fromEntries(given) };
  // A helper without a name has the CLI look into the file, whatever `credsStore` says.
  // https://github.com/docker/cli/blob/v29.7.2/cli/config/configfile/file.go
  const credHelpers = Object.fromEntries(Object.keys(auths).map((server) => [server, '']));
  const { auths: usersAuths, credHelpers: usersHelpers } = parseDockerConfig(text);
  return JSON.stringify({
    ...user,
    auths: { ...usersAuths, ...auths },
    credHelpers: { ...usersHelpers, ...credHelpers },
  });
}

/** Every form in which credentials may be printed. */
export function listSecrets(credentials: Credentials): string[] {
  const secret = 'username' in credentials ? credentials.password : credentials.identityToken;
  // The runner looks for a secret in one line at a time.
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const encoded = 'username' in credentials ? [encodeAuth(credentials)] : [];
  const forms = [
    ...lines,
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString('base64'),
    ...encoded,
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_SECRET);
}

type Named = Extract<Credentials, { username: string }>;

function encodeAuth({ username, password }: Named): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** What JSON.parse says of a text quotes it, and there are secrets in these. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The server under which the docker CLI keeps the credentials of a registry. */
export function serverOf(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}

/**
 * Where buildx's store may have credentials for one repository, or for what is done with it, the narrowest first.
 * https://github.com/docker/buildx/blob/v0.37.1/util/dockerutil/dockerconfig/configprovider.go
 */
export function listScopes(registry: string, path: string): string[] {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  return [`${host}/${path}`, host].flatMap((place) =>
    ['@pull,push', '@push,pull', '@push', '@pull', ''].map((actions) => place + actions),
  );
}

/** The credential helper of a registry (`ecr-login`: the program `docker-credential-ecr-login`), if one is configured. */
export function findHelper({ credHelpers, credsStore }: DockerConfig, registry: string): string | undefined {
  return (credHelpers[serverOf(registry)] ?? credHelpers[registry] ?? credsStore) || undefined;
}

/** The credentials that the configuration itself has of a registry. */
export function findCredentials({ auths }: DockerConfig, registry: string): Credentials | undefined {
  const host = (server: string) => server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const server = serverOf(registry);
  const key =
    Object.keys(auths).find((name) => name === server) ??
    Object.keys(auths).find((name) => host(name) === host(server));
  const entry = key === undefined ? undefined : auths[key];
  if (!entry) return undefined;
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const text = entry.auth
    ? Buffer.from(entry.auth, 'base64').toString()
    : `${entry.username ?? ''}:${entry.password ?? ''}`;
  const at = text.indexOf(':');
  return at > 0 ? { username: text.slice(0, at), password: text.slice(at + 1).replace(/\0+$/, '') } : undefined;
}

/**
 * What a credential helper prints for `get`: `{ "ServerURL": "…", "Username": "…", "Secret": "…" }`; the name `<token>`
 * says that the secret is an identity token. https://github.com/docker/docker-credential-helpers
 */
export function parseHelperAnswer(text: string): Credentials | undefined {
  const { Username, Secret } = parseObject(text) as { Username?: string; Secret?: string };
  if (!Secret) return undefined;
  return Username === '<token>' ? { identityToken: Secret } : { username: Username ?? '', password: Secret };
}
