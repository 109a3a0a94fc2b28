import { all } from '../concurrent.ts';
import { cancelled } from '../exec.ts';
import { HttpError } from '../http.ts';
import { movesBack, type OwnVersion } from '../metadata/latest.ts';
import { judgeError, retry } from '../retry.ts';
import { notice, print } from '../runner.ts';
import { SourceError } from '../verdict.ts';
import { parseNext, parseOwnVersion } from './manifest.ts';
import { formatTag, type ImageName, type TagTarget } from './reference.ts';
import type { Manifest, Repository } from './registry.ts';

/** A name under which the image is, and was found to be right. */
export interface Place {
  name: ImageName;
  repository: Repository;
  manifest: Manifest;
}

/** A tag, where it belongs, and what it stood for before anything was moved. */
interface Move extends Place {
  target: TagTarget;
  former: Manifest | undefined;
}

/**
 * Moves the tags and reads them back; returns those that stay, because a newer release is there. Where one can't be moved, those
 * that were are put back to what they stood for, and the error lists all of them.
 */
export async function moveTags(places: readonly Place[], tags: readonly TagTarget[]): Promise<TagTarget[]> {
  const planned = places.map(async (place) => {
    const own = tags.filter(({ name }) => name === place.name);
    return all(own.map(async (target) => ({ ...place, target, former: await readFormer(place, target) })));
  });
  const moves = await all(planned);
  const kept: TagTarget[] = [];
  const tried: Move[] = [];
  try {
    for (const own of moves)
      await all(
        own.map(async (move) => {
          if (stands(move, move.former)) return print(`${formatTag(move.target)} stands for it already`);
          if (await staysNewer(move)) return kept.push(move.target);
          tried.push(move);
          await moveTag(move, move.manifest);
          return print(`Tagged ${formatTag(move.target)}`);
        }),
      );
  } catch (error) {
    throw await explainTagging(moves.flat(), tried, error as Error);
  }
  return kept;
}

async function readFormer(place: Place, target: TagTarget): Promise<Manifest | undefined> {
  return readNow({ ...place, target }).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `tags: what ${formatTag(target)} stands for can't be read, and no tag was moved; look into the registry, then run the step again. ${error.message}`,
      { cause: error },
    );
  });
}

/** What a tag stands for at the moment; undefined where it is not there. */
async function readNow({ repository, target }: Pick<Move, 'repository' | 'target'>): Promise<Manifest | undefined> {
  return find(formatTag(target), () => repository.readManifest(target.tag));
}

async function moveTag({ repository, target }: Move, manifest: Manifest): Promise<void> {
  await retry(formatTag(target), () => repository.moveTag(target.tag, manifest));
  await readBack(repository, formatTag(target), target.tag, manifest.digest);
}

/** Whether the tag only moves forward, and a newer release is there than the one that is published. */
async function staysNewer({ repository, target }: Move): Promise<boolean> {
  if (target.release === undefined) return false;
  const told = await readVersion(repository, target.tag);
  if (!movesBack(target.release, told)) return false;
  const { version } = target.release;
  notice(
    `tags: ${formatTag(target)} stays at ${told.version}, which is newer than ${version}; write latest=true in flavor where it is to move`,
  );
  return true;
}

/** What the image behind a tag tells of itself; nothing where there is none. */
async function readVersion(repository: Repository, reference: string): Promise<OwnVersion> {
  const manifest = await find(reference, () => repository.readManifest(reference));
  const next = manifest && parseNext(manifest.bytes.toString());
  if (!next) return parseOwnVersion('');
  if ('manifest' in next) return readVersion(repository, next.manifest);
  return parseOwnVersion((await find(next.config, () => repository.readBlob(next.config))) ?? '');
}

/** Puts back what was moved, and says what every tag stands for then. */
async function explainTagging(moves: readonly Move[], tried: readonly Move[], cause: Error): Promise<Error> {
  cancelled.throwIfAborted();
  const states = moves.map(async (move) => {
    const { former, target } = move;
    const state = readNow(move).then((now) =>
      // Somebody else may have moved it meanwhile.
      former && tried.includes(move) && stands(move, now) ? putBack(move, former) : describe(move, now),
    );
    const explain = (error: Error) => `unknown, ${former?.digest ?? 'nothing'} before: ${error.message}`;
    return `${formatTag(target)}: ${await state.catch(explain)}`;
  });
  const list = (await all(states)).join('\n');
  cancelled.throwIfAborted();
  return new Error(
    `tags: not all could be moved to ${moves[0]?.manifest.digest}; make the registry take them, then run the step again. ${cause.message}\n${list}`,
    { cause },
  );
}

async function putBack(move: Move, former: Manifest): Promise<string> {
  try {
    await moveTag(move, former);
    return `${former.digest}, put back`;
  } catch (error) {
    const state = describe(move, await readNow(move));
    return `${state}; ${former.digest} could not be put back: ${(error as Error).message}`;
  }
}

/** What a tag stands for now. */
function describe(move: Move, now: Manifest | undefined): string {
  const { former } = move;
  if (!now) return 'not there';
  if (now.digest === former?.digest) return `${now.digest}, as before`;
  const moved = former ? 'moved' : 'moved, and was not there before';
  return `${now.digest}, ${stands(move, now) ? moved : 'by somebody else'}`;
}

function stands({ manifest }: Place, found: Manifest | undefined): boolean {
  return found?.digest === manifest.digest;
}

/** The manifest behind a tag or digest, once the registry shows the one with this digest. */
export async function readBack(
  repository: Repository,
  shown: string,
  reference: string,
  digest: string,
): Promise<Manifest> {
  const advice = `registry: what ${shown} was given can't be read back; look into the registry, then run the step again`;
  const read = async () => {
    const manifest = await repository.readManifest(reference);
    if (manifest.digest !== digest) throw new SourceError('again', `Expected ${digest}, got ${manifest.digest}`);
    return manifest;
  };
  // What was just written may not show at once.
  const judge = (error: unknown) => (isMissing(error) ? 'again' : judgeError(error));
  return retry(shown, read, { judge }).catch((error: Error) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error.message}`, { cause: error });
  });
}

/** What is read; undefined where the registry has no such thing. */
async function find<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
  return retry(what, read).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof HttpError && error.status === 404;
}
