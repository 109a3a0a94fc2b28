import { type Platform, parsePlatform } from '../platform.ts';

/** What happened to a vertex of a solve: a step, or the work around the steps. */
interface Vertex {
  name: string;
  hasInputs: boolean;
  started: boolean;
  completed: boolean;
  /** Whether its result was had without running it. */
  cached: boolean;
  error: string;
  /** Milliseconds since 1970. */
  begin: number;
  end: number;
  /** What it went through (`sha256:…`, `writing layer sha256:…`), with its bytes where they are told. */
  parts: Map<string, number>;
}

/** What a cache exporter did. */
export interface Exported {
  /** What BuildKit calls it. */
  name: string;
  /** Digests of the blobs that it wrote. */
  written: readonly string[];
  error: string;
  completed: boolean;
  /** Milliseconds. */
  duration: number;
}

/** What a platform's steps cost: how many were had from a cache, how many ran, the bytes that a cache gave. */
export interface Usage {
  platform: Platform;
  cached: number;
  ran: number;
  imported: number;
}

const EXPORTING = 'preparing build cache for export';
const WRITING = 'writing layer ';
// What a Dockerfile's instructions do; images are looked up every time.
const STEP = /^\[(?!(?:\S+ )?internal\]|auth\])[^\]]*\] (?!FROM )/;

/**
 * Reads what `--progress=rawjson` prints, as it comes in whole lines: a JSON document of changes in each, and text of buildx's
 * between them.
 *
 *     {"vertexes":[{"digest":"sha256:…","name":"[linux/arm64 2/3] RUN make","inputs":["sha256:…"],"started":"2026-…",
 *       "completed":"…","cached":true}]}
 *     {"statuses":[{"vertex":"sha256:…","id":"writing layer sha256:…","current":0,"total":93}]}
 *
 * https://github.com/moby/buildkit/blob/master/client/graph.go
 */
export function createProgress(): {
  add: (text: string) => void;
  /** The name of a step that is run and not had from the cache, if any is. */
  running: () => string | undefined;
  /** Whether all steps are over and the caches are being exported. */
  isExporting: () => boolean;
  exports: () => Exported[];
  /** What buildx said between the documents. */
  text: () => string;
  usage: (platforms: readonly Platform[]) => Usage[];
  /** The one of the platforms that a vertex is for, by its digest; undefined where its label does not tell. */
  platformOf: (vertex: string, platforms: readonly Platform[]) => Platform | undefined;
} {
  const vertices = new Map<string, Vertex>();
  const texts: string[] = [];
  const vertexOf = (digest: string) => {
    const found = vertices.get(digest) ?? emptyVertex();
    vertices.set(digest, found);
    return found;
  };
  const readLine = (line: string) => {
    const document = parseJson(line);
    // One that is torn is no text of buildx's.
    if (!document && !line.startsWith('{')) texts.push(line);
    for (const { digest, name, inputs, started, completed, cached, error } of document?.vertexes ?? []) {
      const vertex = vertexOf(digest);
      vertex.name = name ?? vertex.name;
      vertex.hasInputs ||= inputs !== undefined;
      vertex.started ||= started !== undefined;
      vertex.completed = completed !== undefined;
      vertex.cached ||= cached === true;
      vertex.error = error ?? vertex.error;
      vertex.begin ||= Date.parse(started ?? '') || 0;
      vertex.end = Date.parse(completed ?? '') || vertex.end;
    }
    for (const { vertex, id, total } of document?.statuses ?? [])
      vertexOf(vertex).parts.set(id, Math.max(total ?? 0, vertexOf(vertex).parts.get(id) ?? 0));
  };
  const all = () => [...vertices.values()];
  // What has nothing before it starts each time, whatever a cache has: a context, what `ADD` fetches, `WORKDIR` in an empty image.
  const steps = () => all().filter(({ name, hasInputs, started }) => started && hasInputs && STEP.test(name));
  return {
    add: (text) => text.split('\n').filter(Boolean).forEach(readLine),
    running: () => steps().find(({ cached }) => !cached)?.name,
    isExporting: () => all().some(({ parts }) => parts.has(EXPORTING)),
    exports: () =>
      all()
        .filter(({ parts }) => parts.has(EXPORTING))
        .map(({ name, parts, error, completed, begin, end }) => ({
          ...{ name, error, completed, duration: Math.max(0, end - begin) },
          written: [...parts.keys()].flatMap((id) => (id.startsWith(WRITING) ? [id.slice(WRITING.length)] : [])),
        })),
    text: () => texts.join('\n'),
    usage: (platforms) => platforms.map((platform) => countSteps(platform, platforms, steps())),
    platformOf: (vertex, platforms) => {
      const name = vertices.get(vertex)?.name;
      return name === undefined ? undefined : choosePlatform(name, platforms);
    },
  };
}

function countSteps(platform: Platform, platforms: readonly Platform[], steps: readonly Vertex[]): Usage {
  const own = steps.filter(({ name }) => choosePlatform(name, platforms) === platform);
  const hits = own.filter(({ cached, error }) => cached && error === '');
  const bytes = hits.flatMap(({ parts }) => [...parts].map(([id, total]) => (id.startsWith('sha256:') ? total : 0)));
  return { platform, cached: hits.length, ran: own.length - hits.length, imported: bytes.reduce((a, b) => a + b, 0) };
}

/** Where there are several, the label of a step names the platform that it is for: `[linux/amd64->arm64 build 2/3]`, the last. */
function choosePlatform(name: string, platforms: readonly Platform[]): Platform | undefined {
  if (platforms.length === 1) return platforms[0];
  const [base = '', target] = (/^\[(\S+) /.exec(name)?.[1] ?? '').split('->');
  return target === undefined ? parsePlatform(base) : (parsePlatform(target) ?? parsePlatform(`${base}/${target}`));
}

function emptyVertex(): Vertex {
  const facts = { hasInputs: false, started: false, completed: false, cached: false };
  return { name: '', ...facts, error: '', begin: 0, end: 0, parts: new Map() };
}

interface Document {
  vertexes?: {
    digest: string;
    name?: string;
    inputs?: string[];
    started?: string;
    completed?: string;
    cached?: boolean;
    error?: string;
  }[];
  statuses?: { vertex: string; id: string; total?: number }[];
}

function parseJson(line: string): Document | undefined {
  try {
    return JSON.parse(line) as Document;
  } catch {
    return undefined;
  }
}
