import { notice, print, setOutputs, summarize } from '../runner.ts';
import { spans } from '../timeline.ts';
import { formatGantt } from './gantt.ts';
import { formatOutputs, listDigests, listTags, listTools, type Result } from './result.ts';
import { alignRows, formatMarkdown } from './table.ts';

/** Tells what came of the run: outputs, a table in log and job summary, and a notice where less happened than one may think. */
export async function report(result: Result): Promise<void> {
  const { publication, load } = result.destination;
  const rows = listDigests(result);
  const names = publication?.names ?? [];
  const tags = publication || load ? listTags(result) : [];
  print(
    ['', alignRows(rows), '', ...names.map((name) => `${name}@${result.metadata.digest}`), ...tags]
      .join('\n')
      .trimEnd(),
  );
  setOutputs(formatOutputs(result));
  const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join('<br>');
  const title = names.length > 0 ? `Published ${code(names)}` : load ? 'Built and loaded' : 'Built, not published';
  const tools = formatMarkdown(listTools(result));
  const timeline = `\`\`\`text\n${formatGantt(spans)}\n\`\`\``;
  const details = `<details><summary>Tools and time</summary>\n\n${tools}\n\n${timeline}\n\n</details>`;
  await summarize([`### ${title}`, '', formatMarkdown(rows), '', code(tags), '', details, ''].join('\n'));
  if (publication && publication.tags.length === 0)
    notice(`tags: there are none, so the image is published under its digest alone (${result.metadata.digest})`);
}
