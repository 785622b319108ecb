import { Secret } from '../../secrets/secret.ts';
import { openEc2 } from './ec2-client.ts';
import { ec2Trouble } from './ec2-trouble.ts';

/** How requests to Amazon are signed on this computer. */
export interface AwsAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret;
  /** Null where none is configured. */
  readonly region: string | null;
}

/** As Amazon's own tools find it: the environment, a profile, a login by `aws sso`. Throws an ExpectedError `ec2.*`. */
export async function awsAccess(): Promise<AwsAccess> {
  const { config } = await openEc2({}, '');
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    return {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      ...(sessionToken && { sessionToken: new Secret(sessionToken) }),
      region: await config.region().catch(() => null),
    };
  } catch (error) {
    throw ec2Trouble(error);
  }
}
