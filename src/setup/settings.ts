import { stringify } from 'smol-toml';
import { attributeOf } from '../cache/entry.ts';
import { splitPair } from '../list.ts';
import { isLoopback, registryOf } from '../publish/reference.ts';
import type { Step } from '../step.ts';
import type { BuilderSettings } from './builder.ts';
import { listMirrorHosts, planBuildkitdConfig, planBuildkitdFlags } from './buildkitd.ts';
import { AUTHORITIES, CONFIG_FOLDER } from './certificates.ts';
import { listProxyHosts, planProxyOptions, selectProxies } from './proxy.ts';

/** The settings of the builder that a step creates: what the engine, this machine and the user say, in this order. */
export function planSettings({
  inputs,
  host,
  tools,
  machine,
  context,
  buildContexts,
}: Omit<Step, 'found'>): BuilderSettings {
  const { driverOpts, buildkitdFlags } = inputs.tools;
  const proxies = selectProxies([...machine.proxies, host.proxies]);
  // Go trusts what stands there beside the certificates of the builder's own system.
  const trust = AUTHORITIES in machine.certificates ? [`env.SSL_CERT_FILE=${CONFIG_FOLDER}${AUTHORITIES}`] : [];
  const targets = inputs.destination.publication?.names ?? [];
  const caches = [...inputs.cache.from, ...inputs.cache.to].flatMap((entry) => attributeOf(entry, 'ref') ?? []);
  const names = [...targets, ...tools.buildkit.sources, ...(tools.scanner?.sources ?? []), ...caches];
  const cacheHosts = machine.cacheHost && inputs.cache.cache !== 'off' ? [machine.cacheHost] : [];
  const sources = [context, ...buildContexts.map((named) => splitPair(named)[1])].flatMap(
    (text) => URL.parse(text)?.host ?? [],
  );
  const registries = [...names.map(registryOf), ...sources];
  const config = planBuildkitdConfig(host, machine.config, registries);
  const hosts = [...registries, ...listMirrorHosts(config), ...listProxyHosts(proxies), ...cacheHosts];
  return {
    driverOpts: mergeOptions([...planProxyOptions(proxies), ...trust], driverOpts),
    loopback: hosts.some(isLoopback),
    config: stringify(config),
    certificates: machine.certificates,
    flags: planBuildkitdFlags(buildkitdFlags, config),
  };
}

/** Our options and then the user's, which replace ours of the same name; of a variable in any case, as programs read both. */
function mergeOptions(ours: readonly string[], users: readonly string[]): string[] {
  const name = (option: string) => splitPair(option)[0].toLowerCase();
  const replaced = new Set(users.map(name));
  return [...ours.filter((option) => !replaced.has(name(option))), ...users];
}
