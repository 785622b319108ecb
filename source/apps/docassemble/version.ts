import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Question } from '../../questions/question.ts';

/** Id of the question. */
export const VERSION = 'docassemble.version';
const REPOSITORY = 'jhpyle/docassemble';
/** The only tag that its makers keep up; what is downloaded stays until it is asked for anew. */
const NEWEST = 'latest';

export const versionQuestion: Question = {
  id: VERSION,
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  title: 'Which docassemble?',
  hint: 'The newest, or a digest: it stays at the one that was downloaded.',
  help: [
    'The makers of docassemble publish only the newest one. What is',
    'downloaded now stays; most updates are made in docassemble itself, on',
    'its Package Management page.',
    'To have again exactly what ran before, give its digest: the receipt of',
    'that time has it. An older one cannot read the data of a newer one.',
    '',
    'For example: latest, or sha256: and 64 digits',
  ].join('\n'),
  expert: true,
  example: NEWEST,
  suggestion: () => NEWEST,
  normalise: (typed) => typed.trim().replace(/^(docker\.io\/)?jhpyle\/docassemble[:@]/, ''),
  problem: (value) =>
    /^[\w][\w.-]{0,127}$|^sha256:[0-9a-f]{64}$/.test(value)
      ? undefined
      : 'latest, or a digest: sha256: and 64 digits',
};

export function imageOf(answers: Answers): string {
  const version = textAnswer(answers, VERSION) || NEWEST;
  return `${REPOSITORY}${version.startsWith('sha256:') ? '@' : ':'}${version}`;
}
