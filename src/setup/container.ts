import { ignoreFailure, run } from '../exec.ts';
import { print } from '../runner.ts';
import { builderContainer } from './builder.ts';
import { dockerCommand } from './engine.ts';

/** The container of a builder, as a step finds it. */
export interface Container {
  name: string;
  /** Id of its image, without `sha256:`. */
  image: string;
  paused: boolean;
}

/** The container of the builder of this name, where there is one. */
export async function findContainer(builder: string): Promise<Container | undefined> {
  const { container } = builderContainer(builder);
  const command = dockerCommand(['container', 'inspect', '--format={{.Image}} {{.State.Paused}}', container]);
  const text = await run(command).catch(ignoreFailure);
  if (text === undefined) return undefined;
  const [image = '', paused] = text.trim().replace('sha256:', '').split(' ');
  return { name: container, image, paused: paused === 'true' };
}

/** Has a paused container go on, which buildx takes for one that runs. */
export async function wakeContainer({ name, paused }: Container): Promise<void> {
  if (!paused) return;
  print(`${name}: it was paused; it goes on`);
  await run(dockerCommand(['unpause', name]));
}

/** Removes a container that runs another BuildKit than the one with this id; its state stays. */
export async function removeUnless({ name, image }: Container, wanted: string): Promise<void> {
  if (image === wanted) return;
  print(`${name}: it runs the image ${image}, and not ${wanted}; it is made anew, with its state`);
  await run(dockerCommand(['rm', '--force', name]));
}
