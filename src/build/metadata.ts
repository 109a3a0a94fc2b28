/** What a build's metadata file says. https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
export interface Metadata {
  /** Digest of the image, the index's for several platforms; undefined where no image was exported. */
  digest: string | undefined;
  /** Digest of the configuration of a single image; else that of the index. */
  imageId: string | undefined;
  /** What BuildKit's checks found in the Dockerfile, from its first line to its last. */
  findings: readonly Finding[];
  /** All the rest of it, as it is. */
  document: Readonly<Record<string, unknown>>;
}

/** What a check found at a line of the Dockerfile. https://docs.docker.com/reference/build-checks/ */
export interface Finding {
  /** `StageNameCasing: Stage name 'A' should be lowercase (line 1)`. */
  text: string;
  url: string;
  line: number;
}

/** The part of a warning that is read here; texts are in Base64. */
interface Warning {
  short?: string;
  url?: string;
  range?: { start?: { line?: number } }[];
}

/** Reads a metadata file: `{ "containerimage.digest": "sha256:…", "containerimage.config.digest": "sha256:…", … }`. */
export function parseMetadata(text: string): Metadata {
  // With each warning comes the whole Dockerfile.
  const { 'buildx.build.warnings': warnings = [], ...document } = JSON.parse(text) as Record<string, unknown>;
  const digest = textOf(document['containerimage.digest']);
  const imageId = textOf(document['containerimage.config.digest']) ?? digest;
  return { digest, imageId, findings: listFindings(warnings as Warning[]), document };
}

/** What BuildKit calls the build in its history; empty where a metadata file's document does not say. */
export function readReference(document: Metadata['document']): string {
  return textOf(document['buildx.build.ref'])?.split('/').at(-1) ?? '';
}

/** buildx writes them in any order. */
function listFindings(warnings: readonly Warning[]): Finding[] {
  const findings = warnings.flatMap(({ short = '', url = '', range }) => {
    const line = range?.[0]?.start?.line;
    return line === undefined ? [] : [{ text: Buffer.from(short, 'base64').toString(), url, line }];
  });
  return findings.sort((a, b) => a.line - b.line || a.text.localeCompare(b.text));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
