import type { WebsiteFact } from '../../facts/outside.ts';
import { request } from './http-request.ts';
import { inPlainWords } from './plain-words.ts';

const LIMIT_SECONDS = 10;
const CHARACTERS = 2000;

/**
 * A page as a browser on this machine would get it, over verified TLS. Redirects are not followed:
 * where they lead is part of the fact.
 */
export async function lookAtWebsite(address: string, signal: AbortSignal): Promise<WebsiteFact> {
  const url = new URL(address);
  try {
    const { status, headers, body } = await request(
      // A character is at most four bytes long.
      { url, limitSeconds: LIMIT_SECONDS, maxBytes: CHARACTERS * 4 },
      signal,
    );
    const location = headers.location ?? null;
    return { reached: true, status, body: body.slice(0, CHARACTERS), location };
  } catch (error) {
    signal.throwIfAborted();
    return { reached: false, ...inPlainWords(error, url, LIMIT_SECONDS) };
  }
}
