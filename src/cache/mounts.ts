import { parseAttributes, splitPair } from '../list.ts';
import { nearest, type Platform } from '../platform.ts';

/** A cache mount as BuildKit tells it from others: by its id, and by who owns it. */
export interface Mount {
  id: string;
  /** `uid=1000`, `mode=0755`, … */
  options: readonly string[];
  sharing: Sharing;
}

/** What BuildKit does for a step that wants a mount which another one has: gives it to both, has it wait, or makes a new one. */
export type Sharing = 'shared' | 'locked' | 'private';

/** What the variables of a Dockerfile depend on. */
export interface MountFacts {
  platforms: readonly Platform[];
  /** What the builder's machine runs by itself. */
  native: Platform;
  /** `NAME=value`, or `NAME` alone for what the environment has. */
  buildArgs: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

type Values = ReadonlyMap<string, string>;

const OPTIONS = ['uid', 'gid', 'mode'];
const LISTED = 5;

/**
 * The cache mounts that are meant by ids or target paths, which stand as they are in the Dockerfile, or with a platform's values
 * in place of its variables; problems are what can't be carried, and why. Of a Dockerfile that is not here, they are ids.
 */
export function selectMounts(
  asked: readonly string[],
  dockerfile: string | undefined,
  facts: MountFacts,
): { mounts: Mount[]; problems: string[] } {
  if (dockerfile === undefined) return takeForIds(asked, facts);
  const declared = parseMounts(dockerfile);
  const values = facts.platforms.map((platform) => listValues(platform, dockerfile, facts));
  const mounts = new Map<string, Mount>();
  const problems = new Set<string>();
  for (const name of asked) {
    const meant = declared.flatMap((mount) =>
      values.filter((values) => namesOf(mount, values).includes(clean(name))).map((values) => ({ mount, values })),
    );
    if (meant.length === 0) problems.add(explainUnknown(name, declared));
    for (const { mount, values } of meant) {
      const id = expand(idOf(mount), values);
      const options = OPTIONS.flatMap((option) =>
        option in mount ? [`${option}=${expand(mount[option], values)}`] : [],
      );
      const why = explainObstacle(mount, id, options);
      if (why !== undefined) problems.add(`${JSON.stringify(name)} ${why}`);
      else mounts.set([id, ...options].join('\n'), { id: id as string, options, sharing: readSharing(mount, values) });
    }
  }
  return { mounts: [...mounts.values()], problems: [...problems] };
}

function takeForIds(asked: readonly string[], facts: MountFacts): { mounts: Mount[]; problems: string[] } {
  const values = facts.platforms.map((platform) => listValues(platform, '', facts));
  const ids = asked.flatMap((name) => values.map((values) => expand(name, values) ?? name));
  return { mounts: [...new Set(ids)].map((id) => ({ id, options: [], sharing: 'shared' })), problems: [] };
}

/** The attributes of each `RUN --mount=type=cache,…`, as they are written. */
function parseMounts(dockerfile: string): Record<string, string>[] {
  const text = dockerfile.replaceAll(/^\s*#.*$/gm, '');
  const flags = text.matchAll(/\s--mount=((?:"[^"\n]*"|[^\s"])+)/g);
  return Array.from(flags, ([, flag = '']): Record<string, string> => {
    const pairs = parseAttributes(flag).map(([name, value]) => [name.toLowerCase(), value] as const);
    const { dst, destination, ...attributes } = Object.fromEntries(pairs);
    return { target: dst ?? destination ?? '', ...attributes };
  }).filter(({ type }) => type?.toLowerCase() === 'cache');
}

/** BuildKit's own choice where there is no id. */
function idOf({ id, target }: Record<string, string>): string {
  return id || clean(target ?? '');
}

/** BuildKit's own choice where there is none. */
function readSharing({ sharing }: Record<string, string>, values: Values): Sharing {
  const text = expand(sharing, values)?.toLowerCase();
  return text === 'locked' || text === 'private' ? text : 'shared';
}

function namesOf(mount: Record<string, string>, values: Values): (string | undefined)[] {
  const written = [idOf(mount), clean(mount.target ?? '')];
  return [...written, ...written.map((text) => expand(text, values))];
}

function clean(path: string): string {
  return path.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '');
}

/** What the variables of a platform are, and those that the Dockerfile gives a value or the build was given one for. */
function listValues(platform: Platform, dockerfile: string, { native, buildArgs, env }: MountFacts): Values {
  const values = new Map([...describe('BUILD', native), ...describe('TARGET', platform)]);
  const given = new Map(buildArgs.map((arg) => (arg.includes('=') ? splitPair(arg) : [arg, env[arg] ?? ''])));
  for (const [, kind = '', line = ''] of dockerfile.matchAll(/^\s*(ARG|ENV)\s+(.+)$/gim))
    for (const word of line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []) {
      const [name, standard] = splitPair(word.replaceAll('"', ''));
      const value = (/arg/i.test(kind) ? given.get(name) : undefined) ?? expand(standard, values);
      if (value === undefined) values.delete(name);
      else if (word.includes('=') || !values.has(name)) values.set(name, value);
    }
  return values;
}

function describe(prefix: string, platform: Platform): [string, string][] {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant],
  ];
}

/** The text with values for its variables; undefined where one has none here. */
function expand(text: string | undefined, values: Values): string | undefined {
  let known = true;
  const expanded = text?.replaceAll(/\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g, (_, plain, braced, standard) => {
    const value = values.get(plain ?? braced) || standard || values.get(plain ?? braced);
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? expanded : undefined;
}

function explainUnknown(name: string, declared: readonly Record<string, string>[]): string {
  const ids = [...new Set(declared.map(idOf))];
  const meant = nearest(name, ids);
  const advice = meant
    ? `write ${meant}`
    : ids.length > 0
      ? `write ${ids.slice(0, LISTED).join(', ')}${ids.length > LISTED ? ', …' : ''}`
      : 'it has none; remove it';
  return `${JSON.stringify(name)} is neither id nor target of a RUN --mount=type=cache in the Dockerfile; ${advice}`;
}

/** Why a mount can't be had by another build; undefined where it can. */
function explainObstacle(
  { from, source, src }: Record<string, string>,
  id: string | undefined,
  options: readonly string[],
): string | undefined {
  if (from || source || src)
    return 'begins as a copy of something else (from=, source=), and so is nothing that another build can have; leave it out';
  if (id === undefined || options.some((option) => !/=\d+$/.test(option)))
    return 'has a variable whose value the Dockerfile does not say; give it one with ARG, or write the mount without';
  return undefined;
}
