import type { RenewalTime, RenewalWindow } from '../certificates/renewal-time.ts';
import type { HandedOver } from './hand-over.ts';
import type { Hold } from './hold.ts';

/** How the unattended renewal stands: `/var/lib/setup-server/renewal/state.json`. Times are ISO 8601. */
export interface RenewalState {
  /** When the program last looked. */
  readonly lookedAt: string;
  readonly installs: Readonly<Record<string, InstallState>>;
}

export interface InstallState {
  /** The main name that the certificate is for. */
  readonly name: string;
  /** The certificate that lies there; null where there is none that can be used. */
  readonly certificate: { readonly serial: string; readonly until: string } | null;
  /** When it is to be renewed, and who says so; null where there is no certificate. */
  readonly due: { readonly at: string; readonly by: RenewalTime['by'] } | null;
  /** What the CA suggested for the certificate of this serial. */
  readonly window: SuggestedWindow | null;
  readonly lastTry: LastTry | null;
  /** Tries that failed since the last one that worked. */
  readonly failures: number;
  /** No try before this, after a failure. */
  readonly notBefore: string | null;
  /** Written, but not seen to be served yet. */
  readonly unconfirmed: Unconfirmed | null;
  /** A certificate that was put back by hand, and is to stay for a while; from its own file. */
  readonly held?: Hold | undefined;
  /** What the load balancer in front was given; undefined where there is none, or not yet. */
  readonly handedOver?: HandedOver | undefined;
  /** What a person was told since all was well. */
  readonly told: readonly Bad[];
}

export interface SuggestedWindow extends RenewalWindow {
  readonly serial: string;
  /** When the CA is asked again. */
  readonly askAgainAt: string;
}

export interface LastTry {
  readonly at: string;
  readonly outcome: 'renewed' | 'failed';
  /** The ExpectedError's code; '' where it worked. */
  readonly code: string;
  /** One or two sentences; '' where it worked. */
  readonly says: string;
}

export interface Unconfirmed {
  /** The serial that must be served. */
  readonly serial: string;
  readonly since: string;
  /** The folder that keeps the pair before it; null where there was none of use. */
  readonly before: string | null;
}

/** What is worth telling a person. */
export type Bad = 'failing' | 'late' | 'ended';

export const NEVER_LOOKED: RenewalState = { lookedAt: '', installs: {} };

/** Of a certificate that was never looked at. */
export function freshState(name: string): InstallState {
  return {
    name,
    certificate: null,
    due: null,
    window: null,
    lastTry: null,
    failures: 0,
    notBefore: null,
    unconfirmed: null,
    told: [],
  };
}

/** Reads the file; a damaged one counts as none: what is due follows from the certificates. */
export function readState(text: string): RenewalState {
  try {
    const { lookedAt, installs } = JSON.parse(text) as Partial<RenewalState>;
    if (typeof lookedAt !== 'string' || typeof installs !== 'object') return NEVER_LOOKED;
    const entries = Object.entries(installs).filter(([, each]) => typeof each?.name === 'string');
    return {
      lookedAt,
      installs: Object.fromEntries(
        entries.map(([install, each]) => [install, { ...freshState(each.name), ...each }]),
      ),
    };
  } catch {
    return NEVER_LOOKED;
  }
}

/** What its file holds. */
export function stateText(state: RenewalState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}
