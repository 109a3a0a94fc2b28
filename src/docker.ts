import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Environment variables that tell the docker CLI and buildx which engine they speak to, and where they keep what they know. */
export const DOCKER_VARIABLES = [
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_API_VERSION'],
  ...['DOCKER_CONFIG', 'BUILDX_CONFIG', 'HOME'],
];

/** The folder of the docker CLI's configuration. */
export function dockerFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.DOCKER_CONFIG || join(homedir(), '.docker'));
}

/** The folder of buildx's list of builders. https://github.com/docker/buildx/blob/v0.37.1/util/confutil/config.go */
export function buildxFolder(env: NodeJS.ProcessEnv): string {
  return env.BUILDX_CONFIG || join(dockerFolder(env), 'buildx');
}
