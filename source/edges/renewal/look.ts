import { ExpectedError } from '../../expected-error.ts';
import { renewalHoldFile } from '../../paths.ts';
import { decideRenewal, wantsWindow, withCertificate } from '../../renewal/decide.ts';
import { withHandOver } from '../../renewal/hand-over.ts';
import { readHold } from '../../renewal/hold.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { freshState, type InstallState } from '../../renewal/state.ts';
import { askRenewalInfo } from '../acme/renewal-info.ts';
import { mendPair, presentCertificate } from './certificate-pair.ts';
import { textOf } from './files.ts';
import type { Ledger } from './ledger.ts';

/** What a round of renewals works with. */
export interface Round {
  readonly orders: readonly RenewalOrder[];
  readonly ledger: Ledger;
  /** Holds what was replaced, and what the front is noted to have read. */
  readonly folder: string;
  readonly now: () => Date;
  readonly say: (line: string) => void;
  /** Renew what is not due, too. */
  readonly forced: boolean;
  readonly signal: AbortSignal;
}

/** Where a CA says nothing about when it wants to be asked again (RFC 9773, 4.3.2 has six hours). */
const ASKS_EVERY_HOURS = 6;

/** Looks at every certificate and asks its CA when to renew. True where there is something to do. */
export async function look(round: Round): Promise<boolean> {
  const { orders, ledger, now, say } = round;
  await ledger.keepOnly(orders.map(({ install }) => install));
  let work = false;
  for (const order of orders) {
    const { install, certificate } = order;
    if (await mendPair(certificate.folder)) say(`${install}: an interrupted write was completed.`);
    const present = await presentCertificate(certificate.folder);
    const own = await lookAtOne(order, round);
    const seen = withHandOver(own, order.handsTo, present, now());
    await ledger.set(install, seen);
    const decision = decideRenewal(seen, present, certificate.names, now(), round.forced);
    if (seen.unconfirmed !== null) {
      say(`${install}: a new certificate lies there and is not served yet.`);
      work = true;
    } else if (decision.do === 'renew') {
      say(`${install}: ${decision.why}`);
      work = true;
    } else say(`${install}: ${decision.why} Next try: ${decision.until.toISOString()}.`);
  }
  return work;
}

/** The state of an install as its certificate has it now. */
export async function lookAtOne(
  { install, certificate }: RenewalOrder,
  { ledger, now, say, signal }: Round,
): Promise<InstallState> {
  const present = await presentCertificate(certificate.folder);
  const before = ledger.of(install) ?? freshState(certificate.names[0] ?? install);
  const held = readHold((await textOf(renewalHoldFile(install))) ?? '');
  const state = withCertificate({ ...before, held }, present, now());
  if (present === null || !wantsWindow(state, now())) return state;
  const chain = (await textOf(`${certificate.folder}/fullchain.pem`)) ?? '';
  try {
    const { directory, root } = certificate;
    const info = await askRenewalInfo({ directory, root }, chain, signal);
    if (info === null) return state;
    const later = new Date(now().getTime() + ASKS_EVERY_HOURS * 3600 * 1000).toISOString();
    const { start, end, explanation, askAgainAt } = info;
    const window = { serial: present.serial, start, end, explanation };
    return withCertificate(
      { ...state, window: { ...window, askAgainAt: askAgainAt ?? later } },
      present,
      now(),
    );
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof ExpectedError ? error.trouble.what : String(error);
    say(`${install}: the authority did not say when to renew. ${why}`);
    return state;
  }
}
