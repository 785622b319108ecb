import { isIP } from 'node:net';
import type { HttpReply } from '../outside/http-request.ts';
import { request } from '../outside/http-request.ts';
import { lookAtName } from '../outside/name.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import type { ChallengeLook } from './challenge-look.ts';

const LIMIT_SECONDS = 5;
const REDIRECTS = 10;

/**
 * Fetches a challenge's URL as the CA will: from every address that the authoritative servers give
 * for the name, following redirects, whatever certificate stands there (RFC 8555, 8.3). Empty where
 * no address is known.
 */
export async function lookAtChallenge(
  url: URL,
  signal: AbortSignal,
): Promise<readonly ChallengeLook[]> {
  const { a, aaaa } = await lookAtName(url.hostname, signal);
  return await Promise.all([...aaaa, ...a].map((address) => lookAtAddress(url, address, signal)));
}

/** The same from one address. The port is the challenge's own, 80, outside of tests. */
export async function lookAtAddress(
  url: URL,
  address: string,
  signal: AbortSignal,
  port = 80,
): Promise<ChallengeLook> {
  let at = url;
  try {
    for (let redirects = 0; ; redirects += 1) {
      // Only the name that was asked for is at that address.
      const pinned = at.hostname === url.hostname ? { address } : {};
      const reply = await request(
        {
          url: at,
          ...(isIP(at.hostname) === 0 ? pinned : {}),
          ...(at === url ? { port } : {}),
          anyCertificate: true,
          limitSeconds: LIMIT_SECONDS,
          maxBytes: 8000,
        },
        signal,
      );
      const next = redirects < REDIRECTS ? redirectOf(reply, at) : undefined;
      if (next !== undefined) {
        at = next;
        continue;
      }
      const moved = at === url ? {} : { redirectedTo: at.href };
      const { server } = reply.headers;
      const by = typeof server === 'string' ? { server } : {};
      return { address, status: reply.status, body: reply.body, ...moved, ...by };
    }
  } catch (error) {
    signal.throwIfAborted();
    return { address, code: inPlainWords(error, at, LIMIT_SECONDS).code };
  }
}

function redirectOf({ status, headers }: HttpReply, from: URL): URL | undefined {
  if (status < 300 || status > 399 || headers.location === undefined) return undefined;
  const to = URL.canParse(headers.location, from.href)
    ? new URL(headers.location, from)
    : undefined;
  return to && /^https?:$/.test(to.protocol) ? to : undefined;
}
