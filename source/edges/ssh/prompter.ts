import type { Asker, Prompt } from '../../hosts/host.ts';
import type { Secret } from '../../secret.ts';
import type { AnswerCall } from './askpass-server.ts';
import { parsePrompt } from './prompt.ts';

type Answer = Secret | string;

/**
 * Stands between OpenSSH's prompts and the person: one at a time; what was answered is remembered,
 * so that opening the connection anew asks nothing again, until OpenSSH did not accept it.
 */
export class Prompter {
  readonly #asker: Asker;
  readonly #login: { user: string; host: string };
  readonly #remembered = new Map<string, Answer>();
  readonly #askedBy = new Map<number, Set<string>>();
  #turn: Promise<unknown> = Promise.resolve();
  #attempt: Attempt = { declined: [], failed: () => {} };

  constructor(asker: Asker, login: { user: string; host: string }) {
    this.#asker = asker;
    this.#login = login;
  }

  /** A login begins: what is declined from now on is told to it. */
  begin(attempt: Attempt): void {
    this.#attempt = attempt;
  }

  readonly answer: AnswerCall = ({ text, hint, client }, signal) => {
    const asked = this.#askedBy.get(client) ?? new Set();
    const again = asked.has(text);
    this.#askedBy.set(client, asked.add(text));
    const prompt = parsePrompt({ text, hint, again }, this.#login);
    if (prompt.ask === 'notice') return this.#ask(prompt, signal);
    const answer = this.#turn.then(() => this.#ask(prompt, signal));
    this.#turn = answer.catch(() => null);
    return answer;
  };

  async #ask(prompt: Prompt, signal: AbortSignal): Promise<Answer | null> {
    const attempt = this.#attempt;
    const key = memoryKey(prompt);
    const again = 'again' in prompt && prompt.again;
    if (again) this.#remembered.delete(key);
    // OpenSSH asks three times for a passphrase that it was not given.
    if (again && attempt.declined.some((each) => memoryKey(each) === key)) return null;
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) return remembered;
    try {
      const given = await this.#asker(prompt, signal);
      const answer = prompt.ask === 'host-key' && given !== 'yes' ? null : given;
      if (answer === null && prompt.ask !== 'notice') {
        attempt.declined.push(prompt);
        // Without this key, another one may still be let in.
        if (prompt.ask !== 'passphrase') attempt.failed(null);
      }
      if (answer !== null && key !== '') this.#remembered.set(key, answer);
      return answer;
    } catch (error) {
      if (!signal.aborted) attempt.failed(error);
      return null;
    }
  }
}

export interface Attempt {
  readonly declined: Prompt[];
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
