import type { AwayGoal, AwayState } from '../backup/away.ts';
import { type TimetableFact, timetableFinding } from '../facts/installs/timetable.ts';
import { type Timetable, timetableInWords } from '../timetable/timetable.ts';
import { type Complaint, complaintOf, type TimetableStatus } from './install-status.ts';

/** When an install's data are copied, and how that went last. */
export function timetableStatus(
  install: string,
  timetable: Timetable,
  fact: TimetableFact | null | undefined,
): TimetableStatus {
  const { last, trouble } = fact?.installs[install] ?? { last: null, trouble: null };
  return {
    when: timetableInWords(timetable),
    lastAt: last?.at ?? null,
    restedSeconds: last?.restedSeconds ?? null,
    says: trouble?.says ?? null,
  };
}

/** Where copies are sent: what keeps the last one from getting there. */
export function aboutAway(
  app: string,
  away: AwayGoal | undefined,
  found: AwayState | null | undefined,
): Complaint[] {
  if (!away || !found || found.says === '') return [];
  const text = `A copy of the data of ${app} could not be sent to the bucket ${away.place.bucket} (${found.says.replace(/\.$/, '')})`;
  const advice = 'npx setup-server backup away tries the storage, and takes another key.';
  return [{ status: 'warning', text, advice }];
}

/** What is wrong with that. */
export function aboutTimetable(fact: TimetableFact | null | undefined): Complaint[] {
  const found = timetableFinding(fact ?? null);
  return found ? complaintOf(found) : [];
}
