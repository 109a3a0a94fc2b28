import assert from 'node:assert/strict';
import test from 'node:test';
import { UNATTESTED } from '../../src/build/attest.ts';
import type { Destination } from '../../src/destination.ts';
import { planPlatforms } from '../../src/plan.ts';

const classic = { architecture: 'amd64', containerdStore: false, version: '28.0.4' };
const containerd = { architecture: 'arm64', containerdStore: true, version: '29.0.0' };
const nowhere: Destination = { publication: undefined, load: undefined, outputs: [], tags: [] };
const push = { ...nowhere, publication: { names: ['ghcr.io/a/b'], tags: [], attributes: [] } };
const both = ['linux/amd64', 'linux/arm64'];

const plans: [string, string[], Destination, typeof classic, object | RegExp][] = [
  ['default', [], push, classic, { platforms: both, loaded: [] }],
  ['default of a load', [], { ...nowhere, load: [] }, classic, { platforms: ['linux/amd64'], loaded: ['linux/amd64'] }],
  [
    'default of a load there',
    [],
    { ...nowhere, load: [] },
    containerd,
    { platforms: ['linux/arm64'], loaded: ['linux/arm64'] },
  ],
  [
    'load of another platform',
    ['linux/arm64'],
    { ...nowhere, load: [] },
    classic,
    { platforms: ['linux/arm64'], loaded: ['linux/arm64'] },
  ],
  [
    'the platform of the machine by that name',
    ['linux/arm64', 'local', 'linux/amd64'],
    push,
    classic,
    { platforms: ['linux/arm64', 'linux/amd64'], loaded: [] },
  ],
  ['load of several', both, { ...nowhere, load: [] }, containerd, { platforms: both, loaded: both }],
  [
    'load of several, classic',
    both,
    { ...nowhere, load: [] },
    classic,
    /^load: .*28\.0\.4.*linux\/amd64, linux\/arm64.*containerd image store$/,
  ],
  ['push and load', [], { ...push, load: [] }, containerd, { platforms: both, loaded: both }],
  ['push and load, classic', [], { ...push, load: [] }, classic, { platforms: both, loaded: ['linux/amd64'] }],
  [
    'push and load without its own, classic',
    ['linux/arm64', 'linux/s390x'],
    { ...push, load: [] },
    classic,
    /^load: .*add the engine's own, linux\/amd64/,
  ],
];
for (const [name, platforms, destination, host, expected] of plans)
  test(`planPlatforms: ${name}`, () => {
    const plan = planPlatforms({ platforms, destination, attests: [] }, host);
    if (expected instanceof RegExp) assert.match(plan as string, expected);
    else assert.deepEqual(plan, expected);
  });

for (const architecture of ['amd64', 'arm64', 'arm/v7', 's390x', 'riscv64']) {
  const own = `linux/${architecture}`;
  const platforms = [own, 'linux/ppc64le'];
  for (const [name, asked, destination, store, expected] of [
    ['publishes for both', [], push, classic, { platforms: both, loaded: [] }],
    ['loads its own', [], { ...nowhere, load: [] }, classic, { platforms: [own], loaded: [own] }],
    ['loads its own of several', platforms, { ...push, load: [] }, classic, { platforms, loaded: [own] }],
    ['loads all of several', platforms, { ...push, load: [] }, containerd, { platforms, loaded: platforms }],
  ] as const)
    test(`planPlatforms: ${architecture} ${name}`, () => {
      const plan = planPlatforms({ platforms: [...asked], destination, attests: [] }, { ...store, architecture });
      assert.deepEqual(plan, expected);
    });
}

test('planPlatforms: the classic image store keeps no attestations', () => {
  const inputs = {
    platforms: [],
    destination: { ...nowhere, load: [] },
    attests: [{ input: 'sbom', type: 'sbom', attributes: [] }],
  };
  assert.match(planPlatforms(inputs, classic) as string, /^sbom: .*keeps no attestations; leave sbom out/);
  assert.equal(typeof planPlatforms(inputs, containerd), 'object');
  assert.equal(typeof planPlatforms({ ...inputs, attests: UNATTESTED }, classic), 'object');
  assert.equal(typeof planPlatforms({ ...inputs, destination: { ...push, load: [] } }, classic), 'object');
});

test('planPlatforms: an exporter to the engine takes what load takes', () => {
  const inputs = { platforms: both, destination: { ...nowhere, outputs: ['type=docker,name=a'] }, attests: [] };
  assert.match(
    planPlatforms(inputs, classic) as string,
    /^outputs: type=docker goes to .*28\.0\.4.*one platform at a time/,
  );
  assert.equal(typeof planPlatforms(inputs, containerd), 'object');
  assert.equal(typeof planPlatforms({ ...inputs, platforms: ['linux/arm64'] }, classic), 'object');
  const file = { ...inputs, destination: { ...nowhere, outputs: ['type=docker,dest=a.tar'] } };
  assert.equal(typeof planPlatforms(file, classic), 'object');
});
