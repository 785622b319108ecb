import { ExpectedError } from '../../expected-error.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import { redact, Secret } from '../../secrets/secret.ts';
import type { Abilities } from './abilities.ts';
import type { Client, Clients } from './client.ts';
import { terminalArguments } from './client-arguments.ts';
import { readScreen, wantedBy } from './password-dialog.ts';
import type { Prompter } from './prompter.ts';
import type { Settings } from './settings.ts';

export interface Changing {
  readonly target: SshTarget;
  readonly settings: Settings;
  readonly abilities: Abilities;
  readonly clients: Clients;
  readonly prompter: Prompter;
  readonly signal?: AbortSignal | undefined;
}

/** A question has come in full when nothing follows for so long. */
const QUIET_MS = 200;

/**
 * Changes a password that the server declared expired, as it wants that: in a terminal. Some go on
 * into a shell then, some close; either way one logs in anew. False: it came to no new one.
 */
export async function changePassword(changing: Changing): Promise<boolean> {
  const { target, settings, abilities, clients, prompter, signal } = changing;
  signal?.throwIfAborted();
  const client = clients.start([...terminalArguments(target, settings, abilities), 'true']);
  const user = target.user || settings.user;
  const hosts = [settings.hostname, target.host];
  const dialog = new Dialog(prompter, user, hosts);
  const abort = () => client.kill();
  signal?.addEventListener('abort', abort, { once: true });
  prompter.begin({ declined: [], answered: [], failed: abort });
  const status = await converse(client, (text) => dialog.answer(text));
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  if (dialog.declined || dialog.given === null) return false;
  if (status !== 0) throw notChanged(user, dialog.said);
  prompter.rememberPassword(user, hosts, dialog.given);
  return true;
}

/** Feeds each question to `answer`, and its answers back; null ends it. */
async function converse(
  client: Client,
  answer: (text: string) => Promise<Secret | string | null | undefined>,
): Promise<number | null> {
  let text = '';
  let quiet: NodeJS.Timeout | undefined;
  let failure: unknown = null;
  const fail = (error: unknown) => {
    failure = error;
    client.kill();
  };
  const reply = async () => {
    const given = await answer(text);
    if (given === undefined) return;
    text = '';
    if (given === null) client.kill();
    else client.stdin.write(`${typeof given === 'string' ? given : given.reveal()}\r`);
  };
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    clearTimeout(quiet);
    quiet = setTimeout(() => void reply().catch(fail), QUIET_MS);
  };
  client.stdout.on('data', hear);
  client.stderr.resume();
  const status = await client.ended;
  clearTimeout(quiet);
  if (failure !== null) throw failure;
  await answer(`${text}\n`);
  return status;
}

class Dialog {
  readonly #prompter: Prompter;
  readonly #user: string;
  readonly #hosts: readonly string[];
  #asked = 0;
  given: Secret | null = null;
  declined = false;
  /** What the server said last. */
  said = '';

  constructor(prompter: Prompter, user: string, hosts: readonly string[]) {
    this.#prompter = prompter;
    this.#user = user;
    this.#hosts = hosts;
  }

  /** Undefined where nothing is asked. */
  async answer(text: string): Promise<Secret | string | null | undefined> {
    const { said, question } = readScreen(text);
    // A server that echoes what is typed must not bring it into a message.
    if (said.length > 0) this.said = redact(said.join(' '), this.given ? [this.given] : []);
    if (question === '') return undefined;
    const answer = await this.#give(question);
    if (answer === null) this.declined = true;
    return answer;
  }

  async #give(question: string): Promise<Secret | string | null> {
    switch (wantedBy(question)) {
      case 'current':
        return await this.#current();
      case 'new': {
        this.given = await this.#choose(this.given === null ? null : this.said);
        return this.given;
      }
      case 'repeat':
        return this.given;
      case 'other':
        return await this.#prompter.ask({ ask: 'other', text: question, echo: false });
    }
  }

  async #current(): Promise<Secret | string | null> {
    this.#asked += 1;
    const known = this.#asked === 1 ? this.#prompter.passwordOf(this.#user, this.#hosts) : null;
    return (
      known ?? (await this.#prompter.ask({ ask: 'password', ...this.#who, again: this.#asked > 1 }))
    );
  }

  /** Asked twice: it is not seen while it is typed. */
  async #choose(refused: string | null): Promise<Secret | null> {
    for (let problem = refused; ; problem = 'The two were not the same.') {
      const first = await this.#ask(false, problem);
      const second = first && (await this.#ask(true, null));
      if (!first || !second) return null;
      if (first.equals(second)) return first;
    }
  }

  async #ask(repeat: boolean, problem: string | null): Promise<Secret | null> {
    const typed = await this.#prompter.ask({ ask: 'new-password', ...this.#who, repeat, problem });
    return typeof typed === 'string' ? new Secret(typed) : typed;
  }

  get #who() {
    return { user: this.#user, host: this.#hosts.at(-1) ?? '' };
  }
}

function notChanged(user: string, said: string): ExpectedError {
  return new ExpectedError({
    code: 'ssh.password-not-changed',
    what: `The server did not take a new password for ${user}.`,
    why: said || 'It did not say why.',
    next: [
      'Try again, with a longer password: a few words are easy to type and hard to guess.',
      'Or set a new one in the console of your provider ("Reset root password").',
    ],
  });
}
