import { noRootTrouble } from '../../hosts/no-root.ts';
import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { LoginFact, NoRoot } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** The groups are those of this login, not those that the next one would have. */
export const loginProbe: HostProbe<'login'> = {
  fact: 'login',
  asRoot: false,
  command: () => sh`
    id -un 2>/dev/null || id -u
    id -Gn 2>/dev/null || id -G
    if [ "$(id -u)" = 0 ]; then echo already
    elif sudo -n true >/dev/null 2>&1; then echo sudo
    elif doas -n true >/dev/null 2>&1; then echo doas
    else echo no
    fi
  `,
  parse: (reply, subject) => {
    const [user = '', groups = '', root = ''] = reply.stdout.split('\n');
    if (user === '' || !isRoot(root)) throw unreadable('login', subject, reply);
    return { user, groups: groups.split(' ').filter(Boolean), root };
  },
};

/** Where we are root already, the line about the connection says it. */
export function loginFinding({ user, root, why }: LoginFact): Finding {
  switch (root) {
    case 'already':
      return unremarkable(`${user} may do everything there`);
    case 'sudo':
      return { status: 'good', text: `${user} may act as root`, note: 'with sudo, no password' };
    case 'sudo-password':
      return { status: 'good', text: `${user} may act as root`, note: 'with sudo and a password' };
    case 'doas':
      return { status: 'good', text: `${user} may act as root`, note: 'with doas, no password' };
    case 'no':
      return {
        status: 'stops',
        text: `${user} may not act as root`,
        note: why === undefined ? 'log in as root, or as a user with passwordless sudo' : WHY[why],
        advice: noRootTrouble(user, why).next ?? [],
      };
  }
}

const WHY: Readonly<Record<NoRoot, string>> = {
  'no-program': 'log in as root, or as a user who may use sudo',
  'no-password': 'sudo wants a password, or refuses',
  'wrong-password': 'sudo did not take the password',
  'doas-password': 'doas wants a password, or refuses',
};

/** What a probe can see by itself; whether a password helps, the connection finds out. */
function isRoot(word: string): word is LoginFact['root'] {
  return ['already', 'sudo', 'doas', 'no'].includes(word);
}
