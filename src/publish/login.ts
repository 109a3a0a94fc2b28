import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildxFolder, dockerFolder } from '../docker.ts';
import { childEnv, shareEnv } from '../exec.ts';
import { mask } from '../runner.ts';
import { readCredentials } from './credentials.ts';
import { listSecrets, mergeDockerConfig } from './docker-config.ts';
import type { LoginInputs } from './login-inputs.ts';

/**
 * Gives the credentials of the inputs to this step's children, in a configuration of the docker CLI of their own in `folder`.
 * Whatever else the user has there they have too; the user's own files stay as they are.
 */
export async function logIn({ logins, fallback }: LoginInputs, folder: string): Promise<void> {
  // A helper that fails is somebody's choice all the same.
  const present = fallback && (await readCredentials(fallback.registry, '').catch(() => true));
  const tokens = fallback && !present ? [fallback] : [];
  const all = [...logins, ...tokens];
  if (all.length === 0) return;
  // The runner hides its own token, but not what is made of it.
  const isHidden = (form: string) => tokens.some(({ password }) => password === form);
  for (const form of all.flatMap(listSecrets)) if (!isHidden(form)) mask(form);

  const env = childEnv();
  const user = dockerFolder(env);
  const own = join(folder, 'docker');
  await mkdir(own, { mode: 0o700 });
  const text = await readFile(join(user, 'config.json'), 'utf8').catch(() => '');
  const config = mergeDockerConfig(text, env.DOCKER_AUTH_CONFIG ?? '', all);
  await writeFile(join(own, 'config.json'), config, { mode: 0o600 });
  // Contexts, plug-ins, the engine's certificates. Hidden files are buildx's own, and made anew.
  const names = (await readdir(user).catch(() => [])).filter((name) => name !== 'config.json' && !name.startsWith('.'));
  for (const name of names) await symlink(join(user, name), join(own, name));
  shareEnv({
    DOCKER_CONFIG: own,
    BUILDX_CONFIG: buildxFolder(env),
    DOCKER_AUTH_CONFIG: '',
  });
}
