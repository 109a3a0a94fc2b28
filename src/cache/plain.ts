/** What the log of a build tells of its caches. */
export interface CacheLog {
  /** Whether a layer that a cache has does not come. */
  stalled: boolean;
  /** Why an exporter failed, where the build went on without it; the last one's. */
  failure: string;
}

/** Seconds without a byte of a layer, after which the cache is given up; BuildKit goes on for a quarter of an hour. */
const LONGEST = 60;
const LINE = /^#(\d+) (?:(\[.*|exporting .*)|sha256:\w+ 0B \/ \S+ (\d+)\.\ds|ERROR: (.*))$/gm;

/**
 * Reads what `--progress=plain` prints, as it comes in whole lines:
 *
 *     #18 [linux/arm64 2/3] RUN make
 *     #18 sha256:4f4fb700… 0B / 3.00MB 60.1s
 *     #19 exporting to GitHub Actions Cache
 *     #19 ERROR: error writing layer blob: permission_denied
 */
export function createCacheLog(): { add: (text: string) => void; read: () => CacheLog } {
  const names = new Map<string, string>();
  const log: CacheLog = { stalled: false, failure: '' };
  return {
    add: (text) => {
      for (const [, number = '', name, seconds, error] of text.matchAll(LINE)) {
        if (name !== undefined) names.set(number, name);
        const current = names.get(number) ?? '';
        // A base image comes from its registry.
        if (Number(seconds) >= LONGEST && current.startsWith('[') && !current.includes('] FROM ')) log.stalled = true;
        if (error !== undefined && current.startsWith('exporting ')) log.failure = error;
      }
    },
    read: () => log,
  };
}
