import type { RenewalTime } from '../certificates/renewal-time.ts';

/**
 * Whoever puts an earlier certificate back does so on purpose, and it is nearly always one that is
 * due. For a while it is not renewed then: `renewal/installs/<install>.held`. Times are ISO 8601.
 */
export interface Hold {
  /** The end of the certificate that it is about. For any other one it means nothing. */
  readonly certificate: string;
  /** Not renewed before. */
  readonly until: string;
}

const MOST_DAYS = 7;
const DAY = 24 * 3600 * 1000;

/** A week; half of what is left of the certificate where that is less. */
export function holdFor(certificate: { readonly until: string }, now: Date): Hold {
  const left = Date.parse(certificate.until) - now.getTime();
  const until = now.getTime() + Math.min(MOST_DAYS * DAY, left / 2);
  return { certificate: certificate.until, until: new Date(until).toISOString() };
}

/** What its file holds. */
export function holdText({ certificate, until }: Hold): string {
  return `${JSON.stringify({ certificate, until })}\n`;
}

/** Undefined where it is none. */
export function readHold(text: string): Hold | undefined {
  try {
    const { certificate, until } = JSON.parse(text) as Partial<Hold>;
    const whole = [certificate, until].every((each) => !Number.isNaN(Date.parse(String(each))));
    return whole && certificate && until ? { certificate, until } : undefined;
  } catch {
    return undefined;
  }
}

/** When it is to be renewed: not before the hold ends. */
export function unlessHeld(time: RenewalTime, held: Date | null): RenewalTime {
  return held && held > time.at ? { at: held, due: false, by: 'person' } : time;
}

/** Until when this certificate is not to be renewed; null where nothing holds it. */
export function heldUntil(
  hold: Hold | undefined,
  certificate: { readonly until: string },
  now: Date,
): Date | null {
  if (hold?.certificate !== certificate.until) return null;
  const until = new Date(hold.until);
  return until > now ? until : null;
}
