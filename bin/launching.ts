import type { Answers } from '../source/answers/answers.ts';
import type { Source } from '../source/answers/given.ts';
import type { Session } from '../source/session.ts';
import { type SessionWithLaunch, withLaunch } from '../source/with-launch.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

/** The session of the whole job, which makes a machine first where that is wanted. */
export function launching(world: World, session: Session): SessionWithLaunch {
  return withLaunch(session, async ({ launch }) => {
    const { openLaunch } = await import('../source/open-launch.ts');
    return openLaunch(session, launch, await operatorOf(world));
  });
}

/** What was answered so far, as if it had been given beforehand. */
export function goingOn(source: Source, answers: Answers): Source {
  const origin = { from: 'flag', where: 'before the server was made' } as const;
  const given = Object.entries(answers).map(([id, value]) => [id, { value, origin }] as const);
  return { ...source, given: new Map(given) };
}
