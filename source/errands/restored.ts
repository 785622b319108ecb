import { answersIn } from '../doctor/install.ts';
import { ExpectedError } from '../expected-error.ts';
import type { BackupFact } from '../facts/backups.ts';
import { query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { backupFolder } from '../paths.ts';
import type { Receipt } from '../receipt.ts';
import { NOTHING, RESTORE } from '../revision.ts';
import { waysInIds } from '../script.ts';
import type { Occasion, Undertaking } from './errand.ts';
import { stepsOfApp } from './of-app.ts';
import { restedLine } from './upgrade-receipt.ts';

/**
 * The data, settings and image of a copy in the place of those that are there; null ends what was
 * begun without having touched the data. Throws where there is no such copy, or it has no record.
 */
export function restored(
  { host, name, goal, answers, facts }: Occasion,
  stamp: string | null,
  why: 'undo' | 'wish',
): Undertaking {
  const copies = facts.get(query('backups', host, name)) ?? [];
  const copy = copies.find((each) => each.stamp === stamp);
  const record = stamp === null ? facts.get(query('record', host, name)) : copy?.record;
  if (stamp !== null && !copy) throw gone(goal, stamp);
  if (!record || record.damage !== undefined) throw withoutRecord(goal);
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return {
    answers: { ...answersIn(record), ...Object.fromEntries(way), [RESTORE]: stamp ?? NOTHING },
    steps: stepsOfApp,
    receipt: (back, _, rested) => receiptOf(back, copy, why, rested),
  };
}

function receiptOf(
  goal: Goal,
  copy: BackupFact | undefined,
  why: 'undo' | 'wish',
  rested: number | null,
): Receipt {
  const { app, install, recipe } = goal;
  const when = copy && `${copy.at.slice(0, 16).replace('T', ' at ')} UTC`;
  return {
    headline:
      why === 'undo'
        ? `The upgrade of ${app.label} is undone`
        : `The data of ${app.label} are back`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      { label: 'Version', text: recipe.container.image },
      { label: 'Data', text: when ? `as they were on ${when}` : 'were not touched' },
      ...restedLine(rested),
      ...(copy
        ? [{ label: 'Copy', text: `${backupFolder(install, copy.stamp)}, until you delete it` }]
        : []),
    ],
  };
}

function gone({ app }: Goal, stamp: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what: `There is no copy of the data of ${app.label} called ${stamp}.`,
    next: ['npx setup-server backup list shows those that there are.'],
  });
}

function withoutRecord({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'backup.no-record',
    what: `It is not known any more what ${app.label} was made from then.`,
    why: 'The record in that copy is missing or damaged.',
    next: ['Choose another copy: npx setup-server backup list'],
  });
}
