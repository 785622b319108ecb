import type { Trouble } from '../../expected-error.ts';
import { stripControl } from '../../plain-text.ts';
import type { Problem } from './refusal.ts';

/** A name that the CA looked at and did not find in order. */
export interface RefusedName {
  readonly authority: string;
  readonly name: string;
  readonly problem: Problem;
  /** Where the CA connected to (RFC 8555, 8: validationRecord); null where it did not get that far. */
  readonly address: string | null;
  /** What this machine saw there, one sentence; '' where it did not look. */
  readonly witness: string;
  /** Other names of the same order that were refused too. */
  readonly others: readonly string[];
}

/** A failed validation in plain words, the likeliest cause and remedy first. */
export function troubleOfName(refused: RefusedName): Trouble {
  const { problem, witness, others, name } = refused;
  const { what, saw, likely, next } = casesOf(refused);
  const also = others.length > 0 ? `The same was said of ${others.join(', ')}.` : '';
  return {
    code: `acme.${problem.type || 'refused'}`,
    what,
    why: [saw, witness, likely, also].filter((sentence) => sentence !== '').join(' '),
    next,
    detail: `${name}: ${problem.type}: ${stripControl(problem.detail)}`,
  };
}

interface Case {
  readonly what: string;
  readonly saw: string;
  readonly likely: string;
  readonly next: readonly string[];
}

function casesOf(refused: RefusedName): Case {
  switch (refused.problem.type) {
    case 'connection':
      return connection(refused);
    case 'unauthorized':
    case 'incorrectResponse':
    case 'tls':
      return wrongAnswer(refused);
    case 'dns':
      return dns(refused);
    case 'caa':
      return caa(refused);
  }
  const { authority, name, problem } = refused;
  return {
    what: `${authority} did not accept ${name}.`,
    saw: `It says: ${inOneLine(problem.detail)}`,
    likely: '',
    next: ['Check again in a minute.'],
  };
}

function connection({ authority, name, address, problem }: RefusedName): Case {
  const what = `${authority} could not reach ${name}.`;
  const where = address === null ? 'port 80' : `${address}, port 80,`;
  if (/refused/i.test(problem.detail)) {
    return {
      what,
      saw: `It tried ${where} and was turned away.`,
      likely: address?.includes(':')
        ? 'So nothing answers at that IPv6 address, most often because the AAAA record is an old one.'
        : 'So nothing listens there: the web server does not run, or the name leads to another machine.',
      next: address?.includes(':')
        ? [
            'Remove the AAAA record of the name, or set it to the address of the server. Then check again.',
          ]
        : [
            'Check that the name leads to this server, and not to an old one.',
            'Check again: the front web server may have been starting.',
          ],
    };
  }
  if (/reset|eof|timeout after connect|slow/i.test(problem.detail)) {
    return {
      what,
      saw: `It reached ${where} and was cut off before it got an answer.`,
      likely:
        'Most often something in front of the server (a firewall, a protection service) cuts such connections.',
      next: ['Allow everybody to reach port 80, then check again.'],
    };
  }
  return {
    what,
    saw: `It tried ${where} and got no answer.`,
    likely: "So something in between is closed, most often the provider's firewall.",
    next: [
      "Open port 80 for everybody in the provider's firewall (security group), then check again.",
      'Check that the name leads to this server, and not to an old one.',
    ],
  };
}

function wrongAnswer({ authority, name, address, problem }: RefusedName): Case {
  const where = address === null ? '' : ` at ${address}`;
  const got = receivedIn(problem.detail);
  return {
    what: `${authority} got a wrong answer from ${name}.`,
    saw: `It asked for the proof${where} and ${got}.`,
    likely: address?.includes(':')
      ? 'Most often the AAAA record of the name leads to another machine: IPv6 is tried first.'
      : 'Most often the name still leads to another machine, or another web server or a protection service answers in front of this one.',
    next: [
      'Check that all A and AAAA records of the name lead to this server, and remove those that do not.',
      'If a service such as Cloudflare stands in front of it, let /.well-known/acme-challenge/ through, or switch it off for now.',
    ],
  };
}

function dns({ authority, name, problem }: RefusedName): Case {
  const what = `${authority} could not look up ${name}.`;
  if (/NXDOMAIN|no valid A records|no such host/i.test(problem.detail)) {
    return {
      what,
      saw: 'For it, the name does not exist yet, or has no address.',
      likely: 'A new record takes from minutes to an hour until it is seen everywhere.',
      next: [
        'Check the spelling of the name and of its A record.',
        'Wait some minutes, then check again.',
      ],
    };
  }
  if (/SERVFAIL|DNSSEC|bogus/i.test(problem.detail)) {
    return {
      what,
      saw: "The domain's name servers answered with an error.",
      likely:
        'Most often its DNSSEC signatures are broken, or one of its name servers is set up wrongly.',
      next: ['Ask the company that manages the domain to check its DNSSEC and name servers.'],
    };
  }
  return {
    what,
    saw: "The domain's name servers did not answer in time.",
    likely: 'It may pass. If not, one of them does not work.',
    next: ['Check again in some minutes.', 'Ask the company that manages the domain.'],
  };
}

function caa({ authority, name }: RefusedName): Case {
  const issuer = authority === "Let's Encrypt" ? 'letsencrypt.org' : `the name of ${authority}`;
  return {
    what: `The domain of ${name} does not allow certificates from ${authority}.`,
    saw: 'A CAA record (it lists who may make certificates for a domain) names others only.',
    likely: '',
    next: [
      `Add a CAA record to the domain: flag 0, tag issue, value ${issuer}. Then check again.`,
      'Or choose a certificate authority that the record names.',
    ],
  };
}

/** "got 404 (“…”)", from Boulder's and Pebble's texts. */
function receivedIn(detail: string): string {
  const text = inOneLine(detail);
  const got = /\(got "([^"]*)"\)/.exec(text)?.[1];
  if (got !== undefined) return `got something else (“${shortened(got)}”)`;
  const status =
    /(?:Invalid response from|Non-200 status code from HTTP: |Got) \S*?:?\s*(\d{3})\b/.exec(
      text,
    )?.[1];
  if (status !== undefined) return `got the status ${status}`;
  const page = /Invalid response from \S+?: "(.+)"/.exec(text)?.[1];
  if (page !== undefined)
    return `got a page (“${shortened(page.replace(/<[^>]*>?/g, ' ').trim())}”)`;
  return `says: ${shortened(text)}`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100).trimEnd()}…` : line;
}

function inOneLine(text: string): string {
  return stripControl(text).replace(/\s+/g, ' ').trim();
}
