import type { LatestTag } from '../metadata/latest.ts';

/** A name under which an image is published: `ghcr.io/acme/app`, registry always spelt out, without tag or digest. */
export type ImageName = string;

/** One tag to move: the name it belongs to, and the tag. */
export interface TagTarget {
  name: ImageName;
  tag: string;
  /** The release that it is moved to, where it is not to be taken back to an older one. */
  release?: LatestTag;
}

// https://github.com/distribution/reference/blob/main/regexp.go
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = new RegExp(`^(?:\\[[a-fA-F0-9:]+\\]|${LABEL}(?:\\.${LABEL})*)(?::\\d+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_PATH = 255;

/** Whether the text may stand behind the colon of an image reference. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/**
 * `[registry/]path[:tag]` → its name with the registry spelt out, and its tag if it has one. A string where it is not a
 * reference: what is wrong with it.
 */
export function parseReference(text: string): { name: ImageName; tag?: string } | string {
  if (text.includes('@')) return 'has a digest; a name is published under the digest that the build gives it';
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : text.slice(colon + 1);
  const parts = (colon < 0 ? text : text.slice(0, colon)).split('/');
  const [first = ''] = parts;
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost');
  if (hasRegistry && !DOMAIN.test(first)) return `has the registry ${JSON.stringify(first)}, which is no host name`;

  const path = hasRegistry ? parts.slice(1) : parts;
  if (path.some((part) => /[A-Z]/.test(part))) return 'has upper-case letters; registries take lower case only';
  const wrong = path.find((part) => !COMPONENT.test(part));
  if (wrong === '') return 'has an empty part';
  if (wrong !== undefined)
    return `has the part ${JSON.stringify(wrong)}; a-z, 0-9 and single . _ - between them are allowed`;
  if (tag !== undefined && !isTag(tag))
    return `has the tag ${JSON.stringify(tag)}; letters, digits, _ . - are allowed, 128 at most, not starting with . or -`;

  const host = first.toLowerCase();
  const registry = hasRegistry && host !== 'index.docker.io' ? host : 'docker.io';
  const repository = registry === 'docker.io' && path.length === 1 ? `library/${path[0]}` : path.join('/');
  if (repository.length > LONGEST_PATH)
    return `has ${repository.length} characters behind the registry; ${LONGEST_PATH} are allowed`;
  const name = `${registry}/${repository}`;
  return tag === undefined ? { name } : { name, tag };
}

/** The registry of a name, `host[:port]`. */
export function registryOf(name: ImageName): string {
  return name.slice(0, name.indexOf('/'));
}

/** Whether a registry, mirror or URL host, `host[:port]`, is on the loopback interface of the machine. */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[(?:::|(?:0+:){7})0*1\])(?::\d+)?$/i.test(host);
}

/** `name:tag` as people write it. */
export function formatTag({ name, tag }: TagTarget): string {
  return `${name}:${tag}`;
}
