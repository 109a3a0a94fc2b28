/** What the log of a build tells of its caches. */
export interface CacheLog {
  /** Whether a layer that a cache has does not come. */
  stalled: boolean;
  /** Why an exporter failed, where the build went on without it; the last one's. */
  failure: string;
  /** What could not be had from a cache, where the build went on without it, and why; the first that was not. */
  unread: string;
}

/** Seconds without a byte of a layer, after which the cache is given up; BuildKit goes on for a quarter of an hour. */
const LONGEST = 60;
// A cache of another kind may not be there yet, and BuildKit calls that an error too.
const IMPORT = 'importing cache manifest from gha:';
// Steps, which a cache may have; base images, and the images of further contexts, come from their registries.
const STEP = /^\[(?!context )(?!.*\] FROM )/;
const LINE = /^#(\d+) (?:(\[.*|exporting .*|importing .*)|sha256:\w+ 0B \/ \S+ (\d+)\.\ds|ERROR: (.*))$/gm;

/**
 * Reads what `--progress=plain` prints, as it comes in whole lines:
 *
 *     #18 [linux/arm64 2/3] RUN make
 *     #18 sha256:4f4fb700… 0B / 3.00MB 60.1s
 *     #19 exporting to GitHub Actions Cache
 *     #19 ERROR: error writing layer blob: permission_denied
 *     #4 importing cache manifest from gha:11062318506200389184
 *     #4 ERROR: unavailable
 *     #9 [2/3] RUN make
 *     #9 ERROR: blob sha256:8bed7991…: not found
 */
export function createCacheLog(): { add: (text: string) => void; read: () => CacheLog } {
  const names = new Map<string, string>();
  const log: CacheLog = { stalled: false, failure: '', unread: '' };
  return {
    add: (text) => {
      for (const [, number = '', name, seconds, error] of text.matchAll(LINE)) {
        if (name !== undefined) names.set(number, name);
        const current = names.get(number) ?? '';
        if (Number(seconds) >= LONGEST && STEP.test(current)) log.stalled = true;
        if (error !== undefined && current.startsWith('exporting ')) log.failure = error;
        if (error !== undefined && current.startsWith(IMPORT)) log.unread ||= `the import failed: ${error}`;
        // A step that fails ends the build, unless it was to come from a cache. What was evicted is no trouble.
        if (error !== undefined && current.startsWith('[') && !error.endsWith(': not found'))
          log.unread ||= `${current} could not be had from it: ${error}`;
      }
    },
    read: () => log,
  };
}
