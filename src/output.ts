/** Bytes of output that are kept, of its end; more than any document that is parsed here, less than any build log. */
const KEPT = 1024 * 1024;
/** Characters after which a line is cut. */
const LONGEST_LINE = 1024 * 1024;

/** Keeps the end of a stream in bounded memory. */
export function createTail(): { add: (data: Buffer) => void; text: () => string } {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (data) => {
      chunks.push(data);
      size += data.length;
      if (size < 2 * KEPT) return;
      chunks = [Buffer.concat(chunks).subarray(-KEPT)];
      size = KEPT;
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}

/** Decodes a stream and passes it on in whole lines, the last one's end left out. */
export function createLineReader(onText: (text: string) => void = () => {}): {
  add: (data: Buffer) => void;
  end: () => void;
} {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  return {
    add: (data) => {
      const text = rest + utf8.decode(data, { stream: true });
      const end = text.length > LONGEST_LINE ? text.length : text.lastIndexOf('\n');
      rest = text.slice(end + 1);
      if (end >= 0) onText(text.slice(0, end));
    },
    end: () => {
      rest += utf8.decode();
      if (rest !== '') onText(rest);
    },
  };
}

/** The last lines of a text, at most so many. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** A URL, or the name of an image, as it may be printed: without credentials, and without its query, which may hold a signature. */
export function showUrl(text: string): string {
  return text.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//***@');
}
