import type { Trouble } from '../../expected-error.ts';
import type { ConnectionFact } from '../../facts/network/connection.ts';
import type { Prompt } from '../../hosts/host.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import type { ChangedKey } from './host-key.ts';
import type { KeyForm } from './key-form.ts';
import { accountTrouble } from './refusal-account.ts';
import { changedKey, declined, unknownKey } from './refusal-host-key.ts';
import { keyTrouble } from './refusal-key.ts';
import { networkTrouble } from './refusal-network.ts';
import { wrongPassword } from './refusal-password.ts';
import type { Settings } from './settings.ts';

/** A login that did not come about, as it is judged. */
export interface FailedLogin {
  readonly target: SshTarget;
  readonly settings: Settings;
  /** The client's exit status; 255 is its own failure, any other the login shell's. Null: we ended it. */
  readonly status: number | null;
  /** What the client and the server said, without the client's debugging lines. */
  readonly says: string;
  /** The client's debugging lines told that the login was accepted. */
  readonly accepted: boolean;
  /** Prompts that nobody answered. */
  readonly declined: readonly Prompt[];
  /** A password was given, and not accepted. */
  readonly passwordGiven: boolean;
  /** What the key file is that was named; null where none was, or it can't be read. */
  readonly keyForm: KeyForm | null;
  /** Who sits at this machine, and what it runs. */
  readonly person: { readonly name: string; readonly platform: NodeJS.Platform };
  /** OpenSSH ended at a host key that has changed. */
  readonly changed: ChangedKey | null;
}

type ClosedFact = Extract<ConnectionFact, { open: false }>;
type Judged = { readonly fact: ClosedFact } | { readonly trouble: Trouble };

/** What a failed login means: a fact where another answer can mend it, else trouble in plain words. */
export function judgeLogin(login: FailedLogin): Judged {
  const { says } = login;
  if (login.accepted || (login.status !== null && login.status !== 255)) {
    const user = otherUser(says);
    return user
      ? { fact: { open: false, refusal: 'other-user', user, says: lastLine(says) } }
      : { trouble: accountTrouble(login) };
  }
  const trouble =
    changedKey(login) ??
    declined(login) ??
    unknownKey(login) ??
    wrongPassword(login) ??
    keyTrouble(login) ??
    networkTrouble(login);
  if (trouble) return { trouble };
  // The login was ended when nobody gave a password.
  if (login.declined.some(({ ask }) => ask === 'password'))
    return keyRefused('No key was let in, and no password was given (ssh.password).', true);
  if (/Permission denied/.test(says)) return keyRefused(lastLine(says));
  return { trouble: unforeseen(login) };
}

function keyRefused(says: string, asksPassword = false): Judged {
  const asks = asksPassword ? { asksPassword: true as const } : {};
  return { fact: { open: false, refusal: 'key-refused', ...asks, says } };
}

/**
 * Whom the server wants instead, as cloud images say it to root. Only an ordinary name: a server
 * says it, and OpenSSH may hand it to a shell of the person's (ssh_config(5), %r).
 */
export function otherUser(says: string): string | null {
  const user = /Please login as the user "([A-Za-z0-9_][A-Za-z0-9_.-]{0,31})"/.exec(says)?.[1];
  // cloud-init says NONE where it made no user (cc_ssh, disable_root_opts).
  return user === undefined || user === 'NONE' ? null : user;
}

function unforeseen({ target, says }: FailedLogin): Trouble {
  return {
    code: 'ssh.failed',
    what: `Could not log in to ${target.host}.`,
    why: `SSH, the program that logs in to servers, says: ${lastLine(says) || 'nothing'}`,
    next: [
      `See whether this works: ssh ${target.user && `${target.user}@`}${target.host}`,
      'Check the address and the user name.',
    ],
    detail: says.trim(),
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
