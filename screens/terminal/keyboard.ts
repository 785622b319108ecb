import { EventEmitter } from 'node:events';
import { giveUpOn, type Key, readKeys } from './keys.ts';

/** Takes a key; true where that was the end of it. */
export type KeyHandler = (key: Key) => boolean;

/** Who is asked first: what lies on top. */
export const LAYERS = { screen: 0, part: 1, overlay: 2, always: 3 } as const;
export type Layer = keyof typeof LAYERS;

/** How long an Esc waits for the rest of a sequence: slow lines tear them apart. */
const PATIENCE_MS = 40;

/**
 * The keyboard, one key at a time. Handlers are asked first, from the top layer down; what none of
 * them takes goes on to Ink, for ink-text-input and ink-select-input. The next key waits until the
 * screen has taken in the last one (`ready`), so that no handler acts on an outdated screen: typed
 * ahead, `ab`, left and `c` would otherwise leave a lonely `c` in an ink-text-input.
 */
export class Keyboard {
  readonly #terminal: NodeJS.ReadStream;
  readonly #handlers: { layer: Layer; handle: KeyHandler }[] = [];
  readonly #queue: Key[] = [];
  #pending = '';
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #taken: (() => void) | undefined;
  /** What Ink gets as its standard input. */
  readonly rest = new Rest();

  constructor(terminal: NodeJS.ReadStream) {
    this.#terminal = terminal;
  }

  open(): void {
    this.#terminal.setRawMode?.(true);
    this.#terminal.setEncoding('utf8');
    this.#terminal.on('data', this.#read);
    this.#terminal.on('end', this.#ended);
    this.#terminal.on('error', this.#ended);
    this.#terminal.resume();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#terminal.off('data', this.#read);
    this.#terminal.off('end', this.#ended);
    this.#terminal.off('error', this.#ended);
    this.#terminal.setRawMode?.(false);
    this.#terminal.pause();
  }

  handle(layer: Layer, handle: KeyHandler): () => void {
    const entry = { layer, handle };
    this.#handlers.push(entry);
    return () => void this.#handlers.splice(this.#handlers.indexOf(entry), 1);
  }

  /** `taken` is called after each key; it must lead to `ready` when the screen has taken it in. */
  attach(taken: () => void): () => void {
    this.#taken = taken;
    this.#next();
    return () => {
      this.#taken = undefined;
    };
  }

  /** React takes many redraws in a row for a loop without an end, and a fast paste has more keys. */
  ready(): void {
    this.#busy = false;
    if (this.#queue.length > 0) setImmediate(() => this.#next());
  }

  #read = (chunk: string | Buffer): void => {
    clearTimeout(this.#timer);
    const { keys, pending } = readKeys(this.#pending, chunk.toString());
    this.#pending = pending;
    if (pending !== '') this.#timer = setTimeout(this.#giveUp, PATIENCE_MS);
    this.#queue.push(...keys);
    this.#next();
  };

  #giveUp = (): void => {
    this.#queue.push(...giveUpOn(this.#pending));
    this.#pending = '';
    this.#next();
  };

  /** The terminal is gone. */
  #ended = (): void => {
    this.#queue.push({ key: 'ctrl-c' });
    this.#next();
  };

  #next(): void {
    const taken = this.#taken;
    if (this.#busy || taken === undefined) return;
    const key = this.#queue.shift();
    if (key === undefined) return;
    this.#busy = true;
    const handlers = this.#handlers.toSorted((a, b) => LAYERS[b.layer] - LAYERS[a.layer]);
    if (!handlers.some(({ handle }) => handle(key))) this.rest.pass(key);
    taken();
  }
}

/** A standard input with nothing on it but the keys that our own handlers left over. */
export class Rest extends EventEmitter {
  readonly isTTY = true;
  #chunk: string | null = null;

  pass(key: Key): void {
    const chunk = key.key === 'text' ? key.text : CHUNKS[key.key];
    if (chunk === undefined) return;
    this.#chunk = chunk;
    this.emit('readable');
  }

  read(): string | null {
    const chunk = this.#chunk;
    this.#chunk = null;
    return chunk;
  }

  setEncoding(): this {
    return this;
  }

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** All that the two inputs understand rightly. */
const CHUNKS: Readonly<Record<string, string>> = {
  enter: '\r',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
};
