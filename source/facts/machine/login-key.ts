import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';

/** The key itself, without its comment. */
export function loginKeySubject(user: string, publicKey: string): string {
  return [user, ...publicKey.split(' ').slice(0, 2)].join(' ');
}

/** Where sshd looks for the keys of a user (sshd_config(5), AuthorizedKeysFile). */
export function authorizedKeysOf(user: string) {
  return sh`"$( (getent passwd ${user} || grep ${`^${user}:`} /etc/passwd) | head -n 1 | cut -d: -f6)/.ssh/authorized_keys"`;
}

/** Whether a user may log in with a key. */
export const loginKeyProbe: HostProbe<'loginKey'> = {
  fact: 'loginKey',
  command: (subject) => {
    const [user = '', ...key] = subject.split(' ');
    return sh`grep -qsF -- ${key.join(' ')} ${authorizedKeysOf(user)} && echo yes || echo no`;
  },
  parse: ({ stdout }) => stdout.trim() === 'yes',
};
