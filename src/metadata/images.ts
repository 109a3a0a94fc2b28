import type { Complain } from '../inputs.ts';
import { parseFields } from './fields.ts';
import { suggest } from './remarks.ts';

/** A name in the input `image`, and whether it is switched on. */
export interface NamedImage {
  name: string;
  enabled: boolean;
}

/**
 * The names in the lines of `image`: bare ones with commas between them, or one with attributes, as metadata-action has it
 * (`name=ghcr.io/acme/app,enable=true`), comments left out.
 */
export function parseImages(lines: readonly string[], complain: Complain): NamedImage[] {
  return lines.flatMap((line) => {
    if (line.startsWith('#')) return [];
    const fields = parseFields(line);
    if (fields.every(([key]) => key === undefined)) return fields.map(([, name]) => ({ name, enabled: true }));
    const say = (problem: string) => complain('image', `${JSON.stringify(line)} ${problem}`);
    let [name, enable] = ['', 'true'];
    for (const [key = 'name', value] of fields)
      if (key === 'name') name = value;
      else if (key === 'enable') enable = value;
      else say(`has ${JSON.stringify(key)}, which is no attribute; write ${suggest(key, ['name', 'enable'])}`);
    if (!['true', 'false'].includes(enable)) say(`has enable=${enable}; write enable=true or enable=false`);
    if (name === '') say('has no name; write name=registry/path');
    return name === '' ? [] : [{ name, enabled: enable === 'true' }];
  });
}
