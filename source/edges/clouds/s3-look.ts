import type { S3Client } from '@aws-sdk/client-s3';
import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { NOT_ALLOWED } from '../../clouds/ec2/allowed.ts';
import type { BucketFact } from '../../clouds/ec2/bucket.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import { ExpectedError } from '../../expected-error.ts';
import { OWN_PARTS } from '../../facts/installs/own-files.ts';
import { awsSettings } from './aws-settings.ts';
import { guarded, orNone } from './ec2-client.ts';

/** Amazon's own client for S3, loaded with the first call. */
export async function openS3(answers: Answers, region: string): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client(awsSettings(answers, region));
}

const SOMEBODY_ELSES = {
  ...{ of: null, closed: false, versioned: false, tidied: false, encrypted: false },
};
const HIDDEN: BucketFact = { ...SOMEBODY_ELSES, hidden: true };
const NOT_SET =
  /^(NoSuchTagSet|NoSuchLifecycleConfiguration|NoSuchPublicAccessBlockConfiguration|ServerSideEncryptionConfigurationNotFoundError)/;

/** A bucket, by its name: whose it is, and how it is kept. */
export async function lookAtBucket(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<BucketFact> {
  try {
    return await bucketSeen(subject, answers, signal);
  } catch (error) {
    if (error instanceof ExpectedError && error.code === NOT_ALLOWED) return HIDDEN;
    throw error;
  }
}

async function bucketSeen(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<BucketFact> {
  const { region, name: Bucket } = regionAndName(subject);
  const s3 = await import('@aws-sdk/client-s3');
  const client = await openS3(answers, region);
  const head = await standing(client, Bucket, signal);
  if (head === 'hidden') return HIDDEN;
  if (head !== 'ours') return head === 'free' ? null : SOMEBODY_ELSES;
  const of = await tagOf(client, Bucket, signal, /^(NoSuchTagSet|NoSuchBucket)/);
  if (of === null) return SOMEBODY_ELSES;
  const asked = <Result>(work: Parameters<typeof guarded<Result>>[1]) =>
    orNone(guarded(signal, work), NOT_SET);
  const [block, versions, encryption, lifecycle] = await Promise.all([
    asked((options) => client.send(new s3.GetPublicAccessBlockCommand({ Bucket }), options)),
    asked((options) => client.send(new s3.GetBucketVersioningCommand({ Bucket }), options)),
    asked((options) => client.send(new s3.GetBucketEncryptionCommand({ Bucket }), options)),
    asked((options) =>
      client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }), options),
    ),
  ]);
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    block?.PublicAccessBlockConfiguration ?? {};
  return {
    of,
    closed: Boolean(
      BlockPublicAcls && BlockPublicPolicy && IgnorePublicAcls && RestrictPublicBuckets,
    ),
    versioned: versions?.Status === 'Enabled',
    tidied: (lifecycle?.Rules ?? []).length > 0,
    encrypted: (encryption?.ServerSideEncryptionConfiguration?.Rules ?? []).length > 0,
  };
}

/**
 * Whether there is a bucket of that name, and whether it is in this account and region. That it lets us in does not
 * make it ours: anybody could make one that does.
 */
async function standing(client: S3Client, Bucket: string, signal: AbortSignal) {
  const { HeadBucketCommand, ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const BucketRegion = await client.config.region();
  const own = await guarded(signal, (options) =>
    client.send(new ListBucketsCommand({ BucketRegion, Prefix: Bucket }), options),
  );
  if (own.Buckets?.some(({ Name }) => Name === Bucket)) return 'ours';
  signal.throwIfAborted();
  try {
    await client.send(new HeadBucketCommand({ Bucket }), { abortSignal: signal });
    return 'others';
  } catch (error) {
    // The answer has no body: its status is all that it says.
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return 'free';
    if (status === 301) return 'others';
    // Somebody else's, or of nobody: Amazon says neither to who may not list what is in it.
    if (status === 403) return 'hidden';
    return await guarded(signal, () => Promise.reject(error));
  }
}

async function tagOf(client: S3Client, Bucket: string, signal: AbortSignal, none: RegExp) {
  const { GetBucketTaggingCommand } = await import('@aws-sdk/client-s3');
  const tags = await orNone(
    guarded(signal, (options) => client.send(new GetBucketTaggingCommand({ Bucket }), options)),
    none,
  );
  return tags?.TagSet?.find(({ Key }) => Key === NAME_TAG)?.Value ?? null;
}

/** The buckets in a region that were made for a machine. */
export async function lookAtBuckets(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { region, name } = regionAndName(subject);
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const client = await openS3(answers, region);
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await guarded(signal, (options) =>
      client.send(
        new ListBucketsCommand({
          ...{ BucketRegion: region, MaxBuckets: 1000 },
          ...(ContinuationToken && { ContinuationToken }),
        }),
        options,
      ),
    );
    const names = (page.Buckets ?? []).flatMap(({ Name }) => Name ?? []);
    // One that may not be looked at is none of ours either.
    const none = /^(NoSuchTagSet|AccessDenied|NoSuchBucket)/;
    const tags = await Promise.all(names.map((each) => tagOf(client, each, signal, none)));
    found.push(...names.filter((_, at) => tags[at] === name));
    ({ ContinuationToken } = page);
  } while (ContinuationToken);
  return found;
}

/** What lies in the parts of a bucket that a person's own files go to; nothing where the bucket is not there yet. */
export async function lookAtFiles(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { region, name: Bucket } = regionAndName(subject);
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const client = await openS3(answers, region);
  const found = new Map<string, string>();
  const listed = async (part: string) => {
    // Of what was put there in one piece, and encrypted as our buckets do it, it is the MD5.
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket, Prefix: part },
    ))
      for (const { Key = '', ETag = '' } of Contents)
        if (Key.startsWith(`${part}/`)) found.set(Key, ETag.replace(/"/g, ''));
  };
  for (const part of OWN_PARTS)
    await orNone(
      guarded(signal, () => listed(part)),
      /^NoSuchBucket/,
    );
  return found;
}
