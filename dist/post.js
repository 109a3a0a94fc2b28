import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  JOB_PREFIX,
  LONGEST_JOB,
  STEP_MARK,
  binfmtContainer,
  builderContainer,
  dockerCommand,
  fail,
  forgetBuilder,
  ignoreFailure,
  loadUndo,
  print,
  releaseLease,
  removePlugin,
  run
} from "./chunk-IXZX7ZEA.js";
import "./chunk-PIOMVU2N.js";

// src/undo.ts
import { readdir, readFile, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
var TIMEOUT = 6e4;
async function undo(thing) {
  switch (thing.kind) {
    case "processes":
      return endProcesses(thing.mark);
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
  const marked = async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).split("\0").includes(entry);
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
var told = (error) => fail(`clean-up: ${error.message}`);
var left = loadUndo();
var abandoned = removeAbandoned(left.find((thing) => thing.kind === "processes")?.mark ?? "").catch(told);
for (const step of left) await undo(step).catch(told);
await abandoned;
