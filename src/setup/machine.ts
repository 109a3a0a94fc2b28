import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify, type TomlTable } from 'smol-toml';
import { buildxFolder, dockerFolder } from '../docker.ts';
import { mask } from '../runner.ts';
import type { BuilderSettings } from './builder.ts';
import { mergeTables, parseBuildkitdConfig } from './buildkitd.ts';
import {
  addAuthorities,
  type CertificateFile,
  CONFIG_FOLDER,
  listCertificates,
  moveCertificates,
  placeCertificate,
} from './certificates.ts';
import { findProxyOptions, listProxySecrets, type Proxies, parseCliProxies, readProxies } from './proxy.ts';
import type { ToolInputs } from './tool-inputs.ts';
import { readAuthorities, readCertsFolders } from './trust-store.ts';

/** What this machine and the user say of the network: registries, certificates, proxies. */
export interface Machine {
  /** BuildKit's configuration; it names certificates by their paths in the builder. */
  config: TomlTable;
  /** Those certificates and their keys in PEM, by their paths under /etc/buildkit. */
  certificates: Readonly<Record<string, string>>;
  /** Proxies of several places, the one to prefer first. */
  proxies: readonly Proxies[];
  /** Where the job's cache service is, `host[:port]`, if it has one. */
  cacheHost: string | undefined;
}

/** A configuration, and the input that it comes from. */
interface Source {
  input: string;
  config: TomlTable;
}

/** Reads it. A string where the user's configuration can't be used: what is wrong, and what to do. */
export async function readMachine(tools: ToolInputs): Promise<Machine | string> {
  const { env } = process;
  const cli = await readFile(join(dockerFolder(env), 'config.json'), 'utf8').catch(() => '');
  const proxies = [readProxies(env), parseCliProxies(cli, env.DOCKER_HOST ?? '')];
  // buildx takes options as arguments alone, which are printed.
  for (const one of [...proxies, ...findProxyOptions(tools.driverOpts)]) listProxySecrets(one).forEach(mask);

  const file = await readConfigFile(tools.buildkitdConfigFile, buildxFolder(env));
  if (typeof file === 'string') return file;
  const sources = [file, { input: 'buildkitd-config-inline', config: tools.buildkitdConfig ?? {} }];
  const problems = (await Promise.all(sources.map(checkCertificates))).flat();
  if (problems.length > 0) return problems.join('\n');
  const config = [...(await readCertsFolders(env)), ...sources.map(({ config }) => config)].reduce(mergeTables);
  const cacheHost = URL.parse(env.ACTIONS_RESULTS_URL ?? '')?.host;
  return { ...(await takeCertificates(config, await readAuthorities(env))), proxies, cacheHost };
}

/** Writes the configuration for buildx, which copies the certificates in it from this machine, and returns its path. */
export async function writeConfig(folder: string, { config, certificates }: BuilderSettings): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(certificates)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { mode: 0o600 });
  }
  const here = moveCertificates(parse(config), ({ path }) => join(folder, path.replace(CONFIG_FOLDER, '')));
  const path = join(folder, 'buildkitd.toml');
  await writeFile(path, stringify(here));
  return path;
}

/** The user's configuration file, or else the one that buildx has for all builders. */
async function readConfigFile(path: string, folder: string): Promise<Source | string> {
  const standard = join(folder, 'buildkitd.default.toml');
  const [input, text] = path
    ? [`buildkitd-config: ${JSON.stringify(path)}`, await readFile(path, 'utf8').catch((error: Error) => error)]
    : [standard, await readFile(standard, 'utf8').catch(() => '')];
  if (typeof text !== 'string') return `${input} can't be read; correct the path: ${text.message}`;
  const config = parseBuildkitdConfig(text);
  return typeof config === 'string' ? `${input} ${config}` : { input, config };
}

async function checkCertificates({ input, config }: Source): Promise<string[]> {
  const problems = listCertificates(config).map(async ({ registry, path }) => {
    const error = await readFile(path).then(
      () => undefined,
      (error: Error) => error,
    );
    return error
      ? [
          `${input}: the registry ${registry} has ${JSON.stringify(path)}, which can't be read; correct the path: ${error.message}`,
        ]
      : [];
  });
  return (await Promise.all(problems)).flat();
}

/** The configuration with the certificates as they will lie in the builder, and these. */
async function takeCertificates(
  config: TomlTable,
  authorities: string,
): Promise<Pick<Machine, 'config' | 'certificates'>> {
  const texts = new Map<string, string>();
  for (const { path } of listCertificates(config)) texts.set(path, await readFile(path, 'utf8'));
  const certificates: Record<string, string> = {};
  const moved = moveCertificates(config, (file: CertificateFile) => {
    const text = texts.get(file.path) ?? '';
    // In the builder's facts, as buildx tells them, it stands too.
    if (text.includes('PRIVATE KEY')) mask(text);
    const path = placeCertificate(file, text, certificates);
    certificates[path] = text;
    return CONFIG_FOLDER + path;
  });
  return authorities ? addAuthorities(moved, certificates, authorities) : { config: moved, certificates };
}
