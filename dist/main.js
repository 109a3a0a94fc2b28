import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  __callDispose,
  __toESM,
  __using,
  endGroup,
  error,
  exec,
  isDebug,
  notice,
  require_coerce,
  require_compare,
  require_parse,
  require_valid,
  saveState,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning
} from "./chunk-G5PRS5XL.js";

// src/main.ts
import { setFlagsFromString } from "node:v8";

// src/build/build.ts
import { readFile as readFile7, writeFile as writeFile6 } from "node:fs/promises";
import { isAbsolute as isAbsolute2, join as join9, relative } from "node:path";

// src/cache/fallback.ts
import { setTimeout as delay5 } from "node:timers/promises";

// src/list.ts
function parseList(text2) {
  return parseItems(text2, /[,\n]/);
}
function parseLines(text2) {
  return parseItems(text2, /\n/);
}
function parseExactLines(text2) {
  return parseItems(text2, /\n/, (item) => item.trimStart().replace(/\r$/, ""));
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
function parseItems(text2, separator, trim = (item) => item.trim()) {
  const items = [];
  for (let rest = text2; rest.length > 0; ) {
    const quoted = /^[^\S\n]*"([^"]*(?:""[^"]*)*)"[^\S\n]*/.exec(rest);
    const after = quoted ? rest.slice(quoted[0].length) : rest;
    const whole = quoted !== null && (after === "" || separator.test(after.charAt(0)));
    const end = whole ? rest.length - after.length : rest.search(separator);
    items.push(whole ? (quoted[1] ?? "").replaceAll('""', '"') : trim(rest.slice(0, end < 0 ? rest.length : end)));
    rest = end < 0 ? "" : rest.slice(end + 1);
  }
  return items.filter((item) => item !== "");
}

// src/publish/reference.ts
var LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
var DOMAIN = new RegExp(`^(?:\\[[a-fA-F0-9:]+\\]|${LABEL}(?:\\.${LABEL})*)(?::\\d+)?$`);
var COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
var TAG = /^\w[\w.-]{0,127}$/;
var LONGEST_PATH = 255;
function isTag(text2) {
  return TAG.test(text2);
}
function parseReference(text2) {
  if (text2.includes("@")) return "has a digest; a name is published under the digest that the build gives it";
  const colon = text2.indexOf(":", text2.lastIndexOf("/") + 1);
  const tag = colon < 0 ? void 0 : text2.slice(colon + 1);
  const parts = (colon < 0 ? text2 : text2.slice(0, colon)).split("/");
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

// src/build/attest.ts
var ADVICE = {
  provenance: "true, false or mode=max",
  sbom: "true, false or generator=name@sha256:…",
  attests: "type=provenance,mode=max or type=sbom"
};
var UNATTESTED = [{ input: "", type: "provenance", attributes: void 0 }];
function readAttests({ provenance, sbom, attests }, complain2) {
  const own = Object.entries({ provenance, sbom }).filter(([, text2]) => text2 !== "");
  const read = [
    ...own.map(([type, text2]) => parseAttest(type, text2, `type=${type},${spellSwitch(text2)}`, complain2)),
    ...attests.map((line) => parseAttest("attests", line, line, complain2))
  ];
  return read.filter(({ type }, index) => read.findIndex((first) => first.type === type) === index);
}
function checkArguments(buildArgs, complain2) {
  for (const argument of buildArgs)
    if (argument.startsWith("BUILDKIT_ATTEST_"))
      complain2(
        "build-args",
        `${JSON.stringify(argument)} is for attestations; write it in provenance, sbom or attests`
      );
}
function findGenerator(attests) {
  const sbom = attests.find(({ type }) => type === "sbom");
  return sbom?.attributes && { input: sbom.input, image: new Map(sbom.attributes).get("generator") ?? "" };
}
function chooseGenerator(attests, generator) {
  return attests.map((attest) => {
    const { type, attributes } = attest;
    if (type !== "sbom" || !attributes || !generator) return attest;
    return {
      ...attest,
      attributes: [["generator", generator], ...attributes.filter(([name]) => name !== "generator")]
    };
  });
}
function planAttests(attests) {
  return attests.map(
    ({ type, attributes = [["disabled", "true"]] }) => `--attest=${formatAttributes([["type", type], ...attributes])}`
  );
}
function spellSwitch(text2) {
  if (/^(?:1|t|true)$/i.test(text2)) return "disabled=false";
  return /^(?:0|f|false)$/i.test(text2) ? "disabled=true" : text2;
}
function parseAttest(input, text2, line, complain2) {
  const pairs = parseAttributes(line).map(([name, value]) => [name.trim(), value]);
  const { type = "", disabled = "false", mode = "min" } = Object.fromEntries(pairs.toReversed());
  const isWhole = pairs.every(([name, value]) => name && value) && /^(?:true|false)$/i.test(disabled);
  if (!isWhole || !/^(?:provenance|sbom)$/.test(type) || !/^(?:min|max)$/.test(mode))
    complain2(input, `${JSON.stringify(text2)} is no such attestation; write ${ADVICE[input]}`);
  if (/^true$/i.test(disabled)) return { input, type, attributes: void 0 };
  const attributes = pairs.filter(([name]) => !["type", "disabled", "mode"].includes(name));
  return { input, type, attributes: type === "provenance" ? [["mode", mode], ...attributes] : attributes };
}

// src/build/secret.ts
var SHORTEST = 4;
function readSecrets({ text: text2, whole, complain: complain2, warn }) {
  const kinds = [
    {
      ...{ input: "secrets", items: parseExactLines(whole("secrets")), what: "value" },
      make: (id, value) => ({ id, value })
    },
    {
      ...{ input: "secret-envs", items: parseList(text2("secret-envs")), what: "variable" },
      make: (id, variable2) => ({ id, variable: variable2 })
    },
    {
      ...{ input: "secret-files", items: parseLines(text2("secret-files")), what: "path" },
      make: (id, path) => ({ id, path })
    }
  ];
  return kinds.flatMap(
    ({ input, items, what, make }) => items.flatMap((item, index) => {
      const [id, text3] = splitPair(item);
      const entry = `entry ${index + 1}`;
      if (!/^[\w.:/@-]+$/.test(id) || !item.includes("="))
        complain2(input, `${entry} does not begin with id=; write id=${what}, in quotes where it has several lines`);
      else if (text3 === "")
        warn(
          input,
          `${entry} has no ${what} behind its id, so that steps do not find it; secrets are empty in runs for forks and for Dependabot`
        );
      else return [make(id, text3)];
      return [];
    })
  );
}
function formatSecrets(secrets, folder) {
  return secrets.map(
    (secret, index) => formatAttributes([
      ["id", secret.id],
      "variable" in secret ? ["env", secret.variable] : ["src", "path" in secret ? secret.path : valuePath(folder, index)]
    ])
  );
}
function secretFiles(secrets, folder) {
  return secrets.flatMap(
    (secret, index) => "value" in secret ? [{ path: valuePath(folder, index), value: secret.value }] : []
  );
}
function listMasks(secrets) {
  const lines = secrets.flatMap((secret) => "value" in secret ? secret.value.split(/[\r\n]+/) : []);
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST))];
}
function valuePath(folder, index) {
  return `${folder}/secret-${index}`;
}

// src/build/command.ts
var NO_CACHES = { cacheFrom: [], cacheTo: [] };
function buildPaths(source, folder, metadata) {
  const { context, file, buildContexts, secrets } = source;
  return { context, file, buildContexts, metadata, secrets: formatSecrets(secrets, folder) };
}
function planSolves({ publication, load: load2, outputs }, platforms, loaded) {
  const names = load2?.map(formatTag).join(",");
  const engine = load2 ? [formatAttributes([["type", "docker"], ...names ? [["name", names]] : []])] : [];
  if (!publication) {
    const exporters = [...outputs, ...engine];
    return [{ platforms, outputs: exporters.length > 0 ? exporters : ["type=cacheonly"] }];
  }
  const push = formatAttributes([
    ["type", "image"],
    ["name", publication.names.join(",")],
    ["push", "true"],
    // No tag points to it until it is verified.
    ["push-by-digest", "true"],
    ["name-canonical", "true"],
    ...publication.attributes
  ]);
  return [{ platforms, outputs: [...outputs, push] }, ...load2 ? [{ platforms: loaded, outputs: engine }] : []];
}
function keepAnnotations({ annotations, attests }, { platforms, outputs }) {
  if (hasDockerFormat(outputs)) return [];
  const toFile = outputs.some((output) => ["oci", "docker"].includes(attribute(output, "type")));
  const told = attests.some(({ type }) => type === "provenance");
  const attested = attests.some(({ attributes }) => attributes) || !(told || toFile);
  const indexed = platforms.length > 1 || attested;
  return indexed ? annotations : annotations.filter((annotation) => !annotation.startsWith("index"));
}
function explainLeftOut(inputs, solve) {
  const kept = keepAnnotations(inputs, solve);
  const leftOut = inputs.annotations.find((annotation) => !kept.includes(annotation));
  if (!inputs.destination.publication || leftOut === void 0) return void 0;
  return hasDockerFormat(solve.outputs) ? "annotations: an image in Docker's format has none; remove oci-mediatypes=false where they are wanted" : `annotations: a single platform without attestations has no index, where ${JSON.stringify(leftOut)} would be; write manifest:name=value, or set provenance`;
}
function hasDockerFormat(outputs) {
  return outputs.some((output) => /^(?:0|f|F|false|False|FALSE)$/.test(attribute(output, "oci-mediatypes")));
}
function attribute(output, name) {
  return new Map(parseAttributes(output)).get(name) ?? "";
}
function planBuild(builder, inputs, paths, solve, { cacheFrom, cacheTo } = NO_CACHES, progress = "plain") {
  return [
    ...["build", `--builder=${builder}`, `--progress=${progress}`, `--metadata-file=${paths.metadata}`],
    `--platform=${solve.platforms.join(",")}`,
    ...paths.file === void 0 ? [] : [`--file=${paths.file}`],
    ...inputs.target ? [`--target=${inputs.target}`] : [],
    ...inputs.buildArgs.map((arg) => `--build-arg=${arg}`),
    ...paths.buildContexts.map((context) => `--build-context=${context}`),
    ...paths.secrets.map((secret) => `--secret=${secret}`),
    ...inputs.options,
    ...inputs.labels.map((label) => `--label=${label}`),
    ...keepAnnotations(inputs, solve).map((annotation) => `--annotation=${annotation}`),
    ...inputs.noCache ? ["--no-cache"] : [],
    ...inputs.noCacheFilters.map((stage) => `--no-cache-filter=${stage}`),
    ...inputs.pull ? ["--pull"] : [],
    ...planAttests(inputs.attests),
    ...cacheFrom.map((entry) => `--cache-from=${entry}`),
    ...cacheTo.map((entry) => `--cache-to=${entry}`),
    ...solve.outputs.map((output) => `--output=${output}`),
    ...inputs.call ? [`--call=${inputs.call}`] : [],
    paths.context
  ];
}
function repeat(inputs) {
  return { ...inputs, noCache: false, noCacheFilters: [], pull: false };
}
function planReplay(builder, inputs, paths, platforms, caches) {
  const again = { ...repeat(inputs), labels: [], annotations: [], attests: UNATTESTED };
  const solve = { platforms, outputs: ["type=cacheonly"] };
  return planBuild(builder, again, paths, solve, caches, "rawjson");
}

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
function parsePlatform(text2) {
  const parts = text2.trim().toLowerCase().split("/");
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
function suggestPlatform(text2) {
  const [system = "", ...rest] = text2.trim().toLowerCase().split("/");
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
function nearest(text2, candidates) {
  const ranked = candidates.map((name) => ({ name, distance: editDistance(text2, name) }));
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

// src/build/failure.ts
function parseFailure(output) {
  const last = (pattern) => [...output.matchAll(pattern)].at(-1);
  const step = last(/^ > (\[.+\].*):$/gm);
  const line = last(/^.+:(\d+)\n-{10,}$/gm)?.[1];
  const error2 = last(/^ERROR: (?:failed to build: )?(?:failed to solve: )?(.+)$/gm)?.[1];
  return {
    step: step?.[1],
    log: step ? output.slice(step.index) : "",
    line: line === void 0 ? void 0 : Number(line),
    reason: error2 ?? output.trimEnd().split("\n").at(-1) ?? ""
  };
}
function explainFailure(failure, circumstances) {
  const { step, reason } = failure;
  const remedy = findRemedy(failure, circumstances);
  return `build: ${step ? `${step} failed` : "failed"}: ${reason}${remedy ? `. ${remedy}` : ""}`;
}
function findEmulated(failure, { platforms, host }) {
  const platform = findPlatform(failure, platforms);
  const crashed = /\bqemu[\w-]*: |exit code: 13[24-69]\b/.test(failure.log);
  return crashed && platform && !isNative(platform, host.architecture) ? platform : void 0;
}
function isStepAtFault({ reason }) {
  return /did not complete successfully|dockerfile parse error/.test(reason);
}
function isConnectionLost(reason) {
  return /code = Unavailable|error reading from server|closing transport|graceful_stop|buildkitd\.sock.*connection refused/.test(
    reason
  );
}
function findPlatform({ step }, [only, ...others]) {
  return others.length === 0 ? only : /^\[(\w+\/[\w/]+?)(?:->\S+)? /.exec(step ?? "")?.[1];
}
function findRemedy(failure, circumstances) {
  const { log, reason } = failure;
  const { host, platforms, running, tools, emulator } = circumstances;
  const platform = findPlatform(failure, platforms);
  const runs = platform && (isNative(platform, host.architecture) || running && includesPlatform(running, platform));
  if (/exec format error/.test(log) && runs)
    return `The program is not for ${platform}, or is a script without #! in its first line`;
  const missing = running && !runs && /exec \S+: no such file or directory/.test(log);
  if (missing || /exec format error/.test(log) || /no support for running processes/.test(reason))
    return `${platform ?? "The platform"} is neither native here nor emulated. Use a runner where privileged containers may register emulators, or one of that architecture; or cross-compile with FROM --platform=$BUILDPLATFORM`;
  if (/no space left on device/i.test(log + reason))
    return "The disk is full; free space on the runner, or give the engine another disk";
  if (/no match for platform in manifest/.test(reason))
    return "The base image does not exist for that platform; use one that does, or leave the platform out";
  if (/could not read Username|Authentication failed for/.test(log + reason))
    return "Give it a github-token that may read the repository, or a token as the secret GIT_AUTH_TOKEN (secrets: GIT_AUTH_TOKEN=…)";
  const emulated = findEmulated(failure, circumstances);
  if (emulated)
    return `${emulator ?? `QEMU (binfmt ${tools.binfmt.version}, unless another was registered before)`}, which emulates ${emulated}, may be at fault; cross-compile with FROM --platform=$BUILDPLATFORM, build on a native runner, or try another binfmt-image`;
  return void 0;
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
      const text2 = rest + utf8.decode(data, { stream: true });
      const end = text2.length > LONGEST_LINE ? text2.length : text2.lastIndexOf("\n");
      rest = text2.slice(end + 1);
      if (end >= 0) onText(text2.slice(0, end));
    },
    end: () => {
      rest += utf8.decode();
      if (rest !== "") onText(rest);
    }
  };
}
function lastLines(text2, count) {
  return text2.trimEnd().split("\n").slice(-count).join("\n");
}
function showUrl(text2) {
  return text2.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//***@");
}

// src/runner.ts
import { randomUUID } from "node:crypto";
import { EOL } from "node:os";
var token = randomUUID();
var muted = false;
process.stdout._handle?.setBlocking?.(true);
function print(text2) {
  if (!muted) process.stdout.write(`::stop-commands::${token}${EOL}`);
  muted = true;
  process.stdout.write(`${text2}${EOL}`);
}
async function group(name, task) {
  command(() => startGroup(name));
  try {
    return await task();
  } finally {
    command(() => endGroup());
  }
}
function notice2(text2) {
  command(() => notice(limit(text2)));
}
function warning2(text2, at) {
  command(() => warning(limit(text2), locate(at)));
}
function fail(text2, at) {
  process.exitCode = 1;
  if (limit(text2) !== text2) print(text2);
  command(() => error(limit(text2), locate(at)));
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
function limit(text2) {
  return text2.length <= 4e3 ? text2 : `${text2.slice(0, 4e3)} …`;
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
  const onText = (text2) => {
    options.onText?.(text2);
    if (options.until?.(text2)) enough.abort();
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
  for (const text2 of texts) text2.end();
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

// src/setup/boot.ts
import { join as join5 } from "node:path";

// src/concurrent.ts
async function all(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

// src/setup/builder.ts
import { createHash } from "node:crypto";

// src/setup/certificates.ts
var CONFIG_FOLDER = "/etc/buildkit/";
var AUTHORITIES = "certs/docker.io/authorities.pem";
function planCertsFolder(folder, names) {
  const paths = (end) => names.filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`);
  const ca = paths(".crt");
  const keys = paths(".key");
  const keypair = paths(".cert").map((cert) => ({ cert, key: cert.replace(/cert$/, "key") })).filter(({ key }) => keys.includes(key));
  if (ca.length === 0 && keypair.length === 0) return void 0;
  return { http: false, ...ca.length > 0 ? { ca } : {}, ...keypair.length > 0 ? { keypair } : {} };
}
function moveCertificates(config, move) {
  if (!isTable(config.registry)) return config;
  const registries = Object.entries(config.registry).map(([registry, table]) => {
    if (!isTable(table)) return [registry, table];
    const change = (path) => typeof path === "string" ? move({ registry, path }) : path;
    const { ca, keypair } = table;
    const pair = (entry) => isTable(entry) ? Object.fromEntries(Object.entries(entry).map(([name, path]) => [name, change(path)])) : entry;
    const moved = {
      ...Array.isArray(ca) ? { ca: ca.map(change) } : {},
      ...Array.isArray(keypair) ? { keypair: keypair.map(pair) } : {}
    };
    return [registry, { ...table, ...moved }];
  });
  return { ...config, registry: Object.fromEntries(registries) };
}
function listCertificates(config) {
  const files = [];
  moveCertificates(config, (file) => {
    files.push(file);
    return file.path;
  });
  return files;
}
function placeCertificate({ registry, path }, text2, taken) {
  const folder = `certs/${registry.replaceAll(/[^a-zA-Z0-9.-]+/g, "_")}`;
  let name = path.replace(/.*\//, "").replaceAll(/[^a-zA-Z0-9.-]+/g, "_");
  while ((taken[`${folder}/${name}`] ?? text2) !== text2) name = `_${name}`;
  return `${folder}/${name}`;
}
function addAuthorities(config, certificates, authorities) {
  const registries = isTable(config.registry) ? config.registry : {};
  const hub = isTable(registries["docker.io"]) ? registries["docker.io"] : {};
  const ca = [...Array.isArray(hub.ca) ? hub.ca : [], CONFIG_FOLDER + AUTHORITIES];
  return {
    config: { ...config, registry: { ...registries, "docker.io": { ...hub, ca } } },
    certificates: { ...certificates, [AUTHORITIES]: authorities }
  };
}
function planTokens(files, env) {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS = SSL_CERT_FILE } = env;
  const paths = Object.keys(files).filter((path) => path.startsWith("certs/"));
  const unknown = paths.filter((path) => path !== AUTHORITIES || NODE_EXTRA_CA_CERTS !== SSL_CERT_FILE);
  return unknown.length > 0 ? { BUILDKIT_NO_CLIENT_TOKEN: "1" } : {};
}
function splitCertificates(text2) {
  const blocks = text2.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return new Map(Array.from(blocks, ([block, body = ""]) => [body.replaceAll(/\s+/g, ""), `${block}
`]));
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

// src/setup/builder.ts
var LARGEST_FILES = 1e5;
var MARK = "MULTIARCH_BUILD_SETTINGS";
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase()
]);
var JOB_PREFIX = "multiarch-build-job-";
function deriveBuilderName(image, settings, engine, job2) {
  const hash2 = createHash("sha256").update(JSON.stringify([image, settings, engine, job2]));
  return `${job2 === void 0 ? "multiarch-build-" : JOB_PREFIX}${hash2.digest("hex").slice(0, 12)}`;
}
function markOption(derived) {
  return `env.${MARK}=${derived}`;
}
function readMark(env) {
  return env.map(splitPair).find(([name]) => name === MARK)?.[1];
}
function jobOf(env) {
  if (!env.GITHUB_RUN_ID) return void 0;
  const names = [
    "GITHUB_REPOSITORY",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_ATTEMPT",
    "GITHUB_JOB",
    "RUNNER_NAME",
    "RUNNER_TEMP"
  ];
  return names.map((name) => env[name] ?? "").join("\n");
}
function planCreate(name, image, settings, configPath) {
  return [
    ...["create", "--name", name, "--driver", "docker-container"],
    ...Object.entries(planOptions(image, settings)).map((option) => `--driver-opt=${formatAttributes([option])}`),
    `--buildkitd-config=${configPath}`,
    `--buildkitd-flags=${settings.flags}`
  ];
}
function planOptions(image, { driverOpts, loopback }) {
  return Object.fromEntries([
    ["image", image],
    // Otherwise buildx copies the whole event payload into the builder and from there into the image's provenance.
    ["provenance-add-gha", "false"],
    ...loopback ? [["network", "host"]] : [],
    ...driverOpts.map(splitPair)
  ]);
}
function planBuilder(name, image, reference, settings, host) {
  const { driverOpts, loopback, config, certificates, flags } = settings;
  const variables = driverOpts.flatMap((option) => option.startsWith("env.") ? option.slice("env.".length) : []);
  const isPlain = variables.length === driverOpts.length && /^[\w\s=.:/,-]+$/.test(flags);
  const files = Object.entries({ ...certificates, "buildkitd.toml": config });
  const size = files.reduce((sum, [, text2]) => sum + text2.length, 0);
  if (!isPlain || size > LARGEST_FILES || host.gpus || !host.endpoint) return void 0;
  const { container, volume } = builderContainer(name);
  const given = variables.map(splitPair);
  const isProxy = ([variable2]) => PROXIES.includes(variable2);
  const { script, env } = planStart(given.filter(isProxy), files);
  const node = {
    ...{ Name: `${name.toLowerCase()}0`, Endpoint: host.endpoint, Platforms: null },
    ...{ DriverOpts: planOptions(reference, settings), Flags: flags.split(/\s+/) },
    Files: Object.fromEntries(files.map(([path, text2]) => [path, Buffer.from(text2).toString("base64")]))
  };
  const args = [
    ...["run", "--name", container, "--privileged", "--init", "--restart=unless-stopped"],
    `--mount=type=volume,source=${volume},target=/var/lib/buildkit`,
    ...loopback ? ["--network=host"] : [],
    ...host.cgroupDriver === "cgroupfs" ? ["--cgroup-parent=/docker/buildx"] : [],
    ...host.userNamespaces ? ["--userns=host"] : [],
    ...given.filter((pair) => !isProxy(pair)).map((pair) => `--env=${pair.join("=")}`),
    ...Object.keys(env).map((variable2) => `--env=${variable2}`),
    ...["--entrypoint=sh", image, "-c", script],
    ...["buildkitd", `--config=${CONFIG_FOLDER}buildkitd.toml`, ...flags.split(/\s+/)]
  ];
  const entry = JSON.stringify({ Name: name, Driver: "docker-container", Nodes: [node], Dynamic: false });
  return { entry, args, env };
}
function planStart(proxies, files) {
  const proxy = (index) => `BUILDKIT_PROXY_${index}`;
  const file = (index) => `BUILDKIT_FILE_${index}`;
  const folders = new Set(files.map(([path]) => (CONFIG_FOLDER + path).replace(/\/[^/]*$/, "")));
  const steps = [
    // What the docker CLI adds of them is none of the settings.
    `unset ${PROXIES.join(" ")}`,
    ...proxies.map(([variable2], index) => `export ${variable2}="$${proxy(index)}"`),
    `mkdir -p ${[...folders].join(" ")}`,
    ...files.map(([path], index) => `printf %s "$${file(index)}" > ${CONFIG_FOLDER}${path}`),
    'exec buildkitd "$@"'
  ];
  const env = Object.fromEntries([
    ...proxies.map(([, value], index) => [proxy(index), value]),
    ...files.map(([, text2], index) => [file(index), text2])
  ]);
  return { script: steps.join(" && "), env };
}
function builderContainer(name) {
  const container = `buildx_buildkit_${name.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}

// node_modules/smol-toml/dist/error.js
function getLineColFromPtr(string, ptr) {
  let lines = string.slice(0, ptr).split(/\r?\n/);
  return [lines.length, lines.pop().length + 1];
}
function makeCodeBlock(string, line, column) {
  let lines = string.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed = parsed ? parsed + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed += "\b";
        else if (c === 116)
          parsed += "	";
        else if (c === 110)
          parsed += "\n";
        else if (c === 102)
          parsed += "\f";
        else if (c === 114)
          parsed += "\r";
        else if (c === 101)
          parsed += "\x1B";
        else if (c === 34)
          parsed += '"';
        else if (c === 92)
          parsed += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        if (match) {
          if (!match[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match[2] && +match[2] > 23) {
            date = "";
          } else {
            offset = match[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
function isDigit(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, false, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
function peekTable(ctx, key, table, meta, type) {
  let t = table;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return false;
      if (unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
var BARE_KEY = /^[a-z0-9-_]+$/i;
var HAS_WELLFORMED = !!"".isWellFormed;
function extendedTypeOf(obj) {
  let type = typeof obj;
  if (type === "object") {
    if (Array.isArray(obj))
      return "array";
    if (typeof obj.getUTCDate === "function" && obj instanceof Date)
      return "date";
    if (globalThis.Temporal) {
      if (obj.until) {
        if (obj instanceof Temporal.ZonedDateTime)
          return "temporal/tz+uc";
        if (obj instanceof Temporal.PlainDateTime || obj instanceof Temporal.PlainDate)
          return "temporal/uc";
        if (obj instanceof Temporal.PlainTime || obj instanceof Temporal.Instant)
          return "temporal";
        if (obj instanceof Temporal.PlainYearMonth)
          return "temporal/x";
      } else if (obj.toPlainDate && obj instanceof Temporal.PlainMonthDay || obj.negated && obj instanceof Temporal.Duration) {
        return "temporal/x";
      }
    }
  }
  return type;
}
function isArrayOfTables(obj) {
  for (let i = 0; i < obj.length; i++) {
    if (extendedTypeOf(obj[i]) !== "object")
      return false;
  }
  return obj.length != 0;
}
function formatWellFormedStringUnchecked(s) {
  return JSON.stringify(s).replaceAll("", "\\u007f");
}
function formatString(s) {
  return formatWellFormedStringUnchecked(HAS_WELLFORMED ? s.toWellFormed() : s);
}
function formatKey(s) {
  if (BARE_KEY.test(s))
    return s;
  if (HAS_WELLFORMED && !s.isWellFormed())
    throw new RangeError("key contains illegal lone surrogates");
  return formatWellFormedStringUnchecked(s);
}
function stringifyValue(val, type, depth, numberAsFloat, strictTemporal) {
  if (depth === 0) {
    throw new Error("Could not stringify the object: maximum object depth exceeded");
  }
  switch (type) {
    // @ts-expect-error -- intentional fallthrough case
    case "number":
      if (isNaN(val))
        return "nan";
      if (val === Infinity)
        return "inf";
      if (val === -Infinity)
        return "-inf";
      if (Number.isInteger(val) && (numberAsFloat || !Number.isSafeInteger(val)))
        return val.toFixed(1);
    case "bigint":
    case "boolean":
    case "temporal":
      return val.toString();
    case "string":
      return formatString(val);
    case "date":
      if (isNaN(val.getTime()))
        throw new TypeError("cannot serialize invalid date");
      return val.toISOString();
    case "object":
      return stringifyInlineTable(val, depth, numberAsFloat, strictTemporal);
    case "array":
      return stringifyArray(val, depth, numberAsFloat, strictTemporal);
    // @ts-expect-error -- intentional fallthrough case
    case "temporal/tz+uc":
      if (strictTemporal) {
        let tz = val.timeZoneId;
        let tzc = tz.charCodeAt(0);
        if (
          // Classic offset
          tzc !== 43 && tzc !== 45 && // Fast pre-check pass; see below for the actually accepted values
          (tzc !== 85 && tzc !== 71 && tzc !== 90 && tzc !== 69 || // UTC and its aliases; Temporal implementations don't all canonicalise unfortunately
          tz !== "UTC" && tz !== "UCT" && tz !== "Universal" && tz !== "Zulu" && // GMT is a TZ but it's for all intents and purposes equivalent to UTC. Safe to downgrade.
          !tz.startsWith("GMT") && tz !== "Greenwich" && // Etc/* are all safe to downgrade to offset (either UTC, GMT, or offset)
          !tz.startsWith("Etc/"))
        ) {
          throw new TypeError("Temporal objects with an IANA timezone are not allowed in Temporal strict mode");
        }
      }
    case "temporal/uc":
      if (strictTemporal && val.calendarId !== "iso8601")
        throw new TypeError("Temporal objects with a non-default calendar are not allowed in Temporal strict mode");
      return val.toString({
        calendarName: "never",
        timeZoneName: "never"
      });
    case "temporal/x":
      throw new TypeError("Unsupported " + val[Symbol.toStringTag]);
  }
}
function stringifyInlineTable(obj, depth, numberAsFloat, strictTemporal) {
  let keys = Object.keys(obj);
  if (keys.length === 0)
    return "{}";
  let res = "{ ";
  for (let i = 0; i < keys.length; i++) {
    let k = keys[i];
    if (i)
      res += ", ";
    res += formatKey(k) + " = " + stringifyValue(obj[k], extendedTypeOf(obj[k]), depth - 1, numberAsFloat, strictTemporal);
  }
  return res + " }";
}
function stringifyArray(array, depth, numberAsFloat, strictTemporal) {
  if (array.length === 0)
    return "[]";
  let res = "[ ";
  for (let i = 0; i < array.length; i++) {
    if (i)
      res += ", ";
    if (array[i] === null || array[i] === void 0) {
      throw new TypeError("arrays cannot contain null or undefined values");
    }
    res += stringifyValue(array[i], extendedTypeOf(array[i]), depth - 1, numberAsFloat, strictTemporal);
  }
  return res + " ]";
}
function stringifyArrayTable(array, key, depth, numberAsFloat, strictTemporal) {
  if (depth === 0) {
    throw new Error("Could not stringify the object: maximum object depth exceeded");
  }
  let res = "";
  for (let i = 0; i < array.length; i++) {
    res += `${res && "\n"}[[${key}]]
`;
    res += stringifyTable(0, array[i], key, depth, numberAsFloat, strictTemporal);
  }
  return res;
}
function stringifyTable(tableKey, obj, prefix, depth, numberAsFloat, strictTemporal) {
  if (depth === 0) {
    throw new Error("Could not stringify the object: maximum object depth exceeded");
  }
  let preamble = "";
  let tables = "";
  let keys = Object.keys(obj);
  for (let i = 0; i < keys.length; i++) {
    let k = keys[i];
    if (obj[k] !== null && obj[k] !== void 0) {
      let type = extendedTypeOf(obj[k]);
      if (type === "symbol" || type === "function") {
        throw new TypeError(`cannot serialize values of type '${type}'`);
      }
      let key = formatKey(k);
      if (type === "array" && isArrayOfTables(obj[k])) {
        tables += (tables && "\n") + stringifyArrayTable(obj[k], prefix ? `${prefix}.${key}` : key, depth - 1, numberAsFloat, strictTemporal);
      } else if (type === "object") {
        let tblKey = prefix ? `${prefix}.${key}` : key;
        tables += (tables && "\n") + stringifyTable(tblKey, obj[k], tblKey, depth - 1, numberAsFloat, strictTemporal);
      } else {
        preamble += key;
        preamble += " = ";
        preamble += stringifyValue(obj[k], type, depth, numberAsFloat, strictTemporal);
        preamble += "\n";
      }
    }
  }
  if (tableKey && (preamble || !tables))
    preamble = preamble ? `[${tableKey}]
${preamble}` : `[${tableKey}]`;
  return preamble && tables ? `${preamble}
${tables}` : preamble || tables;
}
function stringify(obj, { maxDepth = 1e3, numbersAsFloat = false, strictTemporal = false } = {}) {
  if (extendedTypeOf(obj) !== "object") {
    throw new TypeError("stringify can only be called with an object");
  }
  let str = stringifyTable(0, obj, "", maxDepth, numbersAsFloat, strictTemporal);
  if (str[str.length - 1] !== "\n")
    return str + "\n";
  return str;
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
  const hostname2 = URL.parse(`http://${host}`)?.hostname ?? "";
  if (/^\d+(?:\.\d+){3}$/.test(hostname2)) return IPV4 + toBits(hostname2.split("."), 10, 8);
  if (!hostname2.startsWith("[")) return "";
  const [head = [], tail = []] = hostname2.slice(1, -1).split("::").map((groups) => groups.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return toBits([...head, ...zeros, ...tail], 16, 16);
}
function toBits(numbers, base, width) {
  return numbers.map((text2) => Number.parseInt(text2, base).toString(2).padStart(width, "0")).join("");
}

// src/setup/buildkitd.ts
function parseToml(text2) {
  return parse(text2, { integersAsBigInt: "asNeeded" });
}
function parseBuildkitdConfig(text2) {
  try {
    return parseToml(text2);
  } catch (error2) {
    const { line, message } = error2;
    return `is not TOML; correct line ${line}: ${message.split("\n")[0]}`;
  }
}
function planBuildkitdConfig(host, config, known) {
  const registries = {};
  const mirrors = host.mirrors.map((mirror) => new URL(mirror));
  const secured = mirrors.filter(({ protocol }) => protocol === "https:").map(({ host: host2 }) => host2);
  const inRange = [...known, ...secured, ...listMirrorHosts(config)].filter(
    // It speaks to loopback as if that were so.
    (registry2) => !isLoopback(registry2) && host.insecureRanges.some((range) => isInRange(registry2, range))
  );
  for (const registry2 of [...host.insecure, ...inRange]) registries[registry2] = { http: true, insecure: true };
  if (mirrors.length > 0)
    registries["docker.io"] = { mirrors: mirrors.map(({ host: host2, pathname }) => host2 + pathname.replace(/\/$/, "")) };
  for (const { host: host2, protocol } of mirrors) registries[host2] = { ...registries[host2], http: protocol === "http:" };
  const system = { platformsCacheMaxAge: "100ms" };
  const registry = Object.keys(registries).length > 0 ? { registry: registries } : {};
  return mergeTables({ system, ...registry }, config);
}
function listMirrorHosts({ registry }) {
  const tables = isTable(registry) ? Object.values(registry) : [];
  const mirrors = tables.flatMap((table) => isTable(table) ? listOf(table.mirrors) : []);
  return mirrors.map((mirror) => String(mirror).replace(/\/.*$/, ""));
}
function planBuildkitdFlags(user, config) {
  if (user.includes("allow-insecure-entitlement")) return user;
  const entitlements = config["insecure-entitlements"] ?? ["network.host", "security.insecure"];
  const flags = listOf(entitlements).map((name) => `--allow-insecure-entitlement=${name}`);
  return [...flags, user].join(" ").trim();
}
function readRegistrySettings(files, registry) {
  const { registry: registries } = parseToml(files["buildkitd.toml"] ?? "");
  const table = isTable(registries) ? registries[registry] : void 0;
  if (!isTable(table)) return {};
  const read = (path) => files[String(path).replace(CONFIG_FOLDER, "")];
  const pair = listOf(table.keypair)[0];
  const entries = {
    http: table.http,
    insecure: table.insecure,
    ca: listOf(table.ca).flatMap((path) => read(path) ?? []),
    cert: pair && read(pair.cert),
    key: pair && read(pair.key)
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== void 0));
}
function mergeTables(base, over) {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? mergeTables(below, value) : value;
  }
  return merged;
}
function listOf(value) {
  return Array.isArray(value) ? value : [];
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
  const text2 = header?.trim() ?? "";
  const wait = /^\d+$/.test(text2) ? Number(text2) * 1e3 : Date.parse(text2) - now;
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
function judgePull(text2) {
  if (ENGINE_LOST.test(text2)) return "stop";
  if (OTHER_BYTES.test(text2)) return "wrong";
  return PASSING_ANSWER.test(text2) || NO_ANSWER.test(text2) ? "again" : "next";
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
function matches(entry, { protocol, hostname: hostname2, port }) {
  if (entry === "*") return true;
  if (RANGE.test(entry)) return isInRange(hostname2, entry);
  const [, bracketed, plain2, wanted = ""] = WITH_PORT.exec(entry) ?? [];
  const name = bracketed ?? plain2 ?? entry;
  if (name === "" || !["", port || PORTS[protocol]].includes(wanted)) return false;
  if (ADDRESS.test(name)) return isInRange(hostname2, name);
  if (/^\[|^[\d.]+$/.test(hostname2)) return false;
  const domain = toAscii(name.replace(/^\*\./, "."));
  return hostname2 === domain || hostname2.endsWith(domain.startsWith(".") ? domain : `.${domain}`);
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
function parseCliProxies(text2, dockerHost) {
  let proxies = {};
  try {
    proxies = JSON.parse(text2)?.proxies ?? {};
  } catch {
  }
  const { httpProxy, httpsProxy, allProxy, noProxy } = proxies[dockerHost] ?? proxies.default ?? {};
  return readProxies({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy, ALL_PROXY: allProxy, NO_PROXY: noProxy });
}
function findProxy(url, proxies) {
  const variable2 = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const address = proxies[variable2];
  if (address === void 0 || isSpared(url, proxies.NO_PROXY ?? "")) return void 0;
  const proxy = parseAddress2(address);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy.href;
  throw new SourceError(
    "next",
    `${variable2}: is not the URL of an HTTP proxy, and this step can ask ${url.hostname} through no other; write it as http://host:port, or have NO_PROXY spare ${url.hostname}`
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
    ([name, value]) => [name, name.toLowerCase()].map((variable2) => `env.${variable2}=${value}`)
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
function decode(text2) {
  try {
    return decodeURIComponent(text2);
  } catch {
    return text2;
  }
}
function encode(text2) {
  return encodeURIComponent(text2).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

// src/host.ts
function parseHost(text2, env) {
  const info = JSON.parse(text2);
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

// src/retry.ts
import { setTimeout as delay } from "node:timers/promises";
async function retry(what, attempt2, { patience = PATIENCE2, judge = judgeError } = {}) {
  const started = performance.now();
  for (let made = 1; ; made++)
    try {
      return await attempt2();
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
async function trySources(what, sources, attempt2, patience) {
  const failures = [];
  for (const [index, source] of sources.entries())
    try {
      return await retry(`${what}: ${showUrl(source)}`, () => attempt2(source), patience && { patience });
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
var TIMEOUT = 2e4;
async function readHost() {
  const command2 = dockerCommand(["info", "--format={{json .}}"]);
  const text2 = await run(command2, { timeout: TIMEOUT }).catch((error2) => {
    if (!(error2 instanceof CommandError)) throw error2;
    if (error2.code === void 0)
      throw new Error("docker: there is no such program on the PATH; install Docker, or use a runner that has it");
    const [command3] = error2.message.split("\n");
    throw new Error(explainEngine(`${command3}
${lastLines(error2.output, 1)}`), { cause: error2 });
  });
  const host = parseHost(text2, process.env);
  if (typeof host === "string") throw new Error(host);
  return host;
}
function dockerCommand(args) {
  return { file: "docker", args, env: { DOCKER_DEFAULT_PLATFORM: "" } };
}
function removal(container) {
  return dockerCommand(["rm", "--force", "--volumes", container]);
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
  const spell = (text2) => JSON.stringify(parseReference(text2.replace(/(?::[\w.-]+)?(?:@.*)?$/, "")));
  return digests.find((digest) => spell(digest) === spell(name))?.replace(/.*@/, "");
}
async function pull(reference, { silence, attempt: attempt2 }) {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), silence);
  const limit2 = AbortSignal.timeout(attempt2);
  try {
    const onText = () => clearTimeout(timer);
    const signal = AbortSignal.any([silent.signal, limit2]);
    await run(dockerCommand(["pull", reference]), { onText, signal });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (silent.signal.aborted) throw new SourceError("again", `no answer within ${silence / 1e3} s`, { cause });
    if (limit2.aborted) throw new SourceError("again", `not complete within ${attempt2 / 1e3} s`, { cause });
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
  const text2 = await run(command2, { timeout: TIMEOUT }).catch(ignoreFailure);
  if (text2 === void 0) return void 0;
  const { Id, RepoDigests, Config } = JSON.parse(text2);
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
  await run(command2, { onText: (text2) => log.push(text2), timeout: TIMEOUT }).catch(() => log.splice(0));
  return log.join("\n").trim();
}

// src/setup/facts.ts
function parseStart(log) {
  const list3 = /found worker .*platforms=\[([^\]]*)\]/.exec(log)?.[1] ?? "";
  return list3.split(" ").flatMap((item) => parsePlatform(item) ?? []);
}
function parseInspect(text2) {
  const fields = (name) => Array.from(text2.matchAll(new RegExp(`^${name}: +(.+)$`, "gm")), ([, value]) => value ?? "");
  const platforms = fields("Platforms").flatMap((list3) => list3.split(", "));
  return {
    driver: fields("Driver")[0] ?? "",
    // The first name is the builder's.
    nodes: fields("Name").length - 1,
    platforms: [...new Set(platforms.flatMap((item) => parsePlatform(item.replace("*", "")) ?? []))],
    version: fields("BuildKit version")[0] ?? "",
    files: Object.fromEntries(
      Array.from(text2.matchAll(/^File#(.+):\n((?: > .*\n?)*)/gm), ([, path = "", lines = ""]) => [
        path,
        lines.replaceAll(/^ > /gm, "")
      ])
    )
  };
}

// src/setup/lease.ts
import { randomUUID as randomUUID3 } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, join as join2 } from "node:path";
import { setTimeout as delay2 } from "node:timers/promises";

// src/docker.ts
import { homedir } from "node:os";
import { join, resolve } from "node:path";
var DOCKER_VARIABLES = [
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_API_VERSION"],
  ...["DOCKER_CONFIG", "BUILDX_CONFIG", "HOME"]
];
function dockerFolder(env) {
  return resolve(env.DOCKER_CONFIG || join(homedir(), ".docker"));
}
function buildxFolder(env) {
  return env.BUILDX_CONFIG || join(dockerFolder(env), "buildx");
}

// src/setup/lease.ts
var DAY = 24 * 60 * 60 * 1e3;
var LONGEST_JOB = 6 * DAY;
var LONGEST_REST = 30 * DAY;
var LONGEST_REMOVAL = 3 * 60 * 1e3;
var [MADE, CLOSED] = ["made", "closed"];
var PART = ".part";
var store = () => buildxFolder(process.env);
async function takeLease({ builder, step }, attempts = 5) {
  const folder = folderOf(builder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join2(folder, step), "");
    while (await ageOf(join2(folder, CLOSED)) < LONGEST_REMOVAL) await delay2(50, void 0, { signal: cancelled });
    return (await listUsers(folder)).every((name) => name === step);
  } catch (error2) {
    cancelled.throwIfAborted();
    const { code, message } = error2;
    if (code === "ENOENT" && attempts > 0) return takeLease({ builder, step }, attempts - 1);
    throw new Error(
      `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${message}`,
      { cause: error2 }
    );
  }
}
async function markMade(builder, made) {
  const folder = folderOf(builder);
  const path = join2(folder, randomUUID3() + PART);
  try {
    await writeFile(path, JSON.stringify(made));
    await rename(path, join2(folder, MADE));
  } finally {
    await rm(path, { force: true });
  }
}
function enterBuilder(builder, entry) {
  const instances = join2(store(), "instances");
  const path = join2(folderOf(builder), randomUUID3() + PART);
  try {
    mkdirSync(instances, { recursive: true, mode: 448 });
    writeFileSync(path, entry, { mode: 384 });
    linkSync(path, join2(instances, builder.toLowerCase()));
    return true;
  } catch (error2) {
    return error2.code === "EEXIST";
  } finally {
    rmSync(path, { force: true });
  }
}
async function listUsers(folder) {
  const names = (await readdir(folder)).filter((name) => name !== MADE && name !== CLOSED && !name.endsWith(PART));
  const ages = await Promise.all(names.map((name) => ageOf(join2(folder, name))));
  return names.filter((_, index) => (ages[index] ?? 0) < LONGEST_JOB);
}
async function ageOf(path) {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY
  );
}
function folderOf(builder) {
  return join2(store(), "multiarch-build", builder.toLowerCase());
}

// src/setup/machine.ts
import { mkdir as mkdir2, readFile as readFile3, writeFile as writeFile2 } from "node:fs/promises";
import { dirname, join as join4 } from "node:path";

// src/setup/trust-store.ts
import { readdir as readdir2, readFile as readFile2 } from "node:fs/promises";
import { homedir as homedir2 } from "node:os";
import { join as join3 } from "node:path";
async function readCertsFolders(env) {
  const folders = ["/etc/docker/certs.d", join3(env.XDG_CONFIG_HOME || join3(homedir2(), ".config"), "docker/certs.d")];
  const tables = folders.map(async (folder) => {
    const registries = await readdir2(folder).catch(() => []);
    return Promise.all(registries.map((registry) => readCertsFolder(folder, registry)));
  });
  return (await Promise.all(tables)).flat(2);
}
async function readCertsFolder(folder, registry) {
  const path = join3(folder, registry);
  const names = (await readdir2(path).catch(() => [])).filter((name) => /\.(?:crt|cert|key)$/.test(name));
  const readable = names.map(async (name) => await isReadable(join3(path, name)) ? [name] : []);
  const table = planCertsFolder(path, (await Promise.all(readable)).flat());
  return table ? [{ registry: { [registry]: table } }] : [];
}
async function readAuthorities(env) {
  const variables = new Map(["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"].map((name) => [env[name] ?? "", name]));
  const texts = Array.from(
    variables,
    async ([path, name]) => path ? readFile2(path, "utf8").catch((error2) => complain(name, path, error2)) : ""
  );
  const certificates = splitCertificates((await Promise.all(texts)).join("\n"));
  if (certificates.size === 0) return "";
  const known = splitCertificates(process.getBuiltinModule("node:tls").getCACertificates("bundled").join("\n"));
  return [...certificates].flatMap(([content, certificate]) => known.has(content) ? [] : certificate).join("");
}
async function isReadable(path) {
  return readFile2(path).then(
    () => true,
    (error2) => {
      complain("certificates", path, error2);
      return false;
    }
  );
}
function complain(name, path, error2) {
  warning2(
    `${name}: ${JSON.stringify(path)} can't be read, and the builder does not trust what stands there; correct the path, or make it readable: ${error2.message}`
  );
  return "";
}

// src/setup/machine.ts
async function readMachine(tools) {
  const { env } = process;
  const cli = await readFile3(join4(dockerFolder(env), "config.json"), "utf8").catch(() => "");
  const proxies = [readProxies(env), parseCliProxies(cli, env.DOCKER_HOST ?? "")];
  for (const one of [...proxies, ...findProxyOptions(tools.driverOpts)]) listProxySecrets(one).forEach(mask);
  const file = await readConfigFile(tools.buildkitdConfigFile, buildxFolder(env));
  if (typeof file === "string") return file;
  const sources = [file, { input: "buildkitd-config-inline", config: tools.buildkitdConfig ?? {} }];
  const problems = (await Promise.all(sources.map(checkCertificates))).flat();
  if (problems.length > 0) return problems.join("\n");
  const config = [...await readCertsFolders(env), ...sources.map(({ config: config2 }) => config2)].reduce(mergeTables);
  const cacheHost = URL.parse(env.ACTIONS_RESULTS_URL ?? "")?.host;
  return { ...await takeCertificates(config, await readAuthorities(env)), proxies, cacheHost };
}
async function writeConfig(folder, { config, certificates }) {
  await mkdir2(folder, { recursive: true });
  for (const [path2, text2] of Object.entries(certificates)) {
    await mkdir2(dirname(join4(folder, path2)), { recursive: true });
    await writeFile2(join4(folder, path2), text2, { mode: 384 });
  }
  const here = moveCertificates(parse(config), ({ path: path2 }) => join4(folder, path2.replace(CONFIG_FOLDER, "")));
  const path = join4(folder, "buildkitd.toml");
  await writeFile2(path, stringify(here));
  return path;
}
async function readConfigFile(path, folder) {
  const standard = join4(folder, "buildkitd.default.toml");
  const [input, text2] = path ? [`buildkitd-config: ${JSON.stringify(path)}`, await readFile3(path, "utf8").catch((error2) => error2)] : [standard, await readFile3(standard, "utf8").catch(() => "")];
  if (typeof text2 !== "string") return `${input} can't be read; correct the path: ${text2.message}`;
  const config = parseBuildkitdConfig(text2);
  return typeof config === "string" ? `${input} ${config}` : { input, config };
}
async function checkCertificates({ input, config }) {
  const problems = listCertificates(config).map(async ({ registry, path }) => {
    const error2 = await readFile3(path).then(
      () => void 0,
      (error3) => error3
    );
    return error2 ? [
      `${input}: the registry ${registry} has ${JSON.stringify(path)}, which can't be read; correct the path: ${error2.message}`
    ] : [];
  });
  return (await Promise.all(problems)).flat();
}
async function takeCertificates(config, authorities) {
  const texts = /* @__PURE__ */ new Map();
  for (const { path } of listCertificates(config)) texts.set(path, await readFile3(path, "utf8"));
  const certificates = {};
  const moved = moveCertificates(config, (file) => {
    const text2 = texts.get(file.path) ?? "";
    if (text2.includes("PRIVATE KEY")) mask(text2);
    const path = placeCertificate(file, text2, certificates);
    certificates[path] = text2;
    return CONFIG_FOLDER + path;
  });
  return authorities ? addAuthorities(moved, certificates, authorities) : { config: moved, certificates };
}

// src/setup/refusal.ts
var CONFIGS = ["buildkitd-config-inline", "buildkitd-config"];
var SAYINGS = [
  [/failed to initialize builder .*?\): (.*)/, ["driver-opts"], true],
  [/^Error response from daemon: (.*)/m, ["driver-opts"], true],
  [/failed to parse buildkit flags: (.*)/, ["buildkitd-flags"], true],
  [/failed to (?:parse|load) config: (.*)/, CONFIGS, true],
  [/^(toml: .*)/m, CONFIGS, true],
  [/^(?:Incorrect Usage|buildkitd): (.*\bflag\b.*)/m, ["buildkitd-flags"], true],
  [/^buildkitd: (.*)/m, ["buildkitd-flags", ...CONFIGS], false]
];
function explainRefusal(said, given, config) {
  const found = SAYINGS.find(([saying2]) => saying2.test(said));
  if (!found) return void 0;
  const [saying, inputs, surely] = found;
  const reason = saying.exec(said)?.[1] ?? "";
  const entries = listEntries(given, config).filter(({ input }) => inputs.includes(input));
  const called = entries.filter(({ words }) => words.some((word2) => isCalled(word2, reason)));
  const [first] = called.length > 0 || !surely ? called : entries;
  if (!first) return void 0;
  const meant = called.length > 0 || CONFIGS.includes(first.input) ? called : entries;
  const texts = meant.filter(({ input }) => input === first.input).map(({ text: text2 }) => JSON.stringify(text2));
  const received = texts.join(" or ") || "what stands there";
  return `${first.input}: ${received} was refused; correct it, or leave it out: ${reason}`;
}
function listEntries(given, config) {
  const flags = given.buildkitdFlags.match(/(?:"[^"]*"|\S)+/g) ?? [];
  const inline = listLeaves(given.buildkitdConfig ?? {});
  const file = given.buildkitdConfigFile ? listLeaves(config) : [];
  return [
    ...given.driverOpts.map((text2) => ({ input: "driver-opts", text: text2, words: splitPair(text2) })),
    ...flags.map((text2) => ({ input: "buildkitd-flags", text: text2, words: splitPair(text2.replace(/^--?/, "")) })),
    ...inline.map((leaf) => ({ input: "buildkitd-config-inline", ...leaf })),
    ...file.map((leaf) => ({ input: "buildkitd-config", ...leaf }))
  ];
}
function listLeaves(table) {
  return Object.entries(table).flatMap(
    ([name, value]) => isTable(value) ? listLeaves(value) : [{ text: `${name} = ${JSON.stringify(value)}`, words: [name, ...[value].flat().map(String)] }]
  );
}
function isCalled(word2, text2) {
  const [plain2, within] = [word2, text2].map((some) => some.toLowerCase().replaceAll("-", ""));
  const at = within.indexOf(plain2);
  const around = `${within[at - 1] ?? ""} ${within[at + plain2.length] ?? ""}`;
  return plain2 !== "" && at >= 0 && !/\w/.test(around);
}

// src/setup/boot.ts
var BootError = class extends Error {
  name = "BootError";
  said;
  constructor(builder, said, options) {
    super(`builder: ${builder} did not boot; correct what it complains about: ${said}`, options);
    this.said = said;
  }
};
var BOOT_TIMEOUT = 18e4;
var [UNKNOWN, KNOWN] = [/no builder ".*" found/, /existing instance for ".*"/];
function buildxCommand(buildx, args, env = {}) {
  return {
    file: buildx,
    args,
    env: {
      // The metadata is an output of the step; provenance, with the build arguments in it, has no place there.
      BUILDX_METADATA_PROVENANCE: "disabled",
      // What the checks of the Dockerfile find, which is annotated.
      BUILDX_METADATA_WARNINGS: "1",
      // Signatures of Docker's own images; those that are run here are checked against their pins.
      BUILDX_DEFAULT_POLICY: "false",
      ...env
    }
  };
}
async function findBuilder(buildx, name) {
  const text2 = await boot(buildx, name).catch((error2) => {
    if (error2 instanceof CommandError && UNKNOWN.test(error2.output)) return void 0;
    throw error2;
  });
  if (text2 === void 0) return void 0;
  const facts = parseInspect(text2);
  print(`Builder ${name}: it was there already, with BuildKit ${facts.version}`);
  return { name, buildx, ran: [], ...facts };
}
async function createBuilder(name, settings, parts, { inputs, host }, folder) {
  const { cleanup, keepState } = inputs.tools;
  await markMade(name, { stays: cleanup ? keepState ? "state" : "nothing" : "builder" });
  try {
    const [buildx, image, ran] = await all([parts.buildx, parts.image, startContainer(name, settings, parts, host)]);
    const files = ran ? { ...settings.certificates, "buildkitd.toml": settings.config } : (
      // buildx asks the registry for the image it is to boot, even for one that is here; but not for a bare id.
      (await createWithBuildx(buildx, name, parts.reference ?? image.id, settings, folder)).files
    );
    print(`Builder ${name} is up, configured with
${files["buildkitd.toml"]?.trimEnd()}`);
    return { name, buildx, files, ran: ran ?? [] };
  } catch (error2) {
    await markMade(name, { stays: keepState || !cleanup ? "state" : "nothing" }).catch(() => {
    });
    const blame2 = error2 instanceof BootError && explainRefusal(error2.said, inputs.tools, parseToml(settings.config));
    throw blame2 ? new Error(blame2, { cause: error2 }) : error2;
  }
}
async function inspectBuilder({ name, buildx }) {
  return parseInspect(await run(buildxCommand(buildx, ["inspect", name])));
}
async function startContainer(name, settings, parts, host) {
  const { id, entrypoint } = await parts.image;
  const plan = entrypoint.join(" ") === "buildkitd" ? planBuilder(name, id, parts.reference ?? id, settings, host) : void 0;
  if (!plan || !enterBuilder(name, plan.entry)) return void 0;
  const { env, ...docker } = dockerCommand(plan.args);
  const command2 = { ...docker, env: { ...env, ...plan.env } };
  let log = "";
  const isUp = () => log.includes("running server on");
  const until = (text2) => {
    log += `${text2}
`;
    return isUp();
  };
  try {
    await run(command2, { until, timeout: BOOT_TIMEOUT });
  } catch (error2) {
    ignoreFailure(error2);
    const { code } = error2;
    if (code === 125) return void 0;
    if (code === 126 || code === 127) {
      await run(removal(builderContainer(name).container));
      return void 0;
    }
  }
  if (isUp()) return parseStart(log);
  if (await readLog(builderContainer(name).container) === "") return void 0;
  throw await explainBoot(name, "BuildKit ended, or was not up in time");
}
async function createWithBuildx(buildx, name, reference, settings, folder) {
  const configPath = await writeConfig(join5(folder, "buildkit"), settings);
  await attempt(buildx, name, planCreate(name, reference, settings, configPath)).catch((error2) => {
    if (!(error2 instanceof CommandError && KNOWN.test(error2.output))) throw error2;
  });
  return parseInspect(await boot(buildx, name));
}
async function explainBuilder(name) {
  const { container } = builderContainer(name);
  const log = lastLines((await readLog(container)).replace(/^(?:\S+\n\t.*|[A-Z ]+:| .*|)\n/gm, ""), 20);
  return log ? `The end of the builder's log:
${log}` : `The builder's container ${container} left no log.`;
}
async function attempt(buildx, name, args) {
  try {
    return await run(buildxCommand(buildx, args), { timeout: BOOT_TIMEOUT });
  } catch (error2) {
    if (!(error2 instanceof CommandError) || UNKNOWN.test(error2.output) || KNOWN.test(error2.output)) throw error2;
    throw await explainBoot(name, error2.reason, error2);
  }
}
async function explainBoot(name, reason, cause) {
  return new BootError(name, `${reason}
${await explainBuilder(name)}`, { cause });
}
async function boot(buildx, name) {
  return attempt(buildx, name, ["inspect", "--bootstrap", name]);
}

// src/cache/entry.ts
var STORAGE = ["name", "prefix", "blobs_prefix", "manifests_prefix"];
var GHA = ["scope", "token", "url", "url_v2", "version", "timeout", "repository", "ghtoken"];
var S3 = [
  ...["bucket", "region", "endpoint_url", "access_key_id", "secret_access_key", "session_token", "use_path_style"],
  ...["touch_refresh", "upload_parallelism", "retry_max_attempts", "retry_mode", "disable_accept_encoding"]
];
var AZBLOB = ["account_url", "account_name", "container", "secret_access_key"];
var COMMON = ["mode", "ignore-error", "compression", "compression-level", "force-compression"];
var KNOWN2 = {
  gha: { "cache-from": GHA, "cache-to": [...GHA, ...COMMON] },
  registry: { "cache-from": ["ref"], "cache-to": ["ref", "oci-mediatypes", "image-manifest", ...COMMON] },
  local: {
    "cache-from": ["src", "tag", "digest"],
    "cache-to": ["dest", "tag", "reset", "oci-mediatypes", "image-manifest", ...COMMON]
  },
  s3: { "cache-from": [...S3, ...STORAGE], "cache-to": [...S3, ...STORAGE, ...COMMON] },
  azblob: { "cache-from": [...AZBLOB, ...STORAGE], "cache-to": [...AZBLOB, ...STORAGE, ...COMMON] },
  inline: { "cache-from": [], "cache-to": ["mode"] }
};
var NEEDED = {
  registry: { "cache-from": "ref", "cache-to": "ref" },
  local: { "cache-from": "src", "cache-to": "dest" }
};
function parseEntries(input, lines, { complain: complain2, warn }) {
  const entries = lines.flatMap((line) => parseEntry(line, (problem) => complain2(input, problem)));
  for (const entry of entries) {
    if (entry.type === "inline" && input === "cache-from") {
      complain2(input, "type=inline has nothing to import; write type=registry,ref=… with the image");
      continue;
    }
    const known = KNOWN2[entry.type]?.[input];
    if (!known) {
      const meant = nearest(entry.type, Object.keys(KNOWN2));
      const types = Object.keys(KNOWN2).join(", ");
      complain2(input, `type=${entry.type} is no type of cache; write ${meant ? `type=${meant}` : `one of ${types}`}`);
      continue;
    }
    for (const [name] of entry.attributes)
      if (!known.includes(name)) {
        const meant = nearest(name, known);
        warn(
          input,
          `${name} is no attribute of type=${entry.type}, and has no effect; ${meant ? `write ${meant}` : "remove it"}`
        );
      }
    const mode = attributeOf(entry, "mode");
    if (input === "cache-to" && mode !== void 0 && !["min", "max"].includes(mode))
      complain2(input, `mode=${mode} is no mode; write mode=${nearest(mode, ["min", "max"]) ?? "max or mode=min"}`);
    const needed = NEEDED[entry.type]?.[input];
    if (needed && !attributeOf(entry, needed))
      complain2(input, `type=${entry.type} has no ${needed}; write ${needed}=…`);
  }
  return entries;
}
function formatEntry({ type, attributes }) {
  return formatAttributes([["type", type], ...attributes]);
}
function attributeOf({ attributes }, name) {
  return attributes.find(([key]) => key === name)?.[1];
}
function withAttribute({ type, attributes }, name, value) {
  return { type, attributes: [...attributes.filter(([key]) => key !== name), [name, value]] };
}
function parseEntry(line, complain2) {
  const items = parseList(line);
  if (items.every((item) => !item.includes("=")))
    return items.map((reference) => ({ type: "registry", attributes: [["ref", reference]] }));
  const odd = items.find((item) => !item.includes("="));
  if (odd !== void 0) complain2(`${JSON.stringify(odd)} in ${JSON.stringify(line)} is no name=value; write one`);
  const pairs = new Map(parseAttributes(line).map(([name, value]) => [name.trim().toLowerCase(), value]));
  const type = pairs.get("type") ?? "";
  pairs.delete("type");
  if (type !== "") return [{ type, attributes: [...pairs] }];
  complain2(`${JSON.stringify(line)} has no type; write type=registry,ref=… or the like`);
  return [];
}

// src/cache/open.ts
import { readFile as readFile4 } from "node:fs/promises";
import { isAbsolute, join as join6 } from "node:path";

// src/cache/scope.ts
import { createHash as createHash2 } from "node:crypto";

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
  const asking = [context, ...buildContexts].find((text2) => text2.search(PLACEHOLDER) >= 0);
  if (repository === void 0 && asking !== void 0)
    return `context: ${JSON.stringify(asking)} asks for the repository of a workflow, and this is none (GITHUB_REPOSITORY); write a path or a URL`;
  const fill2 = (text2) => text2.replace(PLACEHOLDER, () => repository ?? "");
  const standard = checkedOut ? "." : repository ?? ".";
  return { ...inputs, context: fill2(context) || standard, buildContexts: buildContexts.map(fill2) };
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
function decodeUrl(text2) {
  try {
    return decodeURIComponent(text2);
  } catch {
    return text2;
  }
}
function serverUrl(env) {
  return env.GITHUB_SERVER_URL || "https://github.com";
}

// src/cache/scope.ts
var LONGEST = 400;
function deriveScope({ image, context, file, target, workspace }) {
  const relative3 = (path) => {
    if (isUrl(path)) return nameUrl(path);
    const inside = path === workspace || path.startsWith(`${workspace}/`);
    return (workspace && inside ? path.slice(workspace.length) : path).replaceAll(/^(?:\.?\/+)+|\/+$/g, "") || ".";
  };
  const files = file ? [relative3(file).replace(/^[^/]+$/, "./$&")] : [];
  const build2 = image.toLowerCase() || [relative3(context), ...files].join("+");
  return encodeScope(target ? `${build2}+${target}` : build2);
}
function nameUrl(url) {
  const [, place = "", query = "", folder = ""] = /^([^?#]*)([^#]*)(?:#[^:]*)?(.*)$/s.exec(url) ?? [];
  const subdir = new URLSearchParams(query).get("subdir");
  return place.replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1") + (folder || (subdir ? `:${subdir}` : ""));
}
function encodeScope(scope) {
  const encoded = scope.replaceAll(/[^\x21-\x7e]+|,/g, encodeURIComponent);
  if (encoded.length <= LONGEST) return encoded;
  const hash2 = createHash2("sha256").update(scope).digest("hex").slice(0, 16);
  return `${encoded.slice(0, LONGEST - hash2.length - 1)}-${hash2}`;
}
function formatIndexKey(scope, tokenScope) {
  const hash2 = createHash2("sha256").update(tokenScope).digest("hex").slice(0, 8);
  return `index-${scope}-1-${hash2}#`;
}

// src/cache/inputs.ts
var STANDARD_TIMEOUT = "10m";
var UNITS = { s: 1e3, m: 6e4, h: 36e5 };
function readCacheInputs(reader, names) {
  const { text: text2, flag, complain: complain2 } = reader;
  const choose = (name, choices) => {
    const value = text2(name);
    if (value !== "" && !choices.includes(value))
      complain2(name, `${JSON.stringify(value)} is no choice; write ${choices.join(" or ")}`);
    return value;
  };
  text2("job-status");
  const to = parseEntries("cache-to", parseLines(text2("cache-to")), reader);
  const scopes = to.filter(({ type }) => type === "gha").map((entry) => encodeScope(scopeOf(entry)));
  const twice = scopes.find((scope, index) => scopes.indexOf(scope) < index);
  if (twice !== void 0)
    complain2(
      "cache-to",
      `two of type=gha have the scope ${JSON.stringify(twice)}, where one replaces the other; write scope=… to tell them apart`
    );
  return {
    cache: choose("cache", ["gha", "off"]),
    from: parseEntries("cache-from", parseLines(text2("cache-from")), reader),
    to,
    export: choose("cache-export", ["after", "with-build"]),
    timeout: readTimeout(text2("cache-export-timeout") || STANDARD_TIMEOUT, complain2),
    required: flag("cache-required", false),
    mounts: readMounts(parseList(text2("cache-mounts")), complain2),
    image: (names[0] ?? "").replace(/(?::[\w.-]+)?(?:@.*)?$/, "")
  };
}
function scopeOf(entry) {
  return attributeOf(entry, "scope") ?? "buildkit";
}
function readMounts(items, complain2) {
  for (const item of items) {
    const [, name, value] = /^(type|id|target|dst|destination|sharing|from|source|src|uid|gid|mode)=(.*)$/i.exec(item) ?? [];
    if (name === void 0) continue;
    const isName = /^(?:id|target|dst|destination)$/i.test(name);
    complain2(
      "cache-mounts",
      `${JSON.stringify(item)} is no id and no path; ${isName ? `write ${value}` : "leave it out"}`
    );
  }
  return [...new Set(items)];
}
function readTimeout(text2, complain2) {
  const [, count, unit = ""] = /^(\d+)([smh])$/.exec(text2) ?? [];
  if (count !== void 0) return Number(count) * (UNITS[unit] ?? 0);
  complain2("cache-export-timeout", `${JSON.stringify(text2)} is no time; write a number and a unit, such as 90s or 10m`);
  return 0;
}

// src/cache/plan.ts
function quieten(remark, warned) {
  return warned && remark.level === "warning" ? { ...remark, level: "line" } : remark;
}
var NO_MOUNTS = { fetch: false, keep: false };
var NOTHING = { importers: [], during: [], after: [], mounts: NO_MOUNTS, remark: void 0 };
function planCache(inputs, facts) {
  if (inputs.cache === "off") return NOTHING;
  const named = inputs.from.length + inputs.to.length > 0;
  const asked = named || inputs.cache === "gha";
  const { access: access3, noCache, lasting } = facts;
  if (lasting && !asked)
    return {
      ...NOTHING,
      remark: { level: "line", text: "the builder lasts and keeps it; with cache: gha it is exported all the same" }
    };
  const { from, to } = named ? inputs : planStandard(inputs, facts);
  const service = access3.kind === "service";
  const carried = inputs.mounts.length > 0 && !lasting;
  const passed = access3.kind === "old" && named;
  const may = (allowed) => (entry) => !isOfJob(entry) || passed || allowed;
  const exporters = to.filter(may(service && access3.writable !== void 0)).map(encode2);
  const isDuring = ({ type }) => type === "inline" || (inputs.export || (type === "local" ? "with-build" : "after")) === "with-build";
  const level = service ? access3.readable.length > 0 ? "line" : "notice" : asked || carried || access3.kind === "broken" ? "warning" : "notice";
  const concerned = (carried || [...from, ...to].some(isOfJob) && !passed) && access3.why !== "";
  return {
    // No step would use it.
    importers: noCache ? [] : from.filter(may(service && access3.readable.length > 0)).map(encode2),
    during: exporters.filter(isDuring).map((entry) => tolerate(entry, inputs.required)),
    after: exporters.filter((entry) => !isDuring(entry)),
    mounts: {
      // A build without the cache begins by emptying them.
      fetch: carried && !noCache && service && access3.readable.length > 0,
      keep: carried && service && access3.writable !== void 0
    },
    remark: concerned ? { level, text: access3.why } : void 0
  };
}
function isOfJob(entry) {
  return entry.type === "gha" && ["url", "url_v2", "token", "version"].every((name) => attributeOf(entry, name) === void 0);
}
function planStandard(inputs, facts) {
  const entry = { type: "gha", attributes: [["scope", deriveScope({ ...facts, image: inputs.image })]] };
  const stages = facts.dockerfile?.match(/^\s*FROM\s/gim)?.length;
  return { from: [entry], to: [withAttribute(entry, "mode", stages === 1 ? "min" : "max")] };
}
function encode2(entry) {
  const scope = attributeOf(entry, "scope");
  return entry.type !== "gha" || scope === void 0 || encodeScope(scope) === scope ? entry : withAttribute(entry, "scope", encodeScope(scopeOf(entry)));
}
function tolerate(entry, required) {
  const left = required || entry.type === "inline" || attributeOf(entry, "ignore-error") !== void 0;
  return left ? entry : withAttribute(entry, "ignore-error", "true");
}

// src/cache/indexes.ts
function listKeys(entry, tokenScopes) {
  return isOfJob(entry) ? tokenScopes.map((scope) => formatIndexKey(scopeOf(entry), scope)) : [];
}
function listWritten({ during, after }, { writable }) {
  const scopes = writable === void 0 ? [] : [writable];
  return [...during, ...after].flatMap(
    (entry) => listKeys(entry, scopes).map((prefix) => ({ scope: scopeOf(entry), prefix, during: during.includes(entry) }))
  );
}

// src/http.ts
var HttpError = class extends SourceError {
  name = "HttpError";
  status;
  constructor({ status, headers }, message) {
    super(judgeStatus(status), message, { pause: parseRetryAfter(headers["retry-after"], Date.now()) });
    this.status = status;
  }
};
var load = process.getBuiltinModule;
var TIMEOUT2 = 3e4;
var REDIRECTS = 5;
var LONGEST_BODY = 8 * 1024 * 1024;
function createClient(trust = {}) {
  const agents = /* @__PURE__ */ new Map();
  return async ({ url: text2, method = "GET", headers = {}, body, timeout = TIMEOUT2, signal = cancelled }) => {
    const url = new URL(text2);
    const secure = url.protocol === "https:";
    const proxy = findProxy(url, readProxies(process.env));
    const kind = `${url.protocol} ${proxy}`;
    const agent = agents.get(kind) ?? createAgent(secure, proxy, trust);
    agents.set(kind, agent);
    const shown = `${method} ${showUrl(url.href)}`;
    const started = performance.now();
    if (isDebug2()) print(`> ${shown}`);
    return new Promise((resolve5, reject) => {
      const { request: send2 } = load(secure ? "node:https" : "node:http");
      let answer;
      const outgoing = send2(url, { method, headers, agent, timeout, signal }, (body2) => {
        answer = body2;
        const { statusCode = 0, headers: headers2 } = body2;
        if (isDebug2()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1e3).toFixed(2)} s`);
        resolve5({ status: statusCode, headers: headers2, body: body2 });
      });
      outgoing.on("timeout", () => {
        const lack = answer ? "nothing more" : "no answer";
        (answer ?? outgoing).destroy(new SourceError("again", `${lack} within ${timeout / 1e3} s`));
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  };
}
async function follow(client, request, left = REDIRECTS) {
  const answer = await client(request);
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || !location || left === 0) return answer;
  await readBody(answer);
  const url = new URL(location, request.url);
  const { authorization: _, ...headers } = request.headers ?? {};
  const kept = url.origin === new URL(request.url).origin ? request.headers : headers;
  return follow(client, { ...request, url: url.href, ...kept ? { headers: kept } : {} }, left - 1);
}
async function readBody({ body }) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST_BODY) throw new Error(`the answer has more than ${LONGEST_BODY} bytes`);
  }
  return Buffer.concat(chunks);
}
function createAgent(secure, proxy, { ca = [], cert, key, insecure }) {
  const options = { keepAlive: true, ...proxy ? { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } } : {} };
  if (!secure) return new (load("node:http")).Agent(options);
  const { getCACertificates } = load("node:tls");
  return new (load("node:https")).Agent({
    ...options,
    // Programs of the system, docker and buildx among them, trust the system's; Node brings its own list.
    ca: [...getCACertificates("default"), ...getCACertificates("system"), ...ca],
    ...cert === void 0 ? {} : { cert },
    ...key === void 0 ? {} : { key },
    rejectUnauthorized: !insecure
  });
}

// src/cache/service.ts
var LOOK_UP = "/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL";
var VERSION = "693bb7016429d80366022f036f84856888c9f13e00145f5f6f4dce303a38d6f2";
var ask = createClient();
async function findIndex({ url, token: token2 }, key, signal) {
  const answer = await ask({
    ...{ url: url + LOOK_UP, method: "POST", signal },
    headers: { authorization: `Bearer ${token2}`, "content-type": "application/json", "user-agent": "multiarch-build" },
    body: JSON.stringify({ key, restore_keys: [key], version: VERSION })
  });
  const text2 = (await readBody(answer)).toString();
  if (answer.status !== 200) throw new HttpError(answer, `the cache service answers with HTTP ${answer.status}`);
  const found = parseJson(text2);
  if (found && found.ok !== true && !("code" in found || "msg" in found)) return void 0;
  const { matched_key: matched, signed_download_url: location } = found ?? {};
  if (typeof matched !== "string" || typeof location !== "string")
    throw new SourceError(
      "next",
      `the cache service answers with something else: ${JSON.stringify(text2.slice(0, 100))}`
    );
  return { key: matched, url: location };
}
async function checkIndex({ url }, signal) {
  (await openIndex(url, signal)).body.destroy();
}
async function openIndex(url, signal) {
  const answer = await ask({ url, signal });
  if (answer.status !== 200)
    throw new HttpError(answer, `the storage of the cache service answers with HTTP ${answer.status}`);
  if (/html/.test(answer.headers["content-type"] ?? ""))
    throw new SourceError("next", "the storage of the cache service answers with a page for people");
  return answer;
}
function parseJson(text2) {
  try {
    const value = JSON.parse(text2);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/cache/token.ts
var READ = 1;
var WRITE = 2;
var MODES = { none: 0, read: READ, write: READ | WRITE, "write-only": WRITE };
function readAccess(env, now) {
  const { ACTIONS_RESULTS_URL: url = "", ACTIONS_RUNTIME_TOKEN: token2 = "" } = env;
  const none = (why2, kind = "broken") => ({ kind, why: why2 });
  if (token2 && !/^(?:1|t|T|true|True|TRUE)$/.test(env.ACTIONS_CACHE_SERVICE_V2 ?? ""))
    return none(
      "this server has no cache service of version 2 (ACTIONS_CACHE_SERVICE_V2); keep the cache in a registry, with cache-from and cache-to of type=registry",
      "old"
    );
  if (!url || !token2)
    return none(
      `there is no cache service without ${[!url && "ACTIONS_RESULTS_URL", !token2 && "ACTIONS_RUNTIME_TOKEN"].filter(Boolean).join(" and ")}, which the runner sets for a step with uses, not for a script, and act where its cache server runs; write cache: off, or cache-from and cache-to of another type`,
      "none"
    );
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return none(`ACTIONS_RESULTS_URL: ${JSON.stringify(url)} is no URL; find out what changed it`);
  const claims = parseClaims(token2);
  if (typeof claims === "string") return none(`ACTIONS_RUNTIME_TOKEN: ${claims}; find out what changed it`);
  const time = (seconds2) => new Date(seconds2 * 1e3).toISOString();
  if (claims.exp * 1e3 <= now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time ended at ${time(claims.exp)}; a job that takes less long has one`);
  if (claims.nbf * 1e3 > now)
    return none(`ACTIONS_RUNTIME_TOKEN: its time begins at ${time(claims.nbf)}; set the clock of the runner`);
  const mode = (env.ACTIONS_CACHE_MODE ?? "").trim().toLowerCase();
  const allowed = MODES[mode] ?? READ | WRITE;
  const scopes = claims.scopes.map(({ Scope, Permission }) => ({ scope: Scope, permission: Permission & allowed }));
  const readable = scopes.filter(({ permission }) => permission & READ).map(({ scope }) => scope);
  const last = scopes.findLast(({ permission }) => permission & WRITE)?.scope;
  const writable = readable.length > 0 ? last : void 0;
  const reason = allowed === (READ | WRITE) ? "the token" : `ACTIONS_CACHE_MODE=${mode}`;
  const why = explain2(reason, readable.length > 0, last !== void 0);
  return { kind: "service", url: url.replace(/\/+$/, ""), token: token2, readable, writable, why };
}
function explain2(reason, reads, writes) {
  if (reads) return writes ? "" : `${reason} allows reading alone, so this build uses the cache and adds nothing to it`;
  return writes ? `${reason} allows writing alone, and BuildKit reads before it writes, so this build does without it` : `${reason} allows neither reading nor writing, so this build does without it`;
}
function parseClaims(token2) {
  const claims = parseJson2(Buffer.from(token2.split(".")[1] ?? "", "base64url").toString());
  if (typeof claims !== "object" || claims === null) return "it is no token";
  const { ac, nbf, exp } = claims;
  if (typeof nbf !== "number" || typeof exp !== "number") return "it does not say when its time is";
  const scopes = parseJson2(typeof ac === "string" ? ac : "");
  const isScope = (scope) => typeof scope?.Scope === "string" && typeof scope.Permission === "number";
  if (!Array.isArray(scopes) || !scopes.every(isScope)) return "it does not say what it allows";
  return { scopes, nbf, exp };
}
function parseJson2(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return void 0;
  }
}

// src/cache/open.ts
var TIMEOUT3 = 5e3;
var HASTE = { ...PATIENCE2, attempts: 3, total: 3e3 };
async function openCache(step) {
  const { inputs } = step;
  const { cleanup, keepState } = inputs.tools;
  const access3 = readAccess(process.env, Date.now());
  const { remark, ...plan } = planCache(inputs.cache, {
    ...{ context: inputs.context, file: inputs.file, target: inputs.target, workspace: process.cwd() },
    ...{ access: access3, noCache: inputs.noCache, lasting: keepState || !cleanup, dockerfile: await readDockerfile(step) }
  });
  if (remark) tell(remark, inputs.cache.required);
  if (access3.kind !== "service") return { ...plan, indexes: [], warned: false };
  try {
    const found = await findIndexes(access3, plan);
    const written = listWritten(plan, access3).map((index) => ({
      ...index,
      before: found.get(index.prefix)?.key ?? ""
    }));
    const isThere = (entry) => listKeys(entry, access3.readable).some((key) => found.get(key));
    return {
      ...plan,
      importers: plan.importers.filter((entry) => !isOfJob(entry) || isThere(entry)),
      indexes: written,
      warned: false
    };
  } catch (error2) {
    cancelled.throwIfAborted();
    const text2 = `the service is not used, since it does not answer as it should; the build takes longer: ${reasonOf(error2)}`;
    tell({ level: "warning", text: text2 }, inputs.cache.required);
    const others = (entries) => entries.filter((entry) => !isOfJob(entry));
    return {
      ...{ importers: others(plan.importers), during: others(plan.during), after: others(plan.after) },
      ...{ mounts: { fetch: false, keep: false }, indexes: [], warned: false }
    };
  }
}
async function fitCache(cache, builder, { inputs, host }) {
  const others = [...cache.during, ...cache.after].filter(({ type }) => type !== "inline");
  if (!inputs.tools.builder || others.length === 0 || host.containerdStore) return cache;
  const facts = await inspectBuilder(builder).catch(ignoreFailure);
  if (facts?.driver !== "docker") return cache;
  const asked = inputs.cache.to.length > 0 || inputs.cache.cache === "gha";
  const text2 = `nothing is exported, since the builder ${builder.name} has the driver docker, which can't; leave builder (or BUILDX_BUILDER) out`;
  tell({ level: asked ? "warning" : "line", text: text2 }, inputs.cache.required);
  return { ...cache, during: cache.during.filter(({ type }) => type === "inline"), after: [], indexes: [] };
}
function tell({ level, text: text2 }, required, subject = "cache") {
  const line = `${subject}: ${text2}`;
  if (level === "warning" && required) throw new Error(`${line}. With cache-required, that is an error`);
  ({ line: print, notice: notice2, warning: warning2 })[level](line);
}
function reasonOf(error2) {
  if (["AbortError", "TimeoutError"].includes(error2.name)) return "no answer in time";
  return error2 instanceof AggregateError ? error2.errors.map(reasonOf).join("; ") : error2.message;
}
async function findIndexes(access3, plan) {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(TIMEOUT3)]);
  const read = plan.importers.flatMap((entry) => listKeys(entry, access3.readable));
  const keys = /* @__PURE__ */ new Set([...read, ...listWritten(plan, access3).map(({ prefix }) => prefix)]);
  const find4 = (key) => retry(`cache: ${key}`, () => findIndex(access3, key, signal), { patience: HASTE });
  const found = new Map(await all([...keys].map(async (key) => [key, await find4(key)])));
  const [index] = [...found.values()].filter((index2) => index2 !== void 0);
  if (index) await retry(`cache: ${index.key}`, () => checkIndex(index, signal), { patience: HASTE });
  return found;
}
async function readDockerfile({ file, context }) {
  const paths = file ? [file] : ["Dockerfile", "dockerfile"].map((name) => join6(context, name));
  const texts = await Promise.all(
    paths.filter(isAbsolute).map((path) => readFile4(path, "utf8").catch(() => void 0))
  );
  return texts.find((text2) => text2 !== void 0);
}

// src/cache/plain.ts
var LONGEST2 = 60;
var IMPORT = "importing cache manifest from gha:";
var STEP = /^\[(?!context )(?!.*\] FROM )/;
var LINE = /^#(\d+) (?:(\[.*|exporting .*|importing .*)|sha256:\w+ 0B \/ \S+ (\d+)\.\ds|ERROR: (.*))$/gm;
function createCacheLog() {
  const names = /* @__PURE__ */ new Map();
  const log = { stalled: false, failure: "", unread: "" };
  return {
    add: (text2) => {
      for (const [, number2 = "", name, seconds2, error2] of text2.matchAll(LINE)) {
        if (name !== void 0) names.set(number2, name);
        const current = names.get(number2) ?? "";
        if (Number(seconds2) >= LONGEST2 && STEP.test(current)) log.stalled = true;
        if (error2 !== void 0 && current.startsWith("exporting ")) log.failure = error2;
        if (error2 !== void 0 && current.startsWith(IMPORT)) log.unread ||= `the import failed: ${error2}`;
        if (error2 !== void 0 && current.startsWith("[") && !error2.endsWith(": not found"))
          log.unread ||= `${current} could not be had from it: ${error2}`;
      }
    },
    read: () => log
  };
}

// src/cache/turn.ts
import { createHash as createHash3 } from "node:crypto";
import { readFile as readFile5, rm as rm2, writeFile as writeFile3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join7 } from "node:path";
import { setTimeout as delay4 } from "node:timers/promises";

// src/detached.ts
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay3 } from "node:timers/promises";
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
    await delay3(Math.min(INTERVAL, left));
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

// src/cache/turn.ts
var job = jobOf(process.env);
var hash = createHash3("sha256").update(`${job}`).digest("hex").slice(0, 12);
var noteFor = (task) => job && join7(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${task}-${hash}`);
var EXPORTING = noteFor("export");
var READING = noteFor("mounts");
var INTERVAL2 = 50;
async function findExporter() {
  return find(EXPORTING);
}
async function awaitTurn(limit2) {
  const other = await findExporter();
  if (other === void 0) return;
  print("cache: an earlier step of this job is exporting; this build, which exports too, follows");
  await waitFor(other, limit2, cancelled);
  cancelled.throwIfAborted();
}
async function takeTurn(pid) {
  await write(EXPORTING, pid);
}
async function endTurn(pid) {
  await erase(EXPORTING, pid);
  await leaveMounts(pid);
}
async function awaitMounts(limit2) {
  if (await find(READING) === void 0) return;
  print("cache-mounts: what an earlier step of this job left in them is being read; this build follows");
  const end = performance.now() + limit2;
  while (await find(READING) !== void 0 && performance.now() < end) {
    await delay4(INTERVAL2);
    cancelled.throwIfAborted();
  }
}
async function takeMounts(pid) {
  await write(READING, pid);
}
async function leaveMounts(pid) {
  await erase(READING, pid);
}
async function find(note) {
  const pid = Number(note && await readFile5(note, "utf8").catch(() => ""));
  return isRunning(pid) ? pid : void 0;
}
async function write(note, pid) {
  if (note) await writeFile3(note, `${pid}`).catch(() => rm2(note, { force: true }).catch(() => {
  }));
}
async function erase(note, pid) {
  if (note && await readFile5(note, "utf8").catch(() => "") === `${pid}`) await rm2(note, { force: true });
}

// src/cache/fallback.ts
var BOOT = 6e4;
var LAST_WORDS = 1e3;
async function attemptWithCache(builder, cache, { required, timeout }, attempt2) {
  const caches = { cacheFrom: cache.importers.map(formatEntry), cacheTo: cache.during.map(formatEntry) };
  const unwritten = { ...cache, indexes: cache.indexes.filter(({ during }) => !during) };
  if (cache.during.some(({ type }) => type === "gha")) await awaitTurn(timeout);
  const warn = (text2) => tell(quieten({ level: "warning", text: text2 }, cache.warned), required);
  const stall = new AbortController();
  const log = createCacheLog();
  const ours = builder.name.startsWith(JOB_PREFIX);
  const onText = (text2) => {
    print(text2);
    log.add(text2);
    if (log.read().stalled && caches.cacheFrom.length > 0 && ours) stall.abort();
  };
  try {
    await attempt2(caches, { onText, shown: true, signal: stall.signal });
  } catch (error2) {
    cancelled.throwIfAborted();
    const alone2 = caches.cacheFrom.length + caches.cacheTo.length === 0;
    if (!(error2 instanceof CommandError) || required || alone2) throw error2;
    const reason = stall.signal.aborted ? "a layer did not come" : await blame(builder, error2);
    if (reason === void 0) throw error2;
    print(`cache: the build failed with it, and runs once more without: ${reason}`);
    await renewBuilder(builder, ours);
    await attempt2(NO_CACHES, { onText: print });
    const text2 = `the build failed with it, and ran again without; where that goes on, delete the broken entries, or make room on the disk: ${reason}`;
    warn(text2);
    return { ...unwritten, importers: [], warned: true };
  }
  const { failure, unread } = log.read();
  const losses = [
    unread && `this build took longer, since ${unread}`,
    failure && `not all of this build was stored, so the next one takes longer: ${failure}`
  ].filter(Boolean);
  if (losses.length === 0) return cache;
  warn(losses.join("; "));
  return { ...failure ? unwritten : cache, warned: true };
}
async function renewBuilder({ name, buildx }, ours) {
  const { container, volume } = builderContainer(name);
  if (ours) await run(removal(container));
  if (ours) await run(dockerCommand(["volume", "rm", "--force", volume]));
  await run(buildxCommand(buildx, ["inspect", "--bootstrap", name]), { timeout: BOOT });
}
async function blame({ name }, error2) {
  const failure = parseFailure(error2.output);
  if (isStepAtFault(failure)) return void 0;
  if (!isConnectionLost(failure.reason)) return failure.reason;
  for (const wait of [0, LAST_WORDS]) {
    await delay5(wait);
    const log = await readLog(builderContainer(name).container);
    if (/go-actions-cache|\/remotecache\//.test(log)) return failure.reason;
  }
  return void 0;
}

// src/setup/kernel.ts
import { randomUUID as randomUUID4 } from "node:crypto";
import { access, opendir, readFile as readFile6, rm as rm3, writeFile as writeFile4 } from "node:fs/promises";
import { hostname, release } from "node:os";
import { join as join8 } from "node:path";

// src/setup/elf.ts
var ELFS = {
  amd64: { bits: 64, machine: 62, code: "8b3c24ffcfb83c0000000f05" },
  "386": { bits: 32, machine: 3, code: "8b1c244bb801000000cd80" },
  arm64: { bits: 64, machine: 183, code: "e00340f900040051a80b8052010000d4" },
  arm: { bits: 32, machine: 40, flags: 83886080, code: "00009de5010040e20170a0e3000000ef" },
  riscv64: { bits: 64, machine: 243, code: "032501001305f5ff9308d00573000000" },
  ppc64le: { bits: 64, machine: 21, flags: 2, code: "000061e8ffff63380100003802000044" },
  s390x: { bits: 64, bigEndian: true, machine: 22, code: "e320f0000004a72bffff0a01" },
  mips64le: { bits: 64, machine: 8, flags: 2147483648, code: "0000a4dfffff8464c21302640c000000" },
  mips64: { bits: 64, bigEndian: true, machine: 8, flags: 2147483648, code: "dfa400006484ffff640213c20000000c" },
  loong64: { bits: 64, machine: 258, flags: 67, code: "6400c02884fcff020b74810300002b00" }
};
var ADDRESS2 = 4194304;
var PAGE = 65536;
var READ_AND_EXECUTE = 5;
var ARCHITECTURES2 = Object.keys(ELFS);
function makeProgram(architecture) {
  const elf = ELFS[architecture];
  const code = Buffer.from(elf.code, "hex");
  const word2 = elf.bits / 8;
  const wide = word2 === 8;
  const [header, segment] = wide ? [64, 56] : [52, 32];
  const size = header + segment + code.length;
  const put = (width, ...values) => values.flatMap((value) => {
    const bytes = Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
    return elf.bigEndian ? bytes.reverse() : bytes;
  });
  return Uint8Array.from([
    ...[127, 69, 76, 70, elf.bits / 32, elf.bigEndian ? 2 : 1, 1, ...put(9, 0)],
    // An executable, its entry and its one segment; no sections.
    ...[...put(2, 2, elf.machine), ...put(4, 1), ...put(word2, ADDRESS2 + header + segment, header, 0)],
    ...[...put(4, elf.flags ?? 0), ...put(2, header, segment, 1, 0, 0, 0)],
    // The segment is the whole file; where its flags stand depends on the width.
    ...put(4, 1, ...wide ? [READ_AND_EXECUTE] : []),
    ...put(word2, 0, ADDRESS2, ADDRESS2, size, size),
    ...put(4, ...wide ? [] : [READ_AND_EXECUTE]),
    ...put(word2, PAGE),
    ...code
  ]);
}

// src/setup/handler.ts
function parseHandler(name, text2) {
  const field = (label) => new RegExp(`^${label} (.*)$`, "m").exec(text2)?.[1] ?? "";
  const magic = Buffer.from(field("magic"), "hex");
  if (magic.length === 0) return void 0;
  const mask2 = Buffer.from(field("mask"), "hex");
  return {
    name,
    enabled: /^enabled$/m.test(text2),
    interpreter: field("interpreter"),
    flags: field("flags:"),
    offset: Number(field("offset")),
    magic,
    mask: mask2.length > 0 ? mask2 : magic.map(() => 255)
  };
}
function findHandler(handlers, program) {
  const takers = handlers.filter(
    ({ offset, magic, mask: mask2 }) => magic.every((byte, index) => (((program[offset + index] ?? 0) ^ byte) & (mask2[index] ?? 0)) === 0)
  );
  return takers.find(({ enabled }) => enabled) ?? takers[0];
}
function findFault({ name, enabled, interpreter, flags }, present, ran) {
  const fault = (severity, reason) => ({ entry: name, reason, severity });
  if (!enabled) return fault("broken", "it is disabled");
  const held = flags.includes("F");
  if (!held && !present) return fault("gone", `its interpreter ${interpreter} is not there`);
  if (!held)
    return fault("broken", `without the flag F its interpreter ${interpreter} has to be inside each container`);
  if (!ran)
    return fault("broken", `a program that was tried did not start, or not with its arguments (flags ${flags})`);
  if (!flags.includes("P"))
    return fault("flawed", "without the flag P programs are told another name than they were called by");
  return void 0;
}

// src/setup/kernel.ts
var BINFMT_MISC = "/proc/sys/fs/binfmt_misc";
var TIMEOUT4 = 2e4;
async function inspectKernel(architectures, host, folder) {
  const handlers = isThisMachine(host) ? await readHandlers() : void 0;
  if (!handlers) return void 0;
  const findings = architectures.map(async (architecture) => {
    const handler = findHandler(handlers, makeProgram(architecture));
    if (!handler && !mayBeNative(architecture, host.architecture)) return { architecture, runs: false };
    const [present, runs] = await Promise.all([exists(handler?.interpreter ?? ""), tryProgram(architecture, folder)]);
    return { architecture, runs, fault: handler && findFault(handler, present, runs) };
  });
  return Promise.all(findings);
}
async function askEmulator(architecture, host, folder) {
  if (!isThisMachine(host)) return void 0;
  const said = await runProgram(architecture, folder, { QEMU_VERSION: "1" }).catch(() => "");
  return /^qemu-\S+ version \S+/.exec(said)?.[0];
}
function isThisMachine({ kernel, name }) {
  return kernel === release() && name === hostname();
}
async function readHandlers() {
  const handlers = [];
  let mounted = false;
  for await (const { name } of await opendir(BINFMT_MISC).catch(() => [])) {
    mounted ||= name === "status";
    const text2 = await readFile6(join8(BINFMT_MISC, name), "utf8").catch(() => "");
    const handler = parseHandler(name, text2);
    if (handler) handlers.push(handler);
  }
  return mounted ? handlers : void 0;
}
async function tryProgram(architecture, folder) {
  try {
    await runProgram(architecture, folder);
    return true;
  } catch (error2) {
    return !(error2 instanceof CommandError) || /\bE(?:ACCES|PERM)\b/.test(error2.message);
  }
}
async function runProgram(architecture, folder, env = {}) {
  const file = join8(folder, `program-${randomUUID4()}`);
  try {
    await writeFile4(file, makeProgram(architecture), { mode: 448 });
    return await run({ file, args: [], env }, { timeout: TIMEOUT4 });
  } finally {
    await rm3(file, { force: true });
  }
}
async function exists(path) {
  return access(path).then(
    () => true,
    () => false
  );
}

// src/build/metadata.ts
function parseMetadata(text2) {
  const { "buildx.build.warnings": warnings = [], ...document } = JSON.parse(text2);
  const digest = textOf(document["containerimage.digest"]);
  const imageId = textOf(document["containerimage.config.digest"]) ?? digest;
  return { digest, imageId, findings: listFindings(warnings), document };
}
function readReference(document) {
  return textOf(document["buildx.build.ref"])?.split("/").at(-1) ?? "";
}
function listFindings(warnings) {
  const findings = warnings.flatMap(({ short = "", url = "", range }) => {
    const line = range?.[0]?.start?.line;
    return line === void 0 ? [] : [{ text: Buffer.from(short, "base64").toString(), url, line }];
  });
  return findings.sort((a, b) => a.line - b.line || a.text.localeCompare(b.text));
}
function textOf(value) {
  return typeof value === "string" && value !== "" ? value : void 0;
}

// src/build/secret-files.ts
import { writeFile as writeFile5 } from "node:fs/promises";
async function writeSecrets(secrets, folder) {
  for (const { path, value } of secretFiles(secrets, folder)) await writeFile5(path, value, { mode: 384 });
}

// src/build/build.ts
var MOST_FINDINGS = 6;
var BuildError = class extends Error {
  name = "BuildError";
  at;
  constructor(message, at, cause) {
    super(message, { cause });
    this.at = at;
  }
};
async function build({ builder, scanner }, step, cache, folder) {
  const metadata = join9(folder, "metadata.json");
  let first;
  let left = cache;
  const inputs = { ...step.inputs, attests: chooseGenerator(step.inputs.attests, scanner) };
  const again = { ...repeat(inputs), attests: step.host.containerdStore ? inputs.attests : [] };
  const paths = buildPaths(step, folder, metadata);
  await writeSecrets(step.secrets, folder);
  for (const solve of planSolves(step.inputs.destination, step.platforms, step.loaded)) {
    const leftOut = first ? void 0 : explainLeftOut(inputs, solve);
    if (leftOut) notice2(leftOut);
    await writeFile6(metadata, "{}");
    const attempt2 = (caches, options) => {
      const args = planBuild(builder.name, first ? again : inputs, paths, solve, caches);
      return run(buildxCommand(builder.buildx, args, planTokens(builder.files, process.env)), options);
    };
    try {
      if (first) await attempt2(NO_CACHES, { onText: print });
      else left = await attemptWithCache(builder, cache, step.inputs.cache, attempt2);
    } catch (error2) {
      throw error2 instanceof CommandError ? await explain3(builder, step, error2, folder) : error2;
    }
    const said = parseMetadata(await readFile7(metadata, "utf8"));
    first = first ? { ...first, imageId: said.imageId } : said;
  }
  const built = first;
  tellFindings(built.findings, step);
  return { metadata: built, cache: left };
}
function tellFindings(findings, step) {
  if (/^(?:0|f|false)$/i.test(process.env.DOCKER_BUILD_CHECKS_ANNOTATIONS ?? "")) return;
  for (const { text: text2, url, line } of findings.slice(0, MOST_FINDINGS)) warning2(`${text2} (${url})`, placeOf(line, step));
}
function placeOf(line, { file, context }) {
  const path = file ?? join9(context, "Dockerfile");
  return line !== void 0 && isAbsolute2(path) ? { file: relative(process.cwd(), path), line } : void 0;
}
async function explain3(builder, step, error2, folder) {
  const failure = parseFailure(error2.output);
  if (isConnectionLost(failure.reason))
    return new Error(
      `build: the builder ${builder.name} went away while it built: ${failure.reason}. If the machine is short of memory, use a larger one, or limit what runs at once with buildkitd-config-inline; then run the step again
${await explainBuilder(builder.name)}`,
      { cause: error2 }
    );
  const emulated = findEmulated(failure, step);
  const emulator = emulated && await askEmulator(architectureOf(emulated), step.host, folder);
  const running = (await inspectBuilder(builder).catch(ignoreFailure))?.platforms;
  return new BuildError(
    explainFailure(failure, { ...step, emulator, ...running && { running } }),
    placeOf(failure.line, step),
    error2
  );
}

// src/run.ts
import { mkdir as mkdir7 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join20 } from "node:path";

// src/build/evaluate.ts
import { readFile as readFile9 } from "node:fs/promises";
import { join as join11 } from "node:path";

// src/publish/manifest.ts
import { createHash as createHash4 } from "node:crypto";
function digestOf(bytes) {
  return `sha256:${createHash4("sha256").update(bytes).digest("hex")}`;
}
function parseManifest(text2) {
  const document = JSON.parse(text2);
  if (Array.isArray(document.manifests))
    return document.manifests.filter(({ platform }) => platform?.os !== "unknown").map(({ digest, platform }) => ({ platform: formatPlatform(platform), digest: String(digest) }));
  if (typeof document.config?.digest === "string") return { config: document.config.digest };
  throw new Error("it is neither an index nor a manifest");
}
function listAttestations(text2) {
  const { manifests } = JSON.parse(text2);
  const listed = Array.isArray(manifests) ? manifests : [];
  return listed.filter(({ annotations }) => annotations?.["vnd.docker.reference.type"] === "attestation-manifest").map(({ digest, annotations }) => ({
    digest: String(digest),
    about: String(annotations?.["vnd.docker.reference.digest"])
  }));
}
function listPredicates(text2) {
  const { layers } = JSON.parse(text2);
  const listed = Array.isArray(layers) ? layers : [];
  return [...new Set(listed.map(({ annotations }) => String(annotations?.["in-toto.io/predicate-type"] ?? "unknown")))];
}
function parseConfigPlatform(text2) {
  return formatPlatform(JSON.parse(text2));
}
function parseNext(text2) {
  try {
    const found = parseManifest(text2);
    if (!Array.isArray(found)) return found;
    return found[0] && { manifest: found[0].digest };
  } catch {
    return void 0;
  }
}
function parseOwnVersion(text2) {
  const label = (name) => {
    try {
      const { config } = JSON.parse(text2);
      return String(config?.Labels?.[`org.opencontainers.image.${name}`] ?? "");
    } catch {
      return "";
    }
  };
  return { version: label("version"), source: label("source") };
}
function comparePlatforms(wanted, found) {
  const named = wanted.map((platform) => platform.replace(/\(.*\)/, ""));
  const missing = named.filter((platform) => !found.includes(platform));
  const surplus = found.filter((platform, index) => !named.includes(platform) || found.indexOf(platform) !== index);
  if (missing.length + surplus.length === 0) return void 0;
  return [
    `it holds ${found.join(", ") || "no platform"}`,
    ...missing.length > 0 ? [`${missing.join(", ")} missing`] : [],
    ...surplus.length > 0 ? [`${surplus.join(", ")} not asked for`] : []
  ].join("; ");
}
function formatPlatform(spec) {
  const text2 = [spec?.os, spec?.architecture, spec?.variant].filter(Boolean).join("/");
  return parsePlatform(text2) ?? text2;
}

// src/publish/challenge.ts
function parseChallenge(header) {
  const challenges = [];
  for (const [, name = "", quoted, bare, scheme = ""] of header.matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s,]+))|([\w-]+)/g))
    if (scheme) challenges.push({ scheme: scheme.toLowerCase(), parameters: /* @__PURE__ */ new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted ?? bare ?? "");
  const bearers = challenges.flatMap(({ scheme, parameters }) => {
    const [realm = "", service = "", scope = ""] = ["realm", "service", "scope"].map((name) => parameters.get(name));
    return scheme === "bearer" && URL.canParse(realm) ? [{ scheme: "bearer", realm, service, scope }] : [];
  });
  return bearers[0] ?? (challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : void 0);
}
function planToken({ realm, service }, scope, credentials) {
  const parameters = new URLSearchParams({ ...service ? { service } : {}, scope, client_id: "multiarch-build" });
  if (credentials && "identityToken" in credentials) {
    parameters.set("grant_type", "refresh_token");
    parameters.set("refresh_token", credentials.identityToken);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { url: realm, method: "POST", headers, body: parameters.toString() };
  }
  const url = new URL(realm);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url: url.href, method: "GET", headers: credentials ? { authorization: formatBasic(credentials) } : {} };
}
function parseToken(text2) {
  try {
    const { token: token2, access_token } = JSON.parse(text2);
    return [token2, access_token].find((value) => typeof value === "string" && value !== "");
  } catch {
    return void 0;
  }
}
function readAccess2(token2, repository, action) {
  try {
    const { access: access3 } = JSON.parse(Buffer.from(token2.split(".")[1] ?? "", "base64url").toString());
    return access3?.some(
      ({ type, name, actions = [] }) => type === "repository" && name === repository && (actions.includes(action) || actions.includes("*"))
    );
  } catch {
    return void 0;
  }
}
function formatBasic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

// src/publish/credentials.ts
import { readFile as readFile8 } from "node:fs/promises";
import { join as join10 } from "node:path";

// src/publish/docker-config.ts
var SHORTEST_SECRET2 = 4;
function parseDockerConfig(text2) {
  const { auths, credHelpers, credsStore } = parseObject(text2);
  return { auths: auths ?? {}, credHelpers: credHelpers ?? {}, credsStore: credsStore ?? "" };
}
function mergeDockerConfig(text2, variable2, logins) {
  const user = parseObject(text2);
  const given = logins.map(({ registry, ...login }) => [serverOf(registry), { auth: encodeAuth(login) }]);
  const auths = { ...parseDockerConfig(variable2).auths, ...Object.fromEntries(given) };
  const credHelpers = Object.fromEntries(Object.keys(auths).map((server) => [server, ""]));
  const { auths: usersAuths, credHelpers: usersHelpers } = parseDockerConfig(text2);
  return JSON.stringify({
    ...user,
    auths: { ...usersAuths, ...auths },
    credHelpers: { ...usersHelpers, ...credHelpers }
  });
}
function listSecrets(credentials) {
  const secret = "username" in credentials ? credentials.password : credentials.identityToken;
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const encoded = "username" in credentials ? [encodeAuth(credentials)] : [];
  const forms = [
    ...lines,
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString("base64"),
    ...encoded
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_SECRET2);
}
function encodeAuth({ username, password }) {
  return Buffer.from(`${username}:${password}`).toString("base64");
}
function parseObject(text2) {
  try {
    const value = JSON.parse(text2);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
function serverOf(registry) {
  return registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}
function listScopes(registry, path) {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  return [`${host}/${path}`, host].flatMap(
    (place) => ["@pull,push", "@push,pull", "@push", "@pull", ""].map((actions) => place + actions)
  );
}
function findHelper({ credHelpers, credsStore }, registry) {
  return (credHelpers[serverOf(registry)] ?? credHelpers[registry] ?? credsStore) || void 0;
}
function findCredentials({ auths }, registry) {
  const host = (server2) => server2.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  const server = serverOf(registry);
  const key = Object.keys(auths).find((name) => name === server) ?? Object.keys(auths).find((name) => host(name) === host(server));
  const entry = key === void 0 ? void 0 : auths[key];
  if (!entry) return void 0;
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const text2 = entry.auth ? Buffer.from(entry.auth, "base64").toString() : `${entry.username ?? ""}:${entry.password ?? ""}`;
  const at = text2.indexOf(":");
  return at > 0 ? { username: text2.slice(0, at), password: text2.slice(at + 1).replace(/\0+$/, "") } : void 0;
}
function parseHelperAnswer(text2) {
  const { Username, Secret } = parseObject(text2);
  if (!Secret) return void 0;
  return Username === "<token>" ? { identityToken: Secret } : { username: Username ?? "", password: Secret };
}

// src/publish/credentials.ts
var TIMEOUT5 = 3e4;
async function readCredentials(registry, path) {
  const env = childEnv();
  const read = (...parts) => readFile8(join10(...parts, "config.json"), "utf8").catch(() => void 0);
  const scoped = listScopes(registry, path).map((scope) => read(buildxFolder(env), "config", scope));
  const texts = [...await Promise.all(scoped), env.DOCKER_AUTH_CONFIG, await read(dockerFolder(env))];
  for (const text2 of texts) {
    if (!text2) continue;
    const config = parseDockerConfig(text2);
    const helper = findHelper(config, registry);
    const found = helper && await askHelper(helper, registry) || findCredentials(config, registry);
    if (!found) continue;
    listSecrets(found).forEach(mask);
    return found;
  }
  return void 0;
}
async function askHelper(name, registry) {
  const command2 = { file: `docker-credential-${name}`, args: ["get"] };
  const text2 = await run(command2, { input: serverOf(registry), secret: true, timeout: TIMEOUT5 }).catch(
    (error2) => {
      if (error2 instanceof CommandError && error2.code !== void 0) return void 0;
      throw error2;
    }
  );
  return text2 ? parseHelperAnswer(text2) : void 0;
}

// src/publish/registry.ts
var ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
var REFUSALS = [401, 403, 404];
function openRepository(name, settings = {}, timeout) {
  const registry = registryOf(name);
  const path = name.slice(registry.length + 1);
  const client = createClient(settings);
  const hasty = (request) => client({ ...timeout ? { timeout } : {}, ...request });
  const { ask: ask3, readToken } = createAsker(registry, path, hasty, findOrigins(registry, settings));
  const url = (kind, reference) => `/v2/${path}/${kind}/${reference}`;
  return {
    readManifest: async (reference) => {
      const answer = await ask3({ path: url("manifests", reference), headers: { accept: ACCEPT } });
      const bytes = await readBody(answer);
      return { mediaType: answer.headers["content-type"] ?? "", digest: digestOf(bytes), bytes };
    },
    readBlob: async (digest) => (await readBody(await ask3({ path: url("blobs", digest) }))).toString(),
    moveTag: async (tag, { mediaType, bytes }) => {
      const headers = { "content-type": mediaType };
      await readBody(await ask3({ path: url("manifests", tag), method: "PUT", headers, body: bytes }));
    },
    tryPush: async () => {
      try {
        const answer = await ask3({ path: url("blobs", "uploads/"), method: "POST" });
        await readBody(answer);
        const { pathname, search } = new URL(answer.headers.location ?? "", "http://relative.test");
        const cancellation2 = ask3({ path: pathname + search, method: "DELETE" }).then(readBody);
        await cancellation2.catch(() => cancelled.throwIfAborted());
      } catch (error2) {
        if (!(error2 instanceof HttpError) || REFUSALS.includes(error2.status)) throw error2;
        const granted = readAccess2(await readToken() ?? "", path, "push");
        if (granted === void 0) throw error2;
        if (!granted)
          throw new HttpError({ status: 403, headers: {} }, `its token for ${path} is not one to push with`);
      }
    }
  };
}
function createAsker(registry, repository, client, origins) {
  let origin;
  let authorization;
  const ask3 = async ({ path, ...request }) => {
    origin ??= await findOrigin(client, origins);
    const send2 = async () => {
      const authorized = await authorization;
      const headers = { ...request.headers, ...authorized ? { authorization: authorized } : {} };
      return follow(client, { ...request, url: `${origin}${path}`, headers });
    };
    let answer = await send2();
    if (answer.status === 401) {
      await readBody(answer);
      const challenge = parseChallenge(answer.headers["www-authenticate"] ?? "");
      const credentials = await readCredentials(registry, repository);
      authorization = challenge && authorize(client, challenge, `repository:${repository}:pull,push`, credentials);
      authorization?.catch(() => {
        authorization = void 0;
      });
      answer = await send2();
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new HttpError(answer, `${request.method ?? "GET"} ${path}: ${await explain4(answer)}`);
  };
  return { ask: ask3, readToken: async () => (await authorization)?.replace("Bearer ", "") };
}
async function authorize(client, challenge, scope, credentials) {
  if (challenge.scheme === "basic")
    return credentials && "username" in credentials ? formatBasic(credentials) : void 0;
  const request = planToken(challenge, scope, credentials);
  const answer = await (request.body === void 0 ? follow(client, request) : client(request));
  if (answer.status !== 200)
    throw new HttpError(answer, `${challenge.realm}: no token for ${scope}: ${await explain4(answer)}`);
  const token2 = parseToken((await readBody(answer)).toString());
  if (token2 === void 0) throw new HttpError(answer, `${challenge.realm}: no token for ${scope} in its answer`);
  mask(token2);
  return `Bearer ${token2}`;
}
function findOrigins(registry, { http, insecure }) {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const plain2 = http ?? isLoopback(registry);
  return [...!plain2 || insecure ? [`https://${host}`] : [], ...plain2 ? [`http://${host}`] : []];
}
async function findOrigin(client, [first = "", ...others]) {
  if (others.length === 0) return first;
  return client({ url: `${first}/v2/` }).then(
    async (answer) => {
      await readBody(answer);
      return first;
    },
    () => findOrigin(client, others)
  );
}
async function explain4(answer) {
  const text2 = (await readBody(answer)).toString();
  try {
    const { errors = [] } = JSON.parse(text2);
    const words = errors.map(({ code, message }) => [code, message].filter(Boolean).join(": ")).join("; ");
    return `status ${answer.status}${words ? `: ${words}` : ""}`;
  } catch {
    return `status ${answer.status}`;
  }
}

// src/version.ts
var import_coerce = __toESM(require_coerce());
var import_compare = __toESM(require_compare());
var import_parse2 = __toESM(require_parse());
var import_valid = __toESM(require_valid());
var OLDEST_BUILDX = "0.32.0";
var OLDEST_BUILDKIT = "0.33.1";
function parseVersion(text2) {
  return (0, import_valid.default)(text2) ?? void 0;
}
function parseSemver(text2) {
  const parsed = (0, import_parse2.default)(text2);
  if (parsed === null) return void 0;
  const { raw, version, major, minor, patch, prerelease } = parsed;
  return { raw, version, major: `${major}`, minor: `${minor}`, patch: `${patch}`, final: prerelease.length === 0 };
}
function compareSemver(a, b) {
  return (0, import_valid.default)(a) && (0, import_valid.default)(b) ? (0, import_compare.default)(a, b) : void 0;
}
function isOlder(version, than) {
  const release3 = /^v?(?!0\.0\.0)\d+\.\d/.test(version) ? (0, import_coerce.default)(version, { includePrerelease: true }) : null;
  return release3 !== null && (0, import_compare.default)(release3, than) < 0;
}

// src/metadata/pep440.ts
var PEP440 = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    String.raw`(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?`,
    String.raw`(?:-(?<bare>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?`,
    String.raw`(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`
  ].join(""),
  "i"
);
var PHASES = { alpha: "a", beta: "b", preview: "rc", pre: "rc", c: "rc" };
function parsePep440(text2) {
  const parsed = parse3(text2);
  if (parsed === void 0) return void 0;
  const { epoch, release: release3, pre, post, dev, local } = parsed;
  const [major = 0, minor = 0, patch = 0] = release3;
  const version = [
    epoch > 0 ? `${epoch}!` : "",
    release3.join("."),
    pre?.join("") ?? "",
    post === void 0 ? "" : `.post${post}`,
    dev === void 0 ? "" : `.dev${dev}`,
    local && `+${local}`
  ].join("");
  const final = pre === void 0 && post === void 0 && dev === void 0;
  return { raw: text2, version, major: `${major}`, minor: `${minor}`, patch: `${patch}`, final };
}
function comparePep440(a, b) {
  const [first, second] = [parse3(a), parse3(b)];
  if (first === void 0 || second === void 0) return void 0;
  const length = Math.max(first.release.length, second.release.length);
  const [keys, others] = [sortKeys(first, length), sortKeys(second, length)];
  const at = keys.findIndex((key, index) => key !== others[index]);
  return at < 0 ? 0 : keys[at] - others[at];
}
function sortKeys({ epoch, release: release3, pre, post, dev }, length) {
  const padded = Array.from({ length }, (_, index) => release3[index] ?? 0);
  const onlyDev = pre === void 0 && post === void 0 && dev !== void 0;
  const phase = pre === void 0 ? onlyDev ? -1 : 3 : ["a", "b", "rc"].indexOf(pre[0]);
  return [epoch, ...padded, phase, pre?.[1] ?? 0, post ?? -1, dev ?? Number.MAX_SAFE_INTEGER];
}
function parse3(text2) {
  const groups = PEP440.exec(text2)?.groups;
  if (groups === void 0) return void 0;
  const { pre, post, bare, dev, local = "" } = groups;
  const phase = pre?.toLowerCase();
  return {
    epoch: Number(groups.epoch ?? 0),
    release: (groups.release ?? "").split(".").map(Number),
    pre: phase === void 0 ? void 0 : [PHASES[phase] ?? phase, Number(groups.preNumber)],
    post: post === void 0 && bare === void 0 ? void 0 : Number(bare ?? groups.postNumber),
    dev: dev === void 0 ? void 0 : Number(groups.devNumber),
    local: local.toLowerCase().split(/[-_.]/).map((part) => /^\d+$/.test(part) ? `${Number(part)}` : part).join(".")
  };
}

// src/metadata/latest.ts
function movesBack({ version, source, prefix, suffix }, told) {
  if (told.source !== source) return false;
  const start = told.version.startsWith(prefix) ? prefix.length : 0;
  const there = told.version.slice(
    start,
    told.version.endsWith(suffix) ? told.version.length - suffix.length : void 0
  );
  const order = compareSemver(version, there) ?? comparePep440(version, there);
  return order !== void 0 && order < 0;
}

// src/publish/tagging.ts
async function moveTags(places, tags) {
  const planned = places.map(async (place) => {
    const own = tags.filter(({ name }) => name === place.name);
    return all(own.map(async (target) => ({ ...place, target, former: await readFormer(place, target) })));
  });
  const moves = await all(planned);
  const kept = [];
  const tried = [];
  try {
    for (const own of moves)
      await all(
        own.map(async (move) => {
          if (stands(move, move.former)) return print(`${formatTag(move.target)} stands for it already`);
          if (await staysNewer(move)) return kept.push(move.target);
          tried.push(move);
          await moveTag(move, move.manifest);
          return print(`Tagged ${formatTag(move.target)}`);
        })
      );
  } catch (error2) {
    throw await explainTagging(moves.flat(), tried, error2);
  }
  return kept;
}
async function readFormer(place, target) {
  return readNow({ ...place, target }).catch((error2) => {
    cancelled.throwIfAborted();
    throw new Error(
      `tags: what ${formatTag(target)} stands for can't be read, and no tag was moved; look into the registry, then run the step again. ${error2.message}`,
      { cause: error2 }
    );
  });
}
async function readNow({ repository, target }) {
  return find2(formatTag(target), () => repository.readManifest(target.tag));
}
async function moveTag({ repository, target }, manifest) {
  await retry(formatTag(target), () => repository.moveTag(target.tag, manifest));
  await readBack(repository, formatTag(target), target.tag, manifest.digest);
}
async function staysNewer({ repository, target }) {
  if (target.release === void 0) return false;
  const told = await readVersion(repository, target.tag);
  if (!movesBack(target.release, told)) return false;
  const { version } = target.release;
  notice2(
    `tags: ${formatTag(target)} stays at ${told.version}, which is newer than ${version}; write latest=true in flavor where it is to move`
  );
  return true;
}
async function readVersion(repository, reference) {
  const manifest = await find2(reference, () => repository.readManifest(reference));
  const next = manifest && parseNext(manifest.bytes.toString());
  if (!next) return parseOwnVersion("");
  if ("manifest" in next) return readVersion(repository, next.manifest);
  return parseOwnVersion(await find2(next.config, () => repository.readBlob(next.config)) ?? "");
}
async function explainTagging(moves, tried, cause) {
  cancelled.throwIfAborted();
  const states = moves.map(async (move) => {
    const { former, target } = move;
    const state = readNow(move).then(
      (now) => (
        // Somebody else may have moved it meanwhile.
        former && tried.includes(move) && stands(move, now) ? putBack(move, former) : describe(move, now)
      )
    );
    const explain5 = (error2) => `unknown, ${former?.digest ?? "nothing"} before: ${error2.message}`;
    return `${formatTag(target)}: ${await state.catch(explain5)}`;
  });
  const list3 = (await all(states)).join("\n");
  cancelled.throwIfAborted();
  return new Error(
    `tags: not all could be moved to ${moves[0]?.manifest.digest}; make the registry take them, then run the step again. ${cause.message}
${list3}`,
    { cause }
  );
}
async function putBack(move, former) {
  try {
    await moveTag(move, former);
    return `${former.digest}, put back`;
  } catch (error2) {
    const state = describe(move, await readNow(move));
    return `${state}; ${former.digest} could not be put back: ${error2.message}`;
  }
}
function describe(move, now) {
  const { former } = move;
  if (!now) return "not there";
  if (now.digest === former?.digest) return `${now.digest}, as before`;
  const moved = former ? "moved" : "moved, and was not there before";
  return `${now.digest}, ${stands(move, now) ? moved : "by somebody else"}`;
}
function stands({ manifest }, found) {
  return found?.digest === manifest.digest;
}
async function readBack(repository, shown, reference, digest) {
  const advice = `registry: what ${shown} was given can't be read back; look into the registry, then run the step again`;
  const read = async () => {
    const manifest = await repository.readManifest(reference);
    if (manifest.digest !== digest) throw new SourceError("again", `Expected ${digest}, got ${manifest.digest}`);
    return manifest;
  };
  const judge = (error2) => isMissing(error2) ? "again" : judgeError(error2);
  return retry(shown, read, { judge }).catch((error2) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error2.message}`, { cause: error2 });
  });
}
async function find2(what, read) {
  return retry(what, read).catch((error2) => {
    if (isMissing(error2)) return void 0;
    throw error2;
  });
}
function isMissing(error2) {
  return error2 instanceof HttpError && error2.status === 404;
}

// src/publish/publish.ts
var NOTHING2 = { platforms: [], attestations: /* @__PURE__ */ new Map(), kept: [] };
async function publish({ files }, { names, tags }, platforms, digest) {
  if (digest === void 0)
    throw new Error("build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one");
  const open4 = (name) => openRepository(name, readRegistrySettings(files, registryOf(name)));
  const verified = await all(names.map((name) => verify(name, open4(name), digest, platforms)));
  const [first] = verified;
  const attestations = new Map(first && await readAttestations(first));
  for (const name of names) print(`Verified ${name}@${digest}`);
  return { platforms: first?.platforms ?? [], attestations, kept: await moveTags(verified, tags) };
}
async function verify(name, repository, digest, platforms) {
  const reference = `${name}@${digest}`;
  const manifest = await readBack(repository, reference, digest, digest);
  const found = parseManifest(manifest.bytes.toString());
  const present = Array.isArray(found) ? found : [{ platform: parseConfigPlatform(await readBlob(repository, reference, found.config)), digest }];
  const difference = comparePlatforms(
    platforms,
    present.map(({ platform }) => platform)
  );
  if (difference === void 0) return { name, repository, manifest, platforms: present };
  throw new Error(
    `platforms: ${reference} is not what was asked for: ${difference}. No tag was moved; build for platforms that all base images have`
  );
}
async function readAttestations({ name, repository, manifest }) {
  const read = async ({ digest, about: about2 }) => {
    const { bytes } = await readBack(repository, `${name}@${digest}`, digest, digest);
    return [about2, listPredicates(bytes.toString())];
  };
  return all(listAttestations(manifest.bytes.toString()).map(read));
}
async function readBlob(repository, shown, digest) {
  return retry(shown, () => repository.readBlob(digest)).catch((error2) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${shown} can't be read back; look into the registry, then run the step again. ${error2.message}`,
      { cause: error2 }
    );
  });
}

// src/report/result.ts
function formatOutputs(result) {
  const { destination, metadata, published, builder } = result;
  const tags = listTags(result);
  const { digest, imageId, document } = metadata;
  const moved = destination.publication?.tags.map(formatTag).filter((tag) => tags.includes(tag)).join(",");
  const named = moved ? { ...document, "image.name": moved } : document;
  return {
    digest: digest ?? "",
    imageid: imageId ?? "",
    metadata: JSON.stringify(named, null, 2),
    image: (destination.publication?.names ?? []).map((name) => `${name}@${digest}`).join("\n"),
    tags: tags.join("\n"),
    platforms: JSON.stringify(Object.fromEntries(published.platforms.map((entry) => [entry.platform, entry.digest]))),
    labels: result.labels.join("\n"),
    annotations: result.annotations.join("\n"),
    version: result.version,
    builder: builder.name
  };
}
function listDigests({ destination, platforms, metadata, published }) {
  const digests = new Map(published.platforms.map((entry) => [entry.platform, entry.digest]));
  const index = destination.publication && metadata.digest !== digests.get(platforms[0] ?? "");
  const attested = (platform) => published.attestations.get(digests.get(platform) ?? "") ?? [];
  const rows = [
    ["Platform", "Digest", "Attestations"],
    ...index ? [["index", metadata.digest ?? "", ""]] : [],
    ...platforms.map((platform) => [
      platform,
      digests.get(platform) ?? (destination.load ? "loaded" : "not published"),
      attested(platform).map(namePredicate).join(", ")
    ])
  ];
  return published.attestations.size > 0 ? rows : rows.map((row) => row.slice(0, -1));
}
function namePredicate(type) {
  if (type.startsWith("https://slsa.dev/provenance/")) return "provenance";
  return type === "https://spdx.dev/Document" ? "SBOM" : type;
}
function listTools({
  tools: { buildx, buildkit, binfmt, scanner },
  builder: { name, other }
}) {
  const found = `nothing: ${[`the builder ${name} was there`, other?.image].filter(Boolean).join(", with ")}`;
  return [
    ["Tool", "Version", "Pinned to"],
    ["buildx", buildx.version, `sha256:${buildx.sha256}`],
    other ? ["BuildKit", other.version, found] : ["BuildKit", buildkit.version, buildkit.digest],
    ["binfmt", binfmt.version, binfmt.digest],
    ...scanner ? [["SBOM scanner", scanner.version, scanner.digest]] : []
  ];
}
function listTags({ destination, published }) {
  const { publication, load: load2, tags } = destination;
  const kept = new Set(published.kept.map(formatTag));
  const moved = publication?.tags.filter((tag) => !kept.has(formatTag(tag))) ?? [];
  const targets = publication || load2 ? [...moved, ...load2 ?? []] : tags;
  return [...new Set(targets.map(formatTag))];
}

// src/build/evaluate.ts
async function evaluate(builder, step, folder) {
  const { call } = step.inputs;
  await writeSecrets(step.secrets, folder);
  const metadata = join11(folder, "metadata.json");
  const paths = buildPaths(step, folder, metadata);
  const args = planBuild(builder.name, step.inputs, paths, { platforms: step.platforms, outputs: [] });
  const command2 = buildxCommand(builder.buildx, args, planTokens(builder.files, process.env));
  const tell3 = (answer2) => summarize(`### ${call}

\`\`\`text
${answer2.trim()}
\`\`\`
`);
  const leave = async () => {
    const text2 = (await readFile9(metadata, "utf8").catch(() => "")).trim();
    const built = { digest: void 0, imageId: void 0, findings: [], document: {} };
    const outputs = formatOutputs({ ...step, ...step.inputs, metadata: built, published: NOTHING2, builder });
    setOutputs({ ...outputs, metadata: text2 });
  };
  const asked = run(command2, { onText: print, shown: true }).finally(leave);
  const answer = await asked.catch(async (error2) => {
    if (!(error2 instanceof CommandError)) throw error2;
    const [checks, first = "its answer is in the log"] = /^(?:(Check complete.*)|\{$)[\s\S]*/m.exec(error2.output) ?? [];
    if (checks) await tell3(checks);
    const found = checks ? first : error2.reason;
    throw new Error(`call: ${call} found what is wrong with the build: ${found}`, { cause: error2 });
  });
  await tell3(answer);
}

// src/cache/carry.ts
import { randomUUID as randomUUID5 } from "node:crypto";
import { mkdir as mkdir4, rm as rm4, writeFile as writeFile8 } from "node:fs/promises";
import { dirname as dirname2, extname, join as join13 } from "node:path";

// src/timeline.ts
var spans = [];
async function timed(name, task) {
  const start = performance.now();
  try {
    return await task;
  } finally {
    spans.push({ name, start, end: performance.now() });
  }
}

// src/cache/busybox.ts
import { mkdir as mkdir3, stat as stat2 } from "node:fs/promises";
import { basename as basename2, join as join12 } from "node:path";
var TIMEOUT6 = 3e4;
var SCRIPT = "for f in /bin/busybox /lib/ld-musl-*; do if [ -e $f ]; then echo $f; fi; done";
async function bringBusybox(container, folder) {
  const isThere = await stat2(join12(folder, "busybox")).catch(() => void 0);
  if (isThere) return;
  const listed = await run(dockerCommand(["exec", container, "sh", "-c", SCRIPT]), { timeout: TIMEOUT6 });
  const paths = listed.trim().split("\n");
  if (!paths.some((path) => basename2(path) === "busybox")) throw new Error(`there is no busybox in ${container}`);
  for (const path of paths) {
    const place = basename2(path) === "busybox" ? "busybox" : path;
    await mkdir3(join12(folder, place, ".."), { recursive: true });
    const command2 = dockerCommand(["cp", "--follow-link", `${container}:${path}`, join12(folder, place)]);
    await run(command2, { timeout: TIMEOUT6 });
  }
}

// src/cache/carried.ts
import { createHash as createHash5 } from "node:crypto";
var VERSION2 = 2;
function listCarried(mounts, scope, native) {
  return mounts.map((mount) => {
    const facts = JSON.stringify([scope, architectureOf(native), mount.id, mount.options]);
    const name = createHash5("sha256").update(facts).digest("hex").slice(0, 12);
    const readable = encodeScope(`${scope}+${mount.id}`);
    return { ...mount, name, prefix: `multiarch-build-mount-${VERSION2}-${readable}-${name}-` };
  });
}
function mountPathsIn(folder) {
  const base = `${folder}/mounts`;
  return {
    ...{ base, errand: `${base}/errand.json`, delivery: `${base}/delivery.json` },
    ...{ tools: `${base}/tools`, archives: `${base}/archives`, taken: `${base}/taken` },
    dockerfile: `${base}/Dockerfile`
  };
}

// src/cache/errand.ts
import { readFile as readFile10, writeFile as writeFile7 } from "node:fs/promises";
async function send(folder, errand) {
  await writeFile7(mountPathsIn(folder).errand, JSON.stringify(errand), { mode: 384 });
}
async function receive(folder) {
  try {
    return JSON.parse(await readFile10(mountPathsIn(folder).delivery, "utf8"));
  } catch {
    return void 0;
  }
}

// src/cache/mount-solve.ts
var SCRIPTS = {
  fill: '[ -n "$(/busybox ls -A $m)" ] || /busybox tar -x -f /archives/$m.tar -C $m || { /busybox find $m -mindepth 1 -delete; exit 1; }',
  take: '[ -z "$(/busybox ls -A $m)" ] || /busybox tar -c -f /archives/$m.tar -C $m .'
};
var SHARING = {
  fill: { shared: "shared", locked: "locked", private: "private" },
  take: { shared: "shared", locked: "locked", private: "locked" }
};
function formatMountSolve(direction, mounts, nonce) {
  const archives = direction === "fill" ? ["--mount=type=bind,source=archives,target=/archives"] : [];
  const steps = mounts.flatMap(({ name, options, sharing }, at) => {
    const facts = [`id=$MOUNT_${at}`, `target=/mounts/${name}`, `sharing=${SHARING[direction][sharing]}`, ...options];
    const flags = ["--network=none", ...archives, `--mount=type=cache,${facts.join(",")}`];
    const script = `: ${nonce}; /busybox mkdir -p /archives; cd /mounts; m=${name}; ${SCRIPTS[direction]}`;
    return [`ARG MOUNT_${at}`, `RUN ${flags.join(" ")} ${JSON.stringify(["/busybox", "sh", "-c", script])}`];
  });
  return ["FROM scratch", "COPY tools /", ...steps, ""].join("\n");
}
function planMountSolve(builder, mounts, { native, buildArgs }, { base, dockerfile }, output) {
  return [
    ...["build", `--builder=${builder}`, "--progress=plain", `--platform=${native}`, "--provenance=false"],
    // An argument is not taken apart for variables again, as an id in the Dockerfile would be.
    ...mounts.map(({ id }, at) => `--build-arg=MOUNT_${at}=${id}`),
    // Which is in front of every id.
    ...buildArgs.filter((arg) => /^BUILDKIT_CACHE_MOUNT_NS(?:=|$)/.test(arg)).map((arg) => `--build-arg=${arg}`),
    ...[`--file=${dockerfile}`, `--output=${output}`, base]
  ];
}
function planMeasuring(builder) {
  return ["du", `--builder=${builder}`, "--filter=type=exec.cachemount"];
}

// src/cache/mounts.ts
var OPTIONS = ["uid", "gid", "mode"];
var LISTED = 5;
function selectMounts(asked, dockerfile, facts) {
  if (dockerfile === void 0) return takeForIds(asked, facts);
  const declared = parseMounts(dockerfile);
  const values = facts.platforms.map((platform) => listValues(platform, dockerfile, facts));
  const mounts = /* @__PURE__ */ new Map();
  const problems = /* @__PURE__ */ new Set();
  for (const name of asked) {
    const meant = declared.flatMap(
      (mount) => values.filter((values2) => namesOf(mount, values2).includes(clean(name))).map((values2) => ({ mount, values: values2 }))
    );
    if (meant.length === 0) problems.add(explainUnknown(name, declared));
    for (const { mount, values: values2 } of meant) {
      const id = expand(idOf(mount), values2);
      const options = OPTIONS.flatMap(
        (option) => option in mount ? [`${option}=${expand(mount[option], values2)}`] : []
      );
      const why = explainObstacle(mount, id, options);
      if (why !== void 0) problems.add(`${JSON.stringify(name)} ${why}`);
      else mounts.set([id, ...options].join("\n"), { id, options, sharing: readSharing(mount, values2) });
    }
  }
  return { mounts: [...mounts.values()], problems: [...problems] };
}
function takeForIds(asked, facts) {
  const values = facts.platforms.map((platform) => listValues(platform, "", facts));
  const ids = asked.flatMap((name) => values.map((values2) => expand(name, values2) ?? name));
  return { mounts: [...new Set(ids)].map((id) => ({ id, options: [], sharing: "shared" })), problems: [] };
}
function parseMounts(dockerfile) {
  const text2 = dockerfile.replaceAll(/^\s*#.*$/gm, "");
  const flags = text2.matchAll(/\s--mount=((?:"[^"\n]*"|[^\s"])+)/g);
  return Array.from(flags, ([, flag = ""]) => {
    const pairs = parseAttributes(flag).map(([name, value]) => [name.toLowerCase(), value]);
    const { dst, destination, ...attributes } = Object.fromEntries(pairs);
    return { target: dst ?? destination ?? "", ...attributes };
  }).filter(({ type }) => type?.toLowerCase() === "cache");
}
function idOf({ id, target }) {
  return id || clean(target ?? "");
}
function readSharing({ sharing }, values) {
  const text2 = expand(sharing, values)?.toLowerCase();
  return text2 === "locked" || text2 === "private" ? text2 : "shared";
}
function namesOf(mount, values) {
  const written = [idOf(mount), clean(mount.target ?? "")];
  return [...written, ...written.map((text2) => expand(text2, values))];
}
function clean(path) {
  return path.replaceAll(/\/+/g, "/").replace(/(?<=.)\/$/, "");
}
function listValues(platform, dockerfile, { native, buildArgs, env }) {
  const values = new Map([...describe2("BUILD", native), ...describe2("TARGET", platform)]);
  const given = new Map(buildArgs.map((arg) => arg.includes("=") ? splitPair(arg) : [arg, env[arg] ?? ""]));
  for (const [, kind = "", line = ""] of dockerfile.matchAll(/^\s*(ARG|ENV)\s+(.+)$/gim))
    for (const word2 of line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []) {
      const [name, standard] = splitPair(word2.replaceAll('"', ""));
      const value = (/arg/i.test(kind) ? given.get(name) : void 0) ?? expand(standard, values);
      if (value === void 0) values.delete(name);
      else if (word2.includes("=") || !values.has(name)) values.set(name, value);
    }
  return values;
}
function describe2(prefix, platform) {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant]
  ];
}
function expand(text2, values) {
  let known = true;
  const expanded = text2?.replaceAll(/\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g, (_, plain2, braced, standard) => {
    const value = values.get(plain2 ?? braced) || standard || values.get(plain2 ?? braced);
    known &&= value !== void 0;
    return value ?? "";
  });
  return known ? expanded : void 0;
}
function explainUnknown(name, declared) {
  const ids = [...new Set(declared.map(idOf))];
  const meant = nearest(name, ids);
  const advice = meant ? `write ${meant}` : ids.length > 0 ? `write ${ids.slice(0, LISTED).join(", ")}${ids.length > LISTED ? ", …" : ""}` : "it has none; remove it";
  return `${JSON.stringify(name)} is neither id nor target of a RUN --mount=type=cache in the Dockerfile; ${advice}`;
}
function explainObstacle({ from, source, src }, id, options) {
  if (from || source || src)
    return "begins as a copy of something else (from=, source=), and so is nothing that another build can have; leave it out";
  if (id === void 0 || options.some((option) => !/=\d+$/.test(option)))
    return "has a variable whose value the Dockerfile does not say; give it one with ARG, or write the mount without";
  return void 0;
}

// src/cache/summary.ts
function formatSeconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatBytes(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1e3 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

// src/cache/carry.ts
var LONGEST3 = 18e4;
var NOTHING_FETCHED = { outcomes: [], failure: "" };
var NOTHING3 = { mounts: [], fetched: {}, keep: false, warned: false };
async function fetchCarry(step, cache, folder) {
  const { fetch, keep } = cache.mounts;
  const mounts = await planCarry(step, cache);
  if (mounts.length === 0) return NOTHING3;
  const failed = (error2) => ({ outcomes: [], failure: reasonOf2(error2) });
  const fetching = fetch ? timed("fetch mounts", sendForArchives(mounts, folder)) : Promise.resolve(NOTHING_FETCHED);
  const { outcomes, failure } = await fetching.catch(failed);
  for (const { id, archive, duration } of outcomes)
    print(
      `cache-mounts: ${id}: ${formatBytes(archive.bytes)} of an earlier run, fetched in ${formatSeconds(duration)}`
    );
  if (failure) warnOfCold(failure, step);
  else if (fetch && outcomes.length === 0) print("cache-mounts: no earlier run has left anything");
  const fetched = Object.fromEntries(outcomes.map(({ name, archive }) => [name, archive]));
  return { mounts, fetched, keep, warned: failure !== "" };
}
async function planCarry(step, cache) {
  const { inputs, platforms } = step;
  const { cache: choice, mounts: asked, image } = inputs.cache;
  const lasting = inputs.tools.keepState || !inputs.tools.cleanup;
  if (asked.length > 0 && choice === "off") print("cache-mounts: nothing is carried over, with cache: off");
  else if (asked.length > 0 && lasting)
    print("cache-mounts: nothing is carried over, since the builder lasts and has them");
  if (!cache.mounts.fetch && !cache.mounts.keep || inputs.call) return [];
  const { context, file, target, buildArgs } = inputs;
  const native = nativeOf(step);
  const facts = { platforms, native, buildArgs, env: process.env };
  const { mounts, problems } = selectMounts(asked, await readDockerfile(step), facts);
  for (const problem of problems) warning2(`cache-mounts: ${problem}`);
  return listCarried(mounts, deriveScope({ image, context, file, target, workspace: process.cwd() }), native);
}
async function sendForArchives(mounts, folder) {
  await mkdir4(mountPathsIn(folder).archives, { recursive: true });
  await send(folder, { mounts, fetched: {}, keeping: void 0 });
  const failed = await run(carrierCommand("fetch", folder), { timeout: LONGEST3, secret: true }).catch(reasonOf2);
  const delivery = await receive(folder);
  await rm4(mountPathsIn(folder).delivery, { force: true });
  const outcomes = mounts.flatMap(({ id, name }) => {
    const { archive, duration } = delivery?.outcomes.find((outcome) => outcome.name === name) ?? {};
    return archive && duration !== void 0 ? [{ id, name, archive, duration }] : [];
  });
  return { outcomes, failure: delivery ? delivery.failure : failed };
}
async function fillMounts(builder, step, carry, folder) {
  if (carry.mounts.length > 0) await awaitMounts(LONGEST3);
  const mounts = carry.mounts.filter(({ name }) => name in carry.fetched);
  if (mounts.length === 0) return carry;
  const paths = mountPathsIn(folder);
  const started = performance.now();
  const fill2 = async () => {
    await bringBusybox(builderContainer(builder.name).container, paths.tools);
    for (const command2 of await planSolve("fill", builder, step, mounts, folder)) await run(command2);
  };
  try {
    await timed("fill mounts", fill2());
    print(`cache-mounts: filled in ${formatSeconds(performance.now() - started)}`);
  } catch (error2) {
    warnOfCold(reasonOf2(error2), step);
    return { ...carry, fetched: {}, warned: true };
  } finally {
    await rm4(paths.archives, { recursive: true, force: true });
  }
  return carry;
}
async function planKeeping(builder, step, { mounts, fetched, keep }, folder) {
  if (!keep || mounts.length === 0) return void 0;
  const take = await planSolve("take", builder, step, mounts, folder);
  const { container } = builderContainer(builder.name);
  await send(folder, { mounts, fetched, keeping: { container, take, sha256: step.tools.buildx.sha256 } });
  return carrierCommand("keep", folder);
}
async function planSolve(direction, { name, buildx }, step, mounts, folder) {
  const paths = mountPathsIn(folder);
  await mkdir4(paths.base, { recursive: true });
  await writeFile8(paths.dockerfile, formatMountSolve(direction, mounts, randomUUID5()));
  const output = direction === "fill" ? "type=cacheonly" : `type=local,dest=${paths.taken}`;
  const facts = { native: nativeOf(step), buildArgs: step.inputs.buildArgs };
  const solve = buildxCommand(buildx, planMountSolve(name, mounts, facts, paths, output));
  const measuring = buildxCommand(buildx, planMeasuring(name));
  return direction === "fill" ? [solve, measuring] : [measuring, solve, measuring];
}
function carrierCommand(task, folder) {
  const entry = process.argv[1] ?? "";
  return { file: process.execPath, args: [join13(dirname2(entry), `carrier${extname(entry)}`), task, folder] };
}
function nativeOf({ host }) {
  return `linux/${host.architecture}`;
}
function warnOfCold(reason, { inputs }) {
  const text2 = `some mounts begin empty, and the build takes longer: ${reason}`;
  tell({ level: "warning", text: text2 }, inputs.cache.required, "cache-mounts");
}
function reasonOf2(error2) {
  cancelled.throwIfAborted();
  if (!(error2 instanceof CommandError)) return error2.message;
  return error2.reason;
}

// src/state.ts
var NAME = "undo";
var ENVIRONMENT = "environment";
var pending = [];
function undoLater(undo) {
  pending.push(undo);
  saveState2(NAME, JSON.stringify(pending));
}
function keepEnvironment(env) {
  saveState2(ENVIRONMENT, JSON.stringify(Object.fromEntries(DOCKER_VARIABLES.map((name) => [name, env[name] ?? ""]))));
}

// src/cache/handover.ts
import { open } from "node:fs/promises";
import { setTimeout as delay6 } from "node:timers/promises";

// src/cache/progress.ts
var EXPORTING2 = "preparing build cache for export";
var WRITING = "writing layer ";
var STEP2 = /^\[(?!(?:\S+ )?internal\]|auth\])[^\]]*\] (?!FROM )/;
function createProgress() {
  const vertices = /* @__PURE__ */ new Map();
  const texts = [];
  const vertexOf = (digest) => {
    const found = vertices.get(digest) ?? emptyVertex();
    vertices.set(digest, found);
    return found;
  };
  const readLine = (line) => {
    const document = parseJson3(line);
    if (!document && !line.startsWith("{")) texts.push(line);
    for (const { digest, name, inputs, started, completed, cached, error: error2 } of document?.vertexes ?? []) {
      const vertex = vertexOf(digest);
      vertex.name = name ?? vertex.name;
      vertex.hasInputs ||= inputs !== void 0;
      vertex.started ||= started !== void 0;
      vertex.completed = completed !== void 0;
      vertex.cached ||= cached === true;
      vertex.error = error2 ?? vertex.error;
      vertex.begin ||= Date.parse(started ?? "") || 0;
      vertex.end = Date.parse(completed ?? "") || vertex.end;
    }
    for (const { vertex, id, total } of document?.statuses ?? [])
      vertexOf(vertex).parts.set(id, Math.max(total ?? 0, vertexOf(vertex).parts.get(id) ?? 0));
  };
  const all2 = () => [...vertices.values()];
  const steps = () => all2().filter(({ name, hasInputs, started }) => started && hasInputs && STEP2.test(name));
  return {
    add: (text2) => text2.split("\n").filter(Boolean).forEach(readLine),
    running: () => steps().find(({ cached }) => !cached)?.name,
    isExporting: () => all2().some(({ parts }) => parts.has(EXPORTING2)),
    exports: () => all2().filter(({ parts }) => parts.has(EXPORTING2)).map(({ name, parts, error: error2, completed, begin, end }) => ({
      ...{ name, error: error2, completed, duration: Math.max(0, end - begin) },
      written: [...parts.keys()].flatMap((id) => id.startsWith(WRITING) ? [id.slice(WRITING.length)] : [])
    })),
    text: () => texts.join("\n"),
    usage: (platforms) => platforms.map((platform) => countSteps(platform, platforms, steps())),
    platformOf: (vertex, platforms) => {
      const name = vertices.get(vertex)?.name;
      return name === void 0 ? void 0 : choosePlatform(name, platforms);
    }
  };
}
function countSteps(platform, platforms, steps) {
  const own = steps.filter(({ name }) => choosePlatform(name, platforms) === platform);
  const hits = own.filter(({ cached, error: error2 }) => cached && error2 === "");
  const bytes = hits.flatMap(({ parts }) => [...parts].map(([id, total]) => id.startsWith("sha256:") ? total : 0));
  return { platform, cached: hits.length, ran: own.length - hits.length, imported: bytes.reduce((a, b) => a + b, 0) };
}
function choosePlatform(name, platforms) {
  if (platforms.length === 1) return platforms[0];
  const [base = "", target] = (/^\[(\S+) /.exec(name)?.[1] ?? "").split("->");
  return target === void 0 ? parsePlatform(base) : parsePlatform(target) ?? parsePlatform(`${base}/${target}`);
}
function emptyVertex() {
  const facts = { hasInputs: false, started: false, completed: false, cached: false };
  return { name: "", ...facts, error: "", begin: 0, end: 0, parts: /* @__PURE__ */ new Map() };
}
function parseJson3(line) {
  try {
    return JSON.parse(line);
  } catch {
    return void 0;
  }
}

// src/cache/handover.ts
var INTERVAL3 = 20;
async function startReplay(replay, log, { end, stop }) {
  var _stack = [];
  try {
    if (stop.aborted) return void 0;
    const pid = detach(replay, log);
    await takeTurn(pid);
    const progress = createProgress();
    const reader = createLineReader(progress.add);
    const file = __using(_stack, await open(log), true);
    for (; ; ) {
      const ended = !isRunning(pid);
      await readOn(file, reader.add);
      if (progress.isExporting() || ended) return pid;
      const building = progress.running();
      const late = stop.aborted || performance.now() > end;
      if (building !== void 0 || late) {
        await endProcess(pid);
        await endTurn(pid);
        const text2 = `not exported, since ${building} would be built again; see what changed after the build`;
        return late ? void 0 : { level: "notice", text: text2 };
      }
      await delay6(INTERVAL3);
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function startKeeper(keeping, log, after = 0) {
  const pid = detach({ ...keeping, args: [...keeping.args, `${after}`] }, log);
  await takeTurn(pid);
  await takeMounts(pid);
  return pid;
}
async function readOn(file, add) {
  const buffer = Buffer.alloc(64 * 1024);
  for (; ; ) {
    const { bytesRead } = await file.read(buffer);
    if (bytesRead === 0) return;
    add(buffer.subarray(0, bytesRead));
  }
}

// src/cache/task.ts
import { readFile as readFile11, writeFile as writeFile9 } from "node:fs/promises";
import { join as join14 } from "node:path";
function pathsIn(folder) {
  return {
    task: join14(folder, "cache.json"),
    log: join14(folder, "cache-export.log"),
    keeper: join14(folder, "cache-mounts.log"),
    // buildx writes it when all went well.
    metadata: join14(folder, "cache-export.json")
  };
}
async function saveTask(folder, task) {
  await writeFile9(pathsIn(folder).task, JSON.stringify(task), { mode: 384 });
}

// src/cache/export.ts
var LONGEST4 = 6e4;
async function exportCache(builder, step, cache, carry, { document }, folder) {
  const { importers, during, after, mounts } = cache;
  if (importers.length + during.length + after.length === 0 && !mounts.keep) return;
  const { timeout, required } = step.inputs.cache;
  const reference = readReference(document);
  const plan = async () => ({
    buildx: { path: builder.buildx, sha256: step.tools.buildx.sha256 },
    history: reference ? keepEnv(buildxCommand(builder.buildx, [`--builder=${builder.name}`, "history"])) : void 0,
    reference,
    platforms: step.platforms,
    replay: after.length > 0 ? keepEnv(replayOf(builder, step, cache, folder)) : void 0,
    keeping: await planKeeping(builder, step, carry, folder).then((command2) => command2 && keepEnv(command2)),
    indexes: cache.indexes,
    warned: cache.warned,
    timeout,
    required
  });
  const remark = await plan().then((task) => beginTask(folder, task)).catch((error2) => {
    cancelled.throwIfAborted();
    return { level: "warning", text: `not exported: ${error2.message}` };
  });
  if (remark) tell(quieten(remark, cache.warned), required);
}
async function beginTask(folder, task) {
  const waits = (task.replay ?? task.keeping) && await findExporter() !== void 0;
  const begun = task.replay && !waits ? await beginReplay(task.replay, folder) : void 0;
  const refused = typeof begun === "object";
  const keeper = task.keeping && !waits ? await startKeeper(task.keeping, pathsIn(folder).keeper, refused ? 0 : begun) : void 0;
  const saved = {
    ...task,
    ...typeof begun === "number" && { pid: begun },
    ...refused && { replay: void 0, indexes: [] },
    ...keeper !== void 0 && { keeper }
  };
  await saveTask(folder, saved).catch(async (error2) => {
    for (const pid of [saved.pid, keeper]) if (pid !== void 0) await endProcess(pid).then(() => endTurn(pid));
    throw error2;
  });
  undoLater({ kind: "cache", folder });
  if (refused) return begun;
  if (waits)
    return { level: "line", text: "an earlier step of this job is exporting; this one follows at the end of the job" };
  return (task.replay ?? task.keeping) && { level: "line", text: "the export goes on until the end of the job" };
}
async function beginReplay(replay, folder) {
  const wait = { end: performance.now() + LONGEST4, stop: cancelled };
  const begun = await startReplay(replay, pathsIn(folder).log, wait);
  if (begun !== void 0) return begun;
  cancelled.throwIfAborted();
  const text2 = `not exported, since the builder did not look at the build again within ${LONGEST4 / 1e3} s`;
  return { level: "warning", text: text2 };
}
function replayOf({ name, buildx, files }, step, { importers, after }, folder) {
  const paths = buildPaths(step, folder, pathsIn(folder).metadata);
  const caches = { cacheFrom: importers.map(formatEntry), cacheTo: after.map(formatEntry) };
  const args = planReplay(name, step.inputs, paths, step.platforms, caches);
  return buildxCommand(buildx, args, planTokens(files, process.env));
}
function keepEnv(command2) {
  const given = Object.entries(childEnv()).filter(
    ([name, value]) => value !== void 0 && value !== process.env[name]
  );
  return { ...command2, env: { ...Object.fromEntries(given), ...command2.env } };
}

// src/publish/login.ts
import { mkdir as mkdir5, readdir as readdir3, readFile as readFile12, symlink, writeFile as writeFile10 } from "node:fs/promises";
import { join as join15 } from "node:path";
async function logIn({ logins, fallback }, folder) {
  const present = fallback && await readCredentials(fallback.registry, "").catch(() => true);
  const tokens = fallback && !present ? [fallback] : [];
  const all2 = [...logins, ...tokens];
  if (all2.length === 0) return;
  const isHidden = (form) => tokens.some(({ password }) => password === form);
  for (const form of all2.flatMap(listSecrets)) if (!isHidden(form)) mask(form);
  const env = childEnv();
  const user = dockerFolder(env);
  const own = join15(folder, "docker");
  await mkdir5(own, { mode: 448 });
  const text2 = await readFile12(join15(user, "config.json"), "utf8").catch(() => "");
  const config = mergeDockerConfig(text2, env.DOCKER_AUTH_CONFIG ?? "", all2);
  await writeFile10(join15(own, "config.json"), config, { mode: 384 });
  const names = (await readdir3(user).catch(() => [])).filter((name) => name !== "config.json" && !name.startsWith("."));
  for (const name of names) await symlink(join15(user, name), join15(own, name));
  shareEnv({
    DOCKER_CONFIG: own,
    BUILDX_CONFIG: buildxFolder(env),
    DOCKER_AUTH_CONFIG: ""
  });
}

// src/setup/settings.ts
function planSettings({
  inputs,
  host,
  tools,
  machine,
  context,
  buildContexts
}) {
  const { driverOpts, buildkitdFlags } = inputs.tools;
  const proxies = selectProxies([...machine.proxies, host.proxies]);
  const trust = AUTHORITIES in machine.certificates ? [`env.SSL_CERT_FILE=${CONFIG_FOLDER}${AUTHORITIES}`] : [];
  const targets = inputs.destination.publication?.names ?? [];
  const caches = [...inputs.cache.from, ...inputs.cache.to].flatMap((entry) => attributeOf(entry, "ref") ?? []);
  const names = [...targets, ...tools.buildkit.sources, ...tools.scanner?.sources ?? [], ...caches];
  const cacheHosts = machine.cacheHost && inputs.cache.cache !== "off" ? [machine.cacheHost] : [];
  const sources = [context, ...buildContexts.map((named) => splitPair(named)[1])].flatMap(
    (text2) => URL.parse(text2)?.host ?? []
  );
  const registries = [...names.map(registryOf), ...sources];
  const config = planBuildkitdConfig(host, machine.config, registries);
  const hosts = [...registries, ...listMirrorHosts(config), ...listProxyHosts(proxies), ...cacheHosts];
  return {
    driverOpts: mergeOptions([...planProxyOptions(proxies), ...trust], driverOpts),
    loopback: hosts.some(isLoopback),
    config: stringify(config),
    certificates: machine.certificates,
    flags: planBuildkitdFlags(buildkitdFlags, config)
  };
}
function mergeOptions(ours, users) {
  const name = (option) => splitPair(option)[0].toLowerCase();
  const replaced = new Set(users.map(name));
  return [...ours.filter((option) => !replaced.has(name(option))), ...users];
}

// src/publish/remedy.ts
var LOGIN = "set username and password, or log in before this step";
var PACKAGES = 'give the job "permissions: packages: write"; where the package was made by another repository, give this one the role Write in the settings of the package (Manage Actions access). In runs for forks and for Dependabot the token only reads: push: auto builds there without publishing';
var REMEDIES = [
  [
    /^ghcr\.io$/,
    ({ from }) => from === "github-token" ? PACKAGES : `use a token with the scope write:packages, or the job's own: leave out username and password, and ${PACKAGES}`
  ],
  [
    /^docker\.io$/,
    (_, path) => path.startsWith("library/") ? "write the namespace too, such as acme/app" : `use the name of a user who may push to ${path}, and a personal access token of theirs with Read & Write`
  ],
  [
    /\.dkr\.ecr[\w.-]*\.amazonaws\.com/,
    ({ name, status }, path) => status === 404 ? `create it: aws ecr create-repository --region ${registryOf(name).split(".")[3]} --repository-name ${path}` : 'allow ecr:InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage, BatchCheckLayerAvailability and BatchGetImage; the password that "aws ecr get-login-password" prints is good for 12 hours'
  ],
  [
    /^public\.ecr\.aws$/,
    (_, path) => `create it where it is not there: aws ecr-public create-repository --region us-east-1 --repository-name ${path.replace(/^[^/]*\//, "")}; log in with what "aws ecr-public get-login-password" prints`
  ],
  [
    /\.pkg\.dev$|(?:^|\.)gcr\.io$/,
    (_, path) => `see that the repository ${path.split("/").slice(0, 2).join("/")} is there (gcloud artifacts repositories create), and give the account the role roles/artifactregistry.writer`
  ],
  [/\.azurecr\.io$/, () => "give the service principal or token the role AcrPush"],
  [/^quay\.io$/, () => "give the robot account the permission Write on the repository, or Creator on the organisation"],
  [
    /gitlab/,
    (_, path) => `see that ${path} is a project, or a name below one, and that the token has the scope write_registry`
  ]
];
function explainRefusal2(refusal) {
  const { name, status, reason, from } = refusal;
  const registry = registryOf(name);
  const who = from === void 0 ? "nobody is logged in" : `the credentials of ${from === "docker" ? "the docker CLI" : from}`;
  const known = REMEDIES.find(([pattern]) => pattern.test(registry))?.[1];
  const common = status === 404 ? "create it there, or correct the name" : "let that user push there, or log in as another";
  const remedy = from === void 0 && status !== 404 ? LOGIN : known?.(refusal, name.slice(registry.length + 1)) ?? common;
  return `push: ${name} can't be pushed to (${who}); ${remedy}. The registry said: ${reason}`;
}

// src/publish/rights.ts
var HASTE2 = { ...PATIENCE2, attempts: 2, total: 5e3 };
var TIMEOUT7 = 1e4;
async function checkRights(step) {
  const { publication, login } = { ...step.inputs.destination, ...step.inputs };
  if (!publication) return;
  const { config, certificates } = planSettings(step);
  const files = { ...certificates, "buildkitd.toml": config };
  const refusals = await all(publication.names.map((name) => checkName(name, files, login)));
  const problems = refusals.filter((refusal) => refusal !== void 0).map(explainRefusal2);
  if (problems.length === 0) return;
  cancel(problems.join("\n"));
  cancelled.throwIfAborted();
}
async function checkName(name, files, login) {
  const registry = registryOf(name);
  const repository = openRepository(name, readRegistrySettings(files, registry), TIMEOUT7);
  try {
    await retry(name, () => repository.tryPush(), { patience: HASTE2 });
    print(`${name} may be pushed to`);
    return void 0;
  } catch (error2) {
    cancelled.throwIfAborted();
    const reason = error2.message;
    if (error2 instanceof HttpError && REFUSALS.includes(error2.status))
      return { name, status: error2.status, reason, from: await findSource(name, login) };
    notice2(`push: ${registry} can't tell before the build whether ${name} may be pushed to: ${reason}`);
    return void 0;
  }
}
async function findSource(name, { logins, fallback }) {
  const registry = registryOf(name);
  const found = await readCredentials(registry, name.slice(registry.length + 1)).catch(() => void 0);
  if (!found) return void 0;
  const given = [...logins, ...fallback ? [fallback] : []].find((login) => login.registry === registry);
  return given && "password" in found && found.password === given.password ? given.input : "docker";
}

// src/report/gantt.ts
var WIDTH = 50;
function formatGantt(spans2) {
  const ordered = spans2.toSorted((a, b) => a.start - b.start);
  const end = Math.max(...spans2.map((span) => span.end));
  const longest = Math.max(...spans2.map(({ name }) => name.length));
  const column = (time) => Math.floor(time / end * (WIDTH - 1));
  const seconds2 = (time) => (time / 1e3).toFixed(2);
  return ordered.map((span) => {
    const bar = " ".repeat(column(span.start)).padEnd(column(span.end) + 1, "=");
    return `${span.name.padEnd(longest)}  |${bar.padEnd(WIDTH)}| ${seconds2(span.start)}–${seconds2(span.end)}`;
  }).join("\n");
}

// src/report/table.ts
function alignRows(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map(
    (row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  ).join("\n");
}
function formatMarkdown([head = [], ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

// src/report/report.ts
async function report(result) {
  const { publication, load: load2 } = result.destination;
  const rows = listDigests(result);
  const names = publication?.names ?? [];
  const tags = publication || load2 ? listTags(result) : [];
  print(
    ["", alignRows(rows), "", ...names.map((name) => `${name}@${result.metadata.digest}`), ...tags].join("\n").trimEnd()
  );
  setOutputs(formatOutputs(result));
  const code = (texts) => texts.map((text2) => `\`${text2}\``).join("<br>");
  const title = names.length > 0 ? `Published ${code(names)}` : load2 ? "Built and loaded" : "Built, not published";
  const tools = formatMarkdown(listTools(result));
  const timeline = `\`\`\`text
${formatGantt(spans)}
\`\`\``;
  const details = `<details><summary>Tools and time</summary>

${tools}

${timeline}

</details>`;
  await summarize([`### ${title}`, "", formatMarkdown(rows), "", code(tags), "", details, ""].join("\n"));
  if (publication && publication.tags.length === 0)
    notice2(`tags: there are none, so the image is published under its digest alone (${result.metadata.digest})`);
}

// src/setup/setup.ts
import { setTimeout as delay8 } from "node:timers/promises";

// src/setup/buildx.ts
import { randomUUID as randomUUID6 } from "node:crypto";
import { chmod, copyFile, link, mkdir as mkdir6, rename as rename2, rm as rm6 } from "node:fs/promises";
import { basename as basename4, dirname as dirname4, join as join17, relative as relative2 } from "node:path";

// src/setup/content.ts
var DARWIN = { 16777223: "amd64", 16777228: "arm64" };
var WINDOWS = { 34404: "amd64", 43620: "arm64" };
function recognizeContent(start) {
  const machine = findElf(start) ?? findMach(start) ?? findPortable(start);
  if (machine !== void 0) return { kind: "program", machine };
  return /^\s*<(?:!doctype|html|\?xml)/i.test(start.toString()) ? { kind: "page" } : void 0;
}
function isForeign(content, machine) {
  return content?.kind === "program" && !new RegExp(`^${content.machine}(?![^-.])`).test(machine);
}
function describeContent(content, size) {
  const bytes = `${size} bytes`;
  if (content === void 0) return bytes;
  return content.kind === "page" ? `a page for a browser of ${bytes}` : `a program for ${content.machine} of ${bytes}`;
}
function findElf(start) {
  const tell3 = (bytes) => [...bytes.subarray(0, 6), ...bytes.subarray(18, 20)].join();
  const architecture = ARCHITECTURES2.find((name) => tell3(makeProgram(name)) === tell3(start));
  return architecture && `linux-${architecture}`;
}
function findMach(start) {
  const is = start.length >= 8 && start.readUInt32LE() === 4277009103;
  const architecture = is ? DARWIN[start.readUInt32LE(4)] : void 0;
  return architecture && `darwin-${architecture}`;
}
function findPortable(start) {
  if (start.length < 64 || start.toString("latin1", 0, 2) !== "MZ") return void 0;
  const at = start.readUInt32LE(60);
  const is = at + 6 <= start.length && start.toString("latin1", at, at + 4) === "PE\0\0";
  const architecture = is ? WINDOWS[start.readUInt16LE(at + 4)] : void 0;
  return architecture && `windows-${architecture}`;
}

// src/setup/download.ts
import { createHash as createHash6 } from "node:crypto";
import { createReadStream } from "node:fs";
import { open as open2, rm as rm5 } from "node:fs/promises";
import { fileURLToPath } from "node:url";
var START = 512;
async function download(url, path, { silence, attempt: attempt2 }) {
  const limit2 = AbortSignal.timeout(attempt2);
  try {
    return await write2(await openSource(url, silence, AbortSignal.any([cancelled, limit2])), path);
  } catch (error2) {
    await rm5(path, { force: true });
    if (limit2.aborted) throw new SourceError("again", `not complete within ${attempt2 / 1e3} s`, { cause: error2 });
    throw error2;
  }
}
async function openSource(url, timeout, signal) {
  if (url.startsWith("file:")) return createReadStream(fileURLToPath(url), { signal });
  const answer = await follow(createClient(), { url, timeout, signal });
  if (answer.status === 200) return answer.body;
  answer.body.destroy();
  throw new HttpError(
    answer,
    `status ${answer.status} ${process.getBuiltinModule("node:http").STATUS_CODES[answer.status] ?? ""}`.trim()
  );
}
async function write2(source, path) {
  var _stack = [];
  try {
    const hash2 = createHash6("sha256");
    let size = 0;
    let start = Buffer.alloc(0);
    const file = __using(_stack, await open2(path, "wx").catch(refuse), true);
    for await (const chunk of source) {
      hash2.update(chunk);
      if (size < START) start = Buffer.concat([start, chunk]).subarray(0, START);
      size += chunk.length;
      await file.writeFile(chunk).catch(refuse);
    }
    return { sha256: hash2.digest("hex"), size, start };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function refuse(error2) {
  throw new SourceError(
    "stop",
    `RUNNER_TEMP: a download can't be written there; free space, or have it point to a folder that has some: ${error2.message}`,
    { cause: error2 }
  );
}

// src/setup/hash.ts
import { createHash as createHash7 } from "node:crypto";
import { open as open3 } from "node:fs/promises";
var PIECE = 1024 * 1024;
async function hashFile(path) {
  try {
    var _stack = [];
    try {
      const file = __using(_stack, await open3(path), true);
      const hash2 = createHash7("sha256");
      const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
      let reading = file.read(one);
      for (; ; ) {
        const { buffer, bytesRead } = await reading;
        if (bytesRead === 0) return hash2.digest("hex");
        cancelled.throwIfAborted();
        reading = file.read(buffer === one ? other : one);
        hash2.update(buffer.subarray(0, bytesRead));
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

// src/setup/plugin.ts
import {
  constants,
  lstatSync,
  mkdirSync as mkdirSync2,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync as rmSync2,
  symlinkSync,
  writeFileSync as writeFileSync2
} from "node:fs";
import { access as access2, realpath, stat as stat3, symlink as symlink2 } from "node:fs/promises";
import { basename as basename3, dirname as dirname3, join as join16 } from "node:path";
import { setTimeout as delay7 } from "node:timers/promises";
var PROGRAM = "docker-buildx";
var SYSTEM_FOLDERS = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map(
  (folder) => `${folder}/docker/cli-plugins`
);
var SHELF = ".multiarch-build";
var [BEFORE, LOCK, NEXT] = ["before", "lock", "next"];
var LINK = join16(SHELF, PROGRAM);
var LONGEST_LOCK = 5e3;
async function installPlugin(file, stepFolder) {
  const folder = pluginFolder();
  const path = join16(folder, PROGRAM);
  const installed = await findPlugin();
  if (installed && readLink(path) !== LINK && await isSame(installed.file, file)) return;
  const shelf = join16(folder, SHELF);
  const use = { kind: "plugin", note: join16(shelf, basename3(stepFolder)) };
  undoLater(use);
  try {
    const target = join16(stepFolder, "plugin");
    await symlink2(file, target);
    await alone(shelf, () => {
      symlinkSync(target, use.note);
      point(shelf, file);
      if (readLink(path) === LINK) return;
      if (exists2(path)) renameSync(path, join16(shelf, BEFORE));
      symlinkSync(LINK, path);
    });
  } catch (error2) {
    await removePlugin(use).catch(() => {
    });
    warning2(
      `buildx: could not be installed as ${path}: ${error2.message}. This step does without; for "docker buildx" in later steps make the folder writable`
    );
  }
}
async function removePlugin({ note }) {
  const shelf = dirname3(note);
  const folder = dirname3(shelf);
  const [path, before] = [join16(folder, PROGRAM), join16(shelf, BEFORE)];
  const takeBack = () => {
    rmSync2(note, { force: true });
    const used = listUsed(shelf);
    const [other] = used;
    if (other && !used.includes(resolve2(join16(shelf, PROGRAM)) ?? "")) point(shelf, other);
    if (other) return;
    if (!exists2(path) || readLink(path) === LINK)
      if (exists2(before)) renameSync(before, path);
      else rmSync2(path, { force: true });
    for (const name of [BEFORE, PROGRAM, NEXT]) rmSync2(join16(shelf, name), { force: true });
  };
  if (exists2(note)) await alone(shelf, takeBack);
  for (const empty of [shelf, folder]) orNothing(() => rmdirSync(empty));
}
async function findPlugin() {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    const file = await realpath(join16(folder, PROGRAM)).catch(() => void 0);
    if (file && await isExecutable(file)) return { file, stays: folder !== pluginFolder() };
  }
  return void 0;
}
function pluginFolder() {
  return join16(dockerFolder(process.env), "cli-plugins");
}
async function alone(shelf, task) {
  const lock = join16(shelf, LOCK);
  for (; ; ) {
    mkdirSync2(shelf, { recursive: true });
    try {
      writeFileSync2(lock, "", { flag: "wx" });
      break;
    } catch (error2) {
      if (!["EEXIST", "ENOENT"].includes(error2.code ?? "")) throw error2;
      if (ageOf2(lock) > LONGEST_LOCK) rmSync2(lock, { force: true });
      else await delay7(5);
    }
  }
  try {
    task();
  } finally {
    rmSync2(lock, { force: true });
  }
}
function listUsed(shelf) {
  const notes = readdirSync(shelf).filter((name) => ![PROGRAM, BEFORE, LOCK, NEXT].includes(name));
  return notes.flatMap((name) => {
    const note = join16(shelf, name);
    const file = ageOf2(note) < LONGEST_JOB ? resolve2(note) : void 0;
    if (file === void 0) rmSync2(note, { force: true });
    return file ?? [];
  });
}
function point(shelf, file) {
  const next = join16(shelf, NEXT);
  rmSync2(next, { force: true });
  symlinkSync(file, next);
  renameSync(next, join16(shelf, PROGRAM));
}
async function isExecutable(path) {
  return access2(path, constants.X_OK).then(
    () => true,
    () => false
  );
}
async function isSame(one, other) {
  const [a, b] = await Promise.all([one, other].map((path) => stat3(path).catch(() => void 0)));
  if (!a || !b || a.size !== b.size) return false;
  return a.dev === b.dev && a.ino === b.ino || await hashFile(one) === await hashFile(other);
}
function ageOf2(path) {
  return Date.now() - (orNothing(() => lstatSync(path).mtimeMs) ?? Number.POSITIVE_INFINITY);
}
function exists2(path) {
  return orNothing(() => lstatSync(path)) !== void 0;
}
function readLink(path) {
  return orNothing(() => readlinkSync(path)) ?? "";
}
function resolve2(path) {
  return orNothing(() => realpathSync(path));
}
function orNothing(task) {
  try {
    return task();
  } catch {
    return void 0;
  }
}

// src/setup/buildx.ts
function machineName() {
  const systems = { win32: "windows" };
  const armVersion = process.config.variables.arm_version ?? "7";
  const architectures = { x64: "amd64", arm: `arm-v${armVersion}`, ppc64: "ppc64le" };
  return `${systems[process.platform] ?? process.platform}-${architectures[process.arch] ?? process.arch}`;
}
async function findBuildx(asset, folder) {
  const cached = cachePath(asset);
  const installed = await findInstalled(asset, cached, folder);
  if (installed !== void 0) {
    print(`buildx ${asset.version}: the installed one is it (sha256 ${asset.sha256})`);
    return installed;
  }
  const hash2 = cached && await hashFile(cached);
  if (!hash2) return void 0;
  if (hash2 === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning2(`buildx: ${cached} has the sha256 ${hash2}, and the pin is ${asset.sha256}; it is fetched again`);
  return void 0;
}
async function findInstalled({ sha256 }, cached, folder) {
  const found = await findPlugin();
  if (!found) return void 0;
  const { file } = found;
  const isIt = async (path) => await hashFile(path) === sha256;
  if (found.stays || file === cached) return await isIt(file) ? file : void 0;
  const own = join17(folder, PROGRAM);
  const linked = await link(file, own).then(
    () => true,
    () => false
  );
  if (!linked && await isIt(file)) await copyFile(file, own).catch(() => {
  });
  if (await isIt(own)) return own;
  await rm6(own, { force: true });
  return void 0;
}
async function fetchBuildx(asset, folder, patience = PATIENCE2) {
  const what = `buildx ${asset.version}`;
  const fetch = async (url) => {
    const path = join17(folder, `${PROGRAM}-${randomUUID6()}`);
    await checkContent(asset, path, await download(url, path, patience));
    print(`${what}: downloaded from ${showUrl(url)} (sha256 ${asset.sha256})`);
    return path;
  };
  return keepInCache(await trySources(what, asset.urls, fetch, patience), asset);
}
async function checkContent({ version, name, sha256: pin }, path, found) {
  const content = recognizeContent(found.start);
  const what = describeContent(content, found.size);
  try {
    if (found.sha256 !== pin)
      throw new SourceError("wrong", `sent ${what}, which has the sha256 ${found.sha256}, and the pin is ${pin}`);
    if (isForeign(content, name))
      throw new SourceError("stop", `buildx ${version}: ${pin} is the hash of ${what}; write that of one for ${name}`);
    await chmod(path, 493);
  } catch (error2) {
    await rm6(path, { force: true });
    throw error2;
  }
}
function cachePath({ version, sha256 }) {
  const root = process.env.RUNNER_TOOL_CACHE;
  return root && join17(root, PROGRAM, parseVersion(version) ?? version, `${process.arch}-${sha256.slice(0, 12)}`, PROGRAM);
}
async function keepInCache(path, asset) {
  const place = cachePath(asset);
  if (place === void 0) return path;
  const isKept = async () => await hashFile(place) === asset.sha256;
  try {
    if (!await isKept()) await copyIntoCache(path, place);
    return await isKept() ? place : path;
  } catch (error2) {
    cancelled.throwIfAborted();
    print(`buildx ${asset.version}: not kept in the tool cache: ${error2.message}`);
    return path;
  }
}
async function copyIntoCache(path, place) {
  const folder = dirname4(place);
  const versions = join17(process.env.RUNNER_TOOL_CACHE ?? "", PROGRAM);
  const partial = `.partial-${randomUUID6()}`;
  const staging = join17(dirname4(folder), partial);
  undoLater({ kind: "folder", path: staging });
  try {
    const { cacheFile } = await import("./tool-cache-7KUM4SRQ.js");
    const version = relative2(versions, dirname4(folder));
    const made = await cacheFile(path, PROGRAM, PROGRAM, version, join17(partial, basename4(folder)));
    await mkdir6(folder, { recursive: true });
    await rename2(join17(made, PROGRAM), place);
    await rename2(`${made}.complete`, `${folder}.complete`);
  } finally {
    await rm6(staging, { recursive: true, force: true });
  }
}

// src/setup/container.ts
async function findContainer(builder) {
  const { container } = builderContainer(builder);
  const command2 = dockerCommand(["container", "inspect", "--format={{json .}}", container]);
  const text2 = await run(command2, { secret: true }).catch(ignoreFailure);
  if (text2 === void 0) return void 0;
  const { Image, State, ExecIDs, Config } = JSON.parse(text2);
  const busy = (ExecIDs ?? []).length > 0;
  return {
    ...{ name: container, image: Image.replace("sha256:", ""), paused: State.Paused, busy },
    reference: Config.Image,
    mark: readMark(Config.Env ?? [])
  };
}
async function wakeContainer({ name, paused }) {
  if (!paused) return;
  print(`${name}: it was paused; it goes on`);
  await run(dockerCommand(["unpause", name]));
}
async function removeUnless(found, image) {
  if (found.image !== image) await remove(found, `it runs the image ${found.image}, and not ${image}`);
}
async function claimContainer(builder, found, image, mark2) {
  if (found.mark === mark2) return removeUnless(found, image);
  if (found.mark && !found.busy) return remove(found, "it was made with other settings");
  const whose = found.mark ? "was made with other settings and is in use" : "was not made by this user's steps";
  throw new Error(
    `builder: ${builder} is not on buildx's list, but there is a container for it, which ${whose}; name another builder, or, where nobody needs it, remove it with "docker rm --force ${found.name}"`
  );
}
async function remove({ name }, reason) {
  print(`${name}: ${reason}; it is made anew, with its state`);
  await run(removal(name));
}

// src/setup/register.ts
import { release as release2 } from "node:os";

// src/setup/emulators.ts
function binfmtContainer(mark2) {
  return `multiarch-build-binfmt-${mark2}`;
}
function missingEmulators(platforms, architecture, running) {
  const foreign = platforms.filter((platform) => platform.startsWith("linux/") && !isNative(platform, architecture));
  const names = [...new Set(foreign.map(architectureOf))];
  return names.filter((name) => ARCHITECTURES2.includes(name) && !running.includes(name));
}
function planRegistration(findings, disposable) {
  const faulty = findings.flatMap(({ architecture, fault }) => fault ? [{ architecture, fault }] : []);
  const replaced = faulty.filter(({ fault }) => disposable || fault.severity === "gone");
  const missing = findings.filter(({ runs, fault }) => !runs && !fault);
  return {
    ...planReplacement(replaced),
    install: [...missing, ...replaced].map(({ architecture }) => architecture),
    left: faulty.filter((finding) => !replaced.includes(finding))
  };
}
function planReplacement(faulty) {
  return {
    uninstall: faulty.map(({ fault }) => fault.entry),
    install: faulty.map(({ architecture }) => architecture)
  };
}
function explainFaults(faulty, command2) {
  const list3 = faulty.map(({ architecture, fault }) => `${architecture} (${fault.entry}: ${fault.reason})`).join("; ");
  return `platforms: emulators that others registered on the engine's machine serve containers badly or not at all: ${list3}. Replace them there with: ${command2}`;
}
function binfmtArgs({ uninstall, install }) {
  return [
    ...uninstall.length > 0 ? ["--uninstall", uninstall.join(",")] : [],
    ...install.length > 0 ? ["--install", install.join(",")] : []
  ];
}
function parseEmulation(stdout) {
  const json = /^\{\s*"supported".*\}/ms.exec(stdout)?.[0];
  try {
    const { supported, emulators } = JSON.parse(json ?? "");
    return { supported: supported ?? [], emulators: emulators ?? [] };
  } catch {
    return void 0;
  }
}
function isAnswered(log, { install }) {
  const told = (name) => new RegExp(`^installing: ${name} `, "m").test(log);
  return install.every(told) && parseEmulation(log) !== void 0;
}
function parseFindings(architectures, { supported }, log) {
  const running = supported.map(architectureOf);
  return architectures.map((architecture) => {
    const runs = running.includes(architecture);
    const entry = new RegExp(`^installing: ${architecture} (\\S+) already registered$`, "m").exec(log)?.[1];
    const reason = "a program that binfmt tried in a container did not start";
    return { architecture, runs, fault: entry && !runs ? { entry, reason, severity: "broken" } : void 0 };
  });
}
function parseRegistered(log) {
  return Array.from(log.matchAll(/^installing: (\S+) OK$/gm), ([, name]) => name);
}
function explainBinfmt(output) {
  const lines = output.match(/^(?:installing|error|level=).*/gm) ?? [];
  return lines.join("; ") || "it said nothing of why";
}

// src/setup/toolchain.ts
var DIGEST = /^sha256:[0-9a-f]{64}$/;
var SHA256 = /^[0-9a-f]{64}$/;
var URL_START = /^(?:https?:\/\/(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?|file:\/\/[\w.-]*)\//;
var PROGRAM2 = members({
  version: checkText,
  assets: checkAssets,
  sources: list((text2) => URL_START.test(text2), "no http, https or file URL")
});
var IMAGE = members({
  version: checkText,
  digest: (path, value) => checkHash(path, value, DIGEST, "no sha256: digest"),
  sources: list(isRepository, "no repository such as docker.io/moby/buildkit")
});
var DOCUMENT = members({
  $schema: checkText,
  buildx: PROGRAM2,
  buildkit: IMAGE,
  "buildkit-rootless": IMAGE,
  binfmt: IMAGE,
  "sbom-scanner": IMAGE
});
var OPTIONAL = ["$schema", "buildkit-rootless", "sbom-scanner"];
function parseToolchain(text2) {
  let document;
  try {
    document = JSON.parse(text2);
  } catch (error2) {
    return { problems: [`is not JSON: ${error2.message}`] };
  }
  const problems = DOCUMENT("", document);
  return problems.length > 0 ? { problems } : document;
}
function findAsset(program, machine) {
  const name = [machine, `${machine}.exe`].find((candidate) => Object.hasOwn(program.assets, candidate));
  if (name === void 0) return void 0;
  const urls = program.sources.map((source) => assetUrl(source, program.version, name));
  return { version: program.version, name, sha256: program.assets[name], urls };
}
function assetUrl(source, version, asset) {
  return source.replaceAll("{version}", version).replaceAll("{asset}", asset);
}
function imageReferences(image) {
  return image.sources.map((source) => `${source}@${image.digest}`);
}
function pinnedDigest(toolchain, image) {
  const reference = parseReference(image);
  if (typeof reference === "string") return void 0;
  const tools = [toolchain.buildkit, toolchain["buildkit-rootless"], toolchain.binfmt, toolchain["sbom-scanner"]];
  return tools.find((tool) => tool?.sources.includes(reference.name) && tool.version === reference.tag)?.digest;
}
function parseToolImage(text2) {
  const at = text2.indexOf("@");
  const reference = parseReference(text2.slice(0, Math.max(at, 0)));
  const digest = text2.slice(at + 1);
  if (typeof reference === "string" || !DIGEST.test(digest)) return void 0;
  return { version: reference.tag ?? digest, digest, sources: [reference.name] };
}
function members(checks) {
  const names = Object.keys(checks);
  return (path, value) => {
    const pathOf = (name) => path ? `${path}.${name}` : name;
    if (!isFields(value)) return [`${path && `${path}: `}must be a JSON object`];
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    const missing = names.filter((name) => value[name] === void 0 && !OPTIONAL.includes(name));
    return [
      ...unknown.map((name) => `${pathOf(name)}: is no known member; write ${suggest(name, names)}`),
      ...missing.map((name) => `${pathOf(name)}: is missing`),
      ...Object.entries(checks).flatMap(
        ([name, check]) => value[name] === void 0 ? [] : check(pathOf(name), value[name])
      )
    ];
  };
}
function suggest(name, names) {
  return nearest(name, names) ?? `one of ${names.join(", ")}, or remove it`;
}
function list(isSource, lack) {
  return (path, value) => Array.isArray(value) && value.length > 0 ? value.flatMap(
    (source, index) => typeof source === "string" && isSource(source) ? [] : [`${path}[${index}]: ${show(source)} is ${lack}`]
  ) : [`${path}: must be a list with at least one entry`];
}
function show(source) {
  const hide = (text2) => showUrl(text2.replace(/^(\w+:\/\/)?.*@(?!sha256:)/s, "$1***@"));
  return JSON.stringify(typeof source === "string" ? hide(source) : source);
}
function checkText(path, value) {
  return typeof value === "string" && value !== "" ? [] : [`${path}: must be a string that is not empty`];
}
function checkAssets(path, value) {
  if (!isFields(value)) return [`${path}: must be an object of machine and SHA-256`];
  return Object.entries(value).flatMap(([name, hash2]) => checkHash(`${path}.${name}`, hash2, SHA256, "no SHA-256"));
}
function checkHash(path, value, pattern, lack) {
  return typeof value === "string" && pattern.test(value) ? [] : [`${path}: ${JSON.stringify(value)} is ${lack} of 64 hexadecimal digits`];
}
function isRepository(text2) {
  const reference = parseReference(text2);
  return typeof reference !== "string" && reference.name === text2;
}
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/setup/register.ts
var TIMEOUT8 = 12e4;
var RUN = ["run", "--rm", "--privileged", "--userns=host", "--network=host", "--tmpfs=/tmp:exec"];
async function registerEmulators({ platforms, host, tools: { binfmt }, found }, folder) {
  const wanted = missingEmulators(platforms, host.architecture, []);
  const known = wanted.length > 0 ? await inspectKernel(wanted, host, folder) : [];
  const guess = (architecture) => ({ architecture, runs: mayBeNative(architecture, host.architecture) });
  const first = settle(known ?? wanted.map(guess), host, binfmt);
  if (known && first.install.length === 0) {
    print("Emulators: none to register");
    return { tried: [] };
  }
  if (host.rootless)
    return fail2(
      "a rootless engine can't register emulators; have root do it on its machine, for instance by installing qemu-user-static"
    );
  const image = found.binfmt.then((image2) => image2 ?? timed("binfmt pull", pullImage(imageReferences(binfmt))));
  let said = await runBinfmt(image, first);
  if (typeof said === "string") return fail2(said);
  let log = said.log;
  const inVain = ({ architecture, fault }) => !fault && first.install.includes(architecture);
  const second = settle(
    parseFindings(wanted, said.emulation, log).filter((finding) => !inVain(finding)),
    host,
    binfmt
  );
  if (second.install.length > 0) {
    await said.gone;
    said = await runBinfmt(image, second);
    if (typeof said === "string") return fail2(said);
    log = [log, said.log].join("\n");
  }
  const missing = parseFindings(wanted, said.emulation, log).filter(({ runs }) => !runs);
  if (missing.length > 0)
    return fail2(
      `binfmt could not register ${missing.map(({ architecture }) => architecture).join(", ")}: ${explainBinfmt(log)}`
    );
  const registered = parseRegistered(log);
  print(
    registered.length > 0 ? `Emulators: ${registered.join(", ")} registered by binfmt ${binfmt.version} (${binfmt.digest})` : "Emulators: none to register"
  );
  return { tried: said.emulation.supported.flatMap((text2) => parsePlatform(text2) ?? []) };
}
function fail2(problem) {
  return { tried: [], problem };
}
function settle(findings, host, binfmt) {
  const disposable = process.env.RUNNER_ENVIRONMENT === "github-hosted" && host.kernel === release2();
  const { left, ...registration } = planRegistration(findings, disposable);
  const [reference = ""] = imageReferences(binfmt);
  const command2 = ["docker", ...RUN, reference, ...binfmtArgs(planReplacement(left))].join(" ");
  if (left.some(({ fault }) => fault.severity !== "flawed")) throw new Error(explainFaults(left, command2));
  if (left.length > 0) warning2(explainFaults(left, command2));
  return registration;
}
async function runBinfmt(image, registration) {
  const log = [];
  try {
    const command2 = dockerCommand([
      ...RUN,
      `--name=${binfmtContainer(stepMark())}`,
      (await image).id,
      ...binfmtArgs(registration)
    ]);
    const { promise: answer, resolve: resolve5 } = Promise.withResolvers();
    const onText = (text2) => {
      log.push(text2);
      if (isAnswered(log.join("\n"), registration)) resolve5(log.join("\n"));
    };
    const running = run(command2, { onText, timeout: TIMEOUT8 });
    const emulation = parseEmulation(await Promise.race([running, answer]));
    const gone = running.catch(() => {
    });
    return emulation ? { emulation, log: log.join("\n"), gone } : `binfmt: ${explainBinfmt(log.join("\n"))}`;
  } catch (error2) {
    cancelled.throwIfAborted();
    return error2.message;
  }
}

// src/setup/scanner.ts
async function findScanner(builder, image, patience = PATIENCE2) {
  const find4 = async (reference) => {
    await resolve3(builder, reference, patience);
    print(`${reference}: the builder has it`);
    return reference;
  };
  return trySources("SBOM scanner", imageReferences(image), find4, patience);
}
async function resolve3({ name, buildx, files }, reference, { silence }) {
  const args = ["build", `--builder=${name}`, "--progress=plain", "--provenance=false", "--output=type=cacheonly", "-"];
  const input = `FROM --platform=$BUILDPLATFORM ${reference}
`;
  const limit2 = AbortSignal.timeout(silence);
  try {
    await run(buildxCommand(buildx, args, planTokens(files, process.env)), { input, signal: limit2 });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (limit2.aborted) throw new SourceError("again", `no answer within ${silence / 1e3} s`, { cause });
    const reason = lastLines(cause.reason, 1).split(`${reference}: `).at(-1);
    throw new SourceError(judgeError(cause), reason, { cause });
  }
}

// src/setup/setup.ts
var HEAD_START = 100;
async function setUp(step, folder) {
  const emulated = step.inputs.call ? { ...step, platforms: [] } : step;
  const buildx = step.found.buildx.then(
    (path) => path ?? timed("buildx download", fetchBuildx(step.tools.buildx, folder))
  );
  const starting = timed("builder", startBuilder(step, buildx, folder));
  const { scanner: wanted } = step.tools;
  const find4 = async () => wanted && timed("SBOM scanner", findScanner(await starting, wanted));
  const ahead = step.found.image.then((image) => image && delay8(HEAD_START), ignoreFailure);
  const emulators = ahead.then(() => registerEmulators(emulated, folder));
  const [emulation, builder, scanner] = await all([
    timed("emulators", emulators),
    starting,
    find4(),
    buildx.then((path) => installPlugin(path, folder))
  ]);
  return { builder, emulation, scanner };
}
async function checkBuilder({ builder, emulation }, { platforms, inputs }) {
  const lacks = (able) => platforms.filter((platform) => platform.startsWith("linux/") && !includesPlatform(able, platform));
  const { ran, name } = builder;
  const runs = [.../* @__PURE__ */ new Set([...ran, ...emulation.tried])];
  if (ran.length > 0 && lacks(runs).length === 0 && !inputs.tools.buildkitImage)
    return print(`Builder ${name}: it runs ${runs.join(", ")}`);
  const ask3 = () => inspectBuilder(builder).catch(ignoreFailure);
  const first = await ask3();
  const facts = first && lacks(first.platforms).length > 0 ? await ask3() ?? first : first;
  if (!facts || facts.platforms.length === 0) return;
  print(`Builder ${builder.name}: BuildKit ${facts.version}, runs ${facts.platforms.join(", ")}`);
  const missing = lacks(facts.platforms);
  if (missing.length > 0)
    warning2(
      `platforms: the builder ${builder.name} runs no programs for ${missing.join(", ")}. Stages that only copy files or cross-compile with FROM --platform=$BUILDPLATFORM need none; a RUN for them fails. To emulate, use a runner where privileged containers are allowed and binfmt_misc is mounted (mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc)${emulation.problem ? `; ${emulation.problem}` : ""}`
    );
  if (facts.version && isOlder(facts.version, OLDEST_BUILDKIT))
    warning2(
      `builder: ${builder.name} runs BuildKit ${facts.version}, which has known vulnerabilities (CVE-2026-93318); bring it to v${OLDEST_BUILDKIT} or newer`
    );
}
async function startBuilder(step, buildx, folder) {
  const { inputs, tools, found } = step;
  const { builder: named, keepState, cleanup } = inputs.tools;
  const references = imageReferences(tools.buildkit);
  const settings = planSettings(step);
  const lasting = keepState || !cleanup;
  const reference = references[0];
  const job2 = lasting || named ? void 0 : `${jobOf(process.env) ?? stepMark()}
${buildxFolder(process.env)}`;
  const derived = deriveBuilderName(reference, settings, step.host.id, job2);
  const name = named || derived;
  const lease = { builder: name, step: stepMark() };
  undoLater({ kind: "builder", ...lease });
  const alone2 = await takeLease(lease);
  const container = named || lasting ? await findContainer(name) : void 0;
  if (container) await wakeContainer(container);
  const users = named ? await findUsersBuilder(await buildx, name, step) : void 0;
  if (users) return users;
  const image = found.image.then((image2) => image2 ?? timed("BuildKit pull", pullImage(references)));
  image.catch(() => {
  });
  if (container && named) await claimContainer(name, container, (await image).id, derived);
  if (container && !named && alone2) await removeUnless(container, (await image).id);
  const existing = !named && (lasting || !alone2) ? await findBuilder(await buildx, name) : void 0;
  if (existing) return existing;
  const parts = { buildx, image, reference: lasting ? reference : void 0 };
  const driverOpts = named ? [...settings.driverOpts, markOption(derived)] : settings.driverOpts;
  return createBuilder(name, { ...settings, driverOpts }, parts, step, folder);
}
async function findUsersBuilder(buildx, name, { inputs, found }) {
  const builder = await findBuilder(buildx, name);
  if (!builder) return void 0;
  if (inputs.destination.publication) refuseUnlessPushing(builder);
  const container = await findContainer(name);
  if (container && container.image === (await found.image)?.id) return builder;
  const image = container?.reference ?? "";
  print(`Builder ${name}: its BuildKit is not the pinned one${image && `, but from ${image}`}`);
  return { ...builder, other: { version: builder.version, image } };
}
function refuseUnlessPushing({ name, driver, nodes }) {
  const wrong = driver === "docker" ? "has the driver docker" : nodes > 1 && `has ${nodes} nodes`;
  if (wrong)
    throw new Error(
      `builder: ${name} ${wrong}, and so can't push an image by its digest alone, which is how it is verified before it is tagged; leave builder (or BUILDX_BUILDER) out, or name one with a single node and another driver`
    );
}

// src/step.ts
import { readFile as readFile14 } from "node:fs/promises";

// src/build/workspace.ts
import { readdir as readdir4, stat as stat4 } from "node:fs/promises";
import { isAbsolute as isAbsolute3, join as join18, resolve as resolve4 } from "node:path";
async function readSource(inputs) {
  const files = await readdir4(".").catch(() => []);
  const filled = fillContexts(inputs, process.env, files.length > 0);
  if (typeof filled === "string") return filled;
  if (!inputs.context && isUrl(filled.context)) print(`context: nothing is checked out, so it is ${filled.context}`);
  const { buildContexts } = filled;
  const context = isUrl(filled.context) ? filled.context : resolve4(filled.context);
  const inContext = inputs.file === void 0 || isUrl(inputs.file) || isUrl(context);
  const file = inContext ? inputs.file : resolve4(inputs.file);
  const token2 = contextToken(context, inputs.secrets, inputs.githubToken, process.env);
  const secrets = inputs.secrets.map(
    (secret) => "path" in secret ? { ...secret, path: resolve4(secret.path) } : secret
  );
  const source = { context, file, buildContexts, secrets: [...secrets, ...token2] };
  const problems = await checkFiles(inputs, source);
  return problems.length > 0 ? problems.join("\n") : source;
}
async function checkFiles(inputs, { context, file, buildContexts, secrets }) {
  const advice = "check the repository out first (actions/checkout), or correct the path";
  const lack = async (input, text2, path, kind) => await isKind(path, kind) ? [] : [`${input}: ${JSON.stringify(text2)} is no ${kind === "isFile" ? "file" : "folder"} of this machine; ${advice}`];
  const problems = await Promise.all([
    ...buildContexts.map((named) => {
      const path = localPath(named);
      return path === void 0 ? [] : lack("build-contexts", named, path, "isDirectory");
    }),
    ...secrets.map((secret) => "path" in secret ? lack("secret-files", secret.path, secret.path, "isFile") : []),
    ...isUrl(context) ? [] : [lack("context", inputs.context, context, "isDirectory")],
    ...file !== void 0 && isAbsolute3(file) ? [lack("file", inputs.file ?? "", file, "isFile")] : []
  ]);
  if (file !== void 0 || isUrl(context) || !await isKind(context, "isDirectory")) return problems.flat();
  const found = await Promise.all(["Dockerfile", "dockerfile"].map((name) => isKind(join18(context, name), "isFile")));
  const missing = `file: there is no Dockerfile in the context ${JSON.stringify(inputs.context || ".")}; ${advice}, or name it with file`;
  return [...problems.flat(), ...found.includes(true) ? [] : [missing]];
}
async function isKind(path, kind) {
  return stat4(path).then(
    (stats) => stats[kind](),
    () => false
  );
}

// src/event.ts
import { readFile as readFile13 } from "node:fs/promises";

// src/metadata/event.ts
var DEFAULT_BRANCH_EVENTS = ["schedule", "issues", "issue_comment", "discussion", "discussion_comment"];
function parseEvent(env, payload, facts = {}) {
  const name = env.GITHUB_EVENT_NAME ?? "";
  const isPull = name.startsWith("pull_request");
  const ref = name === "pull_request_target" ? pullRef(payload) : env.GITHUB_REF ?? "";
  const [branch, tag, pull2] = ["heads", "tags", "pull"].map(
    (kind) => ref.startsWith(`refs/${kind}/`) ? ref.slice(`refs/${kind}/`.length) : ""
  );
  const headSha = isPull && /true/i.test(env.DOCKER_METADATA_PR_HEAD_SHA ?? "") && text(payload, "pull_request.head.sha");
  const sha = headSha || (env.GITHUB_SHA ?? "");
  const repository = readRepository(env, [find3(payload, "repository"), facts.repository]);
  if (DEFAULT_BRANCH_EVENTS.includes(name)) repository.defaultBranch ||= branch;
  const base = tag ? text(payload, "base_ref").replace(/^refs\/heads\//, "") : "";
  return {
    name,
    actor: env.GITHUB_ACTOR ?? "",
    ref,
    branch,
    tag,
    pull: pull2.replace(/\/merge$/, ""),
    sha,
    baseRef: pull2 ? text(payload, "pull_request.base.ref") || (env.GITHUB_BASE_REF ?? "") : base,
    headRef: env.GITHUB_HEAD_REF ?? "",
    fromFork: isPull && text(payload, "pull_request.head.repo.full_name") !== repository.fullName,
    committed: commitTime(payload, sha) ?? facts.committed,
    onDefaultBranch: branch !== "" && branch === repository.defaultBranch,
    repository
  };
}
function lacksRepository(payload) {
  return !text(payload, "repository.html_url") || !text(payload, "repository.default_branch");
}
function parseCommit(document) {
  return parseTime2(text(document, "commit.committer.date"));
}
function parseTime2(text2) {
  const time = new Date(text2.trim());
  return Number.isNaN(time.getTime()) ? void 0 : time;
}
function pullRef(payload) {
  const number2 = find3(payload, "number") ?? find3(payload, "pull_request.number");
  return typeof number2 === "number" ? `refs/pull/${number2}/merge` : "";
}
function readRepository(env, sources) {
  const first = (path) => sources.map((source) => text(source, path)).find(Boolean) ?? "";
  const fullName = env.GITHUB_REPOSITORY || first("full_name");
  return {
    fullName,
    name: first("name") || fullName.slice(fullName.indexOf("/") + 1),
    description: first("description"),
    url: first("html_url") || fullName && `${env.GITHUB_SERVER_URL || "https://github.com"}/${fullName}`,
    licence: first("license.spdx_id"),
    defaultBranch: first("default_branch"),
    private: sources.some((source) => find3(source, "private") === true),
    fork: sources.some((source) => find3(source, "fork") === true)
  };
}
function commitTime(payload, sha) {
  const commits = find3(payload, "commits");
  const known = [...Array.isArray(commits) ? commits : [], find3(payload, "head_commit")];
  return parseTime2(
    text(
      known.find((commit) => sha !== "" && text(commit, "id") === sha),
      "timestamp"
    )
  );
}
function text(value, path) {
  const found = find3(value, path);
  return typeof found === "string" ? found : "";
}
function find3(value, path) {
  let found = value;
  for (const key of path.split("."))
    found = typeof found === "object" && found !== null && Object.hasOwn(found, key) ? found[key] : void 0;
  return found;
}

// src/event.ts
var TIMEOUT9 = 3e3;
var ask2 = createClient();
async function readPayload() {
  const path = process.env.GITHUB_EVENT_PATH;
  if (!path) return void 0;
  try {
    return JSON.parse(await readFile13(path, "utf8"));
  } catch (error2) {
    warning2(
      `GITHUB_EVENT_PATH: ${JSON.stringify(path)} has no event, so that tags and labels are made of the git ref alone; find out what changed the file: ${error2.message}`
    );
    return void 0;
  }
}
async function findFacts(event, payload, token2) {
  const [repository, committed] = await all([
    lacksRepository(payload) ? askGitHub("", token2) : Promise.resolve(void 0),
    event.committed || event.sha === "" ? Promise.resolve(event.committed) : findCommitTime(event.sha, token2)
  ]);
  return { repository, committed };
}
async function findCommitTime(sha, token2) {
  const command2 = { file: "git", args: ["show", "-s", "--format=%cI", "--end-of-options", `${sha}^{commit}`] };
  const text2 = await run(command2, { timeout: TIMEOUT9 }).catch(ignoreFailure);
  return parseTime2(text2 ?? "") ?? parseCommit(await askGitHub(`/commits/${encodeURIComponent(sha)}`, token2));
}
async function askGitHub(path, token2) {
  const { GITHUB_API_URL, GITHUB_REPOSITORY } = process.env;
  if (!GITHUB_API_URL || !GITHUB_REPOSITORY) return void 0;
  const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`;
  const authorization = token2 ? { authorization: `Bearer ${token2}` } : {};
  const headers = { accept: "application/vnd.github+json", "user-agent": "multiarch-build", ...authorization };
  try {
    const answer = await ask2({ url, headers, timeout: TIMEOUT9 });
    const text2 = (await readBody(answer)).toString();
    if (answer.status === 200) return JSON.parse(text2);
    throw new Error(`status ${answer.status}`);
  } catch (error2) {
    cancelled.throwIfAborted();
    notice2(
      `github-token: labels and tags do without what ${url} has, which the event leaves out: ${error2.message}`
    );
    return void 0;
  }
}

// src/build/inputs.ts
var single = (text2) => text2 ? [text2] : [];
var OPTIONS2 = [
  { input: "add-hosts", flag: "add-host", split: parseList, form: /^[^\s:=]+[:=]\S+$/, advice: "name:address" },
  {
    ...{ input: "allow", flag: "allow", split: parseList },
    ...{ form: /^(?:network\.host|security\.insecure|device(?:=.+)?)$/, advice: "network.host or security.insecure" }
  },
  { input: "cgroup-parent", flag: "cgroup-parent", split: single, form: /^\S+$/, advice: "the name of a cgroup" },
  {
    input: "network",
    flag: "network",
    split: single,
    form: /^(?:default|none|host)$/,
    advice: "default, none or host"
  },
  { input: "shm-size", flag: "shm-size", split: single, form: /^\d+(?:\.\d+)? ?(?:[kmgtp]i?)?b?$/i, advice: "128m" },
  {
    input: "ssh",
    flag: "ssh",
    split: parseList,
    form: /^[^=]+(?:=.+)?$/,
    advice: "default, or id=path of socket or key"
  },
  {
    ...{ input: "ulimit", flag: "ulimit", split: parseLines },
    ...{ form: /^[a-z]+=-?\d+(?::-?\d+)?$/, advice: "name=soft:hard, such as nofile=1024:2048" }
  }
];
function readBuildInputs(reader) {
  const { text: text2, flag, pairs, complain: complain2, warn } = reader;
  const call = text2("call");
  if (call && !/^[\w.]+(?:,\w+(?:=\w+)?)*$/.test(call))
    complain2("call", `${JSON.stringify(call)} is nothing to ask a build for; write check, outline or targets`);
  const isCalled2 = call !== "" && call !== "build";
  const buildArgs = pairs("build-args");
  checkArguments(buildArgs, complain2);
  const context = text2("context");
  const buildContexts = readBuildContexts(pairs("build-contexts"), complain2);
  for (const [input, urls] of Object.entries({ context: [context], "build-contexts": buildContexts.map(urlOf) }))
    if (urls.some((url) => listUrlSecrets(url).length > 0))
      warn(
        input,
        "a URL has credentials, which BuildKit logs and, with mode=max, tells in the provenance of the image; take them out, and write GIT_AUTH_TOKEN.HOST=token in secrets"
      );
  const own = { provenance: text2("provenance"), sbom: text2("sbom") };
  const attests = readAttests({ ...own, attests: parseLines(text2("attests")) }, complain2);
  return {
    context,
    file: text2("file") || void 0,
    target: text2("target"),
    buildArgs,
    buildContexts,
    secrets: readSecrets(reader),
    options: OPTIONS2.flatMap((option) => readOption(option, text2(option.input), complain2)),
    noCache: flag("no-cache", false),
    noCacheFilters: parseList(text2("no-cache-filters")),
    pull: flag("pull", false),
    attests: isCalled2 ? [] : attests,
    call: isCalled2 ? call : ""
  };
}
function readOption({ input, flag, split, form, advice }, text2, complain2) {
  const values = split(text2);
  for (const value of values)
    if (!form.test(value)) complain2(input, `${JSON.stringify(value)} is no such value; write ${advice}`);
  return values.map((value) => `--${flag}=${value}`);
}
function readBuildContexts(items, complain2) {
  for (const item of items)
    if (!/^[^=]+=./.test(item))
      complain2(
        "build-contexts",
        `${JSON.stringify(item)} is no name=value; write name=path, or a URL in place of the path`
      );
  return items;
}

// src/destination.ts
var OURS = ["type", "name", "push", "push-by-digest", "name-canonical"];
function parseDestination(inputs, complain2, note) {
  const parse4 = (input, text2) => parseName(input, text2, inputs.repository, complain2, note);
  const images = inputs.image.flatMap((text2) => {
    const reference = parse4("image", text2);
    if (reference?.tag !== void 0)
      complain2("image", `${JSON.stringify(text2)} has a tag; write the name alone, and the tag in tags`);
    return reference ? [reference.name] : [];
  });
  const toPush = (exporter) => inputs.push && attribute2(exporter, "type") === "image" ? [...exporter.filter(([key]) => key !== "push"), ["push", "true"]] : exporter;
  const exporters = inputs.outputs.map((line) => toPush(parseExporter(line, complain2)));
  const pushing = exporters.filter(isPush);
  const toTarget = (input, text2) => {
    const reference = parse4(input, text2);
    return reference ? [{ name: reference.name, tag: reference.tag ?? "latest" }] : [];
  };
  const { tags: made, latest } = inputs.made;
  const named = images.flatMap(
    (name) => made.map((tag) => ({ name, tag, ...latest?.tag === tag ? { release: latest } : {} }))
  );
  const published = inputs.push || pushing.length > 0;
  const readReference2 = (text2) => {
    if (!isTag(text2) || !published) return toTarget("tags", text2);
    complain2("tags", `${JSON.stringify(text2)} is a tag with no name before it; write name:tag, or set image`);
    return [];
  };
  const written = pushing.flatMap((exporter) => parseList(attribute2(exporter, "name")));
  const asked = inputs.references.flatMap(readReference2);
  const wanted = uniqueTags([...named, ...asked]);
  const targets = wanted.length > 0 ? wanted : uniqueTags(written.flatMap((text2) => toTarget("outputs", text2)));
  const byDigest = pushing.some((exporter) => isTrue(exporter, "push-by-digest"));
  if (byDigest && inputs.tagged && named.length > 0)
    complain2("tags", "an output has push-by-digest, which publishes no tags; leave out one of them");
  else if (byDigest && inputs.references.some((text2) => /:[^/]+$/.test(text2)))
    note("tags", "an output has push-by-digest, so that none of them is moved; leave it out where they are wanted");
  const tags = byDigest ? [] : targets;
  const names = [.../* @__PURE__ */ new Set([...images, ...targets.map(({ name }) => name)])];
  if (published && [inputs.image, inputs.references, written].every((given) => given.length === 0)) {
    const asker = inputs.push ? "push" : "outputs";
    complain2(asker, "there is no name to publish under; set image, such as ghcr.io/acme/app");
  }
  const [attributes = [], ...others] = pushing.map((exporter) => exporter.filter(([key]) => !OURS.includes(key)));
  if (others.some((other) => formatAttributes(other) !== formatAttributes(attributes)))
    complain2("outputs", "those that push differ in more than their names, and one image is published; leave one");
  return {
    publication: published ? { names, tags, attributes } : void 0,
    load: inputs.load ? targets.length > 0 ? targets : images.map((name) => ({ name, tag: "latest" })) : void 0,
    outputs: exporters.filter((exporter) => !isPush(exporter)).map((exporter) => formatAttributes(setName(exporter, wanted))),
    tags
  };
}
function parseName(input, text2, repository, complain2, note) {
  const lowered = lowerRepository(text2, repository);
  if (lowered !== text2)
    note(input, `${JSON.stringify(text2)} is the repository's name; registries take it as ${JSON.stringify(lowered)}`);
  const reference = parseReference(lowered);
  if (typeof reference !== "string") return reference;
  complain2(input, `${JSON.stringify(text2)} ${reference}; write it as registry/name${input === "image" ? "" : ":tag"}`);
  return void 0;
}
function lowerRepository(text2, repository) {
  const [owner] = repository.split("/");
  if (!owner) return text2;
  for (const own of [repository, `${owner}/`]) {
    const at = `/${text2}`.indexOf(`/${own}`);
    if (at >= 0) return text2.slice(0, at) + own.toLowerCase() + text2.slice(at + own.length);
  }
  return text2;
}
function parseExporter(line, complain2) {
  const pairs = line.includes("=") ? parseAttributes(line) : [["type", "local"], ["dest", line]];
  const attributes = [...new Map(pairs.map(([key, value]) => [key.trim().toLowerCase(), value]))];
  const type = attribute2(attributes, "type");
  if (type === "") complain2("outputs", `${JSON.stringify(line)} has no type; write type=local,dest=… or the like`);
  const toStandardOutput = attribute2(attributes, "dest") || (type === "docker" ? "engine" : "-");
  if (["local", "tar", "oci", "docker"].includes(type) && toStandardOutput === "-")
    complain2("outputs", `${JSON.stringify(line)} has no dest, so it would be written into the log; write dest=path`);
  return attributes;
}
function setName(exporter, tags) {
  if (tags.length === 0 || !["image", "oci", "docker"].includes(attribute2(exporter, "type"))) return exporter;
  return [...exporter.filter(([key]) => key !== "name"), ["name", tags.map(formatTag).join(",")]];
}
function isPush(attributes) {
  const type = attribute2(attributes, "type");
  return type === "registry" || type === "image" && isTrue(attributes, "push");
}
function isTrue(attributes, key) {
  return attributes.some(([name, value]) => name === key && /^(?:|1|t|T|true|True|TRUE)$/.test(value));
}
function attribute2(attributes, key) {
  return attributes.find(([name]) => name === key)?.[1] ?? "";
}
function uniqueTags(tags) {
  return [...new Map(tags.map((target) => [`${target.name}:${target.tag}`, target])).values()];
}

// src/metadata/fields.ts
function parseFields(line) {
  return parseList(line).map((text2) => {
    const [, key, value = text2] = /^(\w[\w-]*)\s*=\s*(.*)$/s.exec(text2) ?? [];
    return [key?.toLowerCase(), value];
  });
}

// src/metadata/remarks.ts
function about(input, entry, complain2, note) {
  const quoted = JSON.stringify(entry);
  return {
    complain: (problem) => complain2(input, `${quoted} ${problem}`),
    note: (text2) => note(input, `${quoted} ${text2}`)
  };
}
function suggest2(text2, candidates, before = "") {
  const meant = nearest(text2, candidates);
  return (meant === void 0 ? candidates : [meant]).map((one) => `${before}${one}`).join(", ");
}

// src/metadata/images.ts
function parseImages(lines, complain2) {
  return lines.flatMap((line) => {
    if (line.startsWith("#")) return [];
    const fields = parseFields(line);
    if (fields.every(([key]) => key === void 0)) return fields.map(([, name2]) => ({ name: name2, enabled: true }));
    const say = (problem) => complain2("image", `${JSON.stringify(line)} ${problem}`);
    let [name, enable] = ["", "true"];
    for (const [key = "name", value] of fields)
      if (key === "name") name = value;
      else if (key === "enable") enable = value;
      else say(`has ${JSON.stringify(key)}, which is no attribute; write ${suggest2(key, ["name", "enable"])}`);
    if (!["true", "false"].includes(enable)) say(`has enable=${enable}; write enable=true or enable=false`);
    if (name === "") say("has no name; write name=registry/path");
    return name === "" ? [] : [{ name, enabled: enable === "true" }];
  });
}

// src/metadata/date.ts
var DAY2 = 864e5;
var NUMBERS = {
  M: ({ clock }) => clock.getUTCMonth() + 1,
  Q: ({ clock }) => Math.floor(clock.getUTCMonth() / 3) + 1,
  D: ({ clock }) => clock.getUTCDate(),
  DDD: ({ clock }) => dayOfYear(clock),
  d: ({ clock }) => clock.getUTCDay(),
  e: ({ clock }) => clock.getUTCDay(),
  E: ({ clock }) => clock.getUTCDay() || 7,
  w: ({ clock }) => week(clock, 0, 6),
  W: ({ clock }) => week(clock, 1, 4),
  y: ({ clock }) => clock.getUTCFullYear(),
  H: ({ clock }) => clock.getUTCHours(),
  h: ({ clock }) => clock.getUTCHours() % 12 || 12,
  k: ({ clock }) => clock.getUTCHours() || 24,
  m: ({ clock }) => clock.getUTCMinutes(),
  s: ({ clock }) => clock.getUTCSeconds()
};
var SHORTHANDS = {
  Hmm: "H[]mm",
  Hmmss: "H[]mm[]ss",
  hmm: "h[]mm",
  hmmss: "h[]mm[]ss",
  L: "MM/DD/YYYY",
  LT: "h:mm A",
  LTS: "h:mm:ss A",
  LL: "MMMM D, YYYY",
  LLL: "MMMM D, YYYY h:mm A",
  LLLL: "dddd, MMMM D, YYYY h:mm A",
  l: "M/D/YYYY",
  ll: "MMM D, YYYY",
  lll: "MMM D, YYYY h:mm A",
  llll: "ddd, MMM D, YYYY h:mm A"
};
var FORMATS = {
  ...mapFormats(Object.keys(NUMBERS), (key) => [key, number(key, 1)]),
  ...mapFormats(["M", "D", "w", "W", "H", "h", "k", "m", "s"], (key) => [key + key, number(key, 2)]),
  ...mapFormats(["M", "Q", "D", "DDD", "d", "w", "W", "y"], (key) => [`${key}o`, ordinal(key)]),
  ...mapFormats(["S", "SS", "SSS", "SSSS", "SSSSS", "SSSSSS", "SSSSSSS", "SSSSSSSS", "SSSSSSSSS"], (key) => [
    key,
    ({ clock }) => pad(clock.getUTCMilliseconds(), 3).padEnd(key.length, "0").slice(0, key.length)
  ]),
  ...mapFormats(Object.entries(SHORTHANDS), ([key, format]) => [key, (at) => formatZoned(at, format)]),
  DDDD: number("DDD", 3),
  MMM: ({ clock }) => word(clock, { month: "short" }),
  MMMM: ({ clock }) => word(clock, { month: "long" }),
  dd: ({ clock }) => word(clock, { weekday: "short" }).slice(0, 2),
  ddd: ({ clock }) => word(clock, { weekday: "short" }),
  dddd: ({ clock }) => word(clock, { weekday: "long" }),
  Y: number("y", 4),
  YY: ({ clock }) => pad(clock.getUTCFullYear() % 100, 2),
  YYYY: number("y", 4),
  YYYYY: number("y", 5),
  YYYYYY: ({ clock }) => `+${pad(clock.getUTCFullYear(), 6)}`,
  gg: ({ clock }) => pad(weekYear(clock, 0, 6) % 100, 2),
  gggg: ({ clock }) => pad(weekYear(clock, 0, 6), 4),
  GG: ({ clock }) => pad(weekYear(clock, 1, 4) % 100, 2),
  GGGG: ({ clock }) => pad(weekYear(clock, 1, 4), 4),
  A: ({ clock }) => clock.getUTCHours() < 12 ? "AM" : "PM",
  a: ({ clock }) => clock.getUTCHours() < 12 ? "am" : "pm",
  N: () => "AD",
  NNNN: () => "Anno Domini",
  Z: ({ offset }) => formatOffset(offset, ":"),
  ZZ: ({ offset }) => formatOffset(offset, ""),
  z: ({ zone }) => zone,
  zz: ({ zone }) => zone,
  X: ({ time }) => `${Math.floor(time.getTime() / 1e3)}`,
  x: ({ time }) => `${time.getTime()}`
};
var LONGEST_FIRST = Object.keys(FORMATS).toSorted((a, b) => b.length - a.length);
var TOKEN = new RegExp(`\\[([^\\[\\]]*)\\]|\\\\?(?:${LONGEST_FIRST.join("|")})`, "g");
function formatDate(time, format, zone) {
  const zoned = toZone(time, zone);
  if (zoned === void 0) {
    const meant = nearest(zone, Intl.supportedValuesOf("timeZone")) ?? "Area/City, such as Europe/Berlin";
    return `has the time zone ${JSON.stringify(zone)}, which there is not; write ${meant}`;
  }
  const standard = zoned.offset === 0 ? "YYYY-MM-DDTHH:mm:ss[Z]" : "YYYY-MM-DDTHH:mm:ssZ";
  return { text: formatZoned(zoned, format ?? standard) };
}
function formatZoned(at, format) {
  return format.replace(TOKEN, (token2, literal) => {
    if (literal !== void 0) return literal;
    return token2.startsWith("\\") ? token2.slice(1) : FORMATS[token2]?.(at) ?? token2;
  });
}
function toZone(time, timeZone) {
  const fields = ["year", "month", "day", "hour", "minute", "second"];
  const options = Object.fromEntries(fields.map((field) => [field, "numeric"]));
  let parts;
  try {
    const settings = { ...options, timeZone, hourCycle: "h23", timeZoneName: "short" };
    parts = new Intl.DateTimeFormat("en-US", settings).formatToParts(time);
  } catch {
    return void 0;
  }
  const part = (type) => parts.find((one) => one.type === type)?.value ?? "";
  const [year = 0, month = 1, ...rest] = fields.map((field) => Number(part(field)));
  const clock = new Date(Date.UTC(year, month - 1, ...rest, time.getUTCMilliseconds()));
  return { time, clock, offset: (clock.getTime() - time.getTime()) / 6e4, zone: part("timeZoneName") };
}
function mapFormats(items, make) {
  return Object.fromEntries(items.map(make));
}
function number(key, width) {
  return (at) => pad(NUMBERS[key]?.(at) ?? 0, width);
}
function ordinal(key) {
  return (at) => {
    const value = NUMBERS[key]?.(at) ?? 0;
    const ending = /1[1-3]$/.test(`${value}`) ? void 0 : ["th", "st", "nd", "rd"][value % 10];
    return `${value}${ending ?? "th"}`;
  };
}
function word(clock, options) {
  return clock.toLocaleDateString("en-US", { ...options, timeZone: "UTC" });
}
function formatOffset(minutes, separator) {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60), 2)}${separator}${pad(size % 60, 2)}`;
}
function dayOfYear(clock) {
  return Math.floor((clock.getTime() - Date.UTC(clock.getUTCFullYear(), 0, 1)) / DAY2) + 1;
}
function anchorDay(clock, first, anchor) {
  const sinceFirst = (clock.getUTCDay() - first + 7) % 7;
  const toAnchor = (anchor - first + 7) % 7;
  return new Date(clock.getTime() + (toAnchor - sinceFirst) * DAY2);
}
function weekYear(clock, first, anchor) {
  return anchorDay(clock, first, anchor).getUTCFullYear();
}
function week(clock, first, anchor) {
  return Math.ceil(dayOfYear(anchorDay(clock, first, anchor)) / 7);
}
function pad(value, width) {
  return `${value}`.padStart(width, "0");
}

// src/metadata/expressions.ts
var WORD = /(?:[\w-]+=)?(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|[^\s'"]+)/g;
function globalValues(event, now, shortSha) {
  return {
    branch: event.branch,
    tag: event.tag,
    sha: shortSha,
    base_ref: event.baseRef,
    is_default_branch: `${event.onDefaultBranch}`,
    is_not_default_branch: `${!event.onDefaultBranch}`,
    date: now,
    commit_date: event.committed ?? now
  };
}
function fill(template, values, say, instead = (_whole) => "") {
  return template.replace(/\{\{\{?([^{}]*)\}\}\}?|\{\{/g, (whole, body) => {
    const value = body === void 0 ? "has {{ and no }} behind it; add it" : evaluate2(body.trim(), values, say);
    if (typeof value !== "string") return value.text;
    say.complain(value);
    return instead(whole);
  });
}
function evaluate2(body, values, say) {
  const [name = "", ...words] = body.match(WORD) ?? [];
  const value = Object.hasOwn(values, name) ? values[name] : void 0;
  if (value === void 0)
    return `has {{${body}}}, which is none of its expressions; write ${suggest2(name, Object.keys(values))}`;
  if (typeof value !== "string") return evaluateDate(name, value, words, say);
  return words.length > 0 ? `has {{${body}}}, which takes nothing; write {{${name}}}` : { text: value };
}
function evaluateDate(name, date, words, say) {
  let format;
  let zone = "UTC";
  for (const word2 of words) {
    const [, key, value = ""] = /^([\w-]+)=(.*)$/s.exec(word2) ?? [];
    if (key === "tz") zone = unquote(value);
    else if (key !== void 0)
      return `gives ${name} ${key}, which it does not take; write tz='Area/City', or remove it`;
    else if (/^['"]/.test(word2)) format = unquote(word2);
    else say.note(`has the format ${word2} without quotes, and gives the date in ISO 8601; write {{${name} '${word2}'}}`);
  }
  return formatDate(date, format, zone);
}
function unquote(word2) {
  const quote2 = word2.charAt(0);
  return /^['"]/.test(word2) ? word2.slice(1, -1).replaceAll(`\\${quote2}`, quote2) : word2;
}

// src/metadata/labels.ts
function describeImage({ repository, sha }, version, created) {
  const pairs = Object.entries({
    title: repository.name,
    description: repository.description,
    url: repository.url,
    source: repository.url,
    version,
    created: created.toISOString(),
    revision: sha,
    licenses: repository.licence
  });
  return pairs.filter(([, value]) => value !== "").map(([name, value]) => [`org.opencontainers.image.${name}`, value]);
}
function readPairs(input, lines, values, { warn, note }) {
  return lines.flatMap((line) => {
    const say = about(input, line, warn, note);
    const filled = fill(line, values, say, (whole) => whole);
    if (filled.includes("=")) return [splitPair(filled)];
    say.complain("has no =, and nothing was done with it; write name=value");
    return [];
  });
}
function mergePairs(pairs) {
  return [...new Map(pairs)].toSorted(([a], [b]) => compare2(a, b));
}
function compare2(a, b) {
  if (/^[a-z0-9./-]*$/.test(a + b)) return a < b ? -1 : Number(a > b);
  return a.localeCompare(b, "en");
}

// src/metadata/annotations.ts
var LEVELS = ["manifest", "index", "manifest-descriptor", "index-descriptor"];
function mergeAnnotations(standard, given, levels, remarks) {
  const plain2 = given.filter(([name]) => !name.includes(":"));
  const everywhere = mergePairs([...standard, ...plain2]);
  const placed = given.filter((pair) => !plain2.includes(pair)).flatMap((pair) => placeAnnotation(pair, remarks));
  const all2 = levels.flatMap((level) => everywhere.map(([name, value]) => [`${level}:${name}`, value]));
  return [...new Map([...all2, ...placed])].map(([name, value]) => `${name}=${value}`);
}
function parseLevels(text2, input, remarks) {
  return text2.split(",").flatMap((level) => parseLevel(level, input, text2, remarks));
}
function placeAnnotation([key, value], remarks) {
  const at = key.indexOf(":");
  const levels = key.slice(0, at).split(",");
  return levels.flatMap(
    (level) => parseLevel(level, "annotations", `${key}=${value}`, remarks).map(
      (normal) => [`${normal}:${key.slice(at + 1)}`, value]
    )
  );
}
function parseLevel(text2, input, entry, { complain: complain2, note }) {
  const say = about(input, entry, complain2, note);
  const [, level = text2.trim(), filter] = /^\s*([\w-]+)(?:\[(.+)\])?\s*$/.exec(text2) ?? [];
  const platform = filter === void 0 ? void 0 : parsePlatform(filter);
  if (!LEVELS.includes(level))
    say.complain(`has ${JSON.stringify(text2)}, which is no level; write ${suggest2(level, LEVELS)}`);
  else if (filter !== void 0 && platform === void 0)
    say.complain(`has the platform ${JSON.stringify(filter)}; write ${suggestPlatform(filter) ?? "os/arch[/variant]"}`);
  else return [platform === void 0 ? level : `${level}[${platform}]`];
  return [];
}

// src/metadata/flavor.ts
function parseFlavor(lines, values, { complain: complain2, note }) {
  const affixes = { prefix: "", suffix: "" };
  const onLatest = { prefix: false, suffix: false };
  let latest = "auto";
  for (const line of lines) {
    const say = about("flavor", line, complain2, note);
    let affix;
    for (const [key = "", value] of parseFields(line))
      if (key === "prefix" || key === "suffix") {
        affixes[key] = fill(value, values, say);
        affix = key;
      } else if (key === "latest") {
        if (value === "auto" || value === "true" || value === "false") latest = value;
        else say.complain(`has latest=${value}; write latest=auto, latest=true or latest=false`);
      } else if (key !== "onlatest") {
        const known = suggest2(key, ["latest", "prefix", "suffix", "onlatest"], "");
        say.complain(`has ${JSON.stringify(key || value)}, which is no attribute; write ${known}`);
      } else if (value !== "true" && value !== "false")
        say.complain(`has onlatest=${value}; write onlatest=true or onlatest=false`);
      else if (affix === void 0)
        say.complain("has onlatest without prefix or suffix before it; write prefix=…,onlatest=true in one line");
      else onLatest[affix] = value === "true";
  }
  const { prefix, suffix } = affixes;
  const latestTag = `${onLatest.prefix ? prefix : ""}latest${onLatest.suffix ? suffix : ""}`;
  return { latest, prefix, suffix, latestTag };
}

// src/metadata/rules.ts
var TYPES = {
  schedule: { priority: 1e3, own: { pattern: "nightly" } },
  semver: { priority: 900, own: { pattern: null, value: "", match: "" } },
  pep440: { priority: 900, own: { pattern: null, value: "", match: "" } },
  match: { priority: 800, own: { pattern: null, group: "0", value: "" } },
  edge: { priority: 700, own: { branch: "" } },
  ref: { priority: 600, own: { event: null } },
  raw: { priority: 200, own: { value: null } },
  sha: { priority: 100, own: { format: "short" } }
};
var COMMON2 = ["enable", "priority", "prefix", "suffix"];
var ALL = [...COMMON2, ...Object.values(TYPES).flatMap(({ own }) => Object.keys(own))];
var CHOICES = { event: ["branch", "tag", "pr"], format: ["short", "long"] };
var FORMS = {
  priority: [/^-?\d+(?:\.\d+)?$/, "900"],
  group: [/^\d+$/, "1"]
};
var DEFAULT_RULES = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];
function isRule(entry) {
  return parseFields(entry).some(([key]) => key !== void 0);
}
function parseRule(entry, say) {
  const problems = [];
  const given = /* @__PURE__ */ new Map();
  for (const [key = "value", value] of parseFields(entry)) {
    if (given.has(key))
      problems.push(`has ${key} twice; leave one, and quote an attribute that has commas: "${key}=a,b"`);
    given.set(key, value);
  }
  const type = given.get("type") ?? "raw";
  if (!isType(type)) {
    say.complain(`has type=${type}, which there is not; write ${suggest2(type, Object.keys(TYPES), "type=")}`);
    return void 0;
  }
  const { priority, own } = TYPES[type];
  given.delete("type");
  const known = [...COMMON2, ...Object.keys(own)];
  for (const [key, value] of given)
    if (!ALL.includes(key)) problems.push(`has ${key}, which is no attribute; write ${suggest2(key, known)}`);
    else if (!known.includes(key)) say.note(`has ${key}, of which type=${type} makes no use; remove it`);
    else problems.push(...checkValue(key, value));
  const take = (key) => given.get(key) ?? own[key] ?? "";
  const search = parseSearch(take(type === "match" ? "pattern" : "match"));
  if (typeof search === "string") problems.push(`has no regular expression; correct it: ${search}`);
  for (const [key, standard] of Object.entries(own))
    if (standard === null && !given.has(key))
      problems.push(`has no ${key}; add ${CHOICES[key] ? suggest2("", CHOICES[key], `${key}=`) : `${key}=…`}`);
  problems.forEach(say.complain);
  if (problems.length > 0 || typeof search === "string") return void 0;
  const prefix = type === "sha" ? "sha-" : take("event") === "pr" ? "pr-" : void 0;
  return {
    ...{ entry, type, priority: Number(given.get("priority") ?? priority), enable: given.get("enable") ?? "true" },
    ...{ prefix: given.get("prefix") ?? prefix, suffix: given.get("suffix") },
    ...{ pattern: take("pattern"), value: take("value"), search, group: Number(take("group")) },
    ...{ branch: take("branch"), event: take("event"), format: take("format") }
  };
}
function checkValue(key, value) {
  const choices = CHOICES[key];
  if (choices && !choices.includes(value)) return [`has ${key}=${value}; write ${suggest2(value, choices, `${key}=`)}`];
  const [form, example] = FORMS[key] ?? [];
  return form && !form.test(value) ? [`has ${key}=${value}; write a number, such as ${key}=${example}`] : [];
}
function parseSearch(text2) {
  if (text2 === "") return void 0;
  const [, source = text2, flags = ""] = /^\/(.+)\/([a-z]*)$/.exec(text2) ?? [];
  try {
    return new RegExp(source, flags);
  } catch (error2) {
    return error2.message;
  }
}
function isType(text2) {
  return Object.hasOwn(TYPES, text2);
}

// src/metadata/apply.ts
var APPLY = {
  schedule: ({ pattern }, { event, values }, say) => event.name === "schedule" ? plain(fill(pattern, values, say)) : void 0,
  semver: fromVersion(parseSemver, "semantic version (https://semver.org)"),
  pep440: fromVersion(parsePep440, "version of PEP 440"),
  match: matchTag,
  edge: ({ branch }, { event }) => event.branch !== "" && event.branch === (branch || event.repository.defaultBranch) ? plain("edge") : void 0,
  ref: ({ event: kind }, { event }) => {
    const text2 = (/* @__PURE__ */ new Map([
      ["branch", event.branch],
      ["tag", event.tag],
      ["pr", event.pull]
    ])).get(kind);
    return text2 ? { ...plain(text2), isRelease: kind === "tag" } : void 0;
  },
  raw: ({ value }, { values }, say) => plain(fill(value, values, say)),
  sha: ({ format }, { event, values }) => event.sha === "" ? void 0 : plain(format === "long" ? event.sha : `${values.sha}`)
};
function applyRule(rule, context, say) {
  return APPLY[rule.type](rule, context, say);
}
function plain(text2) {
  return { text: text2, version: text2, isRelease: false };
}
function sourceOf({ value }, { event, values }, say) {
  return value === "" ? event.tag || void 0 : fill(value, values, say);
}
function fromVersion(parse4, what) {
  return (rule, context, say) => {
    let text2 = sourceOf(rule, context, say);
    if (text2 === void 0) return void 0;
    if (rule.search !== void 0) {
      const found = text2.match(rule.search);
      if (found === null) say.note(`does not match ${JSON.stringify(text2)}, which is taken whole`);
      text2 = found?.[1] ?? found?.[0] ?? text2;
    }
    text2 = text2.replaceAll("/", "-");
    const version = parse4(text2);
    if (version === void 0) {
      say.note(`makes no tag, because ${JSON.stringify(text2)} is no ${what}`);
      return void 0;
    }
    const { final, ...values } = version;
    const isRaw = /^\{\{\{?\s*raw\s*\}?\}\}$/.test(rule.pattern);
    const pattern = final || isRaw ? rule.pattern : "{{version}}";
    return { text: fill(pattern, values, say), version: version.version, isRelease: final };
  };
}
function matchTag(rule, context, say) {
  const text2 = sourceOf(rule, context, say);
  if (text2 === void 0) return void 0;
  const found = text2.match(rule.search ?? "")?.[rule.group];
  if (found !== void 0) return { ...plain(found), isRelease: true };
  say.note(`makes no tag, because ${JSON.stringify(text2)} does not match, or has no group ${rule.group}`);
  return void 0;
}

// src/metadata/tags.ts
var NO_VERSION = { raw: "", version: "", major: "", minor: "", patch: "" };
function parseTags(lines, event, { complain: complain2, note }) {
  const rules = [];
  const references = [];
  for (const line of lines)
    for (const entry of isRule(line) ? [line] : parseList(line)) {
      const say = about("tags", entry, complain2, note);
      const names = [event.branch, event.tag, event.headRef, event.ref.replace("refs/pull/", "")];
      const isRefName = entry !== "" && names.includes(entry);
      if (isRule(entry) || entry.includes("{{") || isTag(entry) || isRefName)
        rules.push(...list2(parseRule(entry, say)));
      else if (/:|^localhost\/|^[^/]*\.[^/]*\//.test(entry)) references.push(entry);
      else
        say.complain(
          "is no tag, and no name with a registry or a tag; write registry/name:tag, or type=raw,value=… for a tag like it"
        );
    }
  return { rules, references };
}
function makeTags(rules, flavor, context, remarks) {
  const { complain: complain2, note } = remarks;
  const made = rules.toSorted((a, b) => b.priority - a.priority).flatMap((rule) => list2(makeTag(rule, flavor, context, about("tags", rule.entry, complain2, note))));
  const tags = made.map(({ tag }) => tag);
  const [first] = made;
  const follows = flavor.latest === "true" || flavor.latest === "auto" && first?.isRelease;
  const latest = first && follows ? toTag(flavor.latestTag, about("flavor", flavor.latestTag, complain2, note)) : void 0;
  const isUnasked = first && latest && flavor.latest === "auto" && !tags.includes(latest);
  return {
    version: first?.tag ?? "",
    tags: [.../* @__PURE__ */ new Set([...tags, ...list2(latest)])],
    latest: isUnasked ? { tag: latest, version: first.version, prefix: first.prefix, suffix: first.suffix } : void 0
  };
}
function makeTag(rule, flavor, context, say) {
  const enable = fill(rule.enable, context.values, say);
  if (!["true", "false"].includes(enable)) say.complain(`has enable=${enable}; write enable=true or enable=false`);
  if (enable !== "true") return void 0;
  const outcome = applyRule(rule, context, say);
  if (outcome === void 0) {
    if (rule.type === "schedule") fill(rule.pattern, context.values, say);
    else if (rule.type !== "match") fill(rule.pattern, NO_VERSION, say);
    return void 0;
  }
  const prefix = rule.prefix === void 0 ? flavor.prefix : fill(rule.prefix, context.values, say);
  const suffix = rule.suffix === void 0 ? flavor.suffix : fill(rule.suffix, context.values, say);
  const tag = toTag(`${prefix}${outcome.text}${suffix}`, say);
  if (tag === void 0) return void 0;
  return { tag, version: outcome.version, prefix: clean2(prefix), suffix: clean2(suffix), isRelease: outcome.isRelease };
}
function toTag(text2, say) {
  const tag = clean2(text2);
  if (tag !== "" && !isTag(tag))
    say.complain(
      `makes ${JSON.stringify(tag)}, and tags have 128 characters at most and no . or - in front; change it, or use enable=`
    );
  else if (tag !== text2) say.note(`makes ${JSON.stringify(text2)}, which is no tag; ${JSON.stringify(tag)} is taken`);
  return isTag(tag) ? tag : void 0;
}
function clean2(text2) {
  return text2.replace(/[^\w.-]+/g, "-");
}
function list2(value) {
  return value === void 0 ? [] : [value];
}

// src/metadata/metadata.ts
function readMetadata(inputs, event, env, now, remarks) {
  const lines = (input) => inputs[input].filter((line) => !line.startsWith("#"));
  const length = readNumber(env, "DOCKER_METADATA_SHORT_SHA_LENGTH", remarks) ?? 7;
  const values = globalValues(event, now, event.sha.slice(0, length));
  const flavor = parseFlavor(lines("flavor"), values, remarks);
  const entries = lines("tags");
  const { rules, references } = parseTags(entries.length > 0 ? entries : DEFAULT_RULES, event, remarks);
  const made = makeTags(rules, flavor, { event, values }, remarks);
  if (made.tags.length + references.length === 0 && event.ref !== "")
    remarks.warn("tags", `no rule makes a tag for ${event.name} of ${event.ref}; add one, such as type=sha`);
  const epoch = readNumber(env, "SOURCE_DATE_EPOCH", remarks);
  const created = epoch === void 0 ? event.committed ?? now : new Date(epoch * 1e3);
  const description = describeImage(event, made.version, created);
  const labels = mergePairs([...description, ...readPairs("labels", lines("labels"), values, remarks)]);
  const source = new Map(labels).get("org.opencontainers.image.source") ?? "";
  const levels = "DOCKER_METADATA_ANNOTATIONS_LEVELS";
  return {
    ...made,
    latest: made.latest && { ...made.latest, source },
    references,
    labels: labels.map(join19),
    annotations: mergeAnnotations(
      description,
      readPairs("annotations", lines("annotations"), values, remarks),
      parseLevels(env[levels] || "manifest", levels, remarks),
      remarks
    )
  };
}
function readPlain({ tags, flavor, labels, annotations }, remarks) {
  const { complain: complain2 } = remarks;
  const rules = tags.filter(isRule);
  for (const line of rules)
    complain2("tags", `${JSON.stringify(line)} makes a tag for every image, and there is none; set image`);
  if (flavor.length > 0) complain2("flavor", "there is no image whose tags it is for; set image");
  for (const line of annotations)
    if (!line.includes("=")) complain2("annotations", `${JSON.stringify(line)} has no =; write name=value`);
  return {
    ...{ version: "", tags: [], latest: void 0, labels },
    references: tags.filter((line) => !rules.includes(line)).flatMap(parseList),
    annotations: mergeAnnotations([], annotations.map(splitPair), ["manifest"], remarks)
  };
}
function readNumber(env, name, { complain: complain2 }) {
  const text2 = env[name];
  if (!text2) return void 0;
  if (/^\d{1,11}$/.test(text2)) return Number(text2);
  complain2(name, `${JSON.stringify(text2)} is no number; set one, or none`);
  return void 0;
}
function join19([name, value]) {
  return `${name}=${value}`;
}

// src/publish/registry-auth.ts
var ATTRIBUTES = ["registry", "username", "password"];
var IGNORED = ["ecr", "scope"];
var LINE2 = /^\s*(-(?:\s+|$))?(?:(["']?)([\w-]+)\2\s*:(?:\s+(.*))?)?$/;
function parseRegistryAuth(text2) {
  if (text2.startsWith("[")) return parseJson4(text2);
  const items = [];
  const problems = [];
  for (const [index, line] of text2.split(/\r?\n/).entries()) {
    if (/^\s*(?:#.*)?$|^---\s*$/.test(line)) continue;
    const [, dash, , key, rest = ""] = LINE2.exec(line) ?? [];
    const say = (problem) => problems.push(`line ${index + 1} ${problem}`);
    if (dash !== void 0) items.push(/* @__PURE__ */ new Map());
    const item = items.at(-1);
    const value = key === void 0 ? void 0 : parseScalar(rest);
    if (dash === void 0 && key === void 0) say("is no attribute; write username: NAME or the like");
    else if (item === void 0) say("belongs to no entry; write a dash in front of the first attribute of each");
    else if (key === void 0 || IGNORED.includes(key)) continue;
    else if (!ATTRIBUTES.includes(key)) say(`is no attribute that there is; write ${ATTRIBUTES.join(", ")}`);
    else if (item.has(key)) say(`has ${key} again; write a dash in front of the first attribute of each entry`);
    else if (value === void 0)
      say(`has a ${key} that can't be read; write it on one line, in double quotes with \\n where it has several`);
    else item.set(key, value);
  }
  return { entries: items.map((item) => toEntry((name) => item.get(name))), problems };
}
function parseScalar(text2) {
  const double = /^("(?:[^"\\]|\\.)*")\s*(?:#.*)?$/.exec(text2)?.[1];
  if (double !== void 0) return parseString2(double);
  const single2 = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text2)?.[1];
  if (single2 !== void 0) return single2.replaceAll("''", "'");
  if (/^["']|^[|>][-+\d]*\s*$/.test(text2)) return void 0;
  return text2.replace(/(?:^|\s)#.*$/, "").trim();
}
function parseString2(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return void 0;
  }
}
function parseJson4(text2) {
  try {
    const items = JSON.parse(text2);
    return { entries: items.map((item) => toEntry((name) => item[name])), problems: [] };
  } catch {
    return { entries: [], problems: ["is no JSON; correct it, or write one attribute on each line"] };
  }
}
function toEntry(read) {
  const [registry = "", username = "", password = ""] = ATTRIBUTES.map((name) => String(read(name) ?? ""));
  return { registry, username, password };
}

// src/publish/login-inputs.ts
var GHCR = "ghcr.io";
var HUB = /^(?:https?:\/\/)?(?:(?:index|registry-1)\.)?docker\.io(?:\/.*)?$|^$/;
var ECR = /\.dkr\.ecr[\w.-]*\.amazonaws\.com|^public\.ecr\.aws$/;
function readLogins(reader, { names, published, env }) {
  const { text: text2, complain: complain2, note } = reader;
  const token2 = text2("github-token");
  const isGitHub = (env.GITHUB_SERVER_URL || "https://github.com") === "https://github.com";
  const fallback = token2 && isGitHub ? { registry: GHCR, username: env.GITHUB_ACTOR || "token", password: token2, input: "github-token" } : void 0;
  const say = published ? complain2 : note;
  const given = { username: text2("username"), password: text2("password") };
  const isGiven = given.username !== "" || given.password !== "";
  const fault = isGiven ? findFault2(given) : void 0;
  if (fault) say(...fault);
  const registries = isGiven && !fault ? selectRegistries(names, fallback !== void 0) : [];
  const common = registries.map((registry) => ({ ...given, registry, input: "username" }));
  const logins = [...common, ...readRegistryAuth(reader, say)];
  for (const { registry, username, input } of logins)
    if (ECR.test(registry) && username !== "AWS")
      complain2(
        input,
        `${registry} knows no other username than AWS; write that, and as password what "aws ecr get-login-password" prints`
      );
  const unique = [...new Map(logins.map((login) => [login.registry, login])).values()];
  return { logins: unique, fallback: unique.some(({ registry }) => registry === GHCR) ? void 0 : fallback };
}
function selectRegistries(names, hasToken) {
  const parsed = names.map((name) => parseReference(name.toLowerCase()));
  const registries = new Set(parsed.flatMap((name) => typeof name === "string" ? [] : registryOf(name.name)));
  if (registries.size > 1 && hasToken) registries.delete(GHCR);
  return registries.size === 0 ? ["docker.io"] : [...registries];
}
function readRegistryAuth({ text: text2, complain: complain2 }, say) {
  const { entries, problems } = parseRegistryAuth(text2("registry-auth"));
  for (const problem of problems) complain2("registry-auth", problem);
  return entries.flatMap(({ registry: written, ...given }, index) => {
    const registry = parseHost2(written);
    const fault = findFault2(given);
    if (registry === void 0)
      complain2("registry-auth", `entry ${index + 1} has a registry that is no host name; write ghcr.io or the like`);
    else if (fault) say("registry-auth", `entry ${index + 1} (${registry}): ${fault.join(" ")}`);
    else return [{ ...given, registry, input: "registry-auth" }];
    return [];
  });
}
function parseHost2(written) {
  if (HUB.test(written)) return "docker.io";
  const host = written.replace(/^https?:\/\//, "").replace(/\/.*$/, "").toLowerCase();
  const parsed = parseReference(`${host}/x`);
  return typeof parsed === "object" && registryOf(parsed.name) === host ? host : void 0;
}
function findFault2({ username, password }) {
  const remedy = "set it, or see whether its secret is there, which it is not in runs for forks and for Dependabot";
  if (password === "") return ["password", `is empty; ${remedy}`];
  if (username === "") return ["username", `is empty; ${remedy}`];
  return username.includes(":") ? ["username", "has a colon, which would end it; write it without"] : void 0;
}

// src/publish/policy.ts
var PUBLISHING = ["push", "schedule", "release", "workflow_dispatch", "repository_dispatch"];
var DEPENDABOT = "dependabot[bot]";
function decidePush({ name, actor, fromFork }) {
  const event = name || "a run without an event";
  if (!PUBLISHING.includes(name)) {
    const whose = fromFork ? `${event} from a fork` : event;
    return { push: false, why: `${whose} builds without publishing; ${PUBLISHING.join(", ")} publish` };
  }
  if (actor === DEPENDABOT)
    return { push: false, why: `${event} by Dependabot builds without publishing, as its token can only read` };
  return { push: true, why: `${event} publishes` };
}
function readPush({ text: text2, flag, note }, event) {
  if (text2("push") !== "auto") return flag("push", false);
  const { push, why } = decidePush(event);
  note("push", `auto: ${why}`);
  return push;
}

// src/setup/tool-inputs.ts
function readToolInputs({ text: text2, flag, complain: complain2 }, currentBuilder, generator) {
  const images = ["buildkit-image", "binfmt-image"].map((input) => ({ input, image: text2(input) }));
  return {
    builder: checkBuilderName(text2("builder") || currentBuilder, complain2),
    driverOpts: readDriverOpts(text2("driver-opts"), complain2),
    buildkitdFlags: text2("buildkitd-flags"),
    buildkitdConfigFile: text2("buildkitd-config"),
    buildkitdConfig: readConfig(text2("buildkitd-config-inline"), complain2),
    buildxVersion: readBuildxVersion(text2("buildx-version"), complain2),
    buildkitImage: readToolImage("buildkit-image", text2("buildkit-image"), complain2),
    binfmtImage: readToolImage("binfmt-image", text2("binfmt-image"), complain2),
    scanner: generator?.image === "" ? "pinned" : generator && readToolImage(generator.input, generator.image, complain2),
    unpinned: [...images, ...generator ? [generator] : []].filter(({ image }) => isUnpinned(image)),
    toolchain: text2("toolchain"),
    keepState: flag("keep-state", false),
    cleanup: flag("cleanup", true)
  };
}
function checkBuilderName(name, complain2) {
  if (name && !/^[a-zA-Z][\w.-]*$/.test(name))
    complain2("builder", `${JSON.stringify(name)} is no builder name; write a letter, then letters, digits, . _ and -`);
  return name;
}
function readDriverOpts(text2, complain2) {
  const options = parseList(text2);
  for (const option of options)
    if (!/^[^=]+=/.test(option))
      complain2("driver-opts", `${JSON.stringify(option)} is no name=value; write one, in quotes if it has commas`);
    else if (option.startsWith("image="))
      complain2("driver-opts", `${JSON.stringify(option)} would replace the verified BuildKit; write buildkit-image`);
  return options;
}
function readConfig(text2, complain2) {
  if (!text2) return void 0;
  const config = parseBuildkitdConfig(text2);
  if (typeof config === "object") return config;
  complain2("buildkitd-config-inline", config);
  return void 0;
}
function readBuildxVersion(text2, complain2) {
  if (!text2) return void 0;
  const [, version = "", sha256] = /^(v[^@]+)(?:@sha256:([0-9a-f]{64}))?$/.exec(text2) ?? [];
  if (parseVersion(version) === void 0) {
    complain2("buildx-version", `${JSON.stringify(text2)} is no release; write vX.Y.Z, or vX.Y.Z@sha256:<64 hex digits>`);
    return void 0;
  }
  if (isOlder(version, OLDEST_BUILDX))
    complain2("buildx-version", `${JSON.stringify(text2)} is too old; write v${OLDEST_BUILDX} or newer`);
  return { version, sha256 };
}
function readToolImage(name, text2, complain2) {
  if (!text2 || isUnpinned(text2)) return void 0;
  const image = parseToolImage(text2);
  if (image === void 0)
    complain2(name, `${JSON.stringify(text2)} is no image with a digest; write name@sha256:<64 hex digits>`);
  return image;
}
function isUnpinned(image) {
  return typeof parseReference(image) === "object";
}
function explainUnpinned({ input, image }, digest) {
  const remedy = digest ? `write ${image}@${digest}` : `write ${image}@sha256:… with the digest that "docker buildx imagetools inspect ${image}" shows`;
  return `${input}: ${JSON.stringify(image)} is no image with a digest, and may be another one tomorrow; ${remedy}`;
}

// src/inputs.ts
var RENAMED = /* @__PURE__ */ new Map([
  ["version", "buildx-version"],
  ["name", "builder"],
  ["images", "image"],
  ["registry", "registry-auth"]
]);
function readInputs(env, event, now) {
  const read = /* @__PURE__ */ new Set();
  const problems = [];
  const notes = [];
  const warnings = [];
  const complain2 = (input, problem) => problems.push(`${input}: ${problem}`);
  const note = (input, about2) => notes.push(`${input}: ${about2}`);
  const warn = (input, problem) => warnings.push(`${input}: ${problem}`);
  const whole = (name) => {
    read.add(variable(name));
    return env[variable(name)] ?? "";
  };
  const text2 = (name) => whole(name).trim();
  const flag = (name, standard) => {
    const value = text2(name);
    if (/^(?:true|True|TRUE)$/.test(value)) return true;
    if (/^(?:false|False|FALSE)$/.test(value)) return false;
    if (value !== "") complain2(name, `${JSON.stringify(value)} is neither true nor false; write one of them`);
    return standard;
  };
  const pairs = (name) => {
    const items = parseLines(text2(name));
    for (const item of items)
      if (item.startsWith("=")) complain2(name, `${JSON.stringify(item)} has no name before the =; write NAME=value`);
      else if (item.startsWith('"'))
        complain2(name, `${JSON.stringify(item)} has an open quote; write "NAME=value", "" for a quote in it`);
    return items;
  };
  const images = parseImages(parseLines(text2("image")), complain2);
  const image = images.flatMap(({ name, enabled }) => enabled ? name : []);
  const lines = { tags: parseLines(text2("tags")), flavor: parseLines(text2("flavor")) };
  const given = { ...lines, labels: pairs("labels"), annotations: pairs("annotations") };
  const remarks = { complain: complain2, warn, note };
  const fromEvent = images.length > 0;
  const metadata = fromEvent ? readMetadata(given, event, env, now, remarks) : readPlain(given, remarks);
  const build2 = readBuildInputs({ text: text2, whole, flag, pairs, complain: complain2, warn });
  const result = {
    outputs: parseLines(text2("outputs")),
    push: readPush({ text: text2, flag, note }, event),
    load: flag("load", false)
  };
  const destination = parseDestination(
    {
      ...{ image, references: metadata.references, made: metadata, tagged: given.tags.length > 0 },
      // What is asked of a build leaves no result.
      ...build2.call ? { outputs: [], push: false, load: false } : result,
      repository: env.GITHUB_REPOSITORY ?? ""
    },
    complain2,
    note
  );
  const exported = destination.outputs.map((line) => new Map(parseAttributes(line))).flatMap((attributes) => attributes.get("type") === "image" ? parseList(attributes.get("name") ?? "") : []);
  const written = [...images.map(({ name }) => name), ...metadata.references, ...exported];
  const names = [...written, ...destination.publication?.names ?? []];
  const published = destination.publication !== void 0;
  const kept = published || destination.load !== void 0 || destination.outputs.length > 0;
  if (!kept && !build2.call && text2("push") !== "auto")
    note("push", "nothing is published or kept of this build; set push, load or outputs where that is wanted");
  const inputs = {
    // They hold no commas, so that quotes around several of them keep nothing together.
    platforms: readPlatforms(parseList(text2("platforms").replaceAll('"', "")), complain2),
    ...build2,
    ...{ labels: metadata.labels, annotations: metadata.annotations, version: metadata.version, fromEvent },
    destination,
    cache: { ...readCacheInputs({ text: text2, flag, complain: complain2, warn }, names), ...build2.call && { cache: "off" } },
    login: readLogins({ text: text2, complain: complain2, note }, { names, published, env }),
    githubToken: text2("github-token"),
    tools: readToolInputs({ text: text2, flag, complain: complain2 }, env.BUILDX_BUILDER ?? "", findGenerator(build2.attests))
  };
  return { inputs, problems, notes: [...new Set(notes)], warnings: [...warnings, ...unknownInputs(env, read)] };
}
function variable(input) {
  return `INPUT_${input.replaceAll(" ", "_").toUpperCase()}`;
}
function unknownInputs(env, known) {
  const name = (key) => key.slice("INPUT_".length).toLowerCase();
  const names = [...known].map(name);
  return Object.keys(env).filter((key) => key.startsWith("INPUT_") && env[key] && !known.has(key)).map(name).map((unknown) => {
    const meant = RENAMED.get(unknown) ?? nearest(unknown, names);
    return `${unknown}: there is no such input, and nothing was done with it; ${meant ? `write ${meant}` : "remove it"}`;
  });
}
function readPlatforms(items, complain2) {
  const known = items.flatMap((item) => {
    const platform = item.toLowerCase() === LOCAL ? LOCAL : parsePlatform(item);
    if (platform !== void 0) return [platform];
    const meant = suggestPlatform(item) ?? "os/arch[/variant], such as linux/arm64";
    complain2("platforms", `${JSON.stringify(item)} is no platform that can be built for; write ${meant}`);
    return [];
  });
  return [...new Set(known)];
}

// src/plan.ts
var DEFAULT = ["linux/amd64", "linux/arm64"];
function planPlatforms({ platforms: written, destination, attests }, host) {
  const own = `linux/${host.architecture}`;
  const asked = [...new Set(written.map((platform) => platform === LOCAL ? own : platform))];
  const published = destination.publication !== void 0;
  const standard = destination.load && !published ? [own] : DEFAULT;
  const platforms = asked.length > 0 ? asked : standard;
  const store2 = `the image store of this engine (Docker ${host.version})`;
  const remedy = "or switch the engine to the containerd image store";
  if (!host.containerdStore && platforms.length > 1 && destination.outputs.some(isForEngine))
    return `outputs: type=docker goes to ${store2}, which takes one platform at a time, and platforms has ${platforms.join(", ")}; build for one, ${remedy}`;
  if (!destination.load) return { platforms, loaded: [] };
  const attest = attests.find(({ attributes }) => attributes);
  if (!host.containerdStore && !published && attest)
    return `${attest.input}: ${store2}, where load puts the image, keeps no attestations; leave ${attest.input} out, push, ${remedy}`;
  if (host.containerdStore || platforms.length === 1) return { platforms, loaded: platforms };
  if (published && platforms.includes(own)) return { platforms, loaded: [own] };
  const advice = published ? `add the engine's own, ${own}, which is then loaded, leave load out` : "load a single one, push them instead";
  return `load: ${store2} takes one platform at a time, and platforms has ${platforms.join(", ")}; ${advice}, ${remedy}`;
}
function isForEngine(output) {
  const attributes = new Map(parseAttributes(output));
  return attributes.get("type") === "docker" && !attributes.get("dest");
}

// src/setup/pins.json
var pins_default = {
  $schema: "./toolchain.schema.json",
  buildx: {
    version: "v0.37.1",
    assets: {
      "linux-amd64": "9447199cdb435f25880548343c128a4b6650e8891ee598905d8d29d39a8e359b",
      "linux-arm64": "e5cc9fe3bbff5cbc91230981f7860e06076110730a2db997082652199042a1f2",
      "linux-arm-v7": "9ce373553b2ea4ef6bc8e5b33e7586d14c2d8d91539d3b96ac47ad0967a73843",
      "linux-arm-v6": "3264d18a218bdc7107477f69dec6a303cbdf4a3454f402c60a14084b89ce3251",
      "linux-ppc64le": "bd6bb13228a012d34d259c04de1a38c4f5c76485d9a2d15397794cde2634c3fe",
      "linux-riscv64": "d23f968ff6dc1964ab172de280bd0de24c12f0f8131af76f69104d2f6de19cbd",
      "linux-s390x": "7659b0d977e4a4376e360ea25d1dc626a3af7b34695bb272ec49b056bd303548",
      "darwin-amd64": "7003a7bae20e7741283db1e23dafdcb957776a8be85de3f459630b1dd4c19db0",
      "darwin-arm64": "c3cbbc820d578b0aa8158dd62ef1af25a0c8a75ef53331dbe4e219471e1dbe8c",
      "windows-amd64.exe": "3904abb2802f9bd83a2bf483b35bba81c57a4e0baff981e6886564c461f908b3",
      "windows-arm64.exe": "bdf356a5f2c8f3efd8a357b1f044860216e15e654a9a7105ca4e5dd5b5697ee4"
    },
    sources: ["https://github.com/docker/buildx/releases/download/{version}/buildx-{version}.{asset}"]
  },
  buildkit: {
    version: "v0.33.1",
    digest: "sha256:cec9f139f45e93c5c69c60f8b07cfad9f43f4ef6b6a6cd917527fea5ff2e3dea",
    sources: ["docker.io/moby/buildkit", "mirror.gcr.io/moby/buildkit"]
  },
  "buildkit-rootless": {
    version: "v0.33.1-rootless",
    digest: "sha256:f8a833b2de9d68e27f0815e4a737abdfaf8a2e4c615650557df11025101557b4",
    sources: ["docker.io/moby/buildkit", "mirror.gcr.io/moby/buildkit"]
  },
  binfmt: {
    version: "qemu-v10.2.3-68",
    digest: "sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0",
    sources: ["docker.io/tonistiigi/binfmt", "mirror.gcr.io/tonistiigi/binfmt"]
  },
  "sbom-scanner": {
    version: "1.12.0",
    digest: "sha256:ae4f3b554449e7e25548e7d8ccc029d17357348e30c6e3df01b92bc93654d6a9",
    sources: ["docker.io/docker/buildkit-syft-scanner", "mirror.gcr.io/docker/buildkit-syft-scanner"]
  }
};

// src/setup/tools.ts
function selectTools(toolchain, inputs, machine) {
  const pinned = toolchain.buildx;
  const version = inputs.buildxVersion?.version ?? pinned.version;
  const sha256 = inputs.buildxVersion?.sha256;
  if (version !== pinned.version && sha256 === void 0)
    return `buildx-version: ${JSON.stringify(version)} is not the pinned ${pinned.version}, so its hash is not known; write ${version}@sha256:… with the hash of buildx-${version}.${machine} from the checksums.txt of its release`;
  const assets = sha256 === void 0 ? pinned.assets : { [machine]: sha256 };
  const buildx = findAsset({ ...pinned, version, assets }, machine);
  if (buildx === void 0)
    return `toolchain: buildx ${version} has no asset for ${machine}, only for ${Object.keys(assets).join(", ")}; use another runner, or a toolchain document that has one`;
  const scanner = inputs.scanner === "pinned" ? toolchain["sbom-scanner"] : inputs.scanner;
  if (inputs.scanner && !scanner)
    return "toolchain: it names no sbom-scanner, which would list the packages for an SBOM; add one, or write generator=name@sha256:… in sbom";
  return {
    buildx,
    buildkit: inputs.buildkitImage ?? toolchain.buildkit,
    binfmt: inputs.binfmtImage ?? toolchain.binfmt,
    ...scanner && { scanner }
  };
}

// src/step.ts
async function readStep(folder) {
  const engine = timed("engine", readHost()).catch((error2) => error2.message);
  const payload = await readPayload();
  const now = /* @__PURE__ */ new Date();
  const { inputs, problems, ...remarks } = readInputs(process.env, parseEvent(process.env, payload), now);
  listMasks(inputs.secrets).forEach(mask);
  for (const url of [inputs.context, ...inputs.buildContexts.map(urlOf)]) listUrlSecrets(url).forEach(mask);
  const take = (value) => {
    if (typeof value === "object") return value;
    problems.push(value);
    return void 0;
  };
  const source = take(await readSource(inputs));
  const toolchain = take(await readToolchain(inputs.tools.toolchain));
  const explain5 = async (named) => explainUnpinned(named, pinnedDigest(toolchain ?? pins_default, named.image) ?? await findDigest(named.image));
  problems.push(...await Promise.all(inputs.tools.unpinned.map(explain5)));
  const tools = toolchain && take(selectTools(toolchain, inputs.tools, machineName()));
  const found = tools && findTools(tools, folder);
  const machine = take(await readMachine(inputs.tools));
  const host = take(await engine);
  const plan = host && take(planPlatforms(inputs, host));
  if (problems.length > 0 || !host || !plan || !tools || !found || !machine || !source) {
    tell2(remarks);
    throw new Error(problems.join("\n"));
  }
  return { inputs, host, tools, machine, found, payload, now, ...source, ...plan };
}
async function completeStep(step) {
  const { payload, now } = step;
  const event = parseEvent(process.env, payload);
  const facts = step.inputs.fromEvent ? await findFacts(event, payload, step.inputs.githubToken) : {};
  const { inputs, problems, ...remarks } = readInputs(process.env, parseEvent(process.env, payload, facts), now);
  tell2(remarks);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { ...step, inputs };
}
function tell2({ notes, warnings }) {
  for (const text2 of notes) notice2(text2);
  for (const text2 of warnings) warning2(text2);
}
function findTools(tools, folder) {
  const found = {
    buildx: timed("buildx", findBuildx(tools.buildx, folder)),
    image: timed("BuildKit", findImage(imageReferences(tools.buildkit))),
    binfmt: findImage(imageReferences(tools.binfmt))
  };
  for (const promise of Object.values(found)) promise.catch(() => {
  });
  return found;
}
async function readToolchain(path) {
  if (!path) return pins_default;
  const text2 = await readFile14(path, "utf8").catch((error2) => error2);
  if (typeof text2 !== "string")
    return `toolchain: ${JSON.stringify(path)} can't be read; correct the path: ${text2.message}`;
  const toolchain = parseToolchain(text2);
  return "problems" in toolchain ? toolchain.problems.map((problem) => `toolchain: ${path}: ${problem}`).join("\n") : toolchain;
}

// src/run.ts
async function runStep() {
  undoLater({ kind: "processes", mark: stepMark() });
  const folder = join20(process.env.RUNNER_TEMP || tmpdir2(), `multiarch-build-${stepMark()}`);
  undoLater({ kind: "folder", path: folder });
  await mkdir7(folder, { mode: 448, recursive: true }).catch((error2) => {
    throw new Error(`RUNNER_TEMP: no folder can be made there; make it writable: ${error2.message}`, { cause: error2 });
  });
  const { step, setup, ...found } = await group("Set up buildx, BuildKit and emulators", async () => {
    const planned = await readStep(folder);
    keepEnvironment({ ...process.env, DOCKER_CONTEXT: planned.host.context || process.env.DOCKER_CONTEXT });
    await logIn(planned.inputs.login, folder);
    const rights = timed("rights", checkRights(planned));
    const cache2 = timed("cache", openCache(planned));
    const fetched = cache2.then((cache3) => fetchCarry(planned, cache3, folder));
    const [setup2, step2, opened, carry] = await all([
      setUp(planned, folder),
      completeStep(planned),
      cache2,
      fetched,
      rights
    ]);
    const filled = await fillMounts(setup2.builder, step2, carry, folder);
    const fitting = await fitCache(opened, setup2.builder, step2);
    return { step: step2, setup: setup2, cache: { ...fitting, warned: filled.warned }, carry: filled };
  });
  const { builder } = setup;
  if (step.inputs.call) return group(`Ask the build: ${step.inputs.call}`, () => evaluate(builder, step, folder));
  const { platforms } = step;
  const { publication } = step.inputs.destination;
  const [{ metadata, cache }] = await group(
    `Build for ${platforms.join(", ")}`,
    () => all([timed("build", build(setup, step, found.cache, folder)), checkBuilder(setup, step)])
  );
  const finish = async () => {
    const published = publication ? await group(
      "Verify and tag",
      () => timed("verify and tag", publish(builder, publication, platforms, metadata.digest))
    ) : NOTHING2;
    await report({ ...step.inputs, platforms, metadata, published, tools: step.tools, builder });
  };
  await all([finish(), exportCache(builder, step, cache, found.carry, metadata, folder)]);
}

// src/main.ts
setFlagsFromString("--semi-space-growth-factor=1");
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => cancel(`The step was cancelled (${signal})`));
try {
  await runStep();
} catch (error2) {
  fail(error2.message, error2 instanceof BuildError ? error2.at : void 0);
}
cancel("The step has ended");
process.exit();
