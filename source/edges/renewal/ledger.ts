import { nextLook } from '../../renewal/decide.ts';
import { type InstallState, type RenewalState, readState, stateText } from '../../renewal/state.ts';
import { textOf, writeFilesAnyhow } from './files.ts';

/** The state file, and what the script that runs us reads beside it. */
export class Ledger {
  readonly #folder: string;
  readonly #now: () => Date;
  #state: RenewalState;

  private constructor(folder: string, now: () => Date, state: RenewalState) {
    this.#folder = folder;
    this.#now = now;
    this.#state = state;
  }

  /** A file that can't be read counts as none. */
  static async open(folder: string, now: () => Date): Promise<Ledger> {
    return new Ledger(folder, now, readState((await textOf(`${folder}/state.json`)) ?? ''));
  }

  get state(): RenewalState {
    return this.#state;
  }

  of(install: string): InstallState | undefined {
    return this.#state.installs[install];
  }

  /** Forgets installs that are not renewed any more. */
  async keepOnly(installs: readonly string[]): Promise<void> {
    const entries = Object.entries(this.#state.installs);
    const kept = entries.filter(([install]) => installs.includes(install));
    const lookedAt = this.#now().toISOString();
    await this.#save({ lookedAt, installs: Object.fromEntries(kept) });
  }

  async set(install: string, state: InstallState): Promise<void> {
    await this.#save({
      ...this.#state,
      installs: { ...this.#state.installs, [install]: state },
    });
  }

  async #save(state: RenewalState): Promise<void> {
    this.#state = state;
    const next = Math.floor(nextLook(state, this.#now()).getTime() / 1000);
    const waiting = Object.entries(state.installs).filter(([, each]) => each.unconfirmed);
    await writeFilesAnyhow([
      this.#file('state.json', stateText(state)),
      this.#file('next', `${next}\n`),
      this.#file('written', waiting.map(([install]) => `${install}\n`).join('')),
    ]);
  }

  #file(name: string, text: string) {
    return { path: `${this.#folder}/${name}`, mode: '600', text } as const;
  }
}
