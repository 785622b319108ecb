import { AGAIN, type Answers, namedInstall, OTHER, textAnswer } from '../answers/answers.ts';
import { apps, calledIn } from '../apps/index.ts';
import { readableHostname } from '../dns/hostname.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { problemWithInstall } from './app.ts';
import { neighboursOf } from './name.ts';
import type { Question } from './question.ts';

/** What the server has under the name that was meant first, whether or not another one was taken then. */
export function namedRecord(answers: Answers): Query<'record'> {
  return query('record', hostKindOf(answers).address(answers), namedInstall(answers));
}

function there(answers: Answers, facts: Facts) {
  const found = facts.get(namedRecord(answers));
  return found && found.damage === undefined ? found : undefined;
}

/** Whoever gave the site's name beforehand has said which one is meant. */
function isMeant(answers: Answers, facts: Facts): boolean {
  return (
    textAnswer(answers, 'hostname') === textAnswer(there(answers, facts)?.answers ?? {}, 'hostname')
  );
}

const again: Question = {
  id: AGAIN,
  section: 'Server',
  kind: 'choice',
  title: (answers, facts) => {
    const found = there(answers, facts);
    const app = apps.find(({ id }) => id === found?.app);
    const called = app ? calledIn(app, found?.answers ?? {}) : namedInstall(answers);
    return `${called} is on this server already. What do you want?`;
  },
  hint: (answers, facts) => {
    const hostname = textAnswer(there(answers, facts)?.answers ?? {}, 'hostname');
    return hostname === '' ? '' : `It answers at ${readableHostname(hostname)}.`;
  },
  help: [
    'The one that is there can be checked, mended and changed: answer the',
    'next questions as they shall be from now on.',
    '',
    'Or it stays as it is, and gets a neighbour: with a name on the internet,',
    'a certificate and data of its own. Both share the server, and its',
    'memory.',
  ].join('\n'),
  when: (answers, facts) => there(answers, facts) !== undefined && !isMeant(answers, facts),
  choices: () => [
    { value: 'same', label: 'Go on with that one', note: 'check it, or change its settings' },
    { value: 'other', label: 'Set up another one', note: 'that one stays as it is' },
  ],
  suggestion: () => 'same',
};

const other: Question = {
  id: OTHER,
  section: 'Server',
  kind: 'text',
  title: 'What should the new one be called on the server?',
  hint: 'Folders, container and data volume get this name. It is never shown to visitors.',
  help: [
    'Each application on a server has a short name of its own, by which its',
    'data are found again. Small letters, digits and hyphens.',
    '',
    'For example: jatos-teaching',
  ].join('\n'),
  example: 'jatos-teaching',
  when: (answers, facts) =>
    textAnswer(answers, AGAIN) === 'other' && (again.when?.(answers, facts) ?? true),
  suggestion: (answers, facts) => {
    const taken = (facts.get(neighboursOf(answers)) ?? []).map(({ install }) => install);
    const numbers = Array.from({ length: taken.length + 1 }, (_, index) => index + 2);
    const names = numbers.map((number) => `${namedInstall(answers)}-${number}`);
    return names.find((name) => !taken.includes(name));
  },
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (name, answers) =>
    name === namedInstall(answers) ? 'The other one is called that.' : problemWithInstall(name),
};

/** Asked where the app, or what is called like it, is there already. They need the record. */
export const againQuestions: readonly Question[] = [again, other];
