import type { Answers } from '../source/answers/answers.ts';
import type { Source } from '../source/answers/given.ts';
import type { Session } from '../source/session/session.ts';
import { newMachine, type SessionWithLaunch, withLaunch } from '../source/session/with-launch.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

/** The session of a job, which makes first what that wants of a provider. */
export function launching(
  world: World,
  session: Session,
  beforehand = newMachine,
): SessionWithLaunch {
  return withLaunch(session, beforehand, async (launch) => {
    const { openLaunch } = await import('../source/session/open-launch.ts');
    return openLaunch(session, launch, await operatorOf(world));
  });
}

/** What was answered so far, as if it had been given beforehand. */
export function goingOn(source: Source, answers: Answers): Source {
  const origin = { from: 'flag', where: 'before the server was made' } as const;
  const given = Object.entries(answers).map(([id, value]) => [id, { value, origin }] as const);
  return { ...source, given: new Map(given) };
}
