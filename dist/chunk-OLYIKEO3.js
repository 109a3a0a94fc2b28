import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
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
} from "./chunk-PIOMVU2N.js";

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
function warning2(text) {
  command(() => warning(limit(text)));
}
function fail(text, at) {
  process.exitCode = 1;
  if (limit(text) !== text) print(text);
  command(() => error(limit(text), at ? { file: at.file, startLine: at.line } : {}));
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

// src/exec.ts
var CommandError = class extends Error {
  name = "CommandError";
  /** The end of what it printed. */
  output;
  /** What it said last of what was wrong, without its progress before that. */
  reason;
  /** Whether the program itself could not be started. */
  missing;
  constructor(command2, reason, output, missing = false) {
    super([`${display(command2)}: ${reason}`, lastLines(output, 20)].filter(Boolean).join("\n"));
    this.output = output;
    this.reason = output.trim().split("ERROR: ").at(-1) || reason;
    this.missing = missing;
  }
};
var STEP_MARK = "MULTIARCH_BUILD_STEP";
var mark = randomUUID2();
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
  const signals = [cancelled, enough.signal, timeout, options.signal];
  const stop = AbortSignal.any(signals.filter((signal) => signal !== void 0));
  const started = performance.now();
  if (isDebug2()) print(`$ ${display(command2)}`);
  const settings = {
    silent: true,
    ignoreReturnCode: true,
    env: definedEntries({ ...GO, ...process.env, ...command2.env, [STEP_MARK]: mark }),
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
      },
      () => exec(quote(command2.file), [...command2.args], settings)
    );
  } catch (error2) {
    failure = error2;
  }
  end.abort();
  for (const text of texts) text.end();
  const seconds = ((performance.now() - started) / 1e3).toFixed(2);
  if (isDebug2() && options.onText !== print && !options.secret) print(both.text().trimEnd());
  if (isDebug2()) print(`$ ${enough.signal.aborted ? "stopped" : `exit code ${code}`}, ${seconds} s`);
  cancelled.throwIfAborted();
  if (failure !== void 0) throw new CommandError(command2, failure.message, "", true);
  if (code === 0 || enough.signal.aborted) return stdout.text();
  const timedOut = timeout?.aborted && `no answer within ${(options.timeout ?? 0) / 1e3} s`;
  throw new CommandError(
    command2,
    timedOut || (code === null ? "killed by a signal" : `exit code ${code}`),
    options.secret ? "" : both.text()
  );
}
function display(command2) {
  return [command2.file, ...command2.args].map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)).join(" ");
}
function ignoreFailure(error2) {
  if (!(error2 instanceof CommandError)) throw error2;
}
function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
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

// src/state.ts
var NAME = "undo";
var BUILDX = "buildx";
var ORDER = ["processes", "builder", "plugin", "folder"];
var pending = [];
function undoLater(undo) {
  pending.push(undo);
  saveState2(NAME, JSON.stringify(pending));
}
function loadUndo() {
  const pending2 = JSON.parse(loadState(NAME) || "[]");
  return pending2.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
function saveBuildx(path) {
  saveState2(BUILDX, path);
}
function loadBuildx() {
  return loadState(BUILDX);
}

// src/platform.ts
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

// src/concurrent.ts
async function all(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

// src/setup/builder.ts
import { createHash, randomUUID as randomUUID3 } from "node:crypto";

// src/list.ts
function parseList(text) {
  return parseItems(text, /[,\n]/);
}
function parseLines(text) {
  return parseItems(text, /\n/);
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
function parseItems(text, separator) {
  const items = [];
  for (let rest = text; rest.length > 0; ) {
    const quoted = /^[^\S\n]*"([^"]*(?:""[^"]*)*)"[^\S\n]*/.exec(rest);
    const after = quoted ? rest.slice(quoted[0].length) : rest;
    const whole = quoted !== null && (after === "" || separator.test(after.charAt(0)));
    const end = whole ? rest.length - after.length : rest.search(separator);
    items.push(whole ? (quoted[1] ?? "").replaceAll('""', '"') : rest.slice(0, end < 0 ? rest.length : end).trim());
    rest = end < 0 ? "" : rest.slice(end + 1);
  }
  return items.filter((item) => item !== "");
}

// src/setup/builder.ts
var JOB_PREFIX = "multiarch-build-job-";
function deriveBuilderName(image, settings, job) {
  const hash = createHash("sha256").update(JSON.stringify([image, settings, job]));
  return `${job === void 0 ? "multiarch-build-" : JOB_PREFIX}${hash.digest("hex").slice(0, 12)}`;
}
function jobOf(env) {
  if (!env.GITHUB_RUN_ID) return randomUUID3();
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
  const options = new Map([
    ["image", image],
    // Otherwise buildx copies the whole event payload into the builder and from there into the image's provenance.
    ["provenance-add-gha", "false"],
    ...settings.loopback ? [["network", "host"]] : [],
    ...settings.driverOpts.map(splitPair)
  ]);
  return [
    ...["create", "--name", name, "--driver", "docker-container"],
    ...[...options].map((option) => `--driver-opt=${formatAttributes([option])}`),
    `--buildkitd-config=${configPath}`
  ];
}
function planContainer(name, image, { driverOpts, loopback, config }, host) {
  if (driverOpts.length > 0 || host.gpus) return void 0;
  const { container, volume } = builderContainer(name);
  return [
    ...["run", "--detach", "--name", container, "--privileged", "--init", "--restart=unless-stopped"],
    `--mount=type=volume,source=${volume},target=/var/lib/buildkit`,
    ...loopback ? ["--network=host"] : [],
    ...host.cgroupDriver === "cgroupfs" ? ["--cgroup-parent=/docker/buildx"] : [],
    ...host.userNamespaces ? ["--userns=host"] : [],
    // Copying a file into a container takes longer than starting it.
    ...[`--env=BUILDKITD_TOML=${config}`, "--entrypoint=sh", image, "-c"],
    'mkdir -p /etc/buildkit && printf %s "$BUILDKITD_TOML" > /etc/buildkit/buildkitd.toml && exec buildkitd "$@"',
    ...["buildkitd", "--config=/etc/buildkit/buildkitd.toml", "--allow-insecure-entitlement=network.host"]
  ];
}
function builderContainer(name) {
  const container = `buildx_buildkit_${name.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}
function parseInspect(text) {
  const fields = (name) => Array.from(text.matchAll(new RegExp(`^${name}: +(.+)$`, "gm")), ([, value]) => value ?? "");
  const platforms = fields("Platforms").flatMap((list) => list.split(", "));
  return {
    driver: fields("Driver")[0] ?? "",
    // The first name is the builder's.
    nodes: fields("Name").length - 1,
    platforms: [...new Set(platforms.flatMap((item) => parsePlatform(item.replace("*", "")) ?? []))],
    version: fields("BuildKit version")[0] ?? "",
    files: Object.fromEntries(
      Array.from(text.matchAll(/^File#(.+):\n((?: > .*\n?)*)/gm), ([, path = "", lines = ""]) => [
        path,
        lines.replaceAll(/^ > /gm, "")
      ])
    )
  };
}

// src/host.ts
function parseHost(text) {
  const info = JSON.parse(text);
  const errors = strings(info.ServerErrors);
  if (errors.length > 0) return explainEngine(errors.join("; "));
  if (info.OSType !== "linux")
    return `docker: the engine runs ${info.OSType} containers, and BuildKit needs Linux ones; use a Linux runner, or switch the engine to Linux containers`;
  const registries = record(info.RegistryConfig);
  const architecture = String(info.Architecture);
  return {
    version: String(info.ServerVersion),
    architecture: parsePlatform(`linux/${architecture}`)?.slice("linux/".length) ?? architecture,
    containerdStore: JSON.stringify(info.DriverStatus ?? []).includes("io.containerd.snapshotter.v1"),
    rootless: strings(info.SecurityOptions).some((option) => option.startsWith("name=rootless")),
    mirrors: strings(registries.Mirrors),
    insecure: Object.entries(record(registries.IndexConfigs)).flatMap(
      ([name, config]) => record(config).Secure === false ? [name] : []
    ),
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
function record(value) {
  return typeof value === "object" && value !== null ? value : {};
}
function strings(value) {
  return Array.isArray(value) ? value.map(String) : [];
}

// src/setup/engine.ts
var TIMEOUT = 8e3;
async function readHost() {
  const command2 = dockerCommand(["info", "--format={{json .}}"]);
  const text = await run(command2, { timeout: TIMEOUT }).catch((error2) => {
    if (!(error2 instanceof CommandError)) throw error2;
    if (error2.missing)
      throw new Error("docker: there is no such program on the PATH; install Docker, or use a runner that has it");
    const [command3] = error2.message.split("\n");
    throw new Error(explainEngine(`${command3}
${lastLines(error2.output, 1)}`), { cause: error2 });
  });
  const host = parseHost(text);
  if (typeof host === "string") throw new Error(host);
  return host;
}
function dockerCommand(args) {
  return { file: "docker", args, env: { DOCKER_DEFAULT_PLATFORM: "" } };
}
async function findImage(references) {
  const format = "{{.Id}} {{json .Config.Entrypoint}}";
  for (const reference of references) {
    const text = await run(dockerCommand(["image", "inspect", `--format=${format}`, reference])).catch(ignoreFailure);
    const [, id, entrypoint] = /^sha256:(\w+) (.*)/.exec(text ?? "") ?? [];
    if (id && entrypoint) return { id, entrypoint: JSON.parse(entrypoint) ?? [] };
  }
  return void 0;
}
async function pullImage(references) {
  await tryEach(references, (reference) => run(dockerCommand(["pull", "--quiet", reference])));
  return await findImage(references);
}
async function readLog(container) {
  const log = [];
  const command2 = dockerCommand(["logs", container]);
  await run(command2, { onText: (text) => log.push(text), timeout: TIMEOUT }).catch(() => log.splice(0));
  return log.join("\n").trim();
}
async function tryEach(candidates, attempt2) {
  const failures = [];
  for (const candidate of candidates)
    try {
      return await attempt2(candidate);
    } catch (error2) {
      if (!(error2 instanceof CommandError)) throw error2;
      failures.push(`${candidate}: ${error2.reason}`);
    }
  throw new Error(
    `docker: no source has the image; allow one of them through, or name another in a toolchain document:
${failures.join("\n")}`
  );
}

// src/setup/lease.ts
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
var LONGEST_JOB = 6 * 24 * 60 * 60 * 1e3;
var MADE = "made";
async function takeLease({ builder, step }) {
  const folder = folderOf(builder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, step), "");
    return (await readdir(folder)).every((name) => name === step);
  } catch (error2) {
    if (error2.code === "ENOENT") return takeLease({ builder, step });
    throw new Error(
      `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${error2.message}`,
      { cause: error2 }
    );
  }
}
async function markMade(builder, made) {
  await writeFile(join(folderOf(builder), MADE), JSON.stringify(made));
}
async function releaseLease({ builder, step }) {
  const folder = folderOf(builder);
  await rm(join(folder, step), { force: true });
  const names = (await readdir(folder).catch(() => [])).filter((name) => name !== MADE);
  const ages = await Promise.all(names.map((name) => ageOf(join(folder, name))));
  if (ages.some((age) => age < LONGEST_JOB)) return void 0;
  const gone = `${folder}-${step}`;
  try {
    await rename(folder, gone);
    return JSON.parse(await readFile(join(gone, MADE), "utf8"));
  } catch {
    return void 0;
  } finally {
    await rm(gone, { recursive: true, force: true });
  }
}
async function ageOf(path) {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => LONGEST_JOB
  );
}
function folderOf(builder) {
  const store = process.env.BUILDX_CONFIG || join(process.env.DOCKER_CONFIG || join(homedir(), ".docker"), "buildx");
  return join(store, "multiarch-build", builder.toLowerCase());
}

// src/setup/boot.ts
import { writeFile as writeFile2 } from "node:fs/promises";
import { join as join2 } from "node:path";
var BOOT_TIMEOUT = 18e4;
function buildxCommand(buildx, args) {
  return {
    file: buildx,
    args,
    env: {
      // The metadata is an output of the step; provenance, with the build arguments in it, has no place there.
      BUILDX_METADATA_PROVENANCE: "disabled",
      // Signatures of Docker's own images; those that are run here are checked against their pins.
      BUILDX_DEFAULT_POLICY: "false"
    }
  };
}
async function findBuilder(buildx, name) {
  const text = await boot(buildx, name).catch((error2) => {
    if (error2 instanceof CommandError && isUnknownBuilder(error2)) return void 0;
    throw error2;
  });
  if (text === void 0) return void 0;
  print(`Builder ${name}: it exists, and is used as it is`);
  return { name, buildx, ...parseInspect(text) };
}
async function createBuilder(name, settings, parts, { inputs, host }, folder) {
  const { cleanup, keepState } = inputs.tools;
  const configPath = join2(folder, "buildkitd.toml");
  await writeFile2(configPath, settings.config);
  if (cleanup) await markMade(name, { keepState });
  try {
    const ended = new AbortController();
    const create = async () => {
      const [buildx2, { id }] = await all([parts.buildx, parts.image]);
      const args = planCreate(name, parts.reference ?? id, settings, configPath);
      await attempt(buildx2, name, args, ended.signal).catch((error2) => {
        const isKnown = error2 instanceof CommandError && isKnownBuilder(error2);
        if (!isKnown && !ended.signal.aborted) throw error2;
      });
      return buildx2;
    };
    const start = async () => startContainer(name, settings, await parts.image, host);
    const started = start().catch((error2) => {
      ended.abort();
      throw error2;
    });
    const [buildx, up] = await all([create(), started]);
    if (!up) await boot(buildx, name);
    print(`Builder ${name} is up, configured with
${settings.config.trimEnd()}`);
    return { name, buildx, files: { "buildkitd.toml": settings.config } };
  } catch (error2) {
    await markMade(name, { keepState });
    throw error2;
  }
}
async function removeUnless(name, image) {
  const { container } = builderContainer(name);
  const inspect = dockerCommand(["container", "inspect", "--format={{.Image}}", container]);
  const present = (await run(inspect).catch(ignoreFailure))?.trim().replace("sha256:", "");
  if (present === void 0 || present === image) return;
  print(`Builder ${name}: its container runs the image ${present}, and not ${image}; it is made anew, with its state`);
  await run(dockerCommand(["rm", "--force", container]));
}
async function inspectBuilder({ name, buildx }) {
  return parseInspect(await run(buildxCommand(buildx, ["inspect", name])));
}
async function startContainer(name, settings, { id, entrypoint }, host) {
  const args = entrypoint.join(" ") === "buildkitd" ? planContainer(name, id, settings, host) : void 0;
  if (!args || await run(dockerCommand(args), { timeout: BOOT_TIMEOUT }).catch(ignoreFailure) === void 0)
    return false;
  let up = false;
  const until = (text) => {
    up ||= text.includes("running server on");
    return up;
  };
  const { container } = builderContainer(name);
  await run(dockerCommand(["logs", "--follow", container]), { until, timeout: BOOT_TIMEOUT }).catch(ignoreFailure);
  if (!up) throw await explainBoot(name, "BuildKit ended");
  return true;
}
async function explainBuilder(name) {
  const { container } = builderContainer(name);
  const log = lastLines((await readLog(container)).replace(/^\S+\n\t.*\n?/gm, ""), 20);
  return log ? `The end of the builder's log:
${log}` : `The builder's container ${container} left no log.`;
}
async function attempt(buildx, name, args, signal) {
  try {
    return await run(buildxCommand(buildx, args), { timeout: BOOT_TIMEOUT, ...signal && { signal } });
  } catch (error2) {
    if (!(error2 instanceof CommandError) || isUnknownBuilder(error2) || isKnownBuilder(error2)) throw error2;
    throw await explainBoot(name, error2.reason, error2);
  }
}
async function explainBoot(name, reason, cause) {
  return new Error(
    `builder: ${name} did not boot; correct what it complains about: ${reason}
${await explainBuilder(name)}`,
    { cause }
  );
}
async function boot(buildx, name) {
  return attempt(buildx, name, ["inspect", "--bootstrap", name]);
}
function isUnknownBuilder(error2) {
  return /no builder ".*" found/.test(error2.output);
}
function isKnownBuilder(error2) {
  return /existing instance for ".*"/.test(error2.output);
}

// src/setup/plugin.ts
import { randomUUID as randomUUID4 } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, mkdir as mkdir2, readlink, realpath, rename as rename2, rm as rm2, rmdir, symlink } from "node:fs/promises";
import { homedir as homedir2 } from "node:os";
import { dirname, join as join3 } from "node:path";
var PROGRAM = "docker-buildx";
var SYSTEM_FOLDERS = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map(
  (folder) => `${folder}/docker/cli-plugins`
);
async function installPlugin(file) {
  const installed = await findPlugin();
  if (installed !== void 0 && await realpath(installed) === file) return;
  const path = join3(pluginFolder(), PROGRAM);
  const previous = join3(pluginFolder(), `.${PROGRAM}-before-${randomUUID4()}`);
  const link = { kind: "plugin", path, target: file, previous };
  undoLater(link);
  try {
    await mkdir2(pluginFolder(), { recursive: true });
    await rename2(path, previous).catch(ignoreCode("ENOENT"));
    await symlink(file, path).catch(ignoreCode("EEXIST"));
  } catch (error2) {
    await removePlugin(link);
    warning2(
      `buildx: could not be installed as ${path}: ${error2.message}. This step does without; for "docker buildx" in later steps make the folder writable`
    );
  }
}
async function removePlugin({ path, target, previous }) {
  if (await readlink(path).catch(() => "") === target) await rm2(path);
  if (await exists(previous) && !await exists(path)) await rename2(previous, path);
  await rmdir(dirname(path)).catch(() => {
  });
}
async function findPlugin() {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    const path = join3(folder, PROGRAM);
    if (await access(path, constants.X_OK).then(
      () => true,
      () => false
    ))
      return path;
  }
  return void 0;
}
function pluginFolder() {
  return join3(process.env.DOCKER_CONFIG || join3(homedir2(), ".docker"), "cli-plugins");
}
async function exists(path) {
  return lstat(path).then(
    () => true,
    () => false
  );
}
function ignoreCode(code) {
  return (error2) => {
    if (error2.code !== code) throw error2;
  };
}

export {
  print,
  group,
  notice2 as notice,
  warning2 as warning,
  fail,
  mask,
  setOutputs,
  summarize,
  isDebug2 as isDebug,
  CommandError,
  STEP_MARK,
  stepMark,
  cancel,
  cancelled,
  run,
  ignoreFailure,
  parsePlatform,
  suggestPlatform,
  architectureOf,
  isNative,
  mayBeNative,
  includesPlatform,
  nearest,
  all,
  parseList,
  parseLines,
  parseAttributes,
  formatAttributes,
  JOB_PREFIX,
  deriveBuilderName,
  jobOf,
  builderContainer,
  readHost,
  dockerCommand,
  findImage,
  pullImage,
  tryEach,
  LONGEST_JOB,
  takeLease,
  releaseLease,
  buildxCommand,
  findBuilder,
  createBuilder,
  removeUnless,
  inspectBuilder,
  explainBuilder,
  undoLater,
  loadUndo,
  saveBuildx,
  loadBuildx,
  PROGRAM,
  installPlugin,
  removePlugin,
  findPlugin
};
