/** What a failed attempt at a source tells of the next one. */
export type Verdict =
  /** It may have what is wanted in a while. */
  | 'again'
  /** It does not have it, or does not give it. */
  | 'next'
  /** It gave something else. */
  | 'wrong'
  /** No source can help. */
  | 'stop';

/** An attempt that failed, by somebody who knows what that means. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError';
  readonly verdict: Verdict;
  /** Milliseconds that the source asks to be left alone. */
  readonly pause: number;
  constructor(verdict: Verdict, message: string, options: { pause?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.verdict = verdict;
    this.pause = options.pause ?? 0;
  }
}

// https://nodejs.org/api/errors.html#common-system-errors; EAI_AGAIN is a name server that is out of breath, ERR_PROXY_TUNNEL a
// proxy that hung or broke off before it told a status.
const PASSING_CODES = [
  ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'EPIPE', 'ETIMEDOUT'],
  ...['EAI_AGAIN', 'ERR_PROXY_TUNNEL'],
];
const PASSING_STATUSES = [408, 425, 429];

const ENGINE_LOST = /error during connect|Cannot connect to the Docker daemon|no space left on device/;
const OTHER_BYTES = /verification failed for digest|unexpected commit digest/;
const PASSING_ANSWER =
  /toomanyrequests|too many requests|pull rate limit|(?:status\b.*: |HTTP )(?:408|425|429|5\d\d)\b/i;
const NO_ANSWER = new RegExp(
  [
    ...['timeout', 'timed out', 'deadline exceeded', 'request canceled', 'no answer within'],
    ...['connection reset', 'connection refused', 'broken pipe', 'unreachable', 'no route to host', 'GOAWAY'],
    ...['\\bEOF\\b', 'short read', 'server misbehaving', 'failure in name resolution'],
  ].join('|'),
  'i',
);

/** Of an answer with this HTTP status in place of what was asked for. */
export function judgeStatus(status: number): Verdict {
  return PASSING_STATUSES.includes(status) || status >= 500 ? 'again' : 'next';
}

/** Of no answer at all, by Node's code for the error. */
export function judgeCode(code: string): Verdict {
  return PASSING_CODES.includes(code) ? 'again' : 'next';
}

/** Of an image that the engine could not pull, by what the docker CLI says, which is all that the engine tells. */
export function judgePull(text: string): Verdict {
  if (ENGINE_LOST.test(text)) return 'stop';
  if (OTHER_BYTES.test(text)) return 'wrong';
  return PASSING_ANSWER.test(text) || NO_ANSWER.test(text) ? 'again' : 'next';
}
