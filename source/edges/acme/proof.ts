import type { Authorization } from 'acme-client';
import { ExpectedError } from '../../expected-error.ts';
import { judgeChallenge, lookInWords } from './challenge-look.ts';
import type { Conversation } from './conversation.ts';
import { pause } from './patience.ts';
import { askedName, type Challenge } from './proving.ts';
import type { CertificateWorld } from './world.ts';

/** One file that proves one name (RFC 8555, 8.3). */
export interface Proof {
  readonly name: string;
  /** The authorization's URL. */
  readonly authorization: string;
  readonly challenge: Challenge;
  readonly content: string;
  /** Where the CA will look. */
  readonly url: URL;
  /** Where the file lies on the host. */
  readonly path: string;
}

/** The proof that an authorization asks for. Throws `acme.no-http-01` where port 80 is no way. */
export async function proofFor(
  authorization: Authorization,
  folder: string,
  authority: string,
  { ask }: Conversation,
): Promise<Proof> {
  const { identifier, challenges, url } = authorization;
  const name = identifier.value;
  const challenge = challenges.find(({ type }) => type === 'http-01');
  if (challenge === undefined) throw notByPort80(authority, askedName(authorization));
  const { token } = challenge;
  // It becomes a file's name; the RFC allows base64url only.
  if (!/^[\w-]+$/.test(token)) throw oddToken(authority);
  return {
    name,
    authorization: url,
    challenge,
    content: await ask((client) => client.getChallengeKeyAuthorization(challenge)),
    url: new URL(`http://${name}/.well-known/acme-challenge/${token}`),
    path: `${folder}/${token}`,
  };
}

/**
 * Looks at a proof from here before the CA does, so that none of its few attempts is wasted.
 * Throws only where something else is clearly there; what this machine can't see, the CA may.
 */
export async function lookBefore(
  { name, url, content }: Proof,
  authority: string,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const looks = await world.lookAtChallenge(url, signal);
    if (judgeChallenge(content, looks) !== 'wrong') return;
    if (attempt === 3) throw notServed(authority, name, lookInWords(content, looks));
    await pause(1000, signal);
  }
}

/** The address at which the CA looked last, where it tells (`validationRecord` of Boulder). */
export function addressUsed(challenge: Challenge | undefined): string | null {
  const { validationRecord } = (challenge ?? {}) as { validationRecord?: unknown };
  const last: unknown = Array.isArray(validationRecord) ? validationRecord.at(-1) : undefined;
  const { addressUsed: address } = (last ?? {}) as { addressUsed?: unknown };
  return typeof address === 'string' && address !== '' ? address : null;
}

function notByPort80(authority: string, name: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.no-http-01',
    what: `${authority} does not prove ${name} through port 80.`,
    why: 'Names with a star (*) can only be proved by records in the DNS.',
    next: [
      'Leave out names with a star (*), or let setup-server change the records of the domain (dns-01).',
      'Choose another certificate authority.',
    ],
  });
}

function oddToken(authority: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.odd-token',
    what: `${authority} asks for a proof that cannot be put on a server.`,
    why: 'What it sent as the name of a file is none. A certificate authority that works does not do that.',
    next: ['Choose another certificate authority.'],
  });
}

function notServed(authority: string, name: string, seen: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.challenge-not-served',
    what: `${name} does not show the proof that ${authority} will look for.`,
    why: `${seen} Most often the name leads to another machine, or another web server answers in front of this one. ${authority} was not asked to look yet.`,
    next: [
      'Check that all A and AAAA records of the name lead to this server, and remove those that do not.',
      'Check that port 80 is open, then check again.',
    ],
  });
}
