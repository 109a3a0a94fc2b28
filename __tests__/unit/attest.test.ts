import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseGenerator, findGenerator, planAttests, readAttests } from '../../src/build/attest.ts';
import { readInputs } from '../../src/inputs.ts';
import { eventOf } from '../events.ts';
import { NOW } from '../metadata.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const pinned = `docker.io/docker/scanner@${digest}`;
const own = `ghcr.io/acme/scanner:1@${digest}`;
const MIN = 'type=provenance,mode=min';
const MAX = 'type=provenance,mode=max';
const scan = (...attributes: string[]) => ['type=sbom', `generator=${pinned}`, ...attributes].join(',');

type Given = { provenance?: string; sbom?: string; attests?: string[] };
const readAll = (given: Given, complain = assert.fail as (input: string, problem: string) => void) =>
  readAttests({ provenance: '', sbom: '', attests: [], ...given }, complain);

const planned: [Given, string[]][] = [
  [{}, []],
  [{ provenance: 'true' }, [MIN]],
  [{ provenance: 'false' }, ['type=provenance,disabled=true']],
  [{ provenance: 'mode=max' }, [MAX]],
  [
    { provenance: 'builder-id=https://acme.test/1,reproducible=true' },
    [`${MIN},builder-id=https://acme.test/1,reproducible=true`],
  ],
  [{ provenance: 'version=v0.2,mode=max' }, [`${MAX},version=v0.2`]],
  [{ sbom: 'true' }, [scan()]],
  [{ sbom: 'T' }, [scan()]],
  [{ sbom: 'false' }, ['type=sbom,disabled=true']],
  [{ sbom: `generator=${own}` }, [scan()]],
  [{ sbom: `generator=${own},SELECT_CATALOGERS=os` }, [scan('SELECT_CATALOGERS=os')]],
  [{ provenance: 'true', sbom: 'true' }, [MIN, scan()]],
  [{ attests: ['type=provenance', 'type=sbom'] }, [MIN, scan()]],
  [{ attests: [MAX, 'type=sbom,"X=a,b"'] }, [MAX, `type=sbom,generator=${pinned},"X=a,b"`]],
  [{ attests: ['type=sbom,disabled=true'] }, ['type=sbom,disabled=true']],
  [{ attests: ['type=sbom,disabled=false'] }, [scan()]],
  [
    { provenance: 'false', sbom: 'false', attests: [MAX, 'type=sbom'] },
    ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
  ],
  [{ attests: [MAX, 'type=provenance,mode=min'] }, [MAX]],
];
for (const [given, expected] of planned)
  test(`attestations of ${JSON.stringify(given)}`, () => {
    const attests = chooseGenerator(readAll(given), pinned);
    assert.deepEqual(
      planAttests(attests),
      expected.map((attest) => `--attest=${attest}`),
    );
  });

const refused: [Given, string][] = [
  [{ provenance: 'max' }, 'provenance: "max" is no such attestation; write true, false or mode=max'],
  [{ provenance: 'mode=most' }, 'provenance: "mode=most" is no such attestation; write true, false or mode=max'],
  [{ sbom: 'yes' }, 'sbom: "yes" is no such attestation; write true, false or generator=name@sha256:…'],
  [{ sbom: 'generator=' }, 'sbom: "generator=" is no such attestation; write true, false or generator=name@sha256:…'],
  [{ attests: ['sbom'] }, 'attests: "sbom" is no such attestation; write type=provenance,mode=max or type=sbom'],
  [
    { attests: ['type=vex'] },
    'attests: "type=vex" is no such attestation; write type=provenance,mode=max or type=sbom',
  ],
  [
    { attests: ['type=sbom,disabled=no'] },
    'attests: "type=sbom,disabled=no" is no such attestation; write type=provenance,mode=max or type=sbom',
  ],
];
for (const [given, expected] of refused)
  test(`no attestation: ${JSON.stringify(given)}`, () => {
    const problems: string[] = [];
    readAll(given, (input, problem) => problems.push(`${input}: ${problem}`));
    assert.deepEqual(problems, [expected]);
  });

for (const [given, expected] of [
  [{}, undefined],
  [{ sbom: 'false' }, undefined],
  [{ provenance: 'mode=max' }, undefined],
  [{ sbom: 'true' }, { input: 'sbom', image: '' }],
  [{ attests: ['type=sbom'] }, { input: 'attests', image: '' }],
  [{ sbom: `generator=${own}` }, { input: 'sbom', image: own }],
  [{ sbom: 'false', attests: [`type=sbom,generator=${own}`] }, undefined],
] as [Given, object | undefined][])
  test(`who lists packages: ${JSON.stringify(given)}`, () => assert.deepEqual(findGenerator(readAll(given)), expected));

for (const [given, problem] of [
  [{ 'INPUT_BUILD-ARGS': 'BUILDKIT_ATTEST_SBOM=' }, /^build-args: "BUILDKIT_ATTEST_SBOM=" is for attestations; write/],
  [{ INPUT_SBOM: 'generator=A/B' }, /^sbom: "A\/B" is no image with a digest; write name@sha256:/],
] as const)
  test(`a scanner that nothing is known of: ${JSON.stringify(given)}`, () => {
    const { problems } = readInputs(given, eventOf('nothing'), NOW);
    assert.match(problems.join('\n'), problem);
  });

test('a build that is asked something makes no attestations', () => {
  const { inputs, problems } = readInputs({ INPUT_CALL: 'check', INPUT_SBOM: 'true' }, eventOf('nothing'), NOW);
  assert.deepEqual([problems, inputs.attests, inputs.tools.scanner], [[], [], undefined]);
});
