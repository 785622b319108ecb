import { accountKeyFile, authorityOf, contactFile } from '../../certificates/account-files.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type AccountPlace, nextKeyFile, ownAccount } from './account.ts';
import { newKey } from './certificate-check.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { Refusal } from './refusal.ts';
import { asExpected } from './refusal-trouble.ts';
import type { CertificateWorld } from './world.ts';

/**
 * Does something with the account that this server has at a CA. Throws `acme.no-account` where it
 * has none; other ExpectedErrors have the CA's own problem type as their code.
 */
export async function withOwnAccount<T>(
  place: AccountPlace,
  world: CertificateWorld,
  signal: AbortSignal,
  work: (conversation: Conversation) => Promise<T>,
): Promise<T> {
  const { accounts, directory, root } = place;
  const authority = authorityOf(directory);
  if ((await world.read(accountKeyFile(accounts, directory), signal)) === null) {
    throw noAccount(authority);
  }
  try {
    const { key } = await ownAccount(place, world, signal);
    const conversation = await openConversation({ directory, root }, key, signal);
    try {
      await conversation.ask((client) => client.createAccount({ onlyReturnExisting: true }));
      return await work(conversation);
    } finally {
      conversation.close();
    }
  } catch (error) {
    const gone = error instanceof Refusal && error.problem.type === 'accountDoesNotExist';
    throw gone ? noAccount(authority) : asExpected(error, directory, []);
  }
}

/** Gives the CA another mail address for the account; '' for none (RFC 8555, 7.3.2). */
export async function changeEmail(
  place: AccountPlace,
  email: string,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const contact = email === '' ? [] : [`mailto:${email}`];
  await withOwnAccount(place, world, signal, ({ ask }) =>
    ask((client) => client.updateAccount({ contact })),
  );
  // Not every CA tells it again: Let's Encrypt keeps no addresses.
  const path = contactFile(place.accounts, place.directory);
  await world.write([{ path, mode: '600', content: `${email}\n` }], signal);
}

/**
 * Gives the account a new key (RFC 8555, 7.3.5). It is written down before the CA hears of it, so
 * that the account is not lost wherever this is cut off; the next use finds out which key counts.
 */
export async function changeAccountKey(
  place: AccountPlace,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const path = accountKeyFile(place.accounts, place.directory);
  await withOwnAccount(place, world, signal, async ({ ask }) => {
    const next = newKey();
    await world.write([{ path: nextKeyFile(path), mode: '600', content: next }], signal);
    await ask((client) => client.updateAccountKey(next.reveal()));
    await world.write([{ path, mode: '600', content: next }], signal);
    await world.remove([nextKeyFile(path)], signal);
  });
}

/**
 * Closes the account for good (RFC 8555, 7.3.6), and removes its key. One that is closed already, or
 * is not there, is as it should be. Certificates stay as they are; the next order opens a new account.
 */
export async function deactivateAccount(
  place: AccountPlace,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  try {
    await withOwnAccount(place, world, signal, ({ ask }) =>
      ask((client) => client.updateAccount({ status: 'deactivated' })),
    );
  } catch (error) {
    if (!(error instanceof ExpectedError) || !CLOSED.includes(error.code)) throw error;
  }
  const path = accountKeyFile(place.accounts, place.directory);
  await world.remove(
    [path, nextKeyFile(path), contactFile(place.accounts, place.directory)],
    signal,
  );
}

/** What a CA answers to the key of an account that is closed (RFC 8555, 7.3.6). */
const CLOSED: readonly string[] = ['acme.no-account', 'acme.unauthorized'];

function noAccount(authority: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.no-account',
    what: `This server has no account at ${authority}.`,
    next: ['Get a certificate from there first; that opens one.'],
  });
}
