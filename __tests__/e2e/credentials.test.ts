import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { examples, makeContext } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { annotations, runStep } from '../step.ts';

const cwd = join(examples, 'static-site');
const platforms = 'linux/amd64,linux/arm64';
const password = `canary-${randomUUID()}`;
const basic = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

/** A registry that lets in whoever has a token, and gives one to the user `me`. */
async function startTokenRegistry() {
  const token = randomUUID();
  const scopes: string[] = [];
  const registry = await startRegistry(({ path, authorization }, response) => {
    if (authorization === `Bearer ${token}`) return false;
    if (path.startsWith('/token') && authorization === basic) {
      scopes.push(new URL(path, 'http://x').searchParams.get('scope') ?? '');
      response.end(JSON.stringify({ token }));
      return true;
    }
    const challenge = `Bearer realm="http://${registry.host}/token",service="test"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    return true;
  });
  return Object.assign(registry, { token, scopes });
}

test('a token server: the credentials of the docker CLI, and no secret in the log', async (t) => {
  await using registry = await startTokenRegistry();
  const auth = Buffer.from(`me:${password}`).toString('base64');
  const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
  const env = { DOCKER_CONFIG: await makeContext(t, { 'config.json': config }), RUNNER_DEBUG: '1' };
  const image = `${registry.host}/credentials/${randomUUID()}`;
  await using step = await runStep({ image, tags: '1', push: 'true', platforms }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.ok(registry.scopes.includes(`repository:${image.slice(registry.host.length + 1)}:pull,push`));
  const secrets = [password, registry.token, auth];
  for (const secret of secrets) assert.ok(!step.log.replaceAll(/^::add-mask::.*$/gm, '').includes(secret));
});

test('a registry that wants name and password, which a credential helper has', async (t) => {
  await using registry = await startRegistry(({ authorization }, response) => {
    if (authorization === basic) return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    return true;
  });
  const folder = await makeContext(t, {
    'config.json': JSON.stringify({ credHelpers: { [registry.host]: 'test' } }),
    'docker-credential-test': `#!/bin/sh\nread -r server\n[ "$server" = ${registry.host} ] && printf '{"Username":"me","Secret":"%s"}' ${password}\n`,
  });
  await chmod(join(folder, 'docker-credential-test'), 0o755);
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}`, RUNNER_DEBUG: '1' };
  const image = `${registry.host}/credentials/${randomUUID()}`;
  await using step = await runStep({ image, tags: '1', push: 'true', platforms }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.ok(!step.log.replaceAll(/^::add-mask::.*$/gm, '').includes(password));
});

test('no credentials: what the registry said, and no tag', async () => {
  await using registry = await startTokenRegistry();
  const image = `${registry.host}/credentials/${randomUUID()}`;
  await using step = await runStep({ image, tags: '1', push: 'true', platforms }, { cwd });
  assert.equal(step.code, 1);
  assert.match(annotations(step, 'error')[0] ?? '', /^build: .*401 Unauthorized/);
});
