import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE, type Patience, planWait } from './backoff.ts';
import { CommandError, cancelled } from './exec.ts';
import { showUrl } from './output.ts';
import { print, warning } from './runner.ts';
import { judgeCode, judgePull, judgeStatus, SourceError, type Verdict } from './verdict.ts';

/** How attempts are repeated. */
interface Retrying {
  patience?: Patience;
  judge?: (error: unknown) => Verdict;
}

/** Attempts it until it succeeds or another attempt would bring no more, and then throws the last one's error. */
export async function retry<T>(
  what: string,
  attempt: () => Promise<T>,
  { patience = PATIENCE, judge = judgeError }: Retrying = {},
): Promise<T> {
  const started = performance.now();
  for (let made = 1; ; made++)
    try {
      return await attempt();
    } catch (error) {
      cancelled.throwIfAborted();
      const elapsed = performance.now() - started;
      const pause = error instanceof SourceError ? error.pause : 0;
      const again = judge(error) === 'again';
      const wait = again ? planWait(patience, { made, elapsed, pause, chance: Math.random() }) : undefined;
      const next = wait === undefined ? 'no further one' : `the next in ${seconds(wait)}`;
      if (again)
        print(`${what}: attempt ${made} of ${patience.attempts}, ${seconds(elapsed)}: ${explain(error)}; ${next}`);
      if (wait === undefined) throw error;
      await delay(wait, undefined, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
    }
}

/** What the first of the sources gives, each of them attempted as above. Where none does, throws with what each said. */
export async function trySources<T>(
  what: string,
  sources: readonly string[],
  attempt: (source: string) => Promise<T>,
  patience?: Patience,
): Promise<T> {
  const failures: string[] = [];
  for (const [index, source] of sources.entries())
    try {
      return await retry(`${what}: ${showUrl(source)}`, () => attempt(source), patience && { patience });
    } catch (error) {
      cancelled.throwIfAborted();
      const verdict = judgeError(error);
      if (verdict === 'stop') throw error;
      const failure = `${showUrl(source)}: ${explain(error)}`;
      failures.push(failure);
      const say = verdict === 'wrong' ? warning : print;
      if (index < sources.length - 1) say(`${what}: ${failure}; the next source is tried`);
    }
  throw new Error(
    `${what}: no source has it; allow one of them through, or name another in a toolchain document:\n${failures.join('\n')}`,
  );
}

/** What an error tells; one that is none of a source's is no source's fault. */
export function judgeError(error: unknown): Verdict {
  if (error instanceof SourceError) return error.verdict;
  if (error instanceof CommandError)
    return error.code === undefined ? 'stop' : judgePull(`${error.reason}\n${error.output}`);
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // A proxy that makes no connection tells its status.
  if (typeof statusCode === 'number') return judgeStatus(statusCode);
  return typeof code === 'string' ? judgeCode(code) : 'stop';
}

function explain(error: unknown): string {
  if (error instanceof CommandError) return error.reason;
  // Node tries all addresses of a name, and says nothing of its own when all fail.
  if (error instanceof AggregateError) return error.errors.map(explain).join('; ');
  return (error as Error).message;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
