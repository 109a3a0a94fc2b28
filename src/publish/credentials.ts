import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildxFolder, dockerFolder } from '../docker.ts';
import { CommandError, childEnv, run } from '../exec.ts';
import { mask } from '../runner.ts';
import type { Credentials } from './challenge.ts';
import {
  findCredentials,
  findHelper,
  listScopes,
  listSecrets,
  parseDockerConfig,
  parseHelperAnswer,
  serverOf,
} from './docker-config.ts';

// Milliseconds; a helper may ask a cloud for a token.
const TIMEOUT = 30_000;

/** The credentials that the docker CLI and buildx have of a repository, `acme/app`, of a registry; undefined where there are none. */
export async function readCredentials(registry: string, path: string): Promise<Credentials | undefined> {
  const env = childEnv();
  const read = (...parts: string[]) => readFile(join(...parts, 'config.json'), 'utf8').catch(() => undefined);
  const scoped = listScopes(registry, path).map((scope) => read(buildxFolder(env), 'config', scope));
  const texts = [...(await Promise.all(scoped)), env.DOCKER_AUTH_CONFIG, await read(dockerFolder(env))];
  for (const text of texts) {
    if (!text) continue;
    const config = parseDockerConfig(text);
    const helper = findHelper(config, registry);
    const found = (helper && (await askHelper(helper, registry))) || findCredentials(config, registry);
    if (!found) continue;
    listSecrets(found).forEach(mask);
    return found;
  }
  return undefined;
}

async function askHelper(name: string, registry: string): Promise<Credentials | undefined> {
  const command = { file: `docker-credential-${name}`, args: ['get'] };
  const text = await run(command, { input: serverOf(registry), secret: true, timeout: TIMEOUT }).catch(
    (error: unknown) => {
      // One that knows of none says so on its output, and fails.
      if (error instanceof CommandError && error.code !== undefined) return undefined;
      throw error;
    },
  );
  return text ? parseHelperAnswer(text) : undefined;
}
