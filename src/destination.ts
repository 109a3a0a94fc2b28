import type { Complain } from './inputs.ts';
import { formatAttributes, parseAttributes, parseList } from './list.ts';
import type { Metadata } from './metadata/metadata.ts';
import { formatTag, type ImageName, isTag, parseReference, type TagTarget } from './publish/reference.ts';

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
  /** References with a name of their own. */
  references: readonly string[];
  /** Tags for every image. */
  made: Pick<Metadata, 'tags' | 'latest'>;
  /** Whether there are tags because the user asked for some. */
  tagged: boolean;
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
export function parseDestination(inputs: DestinationInputs, complain: Complain, note: Complain): Destination {
  const parse = (input: string, text: string) => parseName(input, text, inputs.repository, complain, note);
  const images = inputs.image.flatMap((text) => {
    const reference = parse('image', text);
    if (reference?.tag !== undefined)
      complain('image', `${JSON.stringify(text)} has a tag; write the name alone, and the tag in tags`);
    return reference ? [reference.name] : [];
  });

  // As with buildx, push is said of image exporters as well. https://github.com/docker/buildx/blob/v0.37.1/commands/build.go
  const toPush = (exporter: Attributes): Attributes =>
    inputs.push && attribute(exporter, 'type') === 'image'
      ? [...exporter.filter(([key]) => key !== 'push'), ['push', 'true']]
      : exporter;
  const exporters = inputs.outputs.map((line) => toPush(parseExporter(line, complain)));
  const pushing = exporters.filter(isPush);
  const toTarget = (input: string, text: string): TagTarget[] => {
    const reference = parse(input, text);
    return reference ? [{ name: reference.name, tag: reference.tag ?? 'latest' }] : [];
  };
  const { tags: made, latest } = inputs.made;
  const named = images.flatMap((name) =>
    made.map((tag): TagTarget => ({ name, tag, ...(latest?.tag === tag ? { release: latest } : {}) })),
  );
  const published = inputs.push || pushing.length > 0;
  const readReference = (text: string): TagTarget[] => {
    // What goes to no registry may be a name without one.
    if (!isTag(text) || !published) return toTarget('tags', text);
    complain('tags', `${JSON.stringify(text)} is a tag with no name before it; write name:tag, or set image`);
    return [];
  };
  const written = pushing.flatMap((exporter) => parseList(attribute(exporter, 'name')));
  const asked = inputs.references.flatMap(readReference);
  // A tag that is asked for by name as well is moved wherever it stands.
  const wanted = uniqueTags([...named, ...asked]);
  // As with buildx, tags win over the names of exporters.
  // https://github.com/docker/buildx/blob/v0.37.1/build/opt.go
  const targets = wanted.length > 0 ? wanted : uniqueTags(written.flatMap((text) => toTarget('outputs', text)));
  const byDigest = pushing.some((exporter) => isTrue(exporter, 'push-by-digest'));
  if (byDigest && inputs.tagged && named.length > 0)
    complain('tags', 'an output has push-by-digest, which publishes no tags; leave out one of them');
  else if (byDigest && inputs.references.some((text) => /:[^/]+$/.test(text)))
    note('tags', 'an output has push-by-digest, so that none of them is moved; leave it out where they are wanted');
  const tags = byDigest ? [] : targets;
  const names = [...new Set([...images, ...targets.map(({ name }) => name)])];

  if (published && [inputs.image, inputs.references, written].every((given) => given.length === 0)) {
    const asker = inputs.push ? 'push' : 'outputs';
    complain(asker, 'there is no name to publish under; set image, such as ghcr.io/acme/app');
  }
  const [attributes = [], ...others] = pushing.map((exporter) => exporter.filter(([key]) => !OURS.includes(key)));
  if (others.some((other) => formatAttributes(other) !== formatAttributes(attributes)))
    complain('outputs', 'those that push differ in more than their names, and one image is published; leave one');
  return {
    publication: published ? { names, tags, attributes } : undefined,
    load: inputs.load ? (targets.length > 0 ? targets : images.map((name) => ({ name, tag: 'latest' }))) : undefined,
    outputs: exporters
      .filter((exporter) => !isPush(exporter))
      .map((exporter) => formatAttributes(setName(exporter, wanted))),
    tags,
  };
}

function parseName(
  input: string,
  text: string,
  repository: string,
  complain: Complain,
  note: Complain,
): { name: ImageName; tag?: string } | undefined {
  const lowered = lowerRepository(text, repository);
  if (lowered !== text)
    note(input, `${JSON.stringify(text)} is the repository's name; registries take it as ${JSON.stringify(lowered)}`);
  const reference = parseReference(lowered);
  if (typeof reference !== 'string') return reference;
  complain(input, `${JSON.stringify(text)} ${reference}; write it as registry/name${input === 'image' ? '' : ':tag'}`);
  return undefined;
}

/** Lowers `${{ github.repository }}` and its owner, of which GitHub keeps the case and registries do not. */
function lowerRepository(text: string, repository: string): string {
  const [owner] = repository.split('/');
  if (!owner) return text;
  for (const own of [repository, `${owner}/`]) {
    const at = `/${text}`.indexOf(`/${own}`);
    if (at >= 0) return text.slice(0, at) + own.toLowerCase() + text.slice(at + own.length);
  }
  return text;
}

function parseExporter(line: string, complain: Complain): Attributes {
  // `--output DIR` is short for the local exporter.
  const pairs = line.includes('=') ? parseAttributes(line) : [['type', 'local'] as const, ['dest', line] as const];
  // Of two with one name the last one counts. https://github.com/docker/buildx/blob/master/util/buildflags/export.go
  const attributes: Attributes = [...new Map(pairs.map(([key, value]) => [key.trim().toLowerCase(), value]))];
  const type = attribute(attributes, 'type');
  if (type === '') complain('outputs', `${JSON.stringify(line)} has no type; write type=local,dest=… or the like`);
  const toStandardOutput = attribute(attributes, 'dest') || (type === 'docker' ? 'engine' : '-');
  if (['local', 'tar', 'oci', 'docker'].includes(type) && toStandardOutput === '-')
    complain('outputs', `${JSON.stringify(line)} has no dest, so it would be written into the log; write dest=path`);
  return attributes;
}

/** The same with the tags as its name, where it exports an image and there are any. */
function setName(exporter: Attributes, tags: readonly TagTarget[]): Attributes {
  if (tags.length === 0 || !['image', 'oci', 'docker'].includes(attribute(exporter, 'type'))) return exporter;
  return [...exporter.filter(([key]) => key !== 'name'), ['name', tags.map(formatTag).join(',')]];
}

function isPush(attributes: Attributes): boolean {
  const type = attribute(attributes, 'type');
  return type === 'registry' || (type === 'image' && isTrue(attributes, 'push'));
}

/** Whether BuildKit takes the attribute for set: what Go's ParseBool says, and an empty value. */
function isTrue(attributes: Attributes, key: string): boolean {
  return attributes.some(([name, value]) => name === key && /^(?:|1|t|T|true|True|TRUE)$/.test(value));
}

function attribute(attributes: Attributes, key: string): string {
  return attributes.find(([name]) => name === key)?.[1] ?? '';
}

function uniqueTags(tags: readonly TagTarget[]): TagTarget[] {
  return [...new Map(tags.map((target) => [`${target.name}:${target.tag}`, target])).values()];
}
