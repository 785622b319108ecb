import type { RenewalWindow } from '../../certificates/renewal-time.ts';
import { stripControl } from '../../text/plain-text.ts';
import { newKey } from './certificate-check.ts';
import { certificateId } from './certificate-id.ts';
import { type Authority, openConversation } from './conversation.ts';
import { Refusal } from './refusal.ts';

export interface RenewalInfo extends RenewalWindow {
  /** When the CA wants to be asked again (ISO 8601); null where it does not say. */
  readonly askAgainAt: string | null;
}

/**
 * Asks a CA when to renew a certificate (RFC 9773). Null where it has no such service or does not
 * know the certificate. Throws Unreached or Refusal where it can't answer: renew by lifetime then.
 */
export async function askRenewalInfo(
  authority: Authority,
  chain: string,
  signal: AbortSignal,
): Promise<RenewalInfo | null> {
  const id = certificateId(chain);
  if (id === null) return null;
  // The question is not signed; acme-client wants some key all the same.
  const conversation = await openConversation(authority, newKey(), signal);
  try {
    const { renewalInfo } = await conversation.directory();
    if (renewalInfo === null) return null;
    const url = `${renewalInfo.replace(/\/$/, '')}/${id}`;
    const body = await conversation.get(url);
    return readRenewalInfo(body, conversation.askAgainAt(url) ?? null);
  } catch (error) {
    if (error instanceof Refusal && [400, 404].includes(error.problem.status ?? 0)) return null;
    throw error;
  } finally {
    conversation.close();
  }
}

function readRenewalInfo(body: unknown, askAgainAt: Date | null): RenewalInfo | null {
  const { suggestedWindow, explanationURL } = body as {
    suggestedWindow?: { start?: unknown; end?: unknown };
    explanationURL?: unknown;
  };
  const { start, end } = suggestedWindow ?? {};
  if (typeof start !== 'string' || typeof end !== 'string') return null;
  return {
    start,
    end,
    explanation: typeof explanationURL === 'string' ? stripControl(explanationURL) : null,
    askAgainAt: askAgainAt?.toISOString() ?? null,
  };
}
