import assert from 'node:assert/strict';
import test from 'node:test';
import { parseInspect, parseStart } from '../../src/setup/facts.ts';

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
 > 
 > Driver: none
File#certs/r.test/ca.pem:
 > PEM

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
    files: { 'buildkitd.toml': 'debug = true\n\nDriver: none\n', 'certs/r.test/ca.pem': 'PEM\n' },
  };
  assert.deepEqual(parseInspect(inspected), expected);
});

test('parseInspect: nothing known', () => {
  assert.deepEqual(parseInspect('Name:   x\nDriver: \n\nNodes:\nPlatforms:\nLabels:\n'), {
    driver: '',
    nodes: 0,
    platforms: [],
    version: '',
    files: {},
  });
});

test('parseStart: what BuildKit v0.33.1 logs as it finds its worker', () => {
  const line =
    'time="2026-11-25T01:52:09Z" level=info msg="found worker \\"o3f\\", labels=map[a:b c:[d]], platforms=[linux/amd64 linux/amd64/v2 linux/arm64 linux/386]"';
  assert.deepEqual(parseStart(`x\n${line}\ny`), ['linux/amd64', 'linux/amd64/v2', 'linux/arm64', 'linux/386']);
  assert.deepEqual(parseStart('running server on'), []);
});
