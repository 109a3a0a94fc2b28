import type { VersionParts } from '../version.ts';

// https://packaging.python.org/en/latest/specifications/version-specifiers/#appendix-parsing-version-strings-with-regular-expressions
const PEP440 = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    String.raw`(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?`,
    String.raw`(?:-(?<bare>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?`,
    String.raw`(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
  ].join(''),
  'i',
);
const PHASES: Record<string, string> = { alpha: 'a', beta: 'b', preview: 'rc', pre: 'rc', c: 'rc' };

interface Pep440 {
  epoch: number;
  release: number[];
  pre: [phase: string, number: number] | undefined;
  post: number | undefined;
  dev: number | undefined;
  local: string;
}

/** A Python version, `1.2.3beta2` → `1.2.3b2`, with its numbers; undefined where it is none. */
export function parsePep440(text: string): VersionParts | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const { epoch, release, pre, post, dev, local } = parsed;
  const [major = 0, minor = 0, patch = 0] = release;
  const version = [
    epoch > 0 ? `${epoch}!` : '',
    release.join('.'),
    pre?.join('') ?? '',
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
    local && `+${local}`,
  ].join('');
  const final = pre === undefined && post === undefined && dev === undefined;
  return { raw: text, version, major: `${major}`, minor: `${minor}`, patch: `${patch}`, final };
}

/** Less than 0 where the first is older, more where it is newer; undefined where one of them is no Python version. */
export function comparePep440(a: string, b: string): number | undefined {
  const [first, second] = [parse(a), parse(b)];
  if (first === undefined || second === undefined) return undefined;
  const length = Math.max(first.release.length, second.release.length);
  const [keys, others] = [sortKeys(first, length), sortKeys(second, length)];
  const at = keys.findIndex((key, index) => key !== others[index]);
  return at < 0 ? 0 : (keys[at] as number) - (others[at] as number);
}

/** dev < a < b < rc < the release itself < post; a dev of any of them comes before it. */
function sortKeys({ epoch, release, pre, post, dev }: Pep440, length: number): number[] {
  const padded = Array.from({ length }, (_, index) => release[index] ?? 0);
  const onlyDev = pre === undefined && post === undefined && dev !== undefined;
  const phase = pre === undefined ? (onlyDev ? -1 : 3) : ['a', 'b', 'rc'].indexOf(pre[0]);
  return [epoch, ...padded, phase, pre?.[1] ?? 0, post ?? -1, dev ?? Number.MAX_SAFE_INTEGER];
}

function parse(text: string): Pep440 | undefined {
  const groups = PEP440.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { pre, post, bare, dev, local = '' } = groups;
  const phase = pre?.toLowerCase();
  return {
    epoch: Number(groups.epoch ?? 0),
    release: (groups.release ?? '').split('.').map(Number),
    pre: phase === undefined ? undefined : [PHASES[phase] ?? phase, Number(groups.preNumber)],
    post: post === undefined && bare === undefined ? undefined : Number(bare ?? groups.postNumber),
    dev: dev === undefined ? undefined : Number(groups.devNumber),
    local: local
      .toLowerCase()
      .split(/[-_.]/)
      .map((part) => (/^\d+$/.test(part) ? `${Number(part)}` : part))
      .join('.'),
  };
}
