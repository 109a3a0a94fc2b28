import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  __callDispose,
  __using,
  endGroup,
  error,
  exec,
  getState,
  isDebug,
  notice,
  saveState,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning
} from "./chunk-OG7L4UEQ.js";

// src/runner.ts
import { randomUUID } from "node:crypto";
import { EOL } from "node:os";
var token = randomUUID();
var muted = false;
process.stdout._handle?.setBlocking?.(true);
function print(text) {
  if (!muted) process.stdout.write(`::stop-commands::${token}${EOL}`);
  muted = true;
  process.stdout.write(`${text}${EOL}`);
}
async function group(name, task) {
  command(() => startGroup(name));
  try {
    return await task();
  } finally {
    command(() => endGroup());
  }
}
function notice2(text) {
  command(() => notice(limit(text)));
}
function warning2(text, at) {
  command(() => warning(limit(text), locate(at)));
}
function fail(text, at) {
  process.exitCode = 1;
  if (limit(text) !== text) print(text);
  command(() => error(limit(text), locate(at)));
}
function mask(secret) {
  command(() => setSecret(secret));
}
function setOutputs(outputs) {
  for (const [name, value] of Object.entries(outputs)) command(() => setOutput(name, value));
}
async function summarize(markdown) {
  await summary.addRaw(markdown, true).write().catch((error2) => print(`No job summary: ${error2.message}`));
}
function saveState2(name, value) {
  command(() => saveState(name, value));
}
function loadState(name) {
  return getState(name);
}
function isDebug2() {
  return isDebug();
}
function command(say) {
  listen();
  say();
}
function listen() {
  if (muted) process.stdout.write(`::${token}::${EOL}`);
  muted = false;
}
process.once("exit", listen);
function locate(at) {
  return at ? { file: at.file, startLine: at.line } : {};
}
function limit(text) {
  return text.length <= 4e3 ? text : `${text.slice(0, 4e3)} …`;
}

// src/exec.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID as randomUUID2 } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";

// src/output.ts
var KEPT = 1024 * 1024;
var LONGEST_LINE = 1024 * 1024;
function createTail() {
  let chunks = [];
  let size = 0;
  return {
    add: (data) => {
      chunks.push(data);
      size += data.length;
      if (size < 2 * KEPT) return;
      chunks = [Buffer.concat(chunks).subarray(-KEPT)];
      size = KEPT;
    },
    text: () => Buffer.concat(chunks).toString()
  };
}
function createLineReader(onText = () => {
}) {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  return {
    add: (data) => {
      const text = rest + utf8.decode(data, { stream: true });
      const end = text.length > LONGEST_LINE ? text.length : text.lastIndexOf("\n");
      rest = text.slice(end + 1);
      if (end >= 0) onText(text.slice(0, end));
    },
    end: () => {
      rest += utf8.decode();
      if (rest !== "") onText(rest);
    }
  };
}
function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
function showUrl(text) {
  return text.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//***@");
}

// src/exec.ts
var CommandError = class extends Error {
  name = "CommandError";
  /** The end of what it printed. */
  output;
  /** What it said last of what was wrong, without its progress before that. */
  reason;
  /** Its exit code, null where a signal ended it; undefined where the program itself could not be started. */
  code;
  constructor(command2, reason, output, code) {
    super([`${display(command2)}: ${reason}`, lastLines(output, 20)].filter(Boolean).join("\n"));
    this.output = output;
    this.reason = output.trim().split("ERROR: ").at(-1) || reason;
    this.code = code;
  }
};
var STEP_MARK = "MULTIARCH_BUILD_STEP";
var mark = process.env[STEP_MARK] || randomUUID2();
function stepMark() {
  return mark;
}
var GO = { GOGC: "off", GOMEMLIMIT: "1GiB" };
var PATIENCE = 2e3;
var cancellation = new AbortController();
var children = new AsyncLocalStorage();
subscribe("child_process", (message) => {
  children.getStore()?.(message.process);
});
var shared = {};
function shareEnv(env) {
  Object.assign(shared, env);
}
function childEnv() {
  const inherited = Object.entries(process.env).filter(([name]) => !/^INPUT_/i.test(name));
  return { ...Object.fromEntries(inherited), ...shared };
}
function cancel(reason) {
  cancellation.abort(new Error(reason));
}
var cancelled = cancellation.signal;
async function run(command2, options = {}) {
  cancelled.throwIfAborted();
  const stdout = createTail();
  const both = createTail();
  const enough = new AbortController();
  const onText = (text) => {
    options.onText?.(text);
    if (options.until?.(text)) enough.abort();
  };
  const texts = [createLineReader(onText), createLineReader(onText)];
  const end = new AbortController();
  const timeout = options.timeout ? AbortSignal.timeout(options.timeout) : void 0;
  const signals = [cancelled, timeout, options.signal];
  const stop = AbortSignal.any(signals.filter((signal) => signal !== void 0));
  const started = performance.now();
  if (isDebug2()) print(`$ ${display(command2)}`);
  const settings = {
    silent: true,
    ignoreReturnCode: true,
    env: definedEntries({ ...GO, ...childEnv(), ...command2.env, [STEP_MARK]: mark }),
    listeners: {
      stdout: (data) => {
        stdout.add(data);
        both.add(data);
        texts[0].add(data);
      },
      stderr: (data) => {
        both.add(data);
        texts[1].add(data);
      }
    }
  };
  let code = null;
  let failure;
  try {
    code = await children.run(
      (child) => {
        process.nextTick(() => child.stdin?.on("error", () => {
        }).end(options.input));
        endOnAbort(child, stop, end.signal);
        enough.signal.addEventListener("abort", () => child.kill("SIGKILL"));
      },
      () => exec(quote(command2.file), [...command2.args], settings)
    );
  } catch (error2) {
    failure = error2;
  }
  end.abort();
  for (const text of texts) text.end();
  const seconds2 = ((performance.now() - started) / 1e3).toFixed(2);
  if (isDebug2() && options.onText !== print && !options.shown && !options.secret) print(both.text().trimEnd());
  if (isDebug2()) print(`$ ${enough.signal.aborted ? "stopped" : `exit code ${code}`}, ${seconds2} s`);
  cancelled.throwIfAborted();
  if (failure !== void 0) throw new CommandError(command2, failure.message, "");
  if (code === 0 || enough.signal.aborted) return stdout.text();
  const timedOut = timeout?.aborted && `no answer within ${(options.timeout ?? 0) / 1e3} s`;
  throw new CommandError(
    command2,
    timedOut || (code === null ? "killed by a signal" : `exit code ${code}`),
    options.secret ? "" : both.text(),
    code
  );
}
function display(command2) {
  return [command2.file, ...command2.args].map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)).join(" ");
}
function ignoreFailure(error2) {
  if (!(error2 instanceof CommandError)) throw error2;
}
function endOnAbort(child, stop, ended) {
  const begin = () => {
    child.kill("SIGINT");
    const timers = [
      setTimeout(() => child.kill("SIGTERM"), PATIENCE),
      setTimeout(() => child.kill("SIGKILL"), 2 * PATIENCE)
    ];
    ended.addEventListener("abort", () => timers.forEach(clearTimeout));
  };
  if (stop.aborted) setImmediate(begin);
  else stop.addEventListener("abort", begin, { signal: ended });
}
function quote(file) {
  return `"${file.replaceAll('"', '\\"')}"`;
}
function definedEntries(env) {
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
}

// src/cache/carried.ts
import { createHash as createHash2 } from "node:crypto";

// src/platform.ts
var LOCAL = "local";
var SYSTEMS = [
  ...["linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "aix", "plan9"],
  ...["android", "ios", "js", "wasip1", "wasi"]
];
var ARCHITECTURES = [
  ...["amd64", "arm64", "arm", "386", "riscv64", "ppc64le", "ppc64", "s390x"],
  ...["mips64le", "mips64", "mipsle", "mips", "loong64", "wasm"]
];
var VARIANTS = /* @__PURE__ */ new Map([
  ["amd64", /^v[1-4]$/],
  ["arm64", /^v[89](?:\.\d)?$/],
  ["arm", /^v[5-8]$/]
]);
var UNWRITTEN_VARIANTS = ["amd64/v1", "arm64/v8"];
var ALIASES = /* @__PURE__ */ new Map([
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["i386", "386"],
  ["i686", "386"],
  ["aarch64", "arm64"],
  ["arm", "arm/v7"],
  ["armhf", "arm/v7"],
  ["armv7l", "arm/v7"],
  ["armel", "arm/v6"],
  ["armv6l", "arm/v6"],
  ["loongarch64", "loong64"]
]);
function parsePlatform(text) {
  const parts = text.trim().toLowerCase().split("/");
  const system = (parts[0] ?? "").replace(/\([^()]*\)$/, "");
  const [os = "", spelled = "", variant, ...rest] = SYSTEMS.includes(system) ? parts : ["linux", ...parts];
  const [architecture = "", implied] = (ALIASES.get(spelled) ?? spelled).split("/");
  if (!ARCHITECTURES.includes(architecture) || rest.length > 0) return void 0;
  const given = spelled === "arm" ? variant ?? implied : implied ?? variant;
  if (given === void 0) return `${os}/${architecture}`;
  const level = given.replace(/^v?(\d)(?:\.0)?$/, "v$1");
  if (UNWRITTEN_VARIANTS.includes(`${architecture}/${level}`)) return `${os}/${architecture}`;
  return VARIANTS.get(architecture)?.test(level) ? `${os}/${architecture}/${level}` : void 0;
}
function suggestPlatform(text) {
  const [system = "", ...rest] = text.trim().toLowerCase().split("/");
  const variants = ["arm/v6", "arm/v7", "arm64/v8", "amd64/v2", "amd64/v3"];
  const architecture = nearest(rest.join("/") || system, [...ARCHITECTURES, ...ALIASES.keys(), ...variants]);
  const os = rest.length > 0 ? nearest(system, SYSTEMS) : "linux";
  return architecture && os ? parsePlatform(`${os}/${architecture}`) : void 0;
}
function architectureOf(platform) {
  return platform.split("/")[1] ?? "";
}
function isNative(platform, architecture) {
  const [own] = architecture.split("/");
  const wanted = platform.startsWith("linux/") && architectureOf(platform);
  return wanted === own || own === "amd64" && wanted === "386";
}
function mayBeNative(wanted, architecture) {
  return architecture === "arm64" && wanted === "arm";
}
function includesPlatform(platforms, wanted) {
  if (platforms.includes(wanted)) return true;
  if (wanted.startsWith("linux/arm64/")) return platforms.includes("linux/arm64");
  return wanted.startsWith("linux/arm/") && platforms.some((one) => one.startsWith("linux/arm/") && one > wanted);
}
function nearest(text, candidates) {
  const ranked = candidates.map((name) => ({ name, distance: editDistance(text, name) }));
  const best = ranked.reduce((a, b) => b.distance < a.distance ? b : a, {
    name: "",
    distance: Number.POSITIVE_INFINITY
  });
  return best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : void 0;
}
function editDistance(a, b) {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_2, j) => i || j));
  const at = (i, j) => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swapped ? at(i - 2, j - 2) + 1 : change);
      table[i][j] = best;
    }
  return at(a.length, b.length);
}

// src/cache/scope.ts
import { createHash } from "node:crypto";

// src/list.ts
function parseList(text) {
  return parseItems(text, /[,\n]/);
}
function parseLines(text) {
  return parseItems(text, /\n/);
}
function parseExactLines(text) {
  return parseItems(text, /\n/, (item) => item.trimStart().replace(/\r$/, ""));
}
function parseAttributes(line) {
  return parseList(line).map((item) => splitPair(item));
}
function formatAttributes(pairs) {
  return pairs.map(([key, value]) => quoteItem(`${key}=${value}`)).join(",");
}
function splitPair(item) {
  const at = item.indexOf("=");
  return at < 0 ? [item, ""] : [item.slice(0, at), item.slice(at + 1)];
}
function quoteItem(item) {
  return /[",\n]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
}
function parseItems(text, separator, trim = (item) => item.trim()) {
  const items = [];
  for (let rest = text; rest.length > 0; ) {
    const quoted = /^[^\S\n]*"([^"]*(?:""[^"]*)*)"[^\S\n]*/.exec(rest);
    const after = quoted ? rest.slice(quoted[0].length) : rest;
    const whole = quoted !== null && (after === "" || separator.test(after.charAt(0)));
    const end = whole ? rest.length - after.length : rest.search(separator);
    items.push(whole ? (quoted[1] ?? "").replaceAll('""', '"') : trim(rest.slice(0, end < 0 ? rest.length : end)));
    rest = end < 0 ? "" : rest.slice(end + 1);
  }
  return items.filter((item) => item !== "");
}

// src/build/source.ts
var PLACEHOLDER = /\{\{\{?\s*defaultContext\s*\}?\}\}/g;
function isUrl(context) {
  return /^(?:[a-z][a-z+]*:\/\/|git@|github\.com\/)/i.test(context);
}
function repositoryContext(env) {
  const commit = env.GITHUB_SHA || env.GITHUB_REF;
  return env.GITHUB_REPOSITORY && commit ? `${serverUrl(env)}/${env.GITHUB_REPOSITORY}.git#${commit}` : void 0;
}
function fillContexts(inputs, env, checkedOut) {
  const { context, buildContexts } = inputs;
  const repository = repositoryContext(env);
  const asking = [context, ...buildContexts].find((text) => text.search(PLACEHOLDER) >= 0);
  if (repository === void 0 && asking !== void 0)
    return `context: ${JSON.stringify(asking)} asks for the repository of a workflow, and this is none (GITHUB_REPOSITORY); write a path or a URL`;
  const fill = (text) => text.replace(PLACEHOLDER, () => repository ?? "");
  const standard = checkedOut ? "." : repository ?? ".";
  return { ...inputs, context: fill(context) || standard, buildContexts: buildContexts.map(fill) };
}
function contextToken(context, secrets, token2, env) {
  const url = URL.parse(context);
  const server = URL.parse(serverUrl(env));
  const [owner] = (env.GITHUB_REPOSITORY ?? "").toLowerCase().split("/");
  const own = url && server && url.origin === server.origin && url.pathname.toLowerCase().startsWith(`/${owner}/`);
  if (!own || !owner || !token2) return [];
  const ids = ["GIT_AUTH_TOKEN", "GIT_AUTH_HEADER"].flatMap((id) => [id, `${id}.${url.host}`]);
  return secrets.some(({ id }) => ids.includes(id)) ? [] : [{ id: `GIT_AUTH_TOKEN.${url.host}`, value: token2 }];
}
function listUrlSecrets(context) {
  const url = URL.parse(context);
  if (!url || !/^https?:$/.test(url.protocol)) return [];
  const secret = url.password || url.username;
  return secret ? [.../* @__PURE__ */ new Set([secret, decodeUrl(secret)])] : [];
}
function urlOf(buildContext) {
  return splitPair(buildContext)[1];
}
function localPath(buildContext) {
  const value = urlOf(buildContext);
  return isUrl(value) || /^(?:target|docker-image|oci-layout|input):/.test(value) ? void 0 : value;
}
function decodeUrl(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function serverUrl(env) {
  return env.GITHUB_SERVER_URL || "https://github.com";
}

// src/cache/scope.ts
var LONGEST = 400;
function deriveScope({ image, context, file, target, workspace }) {
  const relative = (path) => {
    if (isUrl(path)) return nameUrl(path);
    const inside = path === workspace || path.startsWith(`${workspace}/`);
    return (workspace && inside ? path.slice(workspace.length) : path).replaceAll(/^(?:\.?\/+)+|\/+$/g, "") || ".";
  };
  const files = file ? [relative(file).replace(/^[^/]+$/, "./$&")] : [];
  const build = image.toLowerCase() || [relative(context), ...files].join("+");
  return encodeScope(target ? `${build}+${target}` : build);
}
function nameUrl(url) {
  const [, place = "", query = "", folder = ""] = /^([^?#]*)([^#]*)(?:#[^:]*)?(.*)$/s.exec(url) ?? [];
  const subdir = new URLSearchParams(query).get("subdir");
  return place.replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1") + (folder || (subdir ? `:${subdir}` : ""));
}
function encodeScope(scope) {
  const encoded = scope.replaceAll(/[^\x21-\x7e]+|,/g, encodeURIComponent);
  if (encoded.length <= LONGEST) return encoded;
  const hash = createHash("sha256").update(scope).digest("hex").slice(0, 16);
  return `${encoded.slice(0, LONGEST - hash.length - 1)}-${hash}`;
}
function formatIndexKey(scope, tokenScope) {
  const hash = createHash("sha256").update(tokenScope).digest("hex").slice(0, 8);
  return `index-${scope}-1-${hash}#`;
}

// src/cache/carried.ts
var VERSION = 2;
function listCarried(mounts, scope, native) {
  return mounts.map((mount) => {
    const facts = JSON.stringify([scope, architectureOf(native), mount.id, mount.options]);
    const name = createHash2("sha256").update(facts).digest("hex").slice(0, 12);
    const readable = encodeScope(`${scope}+${mount.id}`);
    return { ...mount, name, prefix: `multiarch-build-mount-${VERSION}-${readable}-${name}-` };
  });
}
function isKeyOf(key, { prefix }, { hash }) {
  return key === prefix + hash;
}
function mountPathsIn(folder) {
  const base = `${folder}/mounts`;
  return {
    ...{ base, errand: `${base}/errand.json`, delivery: `${base}/delivery.json` },
    ...{ tools: `${base}/tools`, archives: `${base}/archives`, taken: `${base}/taken` },
    dockerfile: `${base}/Dockerfile`
  };
}

// src/backoff.ts
var PATIENCE2 = {
  attempts: 6,
  first: 500,
  longest: 3e4,
  total: 6e4,
  silence: 2e4,
  // 90 MB at 300 kB/s.
  attempt: 3e5
};
function planWait({ attempts, first, longest, total }, { made, elapsed, pause, chance }) {
  const backoff = first * 2 ** (made - 1) * (1 + chance) * 0.5;
  const wait = Math.min(Math.max(backoff, pause), longest);
  return made < attempts && elapsed + wait <= total ? wait : void 0;
}
function parseRetryAfter(header, now) {
  const text = header?.trim() ?? "";
  const wait = /^\d+$/.test(text) ? Number(text) * 1e3 : Date.parse(text) - now;
  return wait >= 0 ? wait : void 0;
}

// src/verdict.ts
var SourceError = class extends Error {
  name = "SourceError";
  verdict;
  /** Milliseconds that the source asks to be left alone. */
  pause;
  constructor(verdict, message, options = {}) {
    super(message, { cause: options.cause });
    this.verdict = verdict;
    this.pause = options.pause ?? 0;
  }
};
var PASSING_CODES = [
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "EPIPE", "ETIMEDOUT"],
  ...["EAI_AGAIN", "ERR_PROXY_TUNNEL"]
];
var PASSING_STATUSES = [408, 425, 429];
var ENGINE_LOST = /error during connect|Cannot connect to the Docker daemon|no space left on device/;
var OTHER_BYTES = /verification failed for digest|unexpected commit digest/;
var PASSING_ANSWER = /toomanyrequests|too many requests|pull rate limit|(?:status\b.*: |HTTP )(?:408|425|429|5\d\d)\b/i;
var NO_ANSWER = new RegExp(
  [
    ...["timeout", "timed out", "deadline exceeded", "request canceled", "no answer within"],
    ...["connection reset", "connection refused", "broken pipe", "unreachable", "no route to host", "GOAWAY"],
    ...["\\bEOF\\b", "short read", "server misbehaving", "failure in name resolution"]
  ].join("|"),
  "i"
);
function judgeStatus(status) {
  return PASSING_STATUSES.includes(status) || status >= 500 ? "again" : "next";
}
function judgeCode(code) {
  return PASSING_CODES.includes(code) ? "again" : "next";
}
function judgePull(text) {
  if (ENGINE_LOST.test(text)) return "stop";
  if (OTHER_BYTES.test(text)) return "wrong";
  return PASSING_ANSWER.test(text) || NO_ANSWER.test(text) ? "again" : "next";
}

// src/setup/range.ts
var IPV4 = "0".repeat(80) + "1".repeat(16);
function isInRange(host, range) {
  const [network = "", length] = range.split("/");
  const [start, width] = network.includes(":") ? [parseAddress(`[${network}]`), 128] : [parseAddress(network), 32];
  const address = parseAddress(host);
  if (!address || !start || Number(length ?? width) > width) return false;
  const prefix = start.slice(0, 128 - width + Number(length ?? width));
  return address.startsWith(prefix) && address.startsWith(IPV4) === prefix.startsWith(IPV4);
}
function parseAddress(host) {
  const hostname = URL.parse(`http://${host}`)?.hostname ?? "";
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return IPV4 + toBits(hostname.split("."), 10, 8);
  if (!hostname.startsWith("[")) return "";
  const [head = [], tail = []] = hostname.slice(1, -1).split("::").map((groups) => groups.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return toBits([...head, ...zeros, ...tail], 16, 16);
}
function toBits(numbers, base, width) {
  return numbers.map((text) => Number.parseInt(text, base).toString(2).padStart(width, "0")).join("");
}

// src/setup/no-proxy.ts
var LOOPBACK = ["127.0.0.0/8", "::1"];
var PORTS = { "http:": "80", "https:": "443" };
var BYTE = "(?:0|[1-9]\\d*)";
var IP = `(?:${BYTE}(?:\\.${BYTE}){3}|[\\da-f:.]*:[\\da-f:.]*)`;
var ADDRESS = new RegExp(`^${IP}$`);
var RANGE = new RegExp(`^${IP}/\\d+$`);
var WITH_PORT = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/;
function isSpared(url, noProxy) {
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return url.hostname === "localhost" || [...LOOPBACK, ...entries].some((entry) => matches(entry, url));
}
function matches(entry, { protocol, hostname, port }) {
  if (entry === "*") return true;
  if (RANGE.test(entry)) return isInRange(hostname, entry);
  const [, bracketed, plain, wanted = ""] = WITH_PORT.exec(entry) ?? [];
  const name = bracketed ?? plain ?? entry;
  if (name === "" || !["", port || PORTS[protocol]].includes(wanted)) return false;
  if (ADDRESS.test(name)) return isInRange(hostname, name);
  if (/^\[|^[\d.]+$/.test(hostname)) return false;
  const domain = toAscii(name.replace(/^\*\./, "."));
  return hostname === domain || hostname.endsWith(domain.startsWith(".") ? domain : `.${domain}`);
}
function toAscii(domain) {
  if (!new RegExp("\\P{ASCII}", "u").test(domain)) return domain;
  return URL.parse(`http://x.${domain}`)?.hostname.slice("x.".length) ?? domain;
}

// src/setup/proxy.ts
var VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
var SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
var LOOPBACK2 = ["localhost", "127.0.0.1", "::1"];
var SHORTEST_SECRET = 4;
function readProxies(env) {
  const values = VARIABLES.map((name) => [name, String(env[name] || env[name.toLowerCase()] || "")]);
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}
function parseCliProxies(text, dockerHost) {
  let proxies = {};
  try {
    proxies = JSON.parse(text)?.proxies ?? {};
  } catch {
  }
  const { httpProxy, httpsProxy, allProxy, noProxy } = proxies[dockerHost] ?? proxies.default ?? {};
  return readProxies({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy, ALL_PROXY: allProxy, NO_PROXY: noProxy });
}
function findProxy(url, proxies) {
  const variable = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const address = proxies[variable];
  if (address === void 0 || isSpared(url, proxies.NO_PROXY ?? "")) return void 0;
  const proxy = parseAddress2(address);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy.href;
  throw new SourceError(
    "next",
    `${variable}: is not the URL of an HTTP proxy, and this step can ask ${url.hostname} through no other; write it as http://host:port, or have NO_PROXY spare ${url.hostname}`
  );
}
function selectProxies(sources) {
  const { NO_PROXY = "", ...proxies } = sources.find((source) => listAddresses(source).length > 0) ?? {};
  const urls = Object.entries(proxies).map(([name, value]) => [name, parseAddress2(value)?.href ?? value]);
  const spared = NO_PROXY.split(",").filter(Boolean);
  const added = NO_PROXY === "*" ? [] : LOOPBACK2.filter((host) => !spared.includes(host));
  return urls.length === 0 ? {} : { ...Object.fromEntries(urls), NO_PROXY: [...spared, ...added].join(",") };
}
function planProxyOptions(proxies) {
  return Object.entries(proxies).flatMap(
    ([name, value]) => [name, name.toLowerCase()].map((variable) => `env.${variable}=${value}`)
  );
}
function listProxyHosts(proxies) {
  return listAddresses(proxies).flatMap((address) => parseAddress2(address)?.host ?? []);
}
function listProxySecrets(proxies) {
  const forms = listAddresses(proxies).flatMap((address) => {
    const [, user = "", password = ""] = /^([^:@/]*):(.*)@/.exec(address.replace(SCHEME, "")) ?? [];
    if (password === "") return [];
    const decoded = { user: decode(user), password: decode(password) };
    const { username = user, password: standard = password } = parseAddress2(address) ?? {};
    const pairs = [
      { user, password },
      { user: username, password: standard },
      { user: encode(decoded.user), password: encode(decoded.password) },
      decoded
    ];
    return [
      ...pairs.map((pair) => `${pair.user}:${pair.password}`),
      Buffer.from(`${decoded.user}:${decoded.password}`).toString("base64"),
      ...pairs.flatMap((pair) => pair.password.length < SHORTEST_SECRET ? [] : pair.password)
    ];
  });
  return [...new Set(forms)];
}
function findProxyOptions(driverOpts) {
  return driverOpts.map(splitPair).filter(([name]) => name.startsWith("env.")).map(([name, value]) => readProxies({ [name.slice("env.".length)]: value }));
}
function listAddresses({ NO_PROXY: _, ...proxies }) {
  return Object.values(proxies);
}
function parseAddress2(address) {
  return URL.parse(SCHEME.test(address) ? address : `http://${address}`) ?? void 0;
}
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

// src/host.ts
function parseHost(text, env) {
  const info = JSON.parse(text);
  const errors = strings(info.ServerErrors);
  if (errors.length > 0) return explainEngine(errors.join("; "));
  if (info.OSType !== "linux")
    return `docker: the engine runs ${info.OSType} containers, and BuildKit needs Linux ones; use a Linux runner, or switch the engine to Linux containers`;
  const registries = record(info.RegistryConfig);
  const architecture = String(info.Architecture);
  return {
    id: String(info.ID ?? ""),
    context: String(record(info.ClientInfo).Context ?? ""),
    endpoint: findEndpoint(record(info.ClientInfo).Context, env),
    version: String(info.ServerVersion),
    architecture: parsePlatform(`linux/${architecture}`)?.slice("linux/".length) ?? architecture,
    containerdStore: JSON.stringify(info.DriverStatus ?? []).includes("io.containerd.snapshotter.v1"),
    rootless: strings(info.SecurityOptions).some((option) => option.startsWith("name=rootless")),
    mirrors: strings(registries.Mirrors),
    insecure: Object.entries(record(registries.IndexConfigs)).flatMap(
      ([name, config]) => record(config).Secure === false ? [name] : []
    ),
    insecureRanges: strings(registries.InsecureRegistryCIDRs),
    proxies: readProxies({
      HTTP_PROXY: openAddress(info.HttpProxy),
      HTTPS_PROXY: openAddress(info.HttpsProxy),
      NO_PROXY: info.NoProxy
    }),
    cgroupDriver: String(info.CgroupDriver ?? ""),
    userNamespaces: strings(info.SecurityOptions).includes("name=userns"),
    gpus: Object.hasOwn(record(info.Runtimes), "nvidia"),
    kernel: String(info.KernelVersion),
    name: String(info.Name)
  };
}
function explainEngine(output) {
  const advice = /permission denied/i.test(output) ? "the runner may not use the engine; add its user to the group docker, or set DOCKER_HOST to an engine that it may use" : "the engine does not answer; start it, or set DOCKER_HOST to one that runs";
  return `docker: ${advice}. It said: ${output}`;
}
function findEndpoint(context, env) {
  if (context !== "default") return typeof context === "string" && context !== "" ? context : void 0;
  const address = env.DOCKER_HOST || "unix:///var/run/docker.sock";
  return address.startsWith("unix:///") && env.OS !== "Windows_NT" ? address : void 0;
}
function openAddress(address) {
  return String(address ?? "").includes("@") ? "" : String(address ?? "");
}
function record(value) {
  return typeof value === "object" && value !== null ? value : {};
}
function strings(value) {
  return Array.isArray(value) ? value.map(String) : [];
}

// src/publish/reference.ts
var LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
var DOMAIN = new RegExp(`^(?:\\[[a-fA-F0-9:]+\\]|${LABEL}(?:\\.${LABEL})*)(?::\\d+)?$`);
var COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
var TAG = /^\w[\w.-]{0,127}$/;
var LONGEST_PATH = 255;
function isTag(text) {
  return TAG.test(text);
}
function parseReference(text) {
  if (text.includes("@")) return "has a digest; a name is published under the digest that the build gives it";
  const colon = text.indexOf(":", text.lastIndexOf("/") + 1);
  const tag = colon < 0 ? void 0 : text.slice(colon + 1);
  const parts = (colon < 0 ? text : text.slice(0, colon)).split("/");
  const [first = ""] = parts;
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  if (hasRegistry && !DOMAIN.test(first)) return `has the registry ${JSON.stringify(first)}, which is no host name`;
  const path = hasRegistry ? parts.slice(1) : parts;
  if (path.some((part) => /[A-Z]/.test(part))) return "has upper-case letters; registries take lower case only";
  const wrong = path.find((part) => !COMPONENT.test(part));
  if (wrong === "") return "has an empty part";
  if (wrong !== void 0)
    return `has the part ${JSON.stringify(wrong)}; a-z, 0-9 and single . _ - between them are allowed`;
  if (tag !== void 0 && !isTag(tag))
    return `has the tag ${JSON.stringify(tag)}; letters, digits, _ . - are allowed, 128 at most, not starting with . or -`;
  const host = first.toLowerCase();
  const registry = hasRegistry && host !== "index.docker.io" ? host : "docker.io";
  const repository = registry === "docker.io" && path.length === 1 ? `library/${path[0]}` : path.join("/");
  if (repository.length > LONGEST_PATH)
    return `has ${repository.length} characters behind the registry; ${LONGEST_PATH} are allowed`;
  const name = `${registry}/${repository}`;
  return tag === void 0 ? { name } : { name, tag };
}
function registryOf(name) {
  return name.slice(0, name.indexOf("/"));
}
function isLoopback(host) {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[(?:::|(?:0+:){7})0*1\])(?::\d+)?$/i.test(host);
}
function formatTag({ name, tag }) {
  return `${name}:${tag}`;
}

// src/retry.ts
import { setTimeout as delay } from "node:timers/promises";
async function retry(what, attempt, { patience = PATIENCE2, judge = judgeError } = {}) {
  const started = performance.now();
  for (let made = 1; ; made++)
    try {
      return await attempt();
    } catch (error2) {
      cancelled.throwIfAborted();
      const elapsed = performance.now() - started;
      const pause = error2 instanceof SourceError ? error2.pause : 0;
      const again = judge(error2) === "again";
      const wait = again ? planWait(patience, { made, elapsed, pause, chance: Math.random() }) : void 0;
      const next = wait === void 0 ? "no further one" : `the next in ${seconds(wait)}`;
      if (again)
        print(`${what}: attempt ${made} of ${patience.attempts}, ${seconds(elapsed)}: ${explain(error2)}; ${next}`);
      if (wait === void 0) throw error2;
      await delay(wait, void 0, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
    }
}
async function trySources(what, sources, attempt, patience) {
  const failures = [];
  for (const [index, source] of sources.entries())
    try {
      return await retry(`${what}: ${showUrl(source)}`, () => attempt(source), patience && { patience });
    } catch (error2) {
      cancelled.throwIfAborted();
      const verdict = judgeError(error2);
      if (verdict === "stop") throw error2;
      const failure = `${showUrl(source)}: ${explain(error2)}`;
      failures.push(failure);
      const say = verdict === "wrong" ? warning2 : print;
      if (index < sources.length - 1) say(`${what}: ${failure}; the next source is tried`);
    }
  throw new Error(
    `${what}: no source has it; allow one of them through, or name another in a toolchain document:
${failures.join("\n")}`
  );
}
function judgeError(error2) {
  if (error2 instanceof SourceError) return error2.verdict;
  if (error2 instanceof CommandError)
    return error2.code === void 0 ? "stop" : judgePull(`${error2.reason}
${error2.output}`);
  const { code, statusCode } = error2;
  if (typeof statusCode === "number") return judgeStatus(statusCode);
  return typeof code === "string" ? judgeCode(code) : "stop";
}
function explain(error2) {
  if (error2 instanceof CommandError) return error2.reason;
  if (error2 instanceof AggregateError) return error2.errors.map(explain).join("; ");
  return error2.message;
}
function seconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}

// src/setup/engine.ts
var TIMEOUT = 8e3;
async function readHost() {
  const command2 = dockerCommand(["info", "--format={{json .}}"]);
  const text = await run(command2, { timeout: TIMEOUT }).catch((error2) => {
    if (!(error2 instanceof CommandError)) throw error2;
    if (error2.code === void 0)
      throw new Error("docker: there is no such program on the PATH; install Docker, or use a runner that has it");
    const [command3] = error2.message.split("\n");
    throw new Error(explainEngine(`${command3}
${lastLines(error2.output, 1)}`), { cause: error2 });
  });
  const host = parseHost(text, process.env);
  if (typeof host === "string") throw new Error(host);
  return host;
}
function dockerCommand(args) {
  return { file: "docker", args, env: { DOCKER_DEFAULT_PLATFORM: "" } };
}
async function findImage(references) {
  for (const reference of references) {
    const found = await inspectImage(reference);
    const lack = found && explainLack(found, reference);
    if (found && !lack) {
      print(`${reference}: the engine has it`);
      return found;
    }
    if (lack) warning2(`docker: the image ${reference} ${lack}; it is pulled again`);
  }
  return void 0;
}
async function pullImage(references, patience = PATIENCE2) {
  return trySources("docker pull", references, (reference) => pull(reference, patience), patience);
}
async function findDigest(name) {
  const digests = (await inspectImage(name))?.digests ?? [];
  const spell = (text) => JSON.stringify(parseReference(text.replace(/(?::[\w.-]+)?(?:@.*)?$/, "")));
  return digests.find((digest) => spell(digest) === spell(name))?.replace(/.*@/, "");
}
async function pull(reference, { silence, attempt }) {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), silence);
  const limit2 = AbortSignal.timeout(attempt);
  try {
    const onText = () => clearTimeout(timer);
    const signal = AbortSignal.any([silent.signal, limit2]);
    await run(dockerCommand(["pull", reference]), { onText, signal });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (silent.signal.aborted) throw new SourceError("again", `no answer within ${silence / 1e3} s`, { cause });
    if (limit2.aborted) throw new SourceError("again", `not complete within ${attempt / 1e3} s`, { cause });
    const [verdict, reason] = [judgeError(cause), lastLines(cause.reason, 1)];
    const stopped = `docker: the engine can't take ${reference} in; see that it runs and has space on its disk: ${reason}`;
    throw new SourceError(verdict, verdict === "stop" ? stopped : reason, { cause });
  } finally {
    clearTimeout(timer);
  }
  const found = await inspectImage(reference);
  const lack = found ? explainLack(found, reference) : "is not there after it was pulled";
  if (!found || lack) throw new SourceError("wrong", lack ?? "");
  print(`${reference}: pulled`);
  return found;
}
async function inspectImage(name) {
  const command2 = dockerCommand(["image", "inspect", "--format={{json .}}", name]);
  const text = await run(command2, { timeout: TIMEOUT }).catch(ignoreFailure);
  if (text === void 0) return void 0;
  const { Id, RepoDigests, Config } = JSON.parse(text);
  return { id: Id.replace("sha256:", ""), entrypoint: Config?.Entrypoint ?? [], digests: RepoDigests ?? [] };
}
function explainLack({ digests }, reference) {
  const digest = reference.replace(/.*@/, "");
  if (digests.some((known) => known.endsWith(`@${digest}`))) return "";
  return `has the digests ${digests.join(", ") || "of no registry"}, and the pin is ${digest}`;
}
async function readLog(container) {
  const log = [];
  const command2 = dockerCommand(["logs", container]);
  await run(command2, { onText: (text) => log.push(text), timeout: TIMEOUT }).catch(() => log.splice(0));
  return log.join("\n").trim();
}

// src/detached.ts
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay2 } from "node:timers/promises";
var PATIENCE3 = 2e3;
var INTERVAL = 50;
function detach(command2, output) {
  const file = openSync(output, "a", 384);
  try {
    const env = { ...childEnv(), ...command2.env, [STEP_MARK]: stepMark() };
    const child = spawn(command2.file, [...command2.args], { detached: true, stdio: ["ignore", file, file], env });
    child.on("error", () => {
    }).unref();
    return child.pid ?? 0;
  } finally {
    closeSync(file);
  }
}
function isRunning(pid) {
  try {
    process.kill(pid || Number.NaN, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return process.platform !== "linux";
  }
}
async function waitFor(pid, limit2, signal) {
  const end = performance.now() + limit2;
  while (isRunning(pid)) {
    const left = end - performance.now();
    if (left <= 0 || signal?.aborted) return false;
    await delay2(Math.min(INTERVAL, left));
  }
  return true;
}
async function endProcess(pid) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"]) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    if (await waitFor(pid, PATIENCE3)) return;
  }
}

// src/cache/errand.ts
import { readFile, writeFile } from "node:fs/promises";
async function send(folder, errand) {
  await writeFile(mountPathsIn(folder).errand, JSON.stringify(errand), { mode: 384 });
}
async function readErrand(folder) {
  return JSON.parse(await readFile(mountPathsIn(folder).errand, "utf8"));
}
async function leave(folder, delivery) {
  await writeFile(mountPathsIn(folder).delivery, JSON.stringify(delivery));
}
async function receive(folder) {
  try {
    return JSON.parse(await readFile(mountPathsIn(folder).delivery, "utf8"));
  } catch {
    return void 0;
  }
}

// src/setup/hash.ts
import { createHash as createHash3 } from "node:crypto";
import { open } from "node:fs/promises";
var PIECE = 1024 * 1024;
async function hashFile(path) {
  try {
    var _stack = [];
    try {
      const file = __using(_stack, await open(path), true);
      const hash = createHash3("sha256");
      const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
      let reading = file.read(one);
      for (; ; ) {
        const { buffer, bytesRead } = await reading;
        if (bytesRead === 0) return hash.digest("hex");
        cancelled.throwIfAborted();
        reading = file.read(buffer === one ? other : one);
        hash.update(buffer.subarray(0, bytesRead));
      }
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      var _promise = __callDispose(_stack, _error, _hasError);
      _promise && await _promise;
    }
  } catch {
    cancelled.throwIfAborted();
    return "";
  }
}

export {
  parseList,
  parseLines,
  parseExactLines,
  parseAttributes,
  formatAttributes,
  splitPair,
  isTag,
  parseReference,
  registryOf,
  isLoopback,
  formatTag,
  LOCAL,
  parsePlatform,
  suggestPlatform,
  architectureOf,
  isNative,
  mayBeNative,
  includesPlatform,
  nearest,
  createLineReader,
  lastLines,
  showUrl,
  print,
  group,
  notice2 as notice,
  warning2 as warning,
  fail,
  mask,
  setOutputs,
  summarize,
  saveState2 as saveState,
  loadState,
  isDebug2 as isDebug,
  CommandError,
  STEP_MARK,
  stepMark,
  shareEnv,
  childEnv,
  cancel,
  cancelled,
  run,
  ignoreFailure,
  isInRange,
  PATIENCE2 as PATIENCE,
  parseRetryAfter,
  SourceError,
  judgeStatus,
  readProxies,
  parseCliProxies,
  findProxy,
  selectProxies,
  planProxyOptions,
  listProxyHosts,
  listProxySecrets,
  findProxyOptions,
  retry,
  trySources,
  judgeError,
  readHost,
  dockerCommand,
  findImage,
  pullImage,
  findDigest,
  readLog,
  isUrl,
  fillContexts,
  contextToken,
  listUrlSecrets,
  urlOf,
  localPath,
  deriveScope,
  encodeScope,
  formatIndexKey,
  detach,
  isRunning,
  waitFor,
  endProcess,
  listCarried,
  isKeyOf,
  mountPathsIn,
  send,
  readErrand,
  leave,
  receive,
  hashFile
};
