import { type AuthorityFact, authorityIn } from '../../facts/certificates/authority.ts';
import { newKey } from './certificate-check.ts';
import { openConversation } from './conversation.ts';
import { NotAcme, Refusal, Unreached } from './refusal.ts';

/**
 * Reads a CA's directory. `subject` is a query's (`authoritySubject`). Null where none answers: the
 * order itself says why, in full.
 */
export async function lookAtAuthority(
  subject: string,
  signal: AbortSignal,
): Promise<AuthorityFact | null> {
  const { directory, root } = authorityIn(subject);
  // Nothing is signed; acme-client wants some key all the same.
  const authority = { directory, ...(root !== '' && { root }) };
  const conversation = await openConversation(authority, newKey(), signal);
  try {
    return await conversation.directory();
  } catch (error) {
    const known = [Refusal, Unreached, NotAcme].some((kind) => error instanceof kind);
    if (known) return null;
    throw error;
  } finally {
    conversation.close();
  }
}
