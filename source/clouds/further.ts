import type { Answers } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import type { Step } from '../steps/step.ts';

/** The server that is there, as it is known without its provider. */
export interface FirstServer {
  /** As the person named it. */
  readonly name: string;
  /** That name, and what it says itself. */
  readonly addresses: readonly string[];
  readonly memoryMB: number;
}

export type FirstOf = (answers: Answers, facts: Facts) => FirstServer;

/** Machines at a provider beside a server that is there. */
export interface Further {
  /** Id of the question for the name. */
  readonly name: string;
  /** What must be known: who pays, and what is wanted; without the name. */
  readonly items: (firstOf: FirstOf) => readonly Item[];
  /** What follows from where the first one is. Throws where none can be beside it. */
  readonly beside: (first: FirstServer, answers: Answers, facts: Facts) => Answers;
  /**
   * Lets these machines and the first one, where it was made by setup-server, reach each other by the ports of a
   * cluster. `called`: what all their names begin with.
   */
  readonly between: (
    first: FirstServer,
    called: string,
    names: readonly string[],
    answers: Answers,
    facts: Facts,
  ) => readonly Step[];
}
