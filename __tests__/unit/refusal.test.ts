import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'smol-toml';
import { explainRefusal } from '../../src/setup/refusal.ts';

const nothing = { driverOpts: [] as string[], flags: '', inline: '', file: '' };
const explain = (said: string, changes: Partial<typeof nothing>) => {
  const { driverOpts, flags, inline, file } = { ...nothing, ...changes };
  const given = {
    ...{ driverOpts, buildkitdFlags: flags, buildkitdConfigFile: file && '/buildkitd.toml' },
    buildkitdConfig: inline ? parse(inline) : undefined,
  };
  return explainRefusal(said, given, parse(`${file}\n${inline}`));
};

const boot = 'failed to initialize builder b (b0): ';
const engine = 'Error response from daemon: ';
const toml = 'failed to parse config: toml: cannot decode TOML string into struct field ';
const driverOpts = ['env.A=b', 'memory=abc', 'memory-swap=2g', 'netwrk=host'];
const inline = '[worker.oci]\nenabled = "perhaps"\nmax-parallelism = "x"\n';
// As buildx v0.37.1, Docker 20.10 and BuildKit v0.33.1 say it.
for (const [said, changes, expected] of [
  [`${boot}invalid size: 'abc'`, { driverOpts }, 'driver-opts: "memory=abc"'],
  [`${boot}invalid driver option netwrk for docker-container driver`, { driverOpts }, 'driver-opts: "netwrk=host"'],
  [
    `${boot}invalid driver option other for docker-container driver`,
    { driverOpts },
    driverOpts
      .map((text) => JSON.stringify(text))
      .join(' or ')
      .replace(/^/, 'driver-opts: '),
  ],
  [
    `${boot}strconv.ParseInt: parsing "x": invalid syntax`,
    { driverOpts: ['cpu-quota=x'] },
    'driver-opts: "cpu-quota=x"',
  ],
  [`${engine}Minimum memory limit allowed is 6MB`, { driverOpts: ['memory=1'] }, 'driver-opts: "memory=1"'],
  [`${engine}network nope not found`, { driverOpts: ['network=nope', 'memory=1g'] }, 'driver-opts: "network=nope"'],
  [`${engine}something else`, {}, undefined],
  [
    'failed to parse buildkit flags: EOF found when expecting closing quote',
    { flags: '--root "a' },
    'buildkitd-flags: "--root" or "\\"a"',
  ],
  ['Incorrect Usage: flag provided but not defined: -nope\n', { flags: '--debug --nope' }, 'buildkitd-flags: "--nope"'],
  [
    'x\nIncorrect Usage: invalid value "perhaps" for flag -debug: parse error',
    { flags: '--debug=perhaps' },
    'buildkitd-flags: "--debug=perhaps"',
  ],
  [
    'buildkitd: unknown snapshotter name: "none-such"',
    { flags: '--oci-worker-snapshotter=none-such' },
    'buildkitd-flags: "--oci-worker-snapshotter=none-such"',
  ],
  [
    'buildkitd: unknown snapshotter name: "none-such"',
    { inline: '[worker.oci]\nsnapshotter = "none-such"' },
    'buildkitd-config-inline: "snapshotter = \\"none-such\\""',
  ],
  [
    'buildkitd: unknown snapshotter name: "none-such"',
    { file: '[worker.oci]\nsnapshotter = "none-such"', flags: '--debug' },
    'buildkitd-config: "snapshotter = \\"none-such\\""',
  ],
  [
    'buildkitd: invalid entitlement : nope',
    { inline: 'insecure-entitlements = ["network.host", "nope"]' },
    'buildkitd-config-inline: "insecure-entitlements = [\\"network.host\\",\\"nope\\"]"',
  ],
  ['buildkitd: mkdir /var/lib/buildkit: no space left on device', { flags: '--debug', inline }, undefined],
  [
    `${toml}config.OCIConfig.Enabled of type bool`,
    { inline, file: 'debug = true' },
    'buildkitd-config-inline: "enabled = \\"perhaps\\""',
  ],
  [
    `${toml}config.OCIConfig.MaxParallelism of type int`,
    { inline },
    'buildkitd-config-inline: "max-parallelism = \\"x\\""',
  ],
  [
    `${toml}config.RegistryConfig.KeyPairs of type config.TLSKeyPair`,
    { file: '[registry.r]\nkeypair = [1]' },
    'buildkitd-config: what stands there',
  ],
  ['BuildKit ended', { flags: '--debug', inline, driverOpts }, undefined],
] as const)
  test(`explainRefusal: ${said.trim()} of ${JSON.stringify(changes)}`, () => {
    const text = explain(said, changes as object);
    const reason = said
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^.*?(?:: (?=toml)|\): |daemon: |flags: (?=EOF)|Usage: |buildkitd: )/, '');
    assert.equal(text, expected && `${expected} was refused; correct it, or leave it out: ${reason}`);
  });
