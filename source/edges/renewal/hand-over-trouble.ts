import { ExpectedError } from '../../expected-error.ts';
import { NOT_HANDED_OVER } from '../../renewal/hand-over.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { stripControl } from '../../text/plain-text.ts';

/** Why a balancer did not get its certificate, in a person's words. */
export function handOverTrouble(
  error: unknown,
  { certificate }: Pick<RenewalOrder, 'certificate'>,
  arn: string,
): ExpectedError {
  if (error instanceof ExpectedError) return error;
  const { name = '', message = String(error) } = error instanceof Error ? error : {};
  const why = REASONS.find(({ when }) => when.test(`${name} ${message}`))?.why(arn);
  const says = stripControl(message).slice(0, 300);
  return new ExpectedError({
    code: NOT_HANDED_OVER,
    what: `The load balancer did not get the certificate of ${certificate.names[0]}.`,
    why: [why, `In Amazon's words: ${says}`].filter(Boolean).join(' '),
    cause: error,
  });
}

/** docs.aws.amazon.com/acm/latest/APIReference/API_ImportCertificate.html */
const REASONS: readonly { readonly when: RegExp; readonly why: (arn: string) => string }[] = [
  {
    when: /CredentialsProviderError|Could not load credentials/,
    why: () => 'This server has no role at Amazon (an instance profile), or can not see it.',
  },
  {
    when: /AccessDenied|NotAuthorized|not authorized/,
    why: (arn) => `The role of this server must be allowed acm:ImportCertificate with ${arn}.`,
  },
  {
    when: /ResourceNotFound/,
    why: (arn) => `There is no certificate ${arn} at Amazon any more.`,
  },
  {
    when: /Validation|InvalidParameter/,
    why: () =>
      'The one that is replaced may have a key of another kind, or is not an imported one.',
  },
  {
    when: /Timeout|AbortError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT/,
    why: () => 'Amazon could not be reached.',
  },
];
