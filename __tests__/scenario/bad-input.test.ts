import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { assertNothingLeft, examples, makeContext } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const name = 'ghcr.io/acme/app';
const cases: [string, Record<string, string>, RegExp[]][] = [
  [
    'an unknown platform',
    { platforms: 'linux/adm64' },
    [/^platforms: "linux\/adm64" is no platform.*write linux\/amd64$/],
  ],
  [
    'a context that is not there',
    { context: './nowhere' },
    [/^context: "\.\/nowhere" is no folder.*actions\/checkout/],
  ],
  [
    'a Dockerfile that is not there',
    { file: 'Containerfile' },
    [/^file: "Containerfile" is no file.*actions\/checkout/],
  ],
  [
    'a context without a Dockerfile',
    { context: '..' },
    [/^file: there is no Dockerfile in the context "\.\.".*actions\/checkout/],
  ],
  ['push without a name', { push: 'true' }, [/^push: there is no name to publish under; set image/]],
  [
    'an upper-case name',
    { image: 'ghcr.io/Acme/App' },
    [/^image: "ghcr\.io\/Acme\/App" has upper-case letters.*lower case only/],
  ],
  ['an invalid tag', { image: name, tags: '-x' }, [/^tags: "-x" /]],
  [
    'rules that make no tags',
    {
      image: name,
      tags: 'type=semvr,pattern={{version}}\ntype=ref,event=brnch\ntype=raw,value={{brnach}}\ntype=match,pattern=[\ntype=sha,formt=long',
      flavor: 'latest=maybe',
      annotations: 'indx:a=1',
    },
    [
      /^tags: "type=semvr,.*" has type=semvr, which there is not; write type=semver$/,
      /^tags: "type=ref,event=brnch" has event=brnch; write event=branch$/,
      /^tags: "type=raw,.*" has \{\{brnach\}\}, .*; write branch$/,
      /^tags: "type=match,.*" has no regular expression; correct it: /,
      /^tags: "type=sha,formt=long" has formt, which is no attribute; write format$/,
      /^flavor: "latest=maybe" has latest=maybe; write latest=auto, latest=true or latest=false$/,
      /^annotations: "indx:a=1" has "indx", which is no level; write index$/,
    ],
  ],
  [
    'rules without an image',
    { tags: 'type=sha', flavor: 'latest=true' },
    [/^tags: .*set image$/, /^flavor: .*set image$/],
  ],
  ['a name with a tag', { image: `${name}:1` }, [/^image: "ghcr\.io\/acme\/app:1" has a tag/]],
  [
    'an attestation that is none',
    { provenance: 'max' },
    [/^provenance: "max" is no such attestation; write true, false or mode=max$/],
  ],
  ['neither true nor false', { push: 'yes' }, [/^push: "yes" is neither true nor false/]],
  [
    'a tool image without a digest',
    { 'buildkit-image': 'acme/buildkit:latest' },
    [
      /^buildkit-image: "acme\/buildkit:latest" is no image with a digest, .*; write acme\/buildkit:latest@sha256:… with the digest that "docker buildx imagetools inspect acme\/buildkit:latest" shows$/,
    ],
  ],
  ['a buildx without a hash', { 'buildx-version': 'v0.99.0' }, [/^buildx-version: "v0\.99\.0" is not the pinned/]],
  [
    'a toolchain document that is not there',
    { toolchain: 'nowhere.json' },
    [/^toolchain: "nowhere\.json" can't be read/],
  ],
  [
    'configuration that is not TOML',
    { 'buildkitd-config-inline': '[registry' },
    [/^buildkitd-config-inline: is not TOML/],
  ],
  [
    'a configuration file that is not there',
    { 'buildkitd-config': 'nowhere.toml' },
    [/^buildkitd-config: "nowhere\.toml" can't be read; correct the path: /],
  ],
  [
    'a configuration file that is not TOML',
    { 'buildkitd-config': 'Dockerfile' },
    [/^buildkitd-config: "Dockerfile" is not TOML; correct line \d+: /],
  ],
  [
    'configuration with a certificate that is not there',
    { 'buildkitd-config-inline': '[registry."r.test"]\nca = ["nowhere.pem"]' },
    [/^buildkitd-config-inline: the registry r\.test has "nowhere\.pem", which can't be read; correct the path: /],
  ],
  [
    'a driver option without a value',
    { 'driver-opts': 'network' },
    [/^driver-opts: "network" is no name=value; write one/],
  ],
  [
    'everything at once',
    { platforms: 'linux/adm64\nlinux/arm64', push: 'yes', image: 'Acme', tags: 'a b', context: '/nowhere' },
    [/^platforms: /, /^push: /, /^image: /, /^tags: /, /^context: /],
  ],
];

for (const [what, inputs, expected] of cases)
  test(`bad input: ${what}`, async () => {
    // Where there is no network device, nothing can ask the network.
    const through = process.getuid?.() === 0 ? ['unshare', '--net'] : [];
    await using step = await runStep(inputs, { cwd: join(examples, 'emulated'), through });
    assert.equal(step.code, 1);
    const [error = '', ...more] = annotations(step, 'error');
    assert.deepEqual(more, []);
    const problems = error.split('\n');
    for (const pattern of expected)
      assert.ok(
        problems.some((line) => pattern.test(line)),
        `${pattern} in ${error}`,
      );
    assert.equal(problems.length, expected.length, error);
    assert.deepEqual(step.outputs, {});
    assert.ok(!step.state.undo?.includes('"builder"'));
    await step.post();
    await assertNothingLeft(step);
  });

test('a misspelt input is a warning with a suggestion', async (t) => {
  const context = await makeContext(t, {});
  await using step = await runStep({ platform: 'linux/amd64', version: 'latest', contxt: '.' }, { cwd: context });
  assert.deepEqual(annotations(step, 'warning').sort(), [
    'contxt: there is no such input, and nothing was done with it; write context',
    'platform: there is no such input, and nothing was done with it; write platforms',
    'version: there is no such input, and nothing was done with it; write buildx-version',
  ]);
});
