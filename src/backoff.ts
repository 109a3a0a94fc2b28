/** How long something is waited for, and how often it is asked for again. Times are milliseconds. */
export interface Patience {
  /** Attempts at one source. */
  attempts: number;
  /** The wait after the first of them, which doubles with each further one. */
  first: number;
  /** The longest wait, whatever the source asks for. */
  longest: number;
  /** From the start of the first attempt to that of the last. */
  total: number;
  /** Without a sign of the source. */
  silence: number;
  /** One attempt. */
  attempt: number;
}

/** The wait of whoever has no reason for another. */
export const PATIENCE: Patience = {
  attempts: 6,
  first: 500,
  longest: 30_000,
  total: 60_000,
  silence: 20_000,
  // 90 MB at 300 kB/s.
  attempt: 300_000,
};

/**
 * The wait before the next attempt, when `made` of them failed within `elapsed`; undefined where there is to be none. `pause`
 * is what the source asks for; `chance`, from 0 to 1, keeps those apart that failed together.
 */
export function planWait(
  { attempts, first, longest, total }: Patience,
  { made, elapsed, pause, chance }: { made: number; elapsed: number; pause: number; chance: number },
): number | undefined {
  const backoff = first * 2 ** (made - 1) * (1 + chance) * 0.5;
  const wait = Math.min(Math.max(backoff, pause), longest);
  return made < attempts && elapsed + wait <= total ? wait : undefined;
}

/**
 * The header `Retry-After` in milliseconds from `now`, of seconds or of a date; undefined where there is none, or none that
 * says anything. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return wait >= 0 ? wait : undefined;
}
