import { ExpectedError } from '../../expected-error.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { afterConfirming, afterFailing } from '../../renewal/outcome.ts';
import { unanswered } from '../../renewal/served.ts';
import type { Unconfirmed } from '../../renewal/state.ts';
import { loadedText } from '../../steps/site-open.ts';
import { pause } from '../acme/patience.ts';
import { copyPair, presentCertificate } from './certificate-pair.ts';
import { textOf, writeFiles } from './files.ts';
import { handOver } from './hand-over.ts';
import { lookAtOne, type Round } from './look.ts';
import { shownAt } from './served-serial.ts';

/** nginx takes a new certificate up within a second. An app that is restarted says how long it may take. */
const PATIENCE_SECONDS = 30;

/**
 * Looks whether what was written is what visitors get. Where it is not, the pair before it is put
 * back. `refused` are the installs whose web server would not take it up. True where something was
 * put back, which must be taken up again.
 */
export async function confirm(round: Round, refused: readonly string[]): Promise<boolean> {
  const { orders, ledger, now, say } = round;
  let back = false;
  for (const order of orders) {
    const { install } = order;
    const state = ledger.of(install);
    if (!state?.unconfirmed) continue;
    const { serial } = state.unconfirmed;
    if (order.handsTo) {
      await handOver(order, order.handsTo, round);
      await ledger.set(install, await lookAtOne(order, round));
      continue;
    }
    const served = refused.includes(install) ? 'another' : await whatIsServed(order, serial, round);
    if (served === 'it') {
      await noteLoaded(order, round);
      say(`${install}: visitors get the new certificate.`);
      await ledger.set(install, afterConfirming(state, now()));
    } else {
      const returned = await putBack(order, state.unconfirmed, round);
      back ||= returned;
      const trouble = notServed(order, served, returned).trouble;
      say(`${install}: ${trouble.what} ${trouble.why}`);
      const failed = afterFailing(state, trouble, now(), null);
      await ledger.set(install, returned ? failed : { ...failed, unconfirmed: state.unconfirmed });
    }
    await ledger.set(install, await lookAtOne(order, round));
  }
  return back;
}

type Served = 'it' | 'another' | 'nothing';

async function whatIsServed(
  { served, patienceSeconds = PATIENCE_SECONDS }: RenewalOrder,
  serial: string,
  { now, signal }: Round,
): Promise<Served> {
  const until = now().getTime() + patienceSeconds * 1000;
  for (;;) {
    const shown = await shownAt(served);
    const others = shown.filter((each) => each.serial !== serial);
    if (others.length === 0) return 'it';
    if (now().getTime() > until) {
      if (unanswered(shown).length > 0) return 'nothing';
      // One of several servers that is away gets it once it is back.
      return others.every((each) => each.serial === null) ? 'it' : 'another';
    }
    await pause(500, signal);
  }
}

/** Says that the front has read it, for the next look from outside. */
async function noteLoaded({ install, certificate, site }: RenewalOrder, { folder }: Round) {
  const present = await presentCertificate(certificate.folder);
  if (!site || !present) return;
  const [front, own] = [await textOf(site.front), await textOf(site.site)];
  if (front === null || own === null) return;
  const text = loadedText(front, own, present.from);
  await writeFiles([{ path: `${folder}/loaded/${install}`, mode: '600', text }]);
}

async function putBack(
  { certificate }: RenewalOrder,
  { before }: Unconfirmed,
  { now }: Round,
): Promise<boolean> {
  const previous = before === null ? null : await presentCertificate(before);
  if (before === null || !previous?.keyFits) return false;
  if (Date.parse(previous.until) <= now().getTime()) return false;
  await copyPair(before, certificate.folder);
  return true;
}

function notServed({ certificate }: RenewalOrder, served: Served, back: boolean): ExpectedError {
  const [name] = certificate.names;
  return new ExpectedError({
    code: 'renewal.not-served',
    what:
      served === 'nothing'
        ? `Nothing answers for ${name} since its certificate was renewed.`
        : `The web server did not take up the new certificate of ${name}.`,
    why: back ? 'The one before it was put back, and works on.' : 'The new one was left in place.',
    next: ['On the server: docker logs setup-server-front'],
  });
}
