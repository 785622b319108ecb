import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import type { Subject } from '../../session/session.ts';
import { folderLooks, folderQuestion } from '../bucket-folder.ts';
import type { CloudWork } from '../cloud-work.ts';
import { onceAllowed } from '../ec2/allowed.ts';
import { REGION } from '../ec2/answers.ts';
import { BUCKET_DOLLARS, s3Buckets } from '../ec2/bucket.ts';
import { bucketLooks, problemWithBucket, problemWithBucketName } from '../ec2/bucket-questions.ts';
import { bucketPolicy } from '../ec2/policy.ts';
import { accessItems, accessQuestions } from '../ec2/questions.ts';
import { removedReceipt } from '../removed-receipt.ts';
import { keyRemoval, keySteps } from './steps.ts';
import { s3User } from './user.ts';

const [BUCKET, FILE, CONFIRM, END] = ['s3.bucket', 's3.file', 's3.confirm', 's3.bucket-confirm'];
const FOLDER = 's3.folder';
const section = 'Server';

const named = (answers: Answers) => textAnswer(answers, BUCKET);
const regionIn = (answers: Answers) => textAnswer(answers, REGION);

const bucket: Question = {
  id: BUCKET,
  section,
  kind: 'text',
  title: 'What is the bucket to be called?',
  hint: `No other in the world may have this name. About $${BUCKET_DOLLARS} for each GB a month.`,
  help: [
    'A bucket is a drawer for files at Amazon. Put in what is yours alone, such',
    'as the name of your website. From 3 to 63 small letters, digits and',
    'hyphens. If it was made so before, it is taken as it is.',
  ].join('\n'),
  example: 'forms-example-org-data',
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers, facts) =>
    problemWithBucketName(value) ??
    problemWithBucket(value, value, regionIn(answers), bucketPolicy(value), facts),
};

const file: Question = {
  id: FILE,
  section,
  kind: 'text',
  expert: true,
  title: 'To which file on this computer shall its key be written?',
  hint: 'Only you can read it. Delete it once the server has the key.',
  help: 'It has the lines for env.list that docassemble wants.',
  example: '~/forms.env.list',
  suggestion: (answers) => `~/${named(answers)}.env.list`,
  normalise: (typed) => typed.trim(),
};

const folder = folderQuestion({ id: FOLDER, expert: true });

const confirm: Question = {
  id: CONFIRM,
  section,
  kind: 'text',
  title: 'Type its name once more to delete the user who opens it',
  hint: 'Whatever has the key does not get into the bucket any more.',
  help: 'The bucket itself is another question.',
  example: 'forms-example-org-data',
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers) =>
    value === named(answers) ? undefined : `That is not its name. Type ${named(answers)}.`,
};

const madeSo = (answers: Answers, facts: Facts) =>
  facts.get(s3Buckets(regionIn(answers), named(answers)))?.includes(named(answers)) ?? false;

const end: Question = {
  id: END,
  section,
  kind: 'text',
  optional: true,
  title: 'Type its name again to delete the bucket, too',
  hint: 'Empty: it stays, with all that is in it.',
  help: 'Everything in it is gone then, for good, old versions, too.',
  example: 'forms-example-org-data',
  when: madeSo,
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (value, answers) =>
    value === named(answers)
      ? undefined
      : `That is not its name. Type ${named(answers)}, or nothing.`,
};

const policy = (answers: Answers) => bucketPolicy(named(answers) || 'NAME');
const access = accessQuestions(policy);

const look = (queries: (region: string, name: string) => ReturnType<typeof s3Buckets>[]): Item => ({
  look: (answers) => {
    const [region, name] = [regionIn(answers), named(answers)];
    return region === '' || name === '' ? [] : queries(region, name);
  },
});

/** A bucket at Amazon for a server that is elsewhere, with the key to it in a file. */
export const s3Launch: CloudWork = {
  doing: 'Making',
  heading: 'New bucket',
  questions: [bucket, ...access, folder, file],
  script: [
    { ask: bucket },
    ...accessItems(access),
    { look: (answers) => bucketLooks(named(answers), regionIn(answers), policy(answers)) },
    { ask: folder },
    { look: (answers) => folderLooks(answers, FOLDER) },
    { ask: file },
  ],
  undertake(answers) {
    const goal = {
      ...{ bucket: named(answers), region: regionIn(answers) },
      folder: textAnswer(answers, FOLDER),
      file: textAnswer(answers, FILE) || `~/${named(answers)}.env.list`,
    };
    return {
      subject: subjectOf(answers),
      steps: onceAllowed(goal.region, policy(answers), keySteps(goal)),
      looks: [],
      receipt: () => ({
        headline: `The bucket ${goal.bucket} is there`,
        lines: [
          { label: 'Bucket', text: `${goal.bucket} in ${goal.region}, closed to the public` },
          { label: 'Costs', text: `about $${BUCKET_DOLLARS} for each GB a month` },
          {
            label: 'Key',
            text: `in ${goal.file}, which only you can read. Delete the file once the server has it.`,
            tone: 'warning',
          },
          ...(goal.folder === ''
            ? []
            : [
                {
                  label: 'Files',
                  text: `of ${goal.folder} are in it. After a change, the same command puts the changed ones there.`,
                },
              ]),
          {
            label: 'Next',
            text: `To set up docassemble with it: npx setup-server --set app=docassemble --env-list ${goal.file}`,
          },
          { label: 'Delete it', text: `npx setup-server launch s3 --remove ${goal.bucket}` },
        ],
      }),
      wayIn: () => null,
    };
  },
};

/** The key to such a bucket goes, and the bucket on wish. */
export const s3Remove: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete a bucket',
  questions: [bucket, ...access, confirm, end],
  script: [
    { ask: { ...bucket, problem: problemWithBucketName } as Question },
    ...accessItems(access),
    { ask: confirm },
    look((region, name) => [s3Buckets(region, name)]),
    { ask: end },
  ],
  undertake(answers, facts) {
    const [region, name] = [regionIn(answers), named(answers)];
    const whole = madeSo(answers, facts) && textAnswer(answers, END) === name;
    return {
      subject: subjectOf(answers),
      steps: keyRemoval(region, name, whole),
      looks: [s3User(region, name), s3Buckets(region, name)],
      receipt: (seen) => {
        const left = seen.get(s3User(region, name))?.user ? ['user'] : [];
        const kept = madeSo(answers, seen);
        const receipt = removedReceipt(
          name,
          'Amazon',
          left,
          kept
            ? `only the bucket ${name} is left, with your data. It costs about $${BUCKET_DOLLARS} for each GB a month.`
            : undefined,
        );
        const headline = kept
          ? `The key to the bucket ${name} is gone`
          : `The bucket ${name} and its key are gone`;
        return left.length > 0 ? receipt : { ...receipt, headline };
      },
      wayIn: () => null,
    };
  },
};

function subjectOf(answers: Answers): Subject {
  const name = named(answers);
  return {
    ...{ host: `s3://${name}`, install: name, names: [name] },
    app: { id: 's3', label: `the bucket ${name}` },
  };
}
