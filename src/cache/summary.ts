import type { Platform } from '../platform.ts';
import type { Archive, Carried, Outcome } from './carried.ts';
import type { Exported, Usage } from './progress.ts';

/** What became of an export, as its progress and the service tell it. */
export interface ExportFacts {
  exports: readonly Exported[];
  /** Bytes of each blob that the index lists; undefined where there is none to ask for. */
  layers: ReadonlyMap<string, number> | undefined;
}

/** Rows of what each platform's steps cost, and of the bytes that were exported of it where that is known; a head first. */
export function listUsage(usage: readonly Usage[], exported: ReadonlyMap<Platform, number> | undefined): string[][] {
  return [
    ['Platform', 'Steps cached', 'Steps run', 'Imported', 'Exported'],
    ...usage.map(({ platform, cached, ran, imported }) => [
      ...[platform, `${cached}`, `${ran}`, formatBytes(imported)],
      exported ? formatBytes(exported.get(platform) ?? 0) : '–',
    ]),
  ];
}

/** Rows of what each cache mount was given and has left, with their bytes; a head first. */
export function listMounts(
  mounts: readonly Carried[],
  fetched: Readonly<Record<string, Archive>>,
  outcomes: readonly Outcome[],
): string[][] {
  const left = (name: string) => {
    const outcome = outcomes.find((one) => one.name === name);
    if (!outcome) return 'not kept';
    const { archive, stored, duration } = outcome;
    if (!archive) return 'nothing to keep';
    return stored ? `${formatBytes(archive.bytes)}, in ${formatSeconds(duration)}` : 'unchanged';
  };
  const given = (name: string) => (fetched[name] ? formatBytes(fetched[name].bytes) : 'empty');
  return [['Cache mount', 'Began with', 'Kept'], ...mounts.map(({ id, name }) => [id, given(name), left(name)])];
}

/** One line about an export that went well: how much it wrote, and how long that took. */
export function formatExport({ exports, layers }: ExportFacts): string {
  const written = exports.flatMap((one) => one.written);
  const bytes = written.map((digest) => layers?.get(digest) ?? 0).reduce((a, b) => a + b, 0);
  const longest = Math.max(0, ...exports.map(({ duration }) => duration));
  const of = layers ? ` of ${layers.size}` : '';
  const size = layers ? `, ${formatBytes(bytes)}` : '';
  const blobs =
    written.length === 0 && layers
      ? `no blob, since all ${layers.size} were there`
      : `${written.length}${of} blobs${size}`;
  return `${blobs}, in ${formatSeconds(longest)}`;
}

/** Milliseconds as a person reads them: `3.2 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Bytes as a person reads them: `93 B`, `3.0 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
