import { showUrl } from '../output.ts';
import { nearest } from '../platform.ts';
import { parseReference } from '../publish/reference.ts';

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

/**
 * What a toolchain document says: each tool's version, hash and sources in order. The shipped one is `pins.json`; editors
 * check one against `toolchain.schema.json`, which takes and refuses the same as `parseToolchain`.
 */
export interface Toolchain {
  $schema?: string;
  buildx: Program;
  buildkit: ToolImage;
  /** BuildKit for engines that allow no privileged containers. */
  'buildkit-rootless'?: ToolImage;
  binfmt: ToolImage;
  /** What lists the packages of an image. */
  'sbom-scanner'?: ToolImage;
}

/** One file to fetch: where from, in order, and what its bytes must hash to. */
export interface Asset {
  version: string;
  name: string;
  sha256: string;
  urls: readonly string[];
}

/** What is wrong with the value of the member at this path, a line each. */
type Check = (path: string, value: unknown) => string[];

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
// Without credentials, which would be printed; of what is behind the host, the server is to judge.
const URL_START = /^(?:https?:\/\/(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?|file:\/\/[\w.-]*)\//;

const PROGRAM = members({
  version: checkText,
  assets: checkAssets,
  sources: list((text) => URL_START.test(text), 'no http, https or file URL'),
});
const IMAGE = members({
  version: checkText,
  digest: (path, value) => checkHash(path, value, DIGEST, 'no sha256: digest'),
  sources: list(isRepository, 'no repository such as docker.io/moby/buildkit'),
});
const DOCUMENT = members({
  $schema: checkText,
  buildx: PROGRAM,
  buildkit: IMAGE,
  'buildkit-rootless': IMAGE,
  binfmt: IMAGE,
  'sbom-scanner': IMAGE,
});
const OPTIONAL = ['$schema', 'buildkit-rootless', 'sbom-scanner'];

/** The toolchain that a document holds, or everything that is wrong with it, each with the path of the member. */
export function parseToolchain(text: string): Toolchain | { problems: string[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${(error as Error).message}`] };
  }
  const problems = DOCUMENT('', document);
  // Every member was checked above.
  return problems.length > 0 ? { problems } : (document as Toolchain);
}

/** The asset of a program for a machine (`linux-amd64`), or undefined where its release has none. */
export function findAsset(program: Program, machine: string): Asset | undefined {
  const name = [machine, `${machine}.exe`].find((candidate) => Object.hasOwn(program.assets, candidate));
  if (name === undefined) return undefined;
  const urls = program.sources.map((source) => assetUrl(source, program.version, name));
  return { version: program.version, name, sha256: program.assets[name] as string, urls };
}

/** Where a source has an asset (`linux-amd64`) of a version. */
export function assetUrl(source: string, version: string, asset: string): string {
  return source.replaceAll('{version}', version).replaceAll('{asset}', asset);
}

/** The image's references by digest, in the order of its sources. */
export function imageReferences(image: ToolImage): string[] {
  return image.sources.map((source) => `${source}@${image.digest}`);
}

/** The digest of an image that a toolchain document names, by its name and tag; undefined where it names no such. */
export function pinnedDigest(toolchain: Toolchain, image: string): string | undefined {
  const reference = parseReference(image);
  if (typeof reference === 'string') return undefined;
  const tools = [toolchain.buildkit, toolchain['buildkit-rootless'], toolchain.binfmt, toolchain['sbom-scanner']];
  return tools.find((tool) => tool?.sources.includes(reference.name) && tool.version === reference.tag)?.digest;
}

/** A tool image as an input names it, `name[:tag]@sha256:…`; undefined where it is no name, or has no digest. */
export function parseToolImage(text: string): ToolImage | undefined {
  const at = text.indexOf('@');
  const reference = parseReference(text.slice(0, Math.max(at, 0)));
  const digest = text.slice(at + 1);
  if (typeof reference === 'string' || !DIGEST.test(digest)) return undefined;
  return { version: reference.tag ?? digest, digest, sources: [reference.name] };
}

/** The check of an object that has these members and no others. */
function members(checks: Record<string, Check>): Check {
  const names = Object.keys(checks);
  return (path, value) => {
    const pathOf = (name: string) => (path ? `${path}.${name}` : name);
    if (!isFields(value)) return [`${path && `${path}: `}must be a JSON object`];
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    const missing = names.filter((name) => value[name] === undefined && !OPTIONAL.includes(name));
    return [
      ...unknown.map((name) => `${pathOf(name)}: is no known member; write ${suggest(name, names)}`),
      ...missing.map((name) => `${pathOf(name)}: is missing`),
      ...Object.entries(checks).flatMap(([name, check]) =>
        value[name] === undefined ? [] : check(pathOf(name), value[name]),
      ),
    ];
  };
}

function suggest(name: string, names: readonly string[]): string {
  return nearest(name, names) ?? `one of ${names.join(', ')}, or remove it`;
}

/** The check of a list of sources, of which there has to be one. */
function list(isSource: (text: string) => boolean, lack: string): Check {
  return (path, value) =>
    Array.isArray(value) && value.length > 0
      ? value.flatMap((source: unknown, index) =>
          typeof source === 'string' && isSource(source) ? [] : [`${path}[${index}]: ${show(source)} is ${lack}`],
        )
      : [`${path}: must be a list with at least one entry`];
}

function show(source: unknown): string {
  // Where the credentials end of what is no URL, nobody can say.
  const hide = (text: string) => showUrl(text.replace(/^(\w+:\/\/)?.*@(?!sha256:)/s, '$1***@'));
  return JSON.stringify(typeof source === 'string' ? hide(source) : source);
}

function checkText(path: string, value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [] : [`${path}: must be a string that is not empty`];
}

function checkAssets(path: string, value: unknown): string[] {
  if (!isFields(value)) return [`${path}: must be an object of machine and SHA-256`];
  return Object.entries(value).flatMap(([name, hash]) => checkHash(`${path}.${name}`, hash, SHA256, 'no SHA-256'));
}

function checkHash(path: string, value: unknown, pattern: RegExp, lack: string): string[] {
  return typeof value === 'string' && pattern.test(value)
    ? []
    : [`${path}: ${JSON.stringify(value)} is ${lack} of 64 hexadecimal digits`];
}

/** Whether it is a name with its registry spelt out, as the digest is put behind it and as the engine is asked for it. */
function isRepository(text: string): boolean {
  const reference = parseReference(text);
  return typeof reference !== 'string' && reference.name === text;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
