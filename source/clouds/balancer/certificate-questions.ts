import { type Answers, textAnswer } from '../../answers/answers.ts';
import { ownCertificate } from '../../facts/certificates/own-certificate.ts';
import type { Facts, Query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { CERTIFICATE_FROM, certificateFrom, HOSTNAME, wantsBalancer } from '../ec2/answers.ts';
import type { BalancerCertificate } from './balancer.ts';

const CHAIN = 'ec2.own-chain';
const KEY = 'ec2.own-key';

const from: Question = {
  id: CERTIFICATE_FROM,
  section: 'Server',
  kind: 'choice',
  expert: true,
  title: "Where does the load balancer's certificate come from?",
  hint: 'Amazon keeps it in any case; it shows it to visitors.',
  help: [
    'Amazon makes one free of charge, for nearly everyone.',
    '',
    'Or the server gets it from an authority, as it does without a balancer,',
    'and gives it to Amazon, now and whenever it was renewed: by a role that',
    'lets it replace this one certificate, and nothing else.',
    '',
    'Your organisation may have given you one as two files. Nothing renews it.',
  ].join('\n'),
  when: wantsBalancer,
  choices: () => [
    { value: 'amazon', label: 'Amazon makes it', note: 'free; renews by itself' },
    {
      value: 'server',
      label: "The server gets it (Let's Encrypt)",
      note: 'free; renews by itself',
    },
    { value: 'own-files', label: 'I have files of my own', note: 'you renew them' },
  ],
  suggestion: () => 'amazon',
};

const isOwn = (answers: Answers) =>
  wantsBalancer(answers) && certificateFrom(answers) === 'own-files';

const chain: Question = {
  id: CHAIN,
  section: 'Server',
  form: 'ec2-own-files',
  kind: 'text',
  title: 'The file with your certificate, on this computer?',
  hint: 'In PEM, with those that vouch for it: often called fullchain.pem.',
  help: 'A text file with lines like -----BEGIN CERTIFICATE-----. First comes your certificate, then those of the authorities that vouch for it. It is checked at once.',
  example: '/home/anna/fullchain.pem',
  when: isOwn,
};

const key: Question = {
  id: KEY,
  section: 'Server',
  form: 'ec2-own-files',
  kind: 'text',
  title: 'And the file with its key?',
  hint: 'It goes to Amazon, and into no log.',
  help: 'A text file with lines like -----BEGIN PRIVATE KEY-----. It was made together with the request for the certificate.',
  example: '/home/anna/key.pem',
  when: isOwn,
};

export const balancerCertificateQuestions: readonly Question[] = [from, chain, key];

/** With a look at a person's own files. */
export const balancerCertificateItems: readonly Item[] = [
  ...balancerCertificateQuestions.map((ask) => ({ ask })),
  { look: ownLooks },
];

function ownLooks(answers: Answers): readonly Query<'ownCertificate'>[] {
  const [chainPath, keyPath] = [textAnswer(answers, CHAIN), textAnswer(answers, KEY)];
  if (!isOwn(answers) || !chainPath || !keyPath) return [];
  const names = [textAnswer(answers, HOSTNAME)];
  return [ownCertificate({ chain: chainPath, key: keyPath, names })];
}

/** The certificate that the balancer is given; undefined where Amazon makes it. */
export function balancerCertificate(
  answers: Answers,
  facts: Facts,
): BalancerCertificate | undefined {
  if (certificateFrom(answers) === 'server') return { by: 'server' };
  const [own] = ownLooks(answers).map((look) => facts.get(look));
  return own && { by: 'files', chain: own.chain, key: own.key };
}
