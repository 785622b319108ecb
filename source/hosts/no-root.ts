import type { Trouble } from '../expected-error.ts';
import type { NoRoot } from '../facts/machine.ts';
import { quote } from '../shell.ts';

/** What is missing to become root, and the one command that whoever runs the server may run for it. */
export function noRootTrouble(user: string, why: NoRoot | undefined): Omit<Trouble, 'code'> {
  const other =
    'Log in as another user: root, or the one that your provider names (ubuntu, debian, admin).';
  return {
    what: `${user} may not become root on this server, the user who may install software.`,
    why: WHY[why ?? 'no-password'],
    next: [
      ...(why === 'no-password' || why === 'wrong-password'
        ? [
            'Try again with the password of this user. Where nobody can be asked, give it in SETUP_SERVER_SUDO_PASSWORD.',
          ]
        : []),
      other,
      `Or send this to whoever runs the server, to be run as root: ${permission(user, why)}`,
    ],
  };
}

const WHY: Readonly<Record<NoRoot, string>> = {
  'no-program': 'The program for that, sudo, is not there.',
  'no-password': 'The program for that, sudo, refuses, or it wants a password, and none was given.',
  'wrong-password':
    'The program for that, sudo, did not take the password; or this user may not use sudo at all.',
  'doas-password':
    'The program for that, doas, refuses, or it wants a password, which it takes from a keyboard only.',
};

/** One line to be pasted into a root shell. A name in sudoers.d may have no dot and no tilde (sudoers(5)). */
export function permission(user: string, why: NoRoot | undefined): string {
  if (why === 'doas-password')
    return `echo ${quote(`permit nopass ${user} as root`)} >> /etc/doas.conf`;
  const file = `/etc/sudoers.d/${user.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
  const allow = `echo ${quote(`${user} ALL=(ALL) NOPASSWD:ALL`)} > ${file} && chmod 440 ${file}`;
  if (why !== 'no-program') return allow;
  return `(apt-get install -y sudo || dnf install -y sudo || apk add sudo) && ${allow}`;
}
