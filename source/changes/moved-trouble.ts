import { ExpectedError } from '../expected-error.ts';
import type { ChangeFact } from '../facts/installs/change.ts';
import type { Goal } from '../goal.ts';
import { momentOf } from '../text/day.ts';

/** Whether what a move noted of an app forbids that it runs here. */
export function isBarred({ kind, state, move }: Pick<ChangeFact, 'kind' | 'state' | 'move'>) {
  return kind === 'move' && (state === 'begun' || move?.role !== 'taken');
}

/** Why it is not started here: two of them would take different data. */
export function barred({ app, reachedAt }: Goal, { move, at, by }: ChangeFact): ExpectedError {
  const when = momentOf(at);
  const peer = move?.peer ?? '';
  if (move?.role === 'taken')
    return new ExpectedError({
      code: 'move.unfinished',
      what: `${app.label} is on its way to this server, and has not come to its end.`,
      why: `${by} began to move it from ${peer} on ${when}. Until that is finished or undone, nothing else is safe for its data.`,
      next: [
        `npx setup-server move ${reachedAt} --to ${peer} goes on.`,
        `npx setup-server move ${reachedAt} --to ${peer} --undo goes back.`,
      ],
    });
  return new ExpectedError({
    code: 'move.gone',
    what: `${app.label} was moved from here to ${peer}, so it is not started here.`,
    why: `${by} moved it on ${when}. If it ran on both, each would get a part of what people send, and nothing could put that together again.`,
    next: [
      `npx setup-server move ${reachedAt} --to ${peer} goes on, where it was cut off.`,
      `npx setup-server move ${reachedAt} --to ${peer} --undo brings it back.`,
    ],
  });
}

/** Why its data are not put into other hands while the move can still be undone. */
export function unconfirmed({ app, reachedAt }: Goal, { move }: ChangeFact): ExpectedError {
  return new ExpectedError({
    code: 'move.unconfirmed',
    what: `${app.label} was moved here from ${move?.peer ?? 'another server'}, and that can still be undone.`,
    why: 'What is noted for that would be lost.',
    next: [`If all is well here: npx setup-server move ${reachedAt} --confirm. Then try again.`],
  });
}
