import { PATIENCE, type Patience } from '../backoff.ts';
import { CommandError, run } from '../exec.ts';
import { lastLines } from '../output.ts';
import { judgeError, trySources } from '../retry.ts';
import { print } from '../runner.ts';
import { SourceError } from '../verdict.ts';
import { type Builder, buildxCommand } from './boot.ts';
import { planTokens } from './certificates.ts';
import { imageReferences, type ToolImage } from './toolchain.ts';

/** The reference of the image that lists packages, at the first of its sources from which the builder gets it for itself. */
export async function findScanner(builder: Builder, image: ToolImage, patience: Patience = PATIENCE): Promise<string> {
  const find = async (reference: string) => {
    await resolve(builder, reference, patience);
    print(`${reference}: the builder has it`);
    return reference;
  };
  return trySources('SBOM scanner', imageReferences(image), find, patience);
}

/** Has the builder read manifest and configuration, by mirrors and credentials of its own; layers come when they are needed. */
async function resolve(
  { name, buildx, files }: Builder,
  reference: string,
  { silence }: Pick<Patience, 'silence'>,
): Promise<void> {
  const args = ['build', `--builder=${name}`, '--progress=plain', '--provenance=false', '--output=type=cacheonly', '-'];
  // It runs where the builder does, whatever is built for.
  const input = `FROM --platform=$BUILDPLATFORM ${reference}\n`;
  const limit = AbortSignal.timeout(silence);
  try {
    await run(buildxCommand(buildx, args, planTokens(files, process.env)), { input, signal: limit });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    if (limit.aborted) throw new SourceError('again', `no answer within ${silence / 1000} s`, { cause });
    const reason = lastLines(cause.reason, 1).split(`${reference}: `).at(-1) as string;
    throw new SourceError(judgeError(cause), reason, { cause });
  }
}
