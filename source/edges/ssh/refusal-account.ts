import type { Trouble } from '../../expected-error.ts';
import type { FailedLogin } from './refusal.ts';

/** The login was accepted, and then there was no shell for us. */
export function accountTrouble({
  target,
  settings,
  says,
}: Pick<FailedLogin, 'target' | 'settings' | 'says'>): Trouble {
  const user = target.user || settings.user;
  const detail = says.trim();
  if (
    /password has expired|Password change required|required to change your password/i.test(says)
  ) {
    return {
      code: 'ssh.password-expired',
      what: `The password of ${user} must be changed before anything else can be done.`,
      why: 'Many providers send a first password that is good for one login only.',
      next: [
        `Log in once and choose a new one: ssh ${user}@${target.host}`,
        'Then run setup-server again.',
      ],
      detail,
    };
  }
  return {
    code: 'ssh.no-shell',
    what: `${user} may log in to ${target.host}, but not run commands there.`,
    why: 'The account has no usual shell: it is meant for file transfer only, is closed, or its start-up files stop.',
    next: [
      'Log in as another user: root, or the one that your provider names (ubuntu, debian, admin).',
      `See what happens: ssh ${user}@${target.host} echo hello`,
    ],
    detail,
  };
}
