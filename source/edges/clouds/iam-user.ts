import { readFile } from 'node:fs/promises';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { bucketAccess, ROLE_PATH } from '../../clouds/ec2/bucket.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import { POLICY, type UserCall } from '../../clouds/iam-action.ts';
import type { KeyFileFact, UserFact } from '../../clouds/s3/user.ts';
import { parseEnvFile } from '../../containers/env-file.ts';
import { ExpectedError } from '../../expected-error.ts';
import { localPath } from '../local/local-path.ts';
import { openPrivateFile, replaceFile } from '../local/private-file.ts';
import { guarded, orNone } from './ec2-client.ts';
import { bucketIn, NONE, openIam } from './iam-client.ts';

/** The user of a bucket, and the keys that it has. */
export async function lookAtUser(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<UserFact> {
  const { region, name: UserName } = regionAndName(subject);
  const {
    GetAccessKeyLastUsedCommand,
    GetUserCommand,
    GetUserPolicyCommand,
    ListAccessKeysCommand,
  } = await import('@aws-sdk/client-iam');
  const client = await openIam(answers, region);
  const asked = <Result>(work: Parameters<typeof guarded<Result>>[1]) =>
    orNone(guarded(signal, work), NONE);
  const [user, policy, keys] = await Promise.all([
    asked((options) => client.send(new GetUserCommand({ UserName }), options)),
    asked((options) =>
      client.send(new GetUserPolicyCommand({ UserName, PolicyName: POLICY }), options),
    ),
    asked((options) => client.send(new ListAccessKeysCommand({ UserName }), options)),
  ]);
  const ids = (keys?.AccessKeyMetadata ?? []).flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
  const used = await Promise.all(
    ids.map(async (AccessKeyId) => {
      const last = await asked((options) =>
        client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }), options),
      );
      return last?.AccessKeyLastUsed?.LastUsedDate !== undefined;
    }),
  );
  return {
    user: user !== undefined,
    opens: policy ? bucketIn(policy) : null,
    keys: ids.map((id, at) => ({ id, used: used[at] ?? false })),
  };
}

/** What a file of this computer says of a key, without its secret. */
export async function lookAtKeyFile(file: string): Promise<KeyFileFact> {
  const text = await readFile(localPath(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw notWritten(file, error);
  });
  if (text === null) return null;
  const { entries } = parseEnvFile(text);
  return { bucket: entries.get('S3BUCKET') ?? '', key: entries.get('S3ACCESSKEY') ?? '' };
}

/** Makes the call. */
export async function sendForUser(
  client: IAMClient,
  what: UserCall,
  options: { readonly abortSignal: AbortSignal },
): Promise<unknown> {
  const iam = await import('@aws-sdk/client-iam');
  const UserName = what.user;
  switch (what.call) {
    case 'make-user': {
      const Tags = [{ Key: NAME_TAG, Value: what.user }];
      return await client.send(
        new iam.CreateUserCommand({ UserName, Path: ROLE_PATH, Tags }),
        options,
      );
    }
    case 'open-for-user':
      return await client.send(
        new iam.PutUserPolicyCommand({
          ...{ UserName, PolicyName: POLICY, PolicyDocument: bucketAccess(what.bucket) },
        }),
        options,
      );
    case 'make-key': {
      const { AccessKey } = await client.send(
        new iam.CreateAccessKeyCommand({ UserName }),
        options,
      );
      return await writeKey(what, AccessKey?.AccessKeyId ?? '', AccessKey?.SecretAccessKey ?? '');
    }
    case 'drop-key':
      return await client.send(
        new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: what.key }),
        options,
      );
    case 'close-for-user':
      return await client.send(
        new iam.DeleteUserPolicyCommand({ UserName, PolicyName: POLICY }),
        options,
      );
    case 'delete-user':
      return await client.send(new iam.DeleteUserCommand({ UserName }), options);
  }
}

/** The lines that docassemble reads, in a file for the person alone. */
async function writeKey(
  { user, region, file }: Extract<UserCall, { call: 'make-key' }>,
  id: string,
  secret: string,
): Promise<void> {
  const lines = [`S3BUCKET=${user}`, `S3REGION=${region}`];
  const text = [...lines, `S3ACCESSKEY=${id}`, `S3SECRETACCESSKEY=${secret}`, ''].join('\n');
  await replaceFile(localPath(file), text, openPrivateFile).catch((error) => {
    throw error instanceof ExpectedError ? error : notWritten(file, error);
  });
}

function notWritten(file: string, error: Error): ExpectedError {
  return new ExpectedError({
    code: 's3.file',
    what: `The file ${file} on this computer can't be used for the key.`,
    why: error.message,
    next: ['Name another one (s3.file), in a folder of yours.'],
    cause: error,
  });
}
