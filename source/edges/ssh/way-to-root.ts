import { ExpectedError } from '../../expected-error.ts';
import type { NoRoot } from '../../facts/machine.ts';
import type { Prompt, Reply, Rooted } from '../../hosts/host.ts';
import { noRootTrouble } from '../../hosts/no-root.ts';
import { Secret } from '../../secrets/secret.ts';
import { type ShellCommand, sh } from '../../shell.ts';
import { asRoot, type Becoming, WAYS_TO_ROOT } from './privilege.ts';

export interface RootParts {
  /** Runs a command as the user who logged in. */
  readonly run: (command: ShellCommand, stdin?: Secret) => Promise<Reply>;
  /** Asks the person; null: not answered. */
  readonly ask: (prompt: Prompt) => Promise<Secret | string | null>;
  /** The password by which we logged in: most often it is sudo's too. */
  readonly loginPassword: () => Secret | string | null;
  readonly user: string;
  readonly host: string;
}

type Found = { readonly becoming: Becoming } | { readonly refused: NoRoot };

const TRIES = 3;

/** How we become root on a host: found out once, when it is first needed, and kept in memory. */
export class WayToRoot {
  readonly #parts: RootParts;
  #found: Found | null = null;
  #finding: Promise<Found> | null = null;

  constructor(parts: RootParts) {
    this.#parts = parts;
  }

  /** What came of it before, or a first try; a refusal is an ExpectedError `ssh.no-root`. */
  async becoming(): Promise<Becoming> {
    const found = this.#found ?? (await this.#find());
    if ('becoming' in found) return found.becoming;
    const trouble = noRootTrouble(this.#parts.user, found.refused);
    throw new ExpectedError({ code: 'ssh.no-root', ...trouble });
  }

  /** What was refused before is tried again. */
  async anew(): Promise<Rooted> {
    const known = this.#found && 'becoming' in this.#found ? this.#found : null;
    const found = known ?? (await this.#find());
    if ('becoming' in found) return { root: found.becoming.by };
    return { root: 'no', why: found.refused };
  }

  /** It did not work: another password, or other rules, may be there now. */
  forget(): void {
    this.#found = null;
  }

  /** One at a time: the person is asked once, however many commands wait for it. */
  async #find(): Promise<Found> {
    this.#finding ??= this.#look().finally(() => {
      this.#finding = null;
    });
    this.#found = await this.#finding;
    return this.#found;
  }

  async #look(): Promise<Found> {
    const { stdout } = await this.#parts.run(WAYS_TO_ROOT);
    const word = stdout.trim();
    const terminal = word.endsWith('-terminal');
    switch (word) {
      case 'sudo':
      case 'sudo-terminal':
        return { becoming: { by: 'sudo', terminal, password: null } };
      case 'doas':
        return { becoming: { by: 'doas', terminal, password: null } };
      case 'password':
      case 'password-terminal':
        return await this.#withPassword(terminal);
      case 'doas-password':
        return { refused: 'doas-password' };
      default:
        return { refused: 'no-program' };
    }
  }

  async #withPassword(terminal: boolean): Promise<Found> {
    const { user, host, ask, loginPassword } = this.#parts;
    const known = loginPassword();
    const at = known === null ? null : await this.#try(known, terminal);
    if (at) return at;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const again = tries > 0;
      const typed = await ask({ ask: 'sudo-password', user, host, again });
      if (typed === null) return { refused: again ? 'wrong-password' : 'no-password' };
      const found = await this.#try(typed, terminal);
      if (found) return found;
    }
    return { refused: 'wrong-password' };
  }

  async #try(given: Secret | string, terminal: boolean): Promise<Found | null> {
    const password = given instanceof Secret ? given : new Secret(given);
    const becoming: Becoming = { by: 'sudo-password', terminal, password };
    const stdin = new Secret(`${password.reveal()}\n`);
    const { code } = await this.#parts.run(asRoot(becoming, sh`true`), stdin);
    return code === 0 ? { becoming } : null;
  }
}
