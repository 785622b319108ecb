import type { CertificateOrder } from '../../action.ts';
import { CERTIFICATE_AUTHORITIES } from '../../certificate-authorities.ts';
import {
  historyText,
  obstacle,
  type PastOrder,
  readHistory,
  troubleOfObstacle,
} from '../../certificates/order-history.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import { type Account, openAccount, ownAccount } from './account.ts';
import { authorityOf, historyFile } from './authority.ts';
import { OTHER_ACCOUNT } from './caa-before.ts';
import { newKey } from './certificate-check.ts';
import { certificateId } from './certificate-id.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { type Ordered, placeOrder } from './order.ts';
import { FailedValidation } from './proving.ts';
import { whenInWords } from './rate-limit.ts';
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
  const rehearsed = order.rehearsal !== null && (yield* rehearse(order.rehearsal));
  const historyPath = historyFile(order.accounts, order.directory);
  const account = await ownAccount(order, world, signal);
  const { chain, key } = yield* obtain(order.directory, account, !rehearsed);
  yield stage('keeping', authorityOf(order.directory), names);
  await world.write(
    [
      { path: `${order.folder}/key.pem`, mode: '600', content: key },
      { path: `${order.folder}/fullchain.pem`, mode: '644', content: chain },
      { path: historyPath, mode: '600', content: historyText(await history(), past('issued')) },
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

  function past(outcome: PastOrder['outcome']): PastOrder {
    return { at: new Date().toISOString(), names, outcome };
  }

  /** Throws where an order now would only use up a limit, or meet one. */
  async function refuseTooMany(predecessor: string | null): Promise<void> {
    const { directory } = order;
    const known = CERTIFICATE_AUTHORITIES.find((each) => each.directory === directory);
    // A renewal that names its predecessor counts against no limit.
    const limit = predecessor === null ? (known?.sameNames ?? null) : null;
    const now = new Date();
    const found = obstacle(await history(), names, limit, now);
    // After a rehearsal there is no reason to fear the next refusal.
    if (found === null || (found.of === 'refusals' && rehearsed)) return;
    const when = whenInWords(found.until, now);
    throw new ExpectedError(troubleOfObstacle(found, authorityOf(directory), inWords(names), when));
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
