import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Choice, Question, TextQuestion } from '../../questions/question.ts';
import { allIn, experimentQuestions } from './experiments.ts';

/** Where results are kept. */
export const DATABASE = 'expfactory.database';
export const DATABASE_ADDRESS = 'expfactory.databaseAddress';
export const DATABASE_PASSWORD = 'expfactory.databasePassword';
export const ACCESS = 'expfactory.access';
export const TOKENS = 'expfactory.tokens';
export const ORDER = 'expfactory.random';
export const STUDY = 'expfactory.study';
export const ONLY = 'expfactory.only';
export const MINUTES = 'expfactory.minutes';

/** The server prints them all when it is asked, and no more than that is read. */
const MOST_TOKENS = 400;

export const expfactoryQuestions: readonly Question[] = [
  ...experimentQuestions,
  {
    id: ACCESS,
    section: 'Settings',
    form: 'settings',
    kind: 'choice',
    title: 'Who may take part',
    help: [
      'The Experiment Factory has no accounts. Either everybody who finds',
      'the address may take part, and as often as they like; or only those',
      'to whom you give a token, a long random word that works once.',
      '',
      'Give people the address and a token, and have them type it there. A',
      'link with the token in it ends their session at once (a flaw that',
      'is not going to be repaired).',
    ].join('\n'),
    choices: () => [
      { value: 'tokens', label: 'People with a token', note: 'made for you, each works once' },
      { value: 'everybody', label: 'Everybody', note: 'who knows or guesses the address' },
    ],
    suggestion: () => 'tokens',
  },
  {
    id: TOKENS,
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'How many tokens',
    hint: 'In all, used ones among them. Those that are missing are made.',
    help: [
      'Each participant needs a token. A greater number later makes as many',
      'more; a smaller one takes none away.',
      '',
      'For example: 40',
    ].join('\n'),
    example: '40',
    when: (answers) => withTokens(answers),
    suggestion: () => '20',
    problem: (count) =>
      /^\d{1,3}$/.test(count) && +count <= MOST_TOKENS
        ? undefined
        : `A whole number, at most ${MOST_TOKENS}. More can be made on the server: see the last page.`,
  },
  {
    id: ORDER,
    section: 'Settings',
    form: 'settings',
    kind: 'confirm',
    title: 'Experiments in random order',
    hint: 'No: in the order in which you chose them.',
    help: [
      'With several experiments, each participant gets them in an order of',
      'their own, so that being tired affects none of them more than the',
      'others. Say no where one must come before another.',
    ].join('\n'),
    suggestion: () => true,
  },
  text(MINUTES, {
    title: 'Longest time for one experiment, in minutes',
    hint: 'Who takes longer loses the results of that experiment.',
    help: [
      'Each page carries a mark that is good for so long, against forged',
      'answers from elsewhere. When it is over, the results that the page',
      'sends are refused, and they are lost.',
      '',
      'For example: 240',
    ].join('\n'),
    example: '240',
    suggestion: () => '180',
    problem: (minutes) =>
      /^\d{1,5}$/.test(minutes) && +minutes >= 10 && +minutes <= 10_080
        ? undefined
        : 'A whole number of minutes, from 10 to 10080 (a week).',
  }),
  text(STUDY, {
    title: 'Name of the study',
    hint: 'Results are kept under it. Another one later begins without results and tokens.',
    help: [
      'The folder, or file, in which the results lie is called so. What was',
      'collected under another name stays where it is.',
      '',
      'For example: memory-2027',
    ].join('\n'),
    expert: true,
    example: 'memory-2027',
    suggestion: () => 'expfactory',
    problem: (name) =>
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)
        ? undefined
        : 'Letters, digits, hyphens and underscores, at most 64: memory-2027',
  }),
  {
    id: ONLY,
    section: 'Settings',
    form: 'settings',
    kind: 'several',
    optional: true,
    expert: true,
    title: 'Only these of the experiments',
    hint: 'Empty: all that were chosen. Changes without building anew.',
    help: [
      'Participants get only these. The others stay in the image, for a',
      'later part of the study.',
      '',
      'For example: stroop',
    ].join('\n'),
    example: 'stroop',
    choices: (answers, facts) => allIn(answers, facts).map((value) => ({ value, label: value })),
    // Where nothing was chosen yet, nothing can be missed.
    unlisted: (name, answers, facts) => {
      const all = allIn(answers, facts);
      return all.length === 0
        ? undefined
        : `${name} is none of the experiments that you chose: ${all.join(', ')}.`;
    },
  },
  {
    id: DATABASE,
    section: 'Settings',
    form: 'settings',
    kind: 'choice',
    expert: true,
    title: 'How results are kept',
    help: [
      'Files are the simplest: a folder for each participant, with a file',
      'for each experiment. A database is of use where you want to query',
      'results, or have one already.',
      '',
      'What was collected does not move when this is changed; it stays',
      'where it is.',
    ].join('\n'),
    choices: () => DATABASES,
    suggestion: () => 'filesystem',
  },
  text(DATABASE_ADDRESS, {
    form: 'database',
    title: 'Address of your database',
    hint: 'Without the password, which is asked for by itself.',
    help: [
      'Kind, user, server and name of an empty database that is there',
      'already. Your server must be able to reach it.',
      '',
      'For example: postgresql://study@db.example.org/study',
      'or: mysql://study@db.example.org:3306/study',
    ].join('\n'),
    example: 'postgresql://study@db.example.org/study',
    when: (answers) => textAnswer(answers, DATABASE) === 'own',
    normalise: (typed) => typed.trim().replace(/^postgres:/, 'postgresql:'),
    problem: problemWithAddress,
  }),
  {
    id: DATABASE_PASSWORD,
    section: 'Settings',
    form: 'database',
    kind: 'secret',
    optional: true,
    title: "That user's password",
    hint: 'Empty: what the server has already is kept.',
    help: [
      'It is written to env.list on the server, which only root may read,',
      'and nowhere else: it is asked for again when setup-server runs again.',
      'Leave it empty then, and the one on the server is kept.',
    ].join('\n'),
    example: 'The password of the database user.',
    when: (answers) => textAnswer(answers, DATABASE) === 'own',
    problem: (password) =>
      /[\r\n\0]/.test(password.reveal()) ? 'A password is a single line.' : undefined,
  },
];

const DATABASES: readonly Choice[] = [
  { value: 'filesystem', label: 'As files', note: 'a folder for each participant' },
  { value: 'sqlite', label: 'SQLite', note: 'a database in one file' },
  { value: 'postgresql', label: 'PostgreSQL', note: 'a database beside it, set up for you' },
  { value: 'mariadb', label: 'MariaDB', note: 'the same; speaks as MySQL does' },
  { value: 'own', label: 'A database of your own', note: 'MySQL, MariaDB or PostgreSQL' },
];

export function withTokens(answers: Answers): boolean {
  return (textAnswer(answers, ACCESS) || 'tokens') === 'tokens';
}

function problemWithAddress(address: string): string | undefined {
  const [, user] =
    /^(?:mysql|postgresql):\/\/([^/@\s]+)@[^/@:\s]+(?::\d{1,5})?\/[^/?#\s]+$/.exec(address) ?? [];
  if (user === undefined) return 'Like postgresql://user@server/database, or mysql://…';
  return user.includes(':') ? 'Leave the password out; it is asked for by itself.' : undefined;
}

function text(id: string, rest: Omit<TextQuestion, 'id' | 'section' | 'kind'>): TextQuestion {
  return { id, section: 'Settings', form: 'settings', kind: 'text', ...rest };
}
