import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  dockerCommand,
  run
} from "./chunk-ESDCERK7.js";

// src/cache/busybox.ts
import { mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
var TIMEOUT = 3e4;
var SCRIPT = "for f in /bin/busybox /lib/ld-musl-*; do if [ -e $f ]; then echo $f; fi; done";
async function bringBusybox(container, folder) {
  const isThere = await stat(join(folder, "busybox")).catch(() => void 0);
  if (isThere) return;
  const listed = await run(dockerCommand(["exec", container, "sh", "-c", SCRIPT]), { timeout: TIMEOUT });
  const paths = listed.trim().split("\n");
  if (!paths.some((path) => basename(path) === "busybox")) throw new Error(`there is no busybox in ${container}`);
  for (const path of paths) {
    const place = basename(path) === "busybox" ? "busybox" : path;
    await mkdir(join(folder, place, ".."), { recursive: true });
    const command = dockerCommand(["cp", "--follow-link", `${container}:${path}`, join(folder, place)]);
    await run(command, { timeout: TIMEOUT });
  }
}

export {
  bringBusybox
};
