import { inspect } from 'node:util';

/**
 * A value that must not be seen: prints as `[secret]` in strings, JSON and inspection.
 * It leaves by two doors only, the content of a file written with mode 0600 and a command's
 * standard input; `sh` does not accept one, so it cannot reach a command line.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where it passes through one of the two doors. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret | string): boolean {
    return this.#value === (other instanceof Secret ? other.#value : other);
  }

  get isEmpty(): boolean {
    return this.#value === '';
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** Replaces every occurrence of the secrets' values in `text`, for output that others produced. */
export function redact(text: string, secrets: Iterable<Secret>): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= 4) clean = clean.replaceAll(value, '[secret]');
  }
  return clean;
}
