import { attributeOf, type CacheEntry, withAttribute } from './entry.ts';
import { type CacheInputs, scopeOf } from './inputs.ts';
import { deriveScope, encodeScope, type ScopeFacts } from './scope.ts';
import type { Access } from './token.ts';

/** What a build takes from caches and gives to them. */
export interface CachePlan {
  importers: readonly CacheEntry[];
  /** Exporters that are part of the build. */
  during: readonly CacheEntry[];
  /** Exporters that wait until the image is published. */
  after: readonly CacheEntry[];
  /** Whether the contents of cache mounts are fetched before the build, and kept after it. */
  mounts: { fetch: boolean; keep: boolean };
  /** What is not had, and why. */
  remark: Remark | undefined;
}

/** Something to say of the cache, and how loud. */
export interface Remark {
  level: 'line' | 'notice' | 'warning';
  text: string;
}

/** A remark after another one: of one service that is down one warning is enough. */
export function quieten(remark: Remark, warned: boolean): Remark {
  return warned && remark.level === 'warning' ? { ...remark, level: 'line' } : remark;
}

/** What decides. */
export interface CacheFacts extends Omit<ScopeFacts, 'image'> {
  access: Access;
  noCache: boolean;
  /** Whether the next job finds the builder as this one leaves it. */
  lasting: boolean;
  /** The Dockerfile's text; undefined where it can't be read here. */
  dockerfile: string | undefined;
}

const NO_MOUNTS = { fetch: false, keep: false };
const NOTHING: CachePlan = { importers: [], during: [], after: [], mounts: NO_MOUNTS, remark: undefined };

/** The caches of a build: those that the inputs name, else the job's at GitHub Actions. */
export function planCache(inputs: CacheInputs, facts: CacheFacts): CachePlan {
  if (inputs.cache === 'off') return NOTHING;
  const named = inputs.from.length + inputs.to.length > 0;
  const asked = named || inputs.cache === 'gha';
  const { access, noCache, lasting } = facts;
  if (lasting && !asked)
    return {
      ...NOTHING,
      remark: { level: 'line', text: 'the builder lasts and keeps it; with cache: gha it is exported all the same' },
    };
  const { from, to } = named ? inputs : planStandard(inputs, facts);
  const service = access.kind === 'service';
  const carried = inputs.mounts.length > 0 && !lasting;
  // buildx speaks to version 1 where it is asked to.
  const passed = access.kind === 'old' && named;
  const may = (allowed: boolean) => (entry: CacheEntry) => !isOfJob(entry) || passed || allowed;
  const exporters = to.filter(may(service && access.writable !== undefined)).map(encode);
  const isDuring = ({ type }: CacheEntry) =>
    type === 'inline' || (inputs.export || (type === 'local' ? 'with-build' : 'after')) === 'with-build';
  const level = service
    ? access.readable.length > 0
      ? 'line'
      : 'notice'
    : asked || carried || access.kind === 'broken'
      ? 'warning'
      : 'notice';
  const concerned = (carried || ([...from, ...to].some(isOfJob) && !passed)) && access.why !== '';
  return {
    // No step would use it.
    importers: noCache ? [] : from.filter(may(service && access.readable.length > 0)).map(encode),
    during: exporters.filter(isDuring).map((entry) => tolerate(entry, inputs.required)),
    after: exporters.filter((entry) => !isDuring(entry)),
    mounts: {
      // A build without the cache begins by emptying them.
      fetch: carried && !noCache && service && access.readable.length > 0,
      keep: carried && service && access.writable !== undefined,
    },
    remark: concerned ? { level, text: access.why } : undefined,
  };
}

/** Whether it is the job's own cache at GitHub Actions, and not one that the entry says the place of. */
export function isOfJob(entry: CacheEntry): boolean {
  return (
    entry.type === 'gha' &&
    ['url', 'url_v2', 'token', 'version'].every((name) => attributeOf(entry, name) === undefined)
  );
}

function planStandard(inputs: CacheInputs, facts: CacheFacts): Pick<CacheInputs, 'from' | 'to'> {
  const entry: CacheEntry = { type: 'gha', attributes: [['scope', deriveScope({ ...facts, image: inputs.image })]] };
  // Of a single stage all steps are in the image.
  const stages = facts.dockerfile?.match(/^\s*FROM\s/gim)?.length;
  return { from: [entry], to: [withAttribute(entry, 'mode', stages === 1 ? 'min' : 'max')] };
}

function encode(entry: CacheEntry): CacheEntry {
  const scope = attributeOf(entry, 'scope');
  return entry.type !== 'gha' || scope === undefined || encodeScope(scope) === scope
    ? entry
    : withAttribute(entry, 'scope', encodeScope(scopeOf(entry)));
}

/** Has BuildKit go on where such an export fails. */
function tolerate(entry: CacheEntry, required: boolean): CacheEntry {
  const left = required || entry.type === 'inline' || attributeOf(entry, 'ignore-error') !== undefined;
  return left ? entry : withAttribute(entry, 'ignore-error', 'true');
}
