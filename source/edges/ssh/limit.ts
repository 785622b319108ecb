/** Lets so many through at once; the others wait in a row. */
export class Limit {
  #free: number;
  readonly #row: (() => void)[] = [];

  constructor(most: number) {
    this.#free = most;
  }

  /** Waits for a place; gives what frees it, to be called once. */
  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#row.push(resolve));
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#row.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}
