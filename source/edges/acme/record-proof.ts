import type { Authorization } from 'acme-client';
import { ExpectedError } from '../../expected-error.ts';
import type { Conversation } from './conversation.ts';
import { askedName, type Challenge } from './proving.ts';

/** One TXT record that proves one name (RFC 8555, 8.4). */
export interface RecordProof {
  /** As it was asked for: `*.example.org`. */
  readonly name: string;
  /** The authorization's URL. */
  readonly authorization: string;
  readonly challenge: Challenge;
  /** `_acme-challenge.example.org`, or where its aliases lead. */
  readonly at: string;
  readonly value: string;
}

/** Under this name a CA looks for the proof of a name. */
export function challengeName(name: string): string {
  return `_acme-challenge.${name.replace(/^\*\./, '')}`;
}

/** The proof that an authorization asks for. Throws `acme.no-dns-01` where records are no way. */
export async function recordProofFor(
  authorization: Authorization,
  authority: string,
  { ask }: Conversation,
): Promise<RecordProof> {
  const challenge = authorization.challenges.find(({ type }) => type === 'dns-01');
  const name = askedName(authorization);
  if (challenge === undefined) {
    throw new ExpectedError({
      code: 'acme.no-dns-01',
      what: `${authority} does not prove ${name} through DNS records.`,
      why: 'It offers only other ways.',
      next: ['Choose the way by port 80, or another certificate authority.'],
    });
  }
  return {
    name,
    authorization: authorization.url,
    challenge,
    at: challengeName(name),
    value: await ask((client) => client.getChallengeKeyAuthorization(challenge)),
  };
}

/**
 * The proofs that can stand in the DNS at the same time: all of them, but where only one text can
 * stand at a name, those of `*.example.org` and `example.org` one after the other.
 */
export function roundsOf(
  proofs: readonly RecordProof[],
  severalTexts: boolean,
): readonly (readonly RecordProof[])[] {
  if (severalTexts) return [proofs];
  const rounds: RecordProof[][] = [];
  for (const proof of proofs) {
    const round = rounds.find((each) => each.every(({ at }) => at !== proof.at));
    if (round) round.push(proof);
    else rounds.push([proof]);
  }
  return rounds;
}
