import type { Trouble } from '../../expected-error.ts';
import { ExpectedError } from '../../expected-error.ts';
import { decideRenewal } from '../../renewal/decide.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { afterFailing, afterWriting } from '../../renewal/outcome.ts';
import { unanswered } from '../../renewal/served.ts';
import { obtainCertificate } from '../acme/obtain-certificate.ts';
import { worksAgainAt } from '../acme/rate-limit.ts';
import { Refusal } from '../acme/refusal.ts';
import { keepPair, presentCertificate } from './certificate-pair.ts';
import { folderWorld } from './folder-world.ts';
import { lookAtOne, type Round } from './look.ts';
import { shownAt } from './served-serial.ts';

/** Gets a new certificate for everything that is due. It counts only once `confirm` saw it served. */
export async function renew(round: Round): Promise<void> {
  const { orders, ledger, now, say } = round;
  for (const order of orders) {
    const { install, certificate } = order;
    const state = await lookAtOne(order, round);
    await ledger.set(install, state);
    if (state.unconfirmed !== null) continue;
    const present = await presentCertificate(certificate.folder);
    const decision = decideRenewal(state, present, certificate.names, now(), round.forced);
    if (decision.do === 'wait') continue;
    try {
      if (present?.keyFits) await somebodyAnswers(order);
      const before = present?.keyFits ? await keepPair(certificate.folder, now()) : null;
      await obtain(order, round);
      const written = await presentCertificate(certificate.folder);
      if (written === null) throw new Error('What was written is no certificate.');
      await ledger.set(install, afterWriting(state, written.serial, before, now()));
      say(`${install}: a new certificate lies there, until ${written.until}.`);
    } catch (error) {
      round.signal.throwIfAborted();
      const trouble = troubleOf(error);
      say(`${install}: ${trouble.what} ${trouble.why ?? ''}`);
      if (trouble.detail) say(trouble.detail);
      await ledger.set(install, afterFailing(state, trouble, now(), retryAtOf(error)));
    }
  }
}

async function obtain(order: RenewalOrder, { say, signal }: Round): Promise<void> {
  const telling = obtainCertificate(order.certificate, folderWorld(order), signal);
  for await (const told of telling) {
    const text = 'line' in told ? told.line : told.text;
    say(`${order.install}: ${text}`);
  }
}

/** A certificate that nobody can serve would only use up the CA's limits. */
async function somebodyAnswers({ served }: RenewalOrder): Promise<void> {
  const [at] = unanswered(await shownAt(served));
  if (at === undefined) return;
  throw new ExpectedError({
    code: 'renewal.nobody-serves',
    what: `The web server that serves ${at.name} does not answer.`,
    why: `No new certificate was asked for. It was tried at ${at.host}, port ${at.port}.`,
    next: ['On the server: docker ps -a; docker logs setup-server-front'],
  });
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof ExpectedError) return error.trouble;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'renewal.bug', what: 'The renewal program made a mistake.', detail };
}

function retryAtOf(error: unknown): Date | null {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Refusal ? (worksAgainAt(cause.problem) ?? null) : null;
}
