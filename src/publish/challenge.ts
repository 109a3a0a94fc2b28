/** What a registry is told of who asks. */
export type Credentials = { username: string; password: string } | { identityToken: string };

/** What a registry wants to be told, as its answer 401 says in `WWW-Authenticate`. */
export type Challenge = { scheme: 'basic' } | { scheme: 'bearer'; realm: string; service: string; scope: string };

/** A request for a token. */
export interface TokenRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

/**
 * Reads `WWW-Authenticate`, in which several challenges may stand; of them a token goes before name and password. Undefined where
 * it asks for nothing that is known here. https://www.rfc-editor.org/rfc/rfc9110#field.www-authenticate
 *
 *     Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/app:pull"
 */
export function parseChallenge(header: string): Challenge | undefined {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const [, name = '', quoted, bare, scheme = ''] of header.matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s,]+))|([\w-]+)/g))
    if (scheme) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted ?? bare ?? '');
  const bearers = challenges.flatMap(({ scheme, parameters }): Challenge[] => {
    const [realm = '', service = '', scope = ''] = ['realm', 'service', 'scope'].map((name) => parameters.get(name));
    return scheme === 'bearer' && URL.canParse(realm) ? [{ scheme: 'bearer', realm, service, scope }] : [];
  });
  return bearers[0] ?? (challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined);
}

/**
 * The request for a token that opens `scope` (`repository:acme/app:pull,push`).
 * https://distribution.github.io/distribution/spec/auth/token/, and for identity tokens …/spec/auth/oauth/
 */
export function planToken(
  { realm, service }: Extract<Challenge, { scheme: 'bearer' }>,
  scope: string,
  credentials: Credentials | undefined,
): TokenRequest {
  const parameters = new URLSearchParams({ ...(service ? { service } : {}), scope, client_id: 'multiarch-build' });
  if (credentials && 'identityToken' in credentials) {
    parameters.set('grant_type', 'refresh_token');
    parameters.set('refresh_token', credentials.identityToken);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { url: realm, method: 'POST', headers, body: parameters.toString() };
  }
  const url = new URL(realm);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url: url.href, method: 'GET', headers: credentials ? { authorization: formatBasic(credentials) } : {} };
}

/** The token in a token server's answer, `{ "token": "…" }` or `{ "access_token": "…" }`; undefined where there is none. */
export function parseToken(text: string): string | undefined {
  try {
    const { token, access_token } = JSON.parse(text) as Record<string, unknown>;
    return [token, access_token].find((value): value is string => typeof value === 'string' && value !== '');
  } catch {
    return undefined;
  }
}

/**
 * Whether a token opens a repository for an action, where it is a JWT with the claim `access`; undefined where it does not tell.
 * https://distribution.github.io/distribution/spec/auth/jwt/
 */
export function readAccess(token: string, repository: string, action: string): boolean | undefined {
  try {
    const { access } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      access?: { type?: unknown; name?: unknown; actions?: readonly unknown[] }[];
    };
    return access?.some(
      ({ type, name, actions = [] }) =>
        type === 'repository' && name === repository && (actions.includes(action) || actions.includes('*')),
    );
  } catch {
    return undefined;
  }
}

/** The header `Authorization` for a registry that wants name and password themselves. */
export function formatBasic({ username, password }: Extract<Credentials, { username: string }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
