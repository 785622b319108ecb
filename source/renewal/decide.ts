import { jitterOf, renewalTime } from '../certificates/renewal-time.ts';
import { heldUntil, unlessHeld } from './hold.ts';
import type { InstallState, RenewalState } from './state.ts';

/** The certificate that lies in an install's folder. */
export interface PresentCertificate {
  readonly serial: string;
  readonly from: string;
  readonly until: string;
  readonly names: readonly string[];
  readonly keyFits: boolean;
}

export type Decision =
  | { readonly do: 'renew'; readonly why: string }
  | { readonly do: 'wait'; readonly until: Date; readonly why: string };

/** At least this often the CA is asked and the certificates are looked at. */
const LOOKS_EVERY_HOURS = 12;
/** Authorities want nobody to wait longer: a week (https://letsencrypt.org/docs/rate-limits/). */
const MOST_WAIT_DAYS = 8;
const HOUR = 3600 * 1000;

/** When an install's certificate is to be renewed: as state, from what was seen just now. */
export function withCertificate(
  state: InstallState,
  present: PresentCertificate | null,
  now: Date,
): InstallState {
  if (present === null) return { ...state, certificate: null, due: null, window: null };
  const { serial, until } = present;
  const window = state.window?.serial === serial ? state.window : null;
  const { at, by } = unlessHeld(
    renewalTime(present, window, now, jitterOf(serial)),
    heldUntil(state.held, present, now),
  );
  return {
    ...state,
    certificate: { serial, until },
    due: { at: at.toISOString(), by },
    window,
  };
}

/** Whether to renew now. `state` must be of `withCertificate`. */
export function decideRenewal(
  state: InstallState,
  present: PresentCertificate | null,
  wanted: readonly string[],
  now: Date,
  forced = false,
): Decision {
  const reason = reasonFor(state, present, wanted, now) ?? (forced ? 'It was asked for.' : null);
  const due = new Date(state.due?.at ?? 0);
  if (reason === null) return { do: 'wait', until: due, why: 'It is not due yet.' };
  const notBefore = new Date(state.notBefore ?? 0);
  // What is further off was noted while the clock was ahead.
  const furthest = now.getTime() + MOST_WAIT_DAYS * 24 * HOUR;
  if (!forced && notBefore > now && notBefore.getTime() < furthest) {
    return { do: 'wait', until: notBefore, why: `${reason} The last try failed.` };
  }
  return { do: 'renew', why: reason };
}

function reasonFor(
  { due }: InstallState,
  present: PresentCertificate | null,
  wanted: readonly string[],
  now: Date,
): string | null {
  if (present === null) return 'There is no certificate.';
  if (!present.keyFits) return 'The certificate and its key do not belong together.';
  const missing = wanted.filter((name) => !present.names.includes(name.toLowerCase()));
  if (missing.length > 0) return `The certificate does not name ${missing.join(', ')}.`;
  if (due === null || Date.parse(due.at) > now.getTime()) return null;
  const by = due.by === 'authority' ? 'Its authority wants it renewed' : 'It is due';
  return `${by}; it ends on ${present.until}.`;
}

/** Whether the CA is to be asked again when to renew. */
export function wantsWindow({ certificate, window }: InstallState, now: Date): boolean {
  if (certificate === null) return false;
  return window === null || Date.parse(window.askAgainAt) <= now.getTime();
}

/** When to look again, at the latest. */
export function nextLook({ installs }: RenewalState, now: Date): Date {
  const latest = now.getTime() + LOOKS_EVERY_HOURS * HOUR;
  const wished = Object.values(installs).flatMap(({ due, notBefore, window, unconfirmed }) => {
    const at = Math.max(Date.parse(due?.at ?? '') || 0, Date.parse(notBefore ?? '') || 0);
    return [at, Date.parse(window?.askAgainAt ?? '') || latest, unconfirmed ? 0 : latest];
  });
  return new Date(Math.max(now.getTime(), Math.min(latest, ...wished)));
}
