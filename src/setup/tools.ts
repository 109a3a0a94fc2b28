import type { ToolInputs } from './tool-inputs.ts';
import { type Asset, findAsset, type Toolchain, type ToolImage } from './toolchain.ts';

/** The tools of one run, on one machine. */
export interface Tools {
  buildx: Asset;
  buildkit: ToolImage;
  binfmt: ToolImage;
}

/**
 * The toolchain document's tools with those in their place that inputs name. `machine` is `os-arch[-variant]` as buildx's
 * releases write it. A string where there is no buildx: what is wrong, and what to do.
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
  return {
    buildx,
    buildkit: inputs.buildkitImage ?? toolchain.buildkit,
    binfmt: inputs.binfmtImage ?? toolchain.binfmt,
  };
}
