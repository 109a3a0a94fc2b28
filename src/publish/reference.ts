/** A name under which an image is published: `ghcr.io/acme/app`, registry always spelt out, without tag or digest. */
export type ImageName = string;

/** One tag to move: the name it belongs to, and the tag. */
export interface TagTarget {
  name: ImageName;
  tag: string;
}

// https://github.com/distribution/reference/blob/main/regexp.go
const DOMAIN = /^(?:\[[a-fA-F0-9:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

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
  const slash = text.lastIndexOf('/');
  const colon = text.indexOf(':', slash + 1);
  const tag = colon < 0 ? undefined : text.slice(colon + 1);
  const parts = (colon < 0 ? text : text.slice(0, colon)).split('/');
  const first = parts[0] ?? '';
  const hasRegistry = parts.length > 1 && (/[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const path = hasRegistry ? parts.slice(1) : parts;
  const registry = hasRegistry ? first : 'docker.io';
  if (hasRegistry && !DOMAIN.test(registry)) return `has the registry ${JSON.stringify(registry)}, which is no host name`;
  if (path.some((part) => part !== part.toLowerCase())) return 'has upper-case letters; registries take lower case only';
  const wrong = path.find((part) => !COMPONENT.test(part));
  if (wrong !== undefined)
    return wrong === '' ? 'has an empty part' : `has the part ${JSON.stringify(wrong)}; a-z, 0-9 and single . _ - between them are allowed`;
  if (tag !== undefined && !isTag(tag))
    return `has the tag ${JSON.stringify(tag)}; letters, digits, _ . - are allowed, 128 at most, not starting with . or -`;
  const repository = registry === 'docker.io' && path.length === 1 ? `library/${path[0]}` : path.join('/');
  const name = `${registry}/${repository}`;
  return tag === undefined ? { name } : { name, tag };
}

/** The registry of a name, `host[:port]`. */
export function registryOf(name: ImageName): string {
  return name.slice(0, name.indexOf('/'));
}

/** Whether a registry, mirror or URL host is on the loopback interface of the machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(?:\.\d+){3}$/.test(name);
}

/** `name:tag` as people write it. */
export function formatTag({ name, tag }: TagTarget): string {
  return `${name}:${tag}`;
}
