import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Question } from '../questions/question.ts';
import type { Ground } from '../steps/ground.ts';
import type { Step } from '../steps/step.ts';

/**
 * Something about a server that stands in the way, or may one day, and that setup-server can mend
 * if the person wants it: one file each, one line in `index.ts`. Found by looking, offered before
 * anything is changed, and then a step like any other. Whether it is needed follows from the facts
 * alone, so a run that was cut off finds again what is left of it.
 */
export interface Offer {
  /** `swap`; its questions are `server.swap` and `server.swap.…`. */
  readonly id: string;
  /** What tells whether it is needed. */
  readonly looks: (host: string) => readonly Query[];
  /** Asked only where it is needed; all offers share one screen. */
  readonly questions: readonly Question[];
  /** What has to wait until it is mended; `all`: whatever is done on the server. */
  readonly before: 'all' | 'docker.install' | 'front.start' | 'app.start';
  /** What accepting means; empty where they decline, or nothing is to be mended. */
  readonly steps: (answers: Answers, facts: Facts, ground: OfferGround) => readonly Step[];
}

export type OfferGround = Ground & { readonly host: string };

/** What a form and a section make of an offer's question. */
export const OFFERED = { section: 'Server', form: 'offers' } as const;
