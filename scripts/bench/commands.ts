import { join } from 'node:path';
import { root } from '../generated.ts';
import { builder, buildx, createBuilder, emulate, lab, median, rounds, say, step, time } from './measure.ts';

/** What the step does, as a person types it: one command after the other. */
function typeCommands(image: string): void {
  emulate('--install', 'arm64');
  createBuilder();
  buildx('build', `--builder=${builder}`, '--platform=linux/amd64,linux/arm64', `--tag=${image}:bench`, '--push', '.');
  buildx('imagetools', 'inspect', `--builder=${builder}`, `${image}:bench`);
  buildx('rm', builder);
}

/** Main and post against them. */
export async function compareWithCommands(): Promise<void> {
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
