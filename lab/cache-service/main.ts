// The lab's own cache service, in a process of its own: node main.ts FILE SOURCE. What it says of itself goes into the file.
import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import type { Resident } from './resident.ts';
import { startCacheService } from './service.ts';

const [file = '', source = ''] = process.argv.slice(2);
const key = randomBytes(32).toString('hex');
// Less than GitHub's, because it is this machine's memory.
const { url } = await startCacheService({ key, budget: 2 * 1024 ** 3 });
const resident: Resident = { pid: process.pid, url, key, source };
await writeFile(`${file}.partial`, JSON.stringify(resident), { mode: 0o600 });
await rename(`${file}.partial`, file);
