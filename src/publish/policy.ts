import type { Complain } from '../inputs.ts';
import type { GitEvent } from '../metadata/event.ts';

/** Gives the inputs, by name. */
interface Reader {
  text: (name: string) => string;
  flag: (name: string, standard: boolean) => boolean;
  note: Complain;
}

// They run for code that somebody with write access has put there.
const PUBLISHING = ['push', 'schedule', 'release', 'workflow_dispatch', 'repository_dispatch'];
const DEPENDABOT = 'dependabot[bot]';

/** Whether `push: auto` publishes what is built for an event, and why. */
export function decidePush({ name, actor, fromFork }: GitEvent): { push: boolean; why: string } {
  const event = name || 'a run without an event';
  if (!PUBLISHING.includes(name)) {
    const whose = fromFork ? `${event} from a fork` : event;
    return { push: false, why: `${whose} builds without publishing; ${PUBLISHING.join(', ')} publish` };
  }
  if (actor === DEPENDABOT)
    return { push: false, why: `${event} by Dependabot builds without publishing, as its token can only read` };
  return { push: true, why: `${event} publishes` };
}

/** Whether `push` asks to publish at this event; says so where it leaves that to us. */
export function readPush({ text, flag, note }: Reader, event: GitEvent): boolean {
  if (text('push') !== 'auto') return flag('push', false);
  const { push, why } = decidePush(event);
  note('push', `auto: ${why}`);
  return push;
}
