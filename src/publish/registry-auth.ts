/** One entry of `registry-auth`, as it is written. */
export interface RegistryAuth {
  /** Empty: Docker Hub. */
  registry: string;
  username: string;
  password: string;
}

const ATTRIBUTES = ['registry', 'username', 'password'];
// What login-action has besides: for the AWS SDK, and for buildx alone.
const IGNORED = ['ecr', 'scope'];
const LINE = /^\s*(-(?:\s+|$))?(?:(["']?)([\w-]+)\2\s*:(?:\s+(.*))?)?$/;

/**
 * Reads a list of registries in YAML as login-action has it, or in JSON. A value without quotes is taken as it stands up to a
 * comment, as secrets are put there by expressions. Problems name lines, and never what stands there.
 *
 *     - username: acme
 *       password: "s3cret"
 *     - registry: ghcr.io
 *       username: octocat
 *       password: ghp_…
 */
export function parseRegistryAuth(text: string): { entries: RegistryAuth[]; problems: string[] } {
  if (text.startsWith('[')) return parseJson(text);
  const items: Map<string, string>[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#.*)?$|^---\s*$/.test(line)) continue;
    const [, dash, , key, rest = ''] = LINE.exec(line) ?? [];
    const say = (problem: string) => problems.push(`line ${index + 1} ${problem}`);
    if (dash !== undefined) items.push(new Map());
    const item = items.at(-1);
    const value = key === undefined ? undefined : parseScalar(rest);
    if (dash === undefined && key === undefined) say('is no attribute; write username: NAME or the like');
    else if (item === undefined) say('belongs to no entry; write a dash in front of the first attribute of each');
    else if (key === undefined || IGNORED.includes(key)) continue;
    else if (!ATTRIBUTES.includes(key)) say(`is no attribute that there is; write ${ATTRIBUTES.join(', ')}`);
    else if (item.has(key)) say(`has ${key} again; write a dash in front of the first attribute of each entry`);
    else if (value === undefined)
      say(`has a ${key} that can't be read; write it on one line, in double quotes with \\n where it has several`);
    else item.set(key, value);
  }
  return { entries: items.map((item) => toEntry((name) => item.get(name))), problems };
}

/** A scalar on one line; undefined where it has an open quote, or goes on below. */
function parseScalar(text: string): string | undefined {
  const double = /^("(?:[^"\\]|\\.)*")\s*(?:#.*)?$/.exec(text)?.[1];
  if (double !== undefined) return parseString(double);
  const single = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  if (/^["']|^[|>][-+\d]*\s*$/.test(text)) return undefined;
  return text.replace(/(?:^|\s)#.*$/, '').trim();
}

function parseString(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

function parseJson(text: string): { entries: RegistryAuth[]; problems: string[] } {
  try {
    const items = JSON.parse(text) as Record<string, unknown>[];
    return { entries: items.map((item) => toEntry((name) => item[name])), problems: [] };
  } catch {
    // What JSON.parse says quotes the text.
    return { entries: [], problems: ['is no JSON; correct it, or write one attribute on each line'] };
  }
}

function toEntry(read: (name: string) => unknown): RegistryAuth {
  const [registry = '', username = '', password = ''] = ATTRIBUTES.map((name) => String(read(name) ?? ''));
  return { registry, username, password };
}
