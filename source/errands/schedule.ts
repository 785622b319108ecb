import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { TIMETABLE_LOG } from '../paths.ts';
import { onlyThose } from '../plan.ts';
import type { Question } from '../questions/question.ts';
import {
  NEVER,
  restedHint,
  TIME,
  TIMETABLE,
  timeQuestion,
  timetableQuestion,
} from '../questions/timetable.ts';
import type { Receipt } from '../receipt.ts';
import { hostOf, installOfAnswers, recordedAt } from '../status/renewal-script.ts';
import { timetableInWords } from '../timetable/timetable.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { wayToApp } from './running.ts';

/** What was answered before, for the app that is meant here. */
function recorded(id: string, answers: Answers, facts: Facts): string {
  return textAnswer(recordedAt(answers, facts), id);
}

const { form: _, ...timetable } = timetableQuestion;
const { form: __, ...when } = timeQuestion;

const often: Question = {
  ...timetable,
  hint: (answers, facts) => restedHint(hostOf(answers), installOfAnswers(answers, facts), facts),
  suggestion: (answers, facts) => recorded(TIMETABLE, answers, facts) || 'nightly',
};

const time: Question = {
  ...when,
  expert: false,
  suggestion: (answers, facts) =>
    recorded(TIME, answers, facts) || timeQuestion.suggestion?.(answers, facts),
};

/** When the server copies an app's data by itself. */
export const scheduleTask: Task = {
  command: 'backup schedule',
  doing: 'Setting the timetable of',
  heading: 'Copies',
  questions: [often, time],
  script: [
    ...wayToApp('When its data are copied by themselves comes next.'),
    { look: (answers) => [query('timetable', hostOf(answers))] },
    { ask: often },
    { ask: time },
  ],
  looks: (host) => [query('timetable', host)],
  undertake,
};

function undertake({ answers, wishes }: Occasion): Undertaking {
  const wish = textAnswer(wishes, TIMETABLE);
  return {
    answers: {
      ...answers,
      [TIMETABLE]: wish,
      [TIME]: wish === NEVER ? '' : textAnswer(wishes, TIME),
    },
    steps: (steps) => {
      const own = steps.map(({ id }) => id).filter((id) => id.startsWith('timetable.'));
      return onlyThose(steps, ['renewal.download', 'record.write', ...own]);
    },
    receipt: receiptOf,
  };
}

function receiptOf({ app, timetable, install }: Goal): Receipt {
  if (!timetable) {
    return {
      headline: `The data of ${app.label} are not copied by themselves`,
      lines: [
        { label: 'Copies', text: 'that there are stay, until you delete them.' },
        { label: 'By hand', text: `npx setup-server backup make --install ${install}` },
      ],
    };
  }
  return {
    headline: `The data of ${app.label} are copied ${timetableInWords(timetable)}`,
    lines: [
      { label: 'Copies', text: `npx setup-server backup list shows them` },
      { label: 'How it goes', text: `npx setup-server status, or on the server: ${TIMETABLE_LOG}` },
      {
        label: 'Mind',
        text: `They lie on the same server. To have one here, too: npx setup-server backup get --install ${install}`,
        tone: 'warning',
      },
    ],
  };
}
