import { type Facts, query } from '../facts/facts.ts';
import { OWN_PARTS } from '../facts/own-files.ts';
import { HOLDS, hopeless, lacks, type Step } from '../steps/step.ts';
import type { Ec2Action } from './ec2-action.ts';
import {
  BUCKET_DOLLARS,
  type BucketFact,
  type BucketGoal,
  ec2Role,
  isItsProfile,
  KEPT_DAYS,
  NO_ROLE,
  roleName,
  s3Bucket,
  s3Files,
} from './ec2-bucket.ts';
import { ec2Machine } from './ec2-queries.ts';
import type { IamAction, IamCall } from './iam-action.ts';
import type { S3Action, S3Call } from './s3-action.ts';
import { GONE, SHOWN } from './shown.ts';

/** A bucket for a server at EC2, and the role by which the server opens it without any key. */
export function bucketSteps(goal: BucketGoal): Step[] {
  const { bucket, region, name, folder } = goal;
  const role = roleName(goal);
  const [access, machine] = [ec2Role(region, name), ec2Machine(region, name)];
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
    {
      id: 'ec2.role-given',
      title: 'Give the server that role',
      needs: ['ec2.running', 'ec2.role'],
      sees: [machine],
      check: (facts) => {
        const its = facts.get(machine)?.instance?.profile ?? null;
        if (its === null) return lacks('It has none yet.');
        return isItsProfile(its, goal)
          ? HOLDS
          : hopeless('Somebody gave it another role.', [
              'Take that away first: EC2, Actions, Security, Modify IAM role.',
            ]);
      },
      actions: (facts) => {
        const { id: instance = '', profile = null } = facts.get(machine)?.instance ?? {};
        if (profile !== null) return [];
        const call: Ec2Action = {
          ...{ do: 'ec2', region },
          what: { call: 'give-role', instance, profile: role },
        };
        return [call, SHOWN];
      },
    },
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
      if (isAnothers(goal, fact)) return taken(bucket);
      return missing(goal, fact).length === 0 ? HOLDS : lacks('It is not there yet as a whole.');
    },
    actions: (facts) => [...missing(goal, facts.get(seen) ?? null), SHOWN],
  };
}

function filesStep({ bucket, region, folder }: BucketGoal): Step {
  const [own, there] = [query('ownFiles', '', folder), s3Files(region, bucket)];
  const left = (facts: Facts) =>
    (facts.get(own)?.files ?? []).filter(({ key, md5 }) => facts.get(there)?.get(key) !== md5);
  return {
    id: 'ec2.bucket-files',
    title: `Put the files of ${folder} into the bucket: ${OWN_PARTS.join(' and ')}`,
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
  return hopeless(`There is a bucket ${bucket} already, which was not made for this server.`, [
    'Choose another name for the bucket.',
  ]);
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
        const { role: isThere, opens, profile } = facts.get(access) ?? NO_ROLE;
        return [
          ...(profile === 'whole' ? [iam({ call: 'empty-profile', role })] : []),
          ...(profile === 'none' ? [] : [iam({ call: 'delete-profile', role })]),
          ...(opens === null ? [] : [iam({ call: 'close-bucket', role })]),
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
