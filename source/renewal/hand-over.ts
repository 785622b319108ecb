import type { PresentCertificate } from './decide.ts';
import type { InstallState } from './state.ts';

/** The certificate that a load balancer was given last, by this server. Times are ISO 8601. */
export interface HandedOver {
  /** The certificate at Amazon (its ARN) that it replaced. */
  readonly to: string;
  readonly from: string;
  readonly until: string;
}

/** What went wrong the last time was that. */
export const NOT_HANDED_OVER = 'renewal.not-handed-over';

/** Whether the balancer has the certificate that lies there. */
export function isHandedOver(
  arn: string,
  { from, until }: Pick<HandedOver, 'from' | 'until'>,
  handed: HandedOver | undefined,
): boolean {
  return handed?.to === arn && handed.from === from && handed.until === until;
}

/** As state: a certificate that the balancer does not have is not served yet. */
export function withHandOver(
  state: InstallState,
  arn: string | undefined,
  present: PresentCertificate | null,
  now: Date,
): InstallState {
  if (arn === undefined || !present?.keyFits || state.unconfirmed !== null) return state;
  if (isHandedOver(arn, present, state.handedOver)) return state;
  return {
    ...state,
    unconfirmed: { serial: present.serial, before: null, since: now.toISOString() },
  };
}

/** Where it lies: `arn:aws:acm:REGION:…`. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
