import type { EC2Client } from '@aws-sdk/client-ec2';
import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET } from '../../clouds/ec2-answers.ts';
import { ec2Trouble } from './ec2-trouble.ts';

const LIMIT_SECONDS = 30;

/** Amazon's own client, loaded with the first call: with keys that were typed, else as the AWS CLI finds them. */
export async function openEc2(answers: Answers, region: string): Promise<EC2Client> {
  const { EC2Client } = await import('@aws-sdk/client-ec2');
  const id = textAnswer(answers, EC2_KEY_ID);
  const secret = secretAnswer(answers, EC2_SECRET);
  const profile = textAnswer(answers, EC2_PROFILE);
  const credentials =
    id !== '' && secret ? { accessKeyId: id, secretAccessKey: secret.reveal() } : undefined;
  return new EC2Client({
    ...(region !== '' && { region }),
    ...(profile !== '' && { profile }),
    ...(credentials && { credentials }),
    maxAttempts: 3,
  });
}

/** One call and what came of it; throws an ExpectedError `ec2.*`. */
export async function guarded<Result>(
  signal: AbortSignal,
  work: (options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_SECONDS * 1000)]);
  try {
    return await work({ abortSignal: limit });
  } catch (error) {
    signal.throwIfAborted();
    throw ec2Trouble(error);
  }
}
