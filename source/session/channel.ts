/** Values put in by several writers, read by one `for await`. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #wake: () => void = () => {};
  #closed = false;
  #error: unknown;

  put(value: T): void {
    this.#waiting.push(value);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Ends the reading with an error, after what was put in before. */
  fail(error: unknown): void {
    this.#error = error;
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift() as T;
      if (this.#closed) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#error !== undefined) throw this.#error;
  }
}

/** Yields what several writers put into a channel, until all of them are through or one fails. */
export async function* gathered<T>(
  writers: (channel: Channel<T>) => readonly Promise<unknown>[],
): AsyncGenerator<T> {
  const channel = new Channel<T>();
  Promise.all(writers(channel)).then(
    () => channel.close(),
    (error) => channel.fail(error),
  );
  yield* channel;
}
