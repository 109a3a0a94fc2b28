import { join } from 'node:path';
import type { Report } from './command.ts';
import { buildPrograms, type GoModule } from './go.ts';

const actionlint: GoModule = {
  folder: 'tools/actionlint',
  packages: ['github.com/rhysd/actionlint/cmd/actionlint'],
  version: { module: 'github.com/rhysd/actionlint', variable: 'github.com/rhysd/actionlint.version' },
};

/** The path of actionlint, which finds what is wrong with a workflow without running it; built the first time. */
export async function ensureActionlint(report: Report): Promise<string> {
  return join(await buildPrograms(actionlint, report), 'actionlint');
}
