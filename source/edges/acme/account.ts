import { accountKeyFile, authorityOf } from '../../certificates/account-files.ts';
import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Secret } from '../../secrets/secret.ts';
import { isPrivateKey, newKey } from './certificate-check.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { isAboutBinding, troubleOfBinding } from './external-account.ts';
import { Refusal } from './refusal.ts';
import type { CertificateWorld } from './world.ts';

/** An account at a CA, by its key. */
export interface Account {
  readonly key: Secret;
  /** The CA can't know it yet. */
  readonly fresh: boolean;
}

/** Where the account is, and what is told when it is opened. */
export type AccountPlace = Pick<
  CertificateOrder,
  'accounts' | 'directory' | 'email' | 'root' | 'externalAccount'
>;

/** The new key of an account waits beside the old one until the CA has agreed. */
export function nextKeyFile(path: string): string {
  return `${path}.next`;
}

/** This server's account. The key is made once, and written down before the CA hears of it. */
export async function ownAccount(
  place: AccountPlace,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<Account> {
  const path = accountKeyFile(place.accounts, place.directory);
  const kept = await world.read(path, signal);
  if (kept !== null) {
    if (!isPrivateKey(kept)) throw spoiltKey(path);
    return { key: await settled(kept, place, world, signal), fresh: false };
  }
  const key = newKey();
  await world.write([{ path, mode: '600', content: key }], signal);
  return { key, fresh: true };
}

/** The account that this key has already, or a new one: CAs forget accounts (RFC 8555, 7.3.1). */
export async function openAccount(
  { ask }: Conversation,
  { fresh }: Account,
  { email, externalAccount, directory }: AccountPlace,
): Promise<void> {
  try {
    if (!fresh) return void (await ask((c) => c.createAccount({ onlyReturnExisting: true })));
  } catch (error) {
    if (!isForgotten(error)) throw error;
  }
  const contact = email === '' ? {} : { contact: [`mailto:${email}`] };
  try {
    await ask((client) => client.createAccount({ termsOfServiceAgreed: true, ...contact }));
  } catch (error) {
    if (externalAccount && error instanceof Refusal && isAboutBinding(error.problem)) {
      throw new ExpectedError(troubleOfBinding(error.problem, authorityOf(directory)));
    }
    throw error;
  }
}

/** After a change of keys that was cut off, the key that the CA knows. */
async function settled(
  kept: Secret,
  { accounts, directory, root }: AccountPlace,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<Secret> {
  const path = accountKeyFile(accounts, directory);
  const next = await world.read(nextKeyFile(path), signal);
  if (next === null || !isPrivateKey(next)) return kept;
  const conversation = await openConversation({ directory, root }, next, signal);
  let key = next;
  try {
    await conversation.ask((client) => client.createAccount({ onlyReturnExisting: true }));
    await world.write([{ path, mode: '600', content: next }], signal);
  } catch (error) {
    if (!isForgotten(error)) throw error;
    key = kept;
  } finally {
    conversation.close();
  }
  await world.remove([nextKeyFile(path)], signal);
  return key;
}

function isForgotten(error: unknown): boolean {
  return error instanceof Refusal && error.problem.type === 'accountDoesNotExist';
}

function spoiltKey(path: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.account-key',
    what: 'The key of this server’s account at the certificate authority cannot be read.',
    why: `The file ${path} on the server is not a private key.`,
    next: [`Move it aside (mv ${path} ${path}.old); a new account is opened on the next try.`],
  });
}
