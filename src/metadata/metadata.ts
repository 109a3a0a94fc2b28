import { parseList, splitPair } from '../list.ts';
import { mergeAnnotations, parseLevels } from './annotations.ts';
import type { GitEvent } from './event.ts';
import { globalValues } from './expressions.ts';
import { parseFlavor } from './flavor.ts';
import { describeImage, mergePairs, readPairs } from './labels.ts';
import type { LatestTag } from './latest.ts';
import type { Remarks } from './remarks.ts';
import { DEFAULT_RULES, isRule } from './rules.ts';
import { type MadeTags, makeTags, parseTags } from './tags.ts';

/** The inputs that say what an image is called and described as, each by its lines. */
export interface MetadataInputs {
  tags: readonly string[];
  flavor: readonly string[];
  labels: readonly string[];
  annotations: readonly string[];
}

/** What an image is tagged and described as. */
export interface Metadata extends Omit<MadeTags, 'latest'> {
  /** The one among the tags that nobody asked for by name. */
  latest: LatestTag | undefined;
  /** Entries of `tags` that have a name of their own. */
  references: readonly string[];
  /** `name=value` */
  labels: readonly string[];
  /** `level:name=value`, as `docker buildx build --annotation` takes them. */
  annotations: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Tags, labels and annotations of an image that the input `image` names, from the event, as metadata-action makes them.
 * `env` has `SOURCE_DATE_EPOCH` and metadata-action's `DOCKER_METADATA_…`.
 */
export function readMetadata(inputs: MetadataInputs, event: GitEvent, env: Env, now: Date, remarks: Remarks): Metadata {
  const lines = (input: keyof MetadataInputs) => inputs[input].filter((line) => !line.startsWith('#'));
  const length = readNumber(env, 'DOCKER_METADATA_SHORT_SHA_LENGTH', remarks) ?? 7;
  const values = globalValues(event, now, event.sha.slice(0, length));
  const flavor = parseFlavor(lines('flavor'), values, remarks);
  const entries = lines('tags');
  const { rules, references } = parseTags(entries.length > 0 ? entries : DEFAULT_RULES, event, remarks);
  const made = makeTags(rules, flavor, { event, values }, remarks);
  if (made.tags.length + references.length === 0 && event.ref !== '')
    remarks.warn('tags', `no rule makes a tag for ${event.name} of ${event.ref}; add one, such as type=sha`);

  const epoch = readNumber(env, 'SOURCE_DATE_EPOCH', remarks);
  const created = epoch === undefined ? (event.committed ?? now) : new Date(epoch * 1000);
  const description = describeImage(event, made.version, created);
  const labels = mergePairs([...description, ...readPairs('labels', lines('labels'), values, remarks)]);
  const source = new Map(labels).get('org.opencontainers.image.source') ?? '';
  const levels = 'DOCKER_METADATA_ANNOTATIONS_LEVELS';
  return {
    ...made,
    latest: made.latest && { ...made.latest, source },
    references,
    labels: labels.map(join),
    annotations: mergeAnnotations(
      description,
      readPairs('annotations', lines('annotations'), values, remarks),
      parseLevels(env[levels] || 'manifest', levels, remarks),
      remarks,
    ),
  };
}

/** The same where `image` names none: what was written, as build-push-action takes it. */
export function readPlain({ tags, flavor, labels, annotations }: MetadataInputs, remarks: Remarks): Metadata {
  const { complain } = remarks;
  const rules = tags.filter(isRule);
  for (const line of rules)
    complain('tags', `${JSON.stringify(line)} makes a tag for every image, and there is none; set image`);
  if (flavor.length > 0) complain('flavor', 'there is no image whose tags it is for; set image');
  for (const line of annotations)
    if (!line.includes('=')) complain('annotations', `${JSON.stringify(line)} has no =; write name=value`);
  return {
    ...{ version: '', tags: [], latest: undefined, labels },
    references: tags.filter((line) => !rules.includes(line)).flatMap(parseList),
    annotations: mergeAnnotations([], annotations.map(splitPair), ['manifest'], remarks),
  };
}

function readNumber(env: Env, name: string, { complain }: Remarks): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  complain(name, `${JSON.stringify(text)} is no number; set one, or none`);
  return undefined;
}

function join([name, value]: readonly [string, string]): string {
  return `${name}=${value}`;
}
