import assert from 'node:assert/strict';
import test from 'node:test';
import { builderContainer, deriveBuilderName, parseInspect, planCreate } from '../../src/setup/builder.ts';

const settings = { image: 'docker.io/moby/buildkit@sha256:0', driverOpts: [], loopback: false, config: 'debug = true' };

test('planCreate: plain', () => {
  assert.deepEqual(planCreate('b', settings, '/x'), [
    ...['create', '--bootstrap', '--name', 'b', '--driver', 'docker-container'],
    ...['--driver-opt=image=docker.io/moby/buildkit@sha256:0', '--driver-opt=provenance-add-gha=false'],
    '--buildkitd-config=/x',
  ]);
});

test('planCreate: loopback, configuration, and options of the user over ours', () => {
  const driverOpts = ['env.NO_PROXY=a,"b"', 'network=host=x', 'provenance-add-gha=true', '-x=$(id)'];
  assert.deepEqual(planCreate('b', { ...settings, driverOpts, loopback: true }, '/x').slice(6), [
    '--driver-opt=image=docker.io/moby/buildkit@sha256:0',
    '--driver-opt=provenance-add-gha=true',
    '--driver-opt=network=host=x',
    '--driver-opt="env.NO_PROXY=a,""b"""',
    '--driver-opt=-x=$(id)',
    '--buildkitd-config=/x',
  ]);
});

test('deriveBuilderName: the same for the same settings, another for others, fit for a container', () => {
  const name = deriveBuilderName(settings);
  assert.match(name, /^multiarch-build-[0-9a-f]{12}$/);
  assert.equal(deriveBuilderName({ ...settings }), name);
  for (const change of [{ driverOpts: ['a=b'] }, { loopback: true }, { config: '' }, { image: 'x' }])
    assert.notEqual(deriveBuilderName({ ...settings, ...change }), name);
});

test('builderContainer: buildx lowers names', () => {
  assert.deepEqual(builderContainer('My_Builder'), {
    container: 'buildx_buildkit_my_builder0',
    volume: 'buildx_buildkit_my_builder0_state',
  });
});

// What buildx v0.37.1 prints, shortened; the first node's line without platforms is buildx v0.11's.
const inspected = `Name:          farm
Driver:        docker-container
Last Activity: 2026-11-24 22:12:14 +0000 UTC

Nodes:
Name:      farm0
Endpoint:  tcp://127.0.0.1:1
Status:    inactive
Platforms: 

Name:                  farm1
Endpoint:              unix:///var/run/docker.sock
Driver Options:        image="moby/buildkit:v0.33.1" network="host" env.X="Platforms: linux/s390x"
Status:                running
BuildKit daemon flags: --allow-insecure-entitlement=network.host
BuildKit version:      v0.33.1
Platforms:             linux/amd64*, linux/amd64/v2, linux/386, linux/arm/v7, windows(10.0.20348)/amd64
Labels:
 org.mobyproject.buildkit.worker.executor:         oci
GC Policy rule#0:
 All:            false
File#buildkitd.toml:
 > debug = true
 > Driver: none

Name:             farm2
Status:           running
BuildKit version: v0.32.0
Platforms:        linux/arm64*, linux/amd64, solaris/sparc
`;

test('parseInspect: several nodes', () => {
  const platforms = ['linux/amd64', 'linux/amd64/v2', 'linux/386', 'linux/arm/v7', 'windows(10.0.20348)/amd64'];
  const expected = {
    driver: 'docker-container',
    nodes: 3,
    version: 'v0.33.1',
    platforms: [...platforms, 'linux/arm64'],
  };
  assert.deepEqual(parseInspect(inspected), expected);
});

test('parseInspect: nothing known', () => {
  assert.deepEqual(parseInspect('Name:   x\nDriver: \n\nNodes:\nPlatforms:\nLabels:\n'), {
    driver: '',
    nodes: 0,
    platforms: [],
    version: '',
  });
});
