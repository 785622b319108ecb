import { describe, expect, test } from 'vitest';
import type { ChallengeLook } from '../../source/edges/acme/challenge-look.ts';
import { readProblem } from '../../source/edges/acme/refusal.ts';
import { troubleOfName } from '../../source/edges/acme/refused-name.ts';
import { addressIn, mishapIn, receivedIn } from '../../source/edges/acme/validation-detail.ts';

const URL = 'http://study.example.org/.well-known/acme-challenge/abc';

function refused(
  type: string,
  detail: string,
  more: { looks?: ChallengeLook[]; address?: string; others?: string[]; authority?: string } = {},
) {
  return troubleOfName({
    authority: more.authority ?? "Let's Encrypt",
    name: 'study.example.org',
    problem: readProblem({ type: `urn:ietf:params:acme:error:${type}`, detail }),
    address: more.address ?? null,
    expected: 'abc.def',
    looks: more.looks ?? [],
    others: more.others ?? [],
  });
}

describe('a name that the certificate authority could not verify', () => {
  test('because nobody answers: the firewall first', () => {
    const trouble = refused(
      'connection',
      `203.0.113.7: Fetching ${URL}: Timeout during connect (likely firewall problem)`,
      { looks: [{ address: '203.0.113.7', code: 'ETIMEDOUT' }] },
    );
    expect(trouble).toEqual({
      code: 'acme.connection',
      what: "Let's Encrypt could not reach study.example.org.",
      why: "It tried 203.0.113.7, port 80, and got no answer. This computer gets no answer from 203.0.113.7, port 80. Most often something in between is closed: the provider's firewall.",
      next: [
        "Open port 80 for everybody in the provider's firewall (security group), then check again.",
        'Check that the name leads to this server, and not to an old one.',
        'Or leave it closed, and prove the name by a DNS record: among "More settings", or by --set certificate.proof=dns-01',
      ],
      detail: `study.example.org: connection: 203.0.113.7: Fetching ${URL}: Timeout during connect (likely firewall problem)`,
    });
  });

  test('because it is turned away while we are let in: says so, and guesses no further', () => {
    const { why } = refused('connection', `203.0.113.7: Fetching ${URL}: Connection refused`, {
      looks: [{ address: '203.0.113.7', status: 200, body: 'abc.def' }],
    });
    expect(why).toBe(
      'It tried 203.0.113.7, port 80, and was turned away. This computer gets the right answer from 203.0.113.7, so something keeps the authority away that lets this computer through.',
    );
  });

  test.each([
    ['Connection refused', 'was turned away'],
    ['Timeout during connect (likely firewall problem)', 'got no answer'],
  ])('at an IPv6 address (%s): the AAAA record first or second', (what, saw) => {
    const trouble = refused('connection', `2001:db8::7: Fetching ${URL}: ${what}`);
    expect(trouble.why).toContain(`It tried 2001:db8::7, port 80, and ${saw}.`);
    expect(trouble.next).toContain(
      'Remove the AAAA record of the name, or set it to the address of this server. Then check again.',
    );
  });

  test.each([
    'Connection reset by peer',
    'Timeout after connect (your server may be slow or overloaded)',
    'Error getting validation data',
  ])('because it is cut off: %s', (what) => {
    expect(refused('connection', `203.0.113.7: Fetching ${URL}: ${what}`).why).toContain(
      'It reached 203.0.113.7, port 80, and was cut off before it got an answer.',
    );
  });

  test('because another page is there: what it got, and from where', () => {
    const trouble = refused('unauthorized', `203.0.113.9: Invalid response from ${URL}: 404`, {
      address: '203.0.113.9',
    });
    expect(trouble).toMatchObject({
      code: 'acme.unauthorized',
      what: "Let's Encrypt got a wrong answer from study.example.org.",
      why: 'It asked for the proof at 203.0.113.9 and got the status 404. Most often the name still leads to another machine, or another web server or a protection service answers in front of this one.',
    });
  });

  test('because the IPv6 address is of another machine', () => {
    const { why } = refused('unauthorized', `2001:db8::7: Invalid response from ${URL}: 404`);
    expect(why).toContain('the AAAA record of the name leads to another machine');
  });

  test.each([
    [
      'DNS problem: NXDOMAIN looking up A for study.example.org - check that a DNS record exists for this domain',
      'does not exist yet',
    ],
    [
      'no valid A records found for study.example.org; no valid AAAA records found for study.example.org',
      'does not exist yet',
    ],
    [
      "DNS problem: SERVFAIL looking up CAA for study.example.org - the domain's nameservers may be malfunctioning",
      'or with an error',
    ],
    ['DNS problem: query timed out looking up A for study.example.org', 'did not answer'],
  ])('because of DNS: %s', (detail, saw) => {
    const trouble = refused('dns', detail);
    expect(trouble.what).toBe("Let's Encrypt could not look up study.example.org.");
    expect(trouble.why).toContain(saw);
  });

  test('because the domain names other authorities: the record to add', () => {
    const detail = 'CAA record for study.example.org prevents issuance';
    expect(refused('caa', detail).next?.[0]).toBe(
      'Add a CAA record to the domain: flag 0, tag issue, value letsencrypt.org. Then check again.',
    );
    expect(refused('caa', detail, { authority: 'ZeroSSL' }).next?.[0]).toContain(
      'value the name of ZeroSSL',
    );
  });

  test('only from some places of the world', () => {
    const { why } = refused(
      'connection',
      `During secondary validation: 203.0.113.7: Fetching ${URL}: Timeout during connect (likely firewall problem)`,
      { looks: [{ address: '203.0.113.7', status: 200, body: 'abc.def' }] },
    );
    expect(why).toBe(
      'It tried 203.0.113.7, port 80, and got no answer. Its first look went well, those from other places in the world did not. So something lets in only some of them, or the name servers do not agree yet.',
    );
  });

  test('with others: all are named', () => {
    const { why } = refused('unauthorized', `Invalid response from ${URL}: 404`, {
      others: ['www.study.example.org'],
    });
    expect(why).toMatch(/The same goes for www\.study\.example\.org\.$/);
  });

  test('for a reason that we do not know: its own words', () => {
    expect(refused('compound', 'Several\nthings').why).toBe('It says: Several things');
    expect(refused('', '').why).toBe('It gives no reason.');
    expect(refused('', '').code).toBe('acme.refused');
  });
});

describe("a certificate authority's text about what it saw", () => {
  test.each([
    [`203.0.113.7: Invalid response from ${URL}: 404`, 'got the status 404'],
    [
      `203.0.113.7: Invalid response from ${URL}: "<!DOCTYPE html><title>Welcome to nginx!</title>`.concat(
        '"',
      ),
      'got a page (“Welcome to nginx!”)',
    ],
    [
      'The key authorization file from the server did not match this challenge. Expected "abc.def" (got "<h1>Hello</h1>")',
      'got something else (“Hello”)',
    ],
    [
      'The key authorization file from the server did not match this challenge "abc.def" != "<h1>Hello</h1>"',
      'got something else (“Hello”)',
    ],
    [`Non-200 status code from HTTP: ${URL} returned 404`, 'got the status 404'],
    ['Something new', 'says: Something new'],
  ])('%s', (detail, words) => {
    expect(receivedIn(detail)).toBe(words);
  });

  test.each([
    [`203.0.113.7: Fetching ${URL}: Connection refused`, '203.0.113.7'],
    [`2001:db8::7: Fetching ${URL}: Connection refused`, '2001:db8::7'],
    [`During secondary validation: 203.0.113.7: Fetching ${URL}: x`, '203.0.113.7'],
    [`Get "${URL}": dial tcp 127.0.0.1:5002: connect: connection refused`, '127.0.0.1'],
    [`Get "${URL}": dial tcp [2001:db8::7]:80: i/o timeout`, '2001:db8::7'],
    [`Get "${URL}": dial tcp [2001:db8:6:77::16]:80: i/o timeout`, '2001:db8:6:77::16'],
    [`Fetching ${URL}: Connection refused`, null],
    ['DNS problem: NXDOMAIN looking up A for a.example', null],
  ])('the address in: %s', (detail, address) => {
    expect(addressIn(detail)).toBe(address);
  });

  test.each([
    [`Get "${URL}": dial tcp 127.0.0.1:5002: connect: connection refused`, 'turned-away'],
    [`Get "${URL}": could not resolve URL "${URL}"`, 'no-name'],
    [`Get "${URL}": context deadline exceeded`, 'no-answer'],
    ['something new', 'other'],
  ])('the mishap in: %s', (detail, mishap) => {
    expect(mishapIn(detail)).toBe(mishap);
  });
});
