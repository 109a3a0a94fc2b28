import assert from 'node:assert/strict';
import test from 'node:test';
import { attemptWithCache } from '../../src/cache/fallback.ts';
import type { Cache } from '../../src/cache/open.ts';
import type { RunOptions } from '../../src/exec.ts';
import { JOB_PREFIX } from '../../src/setup/builder.ts';

const gha = { type: 'gha', attributes: [] };
const nothing: Cache = {
  ...{ importers: [], during: [], after: [], indexes: [], warned: false },
  mounts: { fetch: false, keep: false },
};

for (const [what, importers, ended] of [
  ['a build that imports nothing', [], false],
  ['a build that imports a cache', [gha], true],
] as const)
  test(`a layer that does not come ${ended ? 'ends' : 'does not end'} ${what}`, async () => {
    let signal: AbortSignal | undefined;
    const attempt = async (_: unknown, options: RunOptions) => {
      options.onText?.('#18 [2/3] RUN make\n#18 sha256:4f4f 0B / 3.00MB 99.9s');
      signal = options.signal;
    };
    const builder = { name: `${JOB_PREFIX}test`, buildx: 'buildx', files: {}, ran: [] };
    await attemptWithCache(builder, { ...nothing, importers }, { required: false, timeout: 1000 }, attempt);
    assert.equal(signal?.aborted, ended);
  });
