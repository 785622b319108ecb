import type { Trouble } from '../../expected-error.ts';
import type { Problem } from './refusal.ts';
import { inOneLine } from './validation-detail.ts';

/** Whether a refusal of a new account may be about its binding to one at the CA's website (RFC 8555, 7.3.4). */
export function isAboutBinding({ type, status }: Problem): boolean {
  return (
    ['malformed', 'unauthorized', 'externalAccountRequired'].includes(type) ||
    (type === '' && (status ?? 500) < 500)
  );
}

/** The CA does not like the key id and key of its own account. */
export function troubleOfBinding({ type, detail }: Problem, authority: string): Trouble {
  return {
    code: 'acme.external-account',
    what: `${authority} does not accept the key id and the key of your account there.`,
    why: `It says: ${inOneLine(detail)}`,
    next: [
      'Copy both again from its website; the key is the longer one of the two.',
      'Some authorities accept such a key only once, or only for a few days: get new ones then.',
    ],
    detail: `${type}: ${detail}`,
  };
}
