import { type Facts, query } from '../../facts/facts.ts';
import { OWN_PARTS, type OwnFile } from '../../facts/installs/own-files.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import type { IamAction, IamCall } from '../iam-action.ts';
import type { S3Action, S3Call } from '../s3/action.ts';
import { GONE, SHOWN } from '../shown.ts';
import {
  BUCKET_DOLLARS,
  type BucketFact,
  type BucketGoal,
  ec2Role,
  KEPT_DAYS,
  NO_ROLE,
  roleName,
  s3Bucket,
  s3Files,
} from './bucket.ts';
import { roleGiven } from './role-steps.ts';

/** A bucket for a server at EC2, and the role by which the server opens it without any key. */
export function bucketSteps(goal: BucketGoal): Step[] {
  const { bucket, region, name, folder } = goal;
  const role = roleName(goal);
  const access = ec2Role(region, name);
  const iam = (what: IamCall): IamAction => ({ do: 'iam', region, what });
  return [
    bucketStep(goal),
    ...(folder === '' ? [] : [filesStep(goal)]),
    {
      id: 'ec2.role',
      title: 'Make a role for the server: it may use that bucket, and nothing else',
      because: () => 'With a role it needs no key that could be lost or stolen.',
      needs: [],
      sees: [access],
      check: (facts) => {
        const { opens, profile } = facts.get(access) ?? NO_ROLE;
        if (opens !== null && opens !== bucket)
          return hopeless(`The server has the bucket ${opens} already; its data may lie there.`, [
            `Answer ${opens} for the name of the bucket.`,
          ]);
        return opens === bucket && profile === 'whole' ? HOLDS : lacks('It is not whole yet.');
      },
      actions: (facts) => {
        const { role: isThere, opens, profile } = facts.get(access) ?? NO_ROLE;
        if (opens !== null && opens !== bucket) return [];
        return [
          ...(isThere ? [] : [iam({ call: 'make-role', role, name })]),
          ...(opens === bucket ? [] : [iam({ call: 'open-bucket', role, bucket })]),
          ...(profile === 'none' ? [iam({ call: 'make-profile', role, name })] : []),
          ...(profile === 'whole' ? [] : [iam({ call: 'fill-profile', role })]),
          SHOWN,
        ];
      },
    },
    roleGiven(goal, 'ec2.role'),
  ];
}

/** A bucket, made as it should be kept. */
export function bucketStep(goal: BucketGoal): Step {
  const { bucket, region } = goal;
  const seen = s3Bucket(region, bucket);
  return {
    id: 'ec2.bucket',
    title: `Make the bucket ${bucket} at Amazon S3, closed to the public and encrypted`,
    because: () =>
      `What is overwritten or deleted in it can be had back for ${KEPT_DAYS} days. It costs about $${BUCKET_DOLLARS} for each GB a month.`,
    needs: [],
    sees: [seen],
    check: (facts) => {
      const fact = facts.get(seen) ?? null;
      if (fact?.hidden) return unknown(bucket);
      if (isAnothers(goal, fact)) return taken(bucket);
      return missing(goal, fact).length === 0 ? HOLDS : lacks('It is not there yet as a whole.');
    },
    actions: (facts) => [...missing(goal, facts.get(seen) ?? null), SHOWN],
  };
}

/** What lies in the parts of a person's folder goes into the bucket. */
export function filesStep({
  bucket,
  region,
  folder,
}: Pick<BucketGoal, 'bucket' | 'region' | 'folder'>): Step {
  const [own, there] = [query('ownFiles', '', folder), s3Files(region, bucket)];
  const left = (facts: Facts) =>
    (facts.get(own)?.files ?? []).filter(({ key, md5 }) => facts.get(there)?.get(key) !== md5);
  return {
    id: 'ec2.bucket-files',
    title: `Put the files of ${folder} into the bucket: ${OWN_PARTS.join(' and ')}`,
    because: (facts) => namedFiles(facts.get(own)?.files ?? []),
    needs: ['ec2.bucket'],
    sees: [own, there],
    check: (facts) =>
      left(facts).length === 0 ? HOLDS : lacks(`${left(facts).length} of them are not there yet.`),
    actions: (facts) => [
      ...left(facts).map(
        ({ key }): S3Action => ({
          ...{ do: 's3', region },
          what: { call: 'put-file', bucket, key, folder },
        }),
      ),
      SHOWN,
    ],
  };
}

/** Each by its name, so that nothing goes that was not meant; those apart in which there are secrets. */
function namedFiles(files: readonly OwnFile[]): string | undefined {
  if (files.length === 0) return undefined;
  const few = (some: readonly OwnFile[]) => {
    const more = some.length > SHOWN_FILES ? `, and ${some.length - SHOWN_FILES} more` : '';
    return `${some
      .slice(0, SHOWN_FILES)
      .map(({ key }) => key)
      .join(', ')}${more}`;
  };
  const secret = files.filter((each) => each.secret);
  const warning = `There seem to be passwords or keys in ${few(secret)}: whoever may read the bucket reads them.`;
  return [`It gets ${few(files)}.`, ...(secret.length > 0 ? [warning] : [])].join(' ');
}

const SHOWN_FILES = 12;

function isAnothers({ name }: BucketGoal, fact: BucketFact): boolean {
  return fact !== null && fact.of !== name;
}

function missing(goal: BucketGoal, fact: BucketFact): S3Action[] {
  if (isAnothers(goal, fact)) return [];
  const { bucket, region } = goal;
  const calls: readonly (S3Call | false)[] = [
    fact === null && { call: 'make-bucket', goal },
    !fact?.closed && { call: 'close-bucket', bucket },
    !fact?.encrypted && { call: 'encrypt-bucket', bucket },
    !fact?.versioned && { call: 'keep-versions', bucket },
    !fact?.tidied && { call: 'tidy-bucket', bucket },
  ];
  return calls.flatMap((what) => (what ? [{ do: 's3', region, what }] : []));
}

function taken(bucket: string) {
  return hopeless(`There is a bucket ${bucket} already, which was not made for this.`, [
    'Choose another name for the bucket.',
  ]);
}

/** What is not known to be ours, or of nobody, is not touched. */
function unknown(bucket: string) {
  return hopeless(
    `Amazon does not tell your user whether there is a bucket ${bucket}, and whose it is.`,
    [
      'Most likely somebody else has it: choose another name for the bucket.',
      'Or your user may not look: see the help (?) for the access key for what must be allowed.',
    ],
  );
}

/** What was made for a server's bucket goes; the bucket itself only where `deleted` names it. */
export function bucketRemoval(region: string, name: string, deleted: string | null): Step[] {
  const access = ec2Role(region, name);
  const role = roleName({ region, name });
  const iam = (what: IamCall): IamAction => ({ do: 'iam', region, what });
  return [
    {
      id: 'ec2.role-end',
      title: 'Delete its role',
      needs: ['ec2.terminate'],
      sees: [access],
      check: (facts: Facts) => {
        const { role: isThere, profile } = facts.get(access) ?? NO_ROLE;
        return isThere || profile !== 'none' ? lacks('It is still there.') : HOLDS;
      },
      actions: (facts: Facts) => {
        const { role: isThere, opens, replaces, profile } = facts.get(access) ?? NO_ROLE;
        return [
          ...(profile === 'whole' ? [iam({ call: 'empty-profile', role })] : []),
          ...(profile === 'none' ? [] : [iam({ call: 'delete-profile', role })]),
          ...(opens === null ? [] : [iam({ call: 'close-bucket', role })]),
          ...(replaces === null ? [] : [iam({ call: 'end-replacing', role })]),
          ...(isThere ? [iam({ call: 'delete-role', role })] : []),
          GONE,
        ];
      },
    },
    ...(deleted === null ? [] : [bucketEnd(region, deleted, 'ec2.terminate')]),
  ];
}

/** Deletes a bucket, once what used it is gone. */
export function bucketEnd(region: string, bucket: string, after: string): Step {
  const seen = s3Bucket(region, bucket);
  return {
    id: 'ec2.bucket-end',
    title: `Delete the bucket ${bucket} with all that is in it`,
    because: () => 'This can not be taken back: old versions go, too.',
    needs: [after],
    sees: [seen],
    check: (facts) => (facts.get(seen) ? lacks('It is still there.') : HOLDS),
    actions: () => [{ do: 's3', region, what: { call: 'delete-bucket', bucket } }, GONE],
  };
}
