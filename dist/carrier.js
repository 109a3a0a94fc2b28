import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
import {
  bringBusybox
} from "./chunk-2EK2GKBO.js";
import {
  CommandError,
  cancel,
  hashFile,
  isKeyOf,
  isRunning,
  leave,
  mountPathsIn,
  readErrand,
  run,
  waitFor
} from "./chunk-ESDCERK7.js";
import "./chunk-OG7L4UEQ.js";

// src/cache/delivery.ts
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

// src/cache/archive.ts
import { createHash } from "node:crypto";
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
    else readFile(type);
    if (left === 0) end();
  };
  const readLong = (type) => {
    const pieces = [];
    take = (piece) => pieces.push(piece);
    end = () => long.set(type, readText(Buffer.concat(pieces)));
  };
  const readFile = (type) => {
    const name = long.get(LONG_NAME) ?? readText(header.subarray(NAME, MODE));
    const link = long.get(LONG_LINK) ?? readText(header.subarray(LINK, MAGIC));
    long.clear();
    const isTop = /^\.\/?$/.test(name);
    const isLink = type === HARD_LINK;
    header.fill(0, NAME, MODE);
    header.fill(0, TIMELESS.includes(type) ? TIME : CHECKSUM, TYPE);
    header.fill(0, LINK, MAGIC);
    const hash = createHash("sha256").update(header).update(link);
    take = (piece) => hash.update(piece);
    end = () => {
      if (isTop) return;
      const { names, hashes } = fileOf(isLink ? link : name);
      names.push(name);
      if (!isLink) hashes.push(hash.digest("hex"));
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
      return createHash("sha256").update(facts.toSorted().join("\n")).digest("hex");
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

// src/cache/delivery.ts
var PATIENCE = 5e3;
var FOREVER = 24 * 60 * 60 * 1e3;
async function fetchMounts(folder2) {
  const { mounts } = await readErrand(folder2);
  const directory = mountPathsIn(folder2).archives;
  await enter(directory);
  await deliver(folder2, async (add) => {
    const { fetchArchive, findKey } = await import("./store-7OS3JW3E.js");
    const file = ({ name }) => join(directory, `${name}.tar`);
    const keys = await Promise.all(mounts.map((mount) => findKey(file(mount), mount.prefix, PATIENCE)));
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
      } catch (error) {
        await rm(file(mount), { force: true });
        failures.push(`${key}: ${error.message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
  });
}
async function keepMounts(folder2, after2) {
  if (isRunning(after2)) await waitFor(after2, FOREVER);
  const { mounts, fetched, keeping } = await readErrand(folder2);
  const paths = mountPathsIn(folder2);
  await deliver(folder2, async (add) => {
    if (!keeping) return;
    const { container, take, sha256 } = keeping;
    await bringBusybox(container, paths.tools);
    for (const command of take) {
      if (await hashFile(command.file) !== sha256)
        throw new Error(`${command.file} is not the buildx any more that was verified`);
      await run(command);
    }
    const directory = join(paths.taken, "archives");
    await enter(directory);
    const made = await readdir(directory);
    for (const { name, prefix } of mounts) {
      const file = join(directory, `${name}.tar`);
      const started = performance.now();
      const archive = made.includes(`${name}.tar`) ? await readArchive(file) : void 0;
      const isNew = archive && archive.hash !== fetched[name]?.hash;
      const stored = isNew && await (await import("./store-7OS3JW3E.js")).storeArchive(file, prefix + archive.hash, PATIENCE);
      add({ name, ...archive && { archive, stored: stored === true }, duration: performance.now() - started });
      await rm(file, { force: true });
    }
  });
}
async function deliver(folder2, task2) {
  const started = performance.now();
  const outcomes = [];
  const failure = await task2((outcome) => outcomes.push(outcome)).then(
    () => "",
    (error) => error instanceof CommandError ? error.reason : error.message
  );
  await leave(folder2, { outcomes, failure, duration: performance.now() - started });
}
async function enter(directory) {
  await mkdir(directory, { recursive: true });
  process.chdir(directory);
  process.env.GITHUB_WORKSPACE = directory;
}
async function readArchive(file) {
  const hash = createArchiveHash();
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.add(chunk);
  return { hash: hash.digest(), bytes: (await stat(file)).size };
}

// src/carrier.ts
var [task, folder = "", after] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    cancel(`The carrier was ended (${signal})`);
    setImmediate(() => process.exit(1));
  });
Object.assign(process.env, {
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
