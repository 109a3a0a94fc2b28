import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  CommandError,
  PROGRAM,
  all,
  architectureOf,
  buildxCommand,
  cancel,
  cancelled,
  createBuilder,
  deriveBuilderName,
  dockerCommand,
  explainBuilder,
  fail,
  findBuilder,
  findImage,
  findPlugin,
  formatAttributes,
  group,
  ignoreFailure,
  includesPlatform,
  inspectBuilder,
  installPlugin,
  isDebug,
  isNative,
  jobOf,
  mask,
  mayBeNative,
  nearest,
  notice,
  parseAttributes,
  parseLines,
  parseList,
  parsePlatform,
  print,
  pullImage,
  readHost,
  removeUnless,
  run,
  saveBuildx,
  setOutputs,
  stepMark,
  suggestPlatform,
  summarize,
  takeLease,
  tryEach,
  undoLater,
  warning
} from "./chunk-OLYIKEO3.js";
import {
  require_semver
} from "./chunk-WPK44IUM.js";
import {
  __callDispose,
  __toESM,
  __using
} from "./chunk-PIOMVU2N.js";

// src/main.ts
import { setFlagsFromString } from "node:v8";

// src/build/build.ts
import { readFile as readFile2, writeFile as writeFile2 } from "node:fs/promises";
import { join as join2, relative } from "node:path";

// src/setup/kernel.ts
import { randomUUID } from "node:crypto";
import { access, opendir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, release } from "node:os";
import { join } from "node:path";

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

// src/setup/handler.ts
function parseHandler(name, text) {
  const field = (label) => new RegExp(`^${label} (.*)$`, "m").exec(text)?.[1] ?? "";
  const magic = Buffer.from(field("magic"), "hex");
  if (magic.length === 0) return void 0;
  const mask2 = Buffer.from(field("mask"), "hex");
  return {
    name,
    enabled: /^enabled$/m.test(text),
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
    const text = await readFile(join(BINFMT_MISC, name), "utf8").catch(() => "");
    const handler = parseHandler(name, text);
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
  const registry = hasRegistry && first !== "index.docker.io" ? first : "docker.io";
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

// src/build/command.ts
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
function planBuild(builder, inputs, paths, solve) {
  return [
    ...["build", `--builder=${builder}`, "--progress=plain", `--metadata-file=${paths.metadata}`],
    `--platform=${solve.platforms.join(",")}`,
    ...paths.file === void 0 ? [] : [`--file=${paths.file}`],
    ...inputs.target ? [`--target=${inputs.target}`] : [],
    ...inputs.buildArgs.map((arg) => `--build-arg=${arg}`),
    ...inputs.labels.map((label) => `--label=${label}`),
    ...inputs.noCache ? ["--no-cache"] : [],
    ...inputs.pull ? ["--pull"] : [],
    ...inputs.provenance ? [`--provenance=${inputs.provenance}`] : [],
    ...solve.outputs.map((output) => `--output=${output}`),
    paths.context
  ];
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
  const emulated = findEmulated(failure, circumstances);
  if (emulated)
    return `${emulator ?? `QEMU (binfmt ${tools.binfmt.version}, unless another was registered before)`}, which emulates ${emulated}, may be at fault; cross-compile with FROM --platform=$BUILDPLATFORM, build on a native runner, or try another binfmt-image`;
  return void 0;
}

// src/build/metadata.ts
function parseMetadata(text) {
  const document = JSON.parse(text);
  const digest = textOf(document["containerimage.digest"]);
  return { digest, imageId: textOf(document["containerimage.config.digest"]) ?? digest, document };
}
function textOf(value) {
  return typeof value === "string" && value !== "" ? value : void 0;
}

// src/build/build.ts
var BuildError = class extends Error {
  name = "BuildError";
  at;
  constructor(message, at, cause) {
    super(message, { cause });
    this.at = at;
  }
};
async function build(builder, step, folder) {
  const metadata = join2(folder, "metadata.json");
  let first;
  const provenance = step.host.containerdStore ? step.inputs.provenance : "";
  const again = { ...step.inputs, noCache: false, pull: false, provenance };
  for (const solve of planSolves(step.inputs.destination, step.platforms, step.loaded)) {
    await writeFile2(metadata, "{}");
    const args = planBuild(
      builder.name,
      first ? again : step.inputs,
      { context: step.context, file: step.file, metadata },
      solve
    );
    try {
      await run(buildxCommand(builder.buildx, args), { onText: print });
    } catch (error) {
      throw error instanceof CommandError ? await explain(builder, step, error, folder) : error;
    }
    first ??= parseMetadata(await readFile2(metadata, "utf8"));
  }
  return first;
}
async function explain(builder, step, error, folder) {
  const failure = parseFailure(error.output);
  if (isConnectionLost(failure.reason))
    return new Error(
      `build: the builder ${builder.name} went away while it built: ${failure.reason}. If the machine is short of memory, use a larger one, or limit what runs at once with buildkitd-config-inline; then run the step again
${await explainBuilder(builder.name)}`,
      { cause: error }
    );
  const file = relative(process.cwd(), step.file ?? join2(step.context, "Dockerfile"));
  const at = failure.line === void 0 ? void 0 : { file, line: failure.line };
  const emulated = findEmulated(failure, step);
  const emulator = emulated && await askEmulator(architectureOf(emulated), step.host, folder);
  const running = (await inspectBuilder(builder).catch(ignoreFailure))?.platforms;
  return new BuildError(explainFailure(failure, { ...step, emulator, ...running && { running } }), at, error);
}

// src/run.ts
import { mkdir as mkdir2 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join6 } from "node:path";

// src/publish/publish.ts
import { setTimeout as delay } from "node:timers/promises";

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
var FOLDER = "/etc/buildkit/";
function planBuildkitdConfig(host, user) {
  const registries = {};
  for (const registry2 of host.insecure) registries[registry2] = { http: true, insecure: true };
  const mirrors = host.mirrors.map((mirror) => new URL(mirror));
  if (mirrors.length > 0)
    registries["docker.io"] = { mirrors: mirrors.map(({ host: host2, pathname }) => host2 + pathname.replace(/\/$/, "")) };
  for (const { host: host2, protocol } of mirrors) registries[host2] = { ...registries[host2], http: protocol === "http:" };
  const system = { platformsCacheMaxAge: "0s" };
  const registry = Object.keys(registries).length > 0 ? { registry: registries } : {};
  return stringify(mergeTables({ system, ...registry }, user ?? {}));
}
function readRegistrySettings(files, registry) {
  const { registry: registries } = parse(files["buildkitd.toml"] ?? "");
  const table = isTable(registries) ? registries[registry] : void 0;
  if (!isTable(table)) return {};
  const read = (path) => files[String(path).replace(FOLDER, "")];
  const list2 = (value) => Array.isArray(value) ? value : [];
  const pair = list2(table.keypair)[0];
  const entries = {
    http: table.http,
    insecure: table.insecure,
    ca: list2(table.ca).flatMap((path) => read(path) ?? []),
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
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

// src/publish/manifest.ts
import { createHash } from "node:crypto";
function digestOf(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function parseManifest(text) {
  const document = JSON.parse(text);
  if (Array.isArray(document.manifests))
    return document.manifests.filter(({ platform }) => platform?.os !== "unknown").map(({ digest, platform }) => ({ platform: formatPlatform(platform), digest: String(digest) }));
  if (typeof document.config?.digest === "string") return { config: document.config.digest };
  throw new Error("it is neither an index nor a manifest");
}
function parseConfigPlatform(text) {
  return formatPlatform(JSON.parse(text));
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
  const text = [spec?.os, spec?.architecture, spec?.variant].filter(Boolean).join("/");
  return parsePlatform(text) ?? text;
}

// src/http.ts
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { getCACertificates } from "node:tls";
var TIMEOUT2 = 3e4;
var LONGEST_BODY = 8 * 1024 * 1024;
function createClient(trust = {}) {
  const agents = /* @__PURE__ */ new Map();
  return ({ url: text, method = "GET", headers = {}, body, timeout = TIMEOUT2 }) => {
    const url = new URL(text);
    const secure = url.protocol === "https:";
    const direct = isLoopback(url.host);
    const kind = `${url.protocol} ${direct}`;
    const agent = agents.get(kind) ?? createAgent(secure, direct, trust);
    agents.set(kind, agent);
    const shown = `${method} ${url.origin}${url.pathname}`;
    const started = performance.now();
    if (isDebug()) print(`> ${shown}`);
    return new Promise((resolve2, reject) => {
      const send = secure ? requestHttps : requestHttp;
      const outgoing = send(url, { method, headers, agent, timeout, signal: cancelled }, (body2) => {
        const { statusCode = 0, headers: headers2 } = body2;
        if (isDebug()) print(`> ${shown}: ${statusCode}, ${((performance.now() - started) / 1e3).toFixed(2)} s`);
        resolve2({ status: statusCode, headers: headers2, body: body2 });
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeout / 1e3} s`)));
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  };
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
function createAgent(secure, direct, { ca = [], cert, key, insecure }) {
  const options = { keepAlive: true, ...direct ? {} : { proxyEnv: process.env } };
  if (!secure) return new HttpAgent(options);
  return new HttpsAgent({
    ...options,
    // Programs of the system, docker and buildx among them, trust the system's; Node brings its own list.
    ca: [...getCACertificates("default"), ...getCACertificates("system"), ...ca],
    ...cert === void 0 ? {} : { cert },
    ...key === void 0 ? {} : { key },
    rejectUnauthorized: !insecure
  });
}

// src/publish/challenge.ts
function parseChallenge(header) {
  const [, scheme = ""] = /^\s*(\w+)/.exec(header) ?? [];
  const parameters = new Map(
    Array.from(header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g), ([, name = "", quoted, bare]) => [
      name.toLowerCase(),
      quoted ?? bare ?? ""
    ])
  );
  const [realm = "", service = "", scope = ""] = ["realm", "service", "scope"].map((name) => parameters.get(name));
  if (/^basic$/i.test(scheme)) return { scheme: "basic" };
  return /^bearer$/i.test(scheme) && URL.canParse(realm) ? { scheme: "bearer", realm, service, scope } : void 0;
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
function parseToken(text) {
  try {
    const { token, access_token } = JSON.parse(text);
    return [token, access_token].find((value) => typeof value === "string" && value !== "");
  } catch {
    return void 0;
  }
}
function formatBasic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

// src/publish/credentials.ts
import { readFile as readFile3 } from "node:fs/promises";
import { homedir } from "node:os";
import { join as join3 } from "node:path";

// src/publish/docker-config.ts
function parseDockerConfig(text) {
  const { auths = {}, credHelpers = {}, credsStore = "" } = JSON.parse(text);
  return { auths, credHelpers, credsStore };
}
function serverOf(registry) {
  return registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}
function findHelper({ credHelpers, credsStore }, registry) {
  return credHelpers[registry] ?? credHelpers[serverOf(registry)] ?? (credsStore || void 0);
}
function findCredentials({ auths }, registry) {
  const host = (server2) => server2.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  const server = serverOf(registry);
  const key = Object.keys(auths).find((name) => name === server) ?? Object.keys(auths).find((name) => host(name) === host(server));
  const entry = key === void 0 ? void 0 : auths[key];
  if (!entry) return void 0;
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const text = entry.auth ? Buffer.from(entry.auth, "base64").toString() : `${entry.username ?? ""}:${entry.password ?? ""}`;
  const at = text.indexOf(":");
  return at > 0 ? { username: text.slice(0, at), password: text.slice(at + 1).replace(/\0+$/, "") } : void 0;
}
function parseHelperAnswer(text) {
  const { Username, Secret } = JSON.parse(text);
  if (!Secret) return void 0;
  return Username === "<token>" ? { identityToken: Secret } : { username: Username ?? "", password: Secret };
}

// src/publish/credentials.ts
var TIMEOUT3 = 3e4;
async function readCredentials(registry) {
  const path = join3(process.env.DOCKER_CONFIG || join3(homedir(), ".docker"), "config.json");
  const texts = [process.env.DOCKER_AUTH_CONFIG, await readFile3(path, "utf8").catch(() => void 0)];
  for (const text of texts) {
    if (!text) continue;
    const config = parseDockerConfig(text);
    const helper = findHelper(config, registry);
    const found = helper && await askHelper(helper, registry) || findCredentials(config, registry);
    if (found) return remember(found);
  }
  return void 0;
}
async function askHelper(name, registry) {
  const command = { file: `docker-credential-${name}`, args: ["get"] };
  const text = await run(command, { input: serverOf(registry), secret: true, timeout: TIMEOUT3 }).catch(
    (error) => {
      if (error instanceof CommandError && !error.missing) return void 0;
      throw error;
    }
  );
  return text ? parseHelperAnswer(text) : void 0;
}
function remember(credentials) {
  for (const [name, value] of Object.entries(credentials)) if (name !== "username" && value) mask(value);
  return credentials;
}

// src/publish/registry.ts
var RegistryError = class extends Error {
  name = "RegistryError";
  status;
  constructor(status, message) {
    super(message);
    this.status = status;
  }
};
var ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
var REDIRECTS = 5;
function openRepository(name, settings = {}) {
  const registry = registryOf(name);
  const path = name.slice(registry.length + 1);
  const ask = createAsker(registry, `repository:${path}:pull,push`, settings);
  const url = (kind, reference) => `/v2/${path}/${kind}/${reference}`;
  return {
    readManifest: async (reference) => {
      const answer = await ask({ path: url("manifests", reference), headers: { accept: ACCEPT } });
      const bytes = await readBody(answer);
      return { mediaType: answer.headers["content-type"] ?? "", digest: digestOf(bytes), bytes };
    },
    readBlob: async (digest) => (await readBody(await ask({ path: url("blobs", digest) }))).toString(),
    moveTag: async (tag, { mediaType, bytes }) => {
      const headers = { "content-type": mediaType };
      await readBody(await ask({ path: url("manifests", tag), method: "PUT", headers, body: bytes }));
    }
  };
}
function createAsker(registry, scope, settings) {
  const client = createClient(settings);
  const origins = findOrigins(registry, settings);
  let origin;
  let authorization;
  return async ({ path, ...request }) => {
    origin ??= await findOrigin(client, origins);
    const send = async () => {
      const authorized = await authorization;
      const headers = { ...request.headers, ...authorized ? { authorization: authorized } : {} };
      return follow(client, { ...request, url: `${origin}${path}`, headers });
    };
    let answer = await send();
    if (answer.status === 401) {
      await readBody(answer);
      const challenge = parseChallenge(answer.headers["www-authenticate"] ?? "");
      authorization = challenge && authorize(client, challenge, scope, await readCredentials(registry));
      answer = await send();
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new RegistryError(answer.status, `${request.method ?? "GET"} ${path}: ${await explain2(answer)}`);
  };
}
async function authorize(client, challenge, scope, credentials) {
  if (challenge.scheme === "basic")
    return credentials && "username" in credentials ? formatBasic(credentials) : void 0;
  const answer = await client(planToken(challenge, scope, credentials));
  const text = (await readBody(answer)).toString();
  const token = parseToken(text);
  if (answer.status !== 200 || token === void 0)
    throw new RegistryError(answer.status, `${challenge.realm}: no token for ${scope}: status ${answer.status}`);
  mask(token);
  return `Bearer ${token}`;
}
function findOrigins(registry, { http, insecure }) {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const plain = http ?? isLoopback(registry);
  return [...!plain || insecure ? [`https://${host}`] : [], ...plain ? [`http://${host}`] : []];
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
async function explain2(answer) {
  const text = (await readBody(answer)).toString();
  try {
    const { errors = [] } = JSON.parse(text);
    const words = errors.map(({ code, message }) => [code, message].filter(Boolean).join(": ")).join("; ");
    return `status ${answer.status}${words ? `: ${words}` : ""}`;
  } catch {
    return `status ${answer.status}`;
  }
}

// src/publish/publish.ts
var DELAYS = [250, 500, 1e3, 2e3, 4e3];
async function publish({ files }, { names, tags }, platforms, digest) {
  if (digest === void 0)
    throw new Error("build: BuildKit told no digest of what it pushed; use the pinned buildkit-image, or a newer one");
  const open2 = (name) => openRepository(name, readRegistrySettings(files, registryOf(name)));
  const verified = await all(names.map((name) => verify(name, open2(name), digest, platforms)));
  for (const name of names) print(`Verified ${name}@${digest}`);
  try {
    for (const one of verified)
      await all(tags.filter(({ name }) => name === one.name).map((target) => moveTag(one, target)));
  } catch (error) {
    throw await explainTagging(verified, tags, digest, error);
  }
  for (const target of tags) print(`Tagged ${formatTag(target)}`);
  return verified[0]?.platforms ?? [];
}
async function verify(name, repository, digest, platforms) {
  const reference = `${name}@${digest}`;
  const manifest = await readManifest(repository, reference, digest, digest);
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
async function moveTag({ repository, manifest }, target) {
  await retry(() => repository.moveTag(target.tag, manifest), isTransient);
  await readManifest(repository, formatTag(target), target.tag, manifest.digest);
}
async function explainTagging(verified, tags, digest, cause) {
  cancelled.throwIfAborted();
  const states = tags.map(async (target) => {
    const repository = verified.find(({ name }) => name === target.name)?.repository;
    const now = await repository?.readManifest(target.tag).catch(() => void 0);
    return `${formatTag(target)}: ${now?.digest === digest ? "moved" : now?.digest ?? "not there"}`;
  });
  const list2 = (await Promise.all(states)).join("\n");
  return new Error(
    `tags: not all could be moved to ${digest}; make the registry take them, then run the step again. ${cause.message}
${list2}`,
    { cause }
  );
}
async function readManifest(repository, shown, reference, digest) {
  const advice = `registry: what ${shown} was given can't be read back; look into the registry, then run the step again`;
  return retry(
    async () => {
      const manifest = await repository.readManifest(reference);
      if (manifest.digest !== digest) throw new RegistryError(404, `Expected ${digest}, got ${manifest.digest}`);
      return manifest;
    },
    // What was just written may not show at once.
    (error) => isTransient(error) || error.status === 404
  ).catch((error) => {
    cancelled.throwIfAborted();
    throw new Error(`${advice}. ${error.message}`, { cause: error });
  });
}
async function readBlob(repository, shown, digest) {
  return retry(() => repository.readBlob(digest), isTransient).catch((error) => {
    cancelled.throwIfAborted();
    throw new Error(
      `registry: the configuration of ${shown} can't be read back; look into the registry, then run the step again. ${error.message}`,
      { cause: error }
    );
  });
}
function isTransient(error) {
  return !(error instanceof RegistryError) || error.status === 429 || error.status >= 500;
}
async function retry(attempt, isWorthIt, [wait, ...rest] = DELAYS) {
  try {
    return await attempt();
  } catch (error) {
    cancelled.throwIfAborted();
    if (wait === void 0 || !isWorthIt(error)) throw error;
  }
  await delay(wait, void 0, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
  return retry(attempt, isWorthIt, rest);
}

// src/report/result.ts
function formatOutputs({ destination, metadata, published, builder }) {
  const tags = listTags(destination);
  const { digest, imageId, document } = metadata;
  const moved = destination.publication?.tags.map(formatTag).join(",");
  const named = moved ? { ...document, "image.name": moved } : document;
  return {
    digest: digest ?? "",
    imageid: imageId ?? "",
    metadata: JSON.stringify(named, null, 2),
    image: (destination.publication?.names ?? []).map((name) => `${name}@${digest}`).join("\n"),
    tags: tags.join("\n"),
    platforms: JSON.stringify(Object.fromEntries(published.map((entry) => [entry.platform, entry.digest]))),
    builder
  };
}
function listDigests({ destination, platforms, metadata, published }) {
  const digests = new Map(published.map((entry) => [entry.platform, entry.digest]));
  const index = destination.publication && metadata.digest !== digests.get(platforms[0] ?? "");
  return [
    ["Platform", "Digest"],
    ...index ? [["index", metadata.digest ?? ""]] : [],
    ...platforms.map((platform) => [
      platform,
      digests.get(platform) ?? (destination.load ? "loaded" : "not published")
    ])
  ];
}
function listTags({ publication, load, tags }) {
  const targets = publication || load ? [...publication?.tags ?? [], ...load ?? []] : tags;
  return [...new Set(targets.map(formatTag))];
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
  const { publication, load, outputs } = result.destination;
  const rows = listDigests(result);
  const names = publication?.names ?? [];
  const tags = publication || load ? listTags(result.destination) : [];
  print(
    ["", alignRows(rows), "", ...names.map((name) => `${name}@${result.metadata.digest}`), ...tags].join("\n").trimEnd()
  );
  setOutputs(formatOutputs(result));
  const code = (texts) => texts.map((text) => `\`${text}\``).join("<br>");
  const title = names.length > 0 ? `Published ${code(names)}` : load ? "Built and loaded" : "Built, not published";
  await summarize([`### ${title}`, "", formatMarkdown(rows), "", code(tags), ""].join("\n"));
  if (!publication && !load && outputs.length === 0)
    notice("push: nothing was published or kept of this build; set push, load or outputs where that is wanted");
  if (publication && publication.tags.length === 0)
    notice(`tags: there are none, so the image is published under its digest alone (${result.metadata.digest})`);
}

// src/version.ts
var import_semver = __toESM(require_semver());
var OLDEST_BUILDX = "0.32.0";
var OLDEST_BUILDKIT = "0.33.1";
function parseVersion(text) {
  return import_semver.default.valid(text) ?? void 0;
}
function isOlder(version, than) {
  const release3 = /^v?(?!0\.0\.0)\d+\.\d/.test(version) ? import_semver.default.coerce(version, { includePrerelease: true }) : null;
  return release3 !== null && import_semver.default.lt(release3, than);
}

// src/setup/buildx.ts
import { createHash as createHash2, randomUUID as randomUUID2 } from "node:crypto";
import { chmod, copyFile, mkdir, open, realpath, rename, rm as rm2 } from "node:fs/promises";
import { dirname, join as join4 } from "node:path";
import { fileURLToPath } from "node:url";
var PIECE = 1024 * 1024;
function machineName() {
  const systems = { win32: "windows" };
  const armVersion = process.config.variables.arm_version ?? "7";
  const architectures = { x64: "amd64", arm: `arm-v${armVersion}`, ppc64: "ppc64le" };
  return `${systems[process.platform] ?? process.platform}-${architectures[process.arch] ?? process.arch}`;
}
async function findBuildx(asset) {
  const installed = await findPlugin();
  if (installed !== void 0 && await hashFile(installed) === asset.sha256) {
    print(`buildx ${asset.version}: the installed one is it (sha256 ${asset.sha256})`);
    return realpath(installed);
  }
  const cached = cachePath(asset);
  const hash = cached && await hashFile(cached);
  if (!hash) return void 0;
  if (hash === asset.sha256) {
    print(`buildx ${asset.version}: from the tool cache (sha256 ${asset.sha256})`);
    return cached;
  }
  warning(`buildx: ${cached} has the sha256 ${hash}, and the pin is ${asset.sha256}; it is fetched again`);
  return void 0;
}
async function fetchBuildx(asset, folder) {
  const failures = [];
  for (const url of asset.urls)
    try {
      const path = join4(folder, `${PROGRAM}-${randomUUID2()}`);
      await download(url, path);
      const hash = await hashFile(path);
      if (hash !== asset.sha256) throw new Error(`has the sha256 ${hash}, and the pin is ${asset.sha256}`);
      await chmod(path, 493);
      print(`buildx ${asset.version}: downloaded from ${url} (sha256 ${hash})`);
      return await keepInCache(path, asset);
    } catch (error) {
      cancelled.throwIfAborted();
      failures.push(`${url}: ${error.message}`);
    }
  throw new Error(
    `buildx ${asset.version}: no source has it; allow one of them through, or name another in a toolchain document:
${failures.join("\n")}`
  );
}
function cachePath({ version, sha256 }) {
  const root = process.env.RUNNER_TOOL_CACHE;
  return root && join4(root, PROGRAM, version.replace(/^v/, ""), `${process.arch}-${sha256.slice(0, 12)}`, PROGRAM);
}
async function keepInCache(path, asset) {
  const place = cachePath(asset);
  if (place === void 0) return path;
  const partial = `${place}-${randomUUID2()}`;
  try {
    await mkdir(dirname(place), { recursive: true });
    await copyFile(path, partial);
    await rename(partial, place);
    return place;
  } catch (error) {
    await rm2(partial, { force: true });
    print(`buildx ${asset.version}: not kept in the tool cache: ${error.message}`);
    return path;
  }
}
async function download(url, path) {
  if (url.startsWith("file:")) return copyFile(fileURLToPath(url), path);
  const { downloadTool } = await import("./tool-cache-CIWUC5VN.js");
  const stopped = new Promise((_, reject) => {
    cancelled.addEventListener("abort", () => reject(cancelled.reason));
  });
  await Promise.race([downloadTool(url, path), stopped]);
}
async function hashFile(path) {
  try {
    var _stack = [];
    try {
      const file = __using(_stack, await open(path), true);
      const hash = createHash2("sha256");
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

// src/setup/register.ts
import { release as release2 } from "node:os";

// src/setup/emulators.ts
function missingEmulators(platforms, architecture, running) {
  const foreign = platforms.filter((platform) => platform.startsWith("linux/") && !isNative(platform, architecture));
  const names = [...new Set(foreign.map(architectureOf))];
  return names.filter((name) => ARCHITECTURES.includes(name) && !running.includes(name));
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
  const list2 = faulty.map(({ architecture, fault }) => `${architecture} (${fault.entry}: ${fault.reason})`).join("; ");
  return `platforms: emulators that others registered on the engine's machine serve containers badly or not at all: ${list2}. Replace them there with: ${command}`;
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
  sources: list((text) => URL_START.test(text), "no http, https or file URL")
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
  binfmt: IMAGE
});
var OPTIONAL = ["$schema", "buildkit-rootless"];
function parseToolchain(text) {
  let document;
  try {
    document = JSON.parse(text);
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
function parseToolImage(text) {
  const at = text.indexOf("@");
  const reference = parseReference(text.slice(0, Math.max(at, 0)));
  const digest = text.slice(at + 1);
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
    (source, index) => typeof source === "string" && isSource(source) ? [] : [`${path}[${index}]: ${JSON.stringify(source)} is ${lack}`]
  ) : [`${path}: must be a list with at least one entry`];
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
function isRepository(text) {
  const reference = parseReference(text);
  return typeof reference !== "string" && reference.name === text;
}
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/setup/register.ts
var RUN = ["run", "--rm", "--privileged", "--userns=host", "--network=host", "--tmpfs=/tmp:exec"];
async function registerEmulators(platforms, host, binfmt, folder) {
  const wanted = missingEmulators(platforms, host.architecture, []);
  const known = wanted.length > 0 ? await inspectKernel(wanted, host, folder) : [];
  const guess = (architecture) => ({ architecture, runs: mayBeNative(architecture, host.architecture) });
  const first = settle(known ?? wanted.map(guess), host, binfmt);
  if (known && first.install.length === 0) {
    print("Emulators: none to register");
    return void 0;
  }
  if (host.rootless)
    return "a rootless engine can't register emulators; have root do it on its machine, for instance by installing qemu-user-static";
  let said = await runBinfmt(binfmt, first);
  if (typeof said === "string") return said;
  let log = said.log;
  const inVain = ({ architecture, fault }) => !fault && first.install.includes(architecture);
  const second = settle(
    parseFindings(wanted, said.emulation, log).filter((finding) => !inVain(finding)),
    host,
    binfmt
  );
  if (second.install.length > 0) {
    said = await runBinfmt(binfmt, second);
    if (typeof said === "string") return said;
    log = [log, said.log].join("\n");
  }
  const missing = parseFindings(wanted, said.emulation, log).filter(({ runs }) => !runs);
  if (missing.length > 0)
    return `binfmt could not register ${missing.map(({ architecture }) => architecture).join(", ")}: ${explainBinfmt(log)}`;
  const registered = parseRegistered(log);
  print(
    registered.length > 0 ? `Emulators: ${registered.join(", ")} registered by binfmt ${binfmt.version} (${binfmt.digest})` : "Emulators: none to register"
  );
  return void 0;
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
async function runBinfmt(binfmt, registration) {
  const log = [];
  try {
    const stdout = await tryEach(
      imageReferences(binfmt),
      (reference) => run(dockerCommand([...RUN, reference, ...binfmtArgs(registration)]), { onText: (text) => log.push(text) })
    );
    const emulation = parseEmulation(stdout);
    return emulation ? { emulation, log: log.join("\n") } : `binfmt: ${explainBinfmt(log.join("\n"))}`;
  } catch (error) {
    cancelled.throwIfAborted();
    return error.message;
  }
}

// src/setup/setup.ts
async function setUp(step, folder) {
  const buildx = step.found.buildx.then((path) => path ?? fetchBuildx(step.tools.buildx, folder));
  const [emulatorProblem, builder] = await all([
    registerEmulators(step.platforms, step.host, step.tools.binfmt, folder),
    startBuilder(step, buildx, folder),
    buildx.then((path) => {
      saveBuildx(path);
      return installPlugin(path);
    })
  ]);
  return { builder, emulatorProblem };
}
async function checkBuilder({ builder, emulatorProblem }, platforms) {
  const facts = await inspectBuilder(builder).catch(ignoreFailure);
  if (!facts) return;
  print(`Builder ${builder.name}: BuildKit ${facts.version}, runs ${facts.platforms.join(", ")}`);
  const missing = platforms.filter(
    (platform) => platform.startsWith("linux/") && !includesPlatform(facts.platforms, platform)
  );
  if (missing.length > 0)
    warning(
      `platforms: the builder ${builder.name} runs no programs for ${missing.join(", ")}. Stages that only copy files or cross-compile with FROM --platform=$BUILDPLATFORM need none; a RUN for them fails. To emulate, use a runner where privileged containers are allowed and binfmt_misc is mounted (mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc)${emulatorProblem ? `; ${emulatorProblem}` : ""}`
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
  const name = named || deriveBuilderName(reference, settings, lasting ? void 0 : jobOf(process.env));
  const lease = { builder: name, step: stepMark() };
  undoLater({ kind: "builder", ...lease });
  const alone = await takeLease(lease);
  const image = found.image.then((image2) => image2 ?? pullImage(references));
  if (lasting && !named && alone) await removeUnless(name, (await image).id);
  const existing = named || lasting || !alone ? await findBuilder(await buildx, name) : void 0;
  if (existing && inputs.destination.publication) refuseUnlessPushing(existing);
  const parts = { buildx, image, reference: lasting ? reference : void 0 };
  return existing ?? createBuilder(name, settings, parts, step, folder);
}
function planSettings({ inputs, host, tools }) {
  const targets = inputs.destination.publication?.names ?? [];
  const registries = [...targets, ...tools.buildkit.sources].map(registryOf);
  const hosts = [...registries, ...host.mirrors.map((url) => new URL(url).host)];
  return {
    driverOpts: inputs.tools.driverOpts,
    loopback: hosts.some(isLoopback),
    config: planBuildkitdConfig(host, inputs.tools.buildkitdConfig)
  };
}
function refuseUnlessPushing({ name, driver, nodes }) {
  const wrong = driver === "docker" ? "has the driver docker" : nodes > 1 && `has ${nodes} nodes`;
  if (wrong)
    throw new Error(
      `builder: ${name} ${wrong}, and so can't push an image by its digest alone, which is how it is verified before it is tagged; leave builder (or BUILDX_BUILDER) out, or name one with a single node and another driver`
    );
}

// src/step.ts
import { readFile as readFile4, stat } from "node:fs/promises";
import { join as join5, resolve } from "node:path";

// src/destination.ts
var OURS = ["type", "name", "push", "push-by-digest", "name-canonical"];
function parseDestination(inputs, complain, note) {
  const parse2 = (input, text) => parseName(input, text, inputs.repository, complain, note);
  const images = inputs.image.flatMap((text) => {
    const reference = parse2("image", text);
    if (reference?.tag !== void 0)
      complain("image", `${JSON.stringify(text)} has a tag; write the name alone, and the tag in tags`);
    return reference ? [reference.name] : [];
  });
  const exporters = inputs.outputs.map((line) => parseExporter(line, complain));
  const pushing = exporters.filter(isPush);
  const toTarget = (input, text) => {
    const reference = parse2(input, text);
    return reference ? [{ name: reference.name, tag: reference.tag ?? "latest" }] : [];
  };
  const readTag = (text) => {
    const local = inputs.load && !inputs.push && images.length === 0;
    if (!isTag(text) || local) return toTarget("tags", text);
    if (inputs.image.length === 0)
      complain("tags", `${JSON.stringify(text)} is a tag with no name before it; write name:tag, or set image`);
    return images.map((name) => ({ name, tag: text }));
  };
  const written = pushing.flatMap((exporter) => parseList(attribute(exporter, "name")));
  const targets = [...inputs.tags.flatMap(readTag), ...written.flatMap((text) => toTarget("outputs", text))];
  const byDigest = pushing.some((exporter) => isTrue(exporter, "push-by-digest"));
  if (byDigest && inputs.tags.length > 0)
    complain("tags", "an output has push-by-digest, which publishes no tags; leave out one of them");
  const tags = byDigest ? [] : uniqueTags(targets);
  const names = [.../* @__PURE__ */ new Set([...images, ...targets.map(({ name }) => name)])];
  const published = inputs.push || pushing.length > 0;
  if (published && [inputs.image, inputs.tags, written].every((given) => given.length === 0)) {
    const asker = inputs.push ? "push" : "outputs";
    complain(asker, "there is no name to publish under; set image, such as ghcr.io/acme/app");
  }
  const [attributes = [], ...others] = pushing.map((exporter) => exporter.filter(([key]) => !OURS.includes(key)));
  if (others.some((other) => formatAttributes(other) !== formatAttributes(attributes)))
    complain("outputs", "those that push differ in more than their names, and one image is published; leave one");
  return {
    publication: published ? { names, tags, attributes } : void 0,
    load: inputs.load ? tags.length > 0 ? tags : images.map((name) => ({ name, tag: "latest" })) : void 0,
    outputs: exporters.filter((exporter) => !isPush(exporter)).map(formatAttributes),
    tags
  };
}
function parseName(input, text, repository, complain, note) {
  const lowered = lowerRepository(text, repository);
  if (lowered !== text)
    note(
      `${input}: ${JSON.stringify(text)} is the repository's name; registries take it as ${JSON.stringify(lowered)}`
    );
  const reference = parseReference(lowered);
  if (typeof reference !== "string") return reference;
  complain(input, `${JSON.stringify(text)} ${reference}; write it as registry/name${input === "image" ? "" : ":tag"}`);
  return void 0;
}
function lowerRepository(text, repository) {
  const [owner] = repository.split("/");
  if (!owner) return text;
  for (const own of [repository, `${owner}/`]) {
    const at = `/${text}`.indexOf(`/${own}`);
    if (at >= 0) return text.slice(0, at) + own.toLowerCase() + text.slice(at + own.length);
  }
  return text;
}
function parseExporter(line, complain) {
  const pairs = line.includes("=") ? parseAttributes(line) : [["type", "local"], ["dest", line]];
  const attributes = [...new Map(pairs.map(([key, value]) => [key.trim().toLowerCase(), value]))];
  const type = attribute(attributes, "type");
  if (type === "") complain("outputs", `${JSON.stringify(line)} has no type; write type=local,dest=… or the like`);
  const toStandardOutput = attribute(attributes, "dest") || (type === "docker" ? "engine" : "-");
  if (["local", "tar", "oci", "docker"].includes(type) && toStandardOutput === "-")
    complain("outputs", `${JSON.stringify(line)} has no dest, so it would be written into the log; write dest=path`);
  return attributes;
}
function isPush(attributes) {
  const type = attribute(attributes, "type");
  return type === "registry" || type === "image" && isTrue(attributes, "push");
}
function isTrue(attributes, key) {
  return attributes.some(([name, value]) => name === key && /^(?:|1|t|T|true|True|TRUE)$/.test(value));
}
function attribute(attributes, key) {
  return attributes.find(([name]) => name === key)?.[1] ?? "";
}
function uniqueTags(tags) {
  return [...new Map(tags.map((target) => [`${target.name}:${target.tag}`, target])).values()];
}

// src/setup/tool-inputs.ts
function readToolInputs({ text, flag, complain }, currentBuilder) {
  return {
    builder: checkBuilderName(text("builder") || currentBuilder, complain),
    driverOpts: readDriverOpts(text("driver-opts"), complain),
    buildkitdConfig: readConfig(text("buildkitd-config-inline"), complain),
    buildxVersion: readBuildxVersion(text("buildx-version"), complain),
    buildkitImage: readToolImage("buildkit-image", text("buildkit-image"), complain),
    binfmtImage: readToolImage("binfmt-image", text("binfmt-image"), complain),
    toolchain: text("toolchain"),
    keepState: flag("keep-state", false),
    cleanup: flag("cleanup", true)
  };
}
function checkBuilderName(name, complain) {
  if (name && !/^[a-zA-Z][\w.-]*$/.test(name))
    complain("builder", `${JSON.stringify(name)} is no builder name; write a letter, then letters, digits, . _ and -`);
  return name;
}
function readDriverOpts(text, complain) {
  const options = parseList(text);
  for (const option of options)
    if (!/^[^=]+=/.test(option))
      complain("driver-opts", `${JSON.stringify(option)} is no name=value; write one, in quotes if it has commas`);
    else if (option.startsWith("image="))
      complain("driver-opts", `${JSON.stringify(option)} would replace the verified BuildKit; write buildkit-image`);
  return options;
}
function readConfig(text, complain) {
  if (!text) return void 0;
  try {
    return parse(text);
  } catch (error) {
    const { line, message } = error;
    complain("buildkitd-config-inline", `is not TOML; correct line ${line}: ${message.split("\n")[0]}`);
    return void 0;
  }
}
function readBuildxVersion(text, complain) {
  if (!text) return void 0;
  const [, version = "", sha256] = /^(v[^@]+)(?:@sha256:([0-9a-f]{64}))?$/.exec(text) ?? [];
  if (parseVersion(version) === void 0)
    complain("buildx-version", `${JSON.stringify(text)} is no release; write vX.Y.Z, or vX.Y.Z@sha256:<64 hex digits>`);
  else if (isOlder(version, OLDEST_BUILDX))
    complain("buildx-version", `${JSON.stringify(text)} is too old; write v${OLDEST_BUILDX} or newer`);
  return { version, sha256 };
}
function readToolImage(name, text, complain) {
  if (!text) return void 0;
  const image = parseToolImage(text);
  if (image === void 0)
    complain(name, `${JSON.stringify(text)} is no image with a digest; write name@sha256:… as "docker pull" shows it`);
  return image;
}

// src/inputs.ts
var RENAMED = /* @__PURE__ */ new Map([
  ["version", "buildx-version"],
  ["name", "builder"],
  ["images", "image"]
]);
function readInputs(env) {
  const read = /* @__PURE__ */ new Set();
  const problems = [];
  const notes = [];
  const complain = (input, problem) => problems.push(`${input}: ${problem}`);
  const text = (name) => {
    read.add(variable(name));
    return (env[variable(name)] ?? "").trim();
  };
  const flag = (name, standard) => {
    const value = text(name);
    if (/^(?:true|True|TRUE)$/.test(value)) return true;
    if (/^(?:false|False|FALSE)$/.test(value)) return false;
    if (value !== "") complain(name, `${JSON.stringify(value)} is neither true nor false; write one of them`);
    return standard;
  };
  const names = (name) => parseList(text(name).replaceAll('"', ""));
  const pairs = (name) => {
    const items = parseLines(text(name));
    for (const item of items)
      if (item.startsWith("=")) complain(name, `${JSON.stringify(item)} has no name before the =; write NAME=value`);
      else if (item.startsWith('"'))
        complain(name, `${JSON.stringify(item)} has an open quote; write "NAME=value", "" for a quote in it`);
    return items;
  };
  const inputs = {
    platforms: readPlatforms(names("platforms"), complain),
    context: readContext(text("context"), complain),
    file: text("file") || void 0,
    target: text("target"),
    buildArgs: pairs("build-args"),
    labels: pairs("labels"),
    noCache: flag("no-cache", false),
    pull: flag("pull", false),
    provenance: readProvenance(text("provenance"), complain),
    destination: parseDestination(
      {
        image: names("image"),
        tags: names("tags"),
        outputs: parseLines(text("outputs")),
        push: flag("push", false),
        load: flag("load", false),
        repository: env.GITHUB_REPOSITORY ?? ""
      },
      complain,
      (note) => notes.push(note)
    ),
    tools: readToolInputs({ text, flag, complain }, env.BUILDX_BUILDER ?? "")
  };
  return { inputs, problems, notes, warnings: unknownInputs(env, read) };
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
    const platform = parsePlatform(item);
    if (platform !== void 0) return [platform];
    const meant = suggestPlatform(item) ?? "os/arch[/variant], such as linux/arm64";
    complain("platforms", `${JSON.stringify(item)} is no platform that can be built for; write ${meant}`);
    return [];
  });
  return [...new Set(known)];
}
function isUrl(context) {
  return /^(?:[a-z]+:\/\/|git@)/i.test(context);
}
function readContext(text, complain) {
  if (isUrl(text))
    complain("context", `${JSON.stringify(text)} is a URL; write a path, and check the repository out first`);
  return text || ".";
}
function readProvenance(text, complain) {
  if (text && !/^(?:true|false|[a-z-]+=[^,]+(?:,[a-z-]+=[^,]+)*)$/.test(text))
    complain("provenance", `${JSON.stringify(text)} is no such attestation; write true, false or mode=max`);
  return text;
}

// src/plan.ts
var DEFAULT = ["linux/amd64", "linux/arm64"];
function planPlatforms({ platforms: asked, destination, provenance }, host) {
  const own = `linux/${host.architecture}`;
  const published = destination.publication !== void 0;
  const standard = destination.load && !published ? [own] : DEFAULT;
  const platforms = asked.length > 0 ? asked : standard;
  const store = `the image store of this engine (Docker ${host.version})`;
  const remedy = "or switch the engine to the containerd image store";
  if (!host.containerdStore && platforms.length > 1 && destination.outputs.some(isForEngine))
    return `outputs: type=docker goes to ${store}, which takes one platform at a time, and platforms has ${platforms.join(", ")}; build for one, ${remedy}`;
  if (!destination.load) return { platforms, loaded: [] };
  if (!host.containerdStore && !published && provenance && provenance !== "false")
    return `provenance: ${store}, where load puts the image, keeps no attestations; leave provenance out, push, ${remedy}`;
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
  return {
    buildx,
    buildkit: inputs.buildkitImage ?? toolchain.buildkit,
    binfmt: inputs.binfmtImage ?? toolchain.binfmt
  };
}

// src/step.ts
async function readStep() {
  const engine = readHost().catch((error) => error.message);
  const { inputs, problems, notes, warnings } = readInputs(process.env);
  notes.forEach(notice);
  warnings.forEach(warning);
  const context = resolve(inputs.context);
  const file = inputs.file === void 0 ? void 0 : resolve(inputs.file);
  problems.push(...await checkFiles(inputs, context, file));
  const take = (value) => {
    if (typeof value === "object") return value;
    problems.push(value);
    return void 0;
  };
  const toolchain = take(await readToolchain(inputs.tools.toolchain));
  const tools = toolchain && take(selectTools(toolchain, inputs.tools, machineName()));
  const found = tools && findTools(tools);
  const host = take(await engine);
  const plan = host && take(planPlatforms(inputs, host));
  if (problems.length > 0 || !host || !plan || !tools || !found) throw new Error(problems.join("\n"));
  return { inputs, host, tools, context, file, found, ...plan };
}
function findTools(tools) {
  const found = { buildx: findBuildx(tools.buildx), image: findImage(imageReferences(tools.buildkit)) };
  for (const promise of Object.values(found)) promise.catch(() => {
  });
  return found;
}
async function checkFiles(inputs, context, file) {
  if (isUrl(inputs.context)) return [];
  const advice = "check the repository out first (actions/checkout), or correct the path";
  if (!await isKind(context, "isDirectory"))
    return [`context: ${JSON.stringify(inputs.context)} is no folder of this machine; ${advice}`];
  if (file !== void 0)
    return await isKind(file, "isFile") ? [] : [`file: ${JSON.stringify(inputs.file)} is no file of this machine; ${advice}`];
  const found = await Promise.all(["Dockerfile", "dockerfile"].map((name) => isKind(join5(context, name), "isFile")));
  return found.includes(true) ? [] : [
    `file: there is no Dockerfile in the context ${JSON.stringify(inputs.context)}; ${advice}, or name it with file`
  ];
}
async function readToolchain(path) {
  if (!path) return pins_default;
  const text = await readFile4(path, "utf8").catch((error) => error);
  if (typeof text !== "string")
    return `toolchain: ${JSON.stringify(path)} can't be read; correct the path: ${text.message}`;
  const toolchain = parseToolchain(text);
  return "problems" in toolchain ? toolchain.problems.map((problem) => `toolchain: ${path}: ${problem}`).join("\n") : toolchain;
}
async function isKind(path, kind) {
  return stat(path).then(
    (stats) => stats[kind](),
    () => false
  );
}

// src/run.ts
async function runStep() {
  undoLater({ kind: "processes", mark: stepMark() });
  const folder = join6(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${stepMark()}`);
  undoLater({ kind: "folder", path: folder });
  await mkdir2(folder, { mode: 448, recursive: true }).catch((error) => {
    throw new Error(`RUNNER_TEMP: no folder can be made there; make it writable: ${error.message}`, { cause: error });
  });
  const { step, setup } = await group("Set up buildx, BuildKit and emulators", async () => {
    const step2 = await readStep();
    return { step: step2, setup: await setUp(step2, folder) };
  });
  const { builder } = setup;
  const { platforms } = step;
  const { destination } = step.inputs;
  const { publication } = destination;
  const [metadata] = await group(
    `Build for ${platforms.join(", ")}`,
    () => all([build(builder, step, folder), checkBuilder(setup, platforms)])
  );
  const published = publication ? await group("Verify and tag", () => publish(builder, publication, platforms, metadata.digest)) : [];
  await report({ destination, platforms, metadata, published, builder: builder.name });
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
