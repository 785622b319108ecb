import { textAnswer } from '../answers/answers.ts';
import { lines, problemWithMounts } from '../apps/mounts.ts';
import { problemWithInstall } from '../questions/app.ts';
import type { Question } from '../questions/question.ts';
import { dayOf } from '../text/day.ts';
import {
  chosenIn,
  FOLDERS,
  hostIn,
  suggestedInstall,
  takenNames,
  WHICH_CONTAINER,
} from './adoption.ts';
import { type Candidate, candidatesIn, fitting } from './candidates.ts';

const which: Question = {
  id: WHICH_CONTAINER,
  section: 'App',
  kind: 'choice',
  title: 'Which of these shall setup-server look after?',
  hint: 'It goes on running as it is. You see all that would be done first.',
  help: [
    'These containers run on the server, and somebody else started them: by',
    'hand, from a guide, or with Docker Compose.',
    '',
    'The one that you choose is taken over: setup-server reads its settings',
    'and remembers them, sees that it comes back after a restart of the',
    'server, and copies data to a safe place that are in the container',
    'alone. It is not stopped. Later, setup-server can give it a name and',
    'HTTPS. All others are left alone.',
  ].join('\n'),
  reason: () => 'It must be named: nothing that others made is touched otherwise.',
  when: (answers, facts) => fitting(candidatesIn(facts, hostIn(answers))).length > 0,
  choices: (answers, facts) =>
    fitting(candidatesIn(facts, hostIn(answers))).map((each) => ({
      value: each.container.name,
      label: `${each.container.name}: ${each.recognised?.label ?? each.container.image.reference}`,
      note: noteOn(each),
    })),
};

function noteOn({ container, install }: Candidate): string {
  if (install !== null) return 'taken over already';
  const ports = [...new Set(container.ports.map(({ host }) => host))];
  const at = ports.length > 0 ? `, port ${ports.join(' and ')}` : '';
  return `runs since ${dayOf(container.startedAt)}${at}`;
}

const install: Question = {
  id: 'install',
  section: 'App',
  kind: 'text',
  title: 'What should it be called on the server?',
  hint: 'The container gets this name. Visitors never see it.',
  help: [
    'Each application on a server has a short name of its own. The container',
    'and its folder in /etc/setup-server are called so.',
    '',
    'A container can be renamed while it runs. Whatever of yours starts or',
    'stops it by its old name must be told the new one.',
    '',
    'For example: jatos',
  ].join('\n'),
  expert: true,
  example: 'jatos',
  when: (answers, facts) => chosenIn(answers, facts)?.install === null,
  suggestion: suggestedInstall,
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (name, answers, facts) => {
    const own = chosenIn(answers, facts)?.container.id ?? '';
    return (
      problemWithInstall(name) ??
      (takenNames(answers, facts, own).includes(name)
        ? `There is something else called ${name} on the server.`
        : undefined)
    );
  },
};

/** Only of a program that nobody here knows. */
export const foldersQuestion: Question = {
  id: FOLDERS,
  section: 'App',
  kind: 'text',
  lines: true,
  optional: true,
  title: 'In which other folders of the container does it keep data?',
  hint: 'One a line. They are copied to a volume. Those in volumes already are safe.',
  help: [
    'What a program writes in its container is lost when the container is',
    'deleted, unless the folder lies in a volume or in a folder of the server.',
    'setup-server does not know this program, so only you can say where it',
    'keeps its data. On the server, `docker diff NAME` lists what was written.',
    '',
    'Empty, if all of it lies in volumes, or nothing has to be kept.',
    '',
    'For example: /home/sinatra/data',
  ].join('\n'),
  example: '/home/sinatra/data',
  when: (answers, facts) => {
    const chosen = chosenIn(answers, facts);
    return chosen?.install === null && chosen.recognised?.app === 'image';
  },
  problem: (text) =>
    lines(text).some((line) => line.includes(':'))
      ? 'Only folders in the container, without a colon: /data'
      : problemWithMounts(text, textAnswer({}, 'install')),
};

export const adoptQuestions: readonly Question[] = [which, install, foldersQuestion];
