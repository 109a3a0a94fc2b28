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

/** Says what is wrong with the member at this path. */
type Report = (path: string, problem: string) => void;
type Fields = Record<string, unknown>;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const TOOLS = { buildx: checkProgram, buildkit: checkToolImage, binfmt: checkToolImage };

/** The toolchain that a document holds, or everything that is wrong with it, each with the path of the member. */
export function parseToolchain(text: string): Toolchain | { problems: string[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${(error as Error).message}`] };
  }
  if (!isFields(document)) return { problems: ['must be a JSON object'] };
  const problems: string[] = [];
  const report: Report = (path, problem) => problems.push(`${path}: ${problem}`);
  for (const key of Object.keys(document))
    if (!Object.hasOwn(TOOLS, key)) report(key, `is no tool; the tools are ${Object.keys(TOOLS).join(', ')}`);
  for (const [path, check] of Object.entries(TOOLS)) {
    const tool = document[path];
    if (isFields(tool)) check(path, tool, report);
    else report(path, tool === undefined ? 'is missing' : 'must be an object');
  }
  // Every member was checked above.
  return problems.length > 0 ? { problems } : (document as unknown as Toolchain);
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

/** A tool image as an input names it, `name[:tag]@sha256:…`; undefined where it is no name, or has no digest. */
export function parseToolImage(text: string): ToolImage | undefined {
  const at = text.indexOf('@');
  const reference = parseReference(text.slice(0, Math.max(at, 0)));
  const digest = text.slice(at + 1);
  if (typeof reference === 'string' || !DIGEST.test(digest)) return undefined;
  return { version: reference.tag ?? digest, digest, sources: [reference.name] };
}

function checkProgram(path: string, tool: Fields, report: Report): void {
  checkTool(path, tool, report, isUrl, 'no http, https or file URL');
  const assets = isFields(tool.assets) ? tool.assets : undefined;
  if (!assets) report(`${path}.assets`, 'must be an object of machine and SHA-256');
  for (const [machine, hash] of Object.entries(assets ?? {}))
    if (!matches(SHA256, hash))
      report(`${path}.assets.${machine}`, `${JSON.stringify(hash)} is no SHA-256 of 64 hexadecimal digits`);
}

function checkToolImage(path: string, tool: Fields, report: Report): void {
  checkTool(path, tool, report, isRepository, 'no repository such as docker.io/moby/buildkit');
  if (!matches(DIGEST, tool.digest))
    report(`${path}.digest`, `${JSON.stringify(tool.digest)} is no sha256: digest of 64 hexadecimal digits`);
}

function checkTool(
  path: string,
  { version, sources }: Fields,
  report: Report,
  isSource: (text: string) => boolean,
  lack: string,
): void {
  if (typeof version !== 'string' || version === '') report(`${path}.version`, 'must be a string');
  const list: unknown[] = Array.isArray(sources) ? sources : [];
  if (list.length === 0) report(`${path}.sources`, 'must be a list with at least one entry');
  for (const [index, source] of list.entries())
    if (typeof source !== 'string' || !isSource(source))
      report(`${path}.sources[${index}]`, `${JSON.stringify(source)} is ${lack}`);
}

function isUrl(text: string): boolean {
  return /^(?:https?|file):\/\//.test(text) && URL.canParse(text);
}

/** Whether it is a name with its registry spelt out, as the digest is put behind it and as the engine is asked for it. */
function isRepository(text: string): boolean {
  const reference = parseReference(text);
  return typeof reference !== 'string' && reference.name === text;
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
