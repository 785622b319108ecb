import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import type { Step } from '../steps/step.ts';
import type { CloudWork } from './cloud-work.ts';

/** The server that is there, as it is known without its provider. */
export interface FirstServer {
  /** As the person named it. */
  readonly name: string;
  /** That name, and what it says itself. */
  readonly addresses: readonly string[];
  readonly memoryMB: number;
}

export type FirstOf = (answers: Answers, facts: Facts) => FirstServer;

/** A load balancer of the provider's in front of machines. */
export interface FurtherBalancer {
  /** What it is called, by what the names of the machines begin with. */
  readonly called: (called: string) => string;
  /** What one costs where the first server is; undefined where that is not known, or it can't be had. */
  readonly cost: (first: FirstServer, facts: Facts) => string | undefined;
  /** Where a person sees and deletes it. */
  readonly where: string;
  readonly look: (name: string) => Query<'providerBalancer'>;
  /** By which visitors come to it; '' before it has one. */
  readonly address: (name: string, facts: Facts) => string;
  /** `others`: servers that setup-server may not have made, by their addresses. */
  readonly steps: (
    wanted: {
      readonly name: string;
      readonly first: FirstServer;
      readonly machines: readonly string[];
      readonly others: readonly string[];
    },
    facts: Facts,
  ) => readonly Step[];
  readonly end: (name: string) => Step;
  /** Id of the question that opens the account. */
  readonly token: string;
  /** That, and what must be known of the first server. */
  readonly access: (firstOf: FirstOf) => readonly Item[];
  /** Whether the account has a server of that address. */
  readonly finds: (address: string, facts: Facts) => boolean;
}

/** Machines at a provider beside a server that is there. */
export interface Further {
  /** Id of the question for the name. */
  readonly name: string;
  /** Id of the question for the region; null where the name alone tells a machine. */
  readonly region: string | null;
  /** Ids of the steps that are the same for all of them, and are done once. */
  readonly once: readonly string[];
  /** Ids of those that an account has to take one after another. */
  readonly inTurn: readonly string[];
  /** Who pays, and where: what must be known to delete some. */
  readonly access: readonly Item[];
  /** What must be known to make some: who pays, and what is wanted; without the name. */
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
  /** Absent where none can stand in front of servers that have the certificate themselves. */
  readonly balancer?: FurtherBalancer;
  /** One of them goes, with all that was made for it alone; as any other machine there where absent. */
  readonly remove?: CloudWork['undertake'];
  /** Takes that away again. `needs`: the steps that end the machines. */
  readonly apart: (called: string, region: string, needs: readonly string[]) => readonly Step[];
}
