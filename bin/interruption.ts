import type { Control } from '../source/run.ts';
import type { Session } from '../source/session/session.ts';
import { EXIT } from './exit-code.ts';
import type { World } from './world.ts';

/** How long those who were told to stop at once may take to clean up. */
const GRACE_MS = 5000;

/** How long those who heard that the person leaves may take to say so themselves. */
const LEAVING_MS = 200;

/** Ctrl-C once: finish what is under way. Twice: at once. Three times: out. */
export class Interruption {
  readonly control: Control & { readonly overridden: Set<string> };
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  readonly #release: () => void;
  #working = false;

  constructor(world: Pick<World, 'onInterrupt' | 'exit'>, say: (line: string) => void) {
    this.control = {
      stop: this.#stop.signal,
      abort: this.#abort.signal,
      overridden: new Set(),
    };
    this.#release = world.onInterrupt(() => {
      if (this.#abort.signal.aborted) world.exit(EXIT.cancelled);
      if (this.#stop.signal.aborted) {
        setTimeout(() => world.exit(EXIT.cancelled), GRACE_MS).unref();
        this.#abort.abort();
        return;
      }
      if (this.#working)
        say('Stopping as soon as what is under way is done. Ctrl-C again stops at once.');
      this.#stop.abort();
    });
  }

  /** What is waited for, unless Ctrl-C comes while nothing is being done to a server. */
  async unlessLeft<T>(waited: Promise<T>): Promise<T> {
    const { stop } = this.control;
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => void (this.#working || setTimeout(reject, LEAVING_MS, stop.reason));
      if (stop.aborted) leave();
      stop.addEventListener('abort', leave);
    });
    return await Promise.race([waited, left]).finally(() =>
      stop.removeEventListener('abort', leave),
    );
  }

  get happened(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The session, its work under our eyes: that is never left in the middle. */
  watching(session: Session): Session {
    const run: Session['run'] = (prepared, control) => this.#during(session.run(prepared, control));
    return { ...session, run };
  }

  /** The events of work that is finished as far as it was begun, when Ctrl-C comes. */
  async *#during<T, R>(events: AsyncGenerator<T, R>): AsyncGenerator<T, R> {
    this.#working = true;
    try {
      return yield* events;
    } finally {
      this.#working = false;
    }
  }

  /** As Ctrl-C. */
  stop(): void {
    this.#stop.abort();
  }

  release(): void {
    this.#release();
  }
}
