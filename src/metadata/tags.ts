import { parseList } from '../list.ts';
import { isTag } from '../publish/reference.ts';
import { applyRule, type Context } from './apply.ts';
import type { GitEvent } from './event.ts';
import { fill } from './expressions.ts';
import type { Flavor } from './flavor.ts';
import type { LatestTag } from './latest.ts';
import { about, type EntryRemarks, type Remarks } from './remarks.ts';
import { isRule, parseRule, type Rule } from './rules.ts';

// What patterns of versions may name.
const NO_VERSION = { raw: '', version: '', major: '', minor: '', patch: '' };

/** What the rules make, the tag of highest priority first. */
export interface MadeTags {
  /** The first tag, which labels and outputs call the version; empty where there is none. */
  version: string;
  tags: readonly string[];
  /** The one among the tags that nobody asked for by name. */
  latest: Omit<LatestTag, 'source'> | undefined;
}

/** The lines of `tags`, by what they are: rules (bare tags among them), and references with a name of their own. */
export function parseTags(
  lines: readonly string[],
  event: GitEvent,
  { complain, note }: Remarks,
): { rules: Rule[]; references: string[] } {
  const rules: Rule[] = [];
  const references: string[] = [];
  for (const line of lines)
    for (const entry of isRule(line) ? [line] : parseList(line)) {
      const say = about('tags', entry, complain, note);
      const names = [event.branch, event.tag, event.headRef, event.ref.replace('refs/pull/', '')];
      const isRefName = entry !== '' && names.includes(entry);
      if (isRule(entry) || entry.includes('{{') || isTag(entry) || isRefName)
        rules.push(...list(parseRule(entry, say)));
      else if (/:|^localhost\/|^[^/]*\.[^/]*\//.test(entry)) references.push(entry);
      else
        say.complain(
          'is no tag, and no name with a registry or a tag; write registry/name:tag, or type=raw,value=… for a tag like it',
        );
    }
  return { rules, references };
}

/** Applies the rules to the event, by priority, then in their order. */
export function makeTags(rules: readonly Rule[], flavor: Flavor, context: Context, remarks: Remarks): MadeTags {
  const { complain, note } = remarks;
  const made = rules
    .toSorted((a, b) => b.priority - a.priority)
    .flatMap((rule) => list(makeTag(rule, flavor, context, about('tags', rule.entry, complain, note))));
  const tags = made.map(({ tag }) => tag);
  const [first] = made;
  const follows = flavor.latest === 'true' || (flavor.latest === 'auto' && first?.isRelease);
  const latest =
    first && follows ? toTag(flavor.latestTag, about('flavor', flavor.latestTag, complain, note)) : undefined;
  const isUnasked = first && latest && flavor.latest === 'auto' && !tags.includes(latest);
  return {
    version: first?.tag ?? '',
    tags: [...new Set([...tags, ...list(latest)])],
    latest: isUnasked ? { tag: latest, version: first.version, prefix: first.prefix, suffix: first.suffix } : undefined,
  };
}

function makeTag(
  rule: Rule,
  flavor: Flavor,
  context: Context,
  say: EntryRemarks,
): (Omit<LatestTag, 'source'> & { isRelease: boolean }) | undefined {
  const enable = fill(rule.enable, context.values, say);
  if (!['true', 'false'].includes(enable)) say.complain(`has enable=${enable}; write enable=true or enable=false`);
  if (enable !== 'true') return undefined;
  const outcome = applyRule(rule, context, say);
  if (outcome === undefined) {
    // What is wrong with it is told now, and not by the first release.
    if (rule.type === 'schedule') fill(rule.pattern, context.values, say);
    else if (rule.type !== 'match') fill(rule.pattern, NO_VERSION, say);
    return undefined;
  }
  const prefix = rule.prefix === undefined ? flavor.prefix : fill(rule.prefix, context.values, say);
  const suffix = rule.suffix === undefined ? flavor.suffix : fill(rule.suffix, context.values, say);
  const tag = toTag(`${prefix}${outcome.text}${suffix}`, say);
  if (tag === undefined) return undefined;
  return { tag, version: outcome.version, prefix: clean(prefix), suffix: clean(suffix), isRelease: outcome.isRelease };
}

/** The text with what no tag can hold replaced; undefined where it is empty, or still is no tag. */
function toTag(text: string, say: EntryRemarks): string | undefined {
  const tag = clean(text);
  if (tag !== '' && !isTag(tag))
    say.complain(
      `makes ${JSON.stringify(tag)}, and tags have 128 characters at most and no . or - in front; change it, or use enable=`,
    );
  else if (tag !== text) say.note(`makes ${JSON.stringify(text)}, which is no tag; ${JSON.stringify(tag)} is taken`);
  return isTag(tag) ? tag : undefined;
}

function clean(text: string): string {
  return text.replace(/[^\w.-]+/g, '-');
}

function list<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
