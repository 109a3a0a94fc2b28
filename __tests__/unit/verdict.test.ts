import assert from 'node:assert/strict';
import test from 'node:test';
import { judgeCode, judgePull, judgeStatus, type Verdict } from '../../src/verdict.ts';

const statuses: Record<Verdict, number[]> = {
  again: [408, 425, 429, 500, 502, 503, 504],
  next: [204, 301, 400, 401, 403, 404, 407, 410, 451],
  wrong: [],
  stop: [],
};
const codes: Partial<Record<Verdict, string[]>> = {
  again: ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'ERR_PROXY_TUNNEL'],
  next: ['ENOTFOUND', 'ENOENT', 'CERT_HAS_EXPIRED', 'ERR_INVALID_URL', 'HPE_INVALID_CONSTANT'],
};
for (const verdict of ['again', 'next'] as const) {
  for (const status of statuses[verdict])
    test(`judgeStatus ${status}: ${verdict}`, () => assert.equal(judgeStatus(status), verdict));
  for (const code of codes[verdict] ?? [])
    test(`judgeCode ${code}: ${verdict}`, () => assert.equal(judgeCode(code), verdict));
}

const reference = 'registry.example/a/b@sha256:ab';
const daemon = 'Error response from daemon: ';
const resolve = `${daemon}failed to resolve reference "${reference}": `;
const head = 'unexpected status from HEAD request to https://registry.example/v2/a/b/manifests/sha256:ab: ';
const manifest = 'Head "https://registry.example/v2/a/b/manifests/sha256:ab": ';

// What docker pull said of faulty registries, or says by its source where that could not be had here.
const texts: Record<string, Partial<Record<Verdict, string[]>>> = {
  'Docker 20.10': {
    again: [
      `${daemon}toomanyrequests: You have reached your pull rate limit.`,
      `${daemon}error parsing HTTP 429 response body: invalid character 's' looking for beginning of value: "slow down"`,
      `${daemon}received unexpected HTTP status: 503 Service Unavailable`,
      `${daemon}received unexpected HTTP status: 502 Bad Gateway`,
      `${daemon}received unexpected HTTP status: 500 Internal Server Error`,
      `${daemon}Get "https://registry.example/v2/": read tcp 10.0.0.1:34902->10.0.0.2:443: read: connection reset by peer`,
      `${daemon}Get "https://registry.example/v2/": EOF`,
      `${daemon}Get "https://registry.example/v2/": net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
      `${daemon}Get "https://registry.example/v2/": net/http: TLS handshake timeout`,
      `${daemon}Get "https://registry.example/v2/": dial tcp 10.0.0.2:443: connect: connection refused`,
      `${daemon}Get "https://registry.example/v2/": dial tcp 10.0.0.2:443: connect: no route to host`,
      `${daemon}Get "https://registry.example/v2/": dial tcp: lookup registry.example on 127.0.0.53:53: server misbehaving`,
      `${daemon}Get "https://registry.example/v2/": dial tcp: lookup registry.example: Temporary failure in name resolution`,
      `${daemon}Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.3:53: read udp: i/o timeout`,
      `${daemon}Get "https://registry.example/v2/": context deadline exceeded`,
      'error pulling image configuration: download failed after attempts=6: received unexpected HTTP status: 503 Service Unavailable',
      'error pulling image configuration: download failed after attempts=1: toomanyrequests: too many',
      'error pulling image configuration: download failed after attempts=6: read tcp 10.0.0.1:41414->10.0.0.2:443: read: connection reset by peer',
      'error pulling image configuration: download failed after attempts=6: unexpected EOF',
    ],
    next: [
      `${daemon}Get "https://registry.example/v2/a/b/manifests/sha256:ab": no basic auth credentials`,
      `${daemon}Get "https://registry.example/v2/a/b/manifests/sha256:ab": unauthorized: authentication required`,
      `${daemon}denied`,
      `${daemon}pull access denied for a/b, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      `${daemon}manifest unknown`,
      `${daemon}error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: "<html>"`,
      `${daemon}error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: "<html>"`,
      `${daemon}error unmarshalling content: invalid character '<' looking for beginning of value`,
      `${daemon}Get "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid on 10.0.0.3:53: no such host`,
      `${daemon}Get "https://registry.example/v2/": x509: certificate signed by unknown authority`,
      `${daemon}Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client`,
      `${daemon}Get "http://registry.example/v2/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0"`,
      'error pulling image configuration: download failed after attempts=1: unknown blob',
    ],
    wrong: [
      'manifest verification failed for digest sha256:abab',
      'image config verification failed for digest sha256:cdcd',
      'filesystem layer verification failed for digest sha256:efef',
    ],
    stop: [
      'failed to register layer: Error processing tar file(exit status 1): write /usr/bin/buildkitd: no space left on device',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/images/create?fromImage=a": EOF',
    ],
  },
  "Docker 28, containerd's image store": {
    again: [
      `${daemon}unknown: failed to resolve reference "${reference}": ${head}429 Too Many Requests`,
      `${daemon}unknown: failed to resolve reference "${reference}": ${head}503 Service Unavailable`,
      `${daemon}unknown: failed to resolve reference "${reference}": ${head}500 Internal Server Error`,
      `${resolve}failed to do request: ${manifest}read tcp 10.0.0.1:40670->10.0.0.2:443: read: connection reset by peer`,
      `${resolve}failed to do request: ${manifest}EOF`,
      `${resolve}failed to do request: ${manifest}dial tcp 10.0.0.2:443: connect: connection refused`,
      `${resolve}failed to do request: ${manifest}dial tcp: lookup registry.example on 10.0.0.3:53: i/o timeout`,
      'unknown: failed to copy: httpReadSeeker: failed open: unexpected status from GET request to https://registry.example/v2/a/b/blobs/sha256:cd: 503 Service Unavailable',
      'error from registry: You have reached your pull rate limit.',
      'failed to copy: read tcp 10.0.0.1:43830->10.0.0.2:443: read: connection reset by peer',
      'short read: expected 200 bytes but got 5: unexpected EOF',
    ],
    next: [
      `${resolve}pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
      `${daemon}unknown: failed to resolve reference "${reference}": ${head}403 Forbidden`,
      `${resolve}${reference}: not found`,
      `${resolve}failed to do request: ${manifest}dial tcp: lookup nosuch.invalid on 10.0.0.3:53: no such host`,
      `${resolve}failed to do request: ${manifest}tls: first record does not look like a TLS handshake`,
    ],
    wrong: [
      'failed commit on ref "manifest-sha256:ab": commit failed: unexpected commit digest sha256:b0, expected sha256:ab: failed precondition',
    ],
    stop: ['failed to extract layer sha256:ab: write /var/lib/containerd/tmpmounts/x: no space left on device'],
  },
};
for (const [engine, expected] of Object.entries(texts))
  for (const [verdict, said] of Object.entries(expected))
    for (const text of said)
      test(`judgePull, ${engine}: ${verdict}: ${text}`, () => assert.equal(judgePull(text), verdict));
