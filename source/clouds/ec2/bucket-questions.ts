import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import type { Facts, Query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { folderLooks, folderQuestion } from '../bucket-folder.ts';
import { launchPolicy } from '../launch-policy.ts';
import { ec2Allowed } from './allowed.ts';
import { BUCKET, bucketIn, FOLDER, NAME, REGION, STORE } from './answers.ts';
import { BUCKET_DOLLARS, KEPT_DAYS, s3Bucket, s3Buckets } from './bucket.ts';
import { PRICES_OF } from './sizes.ts';

/** Whose data can lie in a bucket; where no app was chosen, anybody's. */
const MAY_USE_ONE = ['', 'docassemble', 'image'];

const store: Question = {
  id: STORE,
  section: 'Server',
  kind: 'confirm',
  expert: (answers) => textAnswer(answers, 'app') !== 'docassemble',
  title: (answers) =>
    textAnswer(answers, 'app') === 'docassemble'
      ? 'Shall docassemble keep its data in a bucket at Amazon (S3)?'
      : 'Shall it have a bucket at Amazon (S3)?',
  hint: `It outlives the server. About $${BUCKET_DOLLARS} for each GB a month, as of ${PRICES_OF}.`,
  help: [
    'A bucket is a drawer for files at Amazon, apart from the server. It is',
    'made closed to the public and encrypted; what is overwritten or deleted',
    `in it can be had back for ${KEPT_DAYS} days. The server gets a role that opens`,
    'this bucket and nothing else, so that no key lies around.',
    '',
    'Traffic between the two costs nothing; thousands of files looked at cost',
    'less than a cent. When the server is deleted, the bucket stays, unless',
    'you type its name.',
  ].join('\n'),
  when: (answers) => MAY_USE_ONE.includes(textAnswer(answers, 'app')),
  yes: 'Yes, make one',
  no: 'No',
  suggestion: () => false,
};

const bucket: Question = {
  id: BUCKET,
  section: 'Server',
  kind: 'text',
  title: 'What shall the bucket be called?',
  hint: 'No other bucket in the world may have this name.',
  help: [
    'Put in what is yours alone, such as the name of your website. The name',
    'can not be changed later. From 3 to 63 small letters, digits and',
    'hyphens; dots would trouble docassemble.',
  ].join('\n'),
  example: 'forms-example-org-data',
  when: (answers) => MAY_USE_ONE.includes(textAnswer(answers, 'app')) && yesAnswer(answers, STORE),
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers, facts) =>
    problemWithBucketName(value) ?? problemWithOwner(value, answers, facts),
};

/** docs.aws.amazon.com, "General purpose bucket naming rules". */
export function problemWithBucketName(value: string): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(value))
    return 'From 3 to 63 small letters, digits and hyphens: forms-example-org-data';
  if (/^\d+$/.test(value)) return 'With a letter in it, please.';
  return /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/.test(value)
    ? 'Amazon keeps names that begin or end like this for itself. Take another.'
    : undefined;
}

function problemWithOwner(value: string, answers: Answers, facts: Facts): string | undefined {
  const name = textAnswer(answers, NAME);
  if (name === '') return undefined;
  return problemWithBucket(value, name, textAnswer(answers, REGION), launchPolicy(answers), facts);
}

/** What keeps a bucket from being made, or used, for a server, as far as it was seen; `policy`: what must be allowed for it. */
export function problemWithBucket(
  bucket: string,
  name: string,
  region: string,
  policy: string,
  facts: Facts,
): string | undefined {
  const fact = facts.get(s3Bucket(region, bucket));
  if (!fact || fact.of === name) return undefined;
  if (fact.hidden) {
    // Who may not look is told first what to allow: then it shows.
    const allowed = facts.get(ec2Allowed(region, policy));
    return allowed?.how === 'asked' && allowed.missing.length === 0
      ? `Amazon does not let us look at a bucket ${bucket}: most likely somebody else has it. Take another name.`
      : undefined;
  }
  if (fact.of === null)
    return `There is a bucket ${bucket} in the world already. Take another name.`;
  return `The bucket ${bucket} belongs to your server ${fact.of}. Take another name.`;
}

/** What must have been seen for that. */
export function bucketLooks(bucket: string, region: string, policy: string): readonly Query[] {
  return region === '' ? [] : [s3Bucket(region, bucket), ec2Allowed(region, policy)];
}

const folder = folderQuestion({
  id: FOLDER,
  expert: (answers) => textAnswer(answers, 'app') !== 'image',
  when: (answers) => bucketIn(answers) !== null,
});

export const bucketQuestions: readonly Question[] = [store, bucket, folder];

/** Asked before the account is opened: what the user at Amazon must be allowed follows from it. */
export const bucketItems: readonly Item[] = [
  { ask: store },
  { ask: bucket },
  { ask: folder },
  { look: (answers) => (bucketIn(answers) === null ? [] : folderLooks(answers, FOLDER)) },
];

/** Looked at once region and name are known; where the name is taken, it is asked for again. */
export const bucketLook: Item = {
  look: (answers) => {
    const wanted = bucketIn(answers);
    return wanted === null
      ? []
      : bucketLooks(wanted, textAnswer(answers, REGION), launchPolicy(answers));
  },
};

const BUCKET_END = 'ec2.bucket-confirm';

const madeFor = (answers: Answers, facts: Facts) =>
  facts.get(s3Buckets(textAnswer(answers, REGION), textAnswer(answers, NAME))) ?? [];

/** Before a machine is deleted: its bucket's name, for those who want that deleted, too. */
export const bucketEnd: Question = {
  id: BUCKET_END,
  section: 'Server',
  kind: 'text',
  optional: true,
  title: 'Type the name of its bucket to delete that, too',
  hint: (answers, facts) =>
    `Empty: ${madeFor(answers, facts).join(', ')} stays, with all that is in it.`,
  help: [
    'Everything in the bucket is gone then, for good, old versions, too.',
    `What stays costs about $${BUCKET_DOLLARS} for each GB a month.`,
  ].join('\n'),
  example: 'forms-example-org-data',
  when: (answers, facts) => madeFor(answers, facts).length > 0,
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers, facts) =>
    madeFor(answers, facts).includes(value)
      ? undefined
      : `That is not its name. Type ${madeFor(answers, facts).join(' or ')}, or nothing.`,
};

/** The bucket that is to be deleted with its machine; null where it stays, or there is none. */
export function bucketToDelete(answers: Answers, facts: Facts): string | null {
  const typed = textAnswer(answers, BUCKET_END);
  return madeFor(answers, facts).includes(typed) ? typed : null;
}
