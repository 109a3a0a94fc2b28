import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  JOB_PREFIX,
  LONGEST_JOB,
  STEP_MARK,
  alignRows,
  binfmtContainer,
  builderContainer,
  createProgress,
  dockerCommand,
  endProcess,
  endTurn,
  fail,
  findExporter,
  findIndex,
  forgetBuilder,
  formatMarkdown,
  hashFile,
  ignoreFailure,
  isRunning,
  loadTask,
  loadUndo,
  pathsIn,
  print,
  readAccess,
  readLayers,
  reasonOf,
  releaseLease,
  removePlugin,
  run,
  startReplay,
  summarize,
  tell,
  waitFor,
  warning
} from "./chunk-AKUCD2VZ.js";
import "./chunk-PIOMVU2N.js";

// src/undo.ts
import { readdir, readFile as readFile2, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

// src/cache/join.ts
import { readFile, stat } from "node:fs/promises";

// src/cache/summary.ts
function listUsage(usage) {
  return [
    ["Platform", "Steps cached", "Steps run", "Imported"],
    ...usage.map(({ platform, cached, ran, imported }) => [platform, `${cached}`, `${ran}`, formatBytes(imported)])
  ];
}
function formatExport({ exports, layers }) {
  const written = exports.flatMap((one) => one.written);
  const bytes = written.map((digest) => layers?.get(digest) ?? 0).reduce((a, b) => a + b, 0);
  const seconds = Math.max(0, ...exports.map(({ duration }) => duration)) / 1e3;
  const of = layers ? ` of ${layers.size}` : "";
  const size = layers ? `, ${formatBytes(bytes)}` : "";
  const blobs = written.length === 0 && layers ? `no blob, since all ${layers.size} were there` : `${written.length}${of} blobs${size}`;
  return `${blobs}, in ${seconds.toFixed(1)} s`;
}
function formatBytes(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1e3 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

// src/cache/join.ts
var PATIENCE = 1e4;
var LOST = "Publishing was over before; the next build makes again what is new in this one";
async function joinCache(folder, stop2) {
  const task = await useVerified(await loadTask(folder), stop2);
  const exported = await joinReplay(folder, task, stop2);
  const usage = stop2.aborted ? [] : await readUsage(task);
  if (usage.length > 0) print(alignRows(usage));
  const table = usage.length > 0 ? [formatMarkdown(usage), ""] : [];
  await summarize([...table, ...exported ? [`Cache: ${exported.text}`, ""] : []].join("\n"));
  if (exported) tell(exported, task.required);
}
async function useVerified(task, stop2) {
  const { path, sha256 } = task.buildx;
  if (stop2.aborted || await hashFile(path) === sha256) return task;
  warning(
    `cache: ${path} is not the buildx any more that was verified (sha256 ${sha256}), and is not run; find out what changed it`
  );
  return { ...task, history: void 0, ...task.pid === void 0 && { replay: void 0, indexes: [] } };
}
async function joinReplay(folder, task, stop2) {
  const begun = task.replay && (task.pid ?? await startLate(folder, task.replay, task.timeout, stop2));
  if (typeof begun === "object") return begun;
  if (begun !== void 0 && isRunning(begun))
    print(`cache: the export is waited for, ${task.timeout / 1e3} s at most`);
  const ended = begun === void 0 || await waitFor(begun, task.timeout, stop2);
  if (begun !== void 0 && !ended) await endProcess(begun);
  if (begun !== void 0) await endTurn(begun);
  if (stop2.aborted) return { level: "line", text: "the export was ended with the job" };
  return ended ? judge(folder, task) : tooLong(task.timeout);
}
async function startLate(folder, replay, timeout, stop2) {
  const other = await findExporter();
  const free = other === void 0 || await waitFor(other, timeout, stop2);
  if (stop2.aborted) return void 0;
  return free ? startReplay(replay, pathsIn(folder).log) : tooLong(timeout);
}
function tooLong(timeout) {
  const text = `the export took longer than ${timeout / 1e3} s and was ended; give it more with cache-export-timeout. ${LOST}`;
  return { level: "warning", text };
}
async function judge(folder, { replay, indexes }) {
  const progress = createProgress();
  const succeeded = await exists(pathsIn(folder).metadata);
  if (replay) progress.add(await readFile(pathsIn(folder).log, "utf8"));
  const exports = progress.exports();
  const error = exports.map((one) => one.error).find((text) => text !== "");
  if (replay && (error || !succeeded))
    return { level: "warning", text: `the export failed: ${error || progress.text() || "it was killed"}. ${LOST}` };
  const access = readAccess(process.env, Date.now());
  const service = access.kind === "service" ? access : void 0;
  const stored = await Promise.all(indexes.map((index) => askFor(index, service)));
  const missing = indexes.find((_, at) => stored[at] === "missing");
  if (missing)
    return {
      level: "warning",
      text: `the export was in vain: the service has no new index of ${missing.scope}. ${LOST}`
    };
  const layers = stored.find((one) => typeof one === "object");
  return replay && { level: "line", text: `exported ${formatExport({ exports, layers })}` };
}
async function askFor({ scope, prefix, before }, service) {
  if (!service) return void 0;
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const found = await findIndex(service, prefix, signal);
    return found && found.key !== before ? await readLayers(found, signal) : "missing";
  } catch (error) {
    print(`cache: the service does not say whether the index of ${scope} was stored: ${reasonOf(error)}`);
    return void 0;
  }
}
async function readUsage({ history, platforms }) {
  if (!history) return [];
  const progress = createProgress();
  const told2 = await run(history, { onText: progress.add, timeout: PATIENCE }).catch(ignoreFailure);
  return told2 === void 0 ? [] : listUsage(progress.usage(platforms));
}
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false
  );
}

// src/undo.ts
var TIMEOUT = 6e4;
async function undo(thing, stop2) {
  switch (thing.kind) {
    case "processes":
      return endProcesses(thing.mark);
    case "cache":
      return joinCache(thing.folder, stop2);
    case "folder":
      return rm(thing.path, { recursive: true, force: true });
    case "plugin":
      return removePlugin(thing);
    case "builder":
      return leaveBuilder(thing);
  }
}
async function leaveBuilder(lease) {
  const made = await releaseLease(lease);
  if (made) await removeBuilder(lease.builder, made.keepState);
}
async function removeBuilder(name, keepState) {
  const { container, volume } = builderContainer(name);
  await forgetBuilder(name);
  await run(dockerCommand(["rm", "--force", container]), { timeout: TIMEOUT });
  if (!keepState) await run(dockerCommand(["volume", "rm", "--force", volume]), { timeout: TIMEOUT });
  print(`Removed the builder ${name}${keepState ? `; its cache stays in the volume ${volume}` : ""}`);
}
async function removeAbandoned(mark) {
  const binfmt = binfmtContainer(mark);
  const filters = [`buildx_buildkit_${JOB_PREFIX}`, binfmt].map((name) => `--filter=name=${name}`);
  const list = dockerCommand(["ps", "--all", ...filters, "--format={{.Names}} {{.CreatedAt}}"]);
  const text = await run(list, { timeout: TIMEOUT }).catch(ignoreFailure) ?? "";
  if (text.includes(binfmt))
    await run(dockerCommand(["rm", "--force", binfmt]), { timeout: TIMEOUT }).catch(ignoreFailure);
  for (const [, name, created = ""] of text.matchAll(/^buildx_buildkit_(\S+)0 (\S+ \S+ \S+)/gm))
    if (name && Date.now() - Date.parse(created) > LONGEST_JOB)
      await removeBuilder(name, false).catch((error) => print(error.message));
}
async function endProcesses(mark) {
  const entry = `${STEP_MARK}=${mark}`;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const marked = async (pid) => (await readFile2(`/proc/${pid}/environ`, "utf8").catch(() => "")).split("\0").includes(entry);
  const ours = (await Promise.all(pids.map(async (pid) => await marked(pid) ? [Number(pid)] : []))).flat();
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    const left2 = ours.filter((pid) => kill(pid, signal));
    if (left2.length > 0) {
      print(`Ended processes of the step: ${left2.join(", ")} (${signal})`);
      await delay(signal === "SIGTERM" ? 1e3 : 0);
    }
  }
}
function kill(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

// src/post.ts
var stop = new AbortController();
if (process.env["INPUT_JOB-STATUS"] === "cancelled") stop.abort();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
var told = (error) => fail(`clean-up: ${error.message}`);
var left = loadUndo();
var abandoned = removeAbandoned(left.find((thing) => thing.kind === "processes")?.mark ?? "").catch(told);
for (const thing of left)
  await undo(thing, stop.signal).catch(thing.kind === "cache" ? (error) => fail(error.message) : told);
await abandoned;
