import type { RegistrationFact } from '../../facts/names/registration.ts';
import { request } from './http-request.ts';

const LIMIT_SECONDS = 3;
const DAY = 24 * 3600 * 1000;
/** From the bootstrap service to the registry, and on to the registrar's. */
const REDIRECTS = 3;

/** What the registry says of a domain; null where it can't be asked, or does not say. */
export async function lookAtRegistration(
  domain: string,
  signal: AbortSignal,
  base = 'https://rdap.org',
  now = () => Date.now(),
): Promise<RegistrationFact | null> {
  try {
    // https://about.rdap.org/: redirects to the server that IANA's list names (RFC 9224).
    const body = await fetchJson(new URL(`${base}/domain/${domain}`), REDIRECTS, signal);
    return registrationIn(body, now());
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function fetchJson(url: URL, redirects: number, signal: AbortSignal): Promise<unknown> {
  const headers = { accept: 'application/rdap+json' };
  const reply = await request(
    { url, headers, limitSeconds: LIMIT_SECONDS, maxBytes: 500_000 },
    signal,
  );
  const { location } = reply.headers;
  if (reply.status >= 300 && reply.status < 400 && location !== undefined && redirects > 0)
    return await fetchJson(new URL(location, url), redirects - 1, signal);
  return reply.status === 200 ? JSON.parse(reply.body) : null;
}

function registrationIn(body: unknown, now: number): RegistrationFact | null {
  if (typeof body !== 'object' || body === null) return null;
  const { status, events } = body as { status?: unknown; events?: unknown };
  const ends = (Array.isArray(events) ? events : [])
    .filter((event) => event?.eventAction === 'expiration')
    .map((event) => Date.parse(event.eventDate))
    .find((time) => !Number.isNaN(time));
  return {
    status: (Array.isArray(status) ? status : []).filter((each) => typeof each === 'string'),
    daysLeft: ends === undefined ? null : Math.floor((ends - now) / DAY),
  };
}
