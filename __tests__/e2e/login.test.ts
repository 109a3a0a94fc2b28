import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { assertNowhere, base64, canary, readAttestations, readTree, toldBy, watchArguments } from '../canaries.ts';
import { askRegistry, assertNothingLeft, lab, makeContext, run } from '../lab.ts';
import { startBasicRegistry, startTokenRegistry } from '../private-registry.ts';
import { annotations, runStep } from '../step.ts';

/** A configuration of the docker CLI with a helper for every registry, which has credentials for one. */
async function makeUser(t: TestContext, host: string, user: string, password: string) {
  const folder = await makeContext(t, {
    'docker-credential-mine': `#!/bin/sh\nread -r server\n[ "$server" = ${host} ] && printf '{"Username":"%s","Secret":"%s"}' ${user} ${password} && exit\nprintf '{"Username":"stale","Secret":"stale"}'\n`,
  });
  await chmod(join(folder, 'docker-credential-mine'), 0o755);
  const config = join(folder, 'docker');
  await mkdir(config);
  await writeFile(join(config, 'config.json'), JSON.stringify({ credsStore: 'mine', aliases: { builder: 'buildx' } }));
  return { config, env: { DOCKER_CONFIG: config, PATH: `${folder}:${process.env.PATH}` } };
}

test('name and password for the image, others for tools and bases, and nobody else gets to know them', async (t) => {
  const [mine, toolsPassword, basesPassword] = [`${canary()}"'\n ü€\\ ${canary()}`, canary(), canary()];
  await using target = await startTokenRegistry({ users: { me: mine } });
  await using tools = await startBasicRegistry({ users: { fetcher: toolsPassword } });
  await using bases = await startBasicRegistry({ users: { reader: basesPassword } });
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  toolchain.buildkit.sources = [`${tools.host}/moby/buildkit`];
  const reference = `${tools.host}/moby/buildkit@${toolchain.buildkit.digest}`;
  t.after(() => run('docker', 'rmi', reference));
  const context = await makeContext(t, {
    Dockerfile: `FROM ${bases.host}/library/busybox\nCOPY Dockerfile /\n`,
    'toolchain.json': JSON.stringify(toolchain),
  });
  const { config, env } = await makeUser(t, bases.host, 'reader', basesPassword);
  const before = await readTree(config);
  const temp = await makeContext(t, {});
  const image = `${target.host}/login/${randomUUID()}`;
  const inputs = {
    ...{ image, tags: '1', push: 'true', platforms: 'linux/amd64', provenance: 'mode=max' },
    ...{ username: 'me', password: mine, toolchain: join(context, 'toolchain.json') },
    'registry-auth': `- registry: ${tools.host}\n  username: fetcher\n  password: ${toolsPassword}\n`,
  };
  const more = {
    RUNNER_DEBUG: '1',
    RUNNER_TEMP: temp,
    DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [tools.host]: { auth: base64('x:y') } } }),
  };
  const modes: number[] = [];
  const onLine = async () => {
    for (const name of await readdir(temp))
      for (const path of ['docker', 'docker/config.json'])
        modes.push(((await stat(join(temp, name, path)).catch(() => undefined))?.mode ?? 0o600) & 0o177);
  };
  const { result, seen } = await watchArguments(runStep(inputs, { cwd: context, env: { ...env, ...more }, onLine }));
  await using step = result;
  assert.equal(step.code, 0, step.log);
  assert.match(step.log, new RegExp(`${reference}: pulled`));
  assert.ok(modes.length > 0 && modes.every((mode) => (mode & 0o077) === 0), 'nobody else may read them');
  const { digest } = await askRegistry(image.slice(target.host.length + 1), '1');
  assert.equal(digest, step.outputs.digest);

  // The builder is for later steps, with what the user has.
  const dockerfile = await makeContext(t, { Dockerfile: `FROM ${bases.host}/library/busybox\nRUN true\n` });
  const later = ['docker', 'buildx', 'build', `--builder=${step.outputs.builder}`, '--no-cache', dockerfile];
  await run('env', ...Object.entries(env).map((pair) => pair.join('=')), ...later);
  const inspect = ['container', 'inspect', `buildx_buildkit_${step.outputs.builder}0`];
  const container = await run('docker', ...inspect);

  const attestations = await readAttestations(step, `Bearer ${target.tokens.at(-1)}`);
  assert.match(attestations, /slsa/);
  const posted = await step.post();
  await assertNothingLeft(step);
  const places = {
    ...toldBy(step, posted),
    arguments: seen.join('\n'),
    provenance: attestations,
    builder: container,
    'files that are left': Object.values(await readTree(temp)).join('\n'),
  };
  const secrets = [mine, toolsPassword, basesPassword];
  assertNowhere(places, [...secrets, ...target.tokens]);
  assert.match(seen.join('\n'), /buildx\0build/, 'arguments were seen');

  const after = await readTree(config);
  for (const [path, text] of Object.entries(before)) assert.equal(after[path], text, path);
  assertNowhere({ 'the configuration of the user': JSON.stringify(after) }, secrets);
});

test('an input wins over DOCKER_AUTH_CONFIG, and that over the file', async (t) => {
  const [mine, other] = [canary(), canary()];
  await using registry = await startBasicRegistry({ users: { me: mine } });
  await using there = await startBasicRegistry({ users: { me: other } });
  const auth = base64('me:stale');
  const file = { auths: { [registry.host]: { auth }, [there.host]: { auth } } };
  const variable = { auths: { [registry.host]: { auth }, [there.host]: { auth: base64(`me:${other}`) } } };
  const env = {
    DOCKER_CONFIG: await makeContext(t, { 'config.json': JSON.stringify(file) }),
    DOCKER_AUTH_CONFIG: JSON.stringify(variable),
  };
  const context = await makeContext(t, { Dockerfile: `FROM ${there.host}/library/busybox\nCOPY Dockerfile /\n` });
  const image = `${registry.host}/login/${randomUUID()}`;
  const inputs = { image, tags: '1', push: 'true', platforms: 'linux/amd64', username: 'me', password: mine };
  await using step = await runStep(inputs, { cwd: context, env });
  assert.equal(step.code, 0, step.log);
});

/** The configuration that buildx finds in a step with these inputs, and how it looks besides. */
async function recordConfig(t: TestContext, inputs: Record<string, string>, config: object) {
  const toolchain = JSON.parse(await readFile(lab.toolchain, 'utf8'));
  const [asset = ''] = Object.keys(toolchain.buildx.assets);
  const folder = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const program = `#!/bin/sh\ncp "$DOCKER_CONFIG/config.json" ${folder}/found\nls "$DOCKER_CONFIG" "$DOCKER_CONFIG/contexts" >${folder}/list\nenv >${folder}/env\nexec ${lab.buildx} "$@"\n`;
  toolchain.buildx.assets = { [asset]: createHash('sha256').update(program).digest('hex') };
  toolchain.buildx.sources = [`file://${folder}/buildx`];
  await writeFile(join(folder, 'buildx'), program);
  await writeFile(join(folder, 'toolchain.json'), JSON.stringify(toolchain));
  const docker = await makeContext(t, { 'config.json': JSON.stringify(config), 'ca.pem': 'x' });
  await mkdir(join(docker, 'contexts/meta'), { recursive: true });
  const all = { toolchain: join(folder, 'toolchain.json'), platforms: 'linux/amd64', ...inputs };
  await using step = await runStep(all, { cwd: folder, env: { DOCKER_CONFIG: docker } });
  assert.equal(step.code, 0, step.log);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return { docker, found: JSON.parse(await read('found')), list: await read('list'), env: await read('env') };
}

test("the job's own token is for ghcr.io, where nobody else is logged in", async (t) => {
  const token = canary();
  const user = { auths: { 'r.test': { auth: base64('me:there') } }, currentContext: 'default' };
  const { docker, found, list, env } = await recordConfig(t, { 'github-token': token }, user);
  assert.deepEqual(found, {
    ...user,
    auths: { ...user.auths, 'ghcr.io': { auth: base64(`lab:${token}`) } },
    credHelpers: { 'ghcr.io': '' },
  });
  assert.match(list, /^ca\.pem$.*^contexts$.*^meta$/ms);
  assert.match(env, new RegExp(`^BUILDX_CONFIG=${docker}/buildx$`, 'm'));
  assert.ok(!env.includes(token), 'children have no inputs');
});

test('ghcr.io with credentials that are there, and no input: the configuration of the user as it is', async (t) => {
  const user = { auths: { 'ghcr.io': { auth: base64('me:there') } } };
  const { docker, found, env } = await recordConfig(t, { 'github-token': canary() }, user);
  assert.deepEqual(found, user);
  assert.match(env, new RegExp(`^DOCKER_CONFIG=${docker}$`, 'm'));
});

test('without secrets, as in a run for a fork: built, with a notice', async (t) => {
  const cwd = await makeContext(t, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const inputs = { image: 'ghcr.io/acme/app', push: 'auto', platforms: 'linux/amd64', username: 'me', password: '' };
  await using step = await runStep(inputs, {
    cwd,
    env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/1/merge' },
  });
  assert.equal(step.code, 0, step.log);
  assert.match(annotations(step, 'notice').join('\n'), /^push: auto: pull_request .*builds without publishing/m);
  assert.match(annotations(step, 'notice').join('\n'), /^password: is empty/m);
});
