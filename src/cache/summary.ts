import type { Exported, Usage } from './progress.ts';

/** What became of an export, as its progress and the service tell it. */
export interface ExportFacts {
  exports: readonly Exported[];
  /** Bytes of each blob that the index lists; undefined where there is none to ask for. */
  layers: ReadonlyMap<string, number> | undefined;
}

/** Rows of what each platform's steps cost; a head first. */
export function listUsage(usage: readonly Usage[]): string[][] {
  return [
    ['Platform', 'Steps cached', 'Steps run', 'Imported'],
    ...usage.map(({ platform, cached, ran, imported }) => [platform, `${cached}`, `${ran}`, formatBytes(imported)]),
  ];
}

/** One line about an export that went well: how much it wrote, and how long that took. */
export function formatExport({ exports, layers }: ExportFacts): string {
  const written = exports.flatMap((one) => one.written);
  const bytes = written.map((digest) => layers?.get(digest) ?? 0).reduce((a, b) => a + b, 0);
  const seconds = Math.max(0, ...exports.map(({ duration }) => duration)) / 1000;
  const of = layers ? ` of ${layers.size}` : '';
  const size = layers ? `, ${formatBytes(bytes)}` : '';
  const blobs =
    written.length === 0 && layers
      ? `no blob, since all ${layers.size} were there`
      : `${written.length}${of} blobs${size}`;
  return `${blobs}, in ${seconds.toFixed(1)} s`;
}

/** Bytes as a person reads them: `93 B`, `3.0 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
