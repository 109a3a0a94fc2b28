import { randomUUID } from 'node:crypto';
import { type FaultyRegistry, type Interfere, startRegistry } from './registry.ts';

/** Who may enter a registry, and what a token lets them do there. */
interface Door {
  /** Name → password. */
  users: Record<string, string>;
  /** What tokens are given for, whatever was asked. */
  actions?: string[];
  /** Whether tokens tell what they are for. */
  opaque?: boolean;
  /** How many of the first requests for a token fail. */
  failures?: number;
  /** Gets the requests of those who may enter. */
  interfere?: Interfere;
}

const json = { 'content-type': 'application/json' };
const refusal = (code: string) => JSON.stringify({ errors: [{ code, message: 'the lab says so' }] });

/** A registry on loopback, unless it has another address, that wants name and password with every request. */
export function startBasicRegistry(
  { users, interfere = () => false }: Door,
  options?: Parameters<typeof startRegistry>[1],
): Promise<FaultyRegistry> {
  return startRegistry((request, response) => {
    if (isKnown(users, request.authorization)) return interfere(request, response);
    response.writeHead(401, { ...json, 'www-authenticate': 'Basic realm="test"' }).end(refusal('UNAUTHORIZED'));
    return true;
  }, options);
}

/** A registry on loopback that lets in those with a token, which is given to those with name and password. */
export async function startTokenRegistry({
  users,
  actions = ['pull', 'push'],
  opaque = false,
  failures = 0,
  interfere = () => false,
}: Door): Promise<FaultyRegistry & { tokens: string[]; scopes: string[] }> {
  const tokens: string[] = [];
  const scopes: string[] = [];
  const registry = await startRegistry(async (request, response) => {
    const { method, path, authorization } = request;
    const pushes = !['GET', 'HEAD'].includes(method);
    if (path.startsWith('/token') && failures > 0) {
      failures--;
      response.writeHead(503).end();
      return true;
    }
    if (path.startsWith('/token') && isKnown(users, authorization)) {
      const scope = new URL(path, 'http://x').searchParams.get('scope') ?? '';
      scopes.push(scope);
      const access = [{ type: 'repository', name: scope.split(':')[1], actions }];
      const claims = Buffer.from(JSON.stringify({ access })).toString('base64url');
      tokens.push(opaque ? randomUUID() : `e30.${claims}.${randomUUID()}`);
      response.writeHead(200, json).end(JSON.stringify({ token: tokens.at(-1) }));
      return true;
    }
    const hasToken = tokens.some((token) => authorization === `Bearer ${token}`);
    if (hasToken && (await interfere(request, response))) return true;
    if (hasToken && actions.includes(pushes ? 'push' : 'pull')) return false;
    const challenge = `Bearer realm="http://${registry.host}/token",service="test"${hasToken ? ',error="insufficient_scope"' : ''}`;
    response.writeHead(401, { ...json, 'www-authenticate': challenge });
    response.end(refusal(hasToken ? 'DENIED' : 'UNAUTHORIZED'));
    return true;
  });
  return Object.assign(registry, { tokens, scopes });
}

function isKnown(users: Record<string, string>, authorization: string): boolean {
  return Object.entries(users).some((user) => authorization === `Basic ${encode(user.join(':'))}`);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
