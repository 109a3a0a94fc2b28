import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { base64, canary, withoutMasks } from '../canaries.ts';
import { examples, makeContext } from '../lab.ts';
import { startBasicRegistry, startTokenRegistry } from '../private-registry.ts';
import { annotations, runStep } from '../step.ts';

const cwd = join(examples, 'static-site');
const platforms = 'linux/amd64,linux/arm64';
const password = canary();
const users = { me: password };
const auth = base64(`me:${password}`);
const imageAt = (host: string) => `${host}/credentials/${randomUUID()}`;

test('a token server: the credentials of the docker CLI, and no secret in the log', async (t) => {
  await using registry = await startTokenRegistry({ users });
  const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
  const env = { DOCKER_CONFIG: await makeContext(t, { 'config.json': config }), RUNNER_DEBUG: '1' };
  const image = imageAt(registry.host);
  await using step = await runStep({ image, tags: '1', push: 'true', platforms }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.ok(registry.scopes.includes(`repository:${image.slice(registry.host.length + 1)}:pull,push`));
  for (const secret of [password, auth, ...registry.tokens]) assert.ok(!withoutMasks(step.log).includes(secret));
});

test('a registry that wants name and password, which a credential helper has', async (t) => {
  await using registry = await startBasicRegistry({ users });
  const folder = await makeContext(t, {
    'config.json': JSON.stringify({ credHelpers: { [registry.host]: 'test' } }),
    'docker-credential-test': `#!/bin/sh\nread -r server\n[ "$server" = ${registry.host} ] && printf '{"Username":"me","Secret":"%s"}' ${password}\n`,
  });
  await chmod(join(folder, 'docker-credential-test'), 0o755);
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}`, RUNNER_DEBUG: '1' };
  await using step = await runStep({ image: imageAt(registry.host), tags: '1', push: 'true', platforms }, { cwd, env });
  assert.equal(step.code, 0, step.log);
  assert.ok(!withoutMasks(step.log).includes(password));
});

test('credentials that buildx has for one repository alone count there before those of the inputs', async (t) => {
  await using registry = await startTokenRegistry({ users });
  const image = imageAt(registry.host);
  const folder = await makeContext(t, {});
  const scope = join(folder, 'config', `${image}@push`);
  await mkdir(scope, { recursive: true });
  await writeFile(join(scope, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const env = { BUILDX_CONFIG: folder };
  const inputs = { image, tags: '1', push: 'true', platforms: 'linux/amd64', username: 'me', password: 'wrong' };
  await using step = await runStep(inputs, { cwd, env });
  assert.equal(step.code, 0, step.log);
  await writeFile(
    join(scope, 'config.json'),
    JSON.stringify({ auths: { [registry.host]: { auth: base64('me:no') } } }),
  );
  await using refused = await runStep({ ...inputs, password }, { cwd, env });
  assert.match(annotations(refused, 'error')[0] ?? '', /the credentials of the docker CLI/);
});
