import { isInRange } from './range.ts';

const LOOPBACK = ['127.0.0.0/8', '::1'];
const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
// Go takes no zeros in front, which others read as octal.
const BYTE = '(?:0|[1-9]\\d*)';
const IP = `(?:${BYTE}(?:\\.${BYTE}){3}|[\\da-f:.]*:[\\da-f:.]*)`;
const ADDRESS = new RegExp(`^${IP}$`);
const RANGE = new RegExp(`^${IP}/\\d+$`);
const WITH_PORT = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/;

/**
 * Whether the server of a URL is asked without a proxy where NO_PROXY has this value: by the rules of Go, which docker, buildx and
 * BuildKit follow, and by which loopback always is. What is malformed spares nothing.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function isSpared(url: URL, noProxy: string): boolean {
  const entries = noProxy.split(',').map((entry) => entry.trim().toLowerCase());
  return url.hostname === 'localhost' || [...LOOPBACK, ...entries].some((entry) => matches(entry, url));
}

/** `*`, `10.0.0.0/8`, or with or without a port: `10.1.2.3`, `corp.test` with all below it, `.corp.test` for these alone. */
function matches(entry: string, { protocol, hostname, port }: URL): boolean {
  if (entry === '*') return true;
  if (RANGE.test(entry)) return isInRange(hostname, entry);
  const [, bracketed, plain, wanted = ''] = WITH_PORT.exec(entry) ?? [];
  const name = bracketed ?? plain ?? entry;
  if (name === '' || !['', port || PORTS[protocol]].includes(wanted)) return false;
  if (ADDRESS.test(name)) return isInRange(hostname, name);
  // An address ends in no domain, whatever its numbers are.
  if (/^\[|^[\d.]+$/.test(hostname)) return false;
  const domain = toAscii(name.replace(/^\*\./, '.'));
  return hostname === domain || hostname.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

/** A domain as it stands in a URL: `.bücher.test` → `.xn--bcher-kva.test`. */
function toAscii(domain: string): string {
  if (!/\P{ASCII}/u.test(domain)) return domain;
  // A URL's host has something before the first dot.
  return URL.parse(`http://x.${domain}`)?.hostname.slice('x.'.length) ?? domain;
}
