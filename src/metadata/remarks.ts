import type { Complain } from '../inputs.ts';
import { nearest } from '../platform.ts';

/** Says something of an input: a problem ends the run, a warning is to act on, a note is for the log. */
export interface Remarks {
  complain: Complain;
  warn: Complain;
  note: Complain;
}

/** The same of one entry of an input. */
export interface EntryRemarks {
  complain: (problem: string) => void;
  note: (text: string) => void;
}

/** Remarks that quote the entry; where `complain` is a warning, so is all that is wrong with the entry. */
export function about(input: string, entry: string, complain: Complain, note: Complain): EntryRemarks {
  const quoted = JSON.stringify(entry);
  return {
    complain: (problem) => complain(input, `${quoted} ${problem}`),
    note: (text) => note(input, `${quoted} ${text}`),
  };
}

/** The candidate that was meant, else all of them, each with `before` in front. */
export function suggest(text: string, candidates: readonly string[], before = ''): string {
  const meant = nearest(text, candidates);
  return (meant === undefined ? candidates : [meant]).map((one) => `${before}${one}`).join(', ');
}
