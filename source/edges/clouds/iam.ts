import type { GetInstanceProfileCommandOutput, IAMClient } from '@aws-sdk/client-iam';
import type { Answers } from '../../answers/answers.ts';
import { certificateAccess, certificateIn } from '../../clouds/balancer/role.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import {
  bucketAccess,
  ROLE_PATH,
  type RoleFact,
  roleName,
  TRUST,
} from '../../clouds/ec2/bucket.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import {
  CERTIFICATE_POLICY,
  type IamAction,
  type IamCall,
  POLICY,
} from '../../clouds/iam-action.ts';
import { guarded, orNone } from './ec2-client.ts';
import { bucketIn, NONE, openIam } from './iam-client.ts';
import { sendForUser } from './iam-user.ts';

/** What was made so that a machine may use something. */
export async function lookAtRole(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<RoleFact> {
  const { region, name } = regionAndName(subject);
  const { GetInstanceProfileCommand, GetRoleCommand, GetRolePolicyCommand } = await import(
    '@aws-sdk/client-iam'
  );
  const client = await openIam(answers, region);
  const called = roleName({ region, name });
  const asked = <Result>(work: Parameters<typeof guarded<Result>>[1]) =>
    orNone(guarded(signal, work), NONE);
  const [RoleName, InstanceProfileName] = [called, called];
  const [role, policy, other, profile] = await Promise.all([
    asked((options) => client.send(new GetRoleCommand({ RoleName }), options)),
    asked((options) =>
      client.send(new GetRolePolicyCommand({ RoleName, PolicyName: POLICY }), options),
    ),
    asked((options) =>
      client.send(new GetRolePolicyCommand({ RoleName, PolicyName: CERTIFICATE_POLICY }), options),
    ),
    asked((options) =>
      client.send(new GetInstanceProfileCommand({ InstanceProfileName }), options),
    ),
  ]);
  return {
    role: role !== undefined,
    opens: policy ? bucketIn(policy) : null,
    replaces: other ? certificateIn(decodeURIComponent(other.PolicyDocument ?? '')) : null,
    profile: profile === undefined ? 'none' : isFilled(profile) ? 'whole' : 'empty',
  };
}

function isFilled({ InstanceProfile }: GetInstanceProfileCommandOutput): boolean {
  return (InstanceProfile?.Roles ?? []).length > 0;
}

/** Makes the call. Throws an ExpectedError `ec2.*`. */
export async function callIam(
  { region, what }: IamAction,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  const client = await openIam(answers, region);
  await guarded(signal, async (options) => {
    await send(client, what, options);
  });
}

async function send(
  client: IAMClient,
  what: IamCall,
  options: { readonly abortSignal: AbortSignal },
): Promise<unknown> {
  const iam = await import('@aws-sdk/client-iam');
  if ('user' in what) return await sendForUser(client, what, options);
  const [RoleName, InstanceProfileName] = [what.role, what.role];
  switch (what.call) {
    case 'make-role':
      return await client.send(
        new iam.CreateRoleCommand({
          ...{ RoleName, Path: ROLE_PATH, AssumeRolePolicyDocument: TRUST },
          Tags: [{ Key: NAME_TAG, Value: what.name }],
        }),
        options,
      );
    case 'open-bucket':
      return await client.send(
        new iam.PutRolePolicyCommand({
          ...{ RoleName, PolicyName: POLICY, PolicyDocument: bucketAccess(what.bucket) },
        }),
        options,
      );
    case 'let-replace':
      return await client.send(
        new iam.PutRolePolicyCommand({
          ...{ RoleName, PolicyName: CERTIFICATE_POLICY },
          PolicyDocument: certificateAccess(what.certificate),
        }),
        options,
      );
    case 'make-profile':
      return await client.send(
        new iam.CreateInstanceProfileCommand({
          ...{ InstanceProfileName, Path: ROLE_PATH },
          Tags: [{ Key: NAME_TAG, Value: what.name }],
        }),
        options,
      );
    case 'fill-profile':
      return await client.send(
        new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }),
        options,
      );
    case 'empty-profile':
      return await client.send(
        new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }),
        options,
      );
    case 'delete-profile':
      return await client.send(
        new iam.DeleteInstanceProfileCommand({ InstanceProfileName }),
        options,
      );
    case 'close-bucket':
      return await client.send(
        new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY }),
        options,
      );
    case 'end-replacing':
      return await client.send(
        new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: CERTIFICATE_POLICY }),
        options,
      );
    case 'delete-role':
      return await client.send(new iam.DeleteRoleCommand({ RoleName }), options);
  }
}
