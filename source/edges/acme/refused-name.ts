import type { Trouble } from '../../expected-error.ts';
import { type ChallengeLook, judgeChallenge, lookInWords } from './challenge-look.ts';
import type { Problem } from './refusal.ts';
import {
  addressIn,
  inOneLine,
  mishapIn,
  onlyFromElsewhere,
  receivedIn,
} from './validation-detail.ts';

/** A name that the CA looked at and did not find in order. */
export interface RefusedName {
  readonly authority: string;
  readonly name: string;
  readonly problem: Problem;
  /** Where the CA connected to, if its validation record tells. */
  readonly address: string | null;
  /** What should have been there, and what this machine saw at the same time. */
  readonly expected: string;
  readonly looks: readonly ChallengeLook[];
  /** Other names of the same order that were refused too. */
  readonly others: readonly string[];
}

/** A failed validation in plain words, the likeliest cause and remedy first. */
export function troubleOfName(refused: RefusedName): Trouble {
  const { problem, name, others, expected, looks } = refused;
  const address = refused.address ?? addressIn(problem.detail);
  const { what, saw, likely, next } = casesOf({ ...refused, address });
  const witness = looks.length > 0 ? lookInWords(expected, looks) : '';
  const also = others.length > 0 ? `The same goes for ${others.join(', ')}.` : '';
  const cause = judgeChallenge(expected, looks) === 'served' ? '' : likely;
  const why = onlyFromElsewhere(problem.detail)
    ? [saw, ELSEWHERE, also]
    : [saw, witness, cause, also];
  return {
    code: `acme.${problem.type || 'refused'}`,
    what,
    why: why.filter((sentence) => sentence !== '').join(' '),
    next,
    detail: `${name}: ${problem.type}: ${inOneLine(problem.detail)}`,
  };
}

const ELSEWHERE =
  'Its first look went well, those from other places in the world did not. So something lets in only some of them, or the name servers do not agree yet.';

interface Case {
  readonly what: string;
  /** What the CA saw. */
  readonly saw: string;
  /** What that most likely means. */
  readonly likely: string;
  readonly next: readonly string[];
}

function casesOf(refused: RefusedName): Case {
  const { authority, name, problem } = refused;
  const mishap = mishapIn(problem.detail);
  if (problem.type === 'caa') {
    const { what, why, next } = caaTrouble(refused.authority, name);
    return { what, saw: why, likely: '', next };
  }
  if (problem.type === 'dns' || mishap === 'no-name') return notFound(refused);
  if (problem.type === 'connection') return unreached(refused);
  if (['unauthorized', 'incorrectResponse', 'tls'].includes(problem.type)) {
    return wrongAnswer(refused);
  }
  return {
    what: `${authority} did not accept ${name}.`,
    saw: problem.detail === '' ? 'It gives no reason.' : `It says: ${inOneLine(problem.detail)}`,
    likely: '',
    next: ['Check again in a minute.'],
  };
}

function unreached({ authority, name, address, problem }: RefusedName): Case {
  const what = `${authority} could not reach ${name}.`;
  const where = address === null ? 'port 80' : `${address}, port 80,`;
  const mishap = mishapIn(problem.detail);
  if (mishap === 'turned-away' && address?.includes(':')) {
    return {
      what,
      saw: `It tried ${where} and was turned away.`,
      likely:
        'Nothing answers at that IPv6 address, most often because the AAAA record is an old one.',
      next: [REMOVE_AAAA],
    };
  }
  if (mishap === 'turned-away') {
    return {
      what,
      saw: `It tried ${where} and was turned away.`,
      likely:
        'So nothing listens there: the web server does not run, or the name leads to another machine.',
      next: [LEADS_HERE, 'Check again: the front web server may have been starting.'],
    };
  }
  if (mishap === 'cut-off') {
    return {
      what,
      saw: `It reached ${where} and was cut off before it got an answer.`,
      likely:
        'Most often something in front of the server (a firewall, a protection service) does that.',
      next: ['Let everybody reach port 80, then check again.'],
    };
  }
  return {
    what,
    saw: `It tried ${where} and got no answer.`,
    likely: "Most often something in between is closed: the provider's firewall.",
    next: [
      "Open port 80 for everybody in the provider's firewall (security group), then check again.",
      ...(address?.includes(':') ? [REMOVE_AAAA] : []),
      LEADS_HERE,
      'Or leave it closed, and prove the name by a DNS record: among "More settings", or by --set certificate.proof=dns-01',
    ],
  };
}

const LEADS_HERE = 'Check that the name leads to this server, and not to an old one.';
const REMOVE_AAAA =
  'Remove the AAAA record of the name, or set it to the address of this server. Then check again.';

function wrongAnswer({ authority, name, address, problem }: RefusedName): Case {
  const where = address === null ? '' : ` at ${address}`;
  return {
    what: `${authority} got a wrong answer from ${name}.`,
    saw: `It asked for the proof${where} and ${receivedIn(problem.detail)}.`,
    likely: address?.includes(':')
      ? 'Most often the AAAA record of the name leads to another machine: IPv6 is tried first.'
      : 'Most often the name still leads to another machine, or another web server or a protection service answers in front of this one.',
    next: [
      'Check that all A and AAAA records of the name lead to this server, and remove those that do not.',
      'If a service such as Cloudflare stands in front of it, let /.well-known/acme-challenge/ through, or switch it off for now.',
    ],
  };
}

function notFound({ authority, name, problem }: RefusedName): Case {
  const what = `${authority} could not look up ${name}.`;
  if (mishapIn(problem.detail) === 'no-name') {
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
  return {
    what,
    saw: "The domain's name servers did not answer, or with an error.",
    likely: 'It may pass. If not, one of them does not work, or its DNSSEC signatures are broken.',
    next: [
      'Check again in some minutes.',
      'Ask the company that manages the domain to check its name servers and DNSSEC.',
    ],
  };
}

/** The CA found that the domain's CAA records do not let it. */
export function caaTrouble(authority: string, name: string) {
  const issuer = authority === "Let's Encrypt" ? 'letsencrypt.org' : `the name of ${authority}`;
  return {
    code: 'acme.caa',
    what: `The domain of ${name} does not allow certificates from ${authority}.`,
    why: 'Its CAA record (it lists who may make certificates for a domain) names others only.',
    next: [
      `Add a CAA record to the domain: flag 0, tag issue, value ${issuer}. Then check again.`,
      'Or choose a certificate authority that the record names.',
    ],
  };
}
