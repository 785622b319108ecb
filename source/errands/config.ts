import type { Answer, Answers } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import { query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import type { Receipt, ReceiptLine } from '../receipt.ts';
import { Secret } from '../secrets/secret.ts';
import { looksOnSeveral } from '../swarm/decide.ts';
import {
  changeableIds,
  configQuestions,
  configScript,
  ON_SEVERAL,
  TOPIC_LABELS,
  TOPICS,
  type Topic,
  topicsGiven,
} from './config-questions.ts';
import { stoppedTrouble } from './env.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { restartTold } from './restarting.ts';
import { settingsOnSeveral } from './settings-on-several.ts';
import { restedLine } from './upgrade/receipt.ts';

/** Any answer of an app's, changed: all that the answers ask for is made so. */
export const configTask: Task = {
  command: 'config set',
  doing: 'Changing',
  heading: 'Settings',
  questions: configQuestions,
  script: configScript,
  looks: (host, install, _wishes, _before, goal) => [
    query('envFile', host, envFile(install)),
    query('container', host, install),
    query('record', host, install),
    ...looksOnSeveral(goal),
  ],
  onSeveral: true,
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { goal, facts, host, name } = occasion;
  if (goal.stopped) throw stoppedTrouble(goal);
  if (!changeableIds.some((id) => occasion.wishes[id] !== undefined)) throw nothingSaid();
  const before = facts.get(query('record', host, name))?.answers ?? {};
  const answers = meant(occasion.answers);
  const topics = topicsGiven(meant(occasion.wishes), before);
  if (goal.cluster) refuseTopics(goal, topics);
  return {
    ...(goal.cluster ? settingsOnSeveral(occasion, answers, topics) : { steps: restartTold }),
    answers,
    receipt: (wanted, _, rested) => receiptOf(wanted, before, meant(occasion.wishes), rested),
  };
}

function refuseTopics({ app, install, cluster, host }: Goal, topics: readonly Topic[]): void {
  const others = topics.filter((each) => !ON_SEVERAL.includes(each));
  if (others.length === 0) return;
  const servers = (cluster?.others.length ?? 0) + 1;
  throw new ExpectedError({
    code: 'config.on-several',
    what: `${app.label} runs on ${servers} servers, where not all can be changed: ${others.map((each) => TOPIC_LABELS[each].toLowerCase()).join('; ')}.`,
    why: 'Its settings can, its name and its certificate, and who is told when a renewal fails. Anything else would be changed on the first server only.',
    next: [
      ...(others.includes('app')
        ? [`Another version: npx setup-server upgrade --install ${install}`]
        : []),
      `npx setup-server shrink --install ${install} goes back to one server, where all can be changed.`,
      `Then npx setup-server grow --install ${install} takes it to several again.`,
    ],
    detail: host,
  });
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
