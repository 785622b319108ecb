import type { PublicAddresses } from './judge-name.ts';
import type { AccountGoal } from './providers/chosen.ts';

/** Makes a name an alias of another (CNAME) at a DNS provider, in place of its addresses. */
export interface AliasAction extends AccountGoal {
  readonly do: 'alias';
  readonly name: string;
  readonly target: string;
}

/** Makes a public name lead to these addresses and no others, by an account at a DNS provider. */
export interface RecordsAction extends AccountGoal {
  readonly do: 'records';
  /** Whole; taken for the account first, where the provider gives it away and it is not there yet. */
  readonly name: string;
  readonly addresses: PublicAddresses;
  /** Those that are there stay, too, but for these; else none but `addresses` is left. */
  readonly besides?: { readonly without: readonly string[] };
  /** In seconds. */
  readonly ttl: number;
}
