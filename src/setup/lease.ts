import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Who uses which builder, written down beside buildx's own list of builders and so shared by all that share the list: the
 * steps of a job, and the runners of one user. The last one out removes what one of them made.
 *
 *     multiarch-build/<builder>/<step>    a step that uses it
 *     multiarch-build/<builder>/made      how it is to be removed, where it is
 */
export interface Lease {
  builder: string;
  step: string;
}

/** How a builder is to be removed. */
export interface Made {
  keepState: boolean;
}

/** Milliseconds: longer than any job, five days being the limit of self-hosted runners. */
export const LONGEST_JOB = 6 * 24 * 60 * 60 * 1000;
const MADE = 'made';

/** Notes that the step uses the builder. Returns whether no other step does. */
export async function takeLease({ builder, step }: Lease, attempts = 5): Promise<boolean> {
  const folder = folderOf(builder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, step), '');
    return (await readdir(folder)).every((name) => name === step);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The last one out was quicker; but Node says the same of a folder that can't be made.
    if (code === 'ENOENT' && attempts > 0) return takeLease({ builder, step }, attempts - 1);
    throw new Error(
      `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${message}`,
      { cause: error },
    );
  }
}

/** Notes that the last one out is to remove the builder. */
export async function markMade(builder: string, made: Made): Promise<void> {
  await writeFile(join(folderOf(builder), MADE), JSON.stringify(made));
}

/** Takes the note back. Returns how the builder is to be removed, where this was the last one out. */
export async function releaseLease({ builder, step }: Lease): Promise<Made | undefined> {
  const folder = folderOf(builder);
  await rm(join(folder, step), { force: true });
  const names = (await readdir(folder).catch(() => [])).filter((name) => name !== MADE);
  const ages = await Promise.all(names.map((name) => ageOf(join(folder, name))));
  // A step that was killed takes nothing back.
  if (ages.some((age) => age < LONGEST_JOB)) return undefined;
  const gone = `${folder}-${step}`;
  try {
    // Of two that leave at once, one takes it.
    await rename(folder, gone);
    return JSON.parse(await readFile(join(gone, MADE), 'utf8')) as Made;
  } catch {
    return undefined;
  } finally {
    await rm(gone, { recursive: true, force: true });
  }
}

/** Takes a builder off buildx's own list. https://github.com/docker/buildx/blob/v0.37.1/store/store.go */
export async function forgetBuilder(builder: string): Promise<void> {
  for (const folder of ['instances', 'activity', 'refs', 'multiarch-build'])
    await rm(join(store(), folder, builder.toLowerCase()), { recursive: true, force: true });
}

async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => LONGEST_JOB,
  );
}

// https://github.com/docker/buildx/blob/master/util/confutil/config.go
function folderOf(builder: string): string {
  return join(store(), 'multiarch-build', builder.toLowerCase());
}

function store(): string {
  return process.env.BUILDX_CONFIG || join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'buildx');
}
