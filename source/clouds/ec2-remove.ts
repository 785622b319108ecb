import { textAnswer } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import type { CloudWork } from './cloud-work.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET, NAME, REGION } from './ec2-answers.ts';
import { ec2Role, NO_ROLE, s3Buckets } from './ec2-bucket.ts';
import { BUCKET_DOLLARS, bucketEnd, bucketToDelete } from './ec2-bucket-questions.ts';
import { bucketRemoval } from './ec2-bucket-steps.ts';
import { ec2Machine } from './ec2-queries.ts';
import { ec2Questions, ec2Script } from './ec2-questions.ts';
import { ec2Removal } from './ec2-removal.ts';
import { confirmQuestion } from './machine-questions.ts';
import { partsLeft, removedReceipt } from './removed-receipt.ts';

const CONFIRM = 'ec2.confirm';
/** What is asked for finding it; its size does not matter any more. */
const NEEDED: readonly string[] = [EC2_PROFILE, EC2_KEY_ID, EC2_SECRET, REGION, NAME];

const confirm = confirmQuestion(CONFIRM, NAME);

/** A machine at EC2 and all that was made for it goes. */
export const ec2Remove: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete a server',
  questions: [...ec2Questions.filter(({ id }) => NEEDED.includes(id)), confirm, bucketEnd],
  script: [
    ...ec2Script.filter((item) => !('ask' in item) || NEEDED.includes(item.ask.id)),
    { ask: confirm },
    {
      look: (answers) => {
        const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
        return region === '' || name === '' ? [] : [s3Buckets(region, name)];
      },
    },
    { ask: bucketEnd },
  ],
  undertake(answers, facts) {
    const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
    return {
      subject: {
        ...{ host: `ec2://${region}/${name}`, install: name, names: [name] },
        app: { id: 'ec2', label: `the server ${name}` },
      },
      steps: [
        ...ec2Removal(region, name),
        ...bucketRemoval(region, name, bucketToDelete(answers, facts)),
      ],
      looks: [ec2Machine(region, name), ec2Role(region, name), s3Buckets(region, name)],
      receipt: (seen) => {
        const left = leftOf(region, name, seen);
        const remains = whatRemains(seen.get(s3Buckets(region, name)) ?? []);
        return removedReceipt(name, 'Amazon', left, remains);
      },
      wayIn: () => null,
    };
  },
};

/** In a person's words, what of it is still there that should not be. */
function leftOf(region: string, name: string, seen: Facts): readonly string[] {
  const { role, profile } = seen.get(ec2Role(region, name)) ?? NO_ROLE;
  return [
    ...partsLeft(seen.get(ec2Machine(region, name))),
    ...(role || profile !== 'none' ? ['role'] : []),
  ];
}

function whatRemains(buckets: readonly string[]): string | undefined {
  return buckets.length === 0
    ? undefined
    : `only the bucket ${buckets.join(', ')} is left, with your data. It costs about $${BUCKET_DOLLARS} for each GB a month.`;
}
