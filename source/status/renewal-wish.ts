import type { RenewalTime } from '../certificates/renewal-time.ts';
import { isCovered } from '../dns/hostname.ts';
import type { CertificateFact } from '../facts/objects.ts';

/** What a person asked `renew` to do. */
export interface Wishes {
  /** Also what is not due. */
  readonly force: boolean;
  /** At the CA's practice address, and nothing that is served. */
  readonly rehearse: boolean;
}

/** What is done about an install's certificate, and why. Times are ISO 8601. */
export interface RenewalWish {
  readonly install: string;
  /** The main public name; null where it is not known. */
  readonly name: string | null;
  readonly does: 'renew' | 'rehearse' | 'wait' | 'impossible';
  readonly until: string | null;
  readonly due:
    | ({ readonly at: string; readonly by: RenewalTime['by'] } & {
        readonly due: boolean;
      })
    | null;
  /** Why it is so; '' where `due` says it all. */
  readonly why: string;
}

/** What is asked about one install. */
export interface Case {
  readonly install: string;
  readonly names: readonly string[];
  readonly certificate: CertificateFact | null;
  readonly due: RenewalTime | null;
  /** What keeps it from being renewed by us. */
  readonly obstacle: string | null;
  /** Whether the CA has a practice address. */
  readonly canRehearse: boolean;
}

/** Pure: what is to be done about an install's certificate. */
export function wishFor(
  { install, names, certificate, due, obstacle, canRehearse }: Case,
  { force, rehearse }: Wishes,
): RenewalWish {
  const [name = null] = names;
  const until = certificate?.until ?? null;
  const told = due && { at: due.at.toISOString(), by: due.by, due: due.due };
  const common = { install, name, until, due: told };
  if (obstacle !== null) return { ...common, does: 'impossible', why: obstacle };
  if (rehearse) {
    return canRehearse
      ? { ...common, does: 'rehearse', why: '' }
      : { ...common, does: 'impossible', why: NO_REHEARSAL };
  }
  if (certificate === null) return { ...common, does: 'renew', why: 'There is no certificate.' };
  const missing = names.filter((each) => !isCovered(each, certificate.names));
  if (missing.length > 0)
    return {
      ...common,
      does: 'renew',
      why: `The certificate does not name ${missing.join(', ')}.`,
    };
  if (!certificate.keyFits)
    return { ...common, does: 'renew', why: 'The certificate and its key do not belong together.' };
  if (due?.due) return { ...common, does: 'renew', why: '' };
  if (force) return { ...common, does: 'renew', why: 'You asked for it.' };
  return { ...common, does: 'wait', why: '' };
}

const NO_REHEARSAL = 'Its certificate authority has no practice address to rehearse at.';
