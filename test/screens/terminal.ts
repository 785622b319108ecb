import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** How each key arrives from a terminal. */
export const KEYS = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  delete: '\x1b[3~',
  backspace: '\x7f',
  tab: '\t',
  shiftTab: '\x1b[Z',
  ctrlA: '\x01',
  ctrlC: '\x03',
  ctrlD: '\x04',
  ctrlE: '\x05',
  ctrlG: '\x07',
  ctrlL: '\x0c',
  ctrlN: '\x0e',
  ctrlO: '\x0f',
  ctrlR: '\x12',
  ctrlU: '\x15',
  ctrlW: '\x17',
} as const;

/** Text as a terminal with bracketed paste sends it. */
export function pasted(text: string): string {
  return `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`;
}

/** A terminal that nobody sits at: what is written is shown by xterm.js, keys come from the test. */
export class PretendTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Every different picture so far, as lines. */
  readonly frames: string[][] = [];
  raw = false;
  written = '';
  readonly #screen: xterm.Terminal;
  readonly #keys = new PassThrough();
  #watchers: (() => void)[] = [];

  constructor(columns = 80, rows = 24) {
    this.#screen = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      // As a terminal driver does (termios, ONLCR).
      convertEol: true,
      logLevel: 'off',
      scrollback: 500,
    });
    const stdout = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        this.written += chunk;
        this.#screen.write(chunk, () => {
          this.#shown();
          done();
        });
      },
    });
    this.stdout = Object.assign(stdout, { isTTY: true, columns, rows }) as never;
    const setRawMode = (raw: boolean) => {
      this.raw = raw;
    };
    this.stdin = Object.assign(this.#keys, {
      isTTY: true,
      setRawMode,
      ref: () => {},
      unref: () => {},
    }) as never;
  }

  /** What the person sees, line by line, the empty ones at the end left out. */
  frame(): string[] {
    const { active } = this.#screen.buffer;
    const rows = Array.from({ length: this.#screen.rows }, (_, row) => active.viewportY + row);
    const lines = rows.map((row) => active.getLine(row)?.translateToString(true).trimEnd() ?? '');
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  text(): string {
    return this.frame().join('\n');
  }

  /** The normal screen, with all that was scrolled off. */
  scrollback(): string[] {
    const { normal } = this.#screen.buffer;
    const lines = Array.from(
      { length: normal.length },
      (_, row) => normal.getLine(row)?.translateToString(true) ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  get alternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  /** All in one chunk, as a slow line delivers it. */
  send(...chunks: string[]): void {
    this.#keys.write(chunks.join(''));
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }

  /** Waits until what is shown is as wanted; says what was shown instead when it never is. */
  async until(wanted: string | ((text: string) => boolean)): Promise<string[]> {
    const holds = () => {
      const text = this.text();
      return typeof wanted === 'string' ? text.includes(wanted) : wanted(text);
    };
    if (holds()) return this.frame();
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`Never came: ${wanted}\nShown instead:\n${this.text()}`));
      }, 60_000);
      const watch = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#watchers = this.#watchers.filter((one) => one !== watch);
        resolve(this.frame());
      };
      this.#watchers.push(watch);
    });
  }

  /** Presses keys one by one, then waits. */
  async press(keys: string | readonly string[], wanted: string | ((text: string) => boolean)) {
    this.send(...(typeof keys === 'string' ? [keys] : keys));
    return await this.until(wanted);
  }

  #shown(): void {
    const frame = this.frame();
    if (frame.join('\n') !== this.frames.at(-1)?.join('\n')) this.frames.push(frame);
    for (const watch of [...this.#watchers]) watch();
  }
}
