/** A part of the step, in milliseconds since the process began. */
export interface Span {
  name: string;
  start: number;
  end: number;
}

/** What took time in this step, in the order in which it ended. */
export const spans: Span[] = [];

/** Notes how long the task takes, under this name; returns what it does. */
export async function timed<T>(name: string, task: Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await task;
  } finally {
    spans.push({ name, start, end: performance.now() });
  }
}
