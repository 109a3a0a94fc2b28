import { type Report, run } from './command.ts';
import { describePlatform, publishIndex } from './make.ts';
import { native, type Recipe } from './recipe.ts';
import { type Descriptor, readManifest } from './registry.ts';

/** A registry that is there begins to answer sooner. */
const PATIENCE = 15_000;

/** Docker Hub as the engine reaches it: with its mirrors, its proxies and its credentials. The first no is one for all. */
export function createUpstream(address: string, report: Report) {
  let answer: Promise<boolean> | undefined;

  const mayAnswer = async () => (answer === undefined ? true : answer);
  /** Pulls an image for an architecture, if upstream has it. */
  const pull = async (name: string, architecture: string): Promise<boolean> => {
    if (answer && !(await answer)) return false;
    const progress = { doing: `pulling ${name} for ${architecture}`, report };
    const attempt = run('docker', ['pull', `--platform=linux/${architecture}`, name], {
      progress,
      patience: PATIENCE,
    }).then(
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
  const copyImage = async ({ repository, tags, architectures }: Recipe): Promise<boolean> => {
    for (const tag of tags) {
      const manifests: Descriptor[] = [];
      const copy = `${address}/${repository}:${tag}`;
      const name = `${repository.replace('library/', '')}:${tag}`;
      // This machine's own last: the engine's tag stays with it.
      for (const architecture of [...architectures].sort((a, b) => +(a === native) - +(b === native))) {
        if (!(await pull(name, architecture))) return false;
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
  return { mayAnswer, pull, copyImage };
}

async function hasContainerdStore(): Promise<boolean> {
  return (await run('docker', ['info', '--format', '{{json .DriverStatus}}'])).includes('io.containerd.snapshotter.v1');
}
