import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  CommandError,
  PATIENCE,
  SourceError,
  architectureOf,
  cancelled,
  createLineReader,
  deriveScope,
  detach,
  dockerCommand,
  encodeScope,
  endProcess,
  findProxy,
  findProxyOptions,
  formatAttributes,
  formatIndexKey,
  hashFile,
  ignoreFailure,
  isDebug,
  isInRange,
  isLoopback,
  isNative,
  isRunning,
  judgeStatus,
  lastLines,
  listProxySecrets,
  loadState,
  mask,
  nearest,
  notice,
  parseAttributes,
  parseCliProxies,
  parseLines,
  parseList,
  parsePlatform,
  parseRetryAfter,
  print,
  readLog,
  readProxies,
  retry,
  run,
  saveState,
  showUrl,
  splitPair,
  waitFor,
  warning
} from "./chunk-ESDCERK7.js";
import {
  __callDispose,
  __using
} from "./chunk-OG7L4UEQ.js";

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

// src/state.ts
var NAME = "undo";
var ENVIRONMENT = "environment";
var ORDER = ["cache", "processes", "builder", "plugin", "folder"];
var pending = [];
function undoLater(undo) {
  pending.push(undo);
  saveState(NAME, JSON.stringify(pending));
}
function loadUndo() {
  const pending2 = JSON.parse(loadState(NAME) || "[]");
  return pending2.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
function keepEnvironment(env) {
  saveState(ENVIRONMENT, JSON.stringify(Object.fromEntries(DOCKER_VARIABLES.map((name2) => [name2, env[name2] ?? ""]))));
}
function restoreEnvironment() {
  for (const [name2, value] of Object.entries(JSON.parse(loadState(ENVIRONMENT) || "{}")))
    if (value) process.env[name2] = value;
    else delete process.env[name2];
}

// src/concurrent.ts
async function all(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

// src/setup/certificates.ts
var CONFIG_FOLDER = "/etc/buildkit/";
var AUTHORITIES = "certs/docker.io/authorities.pem";
function planCertsFolder(folder, names) {
  const paths = (end) => names.filter((name2) => name2.endsWith(end)).map((name2) => `${folder}/${name2}`);
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
    const pair = (entry) => isTable(entry) ? Object.fromEntries(Object.entries(entry).map(([name2, path]) => [name2, change(path)])) : entry;
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
function placeCertificate({ registry, path }, text, taken) {
  const folder = `certs/${registry.replaceAll(/[^a-zA-Z0-9.-]+/g, "_")}`;
  let name2 = path.replace(/.*\//, "").replaceAll(/[^a-zA-Z0-9.-]+/g, "_");
  while ((taken[`${folder}/${name2}`] ?? text) !== text) name2 = `_${name2}`;
  return `${folder}/${name2}`;
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
function splitCertificates(text) {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return new Map(Array.from(blocks, ([block, body = ""]) => [body.replaceAll(/\s+/g, ""), `${block}
`]));
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

// src/setup/builder.ts
import { createHash } from "node:crypto";
var LARGEST_FILES = 1e5;
var MARK = "MULTIARCH_BUILD_SETTINGS";
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name2) => [
  name2,
  name2.toLowerCase()
]);
var JOB_PREFIX = "multiarch-build-job-";
function deriveBuilderName(image, settings, engine, job2) {
  const hash = createHash("sha256").update(JSON.stringify([image, settings, engine, job2]));
  return `${job2 === void 0 ? "multiarch-build-" : JOB_PREFIX}${hash.digest("hex").slice(0, 12)}`;
}
function isDerived(name2) {
  return /^multiarch-build-(?:job-)?[0-9a-f]{12}$/.test(name2);
}
function markOption(derived) {
  return `env.${MARK}=${derived}`;
}
function readMark(env) {
  return env.map(splitPair).find(([name2]) => name2 === MARK)?.[1];
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
  return names.map((name2) => env[name2] ?? "").join("\n");
}
function planCreate(name2, image, settings, configPath) {
  return [
    ...["create", "--name", name2, "--driver", "docker-container"],
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
function planBuilder(name2, image, reference, settings, host) {
  const { driverOpts, loopback, config, certificates, flags } = settings;
  const variables = driverOpts.flatMap((option) => option.startsWith("env.") ? option.slice("env.".length) : []);
  const isPlain = variables.length === driverOpts.length && /^[\w\s=.:/,-]+$/.test(flags);
  const files = Object.entries({ ...certificates, "buildkitd.toml": config });
  const size = files.reduce((sum, [, text]) => sum + text.length, 0);
  if (!isPlain || size > LARGEST_FILES || host.gpus || !host.endpoint) return void 0;
  const { container, volume } = builderContainer(name2);
  const file = (index) => `BUILDKIT_FILE_${index}`;
  const proxy = (index) => `BUILDKIT_PROXY_${index}`;
  const given = variables.map(splitPair);
  const proxies = given.filter(([variable]) => PROXIES.includes(variable));
  const others = given.filter(([variable]) => !PROXIES.includes(variable));
  const folders = new Set(files.map(([path]) => (CONFIG_FOLDER + path).replace(/\/[^/]*$/, "")));
  const script = [
    // What the docker CLI adds of them is none of the settings, and what is set may have a password, which no argument may show.
    `unset ${PROXIES.join(" ")}`,
    ...proxies.map(([variable], index) => `export ${variable}="$${proxy(index)}"`),
    `mkdir -p ${[...folders].join(" ")}`,
    ...files.map(([path], index) => `printf %s "$${file(index)}" > ${CONFIG_FOLDER}${path}`),
    'exec buildkitd "$@"'
  ];
  const node = {
    ...{ Name: `${name2.toLowerCase()}0`, Endpoint: host.endpoint, Platforms: null },
    ...{ DriverOpts: planOptions(reference, settings), Flags: flags.split(/\s+/) },
    Files: Object.fromEntries(files.map(([path, text]) => [path, Buffer.from(text).toString("base64")]))
  };
  const env = Object.fromEntries([
    ...proxies.map(([, value], index) => [proxy(index), value]),
    ...files.map(([, text], index) => [file(index), text])
  ]);
  const args = [
    ...["run", "--name", container, "--privileged", "--init", "--restart=unless-stopped"],
    `--mount=type=volume,source=${volume},target=/var/lib/buildkit`,
    ...loopback ? ["--network=host"] : [],
    ...host.cgroupDriver === "cgroupfs" ? ["--cgroup-parent=/docker/buildx"] : [],
    ...host.userNamespaces ? ["--userns=host"] : [],
    ...others.map((pair) => `--env=${pair.join("=")}`),
    // Copying a file into a container takes longer than starting it.
    ...Object.keys(env).map((variable) => `--env=${variable}`),
    ...["--entrypoint=sh", image, "-c", script.join(" && ")],
    ...["buildkitd", `--config=${CONFIG_FOLDER}buildkitd.toml`, ...flags.split(/\s+/)]
  ];
  const entry = JSON.stringify({ Name: name2, Driver: "docker-container", Nodes: [node], Dynamic: false });
  return { entry, args, env };
}
function builderContainer(name2) {
  const container = `buildx_buildkit_${name2.toLowerCase()}0`;
  return { container, volume: `${container}_state` };
}

// src/setup/lease.ts
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, join as join2 } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
var DAY = 24 * 60 * 60 * 1e3;
var LONGEST_JOB = 6 * DAY;
var LONGEST_REST = 30 * DAY;
var LONGEST_REMOVAL = 3 * 60 * 1e3;
var SHORTEST_REMOVAL = 5e3;
var [MADE, CLOSED] = ["made", "closed"];
var PART = ".part";
async function takeLease({ builder, step }, attempts = 5) {
  const folder = folderOf(builder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join2(folder, step), "");
    while (await ageOf(join2(folder, CLOSED)) < LONGEST_REMOVAL) await delay(50, void 0, { signal: cancelled });
    return (await listUsers(folder)).every((name2) => name2 === step);
  } catch (error) {
    cancelled.throwIfAborted();
    const { code, message } = error;
    if (code === "ENOENT" && attempts > 0) return takeLease({ builder, step }, attempts - 1);
    throw new Error(
      `builder: buildx can't write down its builders; make the folder writable, or set BUILDX_CONFIG to one that is: ${message}`,
      { cause: error }
    );
  }
}
async function markMade(builder, made) {
  const folder = folderOf(builder);
  const path = join2(folder, randomUUID() + PART);
  try {
    await writeFile(path, JSON.stringify(made));
    await rename(path, join2(folder, MADE));
  } finally {
    await rm(path, { force: true });
  }
}
async function releaseLease({ builder, step }, remove2, stop) {
  const folder = folderOf(builder);
  await rm(join2(folder, step), { force: true });
  const task = async () => {
    const made = await readMade(folder);
    if (!made || made.stays === "builder") return made !== void 0;
    await remove2(builder, made);
    if (made.stays === "state") await markMade(builder, { stays: "builder" });
    return made.stays === "state";
  };
  await close(folder, task, stop);
}
async function sweepLeases(isOurs, remove2) {
  const root = join2(store(), "multiarch-build");
  for (const builder of await readdir(root).catch(() => [])) {
    const folder = join2(root, builder);
    const made = await readMade(folder);
    const lasts = made !== void 0 && made.stays !== "nothing";
    const idle = await ageOf(folder);
    for (const name2 of await readdir(folder).catch(() => []))
      if (name2 !== MADE && await ageOf(join2(folder, name2)) >= LONGEST_JOB)
        await rm(join2(folder, name2), { force: true });
    if (idle < (lasts ? LONGEST_REST : LONGEST_JOB) || lasts && !isOurs(builder)) continue;
    await close(folder, async () => {
      if (made) await remove2(builder, { stays: "nothing" });
      return false;
    });
  }
}
function enterBuilder(builder, entry) {
  const instances = join2(store(), "instances");
  const path = join2(folderOf(builder), randomUUID() + PART);
  try {
    mkdirSync(instances, { recursive: true, mode: 448 });
    writeFileSync(path, entry, { mode: 384 });
    linkSync(path, join2(instances, builder.toLowerCase()));
    return true;
  } catch (error) {
    return error.code === "EEXIST";
  } finally {
    rmSync(path, { force: true });
  }
}
async function forgetBuilder(builder) {
  for (const folder of ["instances", "activity", "refs"])
    await rm(join2(store(), folder, builder.toLowerCase()), { recursive: true, force: true });
}
async function close(folder, task, stop, started = performance.now()) {
  const closed = join2(folder, CLOSED);
  const age = await ageOf(closed);
  if (age >= LONGEST_REMOVAL && age < Number.POSITIVE_INFINITY) await rm(closed, { force: true });
  const failure = await writeFile(closed, "", { flag: "wx" }).then(
    () => void 0,
    (error) => error
  );
  if (failure?.code === "EEXIST") {
    if (stop?.aborted && performance.now() - started > SHORTEST_REMOVAL) return;
    await delay(50);
    return close(folder, task, stop, started);
  }
  if (failure && !await readMade(folder)) return;
  if (failure) throw new Error(`builder: ${basename(folder)} can't be removed; make this writable: ${failure.message}`);
  try {
    if ((await listUsers(folder)).length > 0 || await task()) return;
    await rm(join2(folder, MADE), { force: true });
  } finally {
    await rm(closed, { force: true });
    if (await readMade(folder) === void 0) await rmdir(folder).catch(() => {
    });
  }
}
async function listUsers(folder) {
  const names = (await readdir(folder)).filter((name2) => name2 !== MADE && name2 !== CLOSED && !name2.endsWith(PART));
  const ages = await Promise.all(names.map((name2) => ageOf(join2(folder, name2))));
  return names.filter((_, index) => (ages[index] ?? 0) < LONGEST_JOB);
}
async function readMade(folder) {
  return readFile(join2(folder, MADE), "utf8").then(
    (text) => JSON.parse(text),
    () => void 0
  );
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
function store() {
  return buildxFolder(process.env);
}

// src/setup/boot.ts
import { join as join5 } from "node:path";

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

// src/setup/buildkitd.ts
function parseToml(text) {
  return parse(text, { integersAsBigInt: "asNeeded" });
}
function parseBuildkitdConfig(text) {
  try {
    return parseToml(text);
  } catch (error) {
    const { line, message } = error;
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
  const flags = listOf(entitlements).map((name2) => `--allow-insecure-entitlement=${name2}`);
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

// src/setup/facts.ts
function parseStart(log) {
  const list = /found worker .*platforms=\[([^\]]*)\]/.exec(log)?.[1] ?? "";
  return list.split(" ").flatMap((item) => parsePlatform(item) ?? []);
}
function parseInspect(text) {
  const fields = (name2) => Array.from(text.matchAll(new RegExp(`^${name2}: +(.+)$`, "gm")), ([, value]) => value ?? "");
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
  const names = (await readdir2(path).catch(() => [])).filter((name2) => /\.(?:crt|cert|key)$/.test(name2));
  const readable = names.map(async (name2) => await isReadable(join3(path, name2)) ? [name2] : []);
  const table = planCertsFolder(path, (await Promise.all(readable)).flat());
  return table ? [{ registry: { [registry]: table } }] : [];
}
async function readAuthorities(env) {
  const variables = new Map(["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"].map((name2) => [env[name2] ?? "", name2]));
  const texts = Array.from(
    variables,
    async ([path, name2]) => path ? readFile2(path, "utf8").catch((error) => complain(name2, path, error)) : ""
  );
  const certificates = splitCertificates((await Promise.all(texts)).join("\n"));
  if (certificates.size === 0) return "";
  const known = splitCertificates(process.getBuiltinModule("node:tls").getCACertificates("bundled").join("\n"));
  return [...certificates].flatMap(([content, certificate]) => known.has(content) ? [] : certificate).join("");
}
async function isReadable(path) {
  return readFile2(path).then(
    () => true,
    (error) => {
      complain("certificates", path, error);
      return false;
    }
  );
}
function complain(name2, path, error) {
  warning(
    `${name2}: ${JSON.stringify(path)} can't be read, and the builder does not trust what stands there; correct the path, or make it readable: ${error.message}`
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
  for (const [path2, text] of Object.entries(certificates)) {
    await mkdir2(dirname(join4(folder, path2)), { recursive: true });
    await writeFile2(join4(folder, path2), text, { mode: 384 });
  }
  const here = moveCertificates(parse(config), ({ path: path2 }) => join4(folder, path2.replace(CONFIG_FOLDER, "")));
  const path = join4(folder, "buildkitd.toml");
  await writeFile2(path, stringify(here));
  return path;
}
async function readConfigFile(path, folder) {
  const standard = join4(folder, "buildkitd.default.toml");
  const [input, text] = path ? [`buildkitd-config: ${JSON.stringify(path)}`, await readFile3(path, "utf8").catch((error) => error)] : [standard, await readFile3(standard, "utf8").catch(() => "")];
  if (typeof text !== "string") return `${input} can't be read; correct the path: ${text.message}`;
  const config = parseBuildkitdConfig(text);
  return typeof config === "string" ? `${input} ${config}` : { input, config };
}
async function checkCertificates({ input, config }) {
  const problems = listCertificates(config).map(async ({ registry, path }) => {
    const error = await readFile3(path).then(
      () => void 0,
      (error2) => error2
    );
    return error ? [
      `${input}: the registry ${registry} has ${JSON.stringify(path)}, which can't be read; correct the path: ${error.message}`
    ] : [];
  });
  return (await Promise.all(problems)).flat();
}
async function takeCertificates(config, authorities) {
  const texts = /* @__PURE__ */ new Map();
  for (const { path } of listCertificates(config)) texts.set(path, await readFile3(path, "utf8"));
  const certificates = {};
  const moved = moveCertificates(config, (file) => {
    const text = texts.get(file.path) ?? "";
    if (text.includes("PRIVATE KEY")) mask(text);
    const path = placeCertificate(file, text, certificates);
    certificates[path] = text;
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
  const called = entries.filter(({ words }) => words.some((word) => isCalled(word, reason)));
  const [first] = called.length > 0 || !surely ? called : entries;
  if (!first) return void 0;
  const meant = called.length > 0 || CONFIGS.includes(first.input) ? called : entries;
  const texts = meant.filter(({ input }) => input === first.input).map(({ text }) => JSON.stringify(text));
  const received = texts.join(" or ") || "what stands there";
  return `${first.input}: ${received} was refused; correct it, or leave it out: ${reason}`;
}
function listEntries(given, config) {
  const flags = given.buildkitdFlags.match(/(?:"[^"]*"|\S)+/g) ?? [];
  const inline = listLeaves(given.buildkitdConfig ?? {});
  const file = given.buildkitdConfigFile ? listLeaves(config) : [];
  return [
    ...given.driverOpts.map((text) => ({ input: "driver-opts", text, words: splitPair(text) })),
    ...flags.map((text) => ({ input: "buildkitd-flags", text, words: splitPair(text.replace(/^--?/, "")) })),
    ...inline.map((leaf) => ({ input: "buildkitd-config-inline", ...leaf })),
    ...file.map((leaf) => ({ input: "buildkitd-config", ...leaf }))
  ];
}
function listLeaves(table) {
  return Object.entries(table).flatMap(
    ([name2, value]) => isTable(value) ? listLeaves(value) : [{ text: `${name2} = ${JSON.stringify(value)}`, words: [name2, ...[value].flat().map(String)] }]
  );
}
function isCalled(word, text) {
  const [plain, within] = [word, text].map((some) => some.toLowerCase().replaceAll("-", ""));
  const at = within.indexOf(plain);
  const around = `${within[at - 1] ?? ""} ${within[at + plain.length] ?? ""}`;
  return plain !== "" && at >= 0 && !/\w/.test(around);
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
async function findBuilder(buildx, name2) {
  const text = await boot(buildx, name2).catch((error) => {
    if (error instanceof CommandError && isUnknownBuilder(error)) return void 0;
    throw error;
  });
  if (text === void 0) return void 0;
  const facts = parseInspect(text);
  print(`Builder ${name2}: it was there already, with BuildKit ${facts.version}`);
  return { name: name2, buildx, ran: [], ...facts };
}
async function createBuilder(name2, settings, parts, { inputs, host }, folder) {
  const { cleanup, keepState } = inputs.tools;
  await markMade(name2, { stays: cleanup ? keepState ? "state" : "nothing" : "builder" });
  try {
    const [buildx, image, ran] = await all([parts.buildx, parts.image, startContainer(name2, settings, parts, host)]);
    const files = ran ? { ...settings.certificates, "buildkitd.toml": settings.config } : (
      // buildx asks the registry for the image it is to boot, even for one that is here; but not for a bare id.
      (await createWithBuildx(buildx, name2, parts.reference ?? image.id, settings, folder)).files
    );
    print(`Builder ${name2} is up, configured with
${files["buildkitd.toml"]?.trimEnd()}`);
    return { name: name2, buildx, files, ran: ran ?? [] };
  } catch (error) {
    await markMade(name2, { stays: keepState || !cleanup ? "state" : "nothing" }).catch(() => {
    });
    const blame = error instanceof BootError && explainRefusal(error.said, inputs.tools, parseToml(settings.config));
    throw blame ? new Error(blame, { cause: error }) : error;
  }
}
async function inspectBuilder({ name: name2, buildx }) {
  return parseInspect(await run(buildxCommand(buildx, ["inspect", name2])));
}
async function startContainer(name2, settings, parts, host) {
  const { id, entrypoint } = await parts.image;
  const plan = entrypoint.join(" ") === "buildkitd" ? planBuilder(name2, id, parts.reference ?? id, settings, host) : void 0;
  if (!plan || !enterBuilder(name2, plan.entry)) return void 0;
  const { env, ...docker } = dockerCommand(plan.args);
  const command = { ...docker, env: { ...env, ...plan.env } };
  let log = "";
  const isUp = () => log.includes("running server on");
  const until = (text) => {
    log += `${text}
`;
    return isUp();
  };
  try {
    await run(command, { until, timeout: BOOT_TIMEOUT });
  } catch (error) {
    ignoreFailure(error);
    const { code } = error;
    if (code === 125) return void 0;
    if (code === 126 || code === 127) {
      await run(dockerCommand(["rm", "--force", builderContainer(name2).container]));
      return void 0;
    }
  }
  if (isUp()) return parseStart(log);
  if (await readLog(builderContainer(name2).container) === "") return void 0;
  throw await explainBoot(name2, "BuildKit ended, or was not up in time");
}
async function createWithBuildx(buildx, name2, reference, settings, folder) {
  const configPath = await writeConfig(join5(folder, "buildkit"), settings);
  await attempt(buildx, name2, planCreate(name2, reference, settings, configPath)).catch((error) => {
    if (!(error instanceof CommandError && isKnownBuilder(error))) throw error;
  });
  return parseInspect(await boot(buildx, name2));
}
async function explainBuilder(name2) {
  const { container } = builderContainer(name2);
  const log = lastLines((await readLog(container)).replace(/^(?:\S+\n\t.*|[A-Z ]+:| .*|)\n/gm, ""), 20);
  return log ? `The end of the builder's log:
${log}` : `The builder's container ${container} left no log.`;
}
async function attempt(buildx, name2, args) {
  try {
    return await run(buildxCommand(buildx, args), { timeout: BOOT_TIMEOUT });
  } catch (error) {
    if (!(error instanceof CommandError) || isUnknownBuilder(error) || isKnownBuilder(error)) throw error;
    throw await explainBoot(name2, error.reason, error);
  }
}
async function explainBoot(name2, reason, cause) {
  return new BootError(name2, `${reason}
${await explainBuilder(name2)}`, { cause });
}
async function boot(buildx, name2) {
  return attempt(buildx, name2, ["inspect", "--bootstrap", name2]);
}
function isUnknownBuilder(error) {
  return /no builder ".*" found/.test(error.output);
}
function isKnownBuilder(error) {
  return /existing instance for ".*"/.test(error.output);
}

// src/cache/open.ts
import { readFile as readFile4 } from "node:fs/promises";
import { isAbsolute, join as join6 } from "node:path";

// src/cache/entry.ts
var STORAGE = ["name", "prefix", "blobs_prefix", "manifests_prefix"];
var GHA = ["scope", "token", "url", "url_v2", "version", "timeout", "repository", "ghtoken"];
var S3 = [
  ...["bucket", "region", "endpoint_url", "access_key_id", "secret_access_key", "session_token", "use_path_style"],
  ...["touch_refresh", "upload_parallelism", "retry_max_attempts", "retry_mode", "disable_accept_encoding"]
];
var AZBLOB = ["account_url", "account_name", "container", "secret_access_key"];
var COMMON = ["mode", "ignore-error", "compression", "compression-level", "force-compression"];
var KNOWN = {
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
    const known = KNOWN[entry.type]?.[input];
    if (!known) {
      const meant = nearest(entry.type, Object.keys(KNOWN));
      const types = Object.keys(KNOWN).join(", ");
      complain2(input, `type=${entry.type} is no type of cache; write ${meant ? `type=${meant}` : `one of ${types}`}`);
      continue;
    }
    for (const [name2] of entry.attributes)
      if (!known.includes(name2)) {
        const meant = nearest(name2, known);
        warn(
          input,
          `${name2} is no attribute of type=${entry.type}, and has no effect; ${meant ? `write ${meant}` : "remove it"}`
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
function attributeOf({ attributes }, name2) {
  return attributes.find(([key]) => key === name2)?.[1];
}
function withAttribute({ type, attributes }, name2, value) {
  return { type, attributes: [...attributes.filter(([key]) => key !== name2), [name2, value]] };
}
function parseEntry(line, complain2) {
  const items = parseList(line);
  if (items.every((item) => !item.includes("=")))
    return items.map((reference) => ({ type: "registry", attributes: [["ref", reference]] }));
  const odd = items.find((item) => !item.includes("="));
  if (odd !== void 0) complain2(`${JSON.stringify(odd)} in ${JSON.stringify(line)} is no name=value; write one`);
  const pairs = new Map(parseAttributes(line).map(([name2, value]) => [name2.trim().toLowerCase(), value]));
  const type = pairs.get("type") ?? "";
  pairs.delete("type");
  if (type !== "") return [{ type, attributes: [...pairs] }];
  complain2(`${JSON.stringify(line)} has no type; write type=registry,ref=… or the like`);
  return [];
}

// src/cache/inputs.ts
var STANDARD_TIMEOUT = "10m";
var UNITS = { s: 1e3, m: 6e4, h: 36e5 };
function readCacheInputs(reader, names) {
  const { text, flag, complain: complain2 } = reader;
  const choose = (name2, choices) => {
    const value = text(name2);
    if (value !== "" && !choices.includes(value))
      complain2(name2, `${JSON.stringify(value)} is no choice; write ${choices.join(" or ")}`);
    return value;
  };
  text("job-status");
  const to = parseEntries("cache-to", parseLines(text("cache-to")), reader);
  const scopes = to.filter(({ type }) => type === "gha").map((entry) => encodeScope(scopeOf(entry)));
  const twice = scopes.find((scope, index) => scopes.indexOf(scope) < index);
  if (twice !== void 0)
    complain2(
      "cache-to",
      `two of type=gha have the scope ${JSON.stringify(twice)}, where one replaces the other; write scope=… to tell them apart`
    );
  return {
    cache: choose("cache", ["gha", "off"]),
    from: parseEntries("cache-from", parseLines(text("cache-from")), reader),
    to,
    export: choose("cache-export", ["after", "with-build"]),
    timeout: readTimeout(text("cache-export-timeout") || STANDARD_TIMEOUT, complain2),
    required: flag("cache-required", false),
    mounts: readMounts(parseList(text("cache-mounts")), complain2),
    image: (names[0] ?? "").replace(/(?::[\w.-]+)?(?:@.*)?$/, "")
  };
}
function scopeOf(entry) {
  return attributeOf(entry, "scope") ?? "buildkit";
}
function readMounts(items, complain2) {
  for (const item of items) {
    const [, name2, value] = /^(type|id|target|dst|destination|sharing|from|source|src|uid|gid|mode)=(.*)$/i.exec(item) ?? [];
    if (name2 === void 0) continue;
    const isName = /^(?:id|target|dst|destination)$/i.test(name2);
    complain2(
      "cache-mounts",
      `${JSON.stringify(item)} is no id and no path; ${isName ? `write ${value}` : "leave it out"}`
    );
  }
  return [...new Set(items)];
}
function readTimeout(text, complain2) {
  const [, count, unit = ""] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (count !== void 0) return Number(count) * (UNITS[unit] ?? 0);
  complain2("cache-export-timeout", `${JSON.stringify(text)} is no time; write a number and a unit, such as 90s or 10m`);
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
  const { access: access2, noCache, lasting } = facts;
  if (lasting && !asked)
    return {
      ...NOTHING,
      remark: { level: "line", text: "the builder lasts and keeps it; with cache: gha it is exported all the same" }
    };
  const { from, to } = named ? inputs : planStandard(inputs, facts);
  const service = access2.kind === "service";
  const carried = inputs.mounts.length > 0 && !lasting;
  const passed = access2.kind === "old" && named;
  const may = (allowed) => (entry) => !isOfJob(entry) || passed || allowed;
  const exporters = to.filter(may(service && access2.writable !== void 0)).map(encode);
  const isDuring = ({ type }) => type === "inline" || (inputs.export || (type === "local" ? "with-build" : "after")) === "with-build";
  const level = service ? access2.readable.length > 0 ? "line" : "notice" : asked || carried || access2.kind === "broken" ? "warning" : "notice";
  const concerned = (carried || [...from, ...to].some(isOfJob) && !passed) && access2.why !== "";
  return {
    // No step would use it.
    importers: noCache ? [] : from.filter(may(service && access2.readable.length > 0)).map(encode),
    during: exporters.filter(isDuring).map((entry) => tolerate(entry, inputs.required)),
    after: exporters.filter((entry) => !isDuring(entry)),
    mounts: {
      // A build without the cache begins by emptying them.
      fetch: carried && !noCache && service && access2.readable.length > 0,
      keep: carried && service && access2.writable !== void 0
    },
    remark: concerned ? { level, text: access2.why } : void 0
  };
}
function isOfJob(entry) {
  return entry.type === "gha" && ["url", "url_v2", "token", "version"].every((name2) => attributeOf(entry, name2) === void 0);
}
function planStandard(inputs, facts) {
  const entry = { type: "gha", attributes: [["scope", deriveScope({ ...facts, image: inputs.image })]] };
  const stages = facts.dockerfile?.match(/^\s*FROM\s/gim)?.length;
  return { from: [entry], to: [withAttribute(entry, "mode", stages === 1 ? "min" : "max")] };
}
function encode(entry) {
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
var TIMEOUT = 3e4;
var REDIRECTS = 5;
var LONGEST_BODY = 8 * 1024 * 1024;
function createClient(trust = {}) {
  const agents = /* @__PURE__ */ new Map();
  return async ({ url: text, method = "GET", headers = {}, body, timeout = TIMEOUT, signal = cancelled }) => {
    const url = new URL(text);
    const secure = url.protocol === "https:";
    const proxy = findProxy(url, readProxies(process.env));
    const kind = `${url.protocol} ${proxy}`;
    const agent = agents.get(kind) ?? createAgent(secure, proxy, trust);
    agents.set(kind, agent);
    const shown = `${method} ${showUrl(url.href)}`;
    const started = performance.now();
    if (isDebug()) print(`> ${shown}`);
    return new Promise((resolve3, reject) => {
      const { request: send } = load(secure ? "node:https" : "node:http");
      let answer;
      const outgoing = send(url, { method, headers, agent, timeout, signal }, (body2) => {
        answer = body2;
        const { statusCode = 0, headers: headers2 } = body2;
        if (isDebug()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1e3).toFixed(2)} s`);
        resolve3({ status: statusCode, headers: headers2, body: body2 });
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
var BLOB = "buildkit-blob-1-";
var ask = createClient();
async function findIndex({ url, token }, key, signal) {
  const answer = await ask({
    ...{ url: url + LOOK_UP, method: "POST", signal },
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "user-agent": "multiarch-build" },
    body: JSON.stringify({ key, restore_keys: [key], version: VERSION })
  });
  const text = (await readBody(answer)).toString();
  if (answer.status !== 200) throw new HttpError(answer, `the cache service answers with HTTP ${answer.status}`);
  const found = parseJson(text);
  if (found && found.ok !== true && !("code" in found || "msg" in found)) return void 0;
  const { matched_key: matched, signed_download_url: location } = found ?? {};
  if (typeof matched !== "string" || typeof location !== "string")
    throw new SourceError(
      "next",
      `the cache service answers with something else: ${JSON.stringify(text.slice(0, 100))}`
    );
  return { key: matched, url: location };
}
async function findLacking(service, layers, signal) {
  const lacking = [];
  for (const digest of layers) if (!await findIndex(service, BLOB + digest, signal)) lacking.push(digest);
  return lacking;
}
async function checkIndex({ url }, signal) {
  (await openIndex(url, signal)).body.destroy();
}
async function readLayers({ url }, signal) {
  const layers = parseJson((await readBody(await openIndex(url, signal))).toString())?.layers;
  const entries = Array.isArray(layers) ? layers : [];
  return new Map(entries.map(({ blob, annotations }) => [blob, annotations?.size ?? 0]));
}
async function openIndex(url, signal) {
  const answer = await ask({ url, signal });
  if (answer.status !== 200)
    throw new HttpError(answer, `the storage of the cache service answers with HTTP ${answer.status}`);
  if (/html/.test(answer.headers["content-type"] ?? ""))
    throw new SourceError("next", "the storage of the cache service answers with a page for people");
  return answer;
}
function parseJson(text) {
  try {
    const value = JSON.parse(text);
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
  const { ACTIONS_RESULTS_URL: url = "", ACTIONS_RUNTIME_TOKEN: token = "" } = env;
  const none = (why2, kind = "broken") => ({ kind, why: why2 });
  if (token && !/^(?:1|t|T|true|True|TRUE)$/.test(env.ACTIONS_CACHE_SERVICE_V2 ?? ""))
    return none(
      "this server has no cache service of version 2 (ACTIONS_CACHE_SERVICE_V2); keep the cache in a registry, with cache-from and cache-to of type=registry",
      "old"
    );
  if (!url || !token)
    return none(
      `there is no cache service without ${[!url && "ACTIONS_RESULTS_URL", !token && "ACTIONS_RUNTIME_TOKEN"].filter(Boolean).join(" and ")}, which the runner sets for a step with uses, not for a script, and act where its cache server runs; write cache: off, or cache-from and cache-to of another type`,
      "none"
    );
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return none(`ACTIONS_RESULTS_URL: ${JSON.stringify(url)} is no URL; find out what changed it`);
  const claims = parseClaims(token);
  if (typeof claims === "string") return none(`ACTIONS_RUNTIME_TOKEN: ${claims}; find out what changed it`);
  const time = (seconds) => new Date(seconds * 1e3).toISOString();
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
  const why = explain(reason, readable.length > 0, last !== void 0);
  return { kind: "service", url: url.replace(/\/+$/, ""), token, readable, writable, why };
}
function explain(reason, reads, writes) {
  if (reads) return writes ? "" : `${reason} allows reading alone, so this build uses the cache and adds nothing to it`;
  return writes ? `${reason} allows writing alone, and BuildKit reads before it writes, so this build does without it` : `${reason} allows neither reading nor writing, so this build does without it`;
}
function parseClaims(token) {
  const claims = parseJson2(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  if (typeof claims !== "object" || claims === null) return "it is no token";
  const { ac, nbf, exp } = claims;
  if (typeof nbf !== "number" || typeof exp !== "number") return "it does not say when its time is";
  const scopes = parseJson2(typeof ac === "string" ? ac : "");
  const isScope = (scope) => typeof scope?.Scope === "string" && typeof scope.Permission === "number";
  if (!Array.isArray(scopes) || !scopes.every(isScope)) return "it does not say what it allows";
  return { scopes, nbf, exp };
}
function parseJson2(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/cache/open.ts
var TIMEOUT2 = 5e3;
var HASTE = { ...PATIENCE, attempts: 3, total: 3e3 };
async function openCache(step) {
  const { inputs } = step;
  const { cleanup, keepState } = inputs.tools;
  const access2 = readAccess(process.env, Date.now());
  const { remark, ...plan } = planCache(inputs.cache, {
    ...{ context: inputs.context, file: inputs.file, target: inputs.target, workspace: process.cwd() },
    ...{ access: access2, noCache: inputs.noCache, lasting: keepState || !cleanup, dockerfile: await readDockerfile(step) }
  });
  if (remark) tell(remark, inputs.cache.required);
  if (access2.kind !== "service") return { ...plan, indexes: [], warned: false };
  try {
    const found = await findIndexes(access2, plan);
    const written = listWritten(plan, access2).map((index) => ({
      ...index,
      before: found.get(index.prefix)?.key ?? ""
    }));
    const isThere = (entry) => listKeys(entry, access2.readable).some((key) => found.get(key));
    return {
      ...plan,
      importers: plan.importers.filter((entry) => !isOfJob(entry) || isThere(entry)),
      indexes: written,
      warned: false
    };
  } catch (error) {
    cancelled.throwIfAborted();
    const text = `the service is not used, since it does not answer as it should; the build takes longer: ${reasonOf(error)}`;
    tell({ level: "warning", text }, inputs.cache.required);
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
  const text = `nothing is exported, since the builder ${builder.name} has the driver docker, which can't; leave builder (or BUILDX_BUILDER) out`;
  tell({ level: asked ? "warning" : "line", text }, inputs.cache.required);
  return { ...cache, during: cache.during.filter(({ type }) => type === "inline"), after: [], indexes: [] };
}
function tell({ level, text }, required, subject = "cache") {
  const line = `${subject}: ${text}`;
  if (level === "warning" && required) throw new Error(`${line}. With cache-required, that is an error`);
  ({ line: print, notice, warning })[level](line);
}
function reasonOf(error) {
  if (["AbortError", "TimeoutError"].includes(error.name)) return "no answer in time";
  return error instanceof AggregateError ? error.errors.map(reasonOf).join("; ") : error.message;
}
async function findIndexes(access2, plan) {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(TIMEOUT2)]);
  const read = plan.importers.flatMap((entry) => listKeys(entry, access2.readable));
  const keys = /* @__PURE__ */ new Set([...read, ...listWritten(plan, access2).map(({ prefix }) => prefix)]);
  const find = (key) => retry(`cache: ${key}`, () => findIndex(access2, key, signal), { patience: HASTE });
  const found = new Map(await all([...keys].map(async (key) => [key, await find(key)])));
  const [index] = [...found.values()].filter((index2) => index2 !== void 0);
  if (index) await retry(`cache: ${index.key}`, () => checkIndex(index, signal), { patience: HASTE });
  return found;
}
async function readDockerfile({ file, context }) {
  const paths = file ? [file] : ["Dockerfile", "dockerfile"].map((name2) => join6(context, name2));
  const texts = await Promise.all(
    paths.filter(isAbsolute).map((path) => readFile4(path, "utf8").catch(() => void 0))
  );
  return texts.find((text) => text !== void 0);
}

// src/build/metadata.ts
function parseMetadata(text) {
  const { "buildx.build.warnings": warnings = [], ...document } = JSON.parse(text);
  const digest = textOf(document["containerimage.digest"]);
  const imageId = textOf(document["containerimage.config.digest"]) ?? digest;
  return { digest, imageId, findings: listFindings(warnings), document };
}
function readReference(document) {
  return textOf(document["buildx.build.ref"])?.split("/").at(-1) ?? "";
}
function listFindings(warnings) {
  return warnings.flatMap(({ short = "", url = "", range }) => {
    const line = range?.[0]?.start?.line;
    return line === void 0 ? [] : [{ text: Buffer.from(short, "base64").toString(), url, line }];
  });
}
function textOf(value) {
  return typeof value === "string" && value !== "" ? value : void 0;
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
import { access, realpath, stat as stat2, symlink } from "node:fs/promises";
import { basename as basename2, dirname as dirname2, join as join7 } from "node:path";
import { setTimeout as delay2 } from "node:timers/promises";
var PROGRAM = "docker-buildx";
var SYSTEM_FOLDERS = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map(
  (folder) => `${folder}/docker/cli-plugins`
);
var SHELF = ".multiarch-build";
var [BEFORE, LOCK, NEXT] = ["before", "lock", "next"];
var LINK = join7(SHELF, PROGRAM);
var LONGEST_LOCK = 5e3;
async function installPlugin(file, stepFolder) {
  const folder = pluginFolder();
  const path = join7(folder, PROGRAM);
  const installed = await findPlugin();
  if (installed && readLink(path) !== LINK && await isSame(installed.file, file)) return;
  const shelf = join7(folder, SHELF);
  const use = { kind: "plugin", note: join7(shelf, basename2(stepFolder)) };
  undoLater(use);
  try {
    const target = join7(stepFolder, "plugin");
    await symlink(file, target);
    await alone(shelf, () => {
      symlinkSync(target, use.note);
      point(shelf, file);
      if (readLink(path) === LINK) return;
      if (exists(path)) renameSync(path, join7(shelf, BEFORE));
      symlinkSync(LINK, path);
    });
  } catch (error) {
    await removePlugin(use).catch(() => {
    });
    warning(
      `buildx: could not be installed as ${path}: ${error.message}. This step does without; for "docker buildx" in later steps make the folder writable`
    );
  }
}
async function removePlugin({ note }) {
  const shelf = dirname2(note);
  const folder = dirname2(shelf);
  const [path, before] = [join7(folder, PROGRAM), join7(shelf, BEFORE)];
  const takeBack = () => {
    rmSync2(note, { force: true });
    const used = listUsed(shelf);
    const [other] = used;
    if (other && !used.includes(resolve2(join7(shelf, PROGRAM)) ?? "")) point(shelf, other);
    if (other) return;
    if (!exists(path) || readLink(path) === LINK)
      if (exists(before)) renameSync(before, path);
      else rmSync2(path, { force: true });
    for (const name2 of [BEFORE, PROGRAM, NEXT]) rmSync2(join7(shelf, name2), { force: true });
  };
  if (exists(note)) await alone(shelf, takeBack);
  for (const empty of [shelf, folder]) orNothing(() => rmdirSync(empty));
}
async function findPlugin() {
  for (const folder of [pluginFolder(), ...SYSTEM_FOLDERS]) {
    const file = await realpath(join7(folder, PROGRAM)).catch(() => void 0);
    if (file && await isExecutable(file)) return { file, stays: folder !== pluginFolder() };
  }
  return void 0;
}
function pluginFolder() {
  return join7(dockerFolder(process.env), "cli-plugins");
}
async function alone(shelf, task) {
  const lock = join7(shelf, LOCK);
  for (; ; ) {
    mkdirSync2(shelf, { recursive: true });
    try {
      writeFileSync2(lock, "", { flag: "wx" });
      break;
    } catch (error) {
      if (!["EEXIST", "ENOENT"].includes(error.code ?? "")) throw error;
      if (ageOf2(lock) > LONGEST_LOCK) rmSync2(lock, { force: true });
      else await delay2(5);
    }
  }
  try {
    task();
  } finally {
    rmSync2(lock, { force: true });
  }
}
function listUsed(shelf) {
  const notes = readdirSync(shelf).filter((name2) => ![PROGRAM, BEFORE, LOCK, NEXT].includes(name2));
  return notes.flatMap((name2) => {
    const note = join7(shelf, name2);
    const file = ageOf2(note) < LONGEST_JOB ? resolve2(note) : void 0;
    if (file === void 0) rmSync2(note, { force: true });
    return file ?? [];
  });
}
function point(shelf, file) {
  const next = join7(shelf, NEXT);
  rmSync2(next, { force: true });
  symlinkSync(file, next);
  renameSync(next, join7(shelf, PROGRAM));
}
async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false
  );
}
async function isSame(one, other) {
  const [a, b] = await Promise.all([one, other].map((path) => stat2(path).catch(() => void 0)));
  if (!a || !b || a.size !== b.size) return false;
  return a.dev === b.dev && a.ino === b.ino || await hashFile(one) === await hashFile(other);
}
function ageOf2(path) {
  return Date.now() - (orNothing(() => lstatSync(path).mtimeMs) ?? Number.POSITIVE_INFINITY);
}
function exists(path) {
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

// src/setup/container.ts
async function findContainer(builder) {
  const { container } = builderContainer(builder);
  const command = dockerCommand(["container", "inspect", "--format={{json .}}", container]);
  const text = await run(command, { secret: true }).catch(ignoreFailure);
  if (text === void 0) return void 0;
  const { Image, State, ExecIDs, Config } = JSON.parse(text);
  const busy = (ExecIDs ?? []).length > 0;
  return {
    ...{ name: container, image: Image.replace("sha256:", ""), paused: State.Paused, busy },
    reference: Config.Image,
    mark: readMark(Config.Env ?? [])
  };
}
async function wakeContainer({ name: name2, paused }) {
  if (!paused) return;
  print(`${name2}: it was paused; it goes on`);
  await run(dockerCommand(["unpause", name2]));
}
async function removeUnless(found, image) {
  if (found.image !== image) await remove(found, `it runs the image ${found.image}, and not ${image}`);
}
async function claimContainer(builder, found, image, mark) {
  if (found.mark === mark) return removeUnless(found, image);
  if (found.mark && !found.busy) return remove(found, "it was made with other settings");
  const whose = found.mark ? "was made with other settings and is in use" : "was not made by this user's steps";
  throw new Error(
    `builder: ${builder} is not on buildx's list, but there is a container for it, which ${whose}; name another builder, or, where nobody needs it, remove it with "docker rm --force ${found.name}"`
  );
}
async function remove({ name: name2 }, reason) {
  print(`${name2}: ${reason}; it is made anew, with its state`);
  await run(dockerCommand(["rm", "--force", name2]));
}

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
var ADDRESS = 4194304;
var PAGE = 65536;
var READ_AND_EXECUTE = 5;
var ARCHITECTURES = Object.keys(ELFS);
function makeProgram(architecture) {
  const elf = ELFS[architecture];
  const code = Buffer.from(elf.code, "hex");
  const word = elf.bits / 8;
  const wide = word === 8;
  const [header, segment] = wide ? [64, 56] : [52, 32];
  const size = header + segment + code.length;
  const put = (width, ...values) => values.flatMap((value) => {
    const bytes = Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
    return elf.bigEndian ? bytes.reverse() : bytes;
  });
  return Uint8Array.from([
    ...[127, 69, 76, 70, elf.bits / 32, elf.bigEndian ? 2 : 1, 1, ...put(9, 0)],
    // An executable, its entry and its one segment; no sections.
    ...[...put(2, 2, elf.machine), ...put(4, 1), ...put(word, ADDRESS + header + segment, header, 0)],
    ...[...put(4, elf.flags ?? 0), ...put(2, header, segment, 1, 0, 0, 0)],
    // The segment is the whole file; where its flags stand depends on the width.
    ...put(4, 1, ...wide ? [READ_AND_EXECUTE] : []),
    ...put(word, 0, ADDRESS, ADDRESS, size, size),
    ...put(4, ...wide ? [] : [READ_AND_EXECUTE]),
    ...put(word, PAGE),
    ...code
  ]);
}

// src/setup/emulators.ts
function binfmtContainer(mark) {
  return `multiarch-build-binfmt-${mark}`;
}
function missingEmulators(platforms, architecture, running) {
  const foreign = platforms.filter((platform) => platform.startsWith("linux/") && !isNative(platform, architecture));
  const names = [...new Set(foreign.map(architectureOf))];
  return names.filter((name2) => ARCHITECTURES.includes(name2) && !running.includes(name2));
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
function explainFaults(faulty, command) {
  const list = faulty.map(({ architecture, fault }) => `${architecture} (${fault.entry}: ${fault.reason})`).join("; ");
  return `platforms: emulators that others registered on the engine's machine serve containers badly or not at all: ${list}. Replace them there with: ${command}`;
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
  const told = (name2) => new RegExp(`^installing: ${name2} `, "m").test(log);
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
  return Array.from(log.matchAll(/^installing: (\S+) OK$/gm), ([, name2]) => name2);
}
function explainBinfmt(output) {
  const lines = output.match(/^(?:installing|error|level=).*/gm) ?? [];
  return lines.join("; ") || "it said nothing of why";
}

// src/cache/turn.ts
import { createHash as createHash2 } from "node:crypto";
import { readFile as readFile5, rm as rm2, writeFile as writeFile3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join8 } from "node:path";
var job = jobOf(process.env);
var name = `multiarch-build-export-${createHash2("sha256").update(`${job}`).digest("hex").slice(0, 12)}`;
var NOTE = job && join8(process.env.RUNNER_TEMP || tmpdir(), name);
async function findExporter() {
  const pid = await readNote();
  return isRunning(pid) ? pid : void 0;
}
async function awaitTurn(limit) {
  const other = await findExporter();
  if (other === void 0) return;
  print("cache: an earlier step of this job is exporting; this build, which exports too, follows");
  await waitFor(other, limit, cancelled);
  cancelled.throwIfAborted();
}
async function takeTurn(pid) {
  if (NOTE) await writeFile3(NOTE, `${pid}`).catch(() => rm2(NOTE, { force: true }));
}
async function endTurn(pid) {
  if (NOTE && await readNote() === pid) await rm2(NOTE, { force: true });
}
async function readNote() {
  return Number(NOTE && await readFile5(NOTE, "utf8").catch(() => ""));
}

// src/cache/summary.ts
function listUsage(usage, exported) {
  return [
    ["Platform", "Steps cached", "Steps run", "Imported", "Exported"],
    ...usage.map(({ platform, cached, ran, imported }) => [
      ...[platform, `${cached}`, `${ran}`, formatBytes(imported)],
      exported ? formatBytes(exported.get(platform) ?? 0) : "–"
    ])
  ];
}
function listMounts(mounts, fetched, outcomes) {
  const left = (name2) => {
    const outcome = outcomes.find((one) => one.name === name2);
    if (!outcome) return "not kept";
    const { archive, stored, duration } = outcome;
    if (!archive) return "nothing to keep";
    return stored ? `${formatBytes(archive.bytes)}, in ${formatSeconds(duration)}` : "unchanged";
  };
  const given = (name2) => fetched[name2] ? formatBytes(fetched[name2].bytes) : "empty";
  return [["Cache mount", "Began with", "Kept"], ...mounts.map(({ id, name: name2 }) => [id, given(name2), left(name2)])];
}
function formatExport({ exports, layers }) {
  const written = exports.flatMap((one) => one.written);
  const bytes = written.map((digest) => layers?.get(digest) ?? 0).reduce((a, b) => a + b, 0);
  const longest = Math.max(0, ...exports.map(({ duration }) => duration));
  const of = layers ? ` of ${layers.size}` : "";
  const size = layers ? `, ${formatBytes(bytes)}` : "";
  const blobs = written.length === 0 && layers ? `no blob, since all ${layers.size} were there` : `${written.length}${of} blobs${size}`;
  return `${blobs}, in ${formatSeconds(longest)}`;
}
function formatSeconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatBytes(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1e3 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

// src/cache/progress.ts
var EXPORTING = "preparing build cache for export";
var WRITING = "writing layer ";
var STEP = /^\[(?!(?:\S+ )?internal\]|auth\])[^\]]*\] (?!FROM )/;
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
    for (const { digest, name: name2, started, completed, cached, error } of document?.vertexes ?? []) {
      const vertex = vertexOf(digest);
      vertex.name = name2 ?? vertex.name;
      vertex.started ||= started !== void 0;
      vertex.completed = completed !== void 0;
      vertex.cached ||= cached === true;
      vertex.error = error ?? vertex.error;
      vertex.begin ||= Date.parse(started ?? "") || 0;
      vertex.end = Date.parse(completed ?? "") || vertex.end;
    }
    for (const { vertex, id, total } of document?.statuses ?? [])
      vertexOf(vertex).parts.set(id, Math.max(total ?? 0, vertexOf(vertex).parts.get(id) ?? 0));
  };
  const all2 = () => [...vertices.values()];
  const steps = () => all2().filter(({ name: name2, started }) => started && STEP.test(name2));
  return {
    add: (text) => text.split("\n").filter(Boolean).forEach(readLine),
    running: () => steps().find(({ cached }) => !cached)?.name,
    isExporting: () => all2().some(({ parts }) => parts.has(EXPORTING)),
    exports: () => all2().filter(({ parts }) => parts.has(EXPORTING)).map(({ name: name2, parts, error, completed, begin, end }) => ({
      ...{ name: name2, error, completed, duration: Math.max(0, end - begin) },
      written: [...parts.keys()].flatMap((id) => id.startsWith(WRITING) ? [id.slice(WRITING.length)] : [])
    })),
    text: () => texts.join("\n"),
    usage: (platforms) => platforms.map((platform) => countSteps(platform, platforms, steps())),
    platformOf: (vertex, platforms) => {
      const name2 = vertices.get(vertex)?.name;
      return name2 === void 0 ? void 0 : choosePlatform(name2, platforms);
    }
  };
}
function countSteps(platform, platforms, steps) {
  const own = steps.filter(({ name: name2 }) => choosePlatform(name2, platforms) === platform);
  const hits = own.filter(({ cached, error }) => cached && error === "");
  const bytes = hits.flatMap(({ parts }) => [...parts].map(([id, total]) => id.startsWith("sha256:") ? total : 0));
  return { platform, cached: hits.length, ran: own.length - hits.length, imported: bytes.reduce((a, b) => a + b, 0) };
}
function choosePlatform(name2, platforms) {
  if (platforms.length === 1) return platforms[0];
  const [base = "", target] = (/^\[(\S+) /.exec(name2)?.[1] ?? "").split("->");
  return target === void 0 ? parsePlatform(base) : parsePlatform(target) ?? parsePlatform(`${base}/${target}`);
}
function emptyVertex() {
  const times = { begin: 0, end: 0 };
  return { name: "", started: false, completed: false, cached: false, error: "", ...times, parts: /* @__PURE__ */ new Map() };
}
function parseJson3(line) {
  try {
    return JSON.parse(line);
  } catch {
    return void 0;
  }
}

// src/cache/handover.ts
import { open } from "node:fs/promises";
import { setTimeout as delay3 } from "node:timers/promises";
var INTERVAL = 20;
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
        const text = `not exported, since ${building} would be built again; see what changed after the build`;
        return late ? void 0 : { level: "notice", text };
      }
      await delay3(INTERVAL);
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
import { readFile as readFile6, writeFile as writeFile4 } from "node:fs/promises";
import { join as join9 } from "node:path";
function pathsIn(folder) {
  return {
    task: join9(folder, "cache.json"),
    log: join9(folder, "cache-export.log"),
    keeper: join9(folder, "cache-mounts.log"),
    // buildx writes it when all went well.
    metadata: join9(folder, "cache-export.json")
  };
}
async function saveTask(folder, task) {
  await writeFile4(pathsIn(folder).task, JSON.stringify(task), { mode: 384 });
}
async function loadTask(folder) {
  return JSON.parse(await readFile6(pathsIn(folder).task, "utf8"));
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

export {
  all,
  CONFIG_FOLDER,
  AUTHORITIES,
  planTokens,
  JOB_PREFIX,
  deriveBuilderName,
  isDerived,
  markOption,
  jobOf,
  builderContainer,
  stringify,
  parseBuildkitdConfig,
  planBuildkitdConfig,
  listMirrorHosts,
  planBuildkitdFlags,
  readRegistrySettings,
  dockerFolder,
  buildxFolder,
  LONGEST_JOB,
  takeLease,
  releaseLease,
  sweepLeases,
  forgetBuilder,
  readMachine,
  buildxCommand,
  findBuilder,
  createBuilder,
  inspectBuilder,
  explainBuilder,
  formatEntry,
  attributeOf,
  readCacheInputs,
  quieten,
  HttpError,
  createClient,
  follow,
  readBody,
  findIndex,
  findLacking,
  readLayers,
  readAccess,
  openCache,
  fitCache,
  tell,
  reasonOf,
  readDockerfile,
  findExporter,
  awaitTurn,
  endTurn,
  ARCHITECTURES,
  makeProgram,
  parseMetadata,
  readReference,
  listUsage,
  listMounts,
  formatExport,
  formatSeconds,
  formatBytes,
  undoLater,
  loadUndo,
  keepEnvironment,
  restoreEnvironment,
  createProgress,
  startReplay,
  startKeeper,
  pathsIn,
  saveTask,
  loadTask,
  alignRows,
  formatMarkdown,
  PROGRAM,
  installPlugin,
  removePlugin,
  findPlugin,
  findContainer,
  wakeContainer,
  removeUnless,
  claimContainer,
  binfmtContainer,
  missingEmulators,
  planRegistration,
  planReplacement,
  explainFaults,
  binfmtArgs,
  parseEmulation,
  isAnswered,
  parseFindings,
  parseRegistered,
  explainBinfmt
};
