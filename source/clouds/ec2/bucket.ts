import { query } from '../../facts/facts.ts';

/** A bucket at Amazon S3 that belongs to a server. */
export interface BucketGoal {
  /** Of the bucket: unique among all buckets in the world. */
  readonly bucket: string;
  readonly region: string;
  /** Of the server. */
  readonly name: string;
  /** A folder of the person's computer, whose files go into it; '' for none. */
  readonly folder: string;
}

/** What there is under a bucket's name; null where nobody has one. */
export type BucketFact = null | {
  /** Amazon does not tell this user whether there is one, or what it is like. */
  readonly hidden?: true;
  /** The server that it was made for, by its tag; null for one that we did not make. */
  readonly of: string | null;
  /** Nothing in it can be made public. */
  readonly closed: boolean;
  /** What is overwritten or deleted stays as an old version. */
  readonly versioned: boolean;
  /** Old versions go after some time. */
  readonly tidied: boolean;
  readonly encrypted: boolean;
};

/** What a server may use at Amazon, as far as it was made for it. */
export interface RoleFact {
  readonly role: boolean;
  /** The bucket that the role opens. */
  readonly opens: string | null;
  /** The certificate (its ARN) that whoever has the role may replace. */
  readonly replaces: string | null;
  /** What hands a role to a server: not there, without the role in it, or with it. */
  readonly profile: 'none' | 'empty' | 'whole';
}

export const NO_ROLE: RoleFact = { role: false, opens: null, replaces: null, profile: 'none' };

/** In US dollars, for one GB and month. */
export const BUCKET_DOLLARS = 0.023;

/** Old versions are kept this long. */
export const KEPT_DAYS = 30;

/** Roles and profiles of ours lie in a path of their own, so that a user's policy can name them all. */
export const ROLE_PATH = '/setup-server/';

/** What a server's role and its profile are called; unique in the account, which has no regions there. */
export function roleName({ region, name }: Pick<BucketGoal, 'region' | 'name'>): string {
  return `${region}-${name}`;
}

/** Whether the profile that a server has, by its ARN, is the one that was made for it. */
export function isItsProfile(arn: string | null, of: Pick<BucketGoal, 'region' | 'name'>): boolean {
  return arn?.endsWith(`instance-profile${ROLE_PATH}${roleName(of)}`) ?? false;
}

export function s3Bucket(region: string, bucket: string) {
  return query('s3Bucket', '', `${region} ${bucket}`);
}

/** The buckets that were made for a server. */
export function s3Buckets(region: string, name: string) {
  return query('s3Buckets', '', `${region} ${name}`);
}

/** What lies in a bucket of a person's own files. */
export function s3Files(region: string, bucket: string) {
  return query('s3Files', '', `${region} ${bucket}`);
}

export function ec2Role(region: string, name: string) {
  return query('ec2Role', '', `${region} ${name}`);
}

/** Who may have the role: servers at EC2. */
export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** What the role may do: use this one bucket (docassemble.org, "S3", asks for just that). */
export function bucketAccess(bucket: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });
}
