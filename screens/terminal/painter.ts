import { EventEmitter } from 'node:events';
import { asciiTwin, drawable } from '../theme.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[2J\x1b[H';
const LEAVE = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[H\x1b[J\x1b[?1049l';
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/**
 * The output that Ink draws on. Ink runs in its debug mode, in which it writes each frame as plain
 * lines; we put them on the terminal's alternate screen, only the lines that changed. Ink's own way
 * of redrawing erases the scrollback when a frame is as tall as the terminal (ink#382), miscounts
 * lines after a resize (ink#942) and draws nothing at all where CI is set.
 */
export class Painter extends EventEmitter {
  readonly #terminal: NodeJS.WriteStream;
  readonly #ascii: boolean;
  #shown: string[] = [];
  #stale = true;
  #open = false;

  constructor(terminal: NodeJS.WriteStream, options: { readonly unicode: boolean }) {
    super();
    this.#terminal = terminal;
    this.#ascii = !options.unicode;
  }

  /** Not a terminal as far as Ink is concerned: it must not hide cursors or synchronize by itself. */
  readonly isTTY = false;
  readonly writable = true;

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  get size(): Size {
    return { columns: this.columns, rows: this.rows };
  }

  open(): void {
    this.#open = true;
    this.#terminal.on('resize', this.#resized);
    this.#terminal.write(ENTER);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#terminal.off('resize', this.#resized);
    this.#terminal.write(LEAVE);
  }

  /** Draws everything anew with the next frame: something else has written on the screen. */
  spoil(): void {
    this.#stale = true;
  }

  /** Called by Ink with a whole frame. */
  write(frame: string, written?: () => void): boolean {
    if (this.#open) this.#paint(frame);
    written?.();
    return true;
  }

  #resized = (): void => {
    this.spoil();
    this.emit('size', this.size);
  };

  #paint(frame: string): void {
    const lines = (this.#ascii ? asciiTwin(frame) : frame)
      .split('\n')
      .slice(0, this.rows)
      .map(drawable)
      .map(drawable);
    const stale = this.#stale;
    const before = stale ? [] : this.#shown;
    let changes = stale ? '\x1b[2J' : '';
    for (let row = 0; row < Math.max(lines.length, before.length); row += 1) {
      const line = lines[row] ?? '';
      if (line !== (before[row] ?? '')) changes += `\x1b[${row + 1};1H\x1b[0m\x1b[K${line}`;
    }
    this.#shown = lines;
    this.#stale = false;
    if (changes !== '') this.#terminal.write(`${BEGIN_UPDATE}${changes}\x1b[0m${END_UPDATE}`);
  }
}
