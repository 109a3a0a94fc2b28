// What IPv6 calls the addresses of IPv4: ::ffff:10.1.2.3.
const IPV4 = '0'.repeat(80) + '1'.repeat(16);

/**
 * Whether the address that a host, `10.1.2.3:5000` or `[fd00::1]`, is named by lies in a range, `10.0.0.0/8` or `fd00::/8`, or is
 * that address itself. A name lies in none: whoever looks it up elsewhere may find another address.
 */
export function isInRange(host: string, range: string): boolean {
  const [network = '', length] = range.split('/');
  const [start, width] = network.includes(':') ? [parseAddress(`[${network}]`), 128] : [parseAddress(network), 32];
  const address = parseAddress(host);
  if (!address || !start || Number(length ?? width) > width) return false;
  const prefix = start.slice(0, 128 - width + Number(length ?? width));
  return address.startsWith(prefix) && address.startsWith(IPV4) === prefix.startsWith(IPV4);
}

/** The 128 bits of an address as zeros and ones; none of a name. */
function parseAddress(host: string): string {
  // A URL has them in one form of many.
  const hostname = URL.parse(`http://${host}`)?.hostname ?? '';
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return IPV4 + toBits(hostname.split('.'), 10, 8);
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
