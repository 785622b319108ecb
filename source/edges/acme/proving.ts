import type { Authorization, Order } from 'acme-client';
import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { Conversation } from './conversation.ts';
import type { Stage } from './stages.ts';
import type { CertificateWorld } from './world.ts';

/** What either way of proving names works on. */
export interface Proving {
  readonly authority: string;
  readonly wanted: CertificateOrder;
  readonly order: Order;
  /** The names that are not proved yet. */
  readonly asked: readonly Authorization[];
  readonly conversation: Conversation;
  readonly world: CertificateWorld;
  /** Nothing has proved yet that the names show our files: look before the CA does. */
  readonly lookFirst: boolean;
  readonly at: (stage: Stage, names: readonly string[]) => Telling;
}

/** The CA has looked at a name and did not find it in order: that counts against its limits. */
export class FailedValidation extends ExpectedError {}

export type Challenge = Authorization['challenges'][number];

/** The name as it was asked for: an authorization for `*.example.org` names `example.org` (RFC 8555, 7.1.3). */
export function askedName({ identifier, wildcard }: Authorization): string {
  return wildcard ? `*.${identifier.value}` : identifier.value;
}
