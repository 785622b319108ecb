import { type Answers, textAnswer } from '../../answers/answers.ts';
import { normaliseHostname, problemWithHostname } from '../../dns/hostname.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import { FOR_BALANCER } from '../../questions/certificate-arn.ts';
import type { Question } from '../../questions/question.ts';
import { CERTIFICATE, HOSTNAME, wantsBalancer } from '../ec2/answers.ts';
import { PRICES_OF } from '../ec2/sizes.ts';
import { BALANCER_DOLLARS, type BalancerGoal, balancerQuery } from './balancer.ts';
import {
  balancerCertificate,
  balancerCertificateItems,
  balancerCertificateQuestions,
} from './certificate-questions.ts';
import { balancerAccount, balancerDnsItems, balancerDnsQuestions } from './dns-questions.ts';

const holder: Question = {
  id: CERTIFICATE,
  section: 'Server',
  kind: 'choice',
  expert: true,
  title: 'Who shall have the certificate of the website?',
  hint: 'It proves to browsers that they talk to your website.',
  help: [
    'The server itself, for nearly everyone: it gets one free of charge, and',
    'renews it by itself.',
    '',
    'Or a load balancer of Amazon: visitors come to it, and it passes them on',
    'to the server, which nobody else gets to then. Amazon keeps the',
    `certificate. The balancer costs about $${BALANCER_DOLLARS} a month (as of ${PRICES_OF})`,
    'on top of the server, more with many visitors. Organisations want it',
    'where their rules say that certificates are kept at Amazon.',
  ].join('\n'),
  choices: () => [
    { value: 'server', label: 'The server itself', note: 'free; renews by itself' },
    {
      value: 'balancer',
      label: 'A load balancer of Amazon',
      note: `about $${BALANCER_DOLLARS} a month more`,
    },
  ],
  suggestion: () => 'server',
};

const hostname: Question = {
  id: HOSTNAME,
  section: 'Server',
  kind: 'text',
  title: 'What is the name of the website?',
  hint: 'The certificate is for it, and it will lead to the load balancer.',
  help: [
    'A name that you, or your organisation, own. Two records in its DNS are',
    'needed: one proves the name to Amazon, one leads to the load balancer.',
    '',
    'A balancer has no address of its own that stays, so the second record is',
    'a CNAME. At a bare domain (example.org) it works only in Route 53, or at',
    'companies with ALIAS records: take www.example.org elsewhere.',
  ].join('\n'),
  example: 'study.example.org',
  when: wantsBalancer,
  suggestion: (answers) => textAnswer(answers, 'hostname') || undefined,
  normalise: normaliseHostname,
  problem: problemWithHostname,
};

export const balancerQuestions: readonly Question[] = [
  ...[holder, hostname],
  ...balancerCertificateQuestions,
  ...balancerDnsQuestions,
];

export const balancerItems: readonly Item[] = [
  { ask: holder },
  { ask: hostname },
  ...balancerCertificateItems,
  ...balancerDnsItems,
];

/** The load balancer that is wanted in front of a machine; undefined where none is. */
export function balancerGoal(
  answers: Answers,
  facts: Facts,
  { name, region }: Pick<BalancerGoal, 'name' | 'region'>,
): BalancerGoal | undefined {
  if (!wantsBalancer(answers)) return undefined;
  const dns = balancerAccount(answers);
  const certificate = balancerCertificate(answers, facts);
  return {
    ...{ name, region, hostname: textAnswer(answers, HOSTNAME) },
    ...(certificate && { certificate }),
    ...(dns && { dns }),
  };
}

/** What is known by it of the website, as answers to the questions about that. */
export function behindBalancer(balancer: BalancerGoal, facts: Facts): Answers {
  const { hostname: name, certificate, region, name: machine } = balancer;
  const arn = facts.get(balancerQuery(region, machine))?.imported?.id;
  return certificate?.by === 'server' && arn !== undefined
    ? { hostname: name, 'certificate.use': FOR_BALANCER, 'certificate.arn': arn }
    : { hostname: name, 'certificate.use': 'balancer' };
}
