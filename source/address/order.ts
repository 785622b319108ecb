import type { AccountGoal } from '../dns/providers/chosen.ts';
import { readSealed, type Sealed, withKeptSecrets } from '../renewal/sealed.ts';
import type { Families } from './sources.ts';

/** Which names follow the server's address: `address/installs/<install>.json`. */
export interface AddressOrder {
  readonly install: string;
  readonly names: readonly string[];
  readonly families: Families;
  /** The account that sets them; absent where only the file on the server knows it. */
  readonly dns?: AccountGoal;
}

/** As it is written; what is only known to the file that is there is kept. */
export function orderToWrite(wanted: AddressOrder, found: Sealed | undefined): Sealed {
  const kept = readAddressOrder(found)?.dns;
  const whole = { ...wanted, ...(!wanted.dns && kept && { dns: kept }) };
  return withKeptSecrets(whole as unknown as Sealed, found);
}

/** Null where it is not an order of ours. */
export function readAddressOrder(sealed: Sealed | undefined): AddressOrder | null {
  const { install, names, families } = (sealed ?? {}) as Partial<AddressOrder>;
  const whole =
    typeof install === 'string' &&
    Array.isArray(names) &&
    ['ipv4', 'ipv6', 'both'].includes(families ?? '');
  return whole ? (sealed as unknown as AddressOrder) : null;
}

/** Reads the file's text. */
export function readAddressOrderText(text: string): AddressOrder | null {
  return readAddressOrder(readSealed(text));
}
