import type { Complain } from './inputs.ts';
import { formatAttributes, parseAttributes, parseList } from './list.ts';
import { type ImageName, isTag, parseReference, type TagTarget } from './publish/reference.ts';

/** Where the result of the build goes; any of them together, or nowhere. */
export interface Destination {
  /** Registries, verified before a tag moves. */
  publication: Publication | undefined;
  /** What the engine gets the image as (`latest` where no tag was given); undefined where it gets none. */
  load: readonly TagTarget[] | undefined;
  /** Other exporters, each one CSV line as `docker buildx build --output` takes it. */
  outputs: readonly string[];
  /** The tags that were asked for, published or not. */
  tags: readonly TagTarget[];
}

/** Names to push to by digest, tags to move afterwards, and what the user set of the image exporter. */
export interface Publication {
  names: readonly ImageName[];
  tags: readonly TagTarget[];
  attributes: readonly (readonly [string, string])[];
}

/** The inputs that say where to. */
export interface DestinationInputs {
  image: readonly string[];
  tags: readonly string[];
  outputs: readonly string[];
  push: boolean;
  load: boolean;
  /** `owner/name` of the repository that the workflow runs in. */
  repository: string;
}

type Attributes = [string, string][];

// What publishing sets itself; a value of the user's would let a tag move unverified, or is said already.
const OURS = ['type', 'name', 'push', 'push-by-digest', 'name-canonical'];

/** The destination that the inputs ask for. */
export function parseDestination(
  inputs: DestinationInputs,
  complain: Complain,
  note: (text: string) => void,
): Destination {
  const parse = (input: string, text: string) => parseName(input, text, inputs.repository, complain, note);
  const images = inputs.image.flatMap((text) => {
    const reference = parse('image', text);
    if (reference?.tag !== undefined)
      complain('image', `${JSON.stringify(text)} has a tag; write the name alone, and the tag in tags`);
    return reference ? [reference.name] : [];
  });

  const exporters = inputs.outputs.map((line) => parseExporter(line, complain));
  const pushing = exporters.filter(isPush);
  const toTarget = (input: string, text: string): TagTarget[] => {
    const bare = isTag(text) && (images.length > 0 || !inputs.load);
    if (bare && inputs.image.length === 0)
      complain(input, `${JSON.stringify(text)} is a tag with no name before it; write name:tag, or set image`);
    if (bare) return images.map((name) => ({ name, tag: text }));
    const reference = parse(input, text);
    return reference ? [{ name: reference.name, tag: reference.tag ?? 'latest' }] : [];
  };
  const named = pushing.flatMap((exporter) =>
    parseList(attribute(exporter, 'name')).flatMap((text) => toTarget('outputs', text)),
  );
  const byDigest = pushing.some((exporter) => attribute(exporter, 'push-by-digest') === 'true');
  const targets = [...inputs.tags.flatMap((text) => toTarget('tags', text)), ...named];
  const tags = byDigest ? [] : uniqueTags(targets);
  const names = [...new Set([...images, ...targets.map(({ name }) => name)])];

  const published = inputs.push || pushing.length > 0;
  if (published && names.length === 0 && inputs.image.length + inputs.tags.length === 0)
    complain('push', 'there is no name to publish under; set image, such as ghcr.io/acme/app');
  const attributes = pushing.flat().filter(([key]) => !OURS.includes(key));
  return {
    publication: published ? { names, tags, attributes } : undefined,
    load: inputs.load ? (tags.length > 0 ? tags : images.map((name) => ({ name, tag: 'latest' }))) : undefined,
    outputs: exporters.filter((exporter) => !isPush(exporter)).map(formatAttributes),
    tags,
  };
}

function parseName(
  input: string,
  text: string,
  repository: string,
  complain: Complain,
  note: (text: string) => void,
): { name: ImageName; tag?: string } | undefined {
  const lowered = lowerRepository(text, repository);
  if (lowered !== text) note(`${input}: ${JSON.stringify(text)} is the repository's name; registries take it as ${JSON.stringify(lowered)}`);
  const reference = parseReference(lowered);
  if (typeof reference !== 'string') return reference;
  complain(input, `${JSON.stringify(text)} ${reference}; write it as registry/name${input === 'image' ? '' : ':tag'}`);
  return undefined;
}

/** GitHub keeps the case of owners and repositories, registries do not: `${{ github.repository }}` alone is lowered. */
function lowerRepository(text: string, repository: string): string {
  const [owner = ''] = repository.split('/');
  const at = (part: string) => (part ? text.indexOf(`/${part}`) : -1);
  const whole = at(repository) >= 0 ? repository : at(`${owner}/`) >= 0 ? `${owner}/` : '';
  return whole ? text.replace(`/${whole}`, `/${whole.toLowerCase()}`) : text;
}

function parseExporter(line: string, complain: Complain): Attributes {
  // `--output DIR` is short for the local exporter.
  const attributes: Attributes = line.includes('=') ? parseAttributes(line) : [['type', 'local'], ['dest', line]];
  const type = attribute(attributes, 'type');
  if (type === '') complain('outputs', `${JSON.stringify(line)} has no type; write type=local,dest=… or the like`);
  const toStandardOutput = attribute(attributes, 'dest') || (type === 'docker' ? 'engine' : '-');
  if (['local', 'tar', 'oci', 'docker'].includes(type) && toStandardOutput === '-')
    complain('outputs', `${JSON.stringify(line)} has no dest, so it would be written into the log; write dest=path`);
  return attributes;
}

function isPush(attributes: Attributes): boolean {
  const type = attribute(attributes, 'type');
  return type === 'registry' || (type === 'image' && attribute(attributes, 'push') === 'true');
}

function attribute(attributes: Attributes, key: string): string {
  return attributes.find(([name]) => name === key)?.[1] ?? '';
}

function uniqueTags(tags: readonly TagTarget[]): TagTarget[] {
  return [...new Map(tags.map((target) => [`${target.name}:${target.tag}`, target])).values()];
}
