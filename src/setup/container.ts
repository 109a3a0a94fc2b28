import { ignoreFailure, run } from '../exec.ts';
import { print } from '../runner.ts';
import { builderContainer, readMark } from './builder.ts';
import { dockerCommand, removal } from './engine.ts';

/** The container of a builder, as a step finds it. */
export interface Container {
  name: string;
  /** Id of its image, without `sha256:`, and what it is called. */
  image: string;
  reference: string;
  paused: boolean;
  /** Whether a build or another program speaks to it. */
  busy: boolean;
  /** What of settings it was made with, where a step made it under a name of the user's. */
  mark: string | undefined;
}

/** The container of the builder of this name, where there is one. */
export async function findContainer(builder: string): Promise<Container | undefined> {
  const { container } = builderContainer(builder);
  const command = dockerCommand(['container', 'inspect', '--format={{json .}}', container]);
  // Files and passwords stand in its environment.
  const text = await run(command, { secret: true }).catch(ignoreFailure);
  if (text === undefined) return undefined;
  const { Image, State, ExecIDs, Config } = JSON.parse(text) as {
    Image: string;
    State: { Paused: boolean };
    ExecIDs: string[] | null;
    Config: { Image: string; Env: string[] | null };
  };
  const busy = (ExecIDs ?? []).length > 0;
  return {
    ...{ name: container, image: Image.replace('sha256:', ''), paused: State.Paused, busy },
    reference: Config.Image,
    mark: readMark(Config.Env ?? []),
  };
}

/** Has a paused container go on, which buildx takes for one that runs. */
export async function wakeContainer({ name, paused }: Container): Promise<void> {
  if (!paused) return;
  print(`${name}: it was paused; it goes on`);
  await run(dockerCommand(['unpause', name]));
}

/** Removes a container that runs another BuildKit than the one with this id; its state stays. */
export async function removeUnless(found: Container, image: string): Promise<void> {
  if (found.image !== image) await remove(found, `it runs the image ${found.image}, and not ${image}`);
}

/**
 * Leaves a container that buildx does not list to be the builder of this name where it is what would be made, and removes
 * another that a step made; its state stays. Throws where it may be of use to somebody.
 */
export async function claimContainer(builder: string, found: Container, image: string, mark: string): Promise<void> {
  if (found.mark === mark) return removeUnless(found, image);
  if (found.mark && !found.busy) return remove(found, 'it was made with other settings');
  const whose = found.mark ? 'was made with other settings and is in use' : "was not made by this user's steps";
  throw new Error(
    `builder: ${builder} is not on buildx's list, but there is a container for it, which ${whose}; name another builder, ` +
      `or, where nobody needs it, remove it with "docker rm --force ${found.name}"`,
  );
}

async function remove({ name }: Container, reason: string): Promise<void> {
  print(`${name}: ${reason}; it is made anew, with its state`);
  await run(removal(name));
}
