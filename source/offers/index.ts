import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Question } from '../questions/question.ts';
import type { Step } from '../steps/step.ts';
import { addressPools } from './address-pools.ts';
import { appPorts } from './app-ports.ts';
import { clock } from './clock.ts';
import { firewall } from './firewall.ts';
import type { Offer, OfferGround } from './offer.ts';
import { ports } from './ports.ts';
import { restart } from './restart.ts';
import { swap } from './swap.ts';

/** Every offer, in the order in which they are asked and carried out. */
export const offers: readonly Offer[] = [
  restart,
  clock,
  swap,
  ports,
  appPorts,
  firewall,
  addressPools,
];

export const offerQuestions: readonly Question[] = offers.flatMap(({ questions }) => questions);

/** What all offers look at. */
export function offerQueries(host: string): readonly Query[] {
  return offers.flatMap(({ looks }) => looks(host));
}

/** A step that mends something, and what has to wait for it. */
export interface Mending {
  readonly step: Step;
  readonly before: Offer['before'];
}

/** What was offered and accepted, in order. */
export function mendings(answers: Answers, facts: Facts, ground: OfferGround): readonly Mending[] {
  return offers.flatMap(({ steps, before }) =>
    steps(answers, facts, ground).map((step) => ({ step, before })),
  );
}
