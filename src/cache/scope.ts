import { createHash } from 'node:crypto';
import { isUrl } from '../build/source.ts';

/** What of a build lasts, so that its next one finds the cache; paths are as written. */
export interface ScopeFacts {
  /** The first name that the image has; empty where it has none. */
  image: string;
  context: string;
  file: string | undefined;
  target: string;
  workspace: string;
}

// The service takes 512 characters with what BuildKit adds.
const LONGEST = 400;

/**
 * The scope of a build: the name of its image, else its context and Dockerfile; and its target. No two images, and no two
 * targets, share one; all platforms do.
 */
export function deriveScope({ image, context, file, target, workspace }: ScopeFacts): string {
  const relative = (path: string) => {
    if (isUrl(path)) return nameUrl(path);
    const inside = path === workspace || path.startsWith(`${workspace}/`);
    return (workspace && inside ? path.slice(workspace.length) : path).replaceAll(/^(?:\.?\/+)+|\/+$/g, '') || '.';
  };
  // The name of a stage has no slash, so that none is taken for a file.
  const files = file ? [relative(file).replace(/^[^/]+$/, './$&')] : [];
  const build = image.toLowerCase() || [relative(context), ...files].join('+');
  // Nor can a plus be in the name of an image or of a stage.
  return encodeScope(target ? `${build}+${target}` : build);
}

/**
 * What of a URL lasts and everybody may know: scopes are names of cache entries, which whoever reads the repository can list, and
 * the user of a URL and its query may be secrets. A branch or a commit does not last; the folder in a repository does, however
 * it is given: `#main:docs`, `?subdir=docs`.
 */
function nameUrl(url: string): string {
  const [, place = '', query = '', folder = ''] = /^([^?#]*)([^#]*)(?:#[^:]*)?(.*)$/s.exec(url) ?? [];
  const subdir = new URLSearchParams(query).get('subdir');
  return place.replace(/^([a-z+]+:\/\/)[^/]*@/i, '$1') + (folder || (subdir ? `:${subdir}` : ''));
}

/** A scope with what the service refuses in a key in another spelling: commas, other than printable ASCII, more than it takes. */
export function encodeScope(scope: string): string {
  const encoded = scope.replaceAll(/[^\x21-\x7e]+|,/g, encodeURIComponent);
  if (encoded.length <= LONGEST) return encoded;
  const hash = createHash('sha256').update(scope).digest('hex').slice(0, 16);
  return `${encoded.slice(0, LONGEST - hash.length - 1)}-${hash}`;
}

/**
 * What the keys begin with under which BuildKit keeps the index of a scope; the number of its writing follows.
 * https://github.com/moby/buildkit/blob/master/cache/remotecache/gha/gha.go
 */
export function formatIndexKey(scope: string, tokenScope: string): string {
  const hash = createHash('sha256').update(tokenScope).digest('hex').slice(0, 8);
  return `index-${scope}-1-${hash}#`;
}
