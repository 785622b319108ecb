import { isNameless } from '../../adoption/dangers.ts';
import { type Answers, textAnswer } from '../../answers/answers.ts';
import { appOf } from '../../apps/index.ts';
import type { Spread } from '../../apps/spread.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Question } from '../../questions/question.ts';
import { hostOf, installOfAnswers, recordedAt } from '../../status/renewal-script.ts';
import { STATELESS } from '../../swarm/answers.ts';

/** What the record says, where it grew before. */
export function before(id: string) {
  return (answers: Answers, facts: Facts): string | undefined =>
    textAnswer(recordedAt(answers, facts), id) || undefined;
}

/** Also for those who have Amazon run it. */
export const stateless: Question = {
  id: STATELESS,
  section: 'Settings',
  kind: 'confirm',
  title: 'Can each copy of the app answer any visitor?',
  hint: 'Visitors come to any copy, and to another one with the next click.',
  help: [
    'Yes: nothing lies in one copy only: no uploaded files, no database, and',
    'nobody who is logged in there alone. What a copy writes for itself is',
    'lost when it is replaced. If you do not know, ask whoever made the app',
    'whether it is "stateless".',
    '',
    'No: the app stays on this server, with its data, and is not there for a',
    'minute while it is handed over. Visitors can come in at any server, but',
    'if this one is lost, nobody answers. That makes nothing faster or safer:',
    'it is a beginning, for data that you move elsewhere later.',
  ].join('\n'),
  yes: 'Yes, it keeps nothing of its own',
  no: 'No, it stays here with its data',
  when: (answers, facts) => !knowsItself(answers, facts),
  suggestion: (answers, facts) =>
    dataIn(answers, facts).length > 0 ? false : stated(answers, facts),
  problem: (value, answers, facts) => {
    const data = dataIn(answers, facts);
    return value && data.length > 0
      ? `It keeps data on this server (${data.join(', ')}), where other copies would not see them. With "no" it stays here.`
      : undefined;
  },
};

function stated(answers: Answers, facts: Facts): boolean | undefined {
  const said = recordedAt(answers, facts)[STATELESS];
  return typeof said === 'boolean' ? said : undefined;
}

/** Where the app keeps data on the first server. */
function dataIn(answers: Answers, facts: Facts): readonly string[] {
  const install = installOfAnswers(answers, facts);
  const mounts = facts.get(query('container', hostOf(answers), install))?.mounts ?? [];
  // What an image declares and nobody named goes with its container.
  const kept = mounts.filter(({ type, source }) => type !== 'other' && !isNameless(source));
  return kept.map(({ target }) => target);
}

/** Of some apps it is known how they run on several servers. */
function knowsItself(answers: Answers, facts: Facts): boolean {
  const app = textAnswer(recordedAt(answers, facts), 'app');
  return app !== '' && appOf(app).several !== undefined;
}

/** It stays on the first server, so there is one of it. */
export function stays(answers: Answers, facts: Facts): boolean {
  return (
    spreadIn(answers, facts)?.roles.every(({ runs }) => runs === 'once') ??
    answers[STATELESS] === false
  );
}

/** Of an app that runs in copies, something is on the first server alone. */
export function hasCentre(answers: Answers, facts: Facts): boolean {
  const { stays: container, roles = [] } = spreadIn(answers, facts) ?? {};
  return container !== undefined || roles.some(({ runs }) => runs === 'once');
}

/** How an app runs there that knows it itself. */
function spreadIn(answers: Answers, facts: Facts): Spread | undefined {
  const before = recordedAt(answers, facts);
  const app = textAnswer(before, 'app');
  const several = app === '' ? undefined : appOf(app).several;
  const install = installOfAnswers(answers, facts);
  const hostname = textAnswer(before, 'hostname');
  return several?.spread({ answers: before, facts, install, host: hostOf(answers), hostname });
}
