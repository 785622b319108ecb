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
  /** Takes that away again. `needs`: the steps that end the machines. */
  readonly apart: (called: string, region: string, needs: readonly string[]) => readonly Step[];
}

/** What the firewall is called that lets servers reach each other whose names begin so. */
export function betweenName(called: string): string {
  return `${called}-cluster`;
}

/** All of these, in words. */
export const CLUSTER_PORTS = '2377, 7946, 4789, and what is encrypted between them (ESP)';

/** By which ports the servers of a cluster talk, from there. */
export function clusterRules(from: string): readonly string[] {
  return ['2377', '7946', '7946/udp', '4789/udp'].map((what) => `${what} ${from}`);
}

/** The same, with what Docker encrypts between them (IPsec's ESP), which is a protocol of its own. */
export function encryptedRules(from: string): readonly string[] {
  return [...clusterRules(from), `esp ${from}`];
}

/** Such a rule from its parts. What is encrypted between servers (IPsec's ESP) has no port. */
export function ruleFrom(
  { port, protocol }: { readonly port: string; readonly protocol: string },
  from: string,
): string {
  const what = port === '' ? protocol : protocol === 'tcp' ? port : `${port}/${protocol}`;
  return `${what} ${from}`;
}

/** The same rules by what they let in, with all from where it may come. */
export function rulesByPort(rules: readonly string[]) {
  const parts = rules.map((rule) => {
    const [what = '', from = ''] = rule.split(' ');
    return { what, from };
  });
  return [...new Set(parts.map(({ what }) => what))].map((what) => {
    const [port = '', protocol = 'tcp'] = what === 'esp' ? ['', 'esp'] : what.split('/');
    const from = parts.filter((each) => each.what === what).map((each) => each.from);
    return { port, protocol, from };
  });
}
