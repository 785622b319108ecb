import { NOTHING, RESTORE } from '../../changes/revision.ts';
import { answersIn } from '../../doctor/install.ts';
import { ExpectedError } from '../../expected-error.ts';
import { query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { waysInIds } from '../../script.ts';
import { rests } from '../../swarm/parts.ts';
import type { Occasion, Undertaking } from '../errand.ts';
import { stepsOfApp } from '../of-app.ts';
import { undoneTogether } from '../upgrade/together.ts';
import { restoredReceipt } from './restored-receipt.ts';

/**
 * The data, settings and image of a copy in the place of those that are there; null ends what was
 * begun without having touched the data. Throws where there is no such copy, or it has no record.
 */
export function restored(
  occasion: Occasion,
  stamp: string | null,
  why: 'undo' | 'wish',
): Undertaking {
  const { host, name, goal, answers, facts } = occasion;
  const copies = facts.get(query('backups', host, name)) ?? [];
  const copy = copies.find((each) => each.stamp === stamp);
  const record = stamp === null ? facts.get(query('record', host, name)) : copy?.record;
  if (stamp !== null && !copy) throw gone(goal, stamp);
  if (!record || record.damage !== undefined) throw withoutRecord(goal);
  if (goal.cluster && rests(goal)) return undoneTogether(occasion, record, copy ?? null);
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return {
    answers: { ...answersIn(record), ...Object.fromEntries(way), [RESTORE]: stamp ?? NOTHING },
    steps: stepsOfApp,
    receipt: (back, _, rested) => restoredReceipt(back, copy, why, rested),
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
