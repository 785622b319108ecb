import { jitterOf, type RenewalTime, renewalTime } from '../certificates/renewal-time.ts';
import type { CertificateFact } from '../facts/objects.ts';
import { heldUntil, unlessHeld } from '../renewal/hold.ts';
import type { InstallState } from '../renewal/state.ts';
import { dayOf } from '../text/day.ts';

/**
 * When a certificate is to be renewed: as the unattended renewal knows it, which asks the CA; else,
 * or where that is about an earlier certificate, by how long it lives.
 */
export function dueOf(
  host: string,
  install: string,
  certificate: Pick<CertificateFact, 'from' | 'until'>,
  state: InstallState | undefined,
  now: Date,
): RenewalTime {
  const held = heldUntil(state?.held, certificate, now);
  const known = state?.certificate?.until === certificate.until ? state.due : null;
  if (!known) {
    return unlessHeld(renewalTime(certificate, null, now, jitterOf(`${host} ${install}`)), held);
  }
  const at = new Date(known.at);
  return unlessHeld({ at, by: known.by, due: at <= now }, held);
}

/** Why it is to be renewed at that time, as a sentence. `at` and `until` are ISO 8601. */
export function whyThen(
  { at, due, by }: { readonly at: string; readonly due: boolean; readonly by: RenewalTime['by'] },
  until: string,
): string {
  return due
    ? `It ends on ${dayOf(until)}, and was to be renewed from ${dayOf(at)} on, ${WHO[by]}.`
    : `It ends on ${dayOf(until)}, and is to be renewed on ${dayOf(at)}, ${WHO[by]}.`;
}

const WHO: Readonly<Record<RenewalTime['by'], string>> = {
  authority: 'as the certificate authority suggests',
  lifetime: 'when a good part of its life is left',
  person: 'as it was put back on purpose',
};
