import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PATIENCE } from '../backoff.ts';
import { all } from '../concurrent.ts';
import { cancelled, ignoreFailure } from '../exec.ts';
import { retry } from '../retry.ts';
import { notice, print, warning } from '../runner.ts';
import { type Builder, inspectBuilder } from '../setup/boot.ts';
import type { Step } from '../step.ts';
import type { CacheEntry } from './entry.ts';
import { listKeys, listWritten, type WrittenIndex } from './indexes.ts';
import { type CachePlan, isOfJob, planCache, type Remark } from './plan.ts';
import { checkIndex, findIndex, type StoredIndex } from './service.ts';
import { readAccess, type ServiceAccess } from './token.ts';

/** The caches of this build, as they were found. */
export interface Cache extends Omit<CachePlan, 'remark'> {
  /** The indexes that the job's own exporters write, as the service will be asked for them. */
  indexes: readonly WrittenIndex[];
  /** Whether there has been a warning of them. */
  warned: boolean;
}

// Milliseconds for all that is asked of the service; set-up takes as long.
const TIMEOUT = 5000;
const HASTE = { ...PATIENCE, attempts: 3, total: 3000 };

/** Plans the caches of a step and finds out whether the service is there for it. Throws only where `cache-required` says so. */
export async function openCache(step: Step): Promise<Cache> {
  const { inputs } = step;
  const { cleanup, keepState } = inputs.tools;
  const access = readAccess(process.env, Date.now());
  const { remark, ...plan } = planCache(inputs.cache, {
    ...{ context: inputs.context, file: inputs.file, target: inputs.target, workspace: process.cwd() },
    ...{ access, noCache: inputs.noCache, lasting: keepState || !cleanup, dockerfile: await readDockerfile(step) },
  });
  if (remark) tell(remark, inputs.cache.required);
  if (access.kind !== 'service') return { ...plan, indexes: [], warned: false };
  try {
    const found = await findIndexes(access, plan);
    const written = listWritten(plan, access).map((index) => ({
      ...index,
      before: found.get(index.prefix)?.key ?? '',
    }));
    // What has nothing can't fail the build either.
    const isThere = (entry: CacheEntry) => listKeys(entry, access.readable).some((key) => found.get(key));
    return {
      ...plan,
      importers: plan.importers.filter((entry) => !isOfJob(entry) || isThere(entry)),
      indexes: written,
      warned: false,
    };
  } catch (error) {
    cancelled.throwIfAborted();
    const text = `the service is not used, since it does not answer as it should; the build takes longer: ${reasonOf(error)}`;
    tell({ level: 'warning', text }, inputs.cache.required);
    const others = (entries: readonly CacheEntry[]) => entries.filter((entry) => !isOfJob(entry));
    return {
      ...{ importers: others(plan.importers), during: others(plan.during), after: others(plan.after) },
      ...{ mounts: { fetch: false, keep: false }, indexes: [], warned: false },
    };
  }
}

/** What of it a builder can do that was there before: the engine's own exports only where it has containerd's image store. */
export async function fitCache(cache: Cache, builder: Builder, { inputs, host }: Step): Promise<Cache> {
  const others = [...cache.during, ...cache.after].filter(({ type }) => type !== 'inline');
  if (!inputs.tools.builder || others.length === 0 || host.containerdStore) return cache;
  const facts = await inspectBuilder(builder).catch(ignoreFailure);
  if (facts?.driver !== 'docker') return cache;
  const asked = inputs.cache.to.length > 0 || inputs.cache.cache === 'gha';
  const text = `nothing is exported, since the builder ${builder.name} has the driver docker, which can't; leave builder (or BUILDX_BUILDER) out`;
  tell({ level: asked ? 'warning' : 'line', text }, inputs.cache.required);
  return { ...cache, during: cache.during.filter(({ type }) => type === 'inline'), after: [], indexes: [] };
}

/** Says something of the cache; where it is required, a warning is an error. */
export function tell({ level, text }: Remark, required: boolean, subject = 'cache'): void {
  const line = `${subject}: ${text}`;
  if (level === 'warning' && required) throw new Error(`${line}. With cache-required, that is an error`);
  ({ line: print, notice, warning })[level](line);
}

/** Why a request to the service failed. */
export function reasonOf(error: unknown): string {
  if (['AbortError', 'TimeoutError'].includes((error as Error).name)) return 'no answer in time';
  // Node tries all addresses of a name, and says nothing of its own when all fail.
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : (error as Error).message;
}

/** The newest index under each key that the plan is about, as far as the service has one. */
async function findIndexes(
  access: ServiceAccess,
  plan: Pick<CachePlan, 'importers' | 'during' | 'after'>,
): Promise<Map<string, StoredIndex | undefined>> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(TIMEOUT)]);
  const read = plan.importers.flatMap((entry) => listKeys(entry, access.readable));
  const keys = new Set([...read, ...listWritten(plan, access).map(({ prefix }) => prefix)]);
  const find = (key: string) => retry(`cache: ${key}`, () => findIndex(access, key, signal), { patience: HASTE });
  const found = new Map(await all([...keys].map(async (key) => [key, await find(key)] as const)));
  const [index] = [...found.values()].filter((index) => index !== undefined);
  if (index) await retry(`cache: ${index.key}`, () => checkIndex(index, signal), { patience: HASTE });
  return found;
}

/** The text of the Dockerfile; undefined where it can't be read here. */
export async function readDockerfile({ file, context }: Step): Promise<string | undefined> {
  const paths = file ? [file] : ['Dockerfile', 'dockerfile'].map((name) => join(context, name));
  // A context that is a URL has files of its own.
  const texts = await Promise.all(
    paths.filter(isAbsolute).map((path) => readFile(path, 'utf8').catch(() => undefined)),
  );
  return texts.find((text) => text !== undefined);
}
