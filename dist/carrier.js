import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  __callDispose,
  __using,
  exec,
  isDebug
} from "./chunk-URJ5OGWL.js";

// src/cache/carried.ts
function isKeyOf(key, { prefix }, { hash: hash2 }) {
  return key === prefix + hash2;
}
function mountPathsIn(folder2) {
  const base = `${folder2}/mounts`;
  return {
    ...{ base, errand: `${base}/errand.json`, delivery: `${base}/delivery.json` },
    ...{ tools: `${base}/tools`, archives: `${base}/archives`, taken: `${base}/taken` },
    dockerfile: `${base}/Dockerfile`
  };
}

// src/cache/delivery.ts
import { createReadStream } from "node:fs";
import { mkdir as mkdir2, readdir, rm as rm2, stat as stat2 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/detached.ts
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

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
function isDebug2() {
  return isDebug();
}
function listen() {
  if (muted) process.stdout.write(`::${token}::${EOL}`);
  muted = false;
}
process.once("exit", listen);

// src/exec.ts
var CommandError = class extends Error {
  name = "CommandError";
  /** The end of what it printed. */
  output;
  /** What it said last of what was wrong, without its progress before that. */
  reason;
  /** Its exit code, null where a signal ended it; undefined where the program itself could not be started. */
  code;
  constructor(command, reason, output, code) {
    super([`${display(command)}: ${reason}`, lastLines(output, 20)].filter(Boolean).join("\n"));
    this.output = output;
    this.reason = output.trim().split("ERROR: ").at(-1) || reason;
    this.code = code;
  }
};
var STEP_MARK = "MULTIARCH_BUILD_STEP";
var mark = process.env[STEP_MARK] || randomUUID2();
var GO = { GOGC: "off", GOMEMLIMIT: "1GiB" };
var PATIENCE = 2e3;
var cancellation = new AbortController();
var children = new AsyncLocalStorage();
subscribe("child_process", (message) => {
  children.getStore()?.(message.process);
});
var shared = {};
function childEnv() {
  const inherited = Object.entries(process.env).filter(([name]) => !/^INPUT_/i.test(name));
  return { ...Object.fromEntries(inherited), ...shared };
}
function cancel(reason) {
  cancellation.abort(new Error(reason));
}
var cancelled = cancellation.signal;
async function run(command, options = {}) {
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
  if (isDebug2()) print(`$ ${display(command)}`);
  const settings = {
    silent: true,
    ignoreReturnCode: true,
    env: definedEntries({ ...GO, ...childEnv(), ...command.env, [STEP_MARK]: mark }),
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
      () => exec(quote(command.file), [...command.args], settings)
    );
  } catch (error2) {
    failure = error2;
  }
  end.abort();
  for (const text of texts) text.end();
  const seconds = ((performance.now() - started) / 1e3).toFixed(2);
  if (isDebug2() && options.onText !== print && !options.shown && !options.secret) print(both.text().trimEnd());
  if (isDebug2()) print(`$ ${enough.signal.aborted ? "stopped" : `exit code ${code}`}, ${seconds} s`);
  cancelled.throwIfAborted();
  if (failure !== void 0) throw new CommandError(command, failure.message, "");
  if (code === 0 || enough.signal.aborted) return stdout.text();
  const timedOut = timeout?.aborted && `no answer within ${(options.timeout ?? 0) / 1e3} s`;
  throw new CommandError(
    command,
    timedOut || (code === null ? "killed by a signal" : `exit code ${code}`),
    options.secret ? "" : both.text(),
    code
  );
}
function display(command) {
  return [command.file, ...command.args].map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)).join(" ");
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

// src/detached.ts
var INTERVAL = 50;
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
async function waitFor(pid, limit, signal) {
  const end = performance.now() + limit;
  while (isRunning(pid)) {
    const left = end - performance.now();
    if (left <= 0 || signal?.aborted) return false;
    await delay(Math.min(INTERVAL, left));
  }
  return true;
}

// src/setup/hash.ts
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
var PIECE = 1024 * 1024;
async function hashFile(path) {
  try {
    var _stack = [];
    try {
      const file = __using(_stack, await open(path), true);
      const hash2 = createHash("sha256");
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

// src/cache/archive.ts
import { createHash as createHash2 } from "node:crypto";
var BLOCK = 512;
var [NAME, MODE, SIZE, TIME, CHECKSUM, TYPE, LINK, MAGIC] = [0, 100, 124, 136, 148, 156, 157, 257];
var TIMELESS = ["2", "5"];
var HARD_LINK = "1";
var [LONG_NAME, LONG_LINK] = ["L", "K"];
function createArchiveHash() {
  const files = /* @__PURE__ */ new Map();
  const long = /* @__PURE__ */ new Map();
  let header = Buffer.alloc(0);
  let left = 0;
  let take;
  let end;
  const fileOf = (name) => {
    const found = files.get(name) ?? { names: [], hashes: [] };
    files.set(name, found);
    return found;
  };
  const begin = () => {
    if (header.every((byte) => byte === 0)) return;
    if (header.toString("latin1", MAGIC, MAGIC + 5) !== "ustar") throw new Error("it is no tar archive");
    left = Math.ceil(readNumber(header.subarray(SIZE, TIME)) / BLOCK) * BLOCK;
    const type = header.toString("latin1", TYPE, LINK);
    if (type === LONG_NAME || type === LONG_LINK) readLong(type);
    else readFile3(type);
    if (left === 0) end();
  };
  const readLong = (type) => {
    const pieces = [];
    take = (piece) => pieces.push(piece);
    end = () => long.set(type, readText(Buffer.concat(pieces)));
  };
  const readFile3 = (type) => {
    const name = long.get(LONG_NAME) ?? readText(header.subarray(NAME, MODE));
    const link = long.get(LONG_LINK) ?? readText(header.subarray(LINK, MAGIC));
    long.clear();
    const isTop = /^\.\/?$/.test(name);
    const isLink = type === HARD_LINK;
    header.fill(0, NAME, MODE);
    header.fill(0, TIMELESS.includes(type) ? TIME : CHECKSUM, TYPE);
    header.fill(0, LINK, MAGIC);
    const hash2 = createHash2("sha256").update(header).update(link);
    take = (piece) => hash2.update(piece);
    end = () => {
      if (isTop) return;
      const { names, hashes } = fileOf(isLink ? link : name);
      names.push(name);
      if (!isLink) hashes.push(hash2.digest("hex"));
    };
  };
  return {
    add: (data) => {
      for (let at = 0; at < data.length; ) {
        const piece = data.subarray(at, at + (left || BLOCK - header.length));
        at += piece.length;
        if (left > 0) {
          take(piece);
          left -= piece.length;
          if (left === 0) end();
          continue;
        }
        header = Buffer.concat([header, piece]);
        if (header.length < BLOCK) continue;
        begin();
        header = Buffer.alloc(0);
      }
    },
    digest: () => {
      if (left > 0 || header.length > 0) throw new Error("it breaks off");
      const facts = [...files.values()].map(({ names, hashes }) => JSON.stringify([names.toSorted(), hashes]));
      return createHash2("sha256").update(facts.toSorted().join("\n")).digest("hex");
    }
  };
}
function readText(field) {
  return field.toString("latin1").replace(/\0.*$/s, "");
}
function readNumber(field) {
  if ((field[0] ?? 0) < 128) return Number.parseInt(field.toString("latin1"), 8) || 0;
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}

// src/cache/busybox.ts
import { mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

// src/verdict.ts
var NO_ANSWER = new RegExp(
  [
    ...["timeout", "timed out", "deadline exceeded", "request canceled", "no answer within"],
    ...["connection reset", "connection refused", "broken pipe", "unreachable", "no route to host", "GOAWAY"],
    ...["\\bEOF\\b", "short read", "server misbehaving", "failure in name resolution"]
  ].join("|"),
  "i"
);

// src/setup/range.ts
var IPV4 = "0".repeat(80) + "1".repeat(16);

// src/setup/no-proxy.ts
var BYTE = "(?:0|[1-9]\\d*)";
var IP = `(?:${BYTE}(?:\\.${BYTE}){3}|[\\da-f:.]*:[\\da-f:.]*)`;
var ADDRESS = new RegExp(`^${IP}$`);
var RANGE = new RegExp(`^${IP}/\\d+$`);

// src/publish/reference.ts
var LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
var DOMAIN = new RegExp(`^(?:\\[[a-fA-F0-9:]+\\]|${LABEL}(?:\\.${LABEL})*)(?::\\d+)?$`);

// src/setup/engine.ts
function dockerCommand(args) {
  return { file: "docker", args, env: { DOCKER_DEFAULT_PLATFORM: "" } };
}

// src/cache/busybox.ts
var TIMEOUT = 3e4;
var SCRIPT = "for f in /bin/busybox /lib/ld-musl-*; do if [ -e $f ]; then echo $f; fi; done";
async function bringBusybox(container, folder2) {
  const isThere = await stat(join(folder2, "busybox")).catch(() => void 0);
  if (isThere) return;
  const listed = await run(dockerCommand(["exec", container, "sh", "-c", SCRIPT]), { timeout: TIMEOUT });
  const paths = listed.trim().split("\n");
  if (!paths.some((path) => basename(path) === "busybox")) throw new Error(`there is no busybox in ${container}`);
  for (const path of paths) {
    const place = basename(path) === "busybox" ? "busybox" : path;
    await mkdir(join(folder2, place, ".."), { recursive: true });
    const command = dockerCommand(["cp", "--follow-link", `${container}:${path}`, join(folder2, place)]);
    await run(command, { timeout: TIMEOUT });
  }
}

// src/cache/errand.ts
import { readFile, writeFile } from "node:fs/promises";
async function readErrand(folder2) {
  return JSON.parse(await readFile(mountPathsIn(folder2).errand, "utf8"));
}
async function leave(folder2, delivery) {
  await writeFile(mountPathsIn(folder2).delivery, JSON.stringify(delivery));
}

// src/cache/turn.ts
import { createHash as createHash3 } from "node:crypto";
import { readFile as readFile2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";

// src/setup/builder.ts
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase()
]);
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

// src/cache/turn.ts
var job = jobOf(process.env);
var hash = createHash3("sha256").update(`${job}`).digest("hex").slice(0, 12);
var noteFor = (task2) => job && join2(process.env.RUNNER_TEMP || tmpdir(), `multiarch-build-${task2}-${hash}`);
var EXPORTING = noteFor("export");
var READING = noteFor("mounts");
async function leaveMounts(pid) {
  await erase(READING, pid);
}
async function erase(note, pid) {
  if (note && await readFile2(note, "utf8").catch(() => "") === `${pid}`) await rm(note, { force: true });
}

// src/cache/delivery.ts
var PATIENCE3 = 5e3;
var FOREVER = 24 * 60 * 60 * 1e3;
async function fetchMounts(folder2) {
  const { mounts } = await readErrand(folder2);
  const directory = mountPathsIn(folder2).archives;
  await enter(directory);
  await deliver(folder2, async (add) => {
    const { fetchArchive, findKey } = await import("./store-EO7ZHYU6.js");
    const file = ({ name }) => join3(directory, `${name}.tar`);
    const keys = await Promise.all(mounts.map((mount) => findKey(file(mount), mount.prefix, PATIENCE3)));
    const failures = [];
    for (const [at, mount] of mounts.entries()) {
      const key = keys[at];
      if (key === void 0) continue;
      const started = performance.now();
      try {
        await fetchArchive(file(mount), key);
        const archive = await readArchive(file(mount));
        if (!isKeyOf(key, mount, archive)) throw new Error("it is not what its key says");
        add({ name: mount.name, archive, duration: performance.now() - started });
      } catch (error2) {
        await rm2(file(mount), { force: true });
        failures.push(`${key}: ${error2.message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
  });
}
async function keepMounts(folder2, after2) {
  const { mounts, fetched, keeping } = await readErrand(folder2);
  const paths = mountPathsIn(folder2);
  await deliver(folder2, async (add, idle) => {
    if (!keeping) return;
    const { container, take, sha256 } = keeping;
    await bringBusybox(container, paths.tools);
    for (const command of take) {
      if (await hashFile(command.file) !== sha256)
        throw new Error(`${command.file} is not the buildx any more that was verified`);
      await run(command);
    }
    await leaveMounts(process.pid);
    await idle(() => waitFor(after2, FOREVER));
    const directory = join3(paths.taken, "archives");
    await enter(directory);
    const made = await readdir(directory);
    for (const { name, prefix } of mounts) {
      const file = join3(directory, `${name}.tar`);
      const started = performance.now();
      const archive = made.includes(`${name}.tar`) ? await readArchive(file) : void 0;
      const isNew = archive && archive.hash !== fetched[name]?.hash;
      const stored = isNew && await (await import("./store-EO7ZHYU6.js")).storeArchive(file, prefix + archive.hash, PATIENCE3);
      add({ name, ...archive && { archive, stored: stored === true }, duration: performance.now() - started });
      await rm2(file, { force: true });
    }
  });
}
async function deliver(folder2, task2) {
  let started = performance.now();
  const outcomes = [];
  const idle = async (wait) => {
    const before = performance.now();
    await wait();
    started += performance.now() - before;
  };
  const failure = await task2((outcome) => outcomes.push(outcome), idle).then(
    () => "",
    (error2) => error2 instanceof CommandError ? error2.reason : error2.message
  );
  await leave(folder2, { outcomes, failure, duration: performance.now() - started });
}
async function enter(directory) {
  await mkdir2(directory, { recursive: true });
  process.chdir(directory);
  process.env.GITHUB_WORKSPACE = directory;
}
async function readArchive(file) {
  const hash2 = createArchiveHash();
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash2.add(chunk);
  return { hash: hash2.digest(), bytes: (await stat2(file)).size };
}

// src/carrier.ts
var [task, folder = "", after] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    cancel(`The carrier was ended (${signal})`);
    setImmediate(() => process.exit(1));
  });
Object.assign(process.env, {
  // Of the toolkit's package; what notes whose turn it is was imported, and has the runner's.
  RUNNER_TEMP: mountPathsIn(folder).base,
  // Its debug log has addresses that are secrets.
  RUNNER_DEBUG: "",
  // That the service is of version 2 is known, and no other is spoken to.
  GITHUB_SERVER_URL: "https://github.com",
  // Whatever an archive has in it, files come to lie in the working folder alone.
  TAR_OPTIONS: "--transform=s,^.*/,,"
});
await (task === "keep" ? keepMounts(folder, Number(after)) : fetchMounts(folder));
process.exit();
