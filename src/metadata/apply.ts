import { parseSemver, type VersionParts } from '../version.ts';
import type { GitEvent } from './event.ts';
import { fill, type Values } from './expressions.ts';
import { parsePep440 } from './pep440.ts';
import type { EntryRemarks } from './remarks.ts';
import type { Rule, RuleType } from './rules.ts';

/** What rules are applied to. */
export interface Context {
  event: GitEvent;
  values: Values;
}

/** What a rule makes of the event, before prefix and suffix. */
export interface Outcome {
  text: string;
  /** What the text was made from, to compare with another release. */
  version: string;
  /** Whether it stands for a release that `latest` follows. */
  isRelease: boolean;
}

type Apply = (rule: Rule, context: Context, say: EntryRemarks) => Outcome | undefined;

const APPLY: Record<RuleType, Apply> = {
  schedule: ({ pattern }, { event, values }, say) =>
    event.name === 'schedule' ? plain(fill(pattern, values, say)) : undefined,
  semver: fromVersion(parseSemver, 'semantic version (https://semver.org)'),
  pep440: fromVersion(parsePep440, 'version of PEP 440'),
  match: matchTag,
  edge: ({ branch }, { event }) =>
    event.branch !== '' && event.branch === (branch || event.repository.defaultBranch) ? plain('edge') : undefined,
  ref: ({ event: kind }, { event }) => {
    const text = new Map([
      ['branch', event.branch],
      ['tag', event.tag],
      ['pr', event.pull],
    ]).get(kind);
    return text ? { ...plain(text), isRelease: kind === 'tag' } : undefined;
  },
  raw: ({ value }, { values }, say) => plain(fill(value, values, say)),
  sha: ({ format }, { event, values }) =>
    event.sha === '' ? undefined : plain(format === 'long' ? event.sha : `${values.sha}`),
};

/** What the rule makes of the event; undefined where it is not for such an event, or the ref is not of its form. */
export function applyRule(rule: Rule, context: Context, say: EntryRemarks): Outcome | undefined {
  return APPLY[rule.type](rule, context, say);
}

function plain(text: string): Outcome {
  return { text, version: text, isRelease: false };
}

/** The tag of the event, or the value that the rule has in its place. */
function sourceOf({ value }: Rule, { event, values }: Context, say: EntryRemarks): string | undefined {
  return value === '' ? event.tag || undefined : fill(value, values, say);
}

function fromVersion(parse: (text: string) => VersionParts | undefined, what: string): Apply {
  return (rule, context, say) => {
    let text = sourceOf(rule, context, say);
    if (text === undefined) return undefined;
    if (rule.search !== undefined) {
      const found = text.match(rule.search);
      if (found === null) say.note(`does not match ${JSON.stringify(text)}, which is taken whole`);
      text = found?.[1] ?? found?.[0] ?? text;
    }
    text = text.replaceAll('/', '-');
    const version = parse(text);
    if (version === undefined) {
      say.note(`makes no tag, because ${JSON.stringify(text)} is no ${what}`);
      return undefined;
    }
    const { final, ...values } = version;
    // A release that is none yet must not move the tags of those that are.
    const isRaw = /^\{\{\{?\s*raw\s*\}?\}\}$/.test(rule.pattern);
    const pattern = final || isRaw ? rule.pattern : '{{version}}';
    return { text: fill(pattern, values, say), version: version.version, isRelease: final };
  };
}

function matchTag(rule: Rule, context: Context, say: EntryRemarks): Outcome | undefined {
  const text = sourceOf(rule, context, say);
  if (text === undefined) return undefined;
  const found = text.match(rule.search ?? '')?.[rule.group];
  if (found !== undefined) return { ...plain(found), isRelease: true };
  say.note(`makes no tag, because ${JSON.stringify(text)} does not match, or has no group ${rule.group}`);
  return undefined;
}
