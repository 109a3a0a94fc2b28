import type { Complain } from '../inputs.ts';
import { parseLines, parseList } from '../list.ts';
import { type Attest, checkArguments, readAttests } from './attest.ts';
import { readSecrets, type Secret } from './secret.ts';
import { listUrlSecrets, urlOf } from './source.ts';

/** The inputs about what is built, and how. */
export interface BuildInputs {
  /** Path or URL, as written; empty: the workspace, or the repository where nothing is checked out. */
  context: string;
  /** Path or URL of the Dockerfile, as written. */
  file: string | undefined;
  target: string;
  buildArgs: readonly string[];
  /** `name=path`, or a URL in place of the path, as written. */
  buildContexts: readonly string[];
  secrets: readonly Secret[];
  /** Arguments of `buildx build` that say how steps are run. */
  options: readonly string[];
  noCache: boolean;
  /** Stages that are built anew. */
  noCacheFilters: readonly string[];
  pull: boolean;
  attests: readonly Attest[];
  /** What the build is asked for in place of a result (`check`, `outline`, …); empty: the result. */
  call: string;
}

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  /** With the spaces around it. */
  whole: (name: string) => string;
  flag: (name: string, standard: boolean) => boolean;
  pairs: (name: string) => string[];
  complain: Complain;
  warn: Complain;
}

/** An input whose values are handed to a flag of buildx. */
interface Option {
  input: string;
  flag: string;
  split: (text: string) => string[];
  form: RegExp;
  advice: string;
}

const single = (text: string) => (text ? [text] : []);

// https://docs.docker.com/reference/cli/docker/buildx/build/#options
const OPTIONS: readonly Option[] = [
  { input: 'add-hosts', flag: 'add-host', split: parseList, form: /^[^\s:=]+[:=]\S+$/, advice: 'name:address' },
  {
    ...{ input: 'allow', flag: 'allow', split: parseList },
    ...{ form: /^(?:network\.host|security\.insecure|device(?:=.+)?)$/, advice: 'network.host or security.insecure' },
  },
  { input: 'cgroup-parent', flag: 'cgroup-parent', split: single, form: /^\S+$/, advice: 'the name of a cgroup' },
  {
    input: 'network',
    flag: 'network',
    split: single,
    form: /^(?:default|none|host)$/,
    advice: 'default, none or host',
  },
  { input: 'shm-size', flag: 'shm-size', split: single, form: /^\d+(?:\.\d+)? ?(?:[kmgtp]i?)?b?$/i, advice: '128m' },
  {
    input: 'ssh',
    flag: 'ssh',
    split: parseList,
    form: /^[^=]+(?:=.+)?$/,
    advice: 'default, or id=path of socket or key',
  },
  {
    ...{ input: 'ulimit', flag: 'ulimit', split: parseLines },
    ...{ form: /^[a-z]+=-?\d+(?::-?\d+)?$/, advice: 'name=soft:hard, such as nofile=1024:2048' },
  },
];

/** Reads them. */
export function readBuildInputs(reader: Reader): BuildInputs {
  const { text, flag, pairs, complain, warn } = reader;
  const call = text('call');
  if (call && !/^[\w.]+(?:,\w+(?:=\w+)?)*$/.test(call))
    complain('call', `${JSON.stringify(call)} is nothing to ask a build for; write check, outline or targets`);
  const isCalled = call !== '' && call !== 'build';
  const buildArgs = pairs('build-args');
  checkArguments(buildArgs, complain);
  const context = text('context');
  const buildContexts = readBuildContexts(pairs('build-contexts'), complain);
  for (const [input, urls] of Object.entries({ context: [context], 'build-contexts': buildContexts.map(urlOf) }))
    if (urls.some((url) => listUrlSecrets(url).length > 0))
      warn(
        input,
        'a URL has credentials, which BuildKit logs and, with mode=max, tells in the provenance of the image; take them out, and write GIT_AUTH_TOKEN.HOST=token in secrets',
      );
  const own = { provenance: text('provenance'), sbom: text('sbom') };
  const attests = readAttests({ ...own, attests: parseLines(text('attests')) }, complain);
  return {
    context,
    file: text('file') || undefined,
    target: text('target'),
    buildArgs,
    buildContexts,
    secrets: readSecrets(reader),
    options: OPTIONS.flatMap((option) => readOption(option, text(option.input), complain)),
    noCache: flag('no-cache', false),
    noCacheFilters: parseList(text('no-cache-filters')),
    pull: flag('pull', false),
    attests: isCalled ? [] : attests,
    call: isCalled ? call : '',
  };
}

function readOption({ input, flag, split, form, advice }: Option, text: string, complain: Complain): string[] {
  const values = split(text);
  for (const value of values)
    if (!form.test(value)) complain(input, `${JSON.stringify(value)} is no such value; write ${advice}`);
  return values.map((value) => `--${flag}=${value}`);
}

function readBuildContexts(items: string[], complain: Complain): string[] {
  for (const item of items)
    if (!/^[^=]+=./.test(item))
      complain(
        'build-contexts',
        `${JSON.stringify(item)} is no name=value; write name=path, or a URL in place of the path`,
      );
  return items;
}
