import { ExpectedError } from '../../expected-error.ts';
import { isHandedOver, NOT_HANDED_OVER, regionOf, withHandOver } from '../../renewal/hand-over.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { afterConfirming, afterFailing } from '../../renewal/outcome.ts';
import { freshState, type InstallState } from '../../renewal/state.ts';
import { Secret } from '../../secrets/secret.ts';
import { pause } from '../acme/patience.ts';
import { importedParts } from '../clouds/acm-import.ts';
import { presentCertificate } from './certificate-pair.ts';
import { textOf } from './files.ts';
import { handOverTrouble } from './hand-over-trouble.ts';
import { lookAtOne, type Round } from './look.ts';

/** A role that was made just now is known everywhere within a minute. */
const PATIENCE_SECONDS = 120;
const EVERY_SECONDS = 5;
const LIMIT_SECONDS = 30;

/** For whoever waits for it: gives every balancer what it does not have yet, tried again for a while. */
export async function handOverNow(round: Round): Promise<void> {
  const { ledger, now, signal } = round;
  const until = now().getTime() + PATIENCE_SECONDS * 1000;
  for (const order of round.orders) {
    const { install, handsTo } = order;
    if (handsTo === undefined) continue;
    const own = await lookAtOne(order, round);
    const present = await presentCertificate(order.certificate.folder);
    const seen = withHandOver(own, handsTo, present, now());
    await ledger.set(install, seen);
    if (seen.unconfirmed === null) continue;
    while (!(await handOver(order, handsTo, round)) && now().getTime() < until)
      await pause(EVERY_SECONDS * 1000, signal);
  }
}

/**
 * Puts the certificate in the place of the one that the balancer shows. Amazon has it then, so it
 * counts; where it has not, it is tried again with each look, and the one before is shown so long.
 */
export async function handOver(order: RenewalOrder, arn: string, round: Round): Promise<boolean> {
  const { install, certificate } = order;
  const { ledger, now, say } = round;
  const state: InstallState = ledger.of(install) ?? freshState(certificate.names[0] ?? install);
  const present = await presentCertificate(certificate.folder);
  if (present && isHandedOver(arn, present, state.handedOver)) {
    await ledger.set(install, afterConfirming(state, now()));
    return true;
  }
  try {
    if (!present?.keyFits) throw nothingThere(order);
    await replace(arn, certificate.folder, round.signal);
    const handedOver = { to: arn, from: present.from, until: present.until };
    await ledger.set(install, { ...afterConfirming(state, now()), handedOver });
    say(`${install}: the load balancer has the new certificate.`);
    return true;
  } catch (error) {
    round.signal.throwIfAborted();
    const { trouble } = handOverTrouble(error, order, arn);
    say(`${install}: ${trouble.what} ${trouble.why ?? ''}`);
    const failed = afterFailing(state, trouble, now(), null);
    await ledger.set(install, { ...failed, unconfirmed: state.unconfirmed });
    return false;
  }
}

/** By the role that Amazon gives this server: it has no key. */
async function replace(arn: string, folder: string, signal: AbortSignal): Promise<void> {
  const { ACMClient, ImportCertificateCommand } = await import('@aws-sdk/client-acm');
  const chain = (await textOf(`${folder}/fullchain.pem`)) ?? '';
  const key = new Secret((await textOf(`${folder}/key.pem`)) ?? '');
  await new ACMClient({ region: regionOf(arn), maxAttempts: 3 }).send(
    new ImportCertificateCommand({ CertificateArn: arn, ...importedParts({ chain, key }) }),
    { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_SECONDS * 1000)]) },
  );
}

function nothingThere({ certificate }: RenewalOrder): ExpectedError {
  return new ExpectedError({
    code: NOT_HANDED_OVER,
    what: `There is no certificate for ${certificate.names[0]} that could be handed over.`,
  });
}
