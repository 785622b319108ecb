import { type Answers, textAnswer } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts, Look, Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import { finding } from '../facts/findings.ts';
import type { Goal } from '../goal.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import { homeOf, nameOf as nameAt, REMEMBERED } from '../hosts/remembered.ts';
import type { Author } from '../steps/record-write.ts';
import { nearest } from '../text/nearest.ts';
import { type SeenInstall, visitHost } from './host-status.ts';
import { nameOf, WHICH_INSTALL } from './renewal-script.ts';

/** The install whose certificate is meant, and what its server remembers that was wanted. */
export interface ChosenInstall {
  readonly host: string;
  readonly install: SeenInstall;
  readonly name: string;
  readonly goal: Goal;
  /** By which it was set up, and how we come in. */
  readonly answers: Answers;
  readonly facts: Facts;
}

/** Throws where nothing was set up on that server, or its record is of no use. */
export async function visitChosen(
  look: Look,
  answers: Answers,
  facts: Facts,
  author: Author,
  signal: AbortSignal,
): Promise<ChosenInstall> {
  const { [WHICH_INSTALL]: _, ...way } = answers;
  const host = hostKindOf(way).address(way);
  const visit = { look, host, way, author, purpose: 'renewal', signal } as const;
  const seen = await visitHost(visit, facts);
  const chosen = textAnswer(answers, WHICH_INSTALL);
  const [install] = pickInstalls(seen.installs, chosen || undefined, host, seen.facts);
  const { wanted, name } = install;
  if (!('goal' in wanted)) throw recordOfNoUse(nameOf(name, way, seen.facts), wanted.problem);
  return { host, install, name, goal: wanted.goal, answers: wanted.answers, facts: seen.facts };
}

/** Those that are meant by a name, theirs or a website's; all without one. Throws where there are none. */
export function pickInstalls(
  installs: readonly SeenInstall[],
  named: string | undefined,
  host: string,
  facts: Facts,
): [SeenInstall, ...SeenInstall[]] {
  const [first, ...rest] = installs.filter(
    ({ name, status }) => named === undefined || [name, ...status.names].includes(named),
  );
  if (first) return [first, ...rest];
  throw installs.length === 0
    ? nothingThere(host, facts)
    : unknownInstall(named ?? '', installs, reachedAt(host));
}

function unknownInstall(
  named: string,
  installs: readonly SeenInstall[],
  place: string,
): ExpectedError {
  const known = installs.map(({ name }) => name);
  const meant = nearest(named, known);
  return new ExpectedError({
    code: 'install.unknown',
    what: `Nothing is called ${named} on ${place}.`,
    next: [...(meant ? [`Did you mean ${meant}?`] : []), `There is: ${known.join(', ')}.`],
  });
}

/** Also where nothing is left to do, the rest is of interest to the whole job only. */
const TOLD: ReadonlySet<string> = new Set(['connection', 'renewal']);
const NO_NEEDS = { app: '', memoryMB: 0, diskMB: 0 };

/** What is worth a line of what is seen on the way to a certificate. */
export function findingOnTheWay(sighting: Sighting, answers: Answers): Finding | undefined {
  const { fact, host } = sighting.query;
  const found = TOLD.has(fact) ? finding(sighting, NO_NEEDS) : undefined;
  if (!found || host === hostKindOf(answers).address(answers)) return found;
  // Of further servers it would not be known which one is meant.
  return { ...found, text: `${reachedAt(host)}: ${found.text}` };
}

/** What is told of a server on which nothing was set up, but maybe copies of an app on another one run. */
export function nothingThere(host: string, facts: Facts): ExpectedError {
  const home = homeOf({ address: host, installs: [] }, facts.get(REMEMBERED)?.hosts ?? []);
  if (home)
    return new ExpectedError({
      code: 'renew.nothing-there',
      what: `${reachedAt(host)} is one of the servers of ${nameAt(home)}.`,
      why: `All that is done with it is done from the first one, ${reachedAt(home.address)}.`,
      next: [`Choose ${nameAt(home)} instead, or name it: npx setup-server menu ${nameAt(home)}`],
    });
  return new ExpectedError({
    code: 'renew.nothing-there',
    what: `There is nothing on ${reachedAt(host)} that setup-server has set up.`,
    why: 'No app was set up there, or its record was deleted.',
    next: ['npx setup-server sets one up, or writes its record anew.'],
  });
}

function recordOfNoUse(name: string, why: string): ExpectedError {
  return new ExpectedError({
    code: 'renew.impossible',
    what: `What the server remembers of ${name} is not enough to go on.`,
    why,
    next: ['npx setup-server asks what is not known, and goes on from there.'],
  });
}
