import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  ARCHITECTURES,
  AUTHORITIES,
  CONFIG_FOLDER,
  HttpError,
  JOB_PREFIX,
  PROGRAM,
  alignRows,
  all,
  attributeOf,
  awaitTurn,
  binfmtArgs,
  binfmtContainer,
  builderContainer,
  buildxCommand,
  buildxFolder,
  claimContainer,
  createBuilder,
  createClient,
  deriveBuilderName,
  dockerFolder,
  endTurn,
  explainBinfmt,
  explainBuilder,
  explainFaults,
  findBuilder,
  findContainer,
  findExporter,
  findPlugin,
  fitCache,
  follow,
  formatBytes,
  formatEntry,
  formatMarkdown,
  formatSeconds,
  inspectBuilder,
  installPlugin,
  isAnswered,
  jobOf,
  keepEnvironment,
  listMirrorHosts,
  makeProgram,
  markOption,
  missingEmulators,
  openCache,
  parseBuildkitdConfig,
  parseEmulation,
  parseFindings,
  parseMetadata,
  parseRegistered,
  pathsIn,
  planBuildkitdConfig,
  planBuildkitdFlags,
  planRegistration,
  planReplacement,
  planTokens,
  quieten,
  readBody,
  readCacheInputs,
  readDockerfile,
  readMachine,
  readReference,
  readRegistrySettings,
  removeUnless,
  saveTask,
  startKeeper,
  startReplay,
  stringify,
  takeLease,
  tell,
  undoLater,
  wakeContainer
} from "./chunk-PTSU3XF4.js";
import {
  bringBusybox
} from "./chunk-2EK2GKBO.js";
import {
  CommandError,
  LOCAL,
  PATIENCE,
  SourceError,
  architectureOf,
  cancel,
  cancelled,
  childEnv,
  contextToken,
  deriveScope,
  dockerCommand,
  endProcess,
  fail,
  fillContexts,
  findDigest,
  findImage,
  formatAttributes,
  formatTag,
  group,
  hashFile,
  ignoreFailure,
  includesPlatform,
  isLoopback,
  isNative,
  isTag,
  isUrl,
  judgeError,
  lastLines,
  listCarried,
  listProxyHosts,
  listUrlSecrets,
  localPath,
  mask,
  mayBeNative,
  mountPathsIn,
  nearest,
  notice,
  parseAttributes,
  parseExactLines,
  parseLines,
  parseList,
  parsePlatform,
  parseReference,
  planProxyOptions,
  print,
  pullImage,
  readHost,
  readLog,
  receive,
  registryOf,
  retry,
  run,
  selectProxies,
  send,
  setOutputs,
  shareEnv,
  showUrl,
  splitPair,
  stepMark,
  suggestPlatform,
  summarize,
  trySources,
  urlOf,
  warning
} from "./chunk-ESDCERK7.js";
import {
  require_coerce,
  require_compare,
  require_parse,
  require_valid
} from "./chunk-KCSUIONE.js";
import {
  __callDispose,
  __toESM,
  __using
} from "./chunk-OG7L4UEQ.js";

// src/main.ts
import { setFlagsFromString } from "node:v8";

// src/build/build.ts
import { readFile as readFile2, writeFile as writeFile3 } from "node:fs/promises";
import { isAbsolute, join as join2, relative } from "node:path";

// src/build/attest.ts
var ADVICE = {
  provenance: "true, false or mode=max",
  sbom: "true, false or generator=name@sha256:…",
  attests: "type=provenance,mode=max or type=sbom"
};
var UNATTESTED = [{ input: "", type: "provenance", attributes: void 0 }];
function readAttests({ provenance, sbom, attests }, complain) {
  const own = Object.entries({ provenance, sbom }).filter(([, text2]) => text2 !== "");
  const read = [
    ...own.map(([type, text2]) => parseAttest(type, text2, `type=${type},${spellSwitch(text2)}`, complain)),
    ...attests.map((line) => parseAttest("attests", line, line, complain))
  ];
  return read.filter(({ type }, index) => read.findIndex((first) => first.type === type) === index);
}
function checkArguments(buildArgs, complain) {
  for (const argument of buildArgs)
    if (argument.startsWith("BUILDKIT_ATTEST_"))
      complain(
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
function parseAttest(input, text2, line, complain) {
  const pairs = parseAttributes(line).map(([name, value]) => [name.trim(), value]);
  const { type = "", disabled = "false", mode = "min" } = Object.fromEntries(pairs.toReversed());
  const isWhole = pairs.every(([name, value]) => name && value) && /^(?:true|false)$/i.test(disabled);
  if (!isWhole || !/^(?:provenance|sbom)$/.test(type) || !/^(?:min|max)$/.test(mode))
    complain(input, `${JSON.stringify(text2)} is no such attestation; write ${ADVICE[input]}`);
  if (/^true$/i.test(disabled)) return { input, type, attributes: void 0 };
  const attributes = pairs.filter(([name]) => !["type", "disabled", "mode"].includes(name));
  return { input, type, attributes: type === "provenance" ? [["mode", mode], ...attributes] : attributes };
}

// src/build/secret.ts
var SHORTEST = 4;
function readSecrets({ text: text2, whole, complain, warn }) {
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
        complain(input, `${entry} does not begin with id=; write id=${what}, in quotes where it has several lines`);
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
function planSolves({ publication, load, outputs }, platforms, loaded) {
  const names = load?.map(formatTag).join(",");
  const engine = load ? [formatAttributes([["type", "docker"], ...names ? [["name", names]] : []])] : [];
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
  return [{ platforms, outputs: [...outputs, push] }, ...load ? [{ platforms: loaded, outputs: engine }] : []];
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

// src/build/failure.ts
function parseFailure(output) {
  const last = (pattern) => [...output.matchAll(pattern)].at(-1);
  const step = last(/^ > (\[.+\].*):$/gm);
  const line = last(/^.+:(\d+)\n-{10,}$/gm)?.[1];
  const error = last(/^ERROR: (?:failed to build: )?(?:failed to solve: )?(.+)$/gm)?.[1];
  return {
    step: step?.[1],
    log: step ? output.slice(step.index) : "",
    line: line === void 0 ? void 0 : Number(line),
    reason: error ?? output.trimEnd().split("\n").at(-1) ?? ""
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

// src/cache/plain.ts
var LONGEST = 60;
var IMPORT = "importing cache manifest from gha:";
var STEP = /^\[(?!context )(?!.*\] FROM )/;
var LINE = /^#(\d+) (?:(\[.*|exporting .*|importing .*)|sha256:\w+ 0B \/ \S+ (\d+)\.\ds|ERROR: (.*))$/gm;
function createCacheLog() {
  const names = /* @__PURE__ */ new Map();
  const log = { stalled: false, failure: "", unread: "" };
  return {
    add: (text2) => {
      for (const [, number2 = "", name, seconds, error] of text2.matchAll(LINE)) {
        if (name !== void 0) names.set(number2, name);
        const current = names.get(number2) ?? "";
        if (Number(seconds) >= LONGEST && STEP.test(current)) log.stalled = true;
        if (error !== void 0 && current.startsWith("exporting ")) log.failure = error;
        if (error !== void 0 && current.startsWith(IMPORT)) log.unread ||= `the import failed: ${error}`;
        if (error !== void 0 && current.startsWith("[") && !error.endsWith(": not found"))
          log.unread ||= `${current} could not be had from it: ${error}`;
      }
    },
    read: () => log
  };
}

// src/cache/fallback.ts
var BOOT = 6e4;
async function attemptWithCache(builder, cache, { required, timeout }, attempt) {
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
    await attempt(caches, { onText, shown: true, signal: stall.signal });
  } catch (error) {
    cancelled.throwIfAborted();
    const alone = caches.cacheFrom.length + caches.cacheTo.length === 0;
    if (!(error instanceof CommandError) || required || alone) throw error;
    const reason = stall.signal.aborted ? "a layer did not come" : await blame(builder, error);
    if (reason === void 0) throw error;
    print(`cache: the build failed with it, and runs once more without: ${reason}`);
    await renewBuilder(builder, ours);
    await attempt(NO_CACHES, { onText: print });
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
  if (ours) await run(dockerCommand(["rm", "--force", container]));
  if (ours) await run(dockerCommand(["volume", "rm", "--force", volume]));
  await run(buildxCommand(buildx, ["inspect", "--bootstrap", name]), { timeout: BOOT });
}
async function blame({ name }, error) {
  const failure = parseFailure(error.output);
  if (isStepAtFault(failure)) return void 0;
  if (!isConnectionLost(failure.reason)) return failure.reason;
  const log = await readLog(builderContainer(name).container);
  return /go-actions-cache|\/remotecache\//.test(log) ? failure.reason : void 0;
}

// src/setup/kernel.ts
import { randomUUID } from "node:crypto";
import { access, opendir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, release } from "node:os";
import { join } from "node:path";

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
var TIMEOUT = 2e4;
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
    const text2 = await readFile(join(BINFMT_MISC, name), "utf8").catch(() => "");
    const handler = parseHandler(name, text2);
    if (handler) handlers.push(handler);
  }
  return mounted ? handlers : void 0;
}
async function tryProgram(architecture, folder) {
  try {
    await runProgram(architecture, folder);
    return true;
  } catch (error) {
    return !(error instanceof CommandError) || /\bE(?:ACCES|PERM)\b/.test(error.message);
  }
}
async function runProgram(architecture, folder, env = {}) {
  const file = join(folder, `program-${randomUUID()}`);
  try {
    await writeFile(file, makeProgram(architecture), { mode: 448 });
    return await run({ file, args: [], env }, { timeout: TIMEOUT });
  } finally {
    await rm(file, { force: true });
  }
}
async function exists(path) {
  return access(path).then(
    () => true,
    () => false
  );
}

// src/build/secret-files.ts
import { writeFile as writeFile2 } from "node:fs/promises";
async function writeSecrets(secrets, folder) {
  for (const { path, value } of secretFiles(secrets, folder)) await writeFile2(path, value, { mode: 384 });
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
  const metadata = join2(folder, "metadata.json");
  let first;
  let left = cache;
  const inputs = { ...step.inputs, attests: chooseGenerator(step.inputs.attests, scanner) };
  const again = { ...repeat(inputs), attests: step.host.containerdStore ? inputs.attests : [] };
  const paths = buildPaths(step, folder, metadata);
  await writeSecrets(step.secrets, folder);
  for (const solve of planSolves(step.inputs.destination, step.platforms, step.loaded)) {
    const leftOut = first ? void 0 : explainLeftOut(inputs, solve);
    if (leftOut) notice(leftOut);
    await writeFile3(metadata, "{}");
    const attempt = (caches, options) => {
      const args = planBuild(builder.name, first ? again : inputs, paths, solve, caches);
      return run(buildxCommand(builder.buildx, args, planTokens(builder.files, process.env)), options);
    };
    try {
      if (first) await attempt(NO_CACHES, { onText: print });
      else left = await attemptWithCache(builder, cache, step.inputs.cache, attempt);
    } catch (error) {
      throw error instanceof CommandError ? await explain(builder, step, error, folder) : error;
    }
    const said = parseMetadata(await readFile2(metadata, "utf8"));
    first = first ? { ...first, imageId: said.imageId } : said;
  }
  const built = first;
  tellFindings(built.findings, step);
  return { metadata: built, cache: left };
}
function tellFindings(findings, step) {
  if (/^(?:0|f|false)$/i.test(process.env.DOCKER_BUILD_CHECKS_ANNOTATIONS ?? "")) return;
  for (const { text: text2, url, line } of findings.slice(0, MOST_FINDINGS)) warning(`${text2} (${url})`, placeOf(line, step));
}
function placeOf(line, { file, context }) {
  const path = file ?? join2(context, "Dockerfile");
  return line !== void 0 && isAbsolute(path) ? { file: relative(process.cwd(), path), line } : void 0;
}
async function explain(builder, step, error, folder) {
  const failure = parseFailure(error.output);
  if (isConnectionLost(failure.reason))
    return new Error(
      `build: the builder ${builder.name} went away while it built: ${failure.reason}. If the machine is short of memory, use a larger one, or limit what runs at once with buildkitd-config-inline; then run the step again
${await explainBuilder(builder.name)}`,
      { cause: error }
    );
  const emulated = findEmulated(failure, step);
  const emulator = emulated && await askEmulator(architectureOf(emulated), step.host, folder);
  const running = (await inspectBuilder(builder).catch(ignoreFailure))?.platforms;
  return new BuildError(
    explainFailure(failure, { ...step, emulator, ...running && { running } }),
    placeOf(failure.line, step),
    error
  );
}

// src/run.ts
import { mkdir as mkdir4 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join10 } from "node:path";

// src/build/evaluate.ts
import { readFile as readFile4 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/publish/manifest.ts
import { createHash } from "node:crypto";
function digestOf(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
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
    const { token, access_token } = JSON.parse(text2);
    return [token, access_token].find((value) => typeof value === "string" && value !== "");
  } catch {
    return void 0;
  }
}
function readAccess(token, repository, action) {
  try {
    const { access: access2 } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return access2?.some(
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
import { readFile as readFile3 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/publish/docker-config.ts
var SHORTEST_SECRET = 4;
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
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_SECRET);
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
var TIMEOUT2 = 3e4;
async function readCredentials(registry, path) {
  const env = childEnv();
  const read = (...parts) => readFile3(join3(...parts, "config.json"), "utf8").catch(() => void 0);
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
  const command = { file: `docker-credential-${name}`, args: ["get"] };
  const text2 = await run(command, { input: serverOf(registry), secret: true, timeout: TIMEOUT2 }).catch(
    (error) => {
      if (error instanceof CommandError && error.code !== void 0) return void 0;
      throw error;
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
  const { ask: ask2, readToken } = createAsker(registry, path, hasty, findOrigins(registry, settings));
  const url = (kind, reference) => `/v2/${path}/${kind}/${reference}`;
  return {
    readManifest: async (reference) => {
      const answer = await ask2({ path: url("manifests", reference), headers: { accept: ACCEPT } });
      const bytes = await readBody(answer);
      return { mediaType: answer.headers["content-type"] ?? "", digest: digestOf(bytes), bytes };
    },
    readBlob: async (digest) => (await readBody(await ask2({ path: url("blobs", digest) }))).toString(),
    moveTag: async (tag, { mediaType, bytes }) => {
      const headers = { "content-type": mediaType };
      await readBody(await ask2({ path: url("manifests", tag), method: "PUT", headers, body: bytes }));
    },
    tryPush: async () => {
      try {
        const answer = await ask2({ path: url("blobs", "uploads/"), method: "POST" });
        await readBody(answer);
        const { pathname, search } = new URL(answer.headers.location ?? "", "http://relative.test");
        const cancellation = ask2({ path: pathname + search, method: "DELETE" }).then(readBody);
        await cancellation.catch(() => cancelled.throwIfAborted());
      } catch (error) {
        if (!(error instanceof HttpError) || REFUSALS.includes(error.status)) throw error;
        const granted = readAccess(await readToken() ?? "", path, "push");
        if (granted === void 0) throw error;
        if (!granted)
          throw new HttpError({ status: 403, headers: {} }, `its token for ${path} is not one to push with`);
      }
    }
  };
}
function createAsker(registry, repository, client, origins) {
  let origin;
  let authorization;
  const ask2 = async ({ path, ...request }) => {
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
    throw new HttpError(answer, `${request.method ?? "GET"} ${path}: ${await explain2(answer)}`);
  };
  return { ask: ask2, readToken: async () => (await authorization)?.replace("Bearer ", "") };
}
async function authorize(client, challenge, scope, credentials) {
  if (challenge.scheme === "basic")
    return credentials && "username" in credentials ? formatBasic(credentials) : void 0;
  const request = planToken(challenge, scope, credentials);
  const answer = await (request.body === void 0 ? follow(client, request) : client(request));
  if (answer.status !== 200)
    throw new HttpError(answer, `${challenge.realm}: no token for ${scope}: ${await explain2(answer)}`);
  const token = parseToken((await readBody(answer)).toString());
  if (token === void 0) throw new HttpError(answer, `${challenge.realm}: no token for ${scope} in its answer`);
  mask(token);
  return `Bearer ${token}`;
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
async function explain2(answer) {
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
var import_parse = __toESM(require_parse());
var import_valid = __toESM(require_valid());
var OLDEST_BUILDX = "0.32.0";
var OLDEST_BUILDKIT = "0.33.1";
function parseVersion(text2) {
  return (0, import_valid.default)(text2) ?? void 0;
}
function parseSemver(text2) {
  const parsed = (0, import_parse.default)(text2);
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
  const parsed = parse2(text2);
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
  const [first, second] = [parse2(a), parse2(b)];
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
function parse2(text2) {
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
  } catch (error) {
    throw await explainTagging(moves.flat(), tried, error);
  }
  return kept;
}
async function readFormer(place, target) {
  return readNow({ ...place, target }).catch((error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `tags: what ${formatTag(target)} stands for can't be read, and no tag was moved; look into the registry, then run the step again. ${error.message}`,
      { cause: error }
    );
  });
}
async function readNow({ repository, target }) {
  return find(formatTag(target), () => repository.readManifest(target.tag));
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
  notice(
    `tags: ${formatTag(target)} stays at ${told.version}, which is newer than ${version}; write latest=true in flavor where it is to move`
  );
  return true;
}
async function readVersion(repository, reference) {
  const manifest = await find(reference, () => repository.readManifest(reference));
  const next = manifest && parseNext(manifest.bytes.toString());
  if (!next) return parseOwnVersion("");
  if ("manifest" in next) return readVersion(repository, next.manifest);
  return parseOwnVersion(await find(next.config, () => repository.readBlob(next.config)) ?? "");
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
    const explain3 = (error) => `unknown, ${former?.digest ?? "nothing"} before: ${error.message}`;
    return `${formatTag(target)}: ${await state.catch(explain3)}`;
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
  } catch (error) {
    const state = describe(move, await readNow(move));
    return `${state}; ${former.digest} could not be put back: ${error.message}`;
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
  const judge = (error) => isMissing(error) ? "again" : judgeError(error);
  return retry(shown, read, { judge }).catch((error) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error.message}`, { cause: error });
  });
}
async function find(what, read) {
  return retry(what, read).catch((error) => {
    if (isMissing(error)) return void 0;
    throw error;
  });
}
function isMissing(error) {
  return error instanceof HttpError && error.status === 404;
}

// src/publish/publish.ts
var NOTHING = { platforms: [], attestations: /* @__PURE__ */ new Map(), kept: [] };
async function publish({ files }, { names, tags }, platforms, digest) {
  if (digest === void 0)
    throw new Error("build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one");
  const open2 = (name) => openRepository(name, readRegistrySettings(files, registryOf(name)));
  const verified = await all(names.map((name) => verify(name, open2(name), digest, platforms)));
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
  return retry(shown, () => repository.readBlob(digest)).catch((error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${shown} can't be read back; look into the registry, then run the step again. ${error.message}`,
      { cause: error }
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
  const { publication, load, tags } = destination;
  const kept = new Set(published.kept.map(formatTag));
  const moved = publication?.tags.filter((tag) => !kept.has(formatTag(tag))) ?? [];
  const targets = publication || load ? [...moved, ...load ?? []] : tags;
  return [...new Set(targets.map(formatTag))];
}

// src/build/evaluate.ts
async function evaluate(builder, step, folder) {
  const { call } = step.inputs;
  await writeSecrets(step.secrets, folder);
  const metadata = join4(folder, "metadata.json");
  const paths = buildPaths(step, folder, metadata);
  const args = planBuild(builder.name, step.inputs, paths, { platforms: step.platforms, outputs: [] });
  const command = buildxCommand(builder.buildx, args, planTokens(builder.files, process.env));
  const tell3 = (answer2) => summarize(`### ${call}

\`\`\`text
${answer2.trim()}
\`\`\`
`);
  const leave = async () => {
    const text2 = (await readFile4(metadata, "utf8").catch(() => "")).trim();
    const built = { digest: void 0, imageId: void 0, findings: [], document: {} };
    const outputs = formatOutputs({ ...step, ...step.inputs, metadata: built, published: NOTHING, builder });
    setOutputs({ ...outputs, metadata: text2 });
  };
  const asked = run(command, { onText: print, shown: true }).finally(leave);
  const answer = await asked.catch(async (error) => {
    if (!(error instanceof CommandError)) throw error;
    const [checks, first = "its answer is in the log"] = /^(?:(Check complete.*)|\{$)[\s\S]*/m.exec(error.output) ?? [];
    if (checks) await tell3(checks);
    const found = checks ? first : error.reason;
    throw new Error(`call: ${call} found what is wrong with the build: ${found}`, { cause: error });
  });
  await tell3(answer);
}

// src/cache/carry.ts
import { randomUUID as randomUUID2 } from "node:crypto";
import { mkdir, rm as rm2, writeFile as writeFile4 } from "node:fs/promises";
import { dirname, extname, join as join5 } from "node:path";

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

// src/cache/carry.ts
var LONGEST2 = 18e4;
var NOTHING_FETCHED = { outcomes: [], failure: "" };
var NOTHING2 = { mounts: [], fetched: {}, keep: false, warned: false };
async function fetchCarry(step, cache, folder) {
  const { fetch, keep } = cache.mounts;
  const mounts = await planCarry(step, cache);
  if (mounts.length === 0) return NOTHING2;
  const failed = (error) => ({ outcomes: [], failure: reasonOf(error) });
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
  for (const problem of problems) warning(`cache-mounts: ${problem}`);
  return listCarried(mounts, deriveScope({ image, context, file, target, workspace: process.cwd() }), native);
}
async function sendForArchives(mounts, folder) {
  await mkdir(mountPathsIn(folder).archives, { recursive: true });
  await send(folder, { mounts, fetched: {}, keeping: void 0 });
  const failed = await run(carrierCommand("fetch", folder), { timeout: LONGEST2, secret: true }).catch(reasonOf);
  const delivery = await receive(folder);
  await rm2(mountPathsIn(folder).delivery, { force: true });
  const outcomes = mounts.flatMap(({ id, name }) => {
    const { archive, duration } = delivery?.outcomes.find((outcome) => outcome.name === name) ?? {};
    return archive && duration !== void 0 ? [{ id, name, archive, duration }] : [];
  });
  return { outcomes, failure: delivery ? delivery.failure : failed };
}
async function fillMounts(builder, step, carry, folder) {
  const mounts = carry.mounts.filter(({ name }) => name in carry.fetched);
  if (mounts.length === 0) return carry;
  const paths = mountPathsIn(folder);
  const started = performance.now();
  const fill2 = async () => {
    await bringBusybox(builderContainer(builder.name).container, paths.tools);
    for (const command of await planSolve("fill", builder, step, mounts, folder)) await run(command);
  };
  try {
    await timed("fill mounts", fill2());
    print(`cache-mounts: filled in ${formatSeconds(performance.now() - started)}`);
  } catch (error) {
    warnOfCold(reasonOf(error), step);
    return { ...carry, fetched: {}, warned: true };
  } finally {
    await rm2(paths.archives, { recursive: true, force: true });
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
  await mkdir(paths.base, { recursive: true });
  await writeFile4(paths.dockerfile, formatMountSolve(direction, mounts, randomUUID2()));
  const output = direction === "fill" ? "type=cacheonly" : `type=local,dest=${paths.taken}`;
  const facts = { native: nativeOf(step), buildArgs: step.inputs.buildArgs };
  const solve = buildxCommand(buildx, planMountSolve(name, mounts, facts, paths, output));
  const measuring = buildxCommand(buildx, planMeasuring(name));
  return direction === "fill" ? [solve, measuring] : [measuring, solve];
}
function carrierCommand(task, folder) {
  const entry = process.argv[1] ?? "";
  return { file: process.execPath, args: [join5(dirname(entry), `carrier${extname(entry)}`), task, folder] };
}
function nativeOf({ host }) {
  return `linux/${host.architecture}`;
}
function warnOfCold(reason, { inputs }) {
  const text2 = `some mounts begin empty, and the build takes longer: ${reason}`;
  tell({ level: "warning", text: text2 }, inputs.cache.required, "cache-mounts");
}
function reasonOf(error) {
  cancelled.throwIfAborted();
  if (!(error instanceof CommandError)) return error.message;
  return error.reason;
}

// src/cache/export.ts
var LONGEST3 = 6e4;
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
    keeping: await planKeeping(builder, step, carry, folder).then((command) => command && keepEnv(command)),
    indexes: cache.indexes,
    warned: cache.warned,
    timeout,
    required
  });
  const remark = await plan().then((task) => beginTask(folder, task)).catch((error) => {
    cancelled.throwIfAborted();
    return { level: "warning", text: `not exported: ${error.message}` };
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
  await saveTask(folder, saved).catch(async (error) => {
    for (const pid of [saved.pid, keeper]) if (pid !== void 0) await endProcess(pid).then(() => endTurn(pid));
    throw error;
  });
  undoLater({ kind: "cache", folder });
  if (refused) return begun;
  if (waits)
    return { level: "line", text: "an earlier step of this job is exporting; this one follows at the end of the job" };
  return (task.replay ?? task.keeping) && { level: "line", text: "the export goes on until the end of the job" };
}
async function beginReplay(replay, folder) {
  const wait = { end: performance.now() + LONGEST3, stop: cancelled };
  const begun = await startReplay(replay, pathsIn(folder).log, wait);
  if (begun !== void 0) return begun;
  cancelled.throwIfAborted();
  const text2 = `not exported, since the builder did not look at the build again within ${LONGEST3 / 1e3} s`;
  return { level: "warning", text: text2 };
}
function replayOf({ name, buildx, files }, step, { importers, after }, folder) {
  const paths = buildPaths(step, folder, pathsIn(folder).metadata);
  const caches = { cacheFrom: importers.map(formatEntry), cacheTo: after.map(formatEntry) };
  const args = planReplay(name, step.inputs, paths, step.platforms, caches);
  return buildxCommand(buildx, args, planTokens(files, process.env));
}
function keepEnv(command) {
  const given = Object.entries(childEnv()).filter(
    ([name, value]) => value !== void 0 && value !== process.env[name]
  );
  return { ...command, env: { ...Object.fromEntries(given), ...command.env } };
}

// src/publish/login.ts
import { mkdir as mkdir2, readdir, readFile as readFile5, symlink, writeFile as writeFile5 } from "node:fs/promises";
import { join as join6 } from "node:path";
async function logIn({ logins, fallback }, folder) {
  const present = fallback && await readCredentials(fallback.registry, "").catch(() => true);
  const tokens = fallback && !present ? [fallback] : [];
  const all2 = [...logins, ...tokens];
  if (all2.length === 0) return;
  const isHidden = (form) => tokens.some(({ password }) => password === form);
  for (const form of all2.flatMap(listSecrets)) if (!isHidden(form)) mask(form);
  const env = childEnv();
  const user = dockerFolder(env);
  const own = join6(folder, "docker");
  await mkdir2(own, { mode: 448 });
  const text2 = await readFile5(join6(user, "config.json"), "utf8").catch(() => "");
  const config = mergeDockerConfig(text2, env.DOCKER_AUTH_CONFIG ?? "", all2);
  await writeFile5(join6(own, "config.json"), config, { mode: 384 });
  const names = (await readdir(user).catch(() => [])).filter((name) => name !== "config.json" && !name.startsWith("."));
  for (const name of names) await symlink(join6(user, name), join6(own, name));
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
function explainRefusal(refusal) {
  const { name, status, reason, from } = refusal;
  const registry = registryOf(name);
  const who = from === void 0 ? "nobody is logged in" : `the credentials of ${from === "docker" ? "the docker CLI" : from}`;
  const known = REMEDIES.find(([pattern]) => pattern.test(registry))?.[1];
  const common = status === 404 ? "create it there, or correct the name" : "let that user push there, or log in as another";
  const remedy = from === void 0 && status !== 404 ? LOGIN : known?.(refusal, name.slice(registry.length + 1)) ?? common;
  return `push: ${name} can't be pushed to (${who}); ${remedy}. The registry said: ${reason}`;
}

// src/publish/rights.ts
var HASTE = { ...PATIENCE, attempts: 2, total: 5e3 };
var TIMEOUT3 = 1e4;
async function checkRights(step) {
  const { publication, login } = { ...step.inputs.destination, ...step.inputs };
  if (!publication) return;
  const { config, certificates } = planSettings(step);
  const files = { ...certificates, "buildkitd.toml": config };
  const refusals = await all(publication.names.map((name) => checkName(name, files, login)));
  const problems = refusals.filter((refusal) => refusal !== void 0).map(explainRefusal);
  if (problems.length === 0) return;
  cancel(problems.join("\n"));
  cancelled.throwIfAborted();
}
async function checkName(name, files, login) {
  const registry = registryOf(name);
  const repository = openRepository(name, readRegistrySettings(files, registry), TIMEOUT3);
  try {
    await retry(name, () => repository.tryPush(), { patience: HASTE });
    print(`${name} may be pushed to`);
    return void 0;
  } catch (error) {
    cancelled.throwIfAborted();
    const reason = error.message;
    if (error instanceof HttpError && REFUSALS.includes(error.status))
      return { name, status: error.status, reason, from: await findSource(name, login) };
    notice(`push: ${registry} can't tell before the build whether ${name} may be pushed to: ${reason}`);
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
  const seconds = (time) => (time / 1e3).toFixed(2);
  return ordered.map((span) => {
    const bar = " ".repeat(column(span.start)).padEnd(column(span.end) + 1, "=");
    return `${span.name.padEnd(longest)}  |${bar.padEnd(WIDTH)}| ${seconds(span.start)}–${seconds(span.end)}`;
  }).join("\n");
}

// src/report/report.ts
async function report(result) {
  const { publication, load } = result.destination;
  const rows = listDigests(result);
  const names = publication?.names ?? [];
  const tags = publication || load ? listTags(result) : [];
  print(
    ["", alignRows(rows), "", ...names.map((name) => `${name}@${result.metadata.digest}`), ...tags].join("\n").trimEnd()
  );
  setOutputs(formatOutputs(result));
  const code = (texts) => texts.map((text2) => `\`${text2}\``).join("<br>");
  const title = names.length > 0 ? `Published ${code(names)}` : load ? "Built and loaded" : "Built, not published";
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
    notice(`tags: there are none, so the image is published under its digest alone (${result.metadata.digest})`);
}

// src/setup/setup.ts
import { setTimeout as delay } from "node:timers/promises";

// src/setup/buildx.ts
import { randomUUID as randomUUID3 } from "node:crypto";
import { chmod, copyFile, link, mkdir as mkdir3, rename, rm as rm4 } from "node:fs/promises";
import { basename, dirname as dirname2, join as join7, relative as relative2 } from "node:path";

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
  const architecture = ARCHITECTURES.find((name) => tell3(makeProgram(name)) === tell3(start));
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
import { createHash as createHash2 } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm as rm3 } from "node:fs/promises";
import { fileURLToPath } from "node:url";
var START = 512;
async function download(url, path, { silence, attempt }) {
  const limit = AbortSignal.timeout(attempt);
  try {
    return await write(await openSource(url, silence, AbortSignal.any([cancelled, limit])), path);
  } catch (error) {
    await rm3(path, { force: true });
    if (limit.aborted) throw new SourceError("again", `not complete within ${attempt / 1e3} s`, { cause: error });
    throw error;
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
async function write(source, path) {
  var _stack = [];
  try {
    const hash = createHash2("sha256");
    let size = 0;
    let start = Buffer.alloc(0);
    const file = __using(_stack, await open(path, "wx").catch(refuse), true);
    for await (const chunk of source) {
      hash.update(chunk);
      if (size < START) start = Buffer.concat([start, chunk]).subarray(0, START);
      size += chunk.length;
      await file.writeFile(chunk).catch(refuse);
    }
    return { sha256: hash.digest("hex"), size, start };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function refuse(error) {
  throw new SourceError(
    "stop",
    `RUNNER_TEMP: a download can't be written there; free space, or have it point to a folder that has some: ${error.message}`,
    { cause: error }
  );
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
  const hash = cached && await hashFile(cached);
  if (!hash) return void 0;
  if (hash === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning(`buildx: ${cached} has the sha256 ${hash}, and the pin is ${asset.sha256}; it is fetched again`);
  return void 0;
}
async function findInstalled({ sha256 }, cached, folder) {
  const found = await findPlugin();
  if (!found) return void 0;
  const { file } = found;
  const isIt = async (path) => await hashFile(path) === sha256;
  if (found.stays || file === cached) return await isIt(file) ? file : void 0;
  const own = join7(folder, PROGRAM);
  const linked = await link(file, own).then(
    () => true,
    () => false
  );
  if (!linked && await isIt(file)) await copyFile(file, own).catch(() => {
  });
  if (await isIt(own)) return own;
  await rm4(own, { force: true });
  return void 0;
}
async function fetchBuildx(asset, folder, patience = PATIENCE) {
  const what = `buildx ${asset.version}`;
  const fetch = async (url) => {
    const path = join7(folder, `${PROGRAM}-${randomUUID3()}`);
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
  } catch (error) {
    await rm4(path, { force: true });
    throw error;
  }
}
function cachePath({ version, sha256 }) {
  const root = process.env.RUNNER_TOOL_CACHE;
  return root && join7(root, PROGRAM, parseVersion(version) ?? version, `${process.arch}-${sha256.slice(0, 12)}`, PROGRAM);
}
async function keepInCache(path, asset) {
  const place = cachePath(asset);
  if (place === void 0) return path;
  const isKept = async () => await hashFile(place) === asset.sha256;
  try {
    if (!await isKept()) await copyIntoCache(path, place);
    return await isKept() ? place : path;
  } catch (error) {
    cancelled.throwIfAborted();
    print(`buildx ${asset.version}: not kept in the tool cache: ${error.message}`);
    return path;
  }
}
async function copyIntoCache(path, place) {
  const folder = dirname2(place);
  const versions = join7(process.env.RUNNER_TOOL_CACHE ?? "", PROGRAM);
  const partial = `.partial-${randomUUID3()}`;
  const staging = join7(dirname2(folder), partial);
  undoLater({ kind: "folder", path: staging });
  try {
    const { cacheFile } = await import("./tool-cache-5XF56M2B.js");
    const version = relative2(versions, dirname2(folder));
    const made = await cacheFile(path, PROGRAM, PROGRAM, version, join7(partial, basename(folder)));
    await mkdir3(folder, { recursive: true });
    await rename(join7(made, PROGRAM), place);
    await rename(`${made}.complete`, `${folder}.complete`);
  } finally {
    await rm4(staging, { recursive: true, force: true });
  }
}

// src/setup/register.ts
import { release as release2 } from "node:os";

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
  } catch (error) {
    return { problems: [`is not JSON: ${error.message}`] };
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
  return Object.entries(value).flatMap(([name, hash]) => checkHash(`${path}.${name}`, hash, SHA256, "no SHA-256"));
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
var TIMEOUT4 = 12e4;
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
  const command = ["docker", ...RUN, reference, ...binfmtArgs(planReplacement(left))].join(" ");
  if (left.some(({ fault }) => fault.severity !== "flawed")) throw new Error(explainFaults(left, command));
  if (left.length > 0) warning(explainFaults(left, command));
  return registration;
}
async function runBinfmt(image, registration) {
  const log = [];
  try {
    const command = dockerCommand([
      ...RUN,
      `--name=${binfmtContainer(stepMark())}`,
      (await image).id,
      ...binfmtArgs(registration)
    ]);
    const { promise: answer, resolve: resolve3 } = Promise.withResolvers();
    const onText = (text2) => {
      log.push(text2);
      if (isAnswered(log.join("\n"), registration)) resolve3(log.join("\n"));
    };
    const running = run(command, { onText, timeout: TIMEOUT4 });
    const emulation = parseEmulation(await Promise.race([running, answer]));
    const gone = running.catch(() => {
    });
    return emulation ? { emulation, log: log.join("\n"), gone } : `binfmt: ${explainBinfmt(log.join("\n"))}`;
  } catch (error) {
    cancelled.throwIfAborted();
    return error.message;
  }
}

// src/setup/scanner.ts
async function findScanner(builder, image, patience = PATIENCE) {
  const find3 = async (reference) => {
    await resolve(builder, reference, patience);
    print(`${reference}: the builder has it`);
    return reference;
  };
  return trySources("SBOM scanner", imageReferences(image), find3, patience);
}
async function resolve({ name, buildx, files }, reference, { silence }) {
  const args = ["build", `--builder=${name}`, "--progress=plain", "--provenance=false", "--output=type=cacheonly", "-"];
  const input = `FROM --platform=$BUILDPLATFORM ${reference}
`;
  const limit = AbortSignal.timeout(silence);
  try {
    await run(buildxCommand(buildx, args, planTokens(files, process.env)), { input, signal: limit });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (limit.aborted) throw new SourceError("again", `no answer within ${silence / 1e3} s`, { cause });
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
  const find3 = async () => wanted && timed("SBOM scanner", findScanner(await starting, wanted));
  const ahead = step.found.image.then((image) => image && delay(HEAD_START), ignoreFailure);
  const emulators = ahead.then(() => registerEmulators(emulated, folder));
  const [emulation, builder, scanner] = await all([
    timed("emulators", emulators),
    starting,
    find3(),
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
  const ask2 = () => inspectBuilder(builder).catch(ignoreFailure);
  const first = await ask2();
  const facts = first && lacks(first.platforms).length > 0 ? await ask2() ?? first : first;
  if (!facts || facts.platforms.length === 0) return;
  print(`Builder ${builder.name}: BuildKit ${facts.version}, runs ${facts.platforms.join(", ")}`);
  const missing = lacks(facts.platforms);
  if (missing.length > 0)
    warning(
      `platforms: the builder ${builder.name} runs no programs for ${missing.join(", ")}. Stages that only copy files or cross-compile with FROM --platform=$BUILDPLATFORM need none; a RUN for them fails. To emulate, use a runner where privileged containers are allowed and binfmt_misc is mounted (mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc)${emulation.problem ? `; ${emulation.problem}` : ""}`
    );
  if (facts.version && isOlder(facts.version, OLDEST_BUILDKIT))
    warning(
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
  const job = lasting || named ? void 0 : `${jobOf(process.env) ?? stepMark()}
${buildxFolder(process.env)}`;
  const derived = deriveBuilderName(reference, settings, step.host.id, job);
  const name = named || derived;
  const lease = { builder: name, step: stepMark() };
  undoLater({ kind: "builder", ...lease });
  const alone = await takeLease(lease);
  const container = named || lasting ? await findContainer(name) : void 0;
  if (container) await wakeContainer(container);
  const users = named ? await findUsersBuilder(await buildx, name, step) : void 0;
  if (users) return users;
  const image = found.image.then((image2) => image2 ?? timed("BuildKit pull", pullImage(references)));
  image.catch(() => {
  });
  if (container && named) await claimContainer(name, container, (await image).id, derived);
  if (container && !named && alone) await removeUnless(container, (await image).id);
  const existing = !named && (lasting || !alone) ? await findBuilder(await buildx, name) : void 0;
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
import { readFile as readFile7 } from "node:fs/promises";

// src/build/workspace.ts
import { readdir as readdir2, stat } from "node:fs/promises";
import { isAbsolute as isAbsolute2, join as join8, resolve as resolve2 } from "node:path";
async function readSource(inputs) {
  const files = await readdir2(".").catch(() => []);
  const filled = fillContexts(inputs, process.env, files.length > 0);
  if (typeof filled === "string") return filled;
  if (!inputs.context && isUrl(filled.context)) print(`context: nothing is checked out, so it is ${filled.context}`);
  const { buildContexts } = filled;
  const context = isUrl(filled.context) ? filled.context : resolve2(filled.context);
  const inContext = inputs.file === void 0 || isUrl(inputs.file) || isUrl(context);
  const file = inContext ? inputs.file : resolve2(inputs.file);
  const token = contextToken(context, inputs.secrets, inputs.githubToken, process.env);
  const secrets = inputs.secrets.map(
    (secret) => "path" in secret ? { ...secret, path: resolve2(secret.path) } : secret
  );
  const source = { context, file, buildContexts, secrets: [...secrets, ...token] };
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
    ...file !== void 0 && isAbsolute2(file) ? [lack("file", inputs.file ?? "", file, "isFile")] : []
  ]);
  if (file !== void 0 || isUrl(context) || !await isKind(context, "isDirectory")) return problems.flat();
  const found = await Promise.all(["Dockerfile", "dockerfile"].map((name) => isKind(join8(context, name), "isFile")));
  const missing = `file: there is no Dockerfile in the context ${JSON.stringify(inputs.context || ".")}; ${advice}, or name it with file`;
  return [...problems.flat(), ...found.includes(true) ? [] : [missing]];
}
async function isKind(path, kind) {
  return stat(path).then(
    (stats) => stats[kind](),
    () => false
  );
}

// src/event.ts
import { readFile as readFile6 } from "node:fs/promises";

// src/metadata/event.ts
var DEFAULT_BRANCH_EVENTS = ["schedule", "issues", "issue_comment", "discussion", "discussion_comment"];
function parseEvent(env, payload, facts = {}) {
  const name = env.GITHUB_EVENT_NAME ?? "";
  const isPull = name.startsWith("pull_request");
  const ref = name === "pull_request_target" ? pullRef(payload) : env.GITHUB_REF ?? "";
  const [branch, tag, pull] = ["heads", "tags", "pull"].map(
    (kind) => ref.startsWith(`refs/${kind}/`) ? ref.slice(`refs/${kind}/`.length) : ""
  );
  const headSha = isPull && /true/i.test(env.DOCKER_METADATA_PR_HEAD_SHA ?? "") && text(payload, "pull_request.head.sha");
  const sha = headSha || (env.GITHUB_SHA ?? "");
  const repository = readRepository(env, [find2(payload, "repository"), facts.repository]);
  if (DEFAULT_BRANCH_EVENTS.includes(name)) repository.defaultBranch ||= branch;
  const base = tag ? text(payload, "base_ref").replace(/^refs\/heads\//, "") : "";
  return {
    name,
    actor: env.GITHUB_ACTOR ?? "",
    ref,
    branch,
    tag,
    pull: pull.replace(/\/merge$/, ""),
    sha,
    baseRef: pull ? text(payload, "pull_request.base.ref") || (env.GITHUB_BASE_REF ?? "") : base,
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
  return parseTime(text(document, "commit.committer.date"));
}
function parseTime(text2) {
  const time = new Date(text2.trim());
  return Number.isNaN(time.getTime()) ? void 0 : time;
}
function pullRef(payload) {
  const number2 = find2(payload, "number") ?? find2(payload, "pull_request.number");
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
    private: sources.some((source) => find2(source, "private") === true),
    fork: sources.some((source) => find2(source, "fork") === true)
  };
}
function commitTime(payload, sha) {
  const commits = find2(payload, "commits");
  const known = [...Array.isArray(commits) ? commits : [], find2(payload, "head_commit")];
  return parseTime(
    text(
      known.find((commit) => sha !== "" && text(commit, "id") === sha),
      "timestamp"
    )
  );
}
function text(value, path) {
  const found = find2(value, path);
  return typeof found === "string" ? found : "";
}
function find2(value, path) {
  let found = value;
  for (const key of path.split("."))
    found = typeof found === "object" && found !== null && Object.hasOwn(found, key) ? found[key] : void 0;
  return found;
}

// src/event.ts
var TIMEOUT5 = 3e3;
var ask = createClient();
async function readPayload() {
  const path = process.env.GITHUB_EVENT_PATH;
  if (!path) return void 0;
  try {
    return JSON.parse(await readFile6(path, "utf8"));
  } catch (error) {
    warning(
      `GITHUB_EVENT_PATH: ${JSON.stringify(path)} has no event, so that tags and labels are made of the git ref alone; find out what changed the file: ${error.message}`
    );
    return void 0;
  }
}
async function findFacts(event, payload, token) {
  const [repository, committed] = await all([
    lacksRepository(payload) ? askGitHub("", token) : Promise.resolve(void 0),
    event.committed || event.sha === "" ? Promise.resolve(event.committed) : findCommitTime(event.sha, token)
  ]);
  return { repository, committed };
}
async function findCommitTime(sha, token) {
  const command = { file: "git", args: ["show", "-s", "--format=%cI", "--end-of-options", `${sha}^{commit}`] };
  const text2 = await run(command, { timeout: TIMEOUT5 }).catch(ignoreFailure);
  return parseTime(text2 ?? "") ?? parseCommit(await askGitHub(`/commits/${encodeURIComponent(sha)}`, token));
}
async function askGitHub(path, token) {
  const { GITHUB_API_URL, GITHUB_REPOSITORY } = process.env;
  if (!GITHUB_API_URL || !GITHUB_REPOSITORY) return void 0;
  const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`;
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const headers = { accept: "application/vnd.github+json", "user-agent": "multiarch-build", ...authorization };
  try {
    const answer = await ask({ url, headers, timeout: TIMEOUT5 });
    const text2 = (await readBody(answer)).toString();
    if (answer.status === 200) return JSON.parse(text2);
    throw new Error(`status ${answer.status}`);
  } catch (error) {
    cancelled.throwIfAborted();
    notice(
      `github-token: labels and tags do without what ${url} has, which the event leaves out: ${error.message}`
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
  const { text: text2, flag, pairs, complain, warn } = reader;
  const call = text2("call");
  if (call && !/^[\w.]+(?:,\w+(?:=\w+)?)*$/.test(call))
    complain("call", `${JSON.stringify(call)} is nothing to ask a build for; write check, outline or targets`);
  const isCalled = call !== "" && call !== "build";
  const buildArgs = pairs("build-args");
  checkArguments(buildArgs, complain);
  const context = text2("context");
  const buildContexts = readBuildContexts(pairs("build-contexts"), complain);
  for (const [input, urls] of Object.entries({ context: [context], "build-contexts": buildContexts.map(urlOf) }))
    if (urls.some((url) => listUrlSecrets(url).length > 0))
      warn(
        input,
        "a URL has credentials, which BuildKit logs and, with mode=max, tells in the provenance of the image; take them out, and write GIT_AUTH_TOKEN.HOST=token in secrets"
      );
  const own = { provenance: text2("provenance"), sbom: text2("sbom") };
  const attests = readAttests({ ...own, attests: parseLines(text2("attests")) }, complain);
  return {
    context,
    file: text2("file") || void 0,
    target: text2("target"),
    buildArgs,
    buildContexts,
    secrets: readSecrets(reader),
    options: OPTIONS2.flatMap((option) => readOption(option, text2(option.input), complain)),
    noCache: flag("no-cache", false),
    noCacheFilters: parseList(text2("no-cache-filters")),
    pull: flag("pull", false),
    attests: isCalled ? [] : attests,
    call: isCalled ? call : ""
  };
}
function readOption({ input, flag, split, form, advice }, text2, complain) {
  const values = split(text2);
  for (const value of values)
    if (!form.test(value)) complain(input, `${JSON.stringify(value)} is no such value; write ${advice}`);
  return values.map((value) => `--${flag}=${value}`);
}
function readBuildContexts(items, complain) {
  for (const item of items)
    if (!/^[^=]+=./.test(item))
      complain(
        "build-contexts",
        `${JSON.stringify(item)} is no name=value; write name=path, or a URL in place of the path`
      );
  return items;
}

// src/destination.ts
var OURS = ["type", "name", "push", "push-by-digest", "name-canonical"];
function parseDestination(inputs, complain, note) {
  const parse3 = (input, text2) => parseName(input, text2, inputs.repository, complain, note);
  const images = inputs.image.flatMap((text2) => {
    const reference = parse3("image", text2);
    if (reference?.tag !== void 0)
      complain("image", `${JSON.stringify(text2)} has a tag; write the name alone, and the tag in tags`);
    return reference ? [reference.name] : [];
  });
  const toPush = (exporter) => inputs.push && attribute2(exporter, "type") === "image" ? [...exporter.filter(([key]) => key !== "push"), ["push", "true"]] : exporter;
  const exporters = inputs.outputs.map((line) => toPush(parseExporter(line, complain)));
  const pushing = exporters.filter(isPush);
  const toTarget = (input, text2) => {
    const reference = parse3(input, text2);
    return reference ? [{ name: reference.name, tag: reference.tag ?? "latest" }] : [];
  };
  const { tags: made, latest } = inputs.made;
  const named = images.flatMap(
    (name) => made.map((tag) => ({ name, tag, ...latest?.tag === tag ? { release: latest } : {} }))
  );
  const published = inputs.push || pushing.length > 0;
  const readReference2 = (text2) => {
    if (!isTag(text2) || !published) return toTarget("tags", text2);
    complain("tags", `${JSON.stringify(text2)} is a tag with no name before it; write name:tag, or set image`);
    return [];
  };
  const written = pushing.flatMap((exporter) => parseList(attribute2(exporter, "name")));
  const asked = inputs.references.flatMap(readReference2);
  const wanted = uniqueTags([...named, ...asked]);
  const targets = wanted.length > 0 ? wanted : uniqueTags(written.flatMap((text2) => toTarget("outputs", text2)));
  const byDigest = pushing.some((exporter) => isTrue(exporter, "push-by-digest"));
  if (byDigest && inputs.tagged && named.length > 0)
    complain("tags", "an output has push-by-digest, which publishes no tags; leave out one of them");
  else if (byDigest && inputs.references.some((text2) => /:[^/]+$/.test(text2)))
    note("tags", "an output has push-by-digest, so that none of them is moved; leave it out where they are wanted");
  const tags = byDigest ? [] : targets;
  const names = [.../* @__PURE__ */ new Set([...images, ...targets.map(({ name }) => name)])];
  if (published && [inputs.image, inputs.references, written].every((given) => given.length === 0)) {
    const asker = inputs.push ? "push" : "outputs";
    complain(asker, "there is no name to publish under; set image, such as ghcr.io/acme/app");
  }
  const [attributes = [], ...others] = pushing.map((exporter) => exporter.filter(([key]) => !OURS.includes(key)));
  if (others.some((other) => formatAttributes(other) !== formatAttributes(attributes)))
    complain("outputs", "those that push differ in more than their names, and one image is published; leave one");
  return {
    publication: published ? { names, tags, attributes } : void 0,
    load: inputs.load ? targets.length > 0 ? targets : images.map((name) => ({ name, tag: "latest" })) : void 0,
    outputs: exporters.filter((exporter) => !isPush(exporter)).map((exporter) => formatAttributes(setName(exporter, wanted))),
    tags
  };
}
function parseName(input, text2, repository, complain, note) {
  const lowered = lowerRepository(text2, repository);
  if (lowered !== text2)
    note(input, `${JSON.stringify(text2)} is the repository's name; registries take it as ${JSON.stringify(lowered)}`);
  const reference = parseReference(lowered);
  if (typeof reference !== "string") return reference;
  complain(input, `${JSON.stringify(text2)} ${reference}; write it as registry/name${input === "image" ? "" : ":tag"}`);
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
function parseExporter(line, complain) {
  const pairs = line.includes("=") ? parseAttributes(line) : [["type", "local"], ["dest", line]];
  const attributes = [...new Map(pairs.map(([key, value]) => [key.trim().toLowerCase(), value]))];
  const type = attribute2(attributes, "type");
  if (type === "") complain("outputs", `${JSON.stringify(line)} has no type; write type=local,dest=… or the like`);
  const toStandardOutput = attribute2(attributes, "dest") || (type === "docker" ? "engine" : "-");
  if (["local", "tar", "oci", "docker"].includes(type) && toStandardOutput === "-")
    complain("outputs", `${JSON.stringify(line)} has no dest, so it would be written into the log; write dest=path`);
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
function about(input, entry, complain, note) {
  const quoted = JSON.stringify(entry);
  return {
    complain: (problem) => complain(input, `${quoted} ${problem}`),
    note: (text2) => note(input, `${quoted} ${text2}`)
  };
}
function suggest2(text2, candidates, before = "") {
  const meant = nearest(text2, candidates);
  return (meant === void 0 ? candidates : [meant]).map((one) => `${before}${one}`).join(", ");
}

// src/metadata/images.ts
function parseImages(lines, complain) {
  return lines.flatMap((line) => {
    if (line.startsWith("#")) return [];
    const fields = parseFields(line);
    if (fields.every(([key]) => key === void 0)) return fields.map(([, name2]) => ({ name: name2, enabled: true }));
    const say = (problem) => complain("image", `${JSON.stringify(line)} ${problem}`);
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
var DAY = 864e5;
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
  return format.replace(TOKEN, (token, literal) => {
    if (literal !== void 0) return literal;
    return token.startsWith("\\") ? token.slice(1) : FORMATS[token]?.(at) ?? token;
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
  return Math.floor((clock.getTime() - Date.UTC(clock.getUTCFullYear(), 0, 1)) / DAY) + 1;
}
function anchorDay(clock, first, anchor) {
  const sinceFirst = (clock.getUTCDay() - first + 7) % 7;
  const toAnchor = (anchor - first + 7) % 7;
  return new Date(clock.getTime() + (toAnchor - sinceFirst) * DAY);
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
  const quote = word2.charAt(0);
  return /^['"]/.test(word2) ? word2.slice(1, -1).replaceAll(`\\${quote}`, quote) : word2;
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
function parseLevel(text2, input, entry, { complain, note }) {
  const say = about(input, entry, complain, note);
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
function parseFlavor(lines, values, { complain, note }) {
  const affixes = { prefix: "", suffix: "" };
  const onLatest = { prefix: false, suffix: false };
  let latest = "auto";
  for (const line of lines) {
    const say = about("flavor", line, complain, note);
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
var COMMON = ["enable", "priority", "prefix", "suffix"];
var ALL = [...COMMON, ...Object.values(TYPES).flatMap(({ own }) => Object.keys(own))];
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
  const known = [...COMMON, ...Object.keys(own)];
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
  } catch (error) {
    return error.message;
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
function fromVersion(parse3, what) {
  return (rule, context, say) => {
    let text2 = sourceOf(rule, context, say);
    if (text2 === void 0) return void 0;
    if (rule.search !== void 0) {
      const found = text2.match(rule.search);
      if (found === null) say.note(`does not match ${JSON.stringify(text2)}, which is taken whole`);
      text2 = found?.[1] ?? found?.[0] ?? text2;
    }
    text2 = text2.replaceAll("/", "-");
    const version = parse3(text2);
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
function parseTags(lines, event, { complain, note }) {
  const rules = [];
  const references = [];
  for (const line of lines)
    for (const entry of isRule(line) ? [line] : parseList(line)) {
      const say = about("tags", entry, complain, note);
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
  const { complain, note } = remarks;
  const made = rules.toSorted((a, b) => b.priority - a.priority).flatMap((rule) => list2(makeTag(rule, flavor, context, about("tags", rule.entry, complain, note))));
  const tags = made.map(({ tag }) => tag);
  const [first] = made;
  const follows = flavor.latest === "true" || flavor.latest === "auto" && first?.isRelease;
  const latest = first && follows ? toTag(flavor.latestTag, about("flavor", flavor.latestTag, complain, note)) : void 0;
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
    labels: labels.map(join9),
    annotations: mergeAnnotations(
      description,
      readPairs("annotations", lines("annotations"), values, remarks),
      parseLevels(env[levels] || "manifest", levels, remarks),
      remarks
    )
  };
}
function readPlain({ tags, flavor, labels, annotations }, remarks) {
  const { complain } = remarks;
  const rules = tags.filter(isRule);
  for (const line of rules)
    complain("tags", `${JSON.stringify(line)} makes a tag for every image, and there is none; set image`);
  if (flavor.length > 0) complain("flavor", "there is no image whose tags it is for; set image");
  for (const line of annotations)
    if (!line.includes("=")) complain("annotations", `${JSON.stringify(line)} has no =; write name=value`);
  return {
    ...{ version: "", tags: [], latest: void 0, labels },
    references: tags.filter((line) => !rules.includes(line)).flatMap(parseList),
    annotations: mergeAnnotations([], annotations.map(splitPair), ["manifest"], remarks)
  };
}
function readNumber(env, name, { complain }) {
  const text2 = env[name];
  if (!text2) return void 0;
  if (/^\d{1,11}$/.test(text2)) return Number(text2);
  complain(name, `${JSON.stringify(text2)} is no number; set one, or none`);
  return void 0;
}
function join9([name, value]) {
  return `${name}=${value}`;
}

// src/publish/registry-auth.ts
var ATTRIBUTES = ["registry", "username", "password"];
var IGNORED = ["ecr", "scope"];
var LINE2 = /^\s*(-(?:\s+|$))?(?:(["']?)([\w-]+)\2\s*:(?:\s+(.*))?)?$/;
function parseRegistryAuth(text2) {
  if (text2.startsWith("[")) return parseJson(text2);
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
  if (double !== void 0) return parseString(double);
  const single2 = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text2)?.[1];
  if (single2 !== void 0) return single2.replaceAll("''", "'");
  if (/^["']|^[|>][-+\d]*\s*$/.test(text2)) return void 0;
  return text2.replace(/(?:^|\s)#.*$/, "").trim();
}
function parseString(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return void 0;
  }
}
function parseJson(text2) {
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
  const { text: text2, complain, note } = reader;
  const token = text2("github-token");
  const isGitHub = (env.GITHUB_SERVER_URL || "https://github.com") === "https://github.com";
  const fallback = token && isGitHub ? { registry: GHCR, username: env.GITHUB_ACTOR || "token", password: token, input: "github-token" } : void 0;
  const say = published ? complain : note;
  const given = { username: text2("username"), password: text2("password") };
  const isGiven = given.username !== "" || given.password !== "";
  const fault = isGiven ? findFault2(given) : void 0;
  if (fault) say(...fault);
  const registries = isGiven && !fault ? selectRegistries(names, fallback !== void 0) : [];
  const common = registries.map((registry) => ({ ...given, registry, input: "username" }));
  const logins = [...common, ...readRegistryAuth(reader, say)];
  for (const { registry, username, input } of logins)
    if (ECR.test(registry) && username !== "AWS")
      complain(
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
function readRegistryAuth({ text: text2, complain }, say) {
  const { entries, problems } = parseRegistryAuth(text2("registry-auth"));
  for (const problem of problems) complain("registry-auth", problem);
  return entries.flatMap(({ registry: written, ...given }, index) => {
    const registry = parseHost(written);
    const fault = findFault2(given);
    if (registry === void 0)
      complain("registry-auth", `entry ${index + 1} has a registry that is no host name; write ghcr.io or the like`);
    else if (fault) say("registry-auth", `entry ${index + 1} (${registry}): ${fault.join(" ")}`);
    else return [{ ...given, registry, input: "registry-auth" }];
    return [];
  });
}
function parseHost(written) {
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
function readToolInputs({ text: text2, flag, complain }, currentBuilder, generator) {
  const images = ["buildkit-image", "binfmt-image"].map((input) => ({ input, image: text2(input) }));
  return {
    builder: checkBuilderName(text2("builder") || currentBuilder, complain),
    driverOpts: readDriverOpts(text2("driver-opts"), complain),
    buildkitdFlags: text2("buildkitd-flags"),
    buildkitdConfigFile: text2("buildkitd-config"),
    buildkitdConfig: readConfig(text2("buildkitd-config-inline"), complain),
    buildxVersion: readBuildxVersion(text2("buildx-version"), complain),
    buildkitImage: readToolImage("buildkit-image", text2("buildkit-image"), complain),
    binfmtImage: readToolImage("binfmt-image", text2("binfmt-image"), complain),
    scanner: generator?.image === "" ? "pinned" : generator && readToolImage(generator.input, generator.image, complain),
    unpinned: [...images, ...generator ? [generator] : []].filter(({ image }) => isUnpinned(image)),
    toolchain: text2("toolchain"),
    keepState: flag("keep-state", false),
    cleanup: flag("cleanup", true)
  };
}
function checkBuilderName(name, complain) {
  if (name && !/^[a-zA-Z][\w.-]*$/.test(name))
    complain("builder", `${JSON.stringify(name)} is no builder name; write a letter, then letters, digits, . _ and -`);
  return name;
}
function readDriverOpts(text2, complain) {
  const options = parseList(text2);
  for (const option of options)
    if (!/^[^=]+=/.test(option))
      complain("driver-opts", `${JSON.stringify(option)} is no name=value; write one, in quotes if it has commas`);
    else if (option.startsWith("image="))
      complain("driver-opts", `${JSON.stringify(option)} would replace the verified BuildKit; write buildkit-image`);
  return options;
}
function readConfig(text2, complain) {
  if (!text2) return void 0;
  const config = parseBuildkitdConfig(text2);
  if (typeof config === "object") return config;
  complain("buildkitd-config-inline", config);
  return void 0;
}
function readBuildxVersion(text2, complain) {
  if (!text2) return void 0;
  const [, version = "", sha256] = /^(v[^@]+)(?:@sha256:([0-9a-f]{64}))?$/.exec(text2) ?? [];
  if (parseVersion(version) === void 0) {
    complain("buildx-version", `${JSON.stringify(text2)} is no release; write vX.Y.Z, or vX.Y.Z@sha256:<64 hex digits>`);
    return void 0;
  }
  if (isOlder(version, OLDEST_BUILDX))
    complain("buildx-version", `${JSON.stringify(text2)} is too old; write v${OLDEST_BUILDX} or newer`);
  return { version, sha256 };
}
function readToolImage(name, text2, complain) {
  if (!text2 || isUnpinned(text2)) return void 0;
  const image = parseToolImage(text2);
  if (image === void 0)
    complain(name, `${JSON.stringify(text2)} is no image with a digest; write name@sha256:<64 hex digits>`);
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
  const complain = (input, problem) => problems.push(`${input}: ${problem}`);
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
    if (value !== "") complain(name, `${JSON.stringify(value)} is neither true nor false; write one of them`);
    return standard;
  };
  const pairs = (name) => {
    const items = parseLines(text2(name));
    for (const item of items)
      if (item.startsWith("=")) complain(name, `${JSON.stringify(item)} has no name before the =; write NAME=value`);
      else if (item.startsWith('"'))
        complain(name, `${JSON.stringify(item)} has an open quote; write "NAME=value", "" for a quote in it`);
    return items;
  };
  const images = parseImages(parseLines(text2("image")), complain);
  const image = images.flatMap(({ name, enabled }) => enabled ? name : []);
  const lines = { tags: parseLines(text2("tags")), flavor: parseLines(text2("flavor")) };
  const given = { ...lines, labels: pairs("labels"), annotations: pairs("annotations") };
  const remarks = { complain, warn, note };
  const fromEvent = images.length > 0;
  const metadata = fromEvent ? readMetadata(given, event, env, now, remarks) : readPlain(given, remarks);
  const build2 = readBuildInputs({ text: text2, whole, flag, pairs, complain, warn });
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
    complain,
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
    platforms: readPlatforms(parseList(text2("platforms").replaceAll('"', "")), complain),
    ...build2,
    ...{ labels: metadata.labels, annotations: metadata.annotations, version: metadata.version, fromEvent },
    destination,
    cache: { ...readCacheInputs({ text: text2, flag, complain, warn }, names), ...build2.call && { cache: "off" } },
    login: readLogins({ text: text2, complain, note }, { names, published, env }),
    githubToken: text2("github-token"),
    tools: readToolInputs({ text: text2, flag, complain }, env.BUILDX_BUILDER ?? "", findGenerator(build2.attests))
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
function readPlatforms(items, complain) {
  const known = items.flatMap((item) => {
    const platform = item.toLowerCase() === LOCAL ? LOCAL : parsePlatform(item);
    if (platform !== void 0) return [platform];
    const meant = suggestPlatform(item) ?? "os/arch[/variant], such as linux/arm64";
    complain("platforms", `${JSON.stringify(item)} is no platform that can be built for; write ${meant}`);
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
  const store = `the image store of this engine (Docker ${host.version})`;
  const remedy = "or switch the engine to the containerd image store";
  if (!host.containerdStore && platforms.length > 1 && destination.outputs.some(isForEngine))
    return `outputs: type=docker goes to ${store}, which takes one platform at a time, and platforms has ${platforms.join(", ")}; build for one, ${remedy}`;
  if (!destination.load) return { platforms, loaded: [] };
  const attest = attests.find(({ attributes }) => attributes);
  if (!host.containerdStore && !published && attest)
    return `${attest.input}: ${store}, where load puts the image, keeps no attestations; leave ${attest.input} out, push, ${remedy}`;
  if (host.containerdStore || platforms.length === 1) return { platforms, loaded: platforms };
  if (published && platforms.includes(own)) return { platforms, loaded: [own] };
  const advice = published ? `add the engine's own, ${own}, which is then loaded, leave load out` : "load a single one, push them instead";
  return `load: ${store} takes one platform at a time, and platforms has ${platforms.join(", ")}; ${advice}, ${remedy}`;
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
  const engine = timed("engine", readHost()).catch((error) => error.message);
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
  const explain3 = async (named) => explainUnpinned(named, pinnedDigest(toolchain ?? pins_default, named.image) ?? await findDigest(named.image));
  problems.push(...await Promise.all(inputs.tools.unpinned.map(explain3)));
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
  for (const text2 of notes) notice(text2);
  for (const text2 of warnings) warning(text2);
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
  const text2 = await readFile7(path, "utf8").catch((error) => error);
  if (typeof text2 !== "string")
    return `toolchain: ${JSON.stringify(path)} can't be read; correct the path: ${text2.message}`;
  const toolchain = parseToolchain(text2);
  return "problems" in toolchain ? toolchain.problems.map((problem) => `toolchain: ${path}: ${problem}`).join("\n") : toolchain;
}

// src/run.ts
async function runStep() {
  undoLater({ kind: "processes", mark: stepMark() });
  const folder = join10(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${stepMark()}`);
  undoLater({ kind: "folder", path: folder });
  await mkdir4(folder, { mode: 448, recursive: true }).catch((error) => {
    throw new Error(`RUNNER_TEMP: no folder can be made there; make it writable: ${error.message}`, { cause: error });
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
    ) : NOTHING;
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
} catch (error) {
  fail(error.message, error instanceof BuildError ? error.at : void 0);
}
cancel("The step has ended");
process.exit();
