import { parseList } from '../list.ts';

/** One field of a CSV line: `key=value`, the key in lower case, or a value alone. */
export type Field = readonly [key: string | undefined, value: string];

/** The fields of `type=raw,"value=a,b"`. Keys are words, so that `{{date 'YYYY' tz='UTC'}}` is a value. */
export function parseFields(line: string): Field[] {
  return parseList(line).map((text) => {
    const [, key, value = text] = /^(\w[\w-]*)\s*=\s*(.*)$/s.exec(text) ?? [];
    return [key?.toLowerCase(), value];
  });
}
