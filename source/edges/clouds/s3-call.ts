import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3';
import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { CLOSED, ENCRYPTED, type S3Action, type S3Call, TIDIED } from '../../clouds/s3/action.ts';
import { localPath } from '../local/local-path.ts';
import { guarded } from './ec2-client.ts';
import { openS3 } from './s3-look.ts';

/** Makes the call. Throws an ExpectedError `ec2.*`. */
export async function callS3(
  { region, what }: S3Action,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  const client = await openS3(answers, region);
  if (what.call === 'delete-bucket') await empty(client, what.bucket, signal);
  await guarded(signal, async (options) => {
    await send(client, what, options);
  });
}

async function send(
  client: S3Client,
  what: S3Call,
  options: { readonly abortSignal: AbortSignal },
): Promise<unknown> {
  const s3 = await import('@aws-sdk/client-s3');
  switch (what.call) {
    case 'make-bucket': {
      const { bucket: Bucket, region, name } = what.goal;
      return await client.send(
        new s3.CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: {
            // The oldest region has no name here.
            ...(region !== 'us-east-1' && {
              LocationConstraint: region as BucketLocationConstraint,
            }),
            Tags: [{ Key: NAME_TAG, Value: name }],
          },
        }),
        options,
      );
    }
    case 'close-bucket': {
      const input = { Bucket: what.bucket, PublicAccessBlockConfiguration: CLOSED };
      return await client.send(new s3.PutPublicAccessBlockCommand(input), options);
    }
    case 'keep-versions': {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      const input = { Bucket: what.bucket, VersioningConfiguration };
      return await client.send(new s3.PutBucketVersioningCommand(input), options);
    }
    case 'tidy-bucket': {
      const LifecycleConfiguration = { Rules: [...TIDIED.Rules] };
      const input = { Bucket: what.bucket, LifecycleConfiguration };
      return await client.send(new s3.PutBucketLifecycleConfigurationCommand(input), options);
    }
    case 'encrypt-bucket': {
      const ServerSideEncryptionConfiguration = { Rules: [...ENCRYPTED.Rules] };
      const input = { Bucket: what.bucket, ServerSideEncryptionConfiguration };
      return await client.send(new s3.PutBucketEncryptionCommand(input), options);
    }
    case 'put-file': {
      const Body = await readFile(join(localPath(what.folder), what.key));
      const input = { Bucket: what.bucket, Key: what.key, Body };
      return await client.send(new s3.PutObjectCommand(input), options);
    }
    case 'delete-bucket':
      return await client.send(new s3.DeleteBucketCommand({ Bucket: what.bucket }), options);
  }
}

/** A thousand at a time, as long as there are some: a list that was begun goes stale. */
async function empty(client: S3Client, Bucket: string, signal: AbortSignal): Promise<void> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3');
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await guarded(signal, (options) =>
      client.send(new ListObjectVersionsCommand({ Bucket }), options),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await guarded(signal, (options) =>
      client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }), options),
    );
    const [first] = Errors;
    if (first) {
      const error = Object.assign(new Error(first.Message), { name: first.Code ?? '' });
      await guarded(signal, () => Promise.reject(error));
    }
  }
}
