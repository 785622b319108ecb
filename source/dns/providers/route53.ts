import { textAnswer } from '../../answers/answers.ts';
import { zoneHolding } from '../relative-name.ts';
import { accountOf, type RecordSet } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import type { DnsProvider } from './provider.ts';
import { plainValue, zoneValue } from './text-value.ts';

const ID = 'dns.route53.id';
const SECRET = 'dns.route53.secret';

const ZONE_ID = 'YOUR-ZONE-ID';
/** The least that works: to find the zone, and to read and change what is in it. In lines that fit on a screen. */
const POLICY = [
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",',
  '"Action":"route53:ListHostedZones","Resource":"*"},',
  '{"Effect":"Allow","Action":["route53:ListResourceRecordSets",',
  '"route53:ChangeResourceRecordSets"],',
  `"Resource":"arn:aws:route53:::hostedzone/${ZONE_ID}"}]}`,
];

/** The IAM policy to paste, for one zone: as JSON. */
export function policyFor(zoneId: string): string {
  return POLICY.join('\n').replace(ZONE_ID, zoneId);
}

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html */
export const route53: DnsProvider = {
  id: 'route53',
  label: 'Amazon Route 53',
  note: 'for hosted zones of an AWS account',
  questions: [
    {
      id: ID,
      section: 'Name',
      kind: 'text',
      title: 'What is the id of the AWS access key?',
      hint: 'A key of a user that may do nothing but change this zone: press ? for its policy.',
      help: [
        'At console.aws.amazon.com open IAM, Users, Create user; under',
        "Permissions, Create inline policy, JSON, paste this (with your zone's",
        'id), then Security credentials, Create access key, Other:',
        ...POLICY,
        "The zone's id stands in Route 53, Hosted zones: Z0123456789ABC.",
      ].join('\n'),
      example: 'AKIAIOSFODNN7EXAMPLE',
      normalise: (typed) => typed.trim(),
      problem: (value) =>
        /^(AKIA|ASIA)[A-Z0-9]{12,}$/.test(value)
          ? undefined
          : 'An access key id begins with AKIA, followed by capital letters and digits.',
    },
    credentialQuestion({
      id: SECRET,
      title: 'What is the secret access key?',
      hint: 'AWS shows it once, when the key is made.',
      help: [
        'Every access key has two halves: its id, and a secret that AWS',
        'shows only once, when the key is made. If it is lost, make a new key',
        'at the same place: console.aws.amazon.com, IAM, Users, the user,',
        'Security credentials, Create access key.',
        '',
        'Keys that work for an hour (they begin with ASIA) are no use here:',
        'the certificate is renewed for years.',
      ],
      example: 'wJalrXUtnFEMI/K7MDENG/…',
    }),
  ],
  limits: [
    'It sees public hosted zones only.',
    'Where two zones have the same name, it takes the first.',
  ],
  leastTtl: 60,
  severalTexts: true,
  aliases: true,
  freeNames: [],
  open: (answers, edges) => {
    const api = edges.route53({
      accessKeyId: textAnswer(answers, ID),
      secretAccessKey: credentialIn(answers, SECRET),
    });
    const read = (set: RecordSet, signal: AbortSignal) => api.read(named(set), signal);
    return accountOf({
      company: 'Amazon Route 53',
      leastTtl: 60,
      check: async (signal) => {
        await api.zones(signal);
      },
      zoneOf: async (name, signal) => zoneHolding(name, await api.zones(signal)),
      read: async (set, signal) =>
        ((await read(set, signal))?.values ?? []).map((value) => plainValue(set.type, value)),
      write: async (set, plain, ttl, signal) => {
        const values = plain.map((value) => zoneValue(set.type, value));
        if (values.length > 0) return await api.upsert({ ...named(set), values, ttl }, signal);
        const there = await read(set, signal);
        if (there) await api.remove({ ...named(set), ...there }, signal);
      },
    });
  },
};

function named({ zone, name, type }: RecordSet) {
  return { zone: zone.id, name, type };
}
