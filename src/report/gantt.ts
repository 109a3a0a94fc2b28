import type { Span } from '../timeline.ts';

const WIDTH = 50;

/**
 * Spans as bars over one axis of time, in the order in which they began, with their seconds:
 *
 *     engine     |==                       | 0.08–0.14
 *     emulators  |  =====                  | 0.14–0.42
 */
export function formatGantt(spans: readonly Span[]): string {
  const ordered = spans.toSorted((a, b) => a.start - b.start);
  const end = Math.max(...spans.map((span) => span.end));
  const longest = Math.max(...spans.map(({ name }) => name.length));
  const column = (time: number) => Math.floor((time / end) * (WIDTH - 1));
  const seconds = (time: number) => (time / 1000).toFixed(2);
  return ordered
    .map((span) => {
      const bar = ' '.repeat(column(span.start)).padEnd(column(span.end) + 1, '=');
      return `${span.name.padEnd(longest)}  |${bar.padEnd(WIDTH)}| ${seconds(span.start)}–${seconds(span.end)}`;
    })
    .join('\n');
}

/** Reads such a line back; undefined where it is none. */
export function parseGanttLine(line: string): Span | undefined {
  const [, name, start, end] = /^(\S.*?) +\|[ =]+\| ([\d.]+)–([\d.]+)$/.exec(line) ?? [];
  return name ? { name, start: Number(start) * 1000, end: Number(end) * 1000 } : undefined;
}
