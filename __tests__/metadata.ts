import { type MetadataInputs, readMetadata } from '../src/metadata/metadata.ts';
import { eventOf } from './events.ts';

/** The time at which the tests read metadata. */
export const NOW = new Date('2020-01-10T00:30:00Z');

/** The metadata of an event (by its name in `GIVEN`, or a pushed ref), and all that was said of the inputs. */
export function read(event: string, inputs: Partial<MetadataInputs> = {}, env: Record<string, string> = {}) {
  const said = { problems: [] as string[], warnings: [] as string[], notes: [] as string[] };
  const remarks = {
    complain: (input: string, text: string) => said.problems.push(`${input}: ${text}`),
    warn: (input: string, text: string) => said.warnings.push(`${input}: ${text}`),
    note: (input: string, text: string) => said.notes.push(`${input}: ${text}`),
  };
  const all = { tags: [], flavor: [], labels: [], annotations: [], ...inputs };
  return { ...readMetadata(all, eventOf(event, env), env, NOW, remarks), ...said };
}
