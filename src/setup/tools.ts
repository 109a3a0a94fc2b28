import type { ToolInputs } from './tool-inputs.ts';
import { type Asset, findAsset, type Toolchain, type ToolImage } from './toolchain.ts';

/** The tools of one run, on one machine. */
export interface Tools {
  buildx: Asset;
  buildkit: ToolImage;
  binfmt: ToolImage;
  /** What lists packages, where there is an SBOM to make. */
  scanner?: ToolImage;
}

/**
 * The toolchain document's tools with those in their place that inputs name. `machine` is `os-arch[-variant]` as buildx's
 * releases write it. A string where one is missing: what is wrong, and what to do.
 */
export function selectTools(toolchain: Toolchain, inputs: ToolInputs, machine: string): Tools | string {
  const pinned = toolchain.buildx;
  const version = inputs.buildxVersion?.version ?? pinned.version;
  const sha256 = inputs.buildxVersion?.sha256;
  if (version !== pinned.version && sha256 === undefined)
    return (
      `buildx-version: ${JSON.stringify(version)} is not the pinned ${pinned.version}, so its hash is not known; write ` +
      `${version}@sha256:… with the hash of buildx-${version}.${machine} from the checksums.txt of its release`
    );
  const assets = sha256 === undefined ? pinned.assets : { [machine]: sha256 };
  const buildx = findAsset({ ...pinned, version, assets }, machine);
  if (buildx === undefined)
    return (
      `toolchain: buildx ${version} has no asset for ${machine}, only for ${Object.keys(assets).join(', ')}; ` +
      'use another runner, or a toolchain document that has one'
    );
  const scanner = inputs.scanner === 'pinned' ? toolchain['sbom-scanner'] : inputs.scanner;
  if (inputs.scanner && !scanner)
    return (
      'toolchain: it names no sbom-scanner, which would list the packages for an SBOM; add one, or write ' +
      'generator=name@sha256:… in sbom'
    );
  return {
    buildx,
    buildkit: inputs.buildkitImage ?? toolchain.buildkit,
    binfmt: inputs.binfmtImage ?? toolchain.binfmt,
    ...(scanner && { scanner }),
  };
}
