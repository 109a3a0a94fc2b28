import type { TomlTable } from 'smol-toml';

/** The folder of a builder that its configuration lies in; certificates lie in `certs/` below it. */
export const CONFIG_FOLDER = '/etc/buildkit/';

/** Where the certificates lie that a machine trusts for every server, below that folder. */
export const AUTHORITIES = 'certs/docker.io/authorities.pem';

/** A file that the configuration names for a registry. */
export interface CertificateFile {
  registry: string;
  path: string;
}

/**
 * What the files of a folder say of its registry, as the engine reads them: `*.crt` of authorities, and pairs of `*.cert` and
 * `*.key` that the server is shown. https://docs.docker.com/engine/security/certificates/
 */
export function planCertsFolder(folder: string, names: readonly string[]): TomlTable | undefined {
  const paths = (end: string) => names.filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`);
  const ca = paths('.crt');
  const keys = paths('.key');
  const keypair = paths('.cert')
    .map((cert) => ({ cert, key: cert.replace(/cert$/, 'key') }))
    .filter(({ key }) => keys.includes(key));
  if (ca.length === 0 && keypair.length === 0) return undefined;
  // Otherwise BuildKit takes a registry on loopback for one without TLS.
  return { http: false, ...(ca.length > 0 ? { ca } : {}), ...(keypair.length > 0 ? { keypair } : {}) };
}

/** The configuration with another path for each certificate and key that it names for a registry. */
export function moveCertificates(config: TomlTable, move: (file: CertificateFile) => string): TomlTable {
  if (!isTable(config.registry)) return config;
  const registries = Object.entries(config.registry).map(([registry, table]) => {
    if (!isTable(table)) return [registry, table];
    const change = (path: unknown) => (typeof path === 'string' ? move({ registry, path }) : path);
    const { ca, keypair } = table;
    const pair = (entry: unknown) =>
      isTable(entry) ? Object.fromEntries(Object.entries(entry).map(([name, path]) => [name, change(path)])) : entry;
    const moved = {
      ...(Array.isArray(ca) ? { ca: ca.map(change) } : {}),
      ...(Array.isArray(keypair) ? { keypair: keypair.map(pair) } : {}),
    };
    return [registry, { ...table, ...moved }];
  });
  return { ...config, registry: Object.fromEntries(registries) };
}

/** The files that `moveCertificates` would move. */
export function listCertificates(config: TomlTable): CertificateFile[] {
  const files: CertificateFile[] = [];
  moveCertificates(config, (file) => {
    files.push(file);
    return file.path;
  });
  return files;
}

/**
 * Where a file will lie in the builder, below that folder: where buildx puts one of that name, which another may have already.
 * https://github.com/docker/buildx/blob/v0.37.1/util/confutil/container.go
 */
export function placeCertificate(
  { registry, path }: CertificateFile,
  text: string,
  taken: Readonly<Record<string, string>>,
): string {
  const folder = `certs/${registry.replaceAll(/[^a-zA-Z0-9.-]+/g, '_')}`;
  let name = path.replace(/.*\//, '').replaceAll(/[^a-zA-Z0-9.-]+/g, '_');
  while ((taken[`${folder}/${name}`] ?? text) !== text) name = `_${name}`;
  return `${folder}/${name}`;
}

/** The same configuration and certificates with authorities to trust, in PEM, which buildx takes as a registry's alone. */
export function addAuthorities(
  config: TomlTable,
  certificates: Readonly<Record<string, string>>,
  authorities: string,
): { config: TomlTable; certificates: Record<string, string> } {
  const registries = isTable(config.registry) ? config.registry : {};
  const hub = isTable(registries['docker.io']) ? registries['docker.io'] : {};
  const ca = [...(Array.isArray(hub.ca) ? hub.ca : []), CONFIG_FOLDER + AUTHORITIES];
  return {
    config: { ...config, registry: { ...registries, 'docker.io': { ...hub, ca } } },
    certificates: { ...certificates, [AUTHORITIES]: authorities },
  };
}

/**
 * What buildx, which fetches the tokens of registries, is told by its environment: to leave that to the builder where only
 * this one trusts the server of tokens, because of these files of its configuration. Go reads one of the two variables.
 */
export function planTokens(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS = SSL_CERT_FILE } = env;
  const paths = Object.keys(files).filter((path) => path.startsWith('certs/'));
  const unknown = paths.filter((path) => path !== AUTHORITIES || NODE_EXTRA_CA_CERTS !== SSL_CERT_FILE);
  return unknown.length > 0 ? { BUILDKIT_NO_CLIENT_TOKEN: '1' } : {};
}

/** The certificates in PEM that stand in a text, without what else stands there, by what they hold. */
export function splitCertificates(text: string): Map<string, string> {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return new Map(Array.from(blocks, ([block, body = '']) => [body.replaceAll(/\s+/g, ''), `${block}\n`]));
}

/** Whether a value of a configuration is a table. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
