import type { ChangeFact } from '../../facts/installs/change.ts';
import { addressOf, type Goal } from '../../goal.ts';
import { backupFolder } from '../../paths.ts';
import type { Receipt } from '../../receipt.ts';
import { restedLine } from '../upgrade/receipt.ts';

/** It is at work on the new server, and what is left on the old one. */
export function movedReceipt(before: Goal, goal: Goal, rested: number | null): Receipt {
  const { app, install } = goal;
  return {
    headline: `${app.label} is moved to ${goal.reachedAt}`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      ...restedLine(rested),
      {
        label: 'Do now',
        text: 'Look whether all is as it should be: sign in, open what matters to you.',
      },
      {
        label: 'Old server',
        text: `${before.reachedAt} keeps all of it, at rest. Who still comes there is told that it moved.`,
      },
      {
        label: 'Undo',
        text: `npx setup-server move ${goal.reachedAt} --to ${before.reachedAt} --install ${install} --undo`,
      },
      {
        label: 'All well',
        text: `npx setup-server move ${goal.reachedAt} --install ${install} --confirm ends that way back`,
      },
    ],
  };
}

/** It is back where it was; `kept` is the copy of what came in on the other server. */
export function undoneReceipt(
  before: Goal,
  goal: Goal,
  kept: string | null,
  rested: number | null,
): Receipt {
  const { app, install } = goal;
  const since = `on ${before.reachedAt}: ${backupFolder(install, kept ?? '')}. npx setup-server backup get ${before.reachedAt} fetches it`;
  return {
    headline: `${app.label} is back on ${goal.reachedAt}, with its data as they were`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      ...restedLine(rested),
      { label: 'Since then', text: kept ? since : 'nothing came in on the other server' },
    ],
  };
}

/** Nothing was deleted by that. */
export function confirmedReceipt({ app, install }: Goal, { move }: ChangeFact): Receipt {
  const peer = move?.peer ?? 'the old server';
  return {
    headline: `${app.label} stays here; the move is confirmed`,
    lines: [
      {
        label: 'Old server',
        text: `${peer} still has its data, at rest, and never starts it by itself.`,
      },
      {
        label: 'Remove',
        text: `npx setup-server remove ${peer} --install ${install}, once you need nothing of it any more`,
      },
    ],
  };
}
