import type { WebsiteFact } from '../../facts/outside.ts';
import { requestOf } from '../../facts/website-subject.ts';
import { request } from './http-request.ts';
import { inPlainWords } from './plain-words.ts';

const LIMIT_SECONDS = 10;
const CHARACTERS = 2000;

/**
 * A page as a browser on this machine would get it, over verified TLS. Redirects are not followed:
 * where they lead is part of the fact. `subject` is a query's (`websiteSubject`).
 */
export async function lookAtWebsite(subject: string, signal: AbortSignal): Promise<WebsiteFact> {
  const { url: text, form, headers: own } = requestOf(subject);
  const url = new URL(text);
  try {
    const { status, headers, body } = await request(
      {
        url,
        headers: { ...own, ...(form && FORM) },
        ...(form && { method: 'POST', body: new URLSearchParams(form).toString() }),
        limitSeconds: LIMIT_SECONDS,
        // A character is at most four bytes long.
        maxBytes: CHARACTERS * 4,
      },
      signal,
    );
    const location = headers.location ?? null;
    return { reached: true, status, body: body.slice(0, CHARACTERS), location };
  } catch (error) {
    signal.throwIfAborted();
    return { reached: false, ...inPlainWords(error, url, LIMIT_SECONDS) };
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
