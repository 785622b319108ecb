import { CERTIFICATE_AUTHORITIES } from '../../certificate-authorities.ts';
import { judgeCaa } from '../../certificates/judge-caa.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Conversation } from './conversation.ts';
import type { Placing } from './order.ts';
import type { CertificateWorld } from './world.ts';

/** The domain lets one account only have certificates: it can't be that of a rehearsal. */
export const OTHER_ACCOUNT = 'acme.caa-account';

/**
 * Looks whether the domains let the CA issue (RFC 8659) before it is asked: a refusal would count
 * against us. Where the CA does not say how records call it, it looks for itself.
 */
export async function checkCaa(
  { authority, directory, names, wanted, rehearsal }: Placing,
  conversation: Conversation,
  { lookAtCaa }: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const told = (await conversation.directory()).caaNames;
  const known = CERTIFICATE_AUTHORITIES.find((each) => each.directory === directory)?.caaName;
  const [first, ...others] = told.length > 0 ? told : known ? [known] : [];
  if (first === undefined || lookAtCaa === undefined) return;
  const account = await conversation.ask(async (client) => client.getAccountUrl());
  const caaNames: readonly [string, ...string[]] = [first, ...others];
  const way = wanted.proof ?? 'http-01';
  const judged = await Promise.all(
    names.map(async (name) =>
      judgeCaa(await lookAtCaa(name, signal), { name, authority, caaNames, way, account }),
    ),
  );
  for (const one of judged) {
    if (one.allowed) continue;
    const code = one.account && rehearsal ? OTHER_ACCOUNT : one.trouble.code;
    throw new ExpectedError({ ...one.trouble, code });
  }
}
