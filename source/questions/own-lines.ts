import { type Answers, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { parseEnvFile } from '../containers/env-file.ts';
import type { Secret } from '../secrets/secret.ts';
import { judgeName } from '../settings/judge-name.ts';
import { noteOn } from '../settings/note-on.ts';
import { LINES } from '../settings/own-lines.ts';
import type { Question } from './question.ts';

const appIn = (answers: Answers) => apps.find(({ id }) => id === textAnswer(answers, 'app'));

/** Variables that no question asks for; not where the app itself asks for all of them. */
export const ownLinesQuestion: Question = {
  id: LINES,
  section: 'Settings',
  form: 'settings',
  kind: 'secret',
  lines: true,
  optional: true,
  expert: true,
  title: 'More variables',
  hint: 'Those that no question asks for. None: those on the server stay as they are.',
  help: [
    'A variable is a setting with a name, which the app reads when it starts.',
    'Those that people need have a question here; this is for the others.',
    '',
    'They may hold passwords, so they are not shown, and are kept only in',
    'env.list on the server, which only root may read. A value runs to the end',
    'of its line, as it is: no quotes.',
    '',
    'A whole env.list is taken by: npx setup-server --env-list FILE',
    'Later, npx setup-server env edit shows all of them.',
  ].join('\n'),
  example: 'Lines like NAME=value.',
  variables: (name, answers) => noteOn(appIn(answers), name),
  when: (answers) => appIn(answers)?.lines === undefined,
  problem: problemWith,
};

function problemWith(given: Secret, answers: Answers): string | undefined {
  const { entries, problems } = parseEnvFile(given.reveal());
  const [first] = problems.filter(({ stops }) => stops);
  if (first) return `Line ${first.line}: ${first.text}`;
  const app = appIn(answers);
  if (!app) return undefined;
  for (const name of entries.keys()) {
    const judged = judgeName(app, name);
    if (judged.goes !== 'question') continue;
    return `${name} has a question of its own here, ${judged.id}.`;
  }
  return undefined;
}
