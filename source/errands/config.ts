import type { Answer, Answers } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import { query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import type { Receipt, ReceiptLine } from '../receipt.ts';
import { Secret } from '../secret.ts';
import { changeableIds, configQuestions, configScript, TOPICS } from './config-questions.ts';
import { stoppedTrouble } from './env.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { restartTold } from './restarting.ts';
import { restedLine } from './upgrade-receipt.ts';

/** Any answer of an app's, changed: all that the answers ask for is made so. */
export const configTask: Task = {
  command: 'config set',
  doing: 'Changing',
  heading: 'Settings',
  questions: configQuestions,
  script: configScript,
  looks: (host, install) => [
    query('envFile', host, envFile(install)),
    query('container', host, install),
    query('record', host, install),
  ],
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { goal, facts, host, name } = occasion;
  if (goal.stopped) throw stoppedTrouble(goal);
  if (!changeableIds.some((id) => occasion.wishes[id] !== undefined)) throw nothingSaid();
  const before = facts.get(query('record', host, name))?.answers ?? {};
  return {
    answers: meant(occasion.answers),
    steps: (steps, wanted) => restartTold(steps, wanted),
    receipt: (wanted, _, rested) => receiptOf(wanted, before, meant(occasion.wishes), rested),
  };
}

/** Without the question what to change, and without passwords that were left as they are. */
function meant(answers: Answers): Answers {
  const kept = ([id, value]: readonly [string, Answer]) =>
    id !== TOPICS && !(value instanceof Secret && value.isEmpty);
  return Object.fromEntries(Object.entries(answers).filter(kept));
}

function receiptOf(
  goal: Goal,
  before: Goal['answers'],
  given: Answers,
  rested: number | null,
): Receipt {
  const { app, install } = goal;
  const changed = changeableIds.flatMap((id): ReceiptLine[] => {
    if (given[id] instanceof Secret) return [{ label: 'Changed', text: `${id}, which is hidden` }];
    const [was, is] = [text(before[id]), text(goal.answers[id])];
    if (was === is) return [];
    return [{ label: 'Changed', text: `${id}: ${is}${was === NOTHING ? '' : `, before: ${was}`}` }];
  });
  return {
    headline:
      changed.length === 0
        ? `${app.label} at ${addressOf(goal)} is as it was`
        : `${app.label} at ${addressOf(goal)} is as you want it now`,
    lines: [
      ...changed,
      ...restedLine(rested),
      { label: 'All of them', text: `npx setup-server config show --install ${install}` },
    ],
  };
}

function nothingSaid(): ExpectedError {
  return new ExpectedError({
    code: 'config.nothing',
    what: 'It was not said what is to be changed.',
    next: [
      'npx setup-server config set --set ID=VALUE; npx setup-server questions lists the ids.',
      'Without --yes, at a terminal, it asks you.',
    ],
  });
}

const NOTHING = '(nothing)';

function text(answer: string | boolean | undefined): string {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no';
  return answer === undefined || answer === '' ? NOTHING : answer.replaceAll('\n', '; ');
}
