import { type Answers, textAnswer } from '../../answers/answers.ts';
import { apps } from '../../apps/index.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { balancerItems, balancerQuestions } from '../balancer/questions.ts';
import { diskFor } from '../foreseen-price.ts';
import { launchPolicy } from '../launch-policy.ts';
import { type CloudAccountFact, type CloudPrices, smallestFor } from '../machine.ts';
import { nameQuestion, sshFromQuestion } from '../machine-questions.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET, NAME, REGION } from './answers.ts';
import { bucketItems, bucketLook, bucketQuestions } from './bucket-questions.ts';
import { databaseQuestion, databaseSizeQuestions } from './database-questions.ts';
import { placeQuestion } from './place.ts';
import { ec2Account } from './queries.ts';
import { PLACES } from './regions.ts';
import { COMMON, EC2_SIZES, monthlyDollars, pricesOf } from './sizes.ts';

export const TYPE = 'ec2.type';
export const DISK = 'ec2.disk';
export const SSH_FROM = 'ec2.ssh-from';
export const PROTECT = 'ec2.protect';

const section = 'Server';

/** The account as it is seen in the region that was chosen, or in the usual one. */
export function accountIn(answers: Answers, facts: Facts): CloudAccountFact | undefined {
  const keyId = textAnswer(answers, EC2_KEY_ID);
  const chosen = facts.get(ec2Account(textAnswer(answers, REGION), keyId));
  return chosen ?? facts.get(ec2Account('', keyId));
}

const profile: Question = {
  id: EC2_PROFILE,
  section,
  kind: 'text',
  expert: true,
  optional: true,
  title: 'Which profile of the AWS CLI?',
  hint: 'Empty: the usual one, or what your environment says.',
  help: 'Whoever has several accounts has a profile for each, in ~/.aws/config.',
  example: 'work',
  problem: (value) => (/^[\w.@+-]+$/.test(value) ? undefined : 'Just its name, such as work.'),
};

/** What this computer has opens no account. */
const noAccount = (facts: Facts) => facts.get(ec2Account('', ''))?.open === false;

const keyIdWith = (policy: (answers: Answers) => string): Question => ({
  id: EC2_KEY_ID,
  section,
  kind: 'text',
  title: 'What is the id of your access key at Amazon?',
  hint: (_, facts) => {
    const account = facts.get(ec2Account('', ''));
    return account?.open === false && account.why !== 'no-credentials'
      ? account.says
      : 'With it, setup-server does it for you. It is not kept.';
  },
  help: (answers) =>
    [
      'In the AWS console (https://console.aws.amazon.com): IAM, Policies,',
      'Create policy, JSON. Paste this, and name it setup-server:',
      '',
      policy(answers),
      '',
      'Then: IAM, Users, Create user, also named setup-server, without access',
      'to the console; Attach policies directly, setup-server. Of that user:',
      'Security credentials, Create access key, Other. You get an id and a',
      'secret. Delete the key again when all is made.',
    ].join('\n'),
  example: 'AKIAIOSFODNN7EXAMPLE',
  when: (answers, facts) => noAccount(facts) || answers[EC2_KEY_ID] !== undefined,
  normalise: (typed) => typed.trim(),
  problem: (value) =>
    /^[A-Z0-9]{16,128}$/.test(value) ? undefined : 'Twenty capital letters and digits: AKIA…',
});

const secret: Question = {
  id: EC2_SECRET,
  section,
  kind: 'secret',
  title: 'What is the secret of that key?',
  hint: 'Amazon shows it once, when the key is made.',
  help: 'It belongs to the id. If it is lost, delete the key and make another.',
  example: 'Forty letters, digits, + and /.',
  when: (answers) => textAnswer(answers, EC2_KEY_ID) !== '',
  problem: (value) => (value.reveal().length >= 16 ? undefined : 'It has forty characters.'),
};

const region: Question = {
  id: REGION,
  section,
  kind: 'choice',
  when: (answers, facts) => accountIn(answers, facts)?.open === true,
  title: 'Where in the world?',
  hint: (answers, facts) => {
    const account = accountIn(answers, facts);
    return account?.open ? `In your account ${account.account} at Amazon.` : '';
  },
  help: [
    'Near the people who use it, and where the law wants their data to be.',
    'A server can not be moved to another region later.',
  ].join('\n'),
  choices: (answers, facts) => {
    const account = accountIn(answers, facts);
    const all = account?.open ? account.regions : [];
    return all.map((value) => ({
      value,
      label: PLACES[value] ?? value,
      ...(PLACES[value] && { note: value }),
    }));
  },
  suggestion: (answers, facts) => {
    const account = accountIn(answers, facts);
    return account?.open ? account.region : undefined;
  },
};

const name = nameQuestion(NAME, 'Amazon');

/** What Amazon says that things cost there; null where it does not. */
function pricesIn(answers: Answers, facts: Facts) {
  const account = accountIn(answers, facts);
  return account?.open ? account.prices : null;
}

const type: Question = {
  id: TYPE,
  section,
  kind: 'choice',
  when: (answers, facts) => accountIn(answers, facts)?.open === true,
  title: 'How large?',
  hint: (answers, facts) =>
    `About what it costs a month with its disk and address, ${pricesOf(pricesIn(answers, facts))}.`,
  help: [
    'Where Amazon does not tell its prices, they are those of the region',
    'us-east-1; others cost up to half as much again. Traffic beyond 100 GB',
    'a month comes on top.',
    '',
    'It can be made larger later: stop it at Amazon, change its type, start.',
  ].join('\n'),
  choices: (answers, facts) => {
    const account = accountIn(answers, facts);
    const kinds = account?.open ? account.images.map(({ architecture }) => architecture) : [];
    const prices = pricesIn(answers, facts);
    return sizeChoices(answers, prices).filter(({ architecture }) => kinds.includes(architecture));
  },
  suggestion: (answers) => smallestFor(COMMON, needsOf(answers)?.memoryMB ?? 2048)?.type,
};

/** Every size there is, with what it costs. */
export function sizeChoices(answers: Answers, prices: CloudPrices | null) {
  return EC2_SIZES.map(({ type: value, memoryMB, architecture }) => ({
    ...{ value, label: `${memoryMB / 1024} GB of memory`, architecture },
    note: `about $${monthlyDollars(value, diskIn(answers), prices)} a month; ${value}${architecture === 'arm64' ? ', ARM' : ''}`,
  }));
}

const place = placeQuestion(accountIn);

const disk: Question = {
  id: DISK,
  section,
  kind: 'text',
  expert: true,
  title: 'How large a disk, in GB?',
  hint: 'It is encrypted. 30 GB do for most; docassemble wants 40.',
  help: 'It can be made larger later, but not smaller. Each GB costs about 8 cents a month.',
  example: '40',
  suggestion: (answers) => String(defaultDisk(answers)),
  problem: (value) =>
    /^\d+$/.test(value) && Number(value) >= 8 && Number(value) <= 16_384
      ? undefined
      : 'A number from 8 to 16384.',
};

const sshFrom = sshFromQuestion(SSH_FROM, ', as Amazon sees it');

const protect: Question = {
  id: PROTECT,
  section,
  kind: 'confirm',
  expert: true,
  title: 'Shall it be protected from being deleted by mistake?',
  hint: 'Whoever wants to delete it must take the protection away first.',
  help: 'setup-server launch --remove takes it away by itself, when its name is typed.',
  yes: 'Yes, protect it',
  no: 'No',
  suggestion: () => true,
};

/** Who pays, and where: asked of everybody who wants something at Amazon. `policy`: what a user must be allowed for it. */
export function accessQuestions(policy: (answers: Answers) => string): readonly Question[] {
  return [profile, keyIdWith(policy), secret, region];
}

/** The same with what is looked at in between. `before`: what the policy follows from. */
export function accessItems(
  [itsProfile, itsKey, itsSecret, itsRegion]: readonly Question[],
  before: readonly Item[] = [],
): readonly Item[] {
  const ask = (question: Question | undefined): Item[] => (question ? [{ ask: question }] : []);
  return [
    ...[...ask(itsProfile), ...before],
    { look: () => [ec2Account('', ''), query('ownAddress', '')] },
    ...[...ask(itsKey), ...ask(itsSecret)],
    { look: (answers) => [ec2Account('', textAnswer(answers, EC2_KEY_ID))] },
    ...ask(itsRegion),
    {
      look: (answers) => [ec2Account(textAnswer(answers, REGION), textAnswer(answers, EC2_KEY_ID))],
    },
  ];
}

const access = accessQuestions(launchPolicy);

export const ec2Questions: readonly Question[] = [
  ...balancerQuestions,
  ...[
    ...access,
    ...bucketQuestions,
    databaseQuestion,
    name,
    type,
    place,
    disk,
    sshFrom,
    protect,
    ...databaseSizeQuestions,
  ],
];

/** What must be known to make a machine at EC2: who pays, and what is wanted. */
export const ec2Script: readonly Item[] = [
  ...balancerItems,
  ...accessItems(access, [...bucketItems, { ask: databaseQuestion }]),
  { ask: name },
  bucketLook,
  ...[type, place, disk, sshFrom, protect, ...databaseSizeQuestions].map((ask) => ({ ask })),
];

export function diskIn(answers: Answers): number {
  return Number(textAnswer(answers, DISK)) || defaultDisk(answers);
}

/** What the app wants that is to run there; undefined where none was chosen yet. */
function needsOf(answers: Answers) {
  return apps.find(({ id }) => id === textAnswer(answers, 'app'))?.needs;
}

function defaultDisk(answers: Answers): number {
  return diskFor(needsOf(answers) ?? { diskMB: 0 });
}
