import type { TomlTable } from 'smol-toml';
import type { Complain } from '../inputs.ts';
import { parseList } from '../list.ts';
import { parseReference } from '../publish/reference.ts';
import { isOlder, OLDEST_BUILDX, parseVersion } from '../version.ts';
import { parseBuildkitdConfig } from './buildkitd.ts';
import { parseToolImage, type ToolImage } from './toolchain.ts';

/** The inputs about buildx, BuildKit, the emulators and the builder. */
export interface ToolInputs {
  builder: string;
  driverOpts: readonly string[];
  buildkitdFlags: string;
  /** Path of a buildkitd.toml; empty: none. */
  buildkitdConfigFile: string;
  /** What stands in the input itself, on top of the file. */
  buildkitdConfig: TomlTable | undefined;
  buildxVersion: { version: string; sha256: string | undefined } | undefined;
  buildkitImage: ToolImage | undefined;
  binfmtImage: ToolImage | undefined;
  /** What lists packages; undefined where there is no SBOM to make. */
  scanner: ToolImage | 'pinned' | undefined;
  unpinned: readonly Unpinned[];
  /** Path of a toolchain document; empty: the pinned one. */
  toolchain: string;
  keepState: boolean;
  cleanup: boolean;
}

/** An input that names an image without its digest, which the engine may know. */
export interface Unpinned {
  input: string;
  image: string;
}

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  flag: (name: string, standard: boolean) => boolean;
  complain: Complain;
}

/**
 * Reads them; `currentBuilder` is the one that the job has chosen (`BUILDX_BUILDER`), if any, `generator` what is to list
 * packages, empty for the pinned image.
 */
export function readToolInputs(
  { text, flag, complain }: Reader,
  currentBuilder: string,
  generator: Unpinned | undefined,
): ToolInputs {
  const images = ['buildkit-image', 'binfmt-image'].map((input) => ({ input, image: text(input) }));
  return {
    builder: checkBuilderName(text('builder') || currentBuilder, complain),
    driverOpts: readDriverOpts(text('driver-opts'), complain),
    buildkitdFlags: text('buildkitd-flags'),
    buildkitdConfigFile: text('buildkitd-config'),
    buildkitdConfig: readConfig(text('buildkitd-config-inline'), complain),
    buildxVersion: readBuildxVersion(text('buildx-version'), complain),
    buildkitImage: readToolImage('buildkit-image', text('buildkit-image'), complain),
    binfmtImage: readToolImage('binfmt-image', text('binfmt-image'), complain),
    scanner:
      generator?.image === '' ? 'pinned' : generator && readToolImage(generator.input, generator.image, complain),
    unpinned: [...images, ...(generator ? [generator] : [])].filter(({ image }) => isUnpinned(image)),
    toolchain: text('toolchain'),
    keepState: flag('keep-state', false),
    cleanup: flag('cleanup', true),
  };
}

function checkBuilderName(name: string, complain: Complain): string {
  // https://github.com/docker/buildx/blob/master/store/util.go
  if (name && !/^[a-zA-Z][\w.-]*$/.test(name))
    complain('builder', `${JSON.stringify(name)} is no builder name; write a letter, then letters, digits, . _ and -`);
  return name;
}

function readDriverOpts(text: string, complain: Complain): string[] {
  const options = parseList(text);
  for (const option of options)
    if (!/^[^=]+=/.test(option))
      complain('driver-opts', `${JSON.stringify(option)} is no name=value; write one, in quotes if it has commas`);
    else if (option.startsWith('image='))
      complain('driver-opts', `${JSON.stringify(option)} would replace the verified BuildKit; write buildkit-image`);
  return options;
}

function readConfig(text: string, complain: Complain): TomlTable | undefined {
  if (!text) return undefined;
  const config = parseBuildkitdConfig(text);
  if (typeof config === 'object') return config;
  complain('buildkitd-config-inline', config);
  return undefined;
}

function readBuildxVersion(text: string, complain: Complain): ToolInputs['buildxVersion'] {
  if (!text) return undefined;
  const [, version = '', sha256] = /^(v[^@]+)(?:@sha256:([0-9a-f]{64}))?$/.exec(text) ?? [];
  if (parseVersion(version) === undefined) {
    complain('buildx-version', `${JSON.stringify(text)} is no release; write vX.Y.Z, or vX.Y.Z@sha256:<64 hex digits>`);
    return undefined;
  }
  if (isOlder(version, OLDEST_BUILDX))
    complain('buildx-version', `${JSON.stringify(text)} is too old; write v${OLDEST_BUILDX} or newer`);
  return { version, sha256 };
}

function readToolImage(name: string, text: string, complain: Complain): ToolImage | undefined {
  if (!text || isUnpinned(text)) return undefined;
  const image = parseToolImage(text);
  if (image === undefined)
    complain(name, `${JSON.stringify(text)} is no image with a digest; write name@sha256:<64 hex digits>`);
  return image;
}

function isUnpinned(image: string): boolean {
  return typeof parseReference(image) === 'object';
}

/** Says what is to be written in place of an image without a digest; `digest` is the one that is known under its name. */
export function explainUnpinned({ input, image }: Unpinned, digest: string | undefined): string {
  const remedy = digest
    ? `write ${image}@${digest}`
    : `write ${image}@sha256:… with the digest that "docker buildx imagetools inspect ${image}" shows`;
  return `${input}: ${JSON.stringify(image)} is no image with a digest, and may be another one tomorrow; ${remedy}`;
}
