import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { App } from '../app.ts';
import {
  all,
  databasePassword,
  hostName,
  identifier,
  matches,
  pasteable,
  wholeNumber,
} from './rules.ts';
import { type Asked, choice, flag, idOf, secret, text } from './variable.ts';

export function hasOwnDatabase(answers: Answers): boolean {
  return textAnswer(answers, idOf('DBHOST')) !== '';
}

/** A PostgreSQL at Amazon that is its own alone. */
export const databaseAt: NonNullable<App['databaseAt']> = {
  engine: 'postgres',
  login: 'docassemble',
  told: ({ host, port, name, password }) => ({
    ...{ [idOf('DBHOST')]: host, [idOf('DBPORT')]: String(port) },
    ...{ [idOf('DBNAME')]: name, [idOf('DBUSER')]: name },
    ...(password && { [idOf('DBPASSWORD')]: password }),
  }),
};

/** docassemble asks PostgreSQL for encryption by these; other databases do not know them. */
const encrypted = (answers: Answers) =>
  hasOwnDatabase(answers) && textAnswer(answers, idOf('DBSSLMODE')) !== '';
const certificateFile = matches(
  /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  'Only the name of the file: postgresql.crt',
);

export const databaseVariables: readonly Asked[] = [
  text('DBHOST', {
    title: 'A database server of your own',
    hint: 'Empty: docassemble brings its own PostgreSQL.',
    help: [
      'The PostgreSQL that comes along is fine for one server. Another one,',
      'which you must already have, can be shared by several docassembles.',
      'Only its name here; what is in the other database does not move over.',
      '',
      'For example: db.example.org',
    ],
    example: 'db.example.org',
    // Its own lies beside it in the container.
    normalise: (typed) => typed.trim().replace(/^(localhost|127\.0\.0\.1|null)$/i, ''),
    once: 'db: host',
    rule: hostName,
  }),
  choice('DBPREFIX', {
    title: 'Kind of database',
    help: ['docassemble works with PostgreSQL best; its makers test that one.'],
    standard: 'postgresql+psycopg2://',
    choices: [
      { value: 'postgresql+psycopg2://', label: 'PostgreSQL' },
      { value: 'mysql+mysqldb://', label: 'MySQL or MariaDB' },
    ],
    once: 'db: prefix',
    when: hasOwnDatabase,
  }),
  text('DBPORT', {
    title: 'Port of the database',
    hint: 'Empty: the usual one, 5432 for PostgreSQL.',
    help: ['Only where it listens at another port than usual.', '', 'For example: 5433'],
    example: '5433',
    once: 'db: port',
    when: hasOwnDatabase,
    rule: wholeNumber(1, 65_535),
  }),
  text('DBNAME', {
    title: 'Name of the database',
    hint: 'Empty: docassemble.',
    help: ['It must be there already.', '', 'For example: docassemble'],
    example: 'docassemble',
    standard: 'docassemble',
    once: 'db: name',
    when: hasOwnDatabase,
    rule: identifier,
  }),
  text('DBUSER', {
    title: 'User of that database',
    hint: 'Empty: docassemble.',
    help: ['Who docassemble logs in as. It owns the database.', '', 'For example: docassemble'],
    example: 'docassemble',
    standard: 'docassemble',
    once: 'db: user',
    when: hasOwnDatabase,
    rule: identifier,
  }),
  secret('DBPASSWORD', {
    title: "That user's password",
    hint: 'Empty: what the server has already is kept.',
    help: [
      'docassemble can take only some passwords here: they begin with a letter,',
      'and have letters, digits and _ ~ / - ^ * ? ! in them.',
    ],
    example: 'The password of the database user.',
    once: 'db: password',
    when: hasOwnDatabase,
    rule: databasePassword,
  }),
  text('DBTABLEPREFIX', {
    title: 'What the names of its tables begin with',
    hint: 'Empty: nothing. For a database that others use, too.',
    help: ['So that its tables do not meet those of another program.', '', 'For example: da_'],
    example: 'da_',
    once: 'db: table prefix',
    when: hasOwnDatabase,
    rule: identifier,
  }),
  flag('DBBACKUP', {
    title: 'Shall docassemble copy the database every night, too?',
    help: ['No where the database server makes backups of its own.'],
    standard: true,
    once: 'db: backup',
    when: hasOwnDatabase,
  }),
  choice('DBSSLMODE', {
    title: 'Encryption on the way to the database',
    help: ['In the words of PostgreSQL. Take verify-full over the internet.'],
    standard: '',
    choices: [
      { value: '', label: 'As the database wants it' },
      ...['require', 'verify-ca', 'verify-full', 'prefer', 'allow', 'disable'].map((mode) => ({
        value: mode,
        label: mode,
      })),
    ],
    once: 'db: ssl mode',
    when: hasOwnDatabase,
  }),
  text('DBSSLROOTCERT', {
    title: 'File with the root certificate of the database',
    hint: "A name in docassemble's folder for certificates. Empty: none.",
    help: ['The file lies in the volume for certificates.', '', 'For example: rootcert.pem'],
    example: 'rootcert.pem',
    once: 'db: ssl root cert',
    when: encrypted,
    rule: certificateFile,
  }),
  text('DBSSLCERT', {
    title: 'File with a certificate for the database',
    hint: "A name in docassemble's folder for certificates. Empty: none.",
    help: ['For databases that want a certificate of who logs in.', '', 'For example: db.crt'],
    example: 'db.crt',
    once: 'db: ssl cert',
    when: encrypted,
    rule: certificateFile,
  }),
  text('DBSSLKEY', {
    title: 'File with the key of that certificate',
    hint: "A name in docassemble's folder for certificates. Empty: none.",
    help: ['It belongs to the certificate before.', '', 'For example: db.key'],
    example: 'db.key',
    once: 'db: ssl key',
    when: encrypted,
    rule: certificateFile,
  }),
  flag('DASQLPING', {
    title: 'Ask the database for a sign of life before each use',
    hint: 'For databases that cut connections that are quiet.',
    help: [
      'Makes everything a little slower, and helps where "server closed the',
      'connection" stands in the log.',
    ],
    standard: false,
    once: 'sql ping',
  }),
  text('CONFIGFROM', {
    title: 'Take the whole configuration from a vault',
    hint: "Empty: no. Amazon's Secrets Manager or an Azure Key Vault.",
    help: [
      'docassemble then takes its first configuration from there, and most of',
      'what is asked here does not count.',
      '',
      'For example: arn:aws:secretsmanager:eu-central-1:1234:secret:da',
    ],
    example: 'arn:aws:secretsmanager:eu-central-1:1234:secret:da',
    once: 'config from',
    rule: all(matches(/^\S+$/, 'It has no spaces in it.'), pasteable('#')),
  }),
  text('AWSACCESSKEY', {
    title: "Access key ID for Amazon's Secrets Manager",
    hint: "Empty: the role of an Amazon server (IAM), or the bucket's key.",
    help: ['Only together with a vault at Amazon.', '', 'For example: AKIAIOSFODNN7EXAMPLE'],
    example: 'AKIAIOSFODNN7EXAMPLE',
    when: (answers) => textAnswer(answers, idOf('CONFIGFROM')).startsWith('arn:'),
    rule: matches(/^\S+$/, 'It has no spaces in it.'),
  }),
  secret('AWSSECRETACCESSKEY', {
    title: "Secret access key for Amazon's Secrets Manager",
    hint: 'Empty: what the server has already is kept.',
    help: ['The second half of that key.'],
    example: 'The second half of the access key.',
    when: (answers) => textAnswer(answers, idOf('AWSACCESSKEY')) !== '',
    rule: matches(/^\S+$/, 'It has no spaces in it.'),
  }),
];
