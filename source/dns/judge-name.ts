import type { AddressesFact } from '../facts/machine.ts';
import type { NameFact } from '../facts/outside.ts';

/** The addresses at which the world may reach a host. Both empty: we can't know them. */
export interface PublicAddresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/** A record as it is typed in where the name is managed. */
export interface DnsRecord {
  readonly type: 'A' | 'AAAA';
  /** The whole name: `study.example.org`. */
  readonly name: string;
  /** The name as most providers want it, relative to the zone: `study`, `@` for the zone itself. */
  readonly relative: string;
  readonly value: string;
  /** The site works without it. */
  readonly optional?: true;
}

export type NameJudgement =
  | { readonly points: true }
  | {
      readonly points: false;
      /** One or two sentences. */
      readonly why: string;
      readonly create: readonly DnsRecord[];
      readonly remove: readonly DnsRecord[];
    };

/**
 * Where the world reaches a host: its own global addresses, and the address that we reach it by
 * ourselves (behind NAT or a floating address the host does not know it). `connectedTo` is what
 * stands in the SSH target; a name or alias there tells nothing.
 */
export function publicAddresses(
  _addresses: AddressesFact | undefined,
  _connectedTo: string,
): PublicAddresses {
  throw new Error('Not written yet.');
}

/** Whether a name leads to a host, and if not, which records would make it so. */
export function judgeName(_name: string, _fact: NameFact, _host: PublicAddresses): NameJudgement {
  throw new Error('Not written yet.');
}

/** The same for several names at once: all must lead to the host. */
export function judgeNames(
  _names: readonly { readonly name: string; readonly fact: NameFact }[],
  _host: PublicAddresses,
): NameJudgement {
  throw new Error('Not written yet.');
}
