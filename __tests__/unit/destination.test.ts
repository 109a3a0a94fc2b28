import assert from 'node:assert/strict';
import test from 'node:test';
import { type DestinationInputs, parseDestination } from '../../src/destination.ts';

const nothing = {
  ...{ image: [], references: [], made: { tags: [], latest: undefined }, tagged: false },
  ...{ outputs: [], push: false, load: false, repository: 'Acme/App' },
};

function read(given: Partial<DestinationInputs>) {
  const problems: string[] = [];
  const notes: string[] = [];
  const destination = parseDestination(
    { ...nothing, ...given },
    (input, problem) => problems.push(`${input}: ${problem}`),
    (input, note) => notes.push(`${input}: ${note}`),
  );
  return { destination, problems, notes };
}

const app = 'ghcr.io/acme/app';
const tag = (name: string, tag: string) => ({ name, tag });
const made = (...tags: string[]) => ({ made: { tags, latest: undefined }, tagged: true });

for (const [title, given, expected] of [
  ['nowhere', {}, { publication: undefined, load: undefined, outputs: [], tags: [] }],
  [
    'names without a tag',
    { push: true, image: [app] },
    { publication: { names: [app], tags: [], attributes: [] }, load: undefined },
  ],
  [
    'tags go on every image, full references and repeated ones once',
    { push: true, image: [app, 'acme/app'], ...made('1', 'latest'), references: [`${app}:1`, 'r.io/x:2'] },
    {
      publication: {
        names: [app, 'docker.io/acme/app', 'r.io/x'],
        tags: [
          ...[tag(app, '1'), tag(app, 'latest'), tag('docker.io/acme/app', '1')],
          ...[tag('docker.io/acme/app', 'latest'), tag('r.io/x', '2')],
        ],
        attributes: [],
      },
    },
  ],
  [
    'tags are known where nothing is published',
    { image: [app], ...made('1') },
    { publication: undefined, tags: [tag(app, '1')] },
  ],
  ['a reference without tag is latest', { push: true, references: [app] }, { tags: [tag(app, 'latest')] }],
  ['load under the tags', { load: true, references: ['app:1'] }, { load: [tag('docker.io/library/app', '1')] }],
  ['load under image and a tag of it', { load: true, image: [app], ...made('1') }, { load: [tag(app, '1')] }],
  ['load under a bare name', { load: true, references: ['app'] }, { load: [tag('docker.io/library/app', 'latest')] }],
  [
    'a bare name where nothing is published',
    { references: ['app'] },
    { publication: undefined, tags: [tag('docker.io/library/app', 'latest')] },
  ],
  ['load under the image', { load: true, image: [app] }, { load: [tag(app, 'latest')] }],
  ['load without a name', { load: true }, { load: [], publication: undefined }],
  [
    'tags are the name of what exporters make of an image',
    {
      references: ['app:1', 'r.io/x:2'],
      outputs: ['type=docker,dest=x.tar,name=y', 'type=oci,dest=y', 'type=local,dest=z'],
    },
    {
      publication: undefined,
      outputs: [
        'type=docker,dest=x.tar,"name=docker.io/library/app:1,r.io/x:2"',
        'type=oci,dest=y,"name=docker.io/library/app:1,r.io/x:2"',
        'type=local,dest=z',
      ],
    },
  ],
  [
    'tags win over the name of an output that pushes',
    { references: ['r.io/x:2'], tagged: true, outputs: ['type=image,name=r.io/y:1,push=true'] },
    { publication: { names: ['r.io/x'], tags: [tag('r.io/x', '2')], attributes: [] }, tags: [tag('r.io/x', '2')] },
  ],
  [
    'other outputs pass through',
    {
      outputs: [
        'type=local,dest=out',
        './dir',
        'type=oci,"dest=a,b.tar"',
        'type=image,push=false,name=x',
        'type=docker',
      ],
    },
    {
      publication: undefined,
      outputs: [
        ...['type=local,dest=out', 'type=local,dest=./dir', 'type=oci,"dest=a,b.tar"'],
        ...['type=image,push=false,name=x', 'type=docker'],
      ],
    },
  ],
  [
    'outputs that push are published, with what else they say',
    { outputs: ['type=image,"name=r.io/a:1,r.io/b",push=true,compression=zstd,oci-mediatypes=true', 'type=cacheonly'] },
    {
      publication: {
        names: ['r.io/a', 'r.io/b'],
        tags: [tag('r.io/a', '1'), tag('r.io/b', 'latest')],
        attributes: [
          ['compression', 'zstd'],
          ['oci-mediatypes', 'true'],
        ],
      },
      outputs: ['type=cacheonly'],
    },
  ],
  ...[
    'type=registry,name=r.io/a:1',
    'type=registry,push=false,name=r.io/a:1',
    'Type=image, PUSH =true,name=r.io/a:1',
    ...['1', 't', 'TRUE', ''].map((yes) => `type=image,push=${yes},name=r.io/a:1`),
    'type=image,push=false,push=true,name=r.io/a:1',
  ].map(
    (output) =>
      [
        `${output} pushes`,
        { outputs: [output] },
        { publication: { names: ['r.io/a'], tags: [tag('r.io/a', '1')], attributes: [] }, outputs: [] },
      ] as const,
  ),
  [
    'an output that pushes several images alike',
    { outputs: ['type=registry,name=r.io/a:1,compression=zstd', 'type=registry,name=r.io/b:1,compression=zstd'] },
    { publication: { names: ['r.io/a', 'r.io/b'], attributes: [['compression', 'zstd']] } },
  ],
  [
    'the name of an output is no bare tag',
    { image: [app], outputs: ['type=registry,name=web'] },
    { publication: { names: [app, 'docker.io/library/web'], tags: [tag('docker.io/library/web', 'latest')] } },
  ],
  [
    'an output by digest moves no tag',
    {
      image: [app],
      ...made('1'),
      tagged: false,
      outputs: ['type=image,push-by-digest=true,name-canonical=true,push=true'],
    },
    { publication: { names: [app], tags: [], attributes: [] } },
  ],
  [
    'push is said of an output of type image, whose attributes the published image gets',
    {
      push: true,
      image: [app],
      ...made('1'),
      outputs: ['type=image,name=target,push=false,compression=zstd', './out'],
    },
    {
      publication: { names: [app], tags: [tag(app, '1')], attributes: [['compression', 'zstd']] },
      outputs: ['type=local,dest=./out'],
    },
  ],
  [
    'an output may push what image and tags name',
    { image: [app], ...made('1'), outputs: ['type=registry'] },
    { publication: { names: [app], tags: [tag(app, '1')], attributes: [] } },
  ],
] as const satisfies readonly (readonly [string, Partial<DestinationInputs>, object])[])
  test(title, () => {
    const { destination, problems } = read(given);
    assert.deepEqual(problems, []);
    assert.partialDeepStrictEqual(destination, expected);
  });

for (const [given, problem] of [
  [{ push: true }, 'push: there is no name to publish under; set image, such as ghcr.io/acme/app'],
  [{ outputs: ['type=registry,name=A'] }, /^outputs: "A" has upper-case letters/],
  [{ outputs: ['type=registry'] }, /^outputs: there is no name to publish under/],
  [{ push: true, references: ['1.2'] }, 'tags: "1.2" is a tag with no name before it; write name:tag, or set image'],
  [{ push: true, load: true, references: ['app'] }, /^tags: "app" is a tag with no name before it/],
  [{ outputs: ['type=registry'], references: ['app'] }, /^tags: "app" is a tag with no name before it/],
  [{ push: true, image: [`${app}:1`] }, `image: "${app}:1" has a tag; write the name alone, and the tag in tags`],
  [
    { push: true, image: ['ghcr.io/Other/app'] },
    /^image: "ghcr.io\/Other\/app" has upper-case letters; .*; write it as/,
  ],
  [{ image: ['Other/app'] }, /^image: "Other\/app" has upper-case letters; .*; write it as registry\/name$/],
  [
    { push: true, image: [app], references: ['-1'] },
    /^tags: "-1" has the part "-1"; .*; write it as registry\/name:tag/,
  ],
  [{ push: true, image: [app], references: [`${app}:a+b`] }, /^tags: ".*:a\+b" has the tag "a\+b"; /],
  [
    { image: [app], ...made('1'), outputs: ['type=image,push=true,push-by-digest=1'] },
    /^tags: an output has push-by-digest, which publishes no tags/,
  ],
  [
    { push: true, image: [app], ...made('1'), outputs: ['type=image,push-by-digest=true'] },
    /^tags: an output has push-by-digest, which publishes no tags/,
  ],
  [{ outputs: ['dest=x'] }, 'outputs: "dest=x" has no type; write type=local,dest=… or the like'],
  [{ outputs: ['type=tar'] }, 'outputs: "type=tar" has no dest, so it would be written into the log; write dest=path'],
  [{ outputs: ['type=docker,dest=-'] }, /^outputs: "type=docker,dest=-" has no dest/],
  [{ outputs: ['-'] }, /^outputs: "-" has no dest/],
  [
    { outputs: ['type=registry,name=r.io/a,compression=zstd', 'type=registry,name=r.io/b'] },
    /^outputs: those that push differ in more than their names/,
  ],
] as const satisfies readonly (readonly [Partial<DestinationInputs>, string | RegExp])[])
  test(`${JSON.stringify(given).slice(0, 90)} is wrong`, () => {
    const { problems } = read(given);
    assert.equal(problems.length, 1, problems.join('\n'));
    if (typeof problem === 'string') assert.equal(problems[0], problem);
    else assert.match(problems[0] ?? '', problem);
  });

for (const [text, expected] of [
  ['ghcr.io/Acme/App', 'ghcr.io/acme/app'],
  ['ghcr.io/Acme/App/Sub', undefined],
  ['ghcr.io/Acme/App/sub', 'ghcr.io/acme/app/sub'],
  ['ghcr.io/Acme/App-web', 'ghcr.io/acme/app-web'],
  ['ghcr.io/Acme/other', 'ghcr.io/acme/other'],
  ['ghcr.io/Acme/Other', undefined],
  ['Acme/App', 'docker.io/acme/app'],
] as const)
  test(`the repository's own name: ${text}`, () => {
    const { destination, problems, notes } = read({ push: true, image: [text] });
    if (expected === undefined) return assert.match(problems.join('\n'), /has upper-case letters/);
    assert.deepEqual([destination.publication?.names, problems], [[expected], []]);
    assert.match(notes.join('\n'), /^image: ".*" is the repository's name; registries take it as ".*"$/);
  });

test('a tag that only moves forward, and the same asked for by name', () => {
  const release = { tag: 'latest', version: '1.2.3', prefix: '', suffix: '', source: '' };
  const given = { push: true, image: [app, 'r.io/x'], made: { tags: ['1.2.3', 'latest'], latest: release } };
  assert.deepEqual(read({ ...given, references: ['r.io/x:latest'] }).destination.publication?.tags, [
    ...[tag(app, '1.2.3'), { ...tag(app, 'latest'), release }],
    ...[tag('r.io/x', '1.2.3'), tag('r.io/x', 'latest')],
  ]);
});

test('a name in lower case is worth no note, nor is a repository that is not known', () => {
  assert.deepEqual(read({ image: [app], repository: 'acme/app' }).notes, []);
  assert.deepEqual(read({ image: [app], repository: '' }).notes, []);
});

for (const [given, said] of [
  [{ references: ['r.io/x'] }, []],
  [{ references: ['r.io/x:2'] }, [/^tags: an output has push-by-digest, so that none of them is moved/]],
] as const)
  test(`by digest alone, under the names of tags: ${JSON.stringify(given)}`, () => {
    const outputs = ['type=image,push-by-digest=true,name-canonical=true,push=true'];
    const { destination, problems, notes } = read({ ...given, tagged: true, outputs });
    assert.deepEqual(problems, []);
    assert.deepEqual(destination.publication, { names: ['r.io/x'], tags: [], attributes: [] });
    assert.equal(notes.length, said.length);
    for (const [index, note] of said.entries()) assert.match(notes[index] ?? '', note);
  });
