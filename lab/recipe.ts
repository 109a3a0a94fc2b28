import type { Report } from './command.ts';
import type { GoModule } from './go.ts';

/** An image of the lab, and how it is made where it can't be pulled. */
export interface Recipe {
  /** Its repository on Docker Hub, spelt out: `library/busybox`. */
  repository: string;
  tags: readonly string[];
  /** Platforms without their `linux/`. */
  architectures: readonly string[];
  /** Its file, a change of which makes the image anew. */
  source: string;
  /** Other things that it is made from. */
  ingredients?: { modules?: readonly GoModule[]; version?: string };
  /** An image for at least the same platforms, whose layers are below its own. */
  base?: Recipe;
  /** https://github.com/opencontainers/image-spec/blob/main/config.md#properties */
  config: Readonly<Record<string, unknown>>;
  /** Fills a folder with its files. `emulate` has this machine run programs of the architecture, until all is made. */
  make: (
    folder: string,
    architecture: string,
    tools: { report: Report; emulate: () => Promise<void> },
  ) => Promise<void>;
}

/** This machine in Go's names. */
export const native: string = { x64: 'amd64' as string }[process.arch as string] ?? process.arch;

/** The PATH of images with the usual folders. */
export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
