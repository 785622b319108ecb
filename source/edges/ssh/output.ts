import { stripControl } from '../../text/plain-text.ts';
import type { Marks } from './launcher.ts';

/** Lets bytes through from behind a mark on. */
export class BytesAfterMark {
  readonly #mark: Buffer;
  #held = Buffer.alloc(0);
  #seen = false;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  get seen(): boolean {
    return this.#seen;
  }

  /** What came before the mark, or the last of it. */
  get before(): string {
    return this.#held.toString();
  }

  take(chunk: Buffer): Buffer {
    if (this.#seen) return chunk;
    const all = Buffer.concat([this.#held, chunk]);
    const at = all.indexOf(this.#mark);
    this.#seen = at >= 0;
    this.#held = this.#seen ? all.subarray(0, at) : all.subarray(-HELD);
    return this.#seen ? all.subarray(at + this.#mark.length) : Buffer.alloc(0);
  }
}

/** More than any banner, less than what could hurt. */
const HELD = 64 * 1024;

/** One output stream of a framed command: decoded, without what came before the begin and after the end. */
export class FramedOutput {
  readonly #end: string;
  readonly #after: BytesAfterMark;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #parts: string[] = [];
  #tail = '';
  readonly #keeps: boolean;
  #ended: string | null = null;

  constructor({ begin, end }: Marks, keeps = true) {
    this.#keeps = keeps;
    this.#end = end;
    this.#after = new BytesAfterMark(begin);
  }

  get begun(): boolean {
    return this.#after.seen;
  }

  /** What came before the begin: what the login shell said. */
  get before(): string {
    return this.#after.before;
  }

  /** What stands behind the end mark: the exit status. Null while that has not come. */
  get status(): number | null {
    return this.#ended !== null && /^\d+$/.test(this.#ended) ? Number(this.#ended) : null;
  }

  text(): string {
    return this.#parts.join('');
  }

  /** Takes a chunk, or the end of the stream; gives the text that is new. */
  take(chunk: Buffer | null): string {
    const bytes = chunk === null ? new Uint8Array() : this.#after.take(chunk);
    if (!this.begun) return '';
    const text = this.#tail + this.#decoder.decode(bytes, { stream: chunk !== null });
    this.#tail = '';
    if (this.#ended !== null) {
      this.#ended += text;
      return '';
    }
    const at = text.indexOf(this.#end);
    if (at >= 0) {
      this.#ended = text.slice(at + this.#end.length);
      return this.#keep(text.slice(0, at));
    }
    const held = chunk === null ? 0 : startOf(this.#end, text);
    this.#tail = text.slice(text.length - held);
    return this.#keep(text.slice(0, text.length - held));
  }

  #keep(text: string): string {
    if (this.#keeps && text !== '') this.#parts.push(text);
    return text;
  }
}

/** How many characters at the end of `text` may be the beginning of `mark`. */
function startOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** Cuts text that comes in pieces into lines that are safe to show. */
export class Lines {
  readonly #onLine: (line: string) => void;
  #open = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(text: string): void {
    const lines = (this.#open + text).split('\n');
    this.#open = lines.pop() ?? '';
    // A line without end, such as a progress bar's, keeps its last state.
    if (this.#open.length > HELD) this.#open = this.#open.slice(-HELD);
    for (const line of lines) this.#say(line);
  }

  end(): void {
    if (this.#open !== '') this.#say(this.#open);
    this.#open = '';
  }

  #say(line: string): void {
    this.#onLine(stripControl(line));
  }
}
