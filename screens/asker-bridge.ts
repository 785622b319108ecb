import type { Asker, Prompt } from '../source/hosts/host.ts';
import type { Secret } from '../source/secrets/secret.ts';

/**
 * Leads what the way into a server asks of the person to whatever screen is shown. The session gets
 * `ask`; the wizard listens. One prompt at a time; those that come meanwhile wait.
 */
export class AskerBridge {
  readonly #waiting: Waiting[] = [];
  #listener: ((prompt: Prompt | null) => void) | undefined;
  #shown: Waiting | undefined;
  #closed = false;

  readonly ask: Asker = (prompt, signal) =>
    new Promise((resolve) => {
      const waiting: Waiting = { prompt, resolve };
      const giveUp = () => this.#settle(waiting, null);
      if (signal.aborted || this.#closed) return resolve(null);
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.resolve = (answer) => {
        signal.removeEventListener('abort', giveUp);
        resolve(answer);
      };
      this.#waiting.push(waiting);
      this.#tell();
    });

  /** Hears which prompt is to be shown now; null for none. */
  listen(listener: (prompt: Prompt | null) => void): void {
    this.#listener = listener;
    listener(this.#shown?.prompt ?? null);
  }

  /** Nobody is there to answer any more: all that is asked is declined. */
  close(): void {
    this.#closed = true;
    this.#listener = undefined;
    for (const waiting of [...this.#waiting]) this.#settle(waiting, null);
  }

  /** Answers the prompt that is shown; null declines it. */
  answer(answer: Secret | string | null): void {
    const shown = this.#waiting[0];
    if (shown) this.#settle(shown, answer);
  }

  #settle(waiting: Waiting, answer: Secret | string | null): void {
    const at = this.#waiting.indexOf(waiting);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    waiting.resolve(answer);
    this.#tell();
  }

  #tell(): void {
    const [first] = this.#waiting;
    if (first === this.#shown) return;
    this.#shown = first;
    this.#listener?.(first?.prompt ?? null);
  }
}

interface Waiting {
  readonly prompt: Prompt;
  resolve: (answer: Secret | string | null) => void;
}
