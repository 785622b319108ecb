import type { Answers } from '../source/answers/answers.ts';
import type { Facts } from '../source/facts/facts.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { FarSession } from '../source/session/session.ts';
import { pickInstalls } from '../source/status/chosen-install.ts';
import { type SeenInstall, visitHost } from '../source/status/host-status.ts';
import { authorOf } from './operator.ts';
import type { World } from './world.ts';

/** A server that is looked at, by a way that is open, and which install there is meant: all without a name. */
export interface Place {
  readonly world: World;
  readonly session: Pick<FarSession, 'look' | 'follow'>;
  readonly way: Answers;
  readonly facts: Facts;
  readonly named: string | undefined;
  readonly signal: AbortSignal;
}

export interface SeenThere {
  readonly host: string;
  readonly installs: readonly [SeenInstall, ...SeenInstall[]];
  readonly facts: Facts;
}

/** The installs that are meant, as they are now. Throws where there are none. */
export async function seenInstalls(place: Place): Promise<SeenThere> {
  const { world, session, way, named, signal } = place;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const visit = { look: session.look, host, way, author, purpose: 'renewal', signal } as const;
  const { installs, facts } = await visitHost(visit, place.facts);
  return { host, installs: pickInstalls(installs, named, host, facts), facts };
}
