import { describe, expect, test } from 'vitest';
import {
  Refusal,
  readProblem,
  readRetryAfter,
  Unreached,
} from '../../source/edges/acme/refusal.ts';
import { troubleOfRefusal, troubleOfSilence } from '../../source/edges/acme/refusal-trouble.ts';

const NOW = new Date('2031-02-03T02:22:00Z');
const OCCASION = {
  authority: "Let's Encrypt",
  names: ['study.example.org'],
  now: NOW,
  timeZone: 'UTC',
};

function troubleOf(status: number, type: string, detail: string, retryAt?: Date) {
  const body = { type: `urn:ietf:params:acme:error:${type}`, detail };
  return troubleOfRefusal(new Refusal(readProblem(body, status, retryAt), 'https://ca/'), OCCASION);
}

describe('a problem document', () => {
  test('is read with its parts', () => {
    const body = {
      type: 'urn:ietf:params:acme:error:compound',
      detail: 'Some names\u001b[31m failed',
      subproblems: [
        {
          type: 'urn:ietf:params:acme:error:caa',
          detail: 'CAA forbids it',
          identifier: { type: 'dns', value: 'a.example' },
        },
      ],
    };
    expect(readProblem(body, 403)).toEqual({
      type: 'compound',
      detail: 'Some names failed',
      status: 403,
      parts: [
        { type: 'caa', detail: 'CAA forbids it', status: null, parts: [], name: 'a.example' },
      ],
    });
  });

  test.each([
    ['<html>busy</html>', '<html>busy</html>'],
    [null, ''],
    [undefined, ''],
    [[], ''],
    [{ detail: 7, subproblems: 'x' }, ''],
    [{ title: 'Out of order' }, 'Out of order'],
  ])('may be no such thing: %j', (body, detail) => {
    expect(readProblem(body)).toEqual({ type: '', detail, status: null, parts: [] });
  });

  test('of another kind of server has no type that we know', () => {
    expect(readProblem({ type: 'about:blank', detail: 'x' }).type).toBe('');
  });
});

describe('a Retry-After header', () => {
  test.each([
    ['120', '2031-02-03T02:24:00.000Z'],
    [' 0 ', '2031-02-03T02:22:00.000Z'],
    ['Mon, 03 Feb 2031 03:00:00 GMT', '2031-02-03T03:00:00.000Z'],
  ])('"%s"', (header, at) => {
    expect(readRetryAfter(header, NOW)?.toISOString()).toBe(at);
  });

  test.each([undefined, '', 'soon'])('%j says nothing', (header) => {
    expect(readRetryAfter(header, NOW)).toBeUndefined();
  });
});

describe("a certificate authority's refusal in plain words", () => {
  test('the same certificate too often', () => {
    const detail =
      'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2031-02-04 12:22:00 UTC: see https://letsencrypt.org/docs/rate-limits/';
    expect(troubleOf(429, 'rateLimited', detail)).toEqual({
      code: 'acme.rateLimited',
      what: "Let's Encrypt has made this same certificate too often in the last days.",
      why: 'It counts certificates for exactly study.example.org. It works again on Tuesday 4 February at 12:22 UTC, in 34 hours.',
      next: [
        'If an earlier server or a backup still has such a certificate, use that one.',
        'Add or leave out one name (with or without www.): that is another certificate to it.',
        'Run setup-server again on Tuesday 4 February at 12:22 UTC, in 34 hours; everything so far is kept.',
      ],
      detail: `429 rateLimited from https://ca/: ${detail}`,
    });
  });

  test.each([
    [
      'too many certificates (50) already issued for "dyn.example" in the last 168h0m0s',
      'for names under dyn.example',
    ],
    [
      'too many failed authorizations (5) for "study.example.org" in the last 1h0m0s',
      'has refused study.example.org too often',
    ],
    [
      'too many new registrations (10) from this IP address in the last 3h0m0s',
      'Too many accounts were opened',
    ],
    ['too many new orders (300) from this account in the last 3h0m0s', 'asks to come back later'],
    [
      'Your account is temporarily prevented from requesting certificates for study.example.org and possibly others. Please visit: https://portal.example/x',
      'has stopped making certificates',
    ],
  ])('another limit: %s', (detail, what) => {
    const trouble = troubleOf(429, 'rateLimited', detail);
    expect(trouble.code).toBe('acme.rateLimited');
    expect(trouble.what).toContain(what);
    expect(trouble.passing).toBeUndefined();
  });

  test('a pause ends only on its page', () => {
    const detail =
      'Your account is temporarily prevented from requesting certificates for a. Please visit: https://portal.example/x?jwt=y';
    expect(troubleOf(429, 'rateLimited', detail).next).toEqual([
      'Open https://portal.example/x?jwt=y and let it begin again.',
    ]);
  });

  test.each([
    [500, 'serverInternal'],
    [503, 'rateLimited'],
    [502, ''],
  ])('status %d (%s) may pass', (status, type) => {
    expect(troubleOf(status, type, 'busy')).toMatchObject({
      code: 'acme.serverInternal',
      what: "Let's Encrypt has a problem of its own at the moment.",
      passing: true,
    });
  });

  test('an outage with a time says when', () => {
    const at = new Date('2031-02-03T03:22:00Z');
    expect(troubleOf(503, '', 'busy', at).why).toBe(
      'It answered with the error 503. It asks to come back on Monday 3 February at 03:22 UTC, in 60 minutes.',
    );
  });

  test.each([
    ['rejectedIdentifier', 'makes no certificates for study.example.org'],
    ['externalAccountRequired', 'wants an account that was opened on its website'],
    ['userActionRequired', 'wants something to be done by a person'],
    ['unauthorized', "does not accept this server's account"],
    ['invalidContact', 'does not accept the e-mail address'],
    ['caa', 'does not allow certificates'],
    ['badCSR', 'could not make sense of the request'],
    ['malformed', 'could not make sense of the request'],
    ['somethingNew', 'refused to make a certificate for study.example.org'],
  ])('%s', (type, what) => {
    const trouble = troubleOf(403, type, 'because');
    expect(trouble.code).toBe(`acme.${type}`);
    expect(trouble.what).toContain(what);
    expect(trouble.detail).toBe(`403 ${type} from https://ca/: because`);
    expect(trouble.next?.length).toBeGreaterThan(0);
  });
});

describe('no answer from the certificate authority', () => {
  test('may pass', () => {
    const error = new Unreached('ETIMEDOUT', 'ca gave no answer.', null);
    expect(troubleOfSilence(error, OCCASION)).toMatchObject({
      code: 'acme.unreachable',
      what: "Let's Encrypt could not be reached.",
      why: 'ca gave no answer.',
      passing: true,
    });
  });

  test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_NOT_YET_VALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'that can be trusted does not pass by itself: %s',
    (code) => {
      const trouble = troubleOfSilence(new Unreached(code, 'Odd.', null), OCCASION);
      expect(trouble.code).toBe('acme.untrusted');
      expect(trouble.passing).toBeUndefined();
      expect(trouble.why).toMatch(/^Odd\. /);
    },
  );
});
