import { isLoopback, registryOf } from '../publish/reference.ts';

/** A program that is downloaded: one file per `os-arch[-variant]`, with its SHA-256 in hex; sources are URLs. */
export interface Program {
  version: string;
  assets: Readonly<Record<string, string>>;
  sources: readonly string[];
}

/** An image that is pulled by its digest; sources are repositories (`docker.io/moby/buildkit`). */
export interface ToolImage {
  version: string;
  digest: string;
  sources: readonly string[];
}

/** What a toolchain document says: each tool's version, hash and sources in order. The shipped one is `pins.json`. */
export interface Toolchain {
  buildx: Program;
  buildkit: ToolImage;
  binfmt: ToolImage;
}

/** One file to fetch: where from, in order, and what its bytes must hash to. */
export interface Asset {
  version: string;
  name: string;
  sha256: string;
  urls: readonly string[];
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MEMBERS = ['buildx', 'buildkit', 'binfmt'];

/** The toolchain that a document holds, or everything that is wrong with it, each with the path of the member. */
export function parseToolchain(text: string): Toolchain | { problems: string[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${(error as Error).message}`] };
  }
  if (!isRecord(document)) return { problems: ['must be a JSON object'] };
  const { buildx, buildkit, binfmt } = document;
  const problems = Object.keys(document)
    .filter((key) => !MEMBERS.includes(key))
    .map((key) => `${key}: is no tool; the tools are ${MEMBERS.join(', ')}`);
  if (
    isProgram('buildx', buildx, problems) &&
    isToolImage('buildkit', buildkit, problems) &&
    isToolImage('binfmt', binfmt, problems) &&
    problems.length === 0
  )
    return { buildx, buildkit, binfmt };
  return { problems };
}

/** The asset of a program for a machine (`linux-amd64`), or undefined where its release has none. */
export function findAsset(program: Program, machine: string): Asset | undefined {
  const name = [machine, `${machine}.exe`].find((candidate) => Object.hasOwn(program.assets, candidate));
  if (name === undefined) return undefined;
  const urls = program.sources.map((url) => url.replaceAll('{version}', program.version).replaceAll('{asset}', name));
  return { version: program.version, name, sha256: program.assets[name] as string, urls };
}

/** The image's references by digest, in the order of its sources. */
export function imageReferences(image: ToolImage): string[] {
  return image.sources.map((source) => `${source}@${image.digest}`);
}

/** A tool image as an input names it, `name[:tag]@sha256:…`; undefined where it has no digest. */
export function parseToolImage(reference: string): ToolImage | undefined {
  const [name = '', digest = ''] = reference.split('@');
  if (!name || !DIGEST.test(digest)) return undefined;
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return { version: colon < 0 ? digest : name.slice(colon + 1), digest, sources: [colon < 0 ? name : name.slice(0, colon)] };
}

/** Whether an image of the toolchain comes from a registry on loopback. */
export function isLocalImage(image: ToolImage): boolean {
  return image.sources.some((source) => isLoopback(registryOf(source)));
}

function isProgram(path: string, value: unknown, problems: string[]): value is Program {
  if (!isTool(path, value, problems)) return false;
  const { assets } = value;
  if (!isRecord(assets)) problems.push(`${path}.assets: must be an object of machine and SHA-256`);
  else
    for (const [machine, hash] of Object.entries(assets))
      if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
        problems.push(`${path}.assets.${machine}: ${JSON.stringify(hash)} is no SHA-256 of 64 hexadecimal digits`);
  for (const [index, source] of sourcesOf(value).entries())
    if (!/^(?:https?|file):\/\//.test(source))
      problems.push(`${path}.sources[${index}]: ${JSON.stringify(source)} is no http, https or file URL`);
  return true;
}

function isToolImage(path: string, value: unknown, problems: string[]): value is ToolImage {
  if (!isTool(path, value, problems)) return false;
  if (typeof value.digest !== 'string' || !DIGEST.test(value.digest))
    problems.push(`${path}.digest: ${JSON.stringify(value.digest)} is no sha256: digest of 64 hexadecimal digits`);
  for (const [index, source] of sourcesOf(value).entries())
    if (!/^[a-z0-9.:[\]-]+(?:\/[a-z0-9._-]+)+$/.test(source))
      problems.push(`${path}.sources[${index}]: ${JSON.stringify(source)} is no repository such as docker.io/moby/buildkit`);
  return true;
}

function isTool(path: string, value: unknown, problems: string[]): value is Record<string, unknown> {
  if (!isRecord(value)) {
    problems.push(`${path}: is missing`);
    return false;
  }
  if (typeof value.version !== 'string' || value.version === '') problems.push(`${path}.version: must be a string`);
  if (sourcesOf(value).length === 0) problems.push(`${path}.sources: must be a list with at least one entry`);
  return true;
}

function sourcesOf(value: Record<string, unknown>): string[] {
  return Array.isArray(value.sources) ? value.sources.filter((source) => typeof source === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
