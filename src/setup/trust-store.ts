import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TomlTable } from 'smol-toml';
import { warning } from '../runner.ts';
import { planCertsFolder, splitCertificates } from './certificates.ts';

/**
 * What the folders of the docker engine's certificates say of registries, as BuildKit's configuration: the machine's and then
 * the one that an engine without root reads. What can't be read there may be no business of this build.
 */
export async function readCertsFolders(env: NodeJS.ProcessEnv): Promise<TomlTable[]> {
  const folders = ['/etc/docker/certs.d', join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'docker/certs.d')];
  const tables = folders.map(async (folder) => {
    const registries = await readdir(folder).catch(() => []);
    return Promise.all(registries.map((registry) => readCertsFolder(folder, registry)));
  });
  return (await Promise.all(tables)).flat(2);
}

async function readCertsFolder(folder: string, registry: string): Promise<TomlTable[]> {
  const path = join(folder, registry);
  const names = (await readdir(path).catch(() => [])).filter((name) => /\.(?:crt|cert|key)$/.test(name));
  const readable = names.map(async (name) => ((await isReadable(join(path, name))) ? [name] : []));
  const table = planCertsFolder(path, (await Promise.all(readable)).flat());
  return table ? [{ registry: { [registry]: table } }] : [];
}

/**
 * The certificates, in PEM, that the environment has programs trust for every server, and that are not known to all the world;
 * empty where there are none.
 */
export async function readAuthorities(env: NodeJS.ProcessEnv): Promise<string> {
  // Both may name one file.
  const variables = new Map(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'].map((name) => [env[name] ?? '', name]));
  const texts = Array.from(variables, async ([path, name]) =>
    path ? readFile(path, 'utf8').catch((error: Error) => complain(name, path, error)) : '',
  );
  const certificates = splitCertificates((await Promise.all(texts)).join('\n'));
  if (certificates.size === 0) return '';
  const known = splitCertificates(process.getBuiltinModule('node:tls').getCACertificates('bundled').join('\n'));
  return [...certificates].flatMap(([content, certificate]) => (known.has(content) ? [] : certificate)).join('');
}

async function isReadable(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: Error) => {
      complain('certificates', path, error);
      return false;
    },
  );
}

function complain(name: string, path: string, error: Error): string {
  warning(
    `${name}: ${JSON.stringify(path)} can't be read, and the builder does not trust what stands there; ` +
      `correct the path, or make it readable: ${error.message}`,
  );
  return '';
}
