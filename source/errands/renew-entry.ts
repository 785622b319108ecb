import { RenewalErrand } from '../status/renewal-errand.ts';
import type { MenuEntry } from './menu/entries.ts';

/** A new certificate, now. */
export const renewEntry: MenuEntry = {
  id: 'renew',
  label: 'Renew the certificate',
  note: ({ status: { renewal } }) =>
    renewal.unattended ? 'before it is due' : 'nobody is dropped',
  applies: ({ wanted, status }) => 'goal' in wanted && status.renewal.due !== null,
  doing: 'Renewing',
  asks: [],
  begin: (author) => new RenewalErrand({ force: true, rehearse: false }, author),
};
