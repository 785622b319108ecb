import { StringDecoder } from 'node:string_decoder';
import { stripControl } from '../text/plain-text.ts';
import type { AskOptions, Lines } from './lines.ts';

export interface Terminal {
  readonly input: Keys;
  readonly output: { write(text: string): unknown };
  /** Ctrl-C while a secret is typed: the terminal makes no signal of it then. */
  readonly interrupt: () => void;
}

/** What we use of a terminal's input stream. */
export interface Keys {
  on(event: 'data', hear: (chunk: Buffer | string) => void): unknown;
  on(event: 'end', hear: () => void): unknown;
  off(event: 'data', hear: (chunk: Buffer | string) => void): unknown;
  off(event: 'end', hear: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  setRawMode?(raw: boolean): unknown;
}

/**
 * Lines at a real terminal. The terminal itself edits and shows what is typed, so that nothing of
 * ours moves the cursor; for secrets its echo is off. What was pasted ahead is kept.
 */
export class TerminalLines implements Lines {
  readonly #terminal: Terminal;
  readonly #decoder = new StringDecoder('utf8');
  #ahead = '';
  #ended = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly say = (line: string): void => {
    this.#terminal.output.write(`${stripControl(line)}\n`);
  };

  readonly ask = async (prompt: string, options: AskOptions = {}): Promise<string | null> => {
    const { input, output } = this.#terminal;
    const shown = stripControl(prompt);
    if (!options.secret) {
      output.write(shown);
      return await this.#read(takeLine, options.signal);
    }
    // First, so that nothing typed at the sight of the prompt is shown.
    input.setRawMode?.(true);
    output.write(shown);
    try {
      return await this.#read((text) => this.#takeSecret(text), options.signal);
    } finally {
      input.setRawMode?.(false);
      output.write('\n');
    }
  };

  async #read(take: (text: string) => Taken, signal?: AbortSignal): Promise<string | null> {
    const { input } = this.#terminal;
    return await new Promise((resolve) => {
      const finish = (line: string | null) => {
        input.off('data', onData);
        input.off('end', onEnd);
        signal?.removeEventListener('abort', onAbort);
        input.pause();
        resolve(line);
      };
      const attempt = () => {
        const taken = take(this.#ahead);
        this.#ahead = taken.rest;
        if (taken.line !== undefined) finish(taken.line);
        else if (this.#ended) finish(null);
        return taken.line !== undefined || this.#ended;
      };
      const onData = (chunk: Buffer | string) => {
        this.#ahead += typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
        attempt();
      };
      const onEnd = () => {
        this.#ended = true;
        attempt();
      };
      const onAbort = () => finish(null);
      if (signal?.aborted) return resolve(null);
      if (attempt()) return;
      input.on('data', onData);
      input.on('end', onEnd);
      signal?.addEventListener('abort', onAbort);
      input.resume();
    });
  }

  /** What a terminal would do with these keys, were its line editing on. */
  #takeSecret(text: string): Taken {
    let line = '';
    for (const [index, key] of [...text].entries()) {
      const rest = () => [...text].slice(index + 1).join('');
      if (key === '\r' || key === '\n') return { line, rest: rest() };
      if (key === '\x03') {
        this.#terminal.interrupt();
        return { line: null, rest: '' };
      }
      if (key === '\x04' && line === '') return { line: null, rest: rest() };
      if (key === '\x15') line = '';
      else if (key === '\x7f' || key === '\b') line = [...line].slice(0, -1).join('');
      else if (key >= ' ') line += key;
    }
    return { rest: text };
  }
}

interface Taken {
  /** Undefined where the line is not complete yet. */
  readonly line?: string | null;
  readonly rest: string;
}

function takeLine(text: string): Taken {
  const end = text.indexOf('\n');
  if (end < 0) return { rest: text };
  return { line: text.slice(0, end).replace(/\r$/, ''), rest: text.slice(end + 1) };
}
