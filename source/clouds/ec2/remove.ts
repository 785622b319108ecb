import { textAnswer } from '../../answers/answers.ts';
import type { Facts } from '../../facts/facts.ts';
import { balancerQuery } from '../balancer/balancer.ts';
import { balancerLeft, RECORDS_LEFT, withBalancer } from '../balancer/removal.ts';
import type { CloudWork } from '../cloud-work.ts';
import { confirmQuestion } from '../machine-questions.ts';
import { partsLeft, removedReceipt } from '../removed-receipt.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET, NAME, REGION } from './answers.ts';
import { BUCKET_DOLLARS, ec2Role, NO_ROLE, s3Buckets } from './bucket.ts';
import { bucketEnd, bucketToDelete } from './bucket-questions.ts';
import { bucketRemoval } from './bucket-steps.ts';
import { COPY_DOLLARS_PER_GB, type DatabaseFact, ec2Database, NO_DATABASE } from './database.ts';
import { databaseEnd, databaseEndLook, isWholeEnd } from './database-questions.ts';
import { databaseRemoval } from './database-steps.ts';
import { ec2Machine } from './queries.ts';
import { ec2Questions, ec2Script } from './questions.ts';
import { ec2Removal } from './removal.ts';

const CONFIRM = 'ec2.confirm';
/** What is asked for finding it; its size does not matter any more. */
const NEEDED: readonly string[] = [EC2_PROFILE, EC2_KEY_ID, EC2_SECRET, REGION, NAME];

const confirm = confirmQuestion(CONFIRM, NAME);

/** A machine at EC2 and all that was made for it goes. */
export const ec2Remove: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete a server',
  questions: [
    ...ec2Questions.filter(({ id }) => NEEDED.includes(id)),
    confirm,
    bucketEnd,
    databaseEnd,
  ],
  script: [
    ...ec2Script.filter((item) => !('ask' in item) || NEEDED.includes(item.ask.id)),
    { ask: confirm },
    {
      look: (answers) => {
        const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
        return region === '' || name === ''
          ? []
          : [s3Buckets(region, name), balancerQuery(region, name)];
      },
    },
    { ask: bucketEnd },
    databaseEndLook,
    { ask: databaseEnd },
  ],
  undertake(answers, facts) {
    const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
    const database = ec2Database(region, name);
    const ofBalancer = balancerQuery(region, name);
    const balanced = Boolean(facts.get(ofBalancer)?.group);
    const ended = ec2Removal(
      region,
      name,
      isThere(facts.get(database)) ? databaseRemoval(region, name, isWholeEnd(answers)) : [],
    );
    return {
      subject: {
        ...{ host: `ec2://${region}/${name}`, install: name, names: [name] },
        app: { id: 'ec2', label: `the server ${name}` },
      },
      steps: [
        ...(balanced ? withBalancer(region, name, ended) : ended),
        ...bucketRemoval(region, name, bucketToDelete(answers, facts)),
      ],
      looks: [
        ...[ec2Machine(region, name), ec2Role(region, name)],
        ...[s3Buckets(region, name), database],
        ...(balanced ? [ofBalancer] : []),
      ],
      receipt: (seen) => {
        const balancer = balanced ? balancerLeft(seen.get(ofBalancer)) : [];
        const remains = whatRemains(
          seen.get(s3Buckets(region, name)) ?? [],
          seen.get(database)?.copies ?? [],
        );
        const left = [...leftOf(region, name, seen), ...balancer];
        const receipt = removedReceipt(name, 'Amazon', left, remains);
        return balanced ? { ...receipt, lines: [...receipt.lines, RECORDS_LEFT] } : receipt;
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
    ...(isThere(seen.get(ec2Database(region, name))) ? ['database'] : []),
  ];
}

function isThere({ group, subnets, database }: DatabaseFact = NO_DATABASE): boolean {
  return group !== null || subnets || database !== null;
}

function whatRemains(buckets: readonly string[], copies: readonly string[]): string | undefined {
  const kept = [
    ...buckets.map((each) => `the bucket ${each} (about $${BUCKET_DOLLARS} for each GB a month)`),
    ...copies.map(
      (each) =>
        `the copy ${each} of the database (about $${COPY_DOLLARS_PER_GB} for each GB a month)`,
    ),
  ];
  return kept.length === 0 ? undefined : `only ${kept.join(' and ')} is left, with your data.`;
}
