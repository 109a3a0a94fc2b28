import type { Complain } from '../inputs.ts';
import { formatAttributes, parseExactLines, parseLines, parseList, splitPair } from '../list.ts';

/** A secret that steps can ask for by its id, and where it is. */
export type Secret = { id: string } & ({ value: string } | { variable: string } | { path: string });

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  /** With the spaces around it. */
  whole: (name: string) => string;
  complain: Complain;
  warn: Complain;
}

/** A list of `id=…`: its input, its items, what stands behind the =, and the secret that it makes. */
interface Kind {
  input: string;
  items: string[];
  what: string;
  make: (id: string, text: string) => Secret;
}

// Shorter ones would hide half of the log.
const SHORTEST = 4;

/** Reads `secrets`, `secret-envs` and `secret-files`. No problem tells what they hold, as a part of it may stand anywhere. */
export function readSecrets({ text, whole, complain, warn }: Reader): Secret[] {
  const kinds: Kind[] = [
    {
      ...{ input: 'secrets', items: parseExactLines(whole('secrets')), what: 'value' },
      make: (id, value) => ({ id, value }),
    },
    {
      ...{ input: 'secret-envs', items: parseList(text('secret-envs')), what: 'variable' },
      make: (id, variable) => ({ id, variable }),
    },
    {
      ...{ input: 'secret-files', items: parseLines(text('secret-files')), what: 'path' },
      make: (id, path) => ({ id, path }),
    },
  ];
  return kinds.flatMap(({ input, items, what, make }) =>
    items.flatMap((item, index) => {
      const [id, text] = splitPair(item);
      const entry = `entry ${index + 1}`;
      if (!/^[\w.:/@-]+$/.test(id) || !item.includes('='))
        complain(input, `${entry} does not begin with id=; write id=${what}, in quotes where it has several lines`);
      else if (text === '')
        warn(
          input,
          `${entry} has no ${what} behind its id, so that steps do not find it; secrets are empty in runs for forks and for Dependabot`,
        );
      else return [make(id, text)];
      return [];
    }),
  );
}

/** Secrets as `--secret` takes them; values are in files, which `secretFiles` lists. */
export function formatSecrets(secrets: readonly Secret[], folder: string): string[] {
  return secrets.map((secret, index) =>
    formatAttributes([
      ['id', secret.id],
      'variable' in secret
        ? ['env', secret.variable]
        : ['src', 'path' in secret ? secret.path : valuePath(folder, index)],
    ]),
  );
}

/** The files that have the values, and what is to be in them. */
export function secretFiles(secrets: readonly Secret[], folder: string): { path: string; value: string }[] {
  return secrets.flatMap((secret, index) =>
    'value' in secret ? [{ path: valuePath(folder, index), value: secret.value }] : [],
  );
}

/** What is not to be seen of a value: each line of it, as that is how logs show it. */
export function listMasks(secrets: readonly Secret[]): string[] {
  const lines = secrets.flatMap((secret) => ('value' in secret ? secret.value.split(/[\r\n]+/) : []));
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST))];
}

function valuePath(folder: string, index: number): string {
  return `${folder}/secret-${index}`;
}
