import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, run } from '../exec.ts';
import { NOTHING } from '../publish/publish.ts';
import { formatOutputs } from '../report/result.ts';
import { print, setOutputs, summarize } from '../runner.ts';
import { type Builder, buildxCommand } from '../setup/boot.ts';
import { planTokens } from '../setup/certificates.ts';
import type { Step } from '../step.ts';
import { buildPaths, planBuild } from './command.ts';
import { writeSecrets } from './secret-files.ts';

/** Asks the build what `call` says (its checks, its arguments, its stages), and tells the answer in log and job summary. */
export async function evaluate(builder: Builder, step: Step, folder: string): Promise<void> {
  const { call } = step.inputs;
  await writeSecrets(step.secrets, folder);
  const metadata = join(folder, 'metadata.json');
  const paths = buildPaths(step, folder, metadata);
  const args = planBuild(builder.name, step.inputs, paths, { platforms: step.platforms, outputs: [] });
  const command = buildxCommand(builder.buildx, args, planTokens(builder.files, process.env));
  const tell = (answer: string) => summarize(`### ${call}\n\n\`\`\`text\n${answer.trim()}\n\`\`\`\n`);
  // The answer is there, too, where the exit code says that it is bad.
  const leave = async () => {
    const text = (await readFile(metadata, 'utf8').catch(() => '')).trim();
    const built = { digest: undefined, imageId: undefined, findings: [], document: {} };
    const outputs = formatOutputs({ ...step, ...step.inputs, metadata: built, published: NOTHING, builder });
    setOutputs({ ...outputs, metadata: text });
  };
  const asked = run(command, { onText: print, shown: true }).finally(leave);
  const answer = await asked.catch(async (error: Error) => {
    if (!(error instanceof CommandError)) throw error;
    // Behind the progress, which is told elsewhere.
    const [checks, first = 'its answer is in the log'] = /^(?:(Check complete.*)|\{$)[\s\S]*/m.exec(error.output) ?? [];
    if (checks) await tell(checks);
    const found = checks ? first : error.reason;
    throw new Error(`call: ${call} found what is wrong with the build: ${found}`, { cause: error });
  });
  await tell(answer);
}
