import type { PublicAddresses } from '../dns/judge-name.ts';

/** How names follow the server: `/var/lib/setup-server/address/state.json`. Times are ISO 8601. */
export interface AddressState {
  /** When the program last looked. */
  readonly lookedAt: string;
  readonly installs: Readonly<Record<string, FollowedNames>>;
}

export interface FollowedNames {
  readonly names: readonly string[];
  /** What the names were set to last; null where that never came about. */
  readonly set: SetAddresses | null;
  /** Why the last try failed; null where it worked. */
  readonly trouble: { readonly code: string; readonly says: string; readonly at: string } | null;
  /** Tries that failed since the last one that worked. */
  readonly failures: number;
  /** The provider is not asked again before. */
  readonly notBefore: string | null;
  /** Whether a person was told since all was well. */
  readonly told: boolean;
}

export interface SetAddresses extends PublicAddresses {
  /** When the names came to lead there. */
  readonly since: string;
  /** When the provider was last seen to have it so. */
  readonly checkedAt: string;
}

export const NEVER_FOLLOWED: AddressState = { lookedAt: '', installs: {} };

/** Names that were never set by the server. */
export function freshNames(names: readonly string[]): FollowedNames {
  return { names, set: null, trouble: null, failures: 0, notBefore: null, told: false };
}

/** Reads the file; a damaged one counts as none: all is asked and set anew then. */
export function readAddressState(text: string): AddressState {
  try {
    const { lookedAt, installs } = JSON.parse(text) as Partial<AddressState>;
    if (typeof lookedAt !== 'string' || typeof installs !== 'object') return NEVER_FOLLOWED;
    const entries = Object.entries(installs).filter(([, each]) => Array.isArray(each?.names));
    return {
      lookedAt,
      installs: Object.fromEntries(
        entries.map(([install, each]) => [install, { ...freshNames(each.names), ...each }]),
      ),
    };
  } catch {
    return NEVER_FOLLOWED;
  }
}

/** What its file holds. */
export function addressStateText(state: AddressState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}
