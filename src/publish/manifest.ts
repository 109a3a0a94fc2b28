import { createHash } from 'node:crypto';
import type { OwnVersion } from '../metadata/latest.ts';
import { type Platform, parsePlatform } from '../platform.ts';

/** A platform of an image, and the digest of its manifest. */
export interface PlatformDigest {
  platform: Platform;
  digest: string;
}

// What a registry says a platform is: https://github.com/opencontainers/image-spec/blob/main/image-index.md
interface SpecPlatform {
  os?: unknown;
  architecture?: unknown;
  variant?: unknown;
}

// https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
type Annotations = Readonly<Record<string, unknown>> | null;

/** `sha256:…` of bytes as the registry gave them. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * The platforms of an index, attestation manifests (`unknown/unknown`) left out; of a manifest the digest of its
 * configuration, in which its platform stands. Throws where the text is neither.
 */
export function parseManifest(text: string): PlatformDigest[] | { config: string } {
  const document = JSON.parse(text) as { manifests?: unknown; config?: { digest?: unknown } };
  if (Array.isArray(document.manifests))
    return (document.manifests as { digest?: unknown; platform?: SpecPlatform }[])
      .filter(({ platform }) => platform?.os !== 'unknown')
      .map(({ digest, platform }) => ({ platform: formatPlatform(platform), digest: String(digest) }));
  if (typeof document.config?.digest === 'string') return { config: document.config.digest };
  throw new Error('it is neither an index nor a manifest');
}

/** Of an index, the manifests that hold attestations, and the digest of the platform's manifest that each is about. */
export function listAttestations(text: string): { digest: string; about: string }[] {
  const { manifests } = JSON.parse(text) as { manifests?: unknown };
  const listed = Array.isArray(manifests) ? (manifests as { digest?: unknown; annotations?: Annotations }[]) : [];
  return listed
    .filter(({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest')
    .map(({ digest, annotations }) => ({
      digest: String(digest),
      about: String(annotations?.['vnd.docker.reference.digest']),
    }));
}

/** The types of the statements in such a manifest, each once: `https://spdx.dev/Document`. */
export function listPredicates(text: string): string[] {
  const { layers } = JSON.parse(text) as { layers?: unknown };
  const listed = Array.isArray(layers) ? (layers as { annotations?: Annotations }[]) : [];
  return [...new Set(listed.map(({ annotations }) => String(annotations?.['in-toto.io/predicate-type'] ?? 'unknown')))];
}

/** The platform in an image's configuration: `{ "architecture": "arm", "os": "linux", "variant": "v7", … }`. */
export function parseConfigPlatform(text: string): Platform {
  return formatPlatform(JSON.parse(text) as SpecPlatform);
}

/** What stands behind a manifest: of an index its first platform's, else the configuration; undefined where it is neither. */
export function parseNext(text: string): { manifest: string } | { config: string } | undefined {
  try {
    const found = parseManifest(text);
    if (!Array.isArray(found)) return found;
    return found[0] && { manifest: found[0].digest };
  } catch {
    return undefined;
  }
}

/** What an image tells of itself, in its configuration. */
export function parseOwnVersion(text: string): OwnVersion {
  const label = (name: string) => {
    try {
      const { config } = JSON.parse(text) as { config?: { Labels?: Record<string, unknown> | null } };
      return String(config?.Labels?.[`org.opencontainers.image.${name}`] ?? '');
    } catch {
      return '';
    }
  };
  return { version: label('version'), source: label('source') };
}

/** What keeps the platforms that were found from being exactly those that were asked for; undefined where they are. */
export function comparePlatforms(wanted: readonly Platform[], found: readonly Platform[]): string | undefined {
  // The index has the version of `windows(10.0.20348)/amd64` elsewhere.
  const named = wanted.map((platform) => platform.replace(/\(.*\)/, ''));
  const missing = named.filter((platform) => !found.includes(platform));
  const surplus = found.filter((platform, index) => !named.includes(platform) || found.indexOf(platform) !== index);
  if (missing.length + surplus.length === 0) return undefined;
  return [
    `it holds ${found.join(', ') || 'no platform'}`,
    ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
    ...(surplus.length > 0 ? [`${surplus.join(', ')} not asked for`] : []),
  ].join('; ');
}

function formatPlatform(spec: SpecPlatform | undefined): Platform {
  const text = [spec?.os, spec?.architecture, spec?.variant].filter(Boolean).join('/');
  return parsePlatform(text) ?? text;
}
