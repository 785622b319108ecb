import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import { apps } from '../../apps/index.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import type { CloudPrices } from '../machine.ts';
import { DATABASE, EC2_KEY_ID, NAME, REGION } from './answers.ts';
import {
  COPY_DOLLARS_PER_GB,
  DATABASE_SIZES,
  type DatabaseGoal,
  databaseCost,
  databaseDollars,
  databaseId,
  ec2Database,
} from './database.ts';
import { ec2Account } from './queries.ts';
import { PRICES_OF } from './sizes.ts';

const [SIZE, DISK, DAYS] = ['ec2.database-size', 'ec2.database-disk', 'ec2.database-days'];
const END = 'ec2.database-confirm';

/** The app that is chosen, if it takes a database at Amazon. */
function appIn(answers: Answers) {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  return app?.databaseAt === undefined ? undefined : { label: app.label, at: app.databaseAt };
}

/** Whether a database at Amazon is wanted for the app. */
export function wantsDatabase(answers: Answers): boolean {
  return appIn(answers) !== undefined && yesAnswer(answers, DATABASE);
}

const [cheapest] = DATABASE_SIZES;
const diskIn = (answers: Answers) => Number(textAnswer(answers, DISK)) || 20;

const wanted: Question = {
  id: DATABASE,
  section: 'Server',
  kind: 'confirm',
  expert: true,
  title: (answers) => `Shall ${appIn(answers)?.label} have a database at Amazon (RDS)?`,
  hint: `From $${databaseDollars({ engine: 'postgres', size: cheapest?.size ?? '', storageGB: 20 }, null)} a month more, as of ${PRICES_OF}. For most, the server's own does.`,
  help: [
    'Amazon runs the database on a machine of its own, copies it every day and',
    'repairs it. Only your server reaches it. It takes ten minutes to make.',
    '',
    'Choose before you begin: what is in one database does not move over to',
    'another. Its password goes to your server, and is kept nowhere else.',
    'When the server is deleted, a last copy of the database stays.',
  ].join('\n'),
  when: (answers) => appIn(answers) !== undefined,
  yes: 'Yes, at Amazon',
  no: 'No, on the server',
  suggestion: () => false,
};

const size: Question = {
  id: SIZE,
  section: 'Server',
  kind: 'choice',
  title: 'How large a machine for the database?',
  hint: (answers, facts) =>
    `About what it costs a month with its disk, ${pricesIn(answers, facts) ? 'as Amazon says now' : `as of ${PRICES_OF}`}.`,
  help: [
    'The smallest does for some dozens of people at the same time. It can be',
    'made larger later, in the console: RDS, Modify.',
    '',
    'Where Amazon does not tell its prices, they are those of us-east-1;',
    'others cost up to half as much again.',
  ].join('\n'),
  when: wantsDatabase,
  choices: (answers, facts) =>
    DATABASE_SIZES.map((each) => ({
      value: each.size,
      label: `${each.memoryMB / 1024} GB of memory`,
      note: `about $${dollarsOf(each.size, answers, facts)} a month; ${each.size}`,
    })),
  suggestion: () => cheapest?.size,
};

const disk: Question = {
  id: DISK,
  section: 'Server',
  kind: 'text',
  expert: true,
  title: 'How large a disk for the database, in GB?',
  hint: 'It is encrypted. It can be made larger later, but not smaller.',
  help: 'Each GB costs about 12 cents a month. 20 GB is the least that Amazon takes.',
  example: '50',
  when: wantsDatabase,
  suggestion: () => '20',
  problem: (value) =>
    /^\d+$/.test(value) && Number(value) >= 20 && Number(value) <= 65_536
      ? undefined
      : 'A number from 20 to 65536.',
};

const days: Question = {
  id: DAYS,
  section: 'Server',
  kind: 'text',
  expert: true,
  title: "For how many days shall Amazon's copies of the database be kept?",
  hint: 'With them it can be put back to any minute of these days.',
  help: 'As much as the disk of the database is large, copies cost nothing.',
  example: '14',
  when: wantsDatabase,
  suggestion: () => '7',
  problem: (value) =>
    /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 35
      ? undefined
      : 'A number from 1 to 35.',
};

/** Asked before the account is opened: what the user at Amazon must be allowed follows from it. */
export const databaseQuestion = wanted;

/** Asked once it is known what they cost there. */
export const databaseSizeQuestions: readonly Question[] = [size, disk, days];

/** What Amazon says that databases cost in the region that was chosen; null where it does not. */
function pricesIn(answers: Answers, facts: Facts): CloudPrices | null {
  const key = textAnswer(answers, EC2_KEY_ID);
  const account = facts.get(ec2Account(textAnswer(answers, REGION), key));
  const prices = account?.open ? account.prices : null;
  const engine = appIn(answers)?.at.engine ?? '';
  return Object.keys(prices?.databases[engine] ?? {}).length > 0 ? prices : null;
}

function dollarsOf(its: string, answers: Answers, facts: Facts): number {
  const engine = appIn(answers)?.at.engine ?? 'postgres';
  const of = { engine, size: its, storageGB: diskIn(answers) };
  return databaseDollars(of, pricesIn(answers, facts));
}

/** What is wanted, in full; null where none is. The password is one that nobody has yet. */
export function databaseGoal(
  answers: Answers,
  prices: CloudPrices | null,
  given: Pick<DatabaseGoal, 'network' | 'protect' | 'password'>,
): DatabaseGoal | null {
  const app = appIn(answers);
  if (!app || !wantsDatabase(answers)) return null;
  const { engine, login } = app.at;
  const machine = { engine, size: textAnswer(answers, SIZE), storageGB: diskIn(answers) };
  return {
    ...{ name: textAnswer(answers, NAME), region: textAnswer(answers, REGION), login },
    ...{ ...machine, backupDays: Number(textAnswer(answers, DAYS)) || 7 },
    ...{ ...given, cost: databaseCost(machine, prices) },
  };
}

const there = (answers: Answers, facts: Facts) =>
  facts.get(ec2Database(textAnswer(answers, REGION), textAnswer(answers, NAME)))?.database ?? null;

/** Before a machine is deleted: its database's name, for those who want no copy of it to stay. */
export const databaseEnd: Question = {
  id: END,
  section: 'Server',
  kind: 'text',
  optional: true,
  title: 'Type the name of its database to keep no copy of that',
  hint: (answers) =>
    `It is ${databaseId(textAnswer(answers, NAME))}. Empty: a last copy of it stays at Amazon.`,
  help: [
    'The database is deleted with its server. From a last copy (a snapshot)',
    `it can be made anew; that costs about $${COPY_DOLLARS_PER_GB} for each GB a month. Without`,
    'one, all that is in the database is gone, for good.',
  ].join('\n'),
  example: 'study-db',
  when: (answers, facts) => there(answers, facts) !== null,
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers) =>
    value === databaseId(textAnswer(answers, NAME))
      ? undefined
      : `That is not its name. Type ${databaseId(textAnswer(answers, NAME))}, or nothing.`,
};

/** Looked at before it. */
export const databaseEndLook: Item = {
  look: (answers) => {
    const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
    return region === '' || name === '' ? [] : [ec2Database(region, name)];
  },
};

/** No copy of the database shall stay. */
export function isWholeEnd(answers: Answers): boolean {
  const typed = textAnswer(answers, END);
  return typed !== '' && typed === databaseId(textAnswer(answers, NAME));
}
