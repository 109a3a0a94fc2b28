import type { Metadata } from '../build/metadata.ts';
import type { Destination } from '../destination.ts';
import type { Platform } from '../platform.ts';
import type { PlatformDigest } from '../publish/manifest.ts';
import { formatTag } from '../publish/reference.ts';

/** What came of a run. */
export interface Result {
  destination: Destination;
  platforms: readonly Platform[];
  metadata: Metadata;
  /** As read back from the registry; empty where nothing was pushed. */
  published: readonly PlatformDigest[];
  /** Name of the builder. */
  builder: string;
}

/** The step's outputs, as action.yml describes them. */
export function formatOutputs({ destination, metadata, published, builder }: Result): Record<string, string> {
  const tags = listTags(destination);
  const { digest, imageId, document } = metadata;
  // It was built under no tag; whoever reads the name wants those that it has now.
  const moved = destination.publication?.tags.map(formatTag).join(',');
  const named = moved ? { ...document, 'image.name': moved } : document;
  return {
    digest: digest ?? '',
    imageid: imageId ?? '',
    metadata: JSON.stringify(named, null, 2),
    image: (destination.publication?.names ?? []).map((name) => `${name}@${digest}`).join('\n'),
    tags: tags.join('\n'),
    platforms: JSON.stringify(Object.fromEntries(published.map((entry) => [entry.platform, entry.digest]))),
    builder,
  };
}

/** Each platform with the digest of its manifest, the index above them; a head first. */
export function listDigests({ destination, platforms, metadata, published }: Result): string[][] {
  const digests = new Map(published.map((entry) => [entry.platform, entry.digest]));
  const index = destination.publication && metadata.digest !== digests.get(platforms[0] ?? '');
  return [
    ['Platform', 'Digest'],
    ...(index ? [['index', metadata.digest ?? '']] : []),
    ...platforms.map((platform) => [
      platform,
      digests.get(platform) ?? (destination.load ? 'loaded' : 'not published'),
    ]),
  ];
}

/** The references that were moved or loaded; where neither, those that would have been. */
export function listTags({ publication, load, tags }: Destination): string[] {
  const targets = publication || load ? [...(publication?.tags ?? []), ...(load ?? [])] : tags;
  return [...new Set(targets.map(formatTag))];
}
