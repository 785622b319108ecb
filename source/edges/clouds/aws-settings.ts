import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET } from '../../clouds/ec2/answers.ts';

/** What every client of Amazon's is opened with: keys that were typed, else as the AWS CLI finds them. */
export function awsSettings(answers: Answers, region: string) {
  const id = textAnswer(answers, EC2_KEY_ID);
  const secret = secretAnswer(answers, EC2_SECRET);
  const profile = textAnswer(answers, EC2_PROFILE);
  const credentials =
    id !== '' && secret ? { accessKeyId: id, secretAccessKey: secret.reveal() } : undefined;
  return {
    ...(region !== '' && { region }),
    ...(profile !== '' && { profile }),
    ...(credentials && { credentials }),
    maxAttempts: 3,
  };
}
