import { quote } from '../../shell.ts';
import { NAME_TAG } from '../ec2/action.ts';
import { type BucketGoal, KEPT_DAYS } from '../ec2/bucket.ts';

/** One call to S3. Data, as all actions. */
export type S3Call =
  | { readonly call: 'make-bucket'; readonly goal: BucketGoal }
  | { readonly call: 'close-bucket'; readonly bucket: string }
  | { readonly call: 'keep-versions'; readonly bucket: string }
  | { readonly call: 'tidy-bucket'; readonly bucket: string }
  | { readonly call: 'encrypt-bucket'; readonly bucket: string }
  /** `folder`: on the person's computer, in which the file lies as it is called in the bucket. */
  | {
      readonly call: 'put-file';
      readonly bucket: string;
      readonly key: string;
      readonly folder: string;
    }
  /** With all that is in it, and all old versions. */
  | { readonly call: 'delete-bucket'; readonly bucket: string };

export interface S3Action {
  readonly do: 's3';
  readonly region: string;
  readonly what: S3Call;
}

/** As S3 has it in its calls. */
export const CLOSED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export const TIDIED = {
  Rules: [
    {
      ID: 'old-versions',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: KEPT_DAYS },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ],
} as const;

export const ENCRYPTED = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
} as const;

/** The same for Amazon's command-line client. */
export function s3Lines({ region, what }: S3Action): readonly string[] {
  const line = ['aws', ...words(what), '--region', quote(region)].join(' ');
  // The client has no one command for what lies in a bucket with its old versions.
  return what.call === 'delete-bucket'
    ? ['# every object, and every old version of it', line]
    : [line];
}

function words(what: S3Call): readonly string[] {
  switch (what.call) {
    case 'make-bucket': {
      const { bucket, region, name } = what.goal;
      const place = region === 'us-east-1' ? '' : `LocationConstraint=${region},`;
      const tags = `Tags=[{Key=${NAME_TAG},Value=${name}}]`;
      const how = ['--create-bucket-configuration', quote(`${place}${tags}`)];
      return ['s3api create-bucket --bucket', quote(bucket), ...how];
    }
    case 'close-bucket':
      return [
        ...['s3api put-public-access-block --bucket', quote(what.bucket)],
        ...['--public-access-block-configuration', quote(JSON.stringify(CLOSED))],
      ];
    case 'keep-versions':
      return [
        ...['s3api put-bucket-versioning --bucket', quote(what.bucket)],
        '--versioning-configuration Status=Enabled',
      ];
    case 'tidy-bucket':
      return [
        ...['s3api put-bucket-lifecycle-configuration --bucket', quote(what.bucket)],
        ...['--lifecycle-configuration', quote(JSON.stringify(TIDIED))],
      ];
    case 'encrypt-bucket':
      return [
        ...['s3api put-bucket-encryption --bucket', quote(what.bucket)],
        ...['--server-side-encryption-configuration', quote(JSON.stringify(ENCRYPTED))],
      ];
    case 'put-file':
      return [
        ...['s3 cp', quote(`${what.folder.replace(/\/$/, '')}/${what.key}`)],
        quote(`s3://${what.bucket}/${what.key}`),
      ];
    case 'delete-bucket':
      return ['s3api delete-bucket --bucket', quote(what.bucket)];
  }
}
