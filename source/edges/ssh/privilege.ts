import type { Trouble } from '../../expected-error.ts';

/** How a command becomes root's: not at all (we are root, or it need not), or by sudo without a password. */
export type Privilege = 'none' | 'sudo';

export function privilegeFor(root: boolean, uid: number): Privilege {
  return root && uid !== 0 ? 'sudo' : 'none';
}

/**
 * Why sudo did not start our command. By its exit status: newer systems have sudo-rs, whose words
 * are others.
 */
export function refusedRoot(user: string, status: number, says: string): Trouble {
  const missing = status === 126 || status === 127;
  return {
    code: 'ssh.no-root',
    what: `${user} may not become root on this server, the user who may install software.`,
    why: missing
      ? 'The program for that, sudo, is not there.'
      : 'The program for that, sudo, refuses, or it wants a password.',
    next: [
      'Log in as another user: root, or the one that your provider names (ubuntu, debian, admin).',
      missing
        ? 'Or ask whoever runs the server to install sudo and to allow it for you.'
        : `Or ask whoever runs the server to run, as root: echo '${user} ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/${user.replaceAll(/[.~]/g, '_')}`,
    ],
    detail: says.trim(),
  };
}
