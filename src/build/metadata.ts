/** What a build's metadata file says. https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
export interface Metadata {
  /** Digest of the image, the index's for several platforms; undefined where no image was exported. */
  digest: string | undefined;
  /** Digest of the configuration of a single image; else that of the index. */
  imageId: string | undefined;
  /** All of it, as it is. */
  document: Readonly<Record<string, unknown>>;
}

/** Reads a metadata file: `{ "containerimage.digest": "sha256:…", "containerimage.config.digest": "sha256:…", … }`. */
export function parseMetadata(text: string): Metadata {
  const document = JSON.parse(text) as Record<string, unknown>;
  const digest = textOf(document['containerimage.digest']);
  return { digest, imageId: textOf(document['containerimage.config.digest']) ?? digest, document };
}

/** What BuildKit calls the build in its history; empty where a metadata file's document does not say. */
export function readReference(document: Metadata['document']): string {
  return textOf(document['buildx.build.ref'])?.split('/').at(-1) ?? '';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
