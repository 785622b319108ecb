import { expect, it } from 'vitest';
import { awsSettings } from '../../source/edges/clouds/aws-settings.ts';
import { certificatesFor } from '../../source/edges/clouds/balancer-certificate.ts';
import { balancerParts } from '../../source/edges/clouds/balancer-parts.ts';
import { amazonAnswers } from './amazon-answers.ts';

const REGION = 'eu-central-1';
const arn = (number: number) => `arn:aws:acm:${REGION}:123456789012:certificate/${number}`;
const never = new AbortController().signal;

it.each([
  ['its tags', 'ListTagsForCertificate'],
  ['the rest', 'DescribeCertificate'],
])('A certificate that goes before %s are looked at is none, and others are', async (_, call) => {
  const answers = await amazonAnswers((asked, reply) => {
    let body = '';
    asked.on('data', (data) => {
      body += data;
    });
    asked.on('end', () => {
      const [, asks] = String(asked.headers['x-amz-target']).split('.');
      const { CertificateArn } = JSON.parse(body) as { CertificateArn?: string };
      const gone = asks === call && CertificateArn === arn(1);
      reply.writeHead(gone ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      const told = {
        ListCertificates: {
          CertificateSummaryList: [1, 2].map((number) => ({
            CertificateArn: arn(number),
            DomainName: 'forms.example.org',
          })),
        },
        ListTagsForCertificate: { Tags: [{ Key: 'setup-server', Value: 'forms' }] },
        DescribeCertificate: { Certificate: { CertificateArn, Status: 'ISSUED' } },
      };
      const error = { __type: 'ResourceNotFoundException', message: `${CertificateArn} not found` };
      reply.end(JSON.stringify(gone ? error : told[asks as keyof typeof told]));
    });
  });
  const settings = awsSettings(answers, REGION);
  const { certificate, dead } = await certificatesFor(
    settings,
    'forms',
    'forms.example.org',
    never,
  );
  expect([certificate?.id, dead]).toEqual([arn(2), []]);
});

it('A load balancer that goes while it is looked at is none, and neither are its targets', async () => {
  const answers = await amazonAnswers((asked, reply) => {
    let body = '';
    asked.on('data', (data) => {
      body += data;
    });
    asked.on('end', () => {
      const asks = new URLSearchParams(body).get('Action') ?? '';
      const [kind, id] = asks.includes('TargetGroups')
        ? ['TargetGroup', 'targetgroup']
        : ['LoadBalancer', 'loadbalancer'];
      const there = ['DescribeTargetGroups', 'DescribeLoadBalancers'].includes(asks);
      reply.writeHead(there ? 200 : 400, { 'content-type': 'text/xml' });
      reply.end(
        there
          ? `<${asks}Response><${asks}Result><${kind}s><member><${kind}Arn>arn:aws:${id}/a</${kind}Arn></member></${kind}s></${asks}Result></${asks}Response>`
          : `<ErrorResponse><Error><Type>Sender</Type><Code>${asks.includes('Target') ? 'TargetGroup' : 'LoadBalancer'}NotFound</Code><Message>not found</Message></Error></ErrorResponse>`,
      );
    });
  });
  expect(await balancerParts(awsSettings(answers, REGION), 'forms', never)).toEqual({
    targets: null,
    balancer: null,
    listeners: [],
  });
});
