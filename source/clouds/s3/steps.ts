import type { Facts } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import { bucketEnd, bucketStep, filesStep } from '../ec2/bucket-steps.ts';
import type { IamAction, IamCall } from '../iam-action.ts';
import { GONE, SHOWN } from '../shown.ts';
import { type KeyGoal, NO_USER, s3KeyFile, s3User, type UserFact } from './user.ts';

/** A bucket, and a key that opens nothing else, in a file for docassemble's settings. */
export function keySteps({ bucket, region, file, folder }: KeyGoal): Step[] {
  const [seen, inFile] = [s3User(region, bucket), s3KeyFile(file)];
  const at = (facts: Facts): UserFact => facts.get(seen) ?? NO_USER;
  const iam = (what: IamCall): IamAction => ({ do: 'iam', region, what });
  const isOthers = (facts: Facts) => {
    const found = facts.get(inFile) ?? null;
    return found !== null && found.bucket !== bucket;
  };
  /** It may be what a server has. */
  const inUse = (facts: Facts) => at(facts).keys.find(({ used }) => used);
  const holds = (facts: Facts) => at(facts).keys.some(({ id }) => id === facts.get(inFile)?.key);
  return [
    bucketStep({ bucket, region, name: bucket, folder }),
    ...(folder === '' ? [] : [filesStep({ bucket, region, folder })]),
    {
      id: 's3.user',
      title: `Make a user ${bucket} at Amazon who may use that bucket, and nothing else`,
      needs: [],
      sees: [seen],
      check: (facts) =>
        at(facts).opens === bucket ? HOLDS : lacks('There is none who may do that yet.'),
      actions: (facts) => [
        ...(at(facts).user ? [] : [iam({ call: 'make-user', user: bucket })]),
        iam({ call: 'open-for-user', user: bucket, bucket }),
        SHOWN,
      ],
    },
    {
      id: 's3.key',
      title: `Make a key for that user, and write it to ${file} on this computer`,
      because: () => 'Amazon shows it once. Only you can read the file.',
      needs: ['ec2.bucket', 's3.user'],
      sees: [seen, inFile],
      check: (facts) => {
        if (holds(facts)) return HOLDS;
        if (isOthers(facts))
          return hopeless(`There is a file ${file} already, with other things in it.`, [
            'Name another file (s3.file).',
          ]);
        const used = inUse(facts);
        return used
          ? hopeless(`The key ${used.id} is in use: a server has it, so no other is made.`, [
              'Look into env.list on that server.',
              `Or delete the key (IAM, Users, ${bucket}), and run the same once more.`,
            ])
          : lacks('There is none yet.');
      },
      actions: (facts) =>
        isOthers(facts) || inUse(facts)
          ? []
          : [
              // Made by a run that was cut off before it was written: nobody has it.
              ...at(facts).keys.map(({ id }) => iam({ call: 'drop-key', user: bucket, key: id })),
              iam({ call: 'make-key', user: bucket, region, file }),
              SHOWN,
            ],
    },
  ];
}

/** The user of a bucket goes, with every key; the bucket itself only where `whole`. */
export function keyRemoval(region: string, bucket: string, whole: boolean): Step[] {
  const seen = s3User(region, bucket);
  const iam = (what: IamCall): IamAction => ({ do: 'iam', region, what });
  return [
    {
      id: 's3.user-end',
      title: `Delete the user ${bucket} and its keys`,
      because: () => 'Whatever has such a key does not get into the bucket any more.',
      needs: [],
      sees: [seen],
      check: (facts) => (facts.get(seen)?.user ? lacks('It is still there.') : HOLDS),
      actions: (facts) => {
        const { keys, opens } = facts.get(seen) ?? NO_USER;
        return [
          ...keys.map(({ id }) => iam({ call: 'drop-key', user: bucket, key: id })),
          ...(opens === null ? [] : [iam({ call: 'close-for-user', user: bucket })]),
          iam({ call: 'delete-user', user: bucket }),
          GONE,
        ];
      },
    },
    ...(whole ? [bucketEnd(region, bucket, 's3.user-end')] : []),
  ];
}
