import { type Answers, installOf } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { ListenersFact, PortOwnerFact } from '../facts/machine.ts';
import { portsTaken } from '../facts/network/listeners.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { USUAL_PORTS, unusualPorts } from '../front/ports.ts';
import { hostKindOf } from '../hosts/index.ts';
import { othersRecorded } from '../swarm/answers.ts';

/** The ports that the front wants. */
export const USUAL = [USUAL_PORTS.http, USUAL_PORTS.https];

/** Who listens at one of the ports, and what is known of the program. */
export interface Taken {
  readonly port: number;
  readonly program: string | null;
  readonly container?: string | undefined;
  readonly owner: PortOwnerFact | null;
}

/** The host that the answers mean, and who listens on it. */
export function seen(answers: Answers, facts: Facts) {
  const host = hostKindOf(answers).address(answers);
  return { host, listeners: facts.get(query('listeners', host)) ?? ([] as ListenersFact) };
}

/** Who stands there, and is not our own front. */
export function takenBy(answers: Answers, facts: Facts): readonly Taken[] {
  const { host, listeners } = seen(answers, facts);
  return portsTaken(listeners, USUAL_PORTS, installOf(answers)).map(
    ({ port, program, container }) => ({
      ...{ port, program, container },
      owner: facts.get(query('portOwner', host, String(port))) ?? null,
    }),
  );
}

/**
 * A front that stands elsewhere already has no need of them. Where the app runs on several servers, its own stands
 * there; that it is to run on one is refused as a whole.
 */
export function isTaken(answers: Answers, facts: Facts): boolean {
  const { host, listeners } = seen(answers, facts);
  if (othersRecorded(facts.get(query('record', host, installOf(answers)))) > 0) return false;
  const taken = portsTaken(listeners, USUAL_PORTS, installOf(answers));
  return taken.length > 0 && unusualPorts(listeners, FRONT_CONTAINER) === undefined;
}

/** Their names, as one says them. */
export function ownersOf(taken: readonly Taken[]): string[] {
  const names = taken.map(({ container, program, owner }) =>
    container === undefined ? (owner?.program ?? program) : `the container ${container}`,
  );
  return [...new Set(names.map((name) => name ?? 'another program'))];
}

/** "Port 80 is taken by nginx". */
export function takenText(answers: Answers, facts: Facts): string {
  const taken = takenBy(answers, facts);
  const numbers = [...new Set(taken.map(({ port }) => port))].sort((one, other) => one - other);
  const owners = ownersOf(taken);
  const by = owners.length > 0 ? ` by ${owners.join(' and ')}` : '';
  if (numbers.length === 1) return `Port ${numbers[0]} is taken${by}`;
  return `Ports ${USUAL.join(' and ')} are taken${by}`;
}

/** The services that may be stopped, where all who stand there show no more than a welcome page. */
export function welcomeOf(taken: readonly Taken[]): readonly PortOwnerFact[] | undefined {
  const owners = taken.flatMap(({ container, owner }) =>
    container === undefined && owner?.onlyWelcome && owner.unit !== null ? [owner] : [],
  );
  return owners.length > 0 && owners.length === taken.length ? owners : undefined;
}

/** The one container that has the ports; undefined where others stand there, too. */
export function containerOf(taken: readonly Taken[]): string | undefined {
  const names = new Set(taken.map(({ container }) => container));
  return names.size === 1 ? [...names][0] : undefined;
}
