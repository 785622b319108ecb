import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { REMEMBERED } from '../hosts/remembered.ts';
import { isTime } from '../timetable/order.ts';
import { isZone, KEEP, type Timetable } from '../timetable/timetable.ts';
import type { ChoiceQuestion, Question, TextQuestion } from './question.ts';

/** How often the server copies the data by itself. */
export const TIMETABLE = 'backup.timetable';
/** When; `03:00 Europe/Berlin`. */
export const TIME = 'backup.time';
export const NEVER = 'never';
const EVERY: Readonly<Record<string, 'day' | 'week'>> = { nightly: 'day', weekly: 'week' };
const QUIET = '03:00';

/** Undefined where the data are only copied by hand. */
export function timetableIn(answers: Answers): Timetable | undefined {
  const every = EVERY[textAnswer(answers, TIMETABLE)];
  if (!every) return undefined;
  const { time, zone } = timeIn(textAnswer(answers, TIME));
  return { every, time, zone, keep: KEEP[every] };
}

/** The time, and by whose clock. */
function timeIn(text: string): { readonly time: string; readonly zone: string } {
  const [time = '', zone = 'UTC'] = text.split(' ');
  return { time: time || QUIET, zone };
}

/** What a copy costs: the last one by the timetable, where there was one. */
export function restedHint(host: string, install: string, facts: Facts): string {
  const seconds = facts.get(query('timetable', host))?.installs[install]?.last?.restedSeconds;
  return seconds === undefined
    ? 'The app is stopped for each copy: some seconds, or minutes where there is much.'
    : `The app is stopped for each copy: the last time for ${seconds} seconds.`;
}

/** Whether the data are copied without anybody, and how often. */
export const timetableQuestion: ChoiceQuestion = {
  id: TIMETABLE,
  section: 'Settings',
  form: 'settings',
  kind: 'choice',
  title: 'Shall the server copy the data by itself?',
  hint: (answers, facts) =>
    restedHint(hostKindOf(answers).address(answers), installOf(answers), facts),
  help: [
    'A copy holds the data and the settings of the app as they are at that',
    'moment. With it, what was deleted or spoilt by mistake can be put back.',
    'It is read back before it counts.',
    '',
    'Old copies go by themselves: of one each night, the last 7 stay, and one',
    'of each of the last 4 weeks. If the disk has no room, none is made, and',
    'you are told in the same way as of a renewal that fails.',
    'They lie on the server itself: if that is lost, so are they.',
  ].join('\n'),
  when: (answers) => !(appIn(answers)?.keepsNothing?.(answers) ?? false),
  choices: () => [
    { value: 'nightly', label: 'Every night', note: '7 nights and 4 weeks are kept' },
    { value: 'weekly', label: 'Every Sunday', note: '6 weeks are kept' },
    { value: NEVER, label: 'No', note: 'only when I say so' },
  ],
  // A later visit is not to stop an app at night that nobody asked it to.
  suggestion: (answers, facts) => {
    const host = hostKindOf(answers).address(answers);
    if (facts.get(query('record', host, installOf(answers)))) return NEVER;
    return appIn(answers)?.restsLong ? 'weekly' : 'nightly';
  },
};

function appIn(answers: Answers) {
  return apps.find(({ id }) => id === textAnswer(answers, 'app'));
}

/** At what time, by whose clocks. */
export const timeQuestion: TextQuestion = {
  id: TIME,
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  title: 'When are the data copied?',
  hint: 'When nobody uses it. The time, and the place by whose clocks it is meant.',
  help: [
    'The app is stopped then, for as long as a copy takes. The server may',
    'begin up to some minutes later.',
    '',
    'The place is written as computers do: Europe/Berlin, America/New_York.',
  ].join('\n'),
  example: '03:00 Europe/Berlin',
  expert: true,
  when: (answers) => timetableIn(answers) !== undefined,
  suggestion: (_, facts) => `${QUIET} ${facts.get(REMEMBERED)?.zone ?? 'UTC'}`,
  normalise: (typed) =>
    typed
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/^(\d):/, '0$1:'),
  problem: (value) => {
    const { time, zone } = timeIn(value);
    if (!isTime(time)) return 'That is no time of day. Like this: 03:00 Europe/Berlin';
    return isZone(zone)
      ? undefined
      : `${zone} is not known here. Like this: Europe/Berlin, or UTC.`;
  },
};

export const timetableQuestions: readonly Question[] = [timetableQuestion, timeQuestion];
