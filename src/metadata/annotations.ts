import { parsePlatform, suggestPlatform } from '../platform.ts';
import { mergePairs, type Pair } from './labels.ts';
import { about, type Remarks, suggest } from './remarks.ts';

// https://github.com/moby/buildkit/blob/master/docs/annotations.md
const LEVELS = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];

/**
 * What `docker buildx build --annotation` takes, `level:name=value`: at each of `levels` what is standard and what was
 * given without a level; what was given with one (`index:…`, `manifest[linux/amd64],index:…`) is there alone, and wins.
 */
export function mergeAnnotations(
  standard: readonly Pair[],
  given: readonly Pair[],
  levels: readonly string[],
  remarks: Remarks,
): string[] {
  const plain = given.filter(([name]) => !name.includes(':'));
  const everywhere = mergePairs([...standard, ...plain]);
  const placed = given.filter((pair) => !plain.includes(pair)).flatMap((pair) => placeAnnotation(pair, remarks));
  const all = levels.flatMap((level) => everywhere.map(([name, value]): Pair => [`${level}:${name}`, value]));
  return [...new Map([...all, ...placed])].map(([name, value]) => `${name}=${value}`);
}

/** `manifest,index` */
export function parseLevels(text: string, input: string, remarks: Remarks): string[] {
  return text.split(',').flatMap((level) => parseLevel(level, input, text, remarks));
}

function placeAnnotation([key, value]: Pair, remarks: Remarks): Pair[] {
  const at = key.indexOf(':');
  const levels = key.slice(0, at).split(',');
  return levels.flatMap((level) =>
    parseLevel(level, 'annotations', `${key}=${value}`, remarks).map(
      (normal): Pair => [`${normal}:${key.slice(at + 1)}`, value],
    ),
  );
}

function parseLevel(text: string, input: string, entry: string, { complain, note }: Remarks): string[] {
  const say = about(input, entry, complain, note);
  const [, level = text.trim(), filter] = /^\s*([\w-]+)(?:\[(.+)\])?\s*$/.exec(text) ?? [];
  const platform = filter === undefined ? undefined : parsePlatform(filter);
  if (!LEVELS.includes(level))
    say.complain(`has ${JSON.stringify(text)}, which is no level; write ${suggest(level, LEVELS)}`);
  else if (filter !== undefined && platform === undefined)
    say.complain(`has the platform ${JSON.stringify(filter)}; write ${suggestPlatform(filter) ?? 'os/arch[/variant]'}`);
  else return [platform === undefined ? level : `${level}[${platform}]`];
  return [];
}
