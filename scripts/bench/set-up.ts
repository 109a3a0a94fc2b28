import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepResult } from '../../__tests__/step.ts';
import { formatGantt, parseGanttLine } from '../../src/report/gantt.ts';
import { root } from '../generated.ts';
import { builder, buildx, createBuilder, emulate, lab, median, rounds, run, say, step, time } from './measure.ts';

/** Packets that went over this machine's devices, loopback left out; engine and builders have no others in the lab. */
function countPackets(): number {
  const lines = readFileSync('/proc/net/dev', 'utf8').trim().split('\n').slice(2);
  const devices = lines.map((line) => line.trim().split(/[:\s]+/)).filter(([name]) => name !== 'lo');
  return devices.map((fields) => Number(fields[2]) + Number(fields[10])).reduce((a, b) => a + b, 0);
}

/** The set-up alone: milliseconds from the start of the process to its first solve. */
export async function compareSetUp(): Promise<void> {
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
