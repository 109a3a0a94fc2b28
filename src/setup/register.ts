import { readdir, readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { cancelled, run } from '../exec.ts';
import type { Host } from '../host.ts';
import type { Platform } from '../platform.ts';
import { print } from '../runner.ts';
import { explainBinfmt, isHandler, missingEmulators, parseEmulation } from './emulators.ts';
import { dockerCommand, tryEach } from './engine.ts';
import { imageReferences, type ToolImage } from './toolchain.ts';

/**
 * Registers the emulators that are needed and not there. What keeps it from doing so is returned and not thrown: many
 * builds need none.
 */
export async function registerEmulators(
  platforms: readonly Platform[],
  host: Host,
  binfmt: ToolImage,
): Promise<string | undefined> {
  const names = missingEmulators(platforms, host.architecture, await registeredHandlers(host));
  if (names.length === 0) {
    print('Emulators: none to register');
    return undefined;
  }
  const said: string[] = [];
  // A network namespace and a volume of its own would take longer to make than the emulators to register.
  const args = ['run', '--rm', '--privileged', '--network=host', '--tmpfs=/tmp:exec'];
  const stdout = await tryEach(imageReferences(binfmt), (reference) =>
    run(dockerCommand([...args, reference, '--install', names.join(',')]), { onText: (text) => said.push(text) }),
  ).catch((error: Error) => {
    cancelled.throwIfAborted();
    return error;
  });
  if (typeof stdout !== 'string') return stdout.message;
  const supported = parseEmulation(stdout)?.supported ?? [];
  const missing = names.filter((name) => !supported.some((platform) => platform.split('/')[1] === name));
  if (missing.length > 0) return `binfmt could not register ${missing.join(', ')}: ${explainBinfmt(said.join('\n'))}`;
  print(`Emulators: ${names.join(', ')} registered by binfmt ${binfmt.version} (${binfmt.digest})`);
  return undefined;
}

/** The emulators that the engine's kernel has, where that is the kernel of this machine and it shows them; else none. */
async function registeredHandlers(host: Host): Promise<string[]> {
  const folder = '/proc/sys/fs/binfmt_misc';
  if (host.kernel !== release() || host.name !== hostname()) return [];
  const names = await readdir(folder).catch(() => []);
  const handlers = names.map(async (name) => ({
    name,
    text: await readFile(join(folder, name), 'utf8').catch(() => ''),
  }));
  return (await Promise.all(handlers)).filter(({ text }) => isHandler(text)).map(({ name }) => name);
}
