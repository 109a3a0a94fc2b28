import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  JOB_PREFIX,
  LONGEST_JOB,
  alignRows,
  binfmtContainer,
  builderContainer,
  createProgress,
  endTurn,
  findContainer,
  findExporter,
  findIndex,
  findLacking,
  forgetBuilder,
  formatExport,
  formatMarkdown,
  formatSeconds,
  isDerived,
  listMounts,
  listUsage,
  loadTask,
  loadUndo,
  parseMetadata,
  pathsIn,
  quieten,
  readAccess,
  readLayers,
  readReference,
  reasonOf,
  releaseLease,
  removePlugin,
  restoreEnvironment,
  startKeeper,
  startReplay,
  sweepLeases,
  tell
} from "./chunk-PTSU3XF4.js";
import {
  STEP_MARK,
  dockerCommand,
  endProcess,
  fail,
  hashFile,
  ignoreFailure,
  isRunning,
  print,
  readErrand,
  receive,
  run,
  summarize,
  waitFor,
  warning
} from "./chunk-ESDCERK7.js";
import "./chunk-OG7L4UEQ.js";

// src/undo.ts
import { readdir, readFile as readFile3, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

// src/cache/join.ts
import { readFile as readFile2, stat } from "node:fs/promises";

// src/cache/join-mounts.ts
async function joinKeeper(folder, task, { end, stop: stop2 }) {
  const { keeping } = task;
  if (!keeping) return { rows: [], remark: void 0 };
  const left2 = () => Math.max(0, end - performance.now());
  const other = task.keeper === void 0 ? await findExporter() : void 0;
  const free = other === void 0 || await waitFor(other, left2(), stop2);
  const late = task.keeper === void 0 && free && !stop2.aborted;
  const pid = late ? await startKeeper(keeping, pathsIn(folder).keeper) : task.keeper ?? 0;
  if (isRunning(pid))
    print(`cache-mounts: what they hold is being kept; that is waited for, ${Math.ceil(left2() / 1e3)} s at most`);
  const ended = free && await waitFor(pid, left2(), stop2);
  if (!ended) await endProcess(pid);
  await endTurn(pid);
  const { mounts, fetched } = await readErrand(folder);
  const delivery = await receive(folder);
  const rows = listMounts(mounts, fetched, delivery?.outcomes ?? []);
  if (stop2.aborted) return { rows, remark: { level: "line", text: "keeping them was ended with the job" } };
  if (ended && delivery?.failure === "")
    return { rows, remark: { level: "line", text: `read and kept in ${formatSeconds(delivery.duration)}` } };
  const failure = ended ? delivery?.failure ?? "it broke off" : `it took longer than ${task.timeout / 1e3} s with the export; give it more with cache-export-timeout`;
  const text = `not all was kept of them, so the next build takes longer: ${failure}`;
  return { rows, remark: { level: "warning", text } };
}

// src/cache/usage.ts
import { readFile } from "node:fs/promises";

// src/cache/layers.ts
function parseLayers(text) {
  const document = parseJson(text);
  const steps = document?.buildDefinition?.internalParameters?.buildConfig?.digestMapping ?? {};
  const layers = Object.entries(document?.runDetails?.metadata?.buildkit_metadata?.layers ?? {});
  return new Map(
    Object.entries(steps).map(([vertex, step]) => [
      vertex,
      layers.flatMap(([output, chains]) => output.startsWith(`${step}:`) ? chains.flat() : [])
    ])
  );
}
function countWritten(written, layers, platformOf) {
  const left2 = new Set(written);
  const bytes = /* @__PURE__ */ new Map();
  for (const [vertex, blobs] of layers) {
    const platform = platformOf(vertex);
    if (platform === void 0) continue;
    for (const { digest, size } of blobs)
      if (left2.delete(digest)) bytes.set(platform, (bytes.get(platform) ?? 0) + size);
  }
  return bytes;
}
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/cache/usage.ts
var PATIENCE = 1e4;
async function readUsage(folder, task, stop2) {
  const { history, reference, platforms, replay } = task;
  if (!history) return [];
  const built = createProgress();
  const ask = async (args, onText) => {
    const command = { ...history, args: [...history.args, ...args] };
    return run(command, { timeout: PATIENCE, signal: stop2, ...onText && { onText } }).catch(ignoreFailure);
  };
  const told2 = await ask(["logs", "--progress=rawjson", reference], built.add);
  if (told2 === void 0) return [];
  const exporting = replay ? await readReplay(folder) : { progress: built, reference };
  return listUsage(built.usage(platforms), exporting && await readExported(ask, exporting, platforms));
}
async function readReplay(folder) {
  const { metadata, log } = pathsIn(folder);
  const text = await readFile(metadata, "utf8").catch(() => void 0);
  if (text === void 0) return void 0;
  const progress = createProgress();
  progress.add(await readFile(log, "utf8"));
  return { progress, reference: readReference(parseMetadata(text).document) };
}
async function readExported(ask, { progress, reference }, platforms) {
  const exports = progress.exports().filter(({ completed, error }) => completed && error === "");
  if (exports.length === 0) return void 0;
  const written = exports.flatMap((one) => one.written);
  if (written.length === 0) return /* @__PURE__ */ new Map();
  const choices = platforms.length === 1 ? [[]] : platforms.map((platform) => [`--platform=${platform}`]);
  const attested = await Promise.all(
    choices.map((choice) => ask(["inspect", "attachment", "--type=provenance", ...choice, reference]))
  );
  const layers = new Map(attested.flatMap((text) => [...parseLayers(text ?? "")]));
  const bytes = countWritten(written, layers, (vertex) => progress.platformOf(vertex, platforms));
  return bytes.size > 0 ? bytes : void 0;
}

// src/cache/join.ts
var PATIENCE2 = 1e4;
var ENDED = { level: "line", text: "the export was ended with the job" };
var LOST = "Publishing was over before; the next build makes again what is new in this one";
async function joinCache(folder, stop2) {
  const task = await useVerified(await loadTask(folder), stop2);
  const wait = { end: performance.now() + task.timeout, stop: stop2 };
  const fail2 = ({ message }) => ({ level: "warning", text: `not exported: ${message}` });
  const exported = await joinReplay(folder, task, wait).catch(fail2);
  const kept = await joinKeeper(folder, task, wait).catch((error) => ({ rows: [], remark: fail2(error) }));
  const tables = [stop2.aborted ? [] : await readUsage(folder, task, stop2), kept.rows].filter((rows) => rows.length > 0);
  for (const rows of tables) print(`${alignRows(rows)}
`);
  const texts = [...tables.map(formatMarkdown), ...exported ? [`Cache: ${exported.text}`] : []];
  await summarize(texts.map((text) => `${text}
`).join("\n"));
  const known = task.warned || exported?.level === "warning";
  if (kept.remark) tell(quieten(kept.remark, known), task.required, "cache-mounts");
  if (exported) tell(quieten(exported, task.warned), task.required);
}
async function useVerified(task, stop2) {
  const { path, sha256 } = task.buildx;
  if (stop2.aborted || await hashFile(path) === sha256) return task;
  warning(
    `cache: ${path} is not the buildx any more that was verified (sha256 ${sha256}), and is not run; find out what changed it`
  );
  return {
    ...task,
    history: void 0,
    ...task.pid === void 0 && { replay: void 0, indexes: [] },
    ...task.keeper === void 0 && { keeping: void 0 }
  };
}
async function joinReplay(folder, task, wait) {
  const { end, stop: stop2 } = wait;
  const left2 = () => Math.max(0, end - performance.now());
  const begun = task.replay && (task.pid ?? await startLate(folder, task, wait));
  if (typeof begun === "object") return begun;
  if (begun !== void 0 && isRunning(begun))
    print(`cache: the export is waited for, ${Math.ceil(left2() / 1e3)} s at most`);
  const ended = begun === void 0 || await waitFor(begun, left2(), stop2);
  if (begun !== void 0 && !ended) await endProcess(begun);
  if (begun !== void 0) await endTurn(begun);
  if (stop2.aborted) return ENDED;
  return ended ? judge(folder, task, stop2) : tooLong(task.timeout);
}
async function startLate(folder, task, wait) {
  const { end, stop: stop2 } = wait;
  const other = await findExporter();
  const free = other === void 0 || await waitFor(other, end - performance.now(), stop2);
  const begun = task.replay && free ? await startReplay(task.replay, pathsIn(folder).log, wait) : void 0;
  return begun ?? (stop2.aborted ? ENDED : tooLong(task.timeout));
}
function tooLong(timeout) {
  const text = `the export took longer than ${timeout / 1e3} s and was ended; give it more with cache-export-timeout. ${LOST}`;
  return { level: "warning", text };
}
async function judge(folder, { replay, indexes }, stop2) {
  const progress = createProgress();
  const succeeded = await exists(pathsIn(folder).metadata);
  if (replay) progress.add(await readFile2(pathsIn(folder).log, "utf8"));
  const exports = progress.exports();
  const error = exports.map((one) => one.error).find((text2) => text2 !== "");
  if (replay && (error || !succeeded))
    return { level: "warning", text: `the export failed: ${error || progress.text() || "it broke off"}. ${LOST}` };
  const access = readAccess(process.env, Date.now());
  const service = access.kind === "service" ? access : void 0;
  const stored = await Promise.all(indexes.map((index) => askFor(index, service, stop2)));
  const missing = indexes.find((_, at) => stored[at] === "missing");
  if (missing)
    return {
      level: "warning",
      text: `the export was in vain: the service has no new index of ${missing.scope}. ${LOST}`
    };
  const layers = stored.find((one) => typeof one === "object");
  const text = `exported ${formatExport({ exports, layers })}`;
  const written = exports.flatMap((one) => one.written).filter((digest) => layers?.has(digest));
  const lacking = service ? await countLacking(written, service, stop2) : 0;
  if (lacking > 0)
    return {
      level: "notice",
      text: `${text}; the service has no ${lacking} of them, since another job is storing them, or broke off while it did. Until it has, what needs them is built again`
    };
  return replay && { level: "line", text };
}
async function countLacking(written, service, stop2) {
  try {
    return (await findLacking(service, written, patience(stop2))).length;
  } catch (error) {
    print(`cache: the service does not say whether it has the layers: ${reasonOf(error)}`);
    return 0;
  }
}
async function askFor({ scope, prefix, before }, service, stop2) {
  if (!service) return void 0;
  const signal = patience(stop2);
  try {
    const found = await findIndex(service, prefix, signal);
    return found && found.key !== before ? await readLayers(found, signal) : "missing";
  } catch (error) {
    print(`cache: the service does not say whether the index of ${scope} was stored: ${reasonOf(error)}`);
    return void 0;
  }
}
function patience(stop2) {
  return AbortSignal.any([stop2, AbortSignal.timeout(PATIENCE2)]);
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
      return releaseLease(thing, removeBuilder, stop2);
  }
}
async function removeBuilder(name, { stays }) {
  const { container, volume } = builderContainer(name);
  const found = isDerived(name) ? void 0 : await findContainer(name);
  if (found && !found.mark) return;
  await forgetBuilder(name);
  await run(dockerCommand(["rm", "--force", container]), { timeout: TIMEOUT });
  if (stays === "nothing") await run(dockerCommand(["volume", "rm", "--force", volume]), { timeout: TIMEOUT });
  print(`Removed the builder ${name}${stays === "state" ? `; its cache stays in the volume ${volume}` : ""}`);
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
      await removeBuilder(name, { stays: "nothing" }).catch((error) => print(error.message));
  await sweepLeases(isDerived, removeBuilder).catch((error) => print(error.message));
}
async function endProcesses(mark) {
  const entry = `${STEP_MARK}=${mark}`;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const marked = async (pid) => (await readFile3(`/proc/${pid}/environ`, "utf8").catch(() => "")).split("\0").includes(entry);
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
restoreEnvironment();
var told = (error) => fail(`clean-up: ${error.message}`);
var left = loadUndo();
var abandoned = removeAbandoned(left.find((thing) => thing.kind === "processes")?.mark ?? "").catch(told);
for (const thing of left)
  await undo(thing, stop.signal).catch(thing.kind === "cache" ? (error) => fail(error.message) : told);
await abandoned;
