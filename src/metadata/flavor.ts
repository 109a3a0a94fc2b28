import { fill, type Values } from './expressions.ts';
import { parseFields } from './fields.ts';
import { about, type Remarks, suggest } from './remarks.ts';

/** What is common to all tags that rules make. */
export interface Flavor {
  /** Whether there is a tag `latest`; `auto`: where the first tag was made from a release. */
  latest: 'auto' | 'true' | 'false';
  prefix: string;
  suffix: string;
  /** `latest` with those of them that it gets. */
  latestTag: string;
}

/** Lines such as `latest=false` and `suffix=-alpine,onlatest=true`. */
export function parseFlavor(lines: readonly string[], values: Values, { complain, note }: Remarks): Flavor {
  const affixes = { prefix: '', suffix: '' };
  const onLatest = { prefix: false, suffix: false };
  let latest: Flavor['latest'] = 'auto';
  for (const line of lines) {
    const say = about('flavor', line, complain, note);
    let affix: keyof typeof affixes | undefined;
    for (const [key = '', value] of parseFields(line))
      if (key === 'prefix' || key === 'suffix') {
        affixes[key] = fill(value, values, say);
        affix = key;
      } else if (key === 'latest') {
        if (value === 'auto' || value === 'true' || value === 'false') latest = value;
        else say.complain(`has latest=${value}; write latest=auto, latest=true or latest=false`);
      } else if (key !== 'onlatest') {
        const known = suggest(key, ['latest', 'prefix', 'suffix', 'onlatest'], '');
        say.complain(`has ${JSON.stringify(key || value)}, which is no attribute; write ${known}`);
      } else if (value !== 'true' && value !== 'false')
        say.complain(`has onlatest=${value}; write onlatest=true or onlatest=false`);
      else if (affix === undefined)
        say.complain('has onlatest without prefix or suffix before it; write prefix=…,onlatest=true in one line');
      else onLatest[affix] = value === 'true';
  }
  const { prefix, suffix } = affixes;
  const latestTag = `${onLatest.prefix ? prefix : ''}latest${onLatest.suffix ? suffix : ''}`;
  return { latest, prefix, suffix, latestTag };
}
