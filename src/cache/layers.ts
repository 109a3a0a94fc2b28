import type { Platform } from '../platform.ts';

/** A blob that a vertex of a build made or came from. */
export interface Layer {
  digest: string;
  size: number;
}

/**
 * The blobs of each vertex, by its digest, in what BuildKit attests of a build; none where it is of another shape:
 *
 *     { "buildDefinition": { "internalParameters": { "buildConfig": { "digestMapping": { "sha256:…": "step3" } } } },
 *       "runDetails": { "metadata": { "buildkit_metadata": { "layers": { "step3:0": [[{ "digest": "sha256:…", "size": 93 }]] } } } } }
 *
 * https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md
 */
export function parseLayers(text: string): Map<string, Layer[]> {
  const document = parseJson(text);
  const steps = document?.buildDefinition?.internalParameters?.buildConfig?.digestMapping ?? {};
  const layers = Object.entries(document?.runDetails?.metadata?.buildkit_metadata?.layers ?? {});
  return new Map(
    Object.entries(steps).map(([vertex, step]) => [
      vertex,
      layers.flatMap(([output, chains]) => (output.startsWith(`${step}:`) ? chains.flat() : [])),
    ]),
  );
}

/** The bytes of each platform's blobs among those that were written, each of which counts once. */
export function countWritten(
  written: readonly string[],
  layers: ReadonlyMap<string, readonly Layer[]>,
  platformOf: (vertex: string) => Platform | undefined,
): Map<Platform, number> {
  const left = new Set(written);
  const bytes = new Map<Platform, number>();
  for (const [vertex, blobs] of layers) {
    const platform = platformOf(vertex);
    if (platform === undefined) continue;
    for (const { digest, size } of blobs)
      if (left.delete(digest)) bytes.set(platform, (bytes.get(platform) ?? 0) + size);
  }
  return bytes;
}

interface Attestation {
  buildDefinition?: { internalParameters?: { buildConfig?: { digestMapping?: Record<string, string> } } };
  runDetails?: { metadata?: { buildkit_metadata?: { layers?: Record<string, Layer[][]> } } };
}

function parseJson(text: string): Attestation | undefined {
  try {
    return JSON.parse(text) as Attestation;
  } catch {
    return undefined;
  }
}
