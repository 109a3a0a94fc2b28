import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError, run } from '../exec.ts';
import { mask } from '../runner.ts';
import type { Credentials } from './challenge.ts';
import { findCredentials, findHelper, parseDockerConfig, parseHelperAnswer, serverOf } from './docker-config.ts';

// Milliseconds; a helper may ask a cloud for a token.
const TIMEOUT = 30_000;

/** The credentials that the docker CLI has of a registry; undefined where it has none. */
export async function readCredentials(registry: string): Promise<Credentials | undefined> {
  const path = join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
  const texts = [process.env.DOCKER_AUTH_CONFIG, await readFile(path, 'utf8').catch(() => undefined)];
  for (const text of texts) {
    if (!text) continue;
    const config = parseDockerConfig(text);
    const helper = findHelper(config, registry);
    const found = (helper && (await askHelper(helper, registry))) || findCredentials(config, registry);
    if (found) return remember(found);
  }
  return undefined;
}

async function askHelper(name: string, registry: string): Promise<Credentials | undefined> {
  const command = { file: `docker-credential-${name}`, args: ['get'] };
  const text = await run(command, { input: serverOf(registry), secret: true, timeout: TIMEOUT }).catch(
    (error: unknown) => {
      // One that knows of none says so on its output, and fails.
      if (error instanceof CommandError && !error.missing) return undefined;
      throw error;
    },
  );
  return text ? parseHelperAnswer(text) : undefined;
}

function remember(credentials: Credentials): Credentials {
  for (const [name, value] of Object.entries(credentials)) if (name !== 'username' && value) mask(value);
  return credentials;
}
