/** A platform as BuildKit names it, normalised: `linux/amd64`, `linux/arm/v7`, `windows/amd64`. */
export type Platform = string;

// GOOS and GOARCH values that BuildKit can put into an image or cross-compile for.
const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'wasip1', 'wasi', 'js'];
const ARCHITECTURES = [
  ...['amd64', 'arm64', 'arm', '386', 'riscv64', 'ppc64le', 'ppc64', 's390x'],
  ...['mips64le', 'mips64', 'mipsle', 'mips', 'loong64', 'wasm'],
];

// https://github.com/containerd/platforms/blob/main/database.go
const ALIASES: Record<string, string> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  i386: '386',
  i686: '386',
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  armv7l: 'arm/v7',
  armv6l: 'arm/v6',
  arm: 'arm/v7',
  'arm/7': 'arm/v7',
  'arm/6': 'arm/v6',
  'arm/5': 'arm/v5',
  'arm64/v8': 'arm64',
  'arm64/8': 'arm64',
  'amd64/v1': 'amd64',
  loongarch64: 'loong64',
};

// What a machine of the key's architecture runs without an emulator.
const NATIVE: Record<string, readonly string[]> = {
  amd64: ['linux/amd64', 'linux/386'],
};

/**
 * `os/arch[/variant]`, in any spelling that containerd takes, as BuildKit writes it (`Linux/aarch64` → `linux/arm64`,
 * `arm/v7` → `linux/arm/v7`). Undefined where it is none.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.trim().toLowerCase().split('/');
  const named = SYSTEMS.includes(systemName(parts[0] ?? '')) ? parts : ['linux', ...parts];
  const [system = '', architecture = '', variant, ...rest] = named;
  if (rest.length > 0 || !architecture || variant === '') return undefined;
  const spelled = variant ? `${ALIASES[architecture] ?? architecture}/${variant}` : architecture;
  const name = ALIASES[spelled] ?? spelled;
  const [known = '', version] = name.split('/');
  if (!ARCHITECTURES.includes(known) || (version && !/^v\d+(\.\d+)?$/.test(version))) return undefined;
  return `${system}/${name}`;
}

/** The known platform that is nearest to a misspelt one: `linux/adm64` → `linux/amd64`. */
export function suggestPlatform(text: string): Platform | undefined {
  const [system, ...rest] = text.trim().toLowerCase().split('/');
  const architecture = nearest(rest.join('/') || (system ?? ''), [...ARCHITECTURES, ...Object.keys(ALIASES)]);
  const os = rest.length > 0 ? nearest(system ?? '', SYSTEMS) : 'linux';
  return architecture && os ? parsePlatform(`${os}/${architecture}`) : undefined;
}

/** The platforms that an engine of this architecture (`amd64`, `arm64`, …) runs by itself. */
export function nativePlatforms(architecture: string): readonly Platform[] {
  return NATIVE[architecture] ?? [`linux/${architecture}`];
}

/** Whether one of the platforms serves for the other: the same, or a level below it (`amd64/v3` runs `amd64/v2`). */
export function includesPlatform(platforms: readonly Platform[], wanted: Platform): boolean {
  if (platforms.includes(wanted)) return true;
  // Micro-architecture levels of amd64 are a promise about the hardware, not another instruction set to emulate.
  return /^linux\/amd64\/v\d$/.test(wanted) && platforms.includes('linux/amd64');
}

/** The candidate with the fewest edits to the text, where these are few enough for it to be a slip of the keyboard. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((name) => ({ name, distance: editDistance(text, name) }));
  const best = ranked.reduce((a, b) => (b.distance < a.distance ? b : a), { name: '', distance: Number.POSITIVE_INFINITY });
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

/** `windows(10.0.20348)` names a system with its version; the system is what stands before the bracket. */
function systemName(text: string): string {
  return text.replace(/\([^()]*\)$/, '');
}
