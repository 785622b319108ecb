import { expect, test } from 'vitest';
import { policyFor } from '../../source/dns/providers/route53.ts';
import { route53With } from '../../source/edges/dns/route53.ts';
import { route53Trouble } from '../../source/edges/dns/route53-trouble.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { NEVER, troubleOf } from './contract.ts';

const SECRET = 'pLanTed/5ecret+0f/tests';
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret(SECRET) };

/** What Amazon's client throws for an answer. */
function answer(name: string, status: number, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}
function troubleWith(error: Error) {
  const found = route53Trouble(error, keys, 30);
  return found instanceof ExpectedError ? found.trouble : undefined;
}

test.each([
  ['InvalidClientTokenId', 403, 'The security token is invalid.', 'dns.refused', false],
  ['SignatureDoesNotMatch', 403, 'Signature expired: 2026… is now earlier', 'dns.clock', false],
  ['Throttling', 400, 'Rate exceeded', 'dns.busy', true],
  ['PriorRequestNotComplete', 400, 'The request was rejected', 'dns.busy', true],
  ['InvalidChangeBatch', 400, 'RRSet with DNS name x conflicts', 'dns.unexpected', false],
  ['ServiceUnavailable', 503, 'Later', 'dns.unexpected', true],
])('%s (%i) is told as what it is', (name, status, message, code, passing) => {
  const trouble = troubleWith(answer(name, status, `${message} ${SECRET}`));
  expect(trouble?.code).toBe(code);
  expect(trouble?.passing ?? false).toBe(passing);
  expect(trouble?.why).toBe(`It says: ${message} [secret]`);
});

test('a mistake of ours stays one', () => {
  const mistake = new TypeError('x is not a function');
  expect(route53Trouble(mistake, keys, 30)).toBe(mistake);
});

test('nobody there', async () => {
  const trouble = await troubleOf(route53With(keys, 'http://127.0.0.1:9').zones(NEVER), [SECRET]);
  expect(trouble).toMatchObject({ code: 'dns.unreachable', passing: true });
});

test('the policy to paste is for one zone, and JSON', () => {
  expect(JSON.parse(policyFor('Z0123456789ABC'))).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'route53:ListHostedZones', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
        Resource: 'arn:aws:route53:::hostedzone/Z0123456789ABC',
      },
    ],
  });
});
