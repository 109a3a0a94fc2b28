// Builds an example for two platforms into a registry on this machine, with the action itself, and runs the result.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runStep } from '../__tests__/step.ts';
import { up } from '../lab/lab.ts';
import { root } from './generated.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const lab = await up(say);
say('');
const step = await runStep(
  { image: `${lab.registry}/demo/hello`, tags: 'latest', push: 'true', platforms: 'linux/amd64,linux/arm64' },
  { cwd: join(root, 'examples/emulated'), env: lab.env, onLine: (line) => /^::/.test(line) || say(line) },
);
await step.post();
if (step.code !== 0) process.exit(1);

say(`\ndigest: ${step.outputs.digest}`);
for (const [platform, digest] of Object.entries(JSON.parse(step.outputs.platforms ?? '{}'))) {
  const image = `${lab.registry}/demo/hello@${digest}`;
  const args = ['run', '--rm', '--network=none', '--platform', platform, image];
  const { stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8', env: { ...process.env, ...lab.env } });
  say(`${platform.padEnd(12)} ${digest}  docker run prints: ${(stdout || stderr).trim()}`);
}
