import type { CertificateOrder } from '../../../source/certificates/certificate-action.ts';
import { CHALLENGES } from './pretend-host.ts';

/** An order at a CA by its directory, without a rehearsal; what is told otherwise counts. */
export function orderAt(directory: string, more: Partial<CertificateOrder> = {}): CertificateOrder {
  return {
    names: ['study.example.test'],
    directory,
    rehearsal: null,
    email: '',
    accounts: '/accounts',
    challenges: CHALLENGES,
    folder: '/certificate',
    ...more,
  };
}
