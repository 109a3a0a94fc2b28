import { splitPair } from '../list.ts';
import { SourceError } from '../verdict.ts';
import { isSpared } from './no-proxy.ts';

/** A proxy's settings by the names of their variables, of these ones alone, none empty. */
export type Proxies = Readonly<Partial<Record<(typeof VARIABLES)[number], string>>>;

// https://docs.docker.com/engine/cli/proxy/
const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'] as const;
const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
// A shorter one would have stars all over the log, and stands in longer secrets wherever it is printed.
const SHORTEST_SECRET = 4;

/**
 * The settings of an environment, or of another place that names them so; upper case before lower case, as in Go up to 1.26.
 * https://github.com/golang/go/issues/79656
 */
export function readProxies(env: Readonly<Record<string, unknown>>): Proxies {
  const values = VARIABLES.map((name) => [name, String(env[name] || env[name.toLowerCase()] || '')] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/**
 * The settings that the docker CLI gives to containers, from its `config.json`, for the engine at this DOCKER_HOST:
 *
 *     { "proxies": { "default": { "httpProxy": "http://proxy.test:3128", "noProxy": "*.test" } } }
 *
 * Empty where it has none, or is not JSON, which the CLI takes for the same.
 */
export function parseCliProxies(text: string, dockerHost: string): Proxies {
  let proxies: Record<string, Record<string, unknown>> = {};
  try {
    proxies = JSON.parse(text)?.proxies ?? {};
  } catch {}
  const { httpProxy, httpsProxy, allProxy, noProxy } = proxies[dockerHost] ?? proxies.default ?? {};
  return readProxies({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy, ALL_PROXY: allProxy, NO_PROXY: noProxy });
}

/**
 * The URL of the proxy through which docker, buildx and BuildKit ask for a URL; undefined where they ask its server itself, and of
 * `ALL_PROXY`, which they don't read. Throws where it is one that Node can't use.
 */
export function findProxy(url: URL, proxies: Proxies): string | undefined {
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const address = proxies[variable];
  if (address === undefined || isSpared(url, proxies.NO_PROXY ?? '')) return undefined;
  const proxy = parseAddress(address);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy.href;
  throw new SourceError(
    'next',
    `${variable}: is not the URL of an HTTP proxy, and this step can ask ${url.hostname} through no other; write it as http://host:port, or have NO_PROXY spare ${url.hostname}`,
  );
}

/** The first of several settings that has a proxy, fit for a builder: with loopback spared, and addresses as URLs. */
export function selectProxies(sources: readonly Proxies[]): Proxies {
  const { NO_PROXY = '', ...proxies } = sources.find((source) => listAddresses(source).length > 0) ?? {};
  const urls = Object.entries(proxies).map(([name, value]) => [name, parseAddress(value)?.href ?? value] as const);
  const spared = NO_PROXY.split(',').filter(Boolean);
  const added = NO_PROXY === '*' ? [] : LOOPBACK.filter((host) => !spared.includes(host));
  return urls.length === 0 ? {} : { ...Object.fromEntries(urls), NO_PROXY: [...spared, ...added].join(',') };
}

/** Options of the driver that bring them into the builder, in both cases: BuildKit reads one, its git the other. */
export function planProxyOptions(proxies: Proxies): string[] {
  return Object.entries(proxies).flatMap(([name, value]) =>
    [name, name.toLowerCase()].map((variable) => `env.${variable}=${value}`),
  );
}

/** The hosts, `host[:port]`, of the proxies. */
export function listProxyHosts(proxies: Proxies): string[] {
  return listAddresses(proxies).flatMap((address) => parseAddress(address)?.host ?? []);
}

/** Every form in which the credentials of proxies may be printed. */
export function listProxySecrets(proxies: Proxies): string[] {
  const forms = listAddresses(proxies).flatMap((address) => {
    // As it was written, which need not be a URL.
    const [, user = '', password = ''] = /^([^:@/]*):(.*)@/.exec(address.replace(SCHEME, '')) ?? [];
    if (password === '') return [];
    const decoded = { user: decode(user), password: decode(password) };
    const { username = user, password: standard = password } = parseAddress(address) ?? {};
    const pairs = [
      { user, password },
      { user: username, password: standard },
      { user: encode(decoded.user), password: encode(decoded.password) },
      decoded,
    ];
    return [
      ...pairs.map((pair) => `${pair.user}:${pair.password}`),
      Buffer.from(`${decoded.user}:${decoded.password}`).toString('base64'),
      ...pairs.flatMap((pair) => (pair.password.length < SHORTEST_SECRET ? [] : pair.password)),
    ];
  });
  return [...new Set(forms)];
}

/** The settings among options of the driver: `env.HTTPS_PROXY=…`. */
export function findProxyOptions(driverOpts: readonly string[]): Proxies[] {
  return driverOpts
    .map(splitPair)
    .filter(([name]) => name.startsWith('env.'))
    .map(([name, value]) => readProxies({ [name.slice('env.'.length)]: value }));
}

function listAddresses({ NO_PROXY: _, ...proxies }: Proxies): string[] {
  return Object.values(proxies);
}

/** Programs take an address without a scheme for one of http. */
function parseAddress(address: string): URL | undefined {
  return URL.parse(SCHEME.test(address) ? address : `http://${address}`) ?? undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Everything encoded that may be, as Go's net/url does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
