import type { Route53ServiceException } from '@aws-sdk/client-route-53';
import type { AwsKeys } from '../../dns/providers/edges.ts';
import { ExpectedError } from '../../expected-error.ts';
import { redact } from '../../secrets/secret.ts';
import { stripControl } from '../../text/plain-text.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import { unreachable } from './http.ts';

/** https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html */
const BUSY = /Throttl|PriorRequestNotComplete/;
const CLOCK = /RequestTimeTooSkewed|RequestExpired/;
const REFUSED =
  /AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|NotAuthorized/;

/** What Amazon's client throws, as an ExpectedError; anything that it can't be is given back as it is. */
export function route53Trouble(error: unknown, keys: AwsKeys, limitSeconds: number): unknown {
  if (!(error instanceof Error)) return error;
  const { name } = error;
  const { $metadata } = error as Partial<Route53ServiceException>;
  // Without a status nobody answered.
  if ($metadata?.httpStatusCode === undefined) return noAnswer(error, limitSeconds);
  const says = redact(stripControl(error.message), [keys.secretAccessKey]).slice(0, 300);
  const why = `It says: ${says}`;
  if (BUSY.test(name)) {
    return new ExpectedError({
      code: 'dns.busy',
      what: 'Amazon Route 53 takes no more requests for now.',
      why,
      next: ['Try again in a minute.'],
      passing: true,
    });
  }
  if (CLOCK.test(name) || /signature (expired|not yet current)/i.test(says)) {
    return new ExpectedError({
      code: 'dns.clock',
      what: 'Amazon Route 53 did not accept the key, since the clock of this computer is wrong.',
      why,
      next: ['Set the clock of this computer.'],
    });
  }
  const status = $metadata.httpStatusCode;
  if (status === 401 || status === 403 || REFUSED.test(name)) {
    return new ExpectedError({
      code: 'dns.refused',
      what: 'Amazon Route 53 did not accept the access key, or its policy does not allow this.',
      why,
      next: [
        'Compare both halves of the key with console.aws.amazon.com, IAM, Users, Security credentials.',
        'Look at the policy of the user that it belongs to.',
      ],
    });
  }
  return new ExpectedError({
    code: 'dns.unexpected',
    what: `Amazon Route 53 refused a request (${name}).`,
    why,
    next: ['Look at the hosted zone at console.aws.amazon.com, Route 53.'],
    passing: status >= 500,
  });
}

function noAnswer(error: Error, limitSeconds: number): unknown {
  const { code } = error as { code?: unknown };
  const late = error.name === 'TimeoutError';
  if (typeof code !== 'string' && !late) return error;
  const cause = late ? Object.assign(error, { code: 'ETIMEDOUT' }) : error;
  const url = new URL('https://route53.amazonaws.com');
  return unreachable('Amazon Route 53', inPlainWords(cause, url, limitSeconds).says);
}
