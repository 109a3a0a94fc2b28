import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep, type StepOptions, type StepResult } from '../../__tests__/step.ts';
import { up } from '../../lab/lab.ts';

export const rounds = Number(process.argv[2] ?? 7);
export const say = (line: string) => process.stdout.write(`${line}\n`);
export const lab = await up(say);
Object.assign(process.env, lab.env);
// Hosted runners trust nothing of their own, and the commands would not carry it into the builder.
for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) delete process.env[name];
export const tools = JSON.parse(readFileSync(lab.toolchain, 'utf8'));
const binfmt = `${tools.binfmt.sources[0]}@${tools.binfmt.digest}`;
export const folder = mkdtempSync(join(tmpdir(), 'multiarch-build-bench-'));

/** Milliseconds that the task takes. */
export async function time(task: () => unknown): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

export function run(file: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

export async function step(inputs: Record<string, string>, options: StepOptions = {}): Promise<StepResult> {
  const main = await runStep(inputs, options);
  const post = await main.post();
  if (main.code !== 0 || post.code !== 0) throw new Error(main.log + post.log);
  return main;
}

export function emulate(...args: string[]): string {
  return run('docker', 'run', '--privileged', '--rm', binfmt, ...args);
}

export const builder = `bench-${process.pid}`;
export const buildx = (...args: string[]) => run(lab.buildx, ...args);

export function createBuilder(): void {
  const config = join(folder, 'buildkitd.toml');
  writeFileSync(
    config,
    `[registry."docker.io"]\nmirrors = ["${lab.registry}"]\n[registry."${lab.registry}"]\nhttp = true\n`,
  );
  const driver = `network=host,image=${tools.buildkit.sources[0]}@${tools.buildkit.digest}`;
  buildx('create', '--bootstrap', `--name=${builder}`, `--driver-opt=${driver}`, `--buildkitd-config=${config}`);
}
