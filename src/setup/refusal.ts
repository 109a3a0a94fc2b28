import type { TomlTable } from 'smol-toml';
import { splitPair } from '../list.ts';
import { isTable } from './certificates.ts';
import type { ToolInputs } from './tool-inputs.ts';

/** What stands in an input, and the words by which others would call it. */
interface Entry {
  input: string;
  text: string;
  words: readonly string[];
}

type Given = Pick<ToolInputs, 'driverOpts' | 'buildkitdFlags' | 'buildkitdConfig' | 'buildkitdConfigFile'>;

const CONFIGS = ['buildkitd-config-inline', 'buildkitd-config'];
// What buildx, the engine and BuildKit say, and the inputs that they may mean; surely, where what they call stands in none.
const SAYINGS: [saying: RegExp, inputs: readonly string[], surely: boolean][] = [
  [/failed to initialize builder .*?\): (.*)/, ['driver-opts'], true],
  [/^Error response from daemon: (.*)/m, ['driver-opts'], true],
  [/failed to parse buildkit flags: (.*)/, ['buildkitd-flags'], true],
  [/failed to (?:parse|load) config: (.*)/, CONFIGS, true],
  [/^(toml: .*)/m, CONFIGS, true],
  [/^(?:Incorrect Usage|buildkitd): (.*\bflag\b.*)/m, ['buildkitd-flags'], true],
  [/^buildkitd: (.*)/m, ['buildkitd-flags', ...CONFIGS], false],
];

/**
 * Says which input is to blame where a builder with this configuration did not boot, by what was said of it. Undefined where
 * none is known to be.
 *
 *     failed to initialize builder b (b0): invalid driver option foo for docker-container driver
 *     toml: cannot decode TOML string into struct field config.OCIConfig.Enabled of type bool
 *     buildkitd: invalid value "x" for flag -oci-max-parallelism: strconv.ParseInt: parsing "x": invalid syntax
 */
export function explainRefusal(said: string, given: Given, config: TomlTable): string | undefined {
  const found = SAYINGS.find(([saying]) => saying.test(said));
  if (!found) return undefined;
  const [saying, inputs, surely] = found;
  const reason = saying.exec(said)?.[1] ?? '';
  const entries = listEntries(given, config).filter(({ input }) => inputs.includes(input));
  const called = entries.filter(({ words }) => words.some((word) => isCalled(word, reason)));
  const [first] = called.length > 0 || !surely ? called : entries;
  if (!first) return undefined;
  // Where it is called by no word that is known, all of a short input may be meant.
  const meant = called.length > 0 || CONFIGS.includes(first.input) ? called : entries;
  const texts = meant.filter(({ input }) => input === first.input).map(({ text }) => JSON.stringify(text));
  const received = texts.join(' or ') || 'what stands there';
  return `${first.input}: ${received} was refused; correct it, or leave it out: ${reason}`;
}

function listEntries(given: Given, config: TomlTable): Entry[] {
  const flags = given.buildkitdFlags.match(/(?:"[^"]*"|\S)+/g) ?? [];
  const inline = listLeaves(given.buildkitdConfig ?? {});
  // Among what the engine and the machine say, which nobody has to correct here.
  const file = given.buildkitdConfigFile ? listLeaves(config) : [];
  return [
    ...given.driverOpts.map((text) => ({ input: 'driver-opts', text, words: splitPair(text) })),
    ...flags.map((text) => ({ input: 'buildkitd-flags', text, words: splitPair(text.replace(/^--?/, '')) })),
    ...inline.map((leaf) => ({ input: 'buildkitd-config-inline', ...leaf })),
    ...file.map((leaf) => ({ input: 'buildkitd-config', ...leaf })),
  ];
}

function listLeaves(table: TomlTable): Omit<Entry, 'input'>[] {
  return Object.entries(table).flatMap(([name, value]) =>
    isTable(value)
      ? listLeaves(value)
      : [{ text: `${name} = ${JSON.stringify(value)}`, words: [name, ...[value].flat().map(String)] }],
  );
}

/** Whether a text has the word, which Go's fields have without its dashes and in other case. */
function isCalled(word: string, text: string): boolean {
  const [plain, within] = [word, text].map((some) => some.toLowerCase().replaceAll('-', '')) as [string, string];
  const at = within.indexOf(plain);
  const around = `${within[at - 1] ?? ''} ${within[at + plain.length] ?? ''}`;
  return plain !== '' && at >= 0 && !/\w/.test(around);
}
