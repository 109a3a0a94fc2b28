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

/** Reads `config.json`; what is not there is empty. Throws where it is not JSON. */
export function parseDockerConfig(text: string): DockerConfig {
  const { auths = {}, credHelpers = {}, credsStore = '' } = JSON.parse(text) as Partial<DockerConfig>;
  return { auths, credHelpers, credsStore };
}

/** The server under which the docker CLI keeps the credentials of a registry. */
export function serverOf(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}

/** The credential helper of a registry (`ecr-login`: the program `docker-credential-ecr-login`), if one is configured. */
export function findHelper({ credHelpers, credsStore }: DockerConfig, registry: string): string | undefined {
  return credHelpers[registry] ?? credHelpers[serverOf(registry)] ?? (credsStore || undefined);
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
  const { Username, Secret } = JSON.parse(text) as { Username?: string; Secret?: string };
  if (!Secret) return undefined;
  return Username === '<token>' ? { identityToken: Secret } : { username: Username ?? '', password: Secret };
}
