import type { Asker, Prompt } from '../../hosts/host.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { AnswerCall } from './askpass-server.ts';
import { parsePrompt } from './prompt.ts';

type Answer = Secret | string;

/** More wrong passwords than this, and some servers shut us out for a while (fail2ban). */
const TRIES = 3;

/**
 * Stands between OpenSSH's prompts and the person: one at a time; what was answered is remembered,
 * so that opening the connection anew asks nothing again, until OpenSSH did not accept it.
 */
export class Prompter {
  readonly #asker: Asker;
  #login: { readonly user: string; readonly host: string };
  readonly #remembered = new Map<string, Answer>();
  /** How often a client asked for the same, by its process id. */
  readonly #askedBy = new Map<number, Map<string, number>>();
  #turn: Promise<unknown> = Promise.resolve();
  #attempt: Attempt = { declined: [], answered: [], failed: () => {} };

  constructor(asker: Asker, login: { user: string; host: string }) {
    this.#asker = asker;
    this.#login = login;
  }

  /** The server wants another user than the one that was named. */
  loginAs(user: string): void {
    this.#login = { ...this.#login, user };
  }

  /** A login begins: what is declined from now on is told to it. */
  begin(attempt: Attempt): void {
    this.#attempt = attempt;
  }

  readonly answer: AnswerCall = ({ text, hint, client }, signal) => {
    const asked = this.#askedBy.get(client) ?? new Map<string, number>();
    this.#askedBy.set(client, asked);
    const of = parsePrompt({ text, hint, again: false }, this.#login);
    const what = memoryKey(of) || text;
    const before = asked.get(what) ?? 0;
    asked.set(what, before + 1);
    const prompt = parsePrompt({ text, hint, again: before > 0 }, this.#login);
    if (prompt.ask === 'notice') return this.#ask(prompt, signal);
    const answer = this.#turn.then(() =>
      before >= TRIES ? this.#decline(prompt) : this.#ask(prompt, signal),
    );
    this.#turn = answer.catch(() => null);
    return answer;
  };

  /** Asks for something that is no part of the login, when its turn comes. */
  ask(prompt: Prompt, signal = new AbortController().signal): Promise<Answer | null> {
    const answer = this.#turn.then(() => this.#asker(prompt, signal));
    this.#turn = answer.catch(() => null);
    return answer;
  }

  /** The person confirmed this key already: it is not asked about again. */
  rememberHostKey(host: string, fingerprint: string): void {
    const key = { ask: 'host-key', host, keyType: '', fingerprint } as const;
    this.#remembered.set(memoryKey(key), 'yes');
  }

  /** What the person gave for the login, to be given where the same is wanted. */
  passwordOf(user: string, hosts: readonly string[]): Answer | null {
    const keys = hosts.map((host) => memoryKey({ ask: 'password', user, host, again: false }));
    return keys.map((key) => this.#remembered.get(key)).find((each) => each !== undefined) ?? null;
  }

  /** From now on, this is the password. */
  rememberPassword(user: string, hosts: readonly string[], password: Secret): void {
    for (const host of hosts)
      this.#remembered.set(memoryKey({ ask: 'password', user, host, again: false }), password);
  }

  async #ask(prompt: Prompt, signal: AbortSignal): Promise<Answer | null> {
    const attempt = this.#attempt;
    const key = memoryKey(prompt);
    const again = 'again' in prompt && prompt.again === true;
    if (again) this.#remembered.delete(key);
    // OpenSSH asks three times for a passphrase that it was not given.
    if (again && attempt.declined.some((each) => memoryKey(each) === key)) return null;
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) return this.#give(prompt, remembered);
    try {
      const given = await this.#asker(prompt, signal);
      const answer = prompt.ask === 'host-key' && given !== 'yes' ? null : given;
      if (prompt.ask === 'notice') return answer;
      if (answer === null) return this.#decline(prompt);
      if (key !== '') this.#remembered.set(key, answer);
      return this.#give(prompt, answer);
    } catch (error) {
      if (!signal.aborted) attempt.failed(error);
      return null;
    }
  }

  #give(prompt: Prompt, answer: Answer): Answer {
    this.#attempt.answered.push(prompt);
    return answer;
  }

  #decline(prompt: Prompt): null {
    this.#attempt.declined.push(prompt);
    // Without this key, another one may still be let in.
    if (prompt.ask !== 'passphrase') this.#attempt.failed(null);
    return null;
  }
}

export interface Attempt {
  readonly declined: Prompt[];
  readonly answered: Prompt[];
  /** Ends the login: nothing more will come of it. */
  readonly failed: (error: unknown) => void;
}

/** '' for what is asked anew each time, such as one-time codes. */
function memoryKey(prompt: Prompt): string {
  switch (prompt.ask) {
    case 'host-key':
      return `host-key ${prompt.host} ${prompt.fingerprint}`;
    case 'passphrase':
      return `passphrase ${prompt.keyFile}`;
    case 'password':
      return `password ${prompt.user}@${prompt.host}`;
    default:
      return '';
  }
}
