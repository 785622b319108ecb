import { textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { RESERVED_INSTALLS } from '../paths.ts';
import type { Question } from './question.ts';

const app: Question = {
  id: 'app',
  section: 'App',
  kind: 'choice',
  title: 'What do you want to run?',
  hint: 'It gets a server of its own, or shares one with others.',
  help: [
    'An application runs in a container: a closed box that brings all it',
    'needs along, so that nothing else must be installed on the server.',
    'The box is made from an image, which somebody has published.',
    '',
    'Choose the application by its name where it stands here: then its',
    'settings, data and first steps are known. Any other image from',
    'Docker Hub or another registry works by "Your own Docker image".',
  ].join('\n'),
  choices: () => apps.map(({ id, label, note }) => ({ value: id, label, note })),
};

const install: Question = {
  id: 'install',
  section: 'App',
  kind: 'text',
  title: 'What should it be called on the server?',
  hint: 'Folders, container and data volume get this name. It is never shown to visitors.',
  help: [
    'Each application on a server has a short name of its own. A second',
    'JATOS on the same server could be called jatos-teaching.',
    '',
    'For example, jatos gives the container jatos, the volume jatos-data',
    'and the folder /etc/setup-server/jatos.',
    'Another name later means another application, with data of its own.',
  ].join('\n'),
  expert: true,
  example: 'jatos',
  suggestion: (answers) => textAnswer(answers, 'app'),
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: problemWithInstall,
};

/** Which app, and what it is called on the server. What the apps want to know comes from `apps/`. */
export const appQuestions: readonly Question[] = [app, install];

/** What is wrong with the name of an install; undefined where nothing is. */
export function problemWithInstall(name: string): string | undefined {
  if (name.length > 32) return 'At most 32 characters.';
  if (!/^[a-z0-9-]+$/.test(name)) return 'Only small letters, digits and hyphens: jatos-teaching';
  if (/^-|-$/.test(name)) return "It can't begin or end with a hyphen.";
  if (RESERVED_INSTALLS.includes(name)) return `"${name}" is taken by setup-server itself.`;
  return undefined;
}
