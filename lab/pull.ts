import { type Report, run } from './command.ts';
import { describePlatform, publishIndex } from './make.ts';
import { native, type Recipe } from './recipe.ts';
import { type Descriptor, deleteTag, readManifest } from './registry.ts';

/** A registry that is there begins to answer sooner. */
const PATIENCE = 15_000;

/** Docker Hub as the engine reaches it: with its mirrors, its proxies and its credentials. The first no is one for all. */
export function createUpstream(address: string, report: Report) {
  let answer: Promise<boolean> | undefined;

  /** Pulls an image for an architecture, if upstream has it. */
  const pull = async (name: string, architecture: string, before = async () => {}): Promise<boolean> => {
    if (answer && !(await answer)) return false;
    const progress = { doing: `pulling ${name} for ${architecture}`, report };
    const args = ['pull', `--platform=linux/${architecture}`, name];
    const attempt = before()
      .then(() => run('docker', args, { progress, patience: PATIENCE }))
      .then(
        () => true,
        (error: Error) => {
          report(`${name} can't be pulled, and is made: ${error.message.split('\n').at(-1)}`);
          return false;
        },
      );
    answer ??= attempt;
    return attempt;
  };
  /** Copies an image with all its tags from upstream into the lab's registry, through the engine. */
  const copyImage = async (recipe: Recipe, serving: () => Promise<void>): Promise<boolean> => {
    const { repository, tags, architectures } = recipe;
    // An engine that has the lab's registry as its mirror would take what is there already: an older one, or another platform's.
    const forget = async (tag: string) => {
      await serving();
      await deleteTag(address, repository, tag);
    };
    for (const tag of tags) {
      const manifests: Descriptor[] = [];
      const copy = `${address}/${repository}:${tag}`;
      const name = `${repository.replace('library/', '')}:${tag}`;
      // This machine's own last: the engine's tag stays with it.
      for (const architecture of [...architectures].sort((a, b) => +(a === native) - +(b === native))) {
        if (!(await pull(name, architecture, () => forget(tag)))) return false;
        await run('docker', ['tag', name, copy]);
        // The containerd image store keeps the index of all platforms, and would push that.
        const only = (await hasContainerdStore()) ? [`--platform=linux/${architecture}`] : [];
        await run('docker', ['push', ...only, copy], {
          progress: { doing: `copying ${name} for ${architecture}`, report },
        });
        const manifest = await readManifest(address, repository, tag);
        if (!manifest)
          throw new Error(`registry: ${copy} is not there after docker push; see docker logs of the registry`);
        const { mediaType, digest, size } = manifest;
        manifests.push({ mediaType, digest, size, platform: describePlatform(architecture) });
      }
      await run('docker', ['image', 'rm', copy]);
      await publishIndex(address, repository, tag, manifests);
    }
    return true;
  };
  return { pull, copyImage };
}

async function hasContainerdStore(): Promise<boolean> {
  return (await run('docker', ['info', '--format', '{{json .DriverStatus}}'])).includes('io.containerd.snapshotter.v1');
}
