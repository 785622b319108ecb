import { limitsOf } from '../../certificate-authorities.ts';
import { authorityOf, historyFile } from '../../certificates/account-files.ts';
import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import { limitAheadTrouble } from '../../certificates/forecast.ts';
import { cautionAfterRefusals, limitsAhead } from '../../certificates/limits-ahead.ts';
import { historyText, type PastOrder, readHistory } from '../../certificates/order-history.ts';
import { LETS_ENCRYPT_LIMITS } from '../../certificates/rate-limits.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import { type Account, openAccount, ownAccount } from './account.ts';
import { OTHER_ACCOUNT } from './caa-before.ts';
import { newKey } from './certificate-check.ts';
import { certificateId } from './certificate-id.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { removeLeftFiles } from './files-left.ts';
import { type Ordered, placeOrder } from './order.ts';
import { FailedValidation } from './proving.ts';
import { asExpected } from './refusal-trouble.ts';
import { inWords, stage } from './stages.ts';
import type { CertificateWorld } from './world.ts';

/**
 * Gets a certificate and writes `fullchain.pem` and `key.pem` into the order's folder, after a
 * rehearsal where there is one. An ExpectedError's code is `acme.` and the CA's own problem type.
 */
export async function* obtainCertificate(
  order: CertificateOrder,
  world: CertificateWorld,
  signal: AbortSignal,
): AsyncGenerator<Telling, void> {
  const names = [...new Set(order.names.map((name) => name.toLowerCase()))];
  await removeLeftFiles(order, world, signal);
  const rehearsed = order.rehearsal !== null && (yield* rehearse(order.rehearsal));
  const historyPath = historyFile(order.accounts, order.directory);
  const account = await ownAccount(order, world, signal);
  const { chain, key, renewal } = yield* obtain(order.directory, account, !rehearsed);
  yield stage('keeping', authorityOf(order.directory), names);
  await world.write(
    [
      { path: `${order.folder}/key.pem`, mode: '600', content: key },
      { path: `${order.folder}/fullchain.pem`, mode: '644', content: chain },
      {
        path: historyPath,
        mode: '600',
        content: historyText(await history(), past('issued', renewal)),
      },
    ],
    signal,
  );

  async function history(): Promise<readonly PastOrder[]> {
    return readHistory((await world.read(historyPath, signal))?.reveal() ?? '');
  }

  /** Not being able to does not hide why the CA refused. */
  async function noteRefusal(): Promise<void> {
    try {
      const content = historyText(await history(), past('refused'));
      await world.write([{ path: historyPath, mode: '600', content }], signal);
    } catch {
      signal.throwIfAborted();
    }
  }

  function past(outcome: PastOrder['outcome'], renewal = false): PastOrder {
    const one = { at: new Date().toISOString(), names, outcome };
    return renewal && limitsOf(order.directory)?.exemptsRenewals ? { ...one, exempt: true } : one;
  }

  /** Throws where an order now would only use up a limit, or meet one. */
  async function refuseTooMany(predecessor: string | null): Promise<void> {
    const { directory } = order;
    const limits = limitsOf(directory);
    const now = new Date();
    const orders = await history();
    // After a rehearsal there is no reason to fear the next refusal.
    const caution = rehearsed
      ? null
      : cautionAfterRefusals(orders, names, limits ?? LETS_ENCRYPT_LIMITS, now);
    const exempt = predecessor !== null && limits?.exemptsRenewals === true;
    const [ahead] = exempt ? [] : limitsAhead(orders, names, limits, now);
    const found = caution ?? (ahead?.full && ahead.certain ? ahead : null);
    if (found === null) return;
    throw new ExpectedError(limitAheadTrouble(found, authorityOf(directory), inWords(names), now));
  }

  /** A whole order whose certificate is thrown away. False where the CA's rehearsal is closed. */
  async function* rehearse(directory: string): AsyncGenerator<Telling, boolean> {
    try {
      // A new account each time: a CA does not look again at what it proved for an account before.
      yield* obtain(directory, { key: newKey(), fresh: true }, false, true);
      return true;
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      const { trouble } = error;
      if (NO_REHEARSAL.includes(trouble.code)) {
        yield { line: `No rehearsal this time: ${trouble.what} ${trouble.why ?? ''}`.trim() };
        return false;
      }
      const note = 'This was the rehearsal: no limit of the real authority was used up.';
      throw new ExpectedError({ ...trouble, why: `${trouble.why ?? ''} ${note}`.trim() });
    }
  }

  async function* obtain(
    directory: string,
    account: Account,
    lookFirst: boolean,
    rehearsal = false,
  ): AsyncGenerator<Telling, Ordered> {
    const authority = authorityOf(directory);
    const { accounts, email } = order;
    const place = rehearsal ? { accounts, email, directory } : order;
    const conversation = await openConversation(place, account.key, signal);
    try {
      yield stage('calling', authority, names, rehearsal);
      await openAccount(conversation, account, place);
      const predecessor = rehearsal ? null : await predecessorAt(conversation);
      if (!rehearsal) await refuseTooMany(predecessor);
      const placing = {
        ...{ authority, directory, names, wanted: order, rehearsal, lookFirst },
        predecessor,
      };
      return yield* placeOrder(placing, conversation, world, signal);
    } catch (error) {
      if (error instanceof FailedValidation && !rehearsal) {
        await noteRefusal();
      }
      throw asExpected(error, directory, names);
    } finally {
      conversation.close();
    }
  }

  /** The certificate that the new one will replace, where the CA wants to know of it (RFC 9773, 5). */
  async function predecessorAt(conversation: Conversation): Promise<string | null> {
    const { renewalInfo } = await conversation.directory();
    if (renewalInfo === null) return null;
    const chain = await world.read(`${order.folder}/fullchain.pem`, signal);
    return chain === null ? null : certificateId(chain.reveal());
  }
}

/** Troubles of the rehearsal's CA that say nothing about the server. */
const NO_REHEARSAL = [
  'acme.unreachable',
  'acme.untrusted',
  'acme.serverInternal',
  'acme.rateLimited',
  'acme.slow',
  'acme.not-acme',
  'acme.externalAccountRequired',
  OTHER_ACCOUNT,
];
