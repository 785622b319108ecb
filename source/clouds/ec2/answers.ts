import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';

/** Ids of the questions about a machine at EC2 that more than one file reads. */
export const EC2_PROFILE = 'ec2.profile';
export const EC2_KEY_ID = 'ec2.key-id';
export const EC2_SECRET = 'ec2.secret';
export const REGION = 'ec2.region';
export const NAME = 'ec2.name';
export const PLACE = 'ec2.subnet';
/** Not asked: the firewall of the load balancer in front of the machine beside which this one is made. */
export const BEHIND = 'ec2.behind';
export const STORE = 'ec2.store';
export const DATABASE = 'ec2.database';
export const BUCKET = 'ec2.bucket';
export const FOLDER = 'ec2.bucket-folder';

export const CERTIFICATE = 'ec2.certificate';
export const HOSTNAME = 'ec2.hostname';

export const CERTIFICATE_FROM = 'ec2.certificate-from';

/** Whether a load balancer is wanted in front of the machine. */
export function wantsBalancer(answers: Answers): boolean {
  return textAnswer(answers, CERTIFICATE) === 'balancer';
}

/** From where the load balancer gets its certificate. */
export function certificateFrom(answers: Answers): 'amazon' | 'server' | 'own-files' {
  const from = textAnswer(answers, CERTIFICATE_FROM);
  return from === 'server' || from === 'own-files' ? from : 'amazon';
}

/** Who gives Amazon the certificate; null where it makes one itself. */
export function importsIn(answers: Answers): 'files' | 'server' | null {
  const from = wantsBalancer(answers) ? certificateFrom(answers) : 'amazon';
  return from === 'own-files' ? 'files' : from === 'server' ? 'server' : null;
}

/** The bucket that is wanted for the machine; null where none is. */
export function bucketIn(answers: Answers): string | null {
  return yesAnswer(answers, STORE) ? textAnswer(answers, BUCKET) || null : null;
}
