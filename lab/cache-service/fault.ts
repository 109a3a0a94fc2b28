import { type Answer, type Method, twirpError } from './twirp.ts';

/** What a request asks for: a call of the service by its name, or to write or read the blob behind a signed URL. */
export type Operation = Method | 'Upload' | 'Download' | 'Unknown';

/** How a request is misserved. */
export type Fault =
  /** Refused, without being looked at. */
  | { kind: 'status'; status: 403 | 429 | 500 | 503; retryAfter?: number }
  /** A page for people, as from a proxy, with a good status. */
  | { kind: 'html' }
  /** The connection is dropped. */
  | { kind: 'reset' }
  /** Served after a while. */
  | { kind: 'slow'; milliseconds: number }
  /** Served when the promise is kept, if ever. */
  | { kind: 'held'; until: Promise<unknown> }
  /** A download whose blob was deleted just before. */
  | { kind: 'lose' }
  /** A download of other bytes, as many. */
  | { kind: 'corrupt' }
  /** A download that breaks off after so many bytes. */
  | { kind: 'truncate'; after: number };

/** Which requests are misserved, and how. */
export interface Rule {
  fault: Fault;
  /** All operations, where none is given. */
  on?: Operation | readonly Operation[];
  /** What the entry's key begins with. */
  key?: string;
  /** How many of the requests in question are served as usual first. */
  skip?: number;
  /** How many are misserved; all, where nothing is said. */
  times?: number;
}

/** The fault of the first rule that is due for a request, if any; each rule counts the requests that it is about. */
export function createFaults(): {
  add: (rule: Rule) => void;
  clear: () => void;
  next: (request: { operation: Operation; key: string }) => Fault | undefined;
} {
  let rules: { rule: Rule; seen: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, seen: 0 }),
    clear: () => {
      rules = [];
    },
    next: (request) => {
      const due = rules.filter((counted) => {
        const { skip = 0, times = Number.POSITIVE_INFINITY } = counted.rule;
        if (!concerns(counted.rule, request)) return false;
        counted.seen++;
        return counted.seen > skip && counted.seen <= skip + times;
      });
      return due[0]?.rule.fault;
    },
  };
}

/** What is answered in the place of the service, or of the storage of blobs, which speak differently. */
export function answerFault(fault: Extract<Fault, { kind: 'status' | 'html' }>, operation: Operation): Answer {
  if (fault.kind === 'html')
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to go on</body></html>\n',
    };
  const { status, retryAfter } = fault;
  const answer = isBlob(operation) ? azureError(status) : twirpError(TWIRP[status], `HTTP ${status}, by the lab`);
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'retry-after': `${retryAfter}` } };
}

/** Whether the request is about the blob itself. */
export function isBlob(operation: Operation): operation is 'Upload' | 'Download' {
  return operation === 'Upload' || operation === 'Download';
}

/** https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2 */
export function azureError(status: 403 | 409 | 429 | 500 | 503): Answer {
  const code = AZURE[status];
  return {
    status,
    // BuildKit reads the id of whatever is no error to it, and crashes where there is none.
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code, 'x-ms-request-id': 'lab' },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>HTTP ${status}, by the lab</Message></Error>`,
  };
}

const TWIRP = {
  403: 'permission_denied',
  429: 'resource_exhausted',
  500: 'internal',
  503: 'unavailable',
} as const;

const AZURE = {
  403: 'AuthenticationFailed',
  409: 'BlobImmutableDueToPolicy',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServerBusy',
} as const;

const OF_DOWNLOADS: readonly Fault['kind'][] = ['lose', 'corrupt', 'truncate'];

function concerns({ fault, on, key = '' }: Rule, request: { operation: Operation; key: string }): boolean {
  const isPossible = request.operation === 'Download' || !OF_DOWNLOADS.includes(fault.kind);
  return isPossible && (on === undefined || [on].flat().includes(request.operation)) && request.key.startsWith(key);
}
