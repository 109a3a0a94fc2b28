import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { askRegistry, assertNothingLeft, examples, isSecondRound, lab, run } from '../lab.ts';
import { annotations, runStep } from '../step.ts';

const variables = (target: string, variant: string, running: string) =>
  [
    `TARGETPLATFORM=linux/${target}${variant && `/${variant}`}\nTARGETOS=linux\nTARGETARCH=${target}\nTARGETVARIANT=${variant}`,
    `BUILDPLATFORM=linux/${process.arch === 'x64' ? 'amd64' : process.arch}\nBUILDOS=linux`,
    `BUILDARCH=${process.arch === 'x64' ? 'amd64' : process.arch}\nBUILDVARIANT=\nrunning on linux/${running}`,
  ].join('\n');

const cases: { example: string; command?: string[]; prints: Record<string, string>; slow?: true }[] = [
  {
    example: 'emulated',
    prints: {
      'linux/amd64': 'x86_64',
      'linux/arm64': 'aarch64',
      'linux/arm/v7': 'armv7l',
      'linux/riscv64': 'riscv64',
      'linux/s390x': 's390x',
    },
  },
  {
    example: 'cross-compiled',
    slow: true,
    prints: {
      'linux/amd64': variables('amd64', '', 'amd64'),
      'linux/arm64': variables('arm64', '', 'arm64'),
      'linux/arm/v7': variables('arm', 'v7', 'arm'),
      'linux/riscv64': variables('riscv64', '', 'riscv64'),
    },
  },
  {
    example: 'static-site',
    command: ['grep', '-o', 'every platform', '/site/index.html'],
    prints: { 'linux/amd64': 'every platform', 'linux/arm64': 'every platform', 'linux/s390x': 'every platform' },
  },
  { example: 'debian', slow: true, prints: { 'linux/amd64': 'Hello, world!', 'linux/arm64': 'Hello, world!' } },
];

for (const { example, command = [], prints } of cases.filter(({ slow }) => !slow || !isSecondRound()))
  test(`examples/${example} is published, and runs on every platform`, async () => {
    const repository = `examples/${example}`;
    const name = `${lab.registry}/${repository}`;
    const platforms = Object.keys(prints);
    await using step = await runStep(
      { image: name, tags: 'one\ntwo', push: 'true', platforms: platforms.join(',') },
      { cwd: join(examples, example) },
    );
    assert.equal(step.code, 0, step.log);
    assert.deepEqual(annotations(step, 'warning'), []);

    const { outputs } = step;
    const { digest = '' } = outputs;
    for (const reference of ['one', 'two', digest])
      assert.deepEqual(await askRegistry(repository, reference), { status: 200, digest });
    assert.equal(outputs.image, `${name}@${digest}`);
    assert.equal(outputs.tags, `${name}:one\n${name}:two`);
    const digests = JSON.parse(outputs.platforms ?? '{}') as Record<string, string>;
    assert.deepEqual(Object.keys(digests), platforms);
    for (const text of [digest, ...platforms, ...Object.values(digests)]) {
      assert.ok(step.summary.includes(text), `${text} is in the summary`);
      assert.ok(step.log.includes(text), `${text} is in the log`);
    }

    const post = await step.post();
    assert.equal(post.code, 0, post.log);
    await assertNothingLeft(step);

    for (const [platform, expected] of Object.entries(prints)) {
      const image = `${name}@${digests[platform]}`;
      assert.equal(
        await run('docker', 'run', '--rm', '--network=none', '--platform', platform, image, ...command),
        expected,
      );
      await run('docker', 'image', 'rm', image);
    }
  });
