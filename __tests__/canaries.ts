import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StepResult } from './step.ts';

/** A secret that nothing else has. */
export const canary = () => `canary-${randomUUID()}`;

export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Every form of a secret that may be found somewhere, in whole or from one of its lines. */
export function formsOf(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length > 3);
  // Of base64 only what stands in whole groups of bytes looks the same wherever it begins, behind a name and a colon too.
  const encoded = [0, 1, 2].map((skip) => base64(secret.slice(skip)).slice(4, -8));
  return [...lines, ...encoded, encodeURIComponent(secret)];
}

/** Fails where one of the texts has a secret in one of its forms. */
export function assertNowhere(places: Readonly<Record<string, string>>, secrets: readonly string[]): void {
  const forms = secrets.flatMap(formsOf);
  for (const [place, text] of Object.entries(places))
    for (const form of forms) assert.ok(!text.includes(form), `${form} in ${place}`);
}

/** What a step and its post step tell of themselves. */
export function toldBy(step: StepResult, posted: StepResult): Record<string, string> {
  return {
    log: withoutMasks(step.log),
    'log of the post step': withoutMasks(posted.log),
    summary: step.summary + posted.summary,
    state: JSON.stringify(step.state),
    outputs: JSON.stringify(step.outputs),
  };
}

/** A log without the commands that hide a secret from it. */
export function withoutMasks(log: string): string {
  return log.replaceAll(/^::add-mask::.*$/gm, '');
}

/** The arguments of all processes of this machine until the task is done, a NUL behind each. */
export async function watchArguments<T>(task: Promise<T>): Promise<{ result: T; seen: string[] }> {
  const seen = new Set<string>();
  let done = false;
  const ended = task.finally(() => {
    done = true;
  });
  while (!done) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    for (const text of await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))))
      seen.add(text);
    await delay(2);
  }
  return { result: await ended, seen: [...seen] };
}

/** All files below a folder, path → content; of links where they point. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(path, 'latin1')] as const)),
  );
}

/** What the registry has of attestations for an image. */
export async function readAttestations({ outputs }: StepResult, authorization = ''): Promise<string> {
  const base = `http://${outputs.image?.replace('/', '/v2/').replace(/@.*/, '')}`;
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const read = async (path: string) => (await fetch(`${base}/${path}`, { headers: { accept, authorization } })).text();
  const { manifests } = JSON.parse(await read(`manifests/${outputs.digest}`)) as {
    manifests: { digest: string; platform: { os: string } }[];
  };
  const texts: string[] = [];
  for (const { digest } of manifests.filter(({ platform }) => platform.os === 'unknown')) {
    const { layers } = JSON.parse(await read(`manifests/${digest}`)) as { layers: { digest: string }[] };
    for (const layer of layers) texts.push(await read(`blobs/${layer.digest}`));
  }
  return texts.join('\n');
}
