import { parseFields } from './fields.ts';
import { type EntryRemarks, suggest } from './remarks.ts';

/** One entry of `tags` that makes a tag from the event. Templates are not filled in; what was not given is empty. */
export interface Rule {
  /** As it was written. */
  entry: string;
  type: RuleType;
  priority: number;
  enable: string;
  /** Undefined: the flavor's. */
  prefix: string | undefined;
  suffix: string | undefined;
  pattern: string;
  value: string;
  /** What is looked for in the git tag or the value: the pattern of `match`, `match` of the versions. */
  search: RegExp | undefined;
  group: number;
  branch: string;
  event: string;
  format: string;
}

export type RuleType = keyof typeof TYPES;

interface RuleKind {
  priority: number;
  /** Its own attributes with what they are where they are not given; null: they have to be. */
  own: Readonly<Record<string, string | null>>;
}

// https://github.com/docker/metadata-action#tags-input
const TYPES = {
  schedule: { priority: 1000, own: { pattern: 'nightly' } },
  semver: { priority: 900, own: { pattern: null, value: '', match: '' } },
  pep440: { priority: 900, own: { pattern: null, value: '', match: '' } },
  match: { priority: 800, own: { pattern: null, group: '0', value: '' } },
  edge: { priority: 700, own: { branch: '' } },
  ref: { priority: 600, own: { event: null } },
  raw: { priority: 200, own: { value: null } },
  sha: { priority: 100, own: { format: 'short' } },
} as const satisfies Record<string, RuleKind>;
const COMMON = ['enable', 'priority', 'prefix', 'suffix'];
const ALL = [...COMMON, ...Object.values(TYPES).flatMap(({ own }) => Object.keys(own))];
const CHOICES: Record<string, readonly string[]> = { event: ['branch', 'tag', 'pr'], format: ['short', 'long'] };
const FORMS: Record<string, [form: RegExp, example: string]> = {
  priority: [/^-?\d+(?:\.\d+)?$/, '900'],
  group: [/^\d+$/, '1'],
};

/** What `image` without `tags` is published as. */
export const DEFAULT_RULES = ['type=schedule', 'type=ref,event=branch', 'type=ref,event=tag', 'type=ref,event=pr'];

/** Whether an entry has attributes, and is no list of names and tags. */
export function isRule(entry: string): boolean {
  return parseFields(entry).some(([key]) => key !== undefined);
}

/** `type=semver,pattern={{version}}`, or a value alone, which is `type=raw`. Undefined where it has a fault. */
export function parseRule(entry: string, say: EntryRemarks): Rule | undefined {
  const problems: string[] = [];
  const given = new Map<string, string>();
  for (const [key = 'value', value] of parseFields(entry)) {
    if (given.has(key))
      problems.push(`has ${key} twice; leave one, and quote an attribute that has commas: "${key}=a,b"`);
    given.set(key, value);
  }
  const type = given.get('type') ?? 'raw';
  if (!isType(type)) {
    say.complain(`has type=${type}, which there is not; write ${suggest(type, Object.keys(TYPES), 'type=')}`);
    return undefined;
  }
  const { priority, own }: RuleKind = TYPES[type];
  given.delete('type');
  const known = [...COMMON, ...Object.keys(own)];
  for (const [key, value] of given)
    if (!ALL.includes(key)) problems.push(`has ${key}, which is no attribute; write ${suggest(key, known)}`);
    // metadata-action takes each of them everywhere, and so workflows have them.
    else if (!known.includes(key)) say.note(`has ${key}, of which type=${type} makes no use; remove it`);
    else problems.push(...checkValue(key, value));
  const take = (key: string) => given.get(key) ?? own[key] ?? '';
  const search = parseSearch(take(type === 'match' ? 'pattern' : 'match'));
  if (typeof search === 'string') problems.push(`has no regular expression; correct it: ${search}`);
  for (const [key, standard] of Object.entries(own))
    if (standard === null && !given.has(key))
      problems.push(`has no ${key}; add ${CHOICES[key] ? suggest('', CHOICES[key], `${key}=`) : `${key}=…`}`);
  problems.forEach(say.complain);
  if (problems.length > 0 || typeof search === 'string') return undefined;

  const prefix = type === 'sha' ? 'sha-' : take('event') === 'pr' ? 'pr-' : undefined;
  return {
    ...{ entry, type, priority: Number(given.get('priority') ?? priority), enable: given.get('enable') ?? 'true' },
    ...{ prefix: given.get('prefix') ?? prefix, suffix: given.get('suffix') },
    ...{ pattern: take('pattern'), value: take('value'), search, group: Number(take('group')) },
    ...{ branch: take('branch'), event: take('event'), format: take('format') },
  };
}

function checkValue(key: string, value: string): string[] {
  const choices = CHOICES[key];
  if (choices && !choices.includes(value)) return [`has ${key}=${value}; write ${suggest(value, choices, `${key}=`)}`];
  const [form, example] = FORMS[key] ?? [];
  return form && !form.test(value) ? [`has ${key}=${value}; write a number, such as ${key}=${example}`] : [];
}

/** `v(.*)`, or `/v(.*)/i` with flags; undefined where there is none. A string where it can't be read: why. */
function parseSearch(text: string): RegExp | string | undefined {
  if (text === '') return undefined;
  const [, source = text, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return (error as Error).message;
  }
}

function isType(text: string): text is RuleType {
  return Object.hasOwn(TYPES, text);
}
