import { whyThen } from '../status/due.ts';
import type { RenewalWish } from '../status/renewal-wish.ts';

/** What is to be done about a certificate, and why, in one line. */
export function renewalLine({ install, name, does, due, until, why }: RenewalWish): string {
  const then = due === null || until === null ? '' : ` ${whyThen(due, until)}`;
  const head = name === null ? install : `${name} (${install})`;
  return `${head}: ${SAYS[does]}${why === '' ? '' : ` ${why}`}${then}`;
}

const SAYS = {
  renew: 'to be renewed.',
  rehearse: 'to be rehearsed.',
  wait: 'nothing to do.',
  impossible: 'cannot be renewed.',
} as const;
