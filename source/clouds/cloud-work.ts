import type { Action } from '../action.ts';
import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import type { Question } from '../questions/question.ts';
import type { Receipt } from '../receipt.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Subject } from '../session/session.ts';
import type { Step } from '../steps/step.ts';

/** Something that is done at a provider, before there is a server to talk to, or after. Pure. */
export interface CloudWork {
  /** What is done to what a screen's title names after it: "Making". */
  readonly doing: string;
  readonly heading: string;
  readonly questions: readonly Question[];
  readonly script: readonly Item[];
  /** Throws an ExpectedError where it can't be. */
  readonly undertake: (answers: Answers, facts: Facts, brought: Brought) => Undertaken;
}

/** What is neither answered nor seen at the provider. */
export interface Brought {
  /** The public key that the person has anyway. */
  readonly ownKey: string | null;
  /** One that nobody has yet. */
  readonly password: Secret;
}

export interface Undertaken {
  readonly subject: Subject;
  readonly steps: readonly Step[];
  /** What must be looked at for the receipt. */
  readonly looks: readonly Query[];
  readonly receipt: (facts: Facts) => Receipt;
  /** How the machine is entered then, as answers to the questions about a server; null where there is none. */
  readonly wayIn: (facts: Facts) => Answers | null;
  /** What to do, besides, where it did not come about as a whole. */
  readonly afterFailure?: readonly string[];
  /** What is noted once the machine has all that it was told of; nothing, mostly. */
  readonly handedOver?: (facts: Facts) => readonly Action[];
}
