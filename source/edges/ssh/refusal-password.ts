import type { Trouble } from '../../expected-error.ts';
import type { FailedLogin } from './refusal.ts';

/** Passwords were given, and the server took none of them. */
export function wrongPassword(login: FailedLogin): Trouble | null {
  const { target, settings, declined, passwordGiven, says } = login;
  const refused = declined.some((prompt) => prompt.ask === 'password' && prompt.again);
  const gaveUp = /Permission denied|Too many authentication failures/.test(says);
  if (!refused && !(passwordGiven && gaveUp)) return null;
  const user = target.user || settings.user;
  return {
    code: 'ssh.password-wrong',
    what: `${target.host} did not take the password of ${user}.`,
    why:
      user === 'root'
        ? 'It may be mistyped, or not be valid any more; some servers let root in with a key only.'
        : 'It may be mistyped, belong to another user, or not be valid any more.',
    next: [
      'Try again. Passwords from a mail are best copied and pasted, without a space at their end.',
      'Or set a new password in the console of your provider ("Reset root password").',
      'Where nobody can be asked, give it in SETUP_SERVER_SSH_PASSWORD or SETUP_SERVER_SSH_PASSWORD_FILE.',
    ],
    detail: says.trim(),
  };
}
