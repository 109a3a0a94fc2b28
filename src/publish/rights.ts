import { PATIENCE } from '../backoff.ts';
import { all } from '../concurrent.ts';
import { cancel, cancelled } from '../exec.ts';
import { HttpError } from '../http.ts';
import { retry } from '../retry.ts';
import { notice, print } from '../runner.ts';
import { readRegistrySettings } from '../setup/buildkitd.ts';
import { planSettings } from '../setup/settings.ts';
import type { Step } from '../step.ts';
import { readCredentials } from './credentials.ts';
import type { LoginInputs } from './login-inputs.ts';
import { type ImageName, registryOf } from './reference.ts';
import { openRepository, REFUSALS } from './registry.ts';
import { explainRefusal, type Refusal } from './remedy.ts';

// Nothing is lost where a registry does not answer, but the time.
const HASTE = { ...PATIENCE, attempts: 2, total: 5000 };
/** Milliseconds for one request. */
const TIMEOUT = 10_000;

/**
 * Asks the registries whether every name may be pushed to. Throws with all that may not, and stops what runs beside it. A
 * registry that can't tell is no reason not to build.
 */
export async function checkRights(step: Step): Promise<void> {
  const { publication, login } = { ...step.inputs.destination, ...step.inputs };
  if (!publication) return;
  const { config, certificates } = planSettings(step);
  const files = { ...certificates, 'buildkitd.toml': config };
  const refusals = await all(publication.names.map((name) => checkName(name, files, login)));
  const problems = refusals.filter((refusal) => refusal !== undefined).map(explainRefusal);
  if (problems.length === 0) return;
  cancel(problems.join('\n'));
  cancelled.throwIfAborted();
}

async function checkName(
  name: ImageName,
  files: Readonly<Record<string, string>>,
  login: LoginInputs,
): Promise<Refusal | undefined> {
  const registry = registryOf(name);
  const repository = openRepository(name, readRegistrySettings(files, registry), TIMEOUT);
  try {
    await retry(name, () => repository.tryPush(), { patience: HASTE });
    print(`${name} may be pushed to`);
    return undefined;
  } catch (error) {
    cancelled.throwIfAborted();
    const reason = (error as Error).message;
    if (error instanceof HttpError && REFUSALS.includes(error.status))
      return { name, status: error.status, reason, from: await findSource(name, login) };
    notice(`push: ${registry} can't tell before the build whether ${name} may be pushed to: ${reason}`);
    return undefined;
  }
}

/** Where the credentials for a name come from. */
async function findSource(name: ImageName, { logins, fallback }: LoginInputs): Promise<Refusal['from']> {
  const registry = registryOf(name);
  const found = await readCredentials(registry, name.slice(registry.length + 1)).catch(() => undefined);
  if (!found) return undefined;
  const given = [...logins, ...(fallback ? [fallback] : [])].find((login) => login.registry === registry);
  return given && 'password' in found && found.password === given.password ? given.input : 'docker';
}
