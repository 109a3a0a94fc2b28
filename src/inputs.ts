import { findGenerator } from './build/attest.ts';
import { type BuildInputs, readBuildInputs } from './build/inputs.ts';
import { type CacheInputs, readCacheInputs } from './cache/inputs.ts';
import { type Destination, parseDestination } from './destination.ts';
import { parseAttributes, parseLines, parseList } from './list.ts';
import type { GitEvent } from './metadata/event.ts';
import { parseImages } from './metadata/images.ts';
import { readMetadata, readPlain } from './metadata/metadata.ts';
import { LOCAL, nearest, type Platform, parsePlatform, suggestPlatform } from './platform.ts';
import { type LoginInputs, readLogins } from './publish/login-inputs.ts';
import { readPush } from './publish/policy.ts';
import { readToolInputs, type ToolInputs } from './setup/tool-inputs.ts';

/** What the user asked for: checked, normalised, nothing read but the environment. Paths are as written. */
export interface Inputs extends BuildInputs {
  /** Empty: the default, which depends on the engine; `local` among them: the engine's own. */
  platforms: readonly Platform[];
  /** `name=value` */
  labels: readonly string[];
  /** `level:name=value` */
  annotations: readonly string[];
  /** What outputs call the image; empty where it has no tags that were made for it. */
  version: string;
  /** Whether tags, labels and annotations are made of the event. */
  fromEvent: boolean;
  destination: Destination;
  cache: CacheInputs;
  login: LoginInputs;
  /** For GitHub's API; empty: without one. */
  githubToken: string;
  tools: ToolInputs;
}

/** Says something is wrong with the input of this name: what was received, what is wrong, what to do. */
export type Complain = (input: string, problem: string) => void;

// Inputs of the actions that this one replaces, under other names here.
const RENAMED = new Map([
  ['version', 'buildx-version'],
  ['name', 'builder'],
  ['images', 'image'],
  ['registry', 'registry-auth'],
]);

/**
 * Reads `INPUT_*`, and makes of the event what they leave to it, at the time `now`. Problems are collected, all of them,
 * and end the run; notes are for the log, warnings to act on.
 */
export function readInputs(
  env: Readonly<Record<string, string | undefined>>,
  event: GitEvent,
  now: Date,
): {
  inputs: Inputs;
  problems: string[];
  notes: string[];
  warnings: string[];
} {
  const read = new Set<string>();
  const problems: string[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const complain: Complain = (input, problem) => problems.push(`${input}: ${problem}`);
  const note: Complain = (input, about) => notes.push(`${input}: ${about}`);
  const warn: Complain = (input, problem) => warnings.push(`${input}: ${problem}`);
  const whole = (name: string) => {
    read.add(variable(name));
    return env[variable(name)] ?? '';
  };
  const text = (name: string) => whole(name).trim();
  const flag = (name: string, standard: boolean) => {
    const value = text(name);
    if (/^(?:true|True|TRUE)$/.test(value)) return true;
    if (/^(?:false|False|FALSE)$/.test(value)) return false;
    if (value !== '') complain(name, `${JSON.stringify(value)} is neither true nor false; write one of them`);
    return standard;
  };
  const pairs = (name: string) => {
    const items = parseLines(text(name));
    for (const item of items)
      if (item.startsWith('=')) complain(name, `${JSON.stringify(item)} has no name before the =; write NAME=value`);
      else if (item.startsWith('"'))
        complain(name, `${JSON.stringify(item)} has an open quote; write "NAME=value", "" for a quote in it`);
    return items;
  };

  const images = parseImages(parseLines(text('image')), complain);
  const image = images.flatMap(({ name, enabled }) => (enabled ? name : []));
  const lines = { tags: parseLines(text('tags')), flavor: parseLines(text('flavor')) };
  const given = { ...lines, labels: pairs('labels'), annotations: pairs('annotations') };
  const remarks = { complain, warn, note };
  const fromEvent = images.length > 0;
  const metadata = fromEvent ? readMetadata(given, event, env, now, remarks) : readPlain(given, remarks);

  const build = readBuildInputs({ text, whole, flag, pairs, complain, warn });
  const result = {
    outputs: parseLines(text('outputs')),
    push: readPush({ text, flag, note }, event),
    load: flag('load', false),
  };
  const destination = parseDestination(
    {
      ...{ image, references: metadata.references, made: metadata, tagged: given.tags.length > 0 },
      // What is asked of a build leaves no result.
      ...(build.call ? { outputs: [], push: false, load: false } : result),
      repository: env.GITHUB_REPOSITORY ?? '',
    },
    complain,
    note,
  );
  // Also those that are switched off: caches and credentials are the same in a run that publishes nothing.
  const exported = destination.outputs
    .map((line) => new Map(parseAttributes(line)))
    .flatMap((attributes) => (attributes.get('type') === 'image' ? parseList(attributes.get('name') ?? '') : []));
  const written = [...images.map(({ name }) => name), ...metadata.references, ...exported];
  const names = [...written, ...(destination.publication?.names ?? [])];
  const published = destination.publication !== undefined;
  const kept = published || destination.load !== undefined || destination.outputs.length > 0;
  if (!kept && !build.call && text('push') !== 'auto')
    note('push', 'nothing is published or kept of this build; set push, load or outputs where that is wanted');
  const inputs: Inputs = {
    // They hold no commas, so that quotes around several of them keep nothing together.
    platforms: readPlatforms(parseList(text('platforms').replaceAll('"', '')), complain),
    ...build,
    ...{ labels: metadata.labels, annotations: metadata.annotations, version: metadata.version, fromEvent },
    destination,
    cache: { ...readCacheInputs({ text, flag, complain, warn }, names), ...(build.call && { cache: 'off' }) },
    login: readLogins({ text, complain, note }, { names, published, env }),
    githubToken: text('github-token'),
    tools: readToolInputs({ text, flag, complain }, env.BUILDX_BUILDER ?? '', findGenerator(build.attests)),
  };
  return { inputs, problems, notes: [...new Set(notes)], warnings: [...warnings, ...unknownInputs(env, read)] };
}

/** The variable in which the runner passes an input. */
function variable(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function unknownInputs(env: Readonly<Record<string, string | undefined>>, known: ReadonlySet<string>): string[] {
  const name = (key: string) => key.slice('INPUT_'.length).toLowerCase();
  const names = [...known].map(name);
  return Object.keys(env)
    .filter((key) => key.startsWith('INPUT_') && env[key] && !known.has(key))
    .map(name)
    .map((unknown) => {
      const meant = RENAMED.get(unknown) ?? nearest(unknown, names);
      return `${unknown}: there is no such input, and nothing was done with it; ${meant ? `write ${meant}` : 'remove it'}`;
    });
}

function readPlatforms(items: readonly string[], complain: Complain): Platform[] {
  const known = items.flatMap((item) => {
    const platform = item.toLowerCase() === LOCAL ? LOCAL : parsePlatform(item);
    if (platform !== undefined) return [platform];
    const meant = suggestPlatform(item) ?? 'os/arch[/variant], such as linux/arm64';
    complain('platforms', `${JSON.stringify(item)} is no platform that can be built for; write ${meant}`);
    return [];
  });
  return [...new Set(known)];
}
