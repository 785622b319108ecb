import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { parseEnvFile } from '../containers/env-file.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import { envFile } from '../paths.ts';
import type { Question } from '../questions/question.ts';
import type { Secret } from '../secrets/secret.ts';
import { noteOn } from '../settings/note-on.ts';
import { LINES, type Lines, textOfLines } from '../settings/own-lines.ts';
import {
  hostOf,
  installOfAnswers,
  installsIn,
  nameOf,
  recordOf,
  wayToInstall,
  whichInstall,
} from '../status/renewal-script.ts';
import { problemWithObjectAddress } from '../stores/object-address.ts';

export const REMOVE = 'env.remove';
export const FILE = 'env.file';
export const REST = 'env.rest';
export const ALL_LINES = 'env.all';

/** Of several on a server, the one whose variables are meant. */
export const whichApp: Question = {
  ...whichInstall,
  section: 'App',
  kind: 'choice',
  title: 'Which app?',
  hint: 'Its variables are what it reads when it starts.',
  help: [
    'Several apps were set up on this server. Each has a list of its own, with',
    'its settings.',
  ].join('\n'),
  choices: (answers, facts) =>
    installsIn(answers, facts).map((install) => ({
      value: install,
      label: nameOf(install, answers, facts),
      note: install,
    })),
  suggestion: () => undefined,
};

export const linesQuestion: Question = {
  id: LINES,
  section: 'Settings',
  kind: 'secret',
  lines: true,
  optional: true,
  title: 'Which variables shall be set? One NAME=value a line',
  hint: 'Those that you do not name stay as they are.',
  help: [
    'A variable is a setting with a name, which the app reads when it starts.',
    'A value runs to the end of its line, as it is: no quotes.',
    '',
    'They may hold passwords, so they are not shown, and are kept only in',
    'env.list on the server, which only root may read.',
    '',
    'For example: TIMEZONE=Europe/Berlin',
  ].join('\n'),
  example: 'Lines like TIMEZONE=Europe/Berlin.',
  problem: problemWithLines,
};

export const removeQuestion: Question = {
  id: REMOVE,
  section: 'Settings',
  kind: 'text',
  optional: true,
  title: 'Which ones shall be removed?',
  hint: 'Their names, with commas in between. Empty: none.',
  help: [
    'The app then takes what it takes by itself.',
    '',
    'For example: LOCALE,OTHERLOCALES',
  ].join('\n'),
  example: 'LOCALE,OTHERLOCALES',
};

export const fileQuestion: Question = {
  id: FILE,
  section: 'Settings',
  kind: 'text',
  title: 'Which file?',
  hint: 'On this computer, in a bucket (s3://…), on the server (server:…) or of what runs (container:…).',
  help: [
    'A file for docker run --env-file, often called env.list: one NAME=value a',
    'line, nothing in quotes.',
    '',
    '~/env.list            on this computer',
    'server:/root/env.list  on the server',
    'container:old         what the container old was started with',
    's3://shop/config/prod.env  in the bucket shop at Amazon: read with the login',
    '                      of this computer, as "aws s3 cp" does it',
  ].join('\n'),
  example: '~/env.list',
  problem: (value, answers, facts) => problemWithFile(value, answers, facts),
};

export const restQuestion: Question = {
  id: REST,
  section: 'Settings',
  kind: 'choice',
  title: 'What of variables that the file does not have?',
  hint: 'Whatever you choose, you see all changes before anything is done.',
  help: 'What setup-server itself sets, or has made up for the app, always stays.',
  choices: () => [
    { value: 'keep', label: 'They stay as they are' },
    { value: 'remove', label: 'They are removed' },
  ],
  suggestion: () => 'keep',
};

export const allLinesQuestion: Question = {
  id: ALL_LINES,
  section: 'Settings',
  kind: 'secret',
  lines: true,
  title: 'All variables of the app',
  hint: 'One NAME=value a line. You see what changes before anything is done.',
  help: [
    'A variable is a setting with a name, which the app reads when it starts.',
    'A value runs to the end of its line, as it is: no quotes. Lines that begin',
    'with # are left out.',
    '',
    'What setup-server itself sets stays as it is.',
  ].join('\n'),
  example: 'Lines like TIMEZONE=Europe/Berlin.',
  begins: (answers, facts) => textOfLines(presentLines(answers, facts)),
  variables: (name, answers, facts) => noteOn(appOfInstall(answers, facts), name),
  problem: problemWithLines,
};

function appOfInstall(answers: Answers, facts: Facts) {
  return apps.find(({ id }) => id === recordOf(answers, facts)?.app);
}

/** The way to an install, and a look at its env.list. */
export function wayToVariables(): readonly Item[] {
  return [
    ...wayToInstall(whichApp),
    { look: (answers, facts) => [query('envFile', hostOf(answers), pathOf(answers, facts))] },
  ];
}

function pathOf(answers: Answers, facts: Facts): string {
  return envFile(installOfAnswers(answers, facts));
}

function presentLines(answers: Answers, facts: Facts): Lines {
  return facts.get(query('envFile', hostOf(answers), pathOf(answers, facts)))?.entries ?? new Map();
}

type FileLook = Query<'ownEnvFile'> | Query<'envFile'> | Query<'environment'>;

/** Where the lines are that shall be taken over. */
export function fileLook(host: string, answers: Answers): FileLook | undefined {
  const file = textAnswer(answers, FILE);
  const [, place, there = ''] = /^(server|container):\s*(.*)$/.exec(file) ?? [];
  if (place === 'server') return query('envFile', host, there);
  if (place === 'container') return query('environment', host, there);
  return file === '' ? undefined : query('ownEnvFile', '', file);
}

function problemWithFile(value: string, answers: Answers, facts: Facts): string | undefined {
  if (/^server:/.test(value) && !/^server:\s*\//.test(value))
    return 'On the server, the whole path is needed: server:/root/env.list';
  if (/^container:\s*$/.test(value)) return 'The name of the container is missing: container:old';
  const odd = problemWithObjectAddress(value);
  if (odd !== undefined) return odd;
  const look = fileLook(hostOf(answers), { ...answers, [FILE]: value });
  const found = look && facts.get(look);
  if (found === null) return 'There is nothing of that name on the server.';
  if (!found || !('problems' in found)) return undefined;
  const [problem] = found.problems.filter(({ stops }) => stops);
  return problem && `Line ${problem.line}: ${problem.text}`;
}

function problemWithLines(given: Secret): string | undefined {
  const [problem] = parseEnvFile(given.reveal()).problems.filter(({ stops }) => stops);
  return problem && `Line ${problem.line}: ${problem.text}`;
}

/** The text of an answer, as it was typed. */
export function typed(answers: Answers, id: string): Secret | undefined {
  return secretAnswer(answers, id);
}
