import { type Answers, installOf, textAnswer } from '../../answers/answers.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Question } from '../../questions/question.ts';
import { answersFrom } from '../compose.ts';
import { isRunLine } from '../run-line.ts';
import { problemWithBeside } from './beside.ts';
import { projectOf, REFERENCE } from './place.ts';

export const BESIDE = 'image.beside';

/** Most lines that fit behind `?`, and after them how many more there are. */
const SHOWN = 8;

/** Whether a person goes on without what can't be taken over. */
export const partlyQuestion: Question = {
  id: 'image.partly',
  section: 'App',
  kind: 'confirm',
  title: (answers) =>
    isRunLine(textAnswer(answers, REFERENCE))
      ? "Some of the line can't be taken over. Go on without?"
      : "Some of the compose file can't be taken over. Go on without?",
  hint: (answers, facts) => shortened(leftOutOf(answers, facts).join('; ')),
  help: (answers, facts) => {
    const left = leftOutOf(answers, facts);
    const more = left.length - SHOWN;
    return [
      'setup-server runs one web application with its databases, and does',
      'HTTPS, networks and restarts in its own way. Left out would be:',
      ...left.slice(0, SHOWN).map(shortLine),
      ...(more > 0 ? [`and ${more} more`] : []),
    ]
      .slice(0, 10)
      .join('\n');
  },
  reason: (answers, facts) => `Left out would be: ${leftOutOf(answers, facts).join('; ')}.`,
  when: (answers, facts) => leftOutOf(answers, facts).length > 0,
  yes: 'Go on without it',
  no: 'No',
  problem: (yes) => (yes ? undefined : 'Then change the file, or give the image itself: go back.'),
};

export const besideQuestion: Question = {
  id: BESIDE,
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  lines: true,
  title: 'Databases beside it',
  hint: 'One a line: name, image, folders to keep. Mostly from a compose file.',
  help: [
    'Containers of their own that only the application reaches, by the',
    'name that stands first. A compose file brings them along, with their',
    'variables.',
    '',
    'db postgres:17 shop-db:/var/lib/postgresql/data',
    'cache redis:8 -- redis-server --save 60 1',
    '',
    'What follows -- is the command. Variables are in a file of its own',
    'on the server: /etc/setup-server/NAME/db.env.list',
  ].join('\n'),
  expert: true,
  optional: true,
  example: 'db postgres:17 shop-db:/var/lib/postgresql/data',
  problem: (text, answers) => problemWithBeside(text, installOf(answers)),
};

/** Suggests what the compose file says, where there is one. */
export function asComposed(question: Question): Question {
  const said = (answers: Answers, facts: Facts) => {
    const project = projectOf(answers, facts);
    return project && answersFrom(project, installOf(answers))[question.id];
  };
  if (question.kind === 'text') {
    const { suggestion } = question;
    return {
      ...question,
      suggestion: (answers, facts) => {
        const value = said(answers, facts);
        return typeof value === 'string' ? value : suggestion?.(answers, facts);
      },
    };
  }
  if (question.kind === 'confirm') {
    const { suggestion } = question;
    return {
      ...question,
      suggestion: (answers, facts) => said(answers, facts) === true || suggestion?.(answers, facts),
    };
  }
  return question;
}

function leftOutOf(answers: Answers, facts: Facts): readonly string[] {
  return projectOf(answers, facts)?.leftOut ?? [];
}

function shortLine(line: string): string {
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}

function shortened(text: string): string {
  return text.length > 150 ? `${text.slice(0, 148)} …` : text;
}

/** The lines that were answered. */
export function besideIn(answers: Answers): string {
  return textAnswer(answers, BESIDE);
}
