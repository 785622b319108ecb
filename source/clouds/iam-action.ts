import { quote } from '../shell.ts';
import { certificateAccess } from './balancer/role.ts';
import { NAME_TAG } from './ec2/action.ts';
import { bucketAccess, ROLE_PATH, TRUST } from './ec2/bucket.ts';

/** One call to IAM, which says who may do what. Data, as all actions. `role`: the role's name, and its profile's. */
export type IamCall =
  | { readonly call: 'make-role'; readonly role: string; readonly name: string }
  | { readonly call: 'open-bucket'; readonly role: string; readonly bucket: string }
  | { readonly call: 'let-replace'; readonly role: string; readonly certificate: string }
  | { readonly call: 'make-profile'; readonly role: string; readonly name: string }
  | { readonly call: 'fill-profile'; readonly role: string }
  | { readonly call: 'empty-profile'; readonly role: string }
  | { readonly call: 'delete-profile'; readonly role: string }
  | { readonly call: 'close-bucket'; readonly role: string }
  | { readonly call: 'end-replacing'; readonly role: string }
  | { readonly call: 'delete-role'; readonly role: string }
  | UserCall;

/** The same for a user, for servers that can have no role. */
export type UserCall =
  | { readonly call: 'make-user'; readonly user: string }
  | { readonly call: 'open-for-user'; readonly user: string; readonly bucket: string }
  /** Written to a file on the person's computer, in lines for docassemble; the user is called as the bucket. */
  | {
      readonly call: 'make-key';
      readonly user: string;
      readonly region: string;
      readonly file: string;
    }
  | { readonly call: 'drop-key'; readonly user: string; readonly key: string }
  | { readonly call: 'close-for-user'; readonly user: string }
  | { readonly call: 'delete-user'; readonly user: string };

export interface IamAction {
  readonly do: 'iam';
  readonly region: string;
  readonly what: IamCall;
}

/** The names of the policies that a role of ours may have. */
export const POLICY = 'bucket';
export const CERTIFICATE_POLICY = 'certificate';

/** The same for Amazon's command-line client, as one line. */
export function iamLine({ what }: IamAction): string {
  return ['aws iam', ...words(what)].join(' ');
}

function words(what: IamCall): readonly string[] {
  if ('user' in what) return userWords(what);
  const role = quote(what.role);
  const both = ['--instance-profile-name', role, '--role-name', role];
  switch (what.call) {
    case 'make-role':
      return [
        ...['create-role --path', ROLE_PATH, '--role-name', role],
        ...['--assume-role-policy-document', quote(TRUST), tagged(what.name)],
      ];
    case 'open-bucket':
      return [
        ...['put-role-policy --role-name', role, '--policy-name', POLICY],
        ...['--policy-document', quote(bucketAccess(what.bucket))],
      ];
    case 'let-replace':
      return [
        ...['put-role-policy --role-name', role, '--policy-name', CERTIFICATE_POLICY],
        ...['--policy-document', quote(certificateAccess(what.certificate))],
      ];
    case 'make-profile':
      return [
        ...['create-instance-profile --path', ROLE_PATH, '--instance-profile-name', role],
        tagged(what.name),
      ];
    case 'fill-profile':
      return ['add-role-to-instance-profile', ...both];
    case 'empty-profile':
      return ['remove-role-from-instance-profile', ...both];
    case 'delete-profile':
      return ['delete-instance-profile --instance-profile-name', role];
    case 'close-bucket':
      return ['delete-role-policy --role-name', role, '--policy-name', POLICY];
    case 'end-replacing':
      return ['delete-role-policy --role-name', role, '--policy-name', CERTIFICATE_POLICY];
    case 'delete-role':
      return ['delete-role --role-name', role];
  }
}

function userWords(what: UserCall): readonly string[] {
  const user = ['--user-name', quote(what.user)];
  switch (what.call) {
    case 'make-user':
      return ['create-user --path', ROLE_PATH, ...user, tagged(what.user)];
    case 'open-for-user':
      return [
        ...['put-user-policy', ...user, '--policy-name', POLICY],
        ...['--policy-document', quote(bucketAccess(what.bucket))],
      ];
    case 'make-key':
      return ['create-access-key', ...user, '>', quote(what.file)];
    case 'drop-key':
      return ['delete-access-key', ...user, '--access-key-id', quote(what.key)];
    case 'close-for-user':
      return ['delete-user-policy', ...user, '--policy-name', POLICY];
    case 'delete-user':
      return ['delete-user', ...user];
  }
}

function tagged(name: string): string {
  return `--tags ${quote(`Key=${NAME_TAG},Value=${name}`)}`;
}
