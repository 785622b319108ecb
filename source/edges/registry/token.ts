import { textIn } from '../../facts/docker/engine.ts';
import type { Secret } from '../../secrets/secret.ts';
import { asRecord, parseJson } from '../../text/untrusted-json.ts';
import type { Challenge } from './challenge.ts';
import type { Ask } from './exchange.ts';
import { RegistryRefusal, UnreadableAnswer } from './refusal.ts';

/** A name and password (or access token) for a registry. */
export interface Credentials {
  readonly user: string;
  readonly password: Secret;
}

/**
 * The Authorization header by which a challenge is met; null where it can't be: a password is
 * wanted, and there is none. Throws a RegistryRefusal where the realm gives no token.
 */
export async function authorize(
  challenge: Challenge,
  repository: string,
  credentials: Credentials | null,
  ask: Ask,
): Promise<string | null> {
  const basic = credentials && basicAuthorization(credentials);
  if (challenge.scheme === 'basic') return basic;
  if (!URL.canParse(challenge.realm)) throw new UnreadableAnswer('The realm is no URL.');
  const url = new URL(challenge.realm);
  if (challenge.service !== null) url.searchParams.set('service', challenge.service);
  url.searchParams.set('scope', challenge.scope ?? `repository:${repository}:pull`);
  const { status, body, headers } = await ask({
    url,
    headers: basic === null ? {} : { authorization: basic },
  });
  if (status !== 200) throw new RegistryRefusal(status, body, headers);
  const { token, access_token } = asRecord(parseJson(body));
  const given = textIn(token) || textIn(access_token);
  // A token is one word of these (RFC 6750, 2.1); anything else could add headers of its own.
  if (!/^[\w.~+/=-]+$/.test(given)) throw new UnreadableAnswer('There is no token in the answer.');
  return `Bearer ${given}`;
}

function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`;
}
