/** A platform as BuildKit names it, normalised: `linux/amd64`, `linux/arm/v7`, `windows/amd64`. */
export type Platform = string;

/** What buildx calls the platform of the machine. https://docs.docker.com/reference/cli/docker/buildx/build/#platform */
export const LOCAL = 'local';

// What Go builds for (`go tool dist list`), and Docker's name for WebAssembly.
const SYSTEMS = [
  ...['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'dragonfly', 'solaris', 'illumos', 'aix', 'plan9'],
  ...['android', 'ios', 'js', 'wasip1', 'wasi'],
];
const ARCHITECTURES = [
  ...['amd64', 'arm64', 'arm', '386', 'riscv64', 'ppc64le', 'ppc64', 's390x'],
  ...['mips64le', 'mips64', 'mipsle', 'mips', 'loong64', 'wasm'],
];
const VARIANTS = new Map([
  ['amd64', /^v[1-4]$/],
  ['arm64', /^v[89](?:\.\d)?$/],
  ['arm', /^v[5-8]$/],
]);
const UNWRITTEN_VARIANTS = ['amd64/v1', 'arm64/v8'];

// https://github.com/containerd/platforms/blob/main/database.go, and what `uname -m` says.
const ALIASES = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['i386', '386'],
  ['i686', '386'],
  ['aarch64', 'arm64'],
  ['arm', 'arm/v7'],
  ['armhf', 'arm/v7'],
  ['armv7l', 'arm/v7'],
  ['armel', 'arm/v6'],
  ['armv6l', 'arm/v6'],
  ['loongarch64', 'loong64'],
]);

/**
 * `os/arch[/variant]`, in the spellings that containerd takes, as BuildKit writes it (`Linux/aarch64` → `linux/arm64`,
 * `arm` → `linux/arm/v7`). Undefined where it is none.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.trim().toLowerCase().split('/');
  // `windows(10.0.20348)` is a system with its version.
  const system = (parts[0] ?? '').replace(/\([^()]*\)$/, '');
  const [os = '', spelled = '', variant, ...rest] = SYSTEMS.includes(system) ? parts : ['linux', ...parts];
  const [architecture = '', implied] = (ALIASES.get(spelled) ?? spelled).split('/');
  if (!ARCHITECTURES.includes(architecture) || rest.length > 0) return undefined;

  // The variant in a name such as armhf is not to be overruled; that of arm alone is a default.
  const given = spelled === 'arm' ? (variant ?? implied) : (implied ?? variant);
  if (given === undefined) return `${os}/${architecture}`;
  const level = given.replace(/^v?(\d)(?:\.0)?$/, 'v$1');
  if (UNWRITTEN_VARIANTS.includes(`${architecture}/${level}`)) return `${os}/${architecture}`;
  return VARIANTS.get(architecture)?.test(level) ? `${os}/${architecture}/${level}` : undefined;
}

/** The known platform that is nearest to a misspelt one: `linux/adm64` → `linux/amd64`. */
export function suggestPlatform(text: string): Platform | undefined {
  const [system = '', ...rest] = text.trim().toLowerCase().split('/');
  const variants = ['arm/v6', 'arm/v7', 'arm64/v8', 'amd64/v2', 'amd64/v3'];
  const architecture = nearest(rest.join('/') || system, [...ARCHITECTURES, ...ALIASES.keys(), ...variants]);
  const os = rest.length > 0 ? nearest(system, SYSTEMS) : 'linux';
  return architecture && os ? parsePlatform(`${os}/${architecture}`) : undefined;
}

/** The architecture of a platform without its variant: `arm` of `linux/arm/v7`. */
export function architectureOf(platform: Platform): string {
  return platform.split('/')[1] ?? '';
}

/** Whether an engine of this architecture (`amd64`, `arm64`, `arm/v7`, …) runs programs for the platform by itself. */
export function isNative(platform: Platform, architecture: string): boolean {
  const [own] = architecture.split('/');
  const wanted = platform.startsWith('linux/') && architectureOf(platform);
  return wanted === own || (own === 'amd64' && wanted === '386');
}

/** Whether an engine of the one architecture may run the other's programs by itself, which some 64-bit Arm processors do. */
export function mayBeNative(wanted: string, architecture: string): boolean {
  return architecture === 'arm64' && wanted === 'arm';
}

/**
 * Whether a builder that runs these platforms runs the wanted one: it is among them, or needs less of the processor. A
 * level of amd64 has to be there itself, because BuildKit refuses it where the processor lacks it.
 * https://github.com/moby/buildkit/blob/master/solver/llbsolver/ops/exec_binfmt.go
 */
export function includesPlatform(platforms: readonly Platform[], wanted: Platform): boolean {
  if (platforms.includes(wanted)) return true;
  if (wanted.startsWith('linux/arm64/')) return platforms.includes('linux/arm64');
  // Variants of arm are one digit, so that they compare as text.
  return wanted.startsWith('linux/arm/') && platforms.some((one) => one.startsWith('linux/arm/') && one > wanted);
}

/** The candidate with the fewest edits to the text, where these are few enough for it to be a slip of the keyboard. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((name) => ({ name, distance: editDistance(text, name) }));
  const best = ranked.reduce((a, b) => (b.distance < a.distance ? b : a), {
    name: '',
    distance: Number.POSITIVE_INFINITY,
  });
  return best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** Damerau-Levenshtein distance (restricted): insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j));
  const at = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swapped ? at(i - 2, j - 2) + 1 : change);
      (table[i] as number[])[j] = best;
    }
  return at(a.length, b.length);
}
