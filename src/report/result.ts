import type { Metadata } from '../build/metadata.ts';
import type { Inputs } from '../inputs.ts';
import type { Platform } from '../platform.ts';
import type { Published } from '../publish/publish.ts';
import { formatTag } from '../publish/reference.ts';
import type { Builder } from '../setup/boot.ts';
import type { Tools } from '../setup/tools.ts';

/** What came of a run. */
export interface Result extends Pick<Inputs, 'destination' | 'labels' | 'annotations' | 'version'> {
  platforms: readonly Platform[];
  metadata: Metadata;
  /** Empty where nothing was pushed. */
  published: Published;
  tools: Tools;
  builder: Pick<Builder, 'name' | 'other'>;
}

/** The step's outputs, as action.yml describes them. */
export function formatOutputs(result: Omit<Result, 'tools'>): Record<string, string> {
  const { destination, metadata, published, builder } = result;
  const tags = listTags(result);
  const { digest, imageId, document } = metadata;
  // It was built under no tag; whoever reads the name wants those that it has now.
  const moved = destination.publication?.tags
    .map(formatTag)
    .filter((tag) => tags.includes(tag))
    .join(',');
  const named = moved ? { ...document, 'image.name': moved } : document;
  return {
    digest: digest ?? '',
    imageid: imageId ?? '',
    metadata: JSON.stringify(named, null, 2),
    image: (destination.publication?.names ?? []).map((name) => `${name}@${digest}`).join('\n'),
    tags: tags.join('\n'),
    platforms: JSON.stringify(Object.fromEntries(published.platforms.map((entry) => [entry.platform, entry.digest]))),
    labels: result.labels.join('\n'),
    annotations: result.annotations.join('\n'),
    version: result.version,
    builder: builder.name,
  };
}

/** Each platform with the digest of its manifest and what is attested of it, the index above them; a head first. */
export function listDigests({ destination, platforms, metadata, published }: Result): string[][] {
  const digests = new Map(published.platforms.map((entry) => [entry.platform, entry.digest]));
  const index = destination.publication && metadata.digest !== digests.get(platforms[0] ?? '');
  const attested = (platform: Platform) => published.attestations.get(digests.get(platform) ?? '') ?? [];
  const rows = [
    ['Platform', 'Digest', 'Attestations'],
    ...(index ? [['index', metadata.digest ?? '', '']] : []),
    ...platforms.map((platform) => [
      platform,
      digests.get(platform) ?? (destination.load ? 'loaded' : 'not published'),
      attested(platform).map(namePredicate).join(', '),
    ]),
  ];
  return published.attestations.size > 0 ? rows : rows.map((row) => row.slice(0, -1));
}

/** What people call a type of statement: `https://slsa.dev/provenance/v1` is provenance. */
function namePredicate(type: string): string {
  if (type.startsWith('https://slsa.dev/provenance/')) return 'provenance';
  return type === 'https://spdx.dev/Document' ? 'SBOM' : type;
}

/** Each tool with what its bytes were held against; a head first. */
export function listTools({
  tools: { buildx, buildkit, binfmt, scanner },
  builder: { name, other },
}: Pick<Result, 'tools' | 'builder'>): string[][] {
  const found = `nothing: ${[`the builder ${name} was there`, other?.image].filter(Boolean).join(', with ')}`;
  return [
    ['Tool', 'Version', 'Pinned to'],
    ['buildx', buildx.version, `sha256:${buildx.sha256}`],
    other ? ['BuildKit', other.version, found] : ['BuildKit', buildkit.version, buildkit.digest],
    ['binfmt', binfmt.version, binfmt.digest],
    ...(scanner ? [['SBOM scanner', scanner.version, scanner.digest]] : []),
  ];
}

/** The references that were moved or loaded; where neither, those that would have been. */
export function listTags({ destination, published }: Pick<Result, 'destination' | 'published'>): string[] {
  const { publication, load, tags } = destination;
  const kept = new Set(published.kept.map(formatTag));
  const moved = publication?.tags.filter((tag) => !kept.has(formatTag(tag))) ?? [];
  const targets = publication || load ? [...moved, ...(load ?? [])] : tags;
  return [...new Set(targets.map(formatTag))];
}
