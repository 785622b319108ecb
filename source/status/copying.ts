import { type TimetableFact, timetableFinding } from '../facts/timetable.ts';
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

/** What is wrong with that. */
export function aboutTimetable(fact: TimetableFact | null | undefined): Complaint[] {
  const found = timetableFinding(fact ?? null);
  return found ? complaintOf(found) : [];
}
