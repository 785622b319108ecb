import { isBarred } from '../changes/moved-trouble.ts';
import { waysOn } from '../changes/ways-on.ts';
import type { ChangeFact } from '../facts/installs/change.ts';
import { dayOf } from '../text/day.ts';
import type { Complaint } from './install-status.ts';

/** What was begun with an app, or with its data, and has not come to its end. `place`: how its server is reached. */
export function aboutChange(app: string, place: string, change: ChangeFact | null): Complaint[] {
  if (change?.state !== 'begun') return [];
  const { kind, move, at } = change;
  const begun = `was begun on ${dayOf(at)} and has not come to its end`;
  if (move)
    return [
      {
        status: 'stops',
        text: `${ON_ITS_WAY[move.role](app, move.peer)}: that ${begun}`,
        advice: `npx setup-server move ${place} --to ${move.peer} goes on with it; with --undo, it comes back.`,
      },
    ];
  const what = kind === 'upgrade' ? 'An upgrade' : 'Putting back a copy of the data';
  return [
    {
      status: 'stops',
      text: `${what} of ${app} ${begun}`,
      advice: waysOn(change, place).join(' '),
    },
  ];
}

/** The server that an app went to, or is on its way to, so that it must not run here; null where it may. */
export function movedAway(change: ChangeFact | null): string | null {
  const { move } = change ?? {};
  return change && move && move.role !== 'taken' && isBarred(change) ? move.peer : null;
}

const ON_ITS_WAY = {
  left: (app: string, peer: string) => `${app} is on its way to ${peer}, and rests here`,
  taken: (app: string, peer: string) => `${app} is on its way here from ${peer}`,
  returned: (app: string, peer: string) => `${app} is on its way back to ${peer}`,
};
