import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from '../exec.ts';
import { type Archive, type Carried, type Delivery, mountPathsIn } from './carried.ts';

/** What the carrier is sent for, by way of a file: archives of these mounts. */
export interface Errand {
  mounts: readonly Carried[];
  /** Those that were put into the mounts, by the mounts' names. */
  fetched: Readonly<Record<string, Archive>>;
  /** The builder's container, and how archives are made of its mounts, by a buildx that hashes to this still; undefined where none are. */
  keeping: { container: string; take: Command[]; sha256: string } | undefined;
}

/** Writes down what the carrier is sent for. */
export async function send(folder: string, errand: Errand): Promise<void> {
  await writeFile(mountPathsIn(folder).errand, JSON.stringify(errand), { mode: 0o600 });
}

/** What it was sent for. */
export async function readErrand(folder: string): Promise<Errand> {
  return JSON.parse(await readFile(mountPathsIn(folder).errand, 'utf8')) as Errand;
}

/** Writes down what came of it. */
export async function leave(folder: string, delivery: Delivery): Promise<void> {
  await writeFile(mountPathsIn(folder).delivery, JSON.stringify(delivery));
}

/** What came of it; undefined where the carrier did not come so far, or could not write it down. */
export async function receive(folder: string): Promise<Delivery | undefined> {
  try {
    return JSON.parse(await readFile(mountPathsIn(folder).delivery, 'utf8')) as Delivery;
  } catch {
    return undefined;
  }
}
