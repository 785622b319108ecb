import type { CertificateOrder } from '../../action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { Secret } from '../../secret.ts';
import { accountKeyFile, authorityOf } from './authority.ts';
import { OTHER_ACCOUNT } from './caa-before.ts';
import { isPrivateKey, newKey } from './certificate-check.ts';
import { certificateId } from './certificate-id.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { isAboutBinding, troubleOfBinding } from './external-account.ts';
import { type Ordered, placeOrder } from './order.ts';
import { NotAcme, Refusal, Unreached } from './refusal.ts';
import { troubleOfDirectory, troubleOfRefusal, troubleOfSilence } from './refusal-trouble.ts';
import { stage } from './stages.ts';
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
  const account = await ownAccount();
  const { chain, key } = yield* obtain(order.directory, account, !rehearsed);
  yield stage('keeping', authorityOf(order.directory), names);
  await world.write(
    [
      { path: `${order.folder}/key.pem`, mode: '600', content: key },
      { path: `${order.folder}/fullchain.pem`, mode: '644', content: chain },
    ],
    signal,
  );

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
    const { root, externalAccount } = order;
    const conversation = await openConversation(
      rehearsal ? { directory } : { directory, root, externalAccount },
      account.key,
      signal,
    );
    try {
      yield stage('calling', authority, names, rehearsal);
      await openAccount(conversation, account);
      const predecessor = rehearsal ? null : await predecessorAt(conversation);
      const placing = {
        ...{ authority, directory, names, wanted: order, rehearsal, lookFirst },
        predecessor,
      };
      return yield* placeOrder(placing, conversation, world, signal);
    } catch (error) {
      throw inPlainWords(error, directory);
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

  /** The key is made once, and written down before the CA hears of it. */
  async function ownAccount(): Promise<Account> {
    const path = accountKeyFile(order.accounts, order.directory);
    const kept = await world.read(path, signal);
    if (kept !== null) {
      if (!isPrivateKey(kept)) throw spoiltKey(path);
      return { key: kept, fresh: false };
    }
    const key = newKey();
    await world.write([{ path, mode: '600', content: key }], signal);
    return { key, fresh: true };
  }

  /** The account that this key has already, or a new one: CAs forget accounts (RFC 8555, 7.3.1). */
  async function openAccount({ ask }: Conversation, { fresh }: Account): Promise<void> {
    try {
      if (!fresh) return void (await ask((c) => c.createAccount({ onlyReturnExisting: true })));
    } catch (error) {
      const forgotten = error instanceof Refusal && error.problem.type === 'accountDoesNotExist';
      if (!forgotten) throw error;
    }
    const contact = order.email === '' ? {} : { contact: [`mailto:${order.email}`] };
    try {
      await ask((client) => client.createAccount({ termsOfServiceAgreed: true, ...contact }));
    } catch (error) {
      if (order.externalAccount && error instanceof Refusal && isAboutBinding(error.problem)) {
        throw new ExpectedError(troubleOfBinding(error.problem, authorityOf(order.directory)));
      }
      throw error;
    }
  }

  function inPlainWords(error: unknown, directory: string): unknown {
    const occasion = { authority: authorityOf(directory), names, now: new Date() };
    if (error instanceof Refusal) {
      return new ExpectedError(troubleOfRefusal(error, occasion));
    }
    if (error instanceof Unreached) {
      return new ExpectedError(troubleOfSilence(error, occasion));
    }
    if (error instanceof NotAcme) return new ExpectedError(troubleOfDirectory(error, directory));
    return error;
  }
}

interface Account {
  readonly key: Secret;
  /** The CA can't know it yet. */
  readonly fresh: boolean;
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

function spoiltKey(path: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.account-key',
    what: 'The key of this server’s account at the certificate authority cannot be read.',
    why: `The file ${path} on the server is not a private key.`,
    next: [`Move it aside (mv ${path} ${path}.old); a new account is opened on the next try.`],
  });
}
