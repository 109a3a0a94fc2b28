import { splitPair } from '../list.ts';
import type { GitEvent } from './event.ts';
import { fill, type Values } from './expressions.ts';
import { about, type Remarks } from './remarks.ts';

/** Name and value. */
export type Pair = readonly [name: string, value: string];

/**
 * `org.opencontainers.image.*` as the event tells it; what it does not tell is left to the Dockerfile.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function describeImage({ repository, sha }: GitEvent, version: string, created: Date): Pair[] {
  const pairs = Object.entries({
    title: repository.name,
    description: repository.description,
    url: repository.url,
    source: repository.url,
    version,
    created: created.toISOString(),
    revision: sha,
    licenses: repository.licence,
  });
  return pairs.filter(([, value]) => value !== '').map(([name, value]) => [`org.opencontainers.image.${name}`, value]);
}

/** The user's `name=value` lines with their expressions filled in; what can't be is left as it is, with a warning. */
export function readPairs(input: string, lines: readonly string[], values: Values, { warn, note }: Remarks): Pair[] {
  return lines.flatMap((line) => {
    const say = about(input, line, warn, note);
    const filled = fill(line, values, say, (whole) => whole);
    if (filled.includes('=')) return [splitPair(filled)];
    say.complain('has no =, and nothing was done with it; write name=value');
    return [];
  });
}

/** Of several with one name the last one; in the order of their names. */
export function mergePairs(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs)].toSorted(([a], [b]) => compare(a, b));
}

/** As `localeCompare` does in English. */
function compare(a: string, b: string): number {
  // For these it is the order of their codes, and the tables of the language would take longer to load than all inputs to read.
  if (/^[a-z0-9./-]*$/.test(a + b)) return a < b ? -1 : Number(a > b);
  return a.localeCompare(b, 'en');
}
