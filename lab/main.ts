import { down, status, up } from './lab.ts';

const USAGE = `npm run lab -- COMMAND

  up      starts the lab: Docker engine, registry, images, cache service, buildx, act; makes what is missing
  status  says what there is of it
  down    ends what the lab started, and leaves what it made
  env     prints, for a shell, what a step on a hosted runner has: eval "$(npm run --silent lab -- env)"

up and env take --engine=containerd: a second engine, with containerd's image store, runs too, and the shell is given that.
`;

const started = Date.now();
// Standard output is for what was asked for.
const report = (line: string) => process.stderr.write(`[${Math.round((Date.now() - started) / 1000)} s] ${line}\n`);

const commands: Record<string, (engine?: 'containerd') => Promise<string>> = {
  up: async (engine) => {
    const { registry, toolchain, buildx, act, env } = await up(report, engine);
    const parts = { registry, toolchain, buildx, act, 'gha cache': env.ACTIONS_RESULTS_URL };
    return Object.entries({ ...parts, ...(engine && { engine: env.DOCKER_HOST }) })
      .map(([name, value]) => `${name.padEnd(9)} ${value}\n`)
      .join('');
  },
  status: async () => (await status()).map(([part, state]) => `${part.padEnd(9)} ${state}\n`).join(''),
  down: async () => {
    await down(report);
    return '';
  },
  env: async (engine) => {
    const { env } = await up(report, engine);
    return Object.entries(env)
      .map(([name, value]) => `export ${name}=${quote(value)}\n`)
      .join('');
  },
};

/** A word of a shell's. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const [name = '', ...options] = process.argv.slice(2);
const command = commands[name];
const engine = options[0] === '--engine=containerd' && ['up', 'env'].includes(name) ? 'containerd' : undefined;
if (command && options.length === (engine ? 1 : 0))
  try {
    process.stdout.write(await command(engine));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
