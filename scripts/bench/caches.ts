import { join } from 'node:path';
import { runStep } from '../../__tests__/step.ts';
import { startCacheService } from '../../lab/cache-service/service.ts';
import { root } from '../generated.ts';
import { lab, median, rounds, say } from './measure.ts';

/** The cache of GitHub Actions: what its export costs until the digest is known, and what its import saves. */
export async function compareCaches(): Promise<void> {
  await using service = await startCacheService();
  const inputs = { context: join(root, 'examples/cross-compiled'), push: 'true', platforms: 'linux/amd64,linux/arm64' };
  // BuildKit has the export hold the build up, as everywhere else; ours begins when the content is pushed.
  const kinds = { off: { cache: 'off' }, after: { cache: '' }, during: { cache: '', 'cache-export': 'with-build' } };
  const digests: Record<string, number[]> = { off: [], after: [], during: [], warm: [] };
  const totals: Record<string, number[]> = { off: [], after: [], during: [], warm: [] };
  const exports: number[] = [];
  const measure = async (kind: string, given: Record<string, string>) => {
    const started = performance.now();
    let known = 0;
    const onLine = (line: string) => {
      if (line.startsWith('Platform  ')) known ||= performance.now() - started;
    };
    const main = await runStep({ ...inputs, ...given }, { env: service.env(), onLine });
    const post = await main.post({ env: service.env() });
    if (main.code !== 0 || post.code !== 0) throw new Error(main.log + post.log);
    digests[kind]?.push(known);
    totals[kind]?.push(performance.now() - started);
    const [, seconds] = /exported no blob.* in ([\d.]+) s/.exec(post.log) ?? [];
    if (seconds) exports.push(Number(seconds));
  };
  // A round compiles three times, and is steady for that.
  for (let round = 0; round < rounds / 2; round++) {
    say(`${Math.ceil(rounds / 2) - round} rounds with and without caches to go, some minutes each`);
    for (const [kind, given] of Object.entries(kinds)) {
      await service.evict(() => true);
      await measure(kind, { ...given, image: `${lab.registry}/bench/${kind}-${process.pid}-${round}` });
    }
    await measure('warm', { ...kinds.after, image: `${lab.registry}/bench/during-${process.pid}-${round}` });
  }
  const [off = 0, after = 0, during = 0] = Object.values(digests).map(median);
  const [, cold = 0, , warm = 0] = Object.values(totals).map(median);
  say(`start to digest, with the cache export against without: ${(after / off).toFixed(2)} × (${off.toFixed(0)} ms)`);
  say(`  for the record, exported with the build: ${(during / off).toFixed(2)} ×`);
  say(
    `all from the cache, main and post, against nothing from it: ${(warm / cold).toFixed(2)} × (${cold.toFixed(0)} ms)`,
  );
  say(`export where nothing is new: ${median(exports).toFixed(1)} s`);
}
