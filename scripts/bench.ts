// Measures the action, in ratios of one run: `npm run bench`, or `npm run bench -- ROUNDS`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep, type StepOptions, type StepResult } from '../__tests__/step.ts';
import { startCacheService } from '../lab/cache-service/service.ts';
import { up } from '../lab/lab.ts';
import { formatGantt, parseGanttLine } from '../src/report/gantt.ts';
import { missingEmulators, parseEmulation } from '../src/setup/emulators.ts';
import { readHost } from '../src/setup/engine.ts';
import { root } from './generated.ts';

const rounds = Number(process.argv[2] ?? 7);
const say = (line: string) => process.stdout.write(`${line}\n`);
const lab = await up(say);
Object.assign(process.env, lab.env);
// Hosted runners trust nothing of their own, and the commands would not carry it into the builder.
for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) delete process.env[name];
const tools = JSON.parse(readFileSync(lab.toolchain, 'utf8'));
const binfmt = `${tools.binfmt.sources[0]}@${tools.binfmt.digest}`;
const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-bench-'));

/** Milliseconds that the task takes. */
async function time(task: () => unknown): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

function run(file: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

async function step(inputs: Record<string, string>, options: StepOptions = {}): Promise<StepResult> {
  const main = await runStep(inputs, options);
  const post = await main.post();
  if (main.code !== 0 || post.code !== 0) throw new Error(main.log + post.log);
  return main;
}

function emulate(...args: string[]): string {
  return run('docker', 'run', '--privileged', '--rm', binfmt, ...args);
}

const builder = `bench-${process.pid}`;
const buildx = (...args: string[]) => run(lab.buildx, ...args);

function createBuilder(): void {
  const config = join(folder, 'buildkitd.toml');
  writeFileSync(
    config,
    `[registry."docker.io"]\nmirrors = ["${lab.registry}"]\n[registry."${lab.registry}"]\nhttp = true\n`,
  );
  const driver = `network=host,image=${tools.buildkit.sources[0]}@${tools.buildkit.digest}`;
  buildx('create', '--bootstrap', `--name=${builder}`, `--driver-opt=${driver}`, `--buildkitd-config=${config}`);
}

/** What the step does, as a person types it: one command after the other. */
function typeCommands(image: string): void {
  emulate('--install', 'arm64');
  createBuilder();
  buildx('build', `--builder=${builder}`, '--platform=linux/amd64,linux/arm64', `--tag=${image}:bench`, '--push', '.');
  buildx('imagetools', 'inspect', `--builder=${builder}`, `${image}:bench`);
  buildx('rm', builder);
}

async function compareWithCommands(): Promise<void> {
  const image = `${lab.registry}/bench/app`;
  const inputs = { image, tags: 'bench', push: 'true', platforms: 'linux/amd64,linux/arm64' };
  const typed: number[] = [];
  const acted: number[] = [];
  process.chdir(join(root, 'examples/emulated'));
  for (let round = 0; round <= rounds; round++) {
    emulate('--uninstall', 'qemu-*');
    const commands = await time(() => typeCommands(image));
    emulate('--uninstall', 'qemu-*');
    const action = await time(() => step(inputs));
    say(
      `  round ${round}: commands ${commands.toFixed(0)} ms, action ${action.toFixed(0)} ms${round ? '' : ' (warm-up)'}`,
    );
    if (round > 0) typed.push(commands);
    if (round > 0) acted.push(action);
  }
  const ratio = median(acted) / median(typed);
  say(`main and post, against the same commands one after the other: ${ratio.toFixed(2)} × (medians of ${rounds})`);
}

/** Packets that went over this machine's devices, loopback left out; engine and builders have no others in the lab. */
function countPackets(): number {
  const lines = readFileSync('/proc/net/dev', 'utf8').trim().split('\n').slice(2);
  const devices = lines.map((line) => line.trim().split(/[:\s]+/)).filter(([name]) => name !== 'lo');
  return devices.map((fields) => Number(fields[2]) + Number(fields[10])).reduce((a, b) => a + b, 0);
}

/** The set-up alone: milliseconds from the start of the process to its first solve. */
async function compareSetUp(): Promise<void> {
  const inputs = { context: join(root, 'examples/static-site'), platforms: 'linux/amd64' };
  const lasting = { ...inputs, cleanup: 'false' };
  const kinds = { chain: [], emulated: [], native: [], warm: [] } as Record<string, number[]>;
  let line = '';
  let packets = 0;
  const solveOf = ({ summary }: StepResult) => {
    const spans = summary.split('\n').flatMap((text) => parseGanttLine(text) ?? []);
    line = formatGantt(spans);
    return spans.find(({ name }) => name === 'build')?.start ?? Number.NaN;
  };
  const { outputs } = await step(lasting);
  for (let round = 0; round <= rounds; round++) {
    let before = 0;
    const watch = (text: string) => {
      if (text.includes('::group::Build')) packets = countPackets() - before;
    };
    const measured: Record<string, number> = {
      chain: await time(() => {
        createHash('sha256').update(readFileSync(lab.buildx)).digest();
        createBuilder();
      }),
    };
    buildx('rm', builder);
    before = countPackets();
    measured.warm = solveOf(await step(lasting, { onLine: watch }));
    measured.native = solveOf(await step(inputs));
    emulate('--uninstall', 'qemu-*');
    measured.emulated = solveOf(await step({ ...inputs, platforms: 'linux/amd64,linux/arm64' }));
    for (const [kind, value] of Object.entries(measured)) if (round > 0) kinds[kind]?.push(value);
  }
  const container = `buildx_buildkit_${outputs.builder}0`;
  run('docker', 'rm', '--force', container);
  run('docker', 'volume', 'rm', `${container}_state`);
  const [chain = 0, emulated = 0, native = 0, warm = 0] = Object.values(kinds).map(median);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  say(
    `set-up with an emulator, start to first solve: ${ms(emulated)}, ${(emulated / chain).toFixed(2)} × hashing buildx and \`create --bootstrap\` (${ms(chain)})`,
  );
  say(
    `  with nothing to emulate: ${ms(native)}; on a builder that lasts: ${ms(warm)}, ${packets} packets outside loopback`,
  );
  say(line.replace(/^/gm, '  '));
}

/** The cache of GitHub Actions: what its export costs until the digest is known, and what its import saves. */
async function compareCaches(): Promise<void> {
  await using service = await startCacheService();
  const inputs = { context: join(root, 'examples/cross-compiled'), push: 'true', platforms: 'linux/amd64,linux/arm64' };
  // BuildKit has the export hold the build up, as everywhere else; ours begins when the content is pushed.
  const kinds = { off: { cache: 'off' }, after: { cache: '' }, during: { cache: '', 'cache-export': 'with-build' } };
  const digests: Record<string, number[]> = { off: [], after: [], during: [], warm: [] };
  const totals: Record<string, number[]> = { off: [], after: [], during: [], warm: [] };
  const exports: number[] = [];
  const measure = async (kind: string, given: Record<string, string>, count: boolean) => {
    const started = performance.now();
    let known = 0;
    const onLine = (line: string) => {
      if (line.startsWith('Platform  ')) known ||= performance.now() - started;
    };
    const main = await runStep({ ...inputs, ...given }, { env: service.env(), onLine });
    const post = await main.post({ env: service.env() });
    if (main.code !== 0 || post.code !== 0) throw new Error(main.log + post.log);
    if (count) digests[kind]?.push(known);
    if (count) totals[kind]?.push(performance.now() - started);
    const [, seconds] = /exported no blob.* in ([\d.]+) s/.exec(post.log) ?? [];
    if (seconds) exports.push(Number(seconds));
  };
  for (let round = 0; round <= rounds; round++) {
    for (const [kind, given] of Object.entries(kinds)) {
      await service.evict(() => true);
      await measure(kind, { ...given, image: `${lab.registry}/bench/${kind}-${process.pid}-${round}` }, round > 0);
    }
    await measure('warm', { ...kinds.after, image: `${lab.registry}/bench/during-${process.pid}-${round}` }, round > 0);
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

async function measureStart(): Promise<void> {
  const files = new Set(['main.js']);
  for (const file of files)
    for (const [, chunk] of readFileSync(join(root, 'dist', file), 'utf8').matchAll(
      /^(?:import|\} from) ?.*"\.\/(.+)";/gm,
    ))
      files.add(chunk as string);
  const bytes = [...files].map((file) => readFileSync(join(root, 'dist', file)).length).reduce((a, b) => a + b);
  say(`read at start: ${(bytes / 1000).toFixed(0)} kB in ${files.size} files of dist/`);

  // Without a toolchain and a program to run, the step ends after its inputs.
  const env = { PATH: devNull, INPUT_TOOLCHAIN: devNull, RUNNER_TEMP: folder };
  const empty: number[] = [];
  const loaded: number[] = [];
  for (let round = 0; round < 3 * rounds; round++) {
    empty.push(await time(() => spawnSync(process.execPath, ['--eval', '0'], { env })));
    loaded.push(await time(() => spawnSync(process.execPath, [join(root, 'dist/main.js')], { env })));
  }
  say(`loading it: ${(median(loaded) - median(empty)).toFixed(0)} ms more than an empty Node process`);
}

async function measureMemory(): Promise<void> {
  const context = join(folder, 'context');
  spawnSync('mkdir', [context]);
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nRUN yes "fifty megabytes of log" | head -c 50000000\n');
  const unlimited = 'env.BUILDKIT_STEP_LOG_MAX_SIZE=-1,env.BUILDKIT_STEP_LOG_MAX_SPEED=-1';
  let peak = 0;
  let lines = 0;
  await step(
    { context, platforms: 'linux/amd64', 'driver-opts': unlimited },
    {
      onLine: (_, { pid }) => {
        if (lines++ % 10_000 > 0) return;
        const status = spawnSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' }).stdout;
        peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
      },
    },
  );
  say(`memory with a build log of 50 MB: ${(peak / 1024).toFixed(0)} MiB at most (${lines} lines)`);
}

const host = await readHost();
const emulated = missingEmulators(parseEmulation(emulate())?.supported ?? [], host.architecture, []);
try {
  await measureStart();
  await measureMemory();
  await compareSetUp();
  await compareWithCommands();
  await compareCaches();
} finally {
  // As it was: others may use them.
  if (emulated.length > 0) emulate('--install', emulated.join(','));
  rmSync(folder, { recursive: true });
}
