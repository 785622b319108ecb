import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { parseEnvFile } from '../../containers/env-file.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { OwnEnvFileFact } from '../../facts/installs/own-env-file.ts';
import type { Question } from '../../questions/question.ts';
import { Secret } from '../../secrets/secret.ts';
import { problemWithObjectAddress } from '../../stores/object-address.ts';
import { envOf, type Project } from '../compose.ts';
import type { EnvEntry, Recipe } from '../recipe.ts';

/** Id of the question for variables, one a line. */
export const ENV = 'image.env';
/** Id of the question for a file that holds them. It is read once: what counts later is env.list. */
export const ENV_FILE = 'image.variables';

/** Release images are told by such a file what differs from stage to stage. */
export const envFileQuestion: Question = {
  id: ENV_FILE,
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  optional: true,
  expert: true,
  title: 'File with environment variables',
  hint: 'On this computer, or in a bucket: s3://shop/config/prod.env. Read now, and not again.',
  help: [
    'A file for "docker run --env-file": one KEY=value a line, nothing in',
    'quotes. Lines that you give above count before those of the file.',
    '',
    '~/shop/env.list            on this computer',
    's3://shop/config/prod.env  in the bucket shop at Amazon: read with the',
    '                           login of this computer, as "aws s3 cp" does',
    '                           it. The server needs no key for that.',
    '',
    'When the file is another one, give it here again.',
  ].join('\n'),
  example: 's3://shop/config/prod.env',
  normalise: (typed) => typed.trim(),
  thenLook: (answers) => looks(answers),
  problem: (file, _answers, facts) =>
    problemWithObjectAddress(file) ?? problemWithFile(facts.get(query('ownEnvFile', '', file))),
};

/** Empty means "as it is on the server", so that a second run need not be told the secrets again. */
export function environment(
  answers: Answers,
  facts: Facts,
  project: Project | undefined,
): Pick<Recipe, 'env' | 'unset'> {
  const given = secretAnswer(answers, ENV);
  const typed = given ? parseEnvFile(given.reveal()).entries : new Map<string, string>();
  const file = facts.get(query('ownEnvFile', '', textAnswer(answers, ENV_FILE)));
  if ((!given || given.isEmpty) && !file)
    return { env: project ? envOf(project.web) : [], unset: [] };
  const lines = new Map(file?.entries ?? []);
  for (const [name, value] of typed) lines.set(name, new Secret(value));
  const env: EnvEntry[] = [...lines].map(([name, value]) => ({ name, value }));
  return { env, unset: 'others' };
}

function looks(answers: Answers) {
  const file = textAnswer(answers, ENV_FILE);
  return file === '' ? [] : [query('ownEnvFile', '', file)];
}

function problemWithFile(found: OwnEnvFileFact | undefined): string | undefined {
  const [problem] = (found?.problems ?? []).filter(({ stops }) => stops);
  return problem && `Line ${problem.line}: ${problem.text}`;
}
