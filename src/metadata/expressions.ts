import { formatDate } from './date.ts';
import type { GitEvent } from './event.ts';
import { type EntryRemarks, suggest } from './remarks.ts';

/** What the expressions of a template stand for; a date takes a format and a time zone. */
export type Values = Readonly<Record<string, string | Date>>;

const WORD = /(?:[\w-]+=)?(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|[^\s'"]+)/g;

/** The values of the global expressions: `{{branch}}`, `{{date 'YYYYMMDD' tz='Asia/Tokyo'}}`, … */
export function globalValues(event: GitEvent, now: Date, shortSha: string): Values {
  return {
    branch: event.branch,
    tag: event.tag,
    sha: shortSha,
    base_ref: event.baseRef,
    is_default_branch: `${event.onDefaultBranch}`,
    is_not_default_branch: `${!event.onDefaultBranch}`,
    date: now,
    commit_date: event.committed ?? now,
  };
}

/** The template with its `{{…}}` replaced; of one that can't be it is complained, and `instead` is there. */
export function fill(template: string, values: Values, say: EntryRemarks, instead = (_whole: string) => ''): string {
  return template.replace(/\{\{\{?([^{}]*)\}\}\}?|\{\{/g, (whole, body: string | undefined) => {
    const value = body === undefined ? 'has {{ and no }} behind it; add it' : evaluate(body.trim(), values, say);
    if (typeof value !== 'string') return value.text;
    say.complain(value);
    return instead(whole);
  });
}

/** The text for what stands in the braces, or what is wrong with it. */
function evaluate(body: string, values: Values, say: EntryRemarks): { text: string } | string {
  const [name = '', ...words] = body.match(WORD) ?? [];
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined)
    return `has {{${body}}}, which is none of its expressions; write ${suggest(name, Object.keys(values))}`;
  if (typeof value !== 'string') return evaluateDate(name, value, words, say);
  return words.length > 0 ? `has {{${body}}}, which takes nothing; write {{${name}}}` : { text: value };
}

/** The words of `'YYYYMMDD' tz='Asia/Tokyo'`. */
function evaluateDate(
  name: string,
  date: Date,
  words: readonly string[],
  say: EntryRemarks,
): { text: string } | string {
  let format: string | undefined;
  let zone = 'UTC';
  for (const word of words) {
    const [, key, value = ''] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (key === 'tz') zone = unquote(value);
    else if (key !== undefined)
      return `gives ${name} ${key}, which it does not take; write tz='Area/City', or remove it`;
    else if (/^['"]/.test(word)) format = unquote(word);
    // metadata-action takes it for a variable, which nothing sets.
    else say.note(`has the format ${word} without quotes, and gives the date in ISO 8601; write {{${name} '${word}'}}`);
  }
  return formatDate(date, format, zone);
}

function unquote(word: string): string {
  const quote = word.charAt(0);
  return /^['"]/.test(word) ? word.slice(1, -1).replaceAll(`\\${quote}`, quote) : word;
}
