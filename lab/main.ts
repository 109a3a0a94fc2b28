import { down, status, up } from './lab.ts';

const USAGE = `npm run lab -- COMMAND

  up      starts the lab: Docker engine, registry, images, buildx, act; makes what is missing
  status  says what there is of it
  down    ends what the lab started, and leaves what it made
  env     prints, for a shell, what a step on a hosted runner has: eval "$(npm run --silent lab -- env)"
`;

const started = Date.now();
// Standard output is for what was asked for.
const report = (line: string) => process.stderr.write(`[${Math.round((Date.now() - started) / 1000)} s] ${line}\n`);

const commands: Record<string, () => Promise<string>> = {
  up: async () => {
    const { registry, toolchain, buildx, act } = await up(report);
    return Object.entries({ registry, toolchain, buildx, act })
      .map(([name, value]) => `${name.padEnd(9)} ${value}\n`)
      .join('');
  },
  status: async () => (await status()).map(([part, state]) => `${part.padEnd(9)} ${state}\n`).join(''),
  down: async () => {
    await down(report);
    return '';
  },
  env: async () => {
    const { env } = await up(report);
    return Object.entries(env)
      .map(([name, value]) => `export ${name}=${quote(value)}\n`)
      .join('');
  },
};

/** A word of a shell's. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const command = commands[process.argv[2] ?? ''];
if (process.argv.length === 3 && command)
  try {
    process.stdout.write(await command());
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
