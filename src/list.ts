/**
 * The list grammar of docker's actions: one item per line, or several in a line with commas between them; an item that
 * starts with a double quote runs to the closing one, over commas and line ends, `""` standing for a quote.
 */
export function parseList(text: string): string[] {
  return parseItems(text, /[,\n]/);
}

/**
 * The same with line ends alone between the items, so that commas belong to them: `build-args`, `labels`, `outputs`.
 * What is quoted is taken to the byte; a quote inside an item is just a quote.
 */
export function parseLines(text: string): string[] {
  return parseItems(text, /\n/);
}

/** The same with the spaces that end an item without quotes, which may belong to a secret. */
export function parseExactLines(text: string): string[] {
  return parseItems(text, /\n/, (item) => item.trimStart().replace(/\r$/, ''));
}

/** `key=value` pairs of one CSV line, as BuildKit's exporters take them: `type=image,"name=a,b",push=true`. */
export function parseAttributes(line: string): [string, string][] {
  return parseList(line).map((item) => splitPair(item));
}

/** The CSV line that `parseAttributes` reads back. */
export function formatAttributes(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => quoteItem(`${key}=${value}`)).join(',');
}

/** `key=value` at the first `=`; the value is empty where there is none. */
export function splitPair(item: string): [string, string] {
  const at = item.indexOf('=');
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
}

function quoteItem(item: string): string {
  return /[",\n]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
}

function parseItems(text: string, separator: RegExp, trim = (item: string) => item.trim()): string[] {
  const items: string[] = [];
  for (let rest = text; rest.length > 0; ) {
    const quoted = /^[^\S\n]*"([^"]*(?:""[^"]*)*)"[^\S\n]*/.exec(rest);
    const after = quoted ? rest.slice(quoted[0].length) : rest;
    // A quote that something follows before the separator belongs to the item, as every other one inside it.
    const whole = quoted !== null && (after === '' || separator.test(after.charAt(0)));
    const end = whole ? rest.length - after.length : rest.search(separator);
    items.push(whole ? (quoted[1] ?? '').replaceAll('""', '"') : trim(rest.slice(0, end < 0 ? rest.length : end)));
    rest = end < 0 ? '' : rest.slice(end + 1);
  }
  return items.filter((item) => item !== '');
}
