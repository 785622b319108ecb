import { type Answers, installOf, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { hostKindOf } from '../../hosts/index.ts';
import type { Question } from '../../questions/question.ts';
import type { App } from '../app.ts';
import type { Companion } from '../companion.ts';
import { mariadb } from '../databases.ts';
import type { EnvEntry } from '../recipe.ts';
import { idOf, problemWithCount, setting } from './setting.ts';

const KIND = 'jatos.database';
const URL = idOf('JATOS_DB_URL');
const CONNECTIONS = idOf('JATOS_DB_CONNECTIONPOOL_SIZE');
const PASSWORD = idOf('JATOS_DB_PASSWORD');
const NAME = 'jatos';

/** As JATOS's own pages have it for MySQL and MariaDB. */
const PARAMETERS =
  'characterEncoding=UTF-8&useJDBCCompliantTimezoneShift=true&useLegacyDatetimeCode=false&serverTimezone=UTC';

/** Records and answers from before this was a question have the address alone. */
function kindIn(answers: Answers): string {
  return textAnswer(answers, KIND) || (textAnswer(answers, URL) === '' ? 'h2' : 'own');
}

const isOwn = (answers: Answers) => kindIn(answers) === 'own';

/** A MySQL at Amazon that is its own alone. */
export const databaseAt: NonNullable<App['databaseAt']> = {
  engine: 'mysql',
  login: NAME,
  told: ({ host, port, name, password, connections }) => ({
    ...{ [KIND]: 'own', [URL]: `jdbc:mysql://${host}:${port}/${name}?${PARAMETERS}` },
    ...{ [idOf('JATOS_DB_USERNAME')]: name, [CONNECTIONS]: String(connections) },
    ...(password && { [PASSWORD]: password }),
  }),
};

/** Where studies, users and results are kept; files lie in the data volume all the same. */
export const databaseQuestions: readonly Question[] = [
  {
    id: KIND,
    section: 'Settings',
    form: 'settings',
    kind: 'choice',
    title: 'Database of JATOS',
    hint: 'What is in one does not move over to another.',
    help: [
      'JATOS brings a small database along, H2, which is fine for most labs.',
      'MariaDB is better for hundreds of participants at the same time, and',
      'needs about 400 MB of memory for itself. It runs beside JATOS, and',
      'only JATOS reaches it.',
      '',
      'Choose before you begin: another database later begins empty, and',
      'moving over is work for somebody who knows both.',
    ].join('\n'),
    expert: true,
    choices: () => [
      { value: 'h2', label: 'H2', note: 'comes with JATOS, in its data volume' },
      { value: 'mariadb', label: 'MariaDB', note: 'in a container beside JATOS' },
      { value: 'own', label: 'One of your own', note: 'a MySQL or MariaDB server' },
    ],
    suggestion: (answers, facts) =>
      textAnswer(answers, URL) !== '' || hadOwn(answers, facts) ? 'own' : 'h2',
  },
  {
    ...setting('JATOS_DB_URL', {
      title: 'Address of your database',
      hint: 'Keep all that follows the question mark.',
      help: [
        'A MySQL or MariaDB server that you must already have, and a database',
        'in it for JATOS alone. The server of JATOS must reach it. The address',
        'is in the form of JDBC, which Java programs use.',
        '',
        'For example: jdbc:mysql://db.example.org:3306/jatos?characterEncoding=',
        'UTF-8&useJDBCCompliantTimezoneShift=true&useLegacyDatetimeCode=false',
        '&serverTimezone=UTC          (all in one line)',
      ].join('\n'),
      example: `jdbc:mysql://db.example.org:3306/jatos?${PARAMETERS}`,
      problem: problemWithDatabaseUrl,
    }),
    optional: false,
    when: isOwn,
  },
  {
    ...setting('JATOS_DB_USERNAME', {
      title: 'User of that database',
      hint: 'Who JATOS logs in as.',
      help: 'The name of a user who may do everything in that one database.\n\nFor example: jatosuser',
      example: 'jatosuser',
    }),
    optional: false,
    when: isOwn,
  },
  {
    id: PASSWORD,
    section: 'Settings',
    form: 'settings',
    kind: 'secret',
    title: "That user's password",
    hint: (answers, facts) =>
      hadOwn(answers, facts)
        ? 'Empty: what the server has already is kept.'
        : 'It goes to the server, and is kept nowhere else.',
    help: [
      'It is written to env.list on the server, which only root may read,',
      'and nowhere else: it is asked for again when setup-server runs again.',
      'Leave it empty then, and the one on the server is kept.',
    ].join('\n'),
    example: 'The password of the database user.',
    optional: hadOwn,
    when: isOwn,
    problem: (password) =>
      /[\r\n\0]/.test(password.reveal()) ? 'A password is a single line.' : undefined,
  },
  setting('JATOS_DB_CONNECTIONPOOL_SIZE', {
    title: 'Connections to the database',
    hint: 'Empty: 100. A database of your own must allow more than that.',
    help: [
      'How many questions JATOS may put to its database at the same time.',
      'With a MySQL server, its own max_connections must be larger.',
      '',
      'For example: 200',
    ].join('\n'),
    expert: true,
    example: '200',
    problem: (count) => problemWithCount(count, 5, 5000),
  }),
];

/** Whether the server remembers one of the person's own, whose password it then has. */
function hadOwn(answers: Answers, facts: Facts): boolean {
  const record = query('record', hostKindOf(answers).address(answers), installOf(answers));
  return Boolean(facts.get(record)?.answers[URL]);
}

export interface JatosDatabase {
  readonly env: readonly EnvEntry[];
  /** Names that must not be set with it. */
  readonly unset: readonly string[];
  readonly companions: readonly Companion[];
  /** Memory that it takes beside JATOS. */
  readonly memoryMB: number;
  /** For the receipt, after the data volume; '' where that holds all. */
  readonly where: string;
  /** It is on no server of ours, and in no copy. */
  readonly isOwn?: true;
}

/** What the answers say of the database. */
export function databaseIn(answers: Answers, install: string): JatosDatabase {
  switch (kindIn(answers)) {
    case 'mariadb':
      return beside(answers, install);
    case 'own':
      return elsewhere(answers);
    default:
      return { env: [], unset: [...SETTINGS], companions: [], memoryMB: 0, where: '' };
  }
}

const SETTINGS = [
  'JATOS_DB_URL',
  'JATOS_DB_USERNAME',
  'JATOS_DB_DRIVER',
  'JATOS_DB_PASSWORD',
] as const;

const DRIVER: EnvEntry = { name: 'JATOS_DB_DRIVER', value: 'com.mysql.cj.jdbc.Driver' };

function beside(answers: Answers, install: string): JatosDatabase {
  const connections = Number(textAnswer(answers, CONNECTIONS) || '100');
  const { companion, host, password } = mariadb(install, NAME, [
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    // Results of one component may have 5 MB, and more where somebody allows that.
    '--max-allowed-packet=64M',
    `--max-connections=${connections + 20}`,
  ]);
  return {
    env: [
      { name: 'JATOS_DB_URL', value: `jdbc:mysql://${host}:3306/${NAME}?${PARAMETERS}` },
      { name: 'JATOS_DB_USERNAME', value: NAME },
      DRIVER,
      { name: 'JATOS_DB_PASSWORD', value: password },
    ],
    unset: [],
    companions: [companion],
    memoryMB: 384,
    where: `${companion.label}, in the volume ${companion.container.volumes.map(({ source }) => source).join(', ')}`,
  };
}

function elsewhere(answers: Answers): JatosDatabase {
  const url = textAnswer(answers, URL);
  const password = secretAnswer(answers, PASSWORD);
  return {
    env: [
      { name: 'JATOS_DB_URL', value: url },
      { name: 'JATOS_DB_USERNAME', value: textAnswer(answers, idOf('JATOS_DB_USERNAME')) },
      DRIVER,
      ...(password && !password.isEmpty ? [{ name: 'JATOS_DB_PASSWORD', value: password }] : []),
    ],
    unset: [],
    companions: [],
    memoryMB: 0,
    isOwn: true,
    where: `the database ${url.replace(/^jdbc:mysql:\/\//, '').replace(/\?.*/, '')}`,
  };
}

function problemWithDatabaseUrl(url: string): string | undefined {
  if (!/^jdbc:mysql:\/\/[^/\s?@]+\/[^/\s?]+(\?\S+)?$/.test(url)) {
    return 'It begins like jdbc:mysql://db.example.org:3306/jatos (for MariaDB, too).';
  }
  return /[?&]password=/i.test(url)
    ? 'Leave the password out; it is asked for by itself.'
    : undefined;
}
