import type { Interview } from '../interview.ts';
import { removeDraft, saveDraft } from './draft.ts';

/** Keeps the draft as it is now: saves one after another, the newest only, and never complains. */
export class DraftKeeper {
  readonly #path: string;
  readonly #now: () => Date;
  #newest: Interview | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(path: string, now: () => Date) {
    this.#path = path;
    this.#now = now;
  }

  save(interview: Interview): void {
    const idle = this.#newest === null;
    this.#newest = interview;
    if (idle) this.#working = this.#working.then(() => this.#write());
  }

  /** When all is written that was to be. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async remove(): Promise<void> {
    this.#newest = null;
    await this.#working;
    await removeDraft(this.#path).catch(() => {});
  }

  async #write(): Promise<void> {
    const interview = this.#newest;
    this.#newest = null;
    // A full disk must not end the interview: the draft is only a convenience.
    if (interview) await saveDraft(this.#path, interview, this.#now()).catch(() => {});
  }
}
