import type { Exchange } from '../action.ts';
import type { AnswerFact } from '../facts/outside.ts';
import type { Secret } from '../secrets/secret.ts';

/** How the first account is made before visitors get in. */
export interface FirstAccount {
  /** Run inside the container: ends with 0 where there is an account, with 1 where there is none. */
  readonly check: readonly string[];
  /** Run inside the container: makes it from what it reads, and says in a line what is wrong with that. */
  readonly make: readonly string[];
  /** What it reads on its standard input; absent where nobody was asked, since there is an account. */
  readonly input?: Secret;
  /** Settings that say which database is used: with another value of one, there may be none again. */
  readonly follows: readonly string[];
}

/** Words that let single people in; the app makes them and keeps them. */
export interface Tokens {
  /** How many there shall be, used ones among them. */
  readonly count: number;
  /** Run inside the container: a line for each, `TOKEN[active]`, or another state in the brackets. */
  readonly list: readonly string[];
  /** Run inside the container: makes so many more, and prints none of them. */
  readonly make: (more: number) => readonly string[];
  /** The same for a person, after `docker exec CONTAINER`. */
  readonly byHand: { readonly list: string; readonly make: string };
}

/** A login that everybody knows. */
export interface DefaultLogin {
  readonly user: string;
  readonly password: string;
  /** Path and form fields of the sign-in. Sent without cookies, from the host itself. */
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** What the app's answer says of it; `unknown` where it says neither (an error). */
  readonly verdict: (answer: AnswerFact) => 'open' | 'closed' | 'unknown';
  /** What sets the person's own password and proves it; empty where none was given. */
  readonly close: readonly Exchange[];
  /** Settings that say which database is used: with another value of one, the login may be open again. */
  readonly follows: readonly string[];
}
