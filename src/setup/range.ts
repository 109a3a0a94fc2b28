/**
 * Whether the address that a host, `10.1.2.3:5000` or `[fd00::1]`, is named by lies in a range, `10.0.0.0/8` or `fd00::/8`. A name
 * lies in none: whoever looks it up elsewhere may find another address.
 */
export function isInRange(host: string, range: string): boolean {
  const [network = '', length] = range.split('/');
  const address = parseAddress(host);
  const start = parseAddress(network.includes(':') ? `[${network}]` : network);
  return address.length > 0 && address.length === start.length && address.startsWith(start.slice(0, Number(length)));
}

/** The bits of an address, 32 or 128 of them, as zeros and ones; none of a name. */
function parseAddress(host: string): string {
  // A URL has them in one form of many.
  const hostname = URL.parse(`http://${host}`)?.hostname ?? '';
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return toBits(hostname.split('.'), 10, 8);
  if (!hostname.startsWith('[')) return '';
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((groups) => groups.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return toBits([...head, ...zeros, ...tail], 16, 16);
}

function toBits(numbers: readonly string[], base: number, width: number): string {
  return numbers.map((text) => Number.parseInt(text, base).toString(2).padStart(width, '0')).join('');
}
