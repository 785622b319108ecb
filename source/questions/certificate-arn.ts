import { type Answers, textAnswer } from '../answers/answers.ts';
import { CERTIFICATE_USE } from '../apps/tls.ts';
import type { Question } from './question.ts';

/** The server gets the certificate, and hands it to the load balancer in front. */
export const FOR_BALANCER = 'for-balancer';

const ARN = 'certificate.arn';

const isWanted = (answers: Answers) => textAnswer(answers, CERTIFICATE_USE) === FOR_BALANCER;

/** Which of the certificates at Amazon is replaced, where a balancer there gets ours. */
export const arnQuestion: Question = {
  id: ARN,
  section: 'Certificate',
  kind: 'text',
  title: 'Which certificate at Amazon shall be replaced?',
  hint: 'Its ARN: the name of it that begins with arn:aws:acm.',
  help: [
    'The load balancer shows a certificate that was imported at Amazon (AWS',
    'Certificate Manager). This server puts its own in the place of that one,',
    'now and whenever it has renewed it. Its key must be of the same kind.',
    '',
    'No key for Amazon is kept here: the server must have a role there (an',
    'instance profile) that may do this, and nothing else, with that one:',
    '  acm:ImportCertificate',
    'A server that setup-server has made with a balancer has all of it.',
  ].join('\n'),
  example: 'arn:aws:acm:eu-central-1:123456789012:certificate/0f1e2d3c-…',
  when: isWanted,
  normalise: (text) => text.trim(),
  problem: (text) =>
    IS_ARN.test(text)
      ? undefined
      : 'That is no ARN of a certificate: arn:aws:acm:REGION:ACCOUNT:certificate/ID',
};

const IS_ARN = /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-zA-Z-]+$/;

/** The one that is replaced; undefined where none is. */
export function arnIn(answers: Answers): string | undefined {
  return isWanted(answers) ? textAnswer(answers, ARN) || undefined : undefined;
}
