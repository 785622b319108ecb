import { ACCOUNTS } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** An account that the host has at a CA, by its key. */
export interface AccountFact {
  /** The name of its files: the CA's host, and its port where that is another than 443. */
  readonly name: string;
  /** Octal; of the key's file. */
  readonly mode: string;
  /** SHA-256 of the key's file. */
  readonly sha256: string;
  /** The address that the CA was told last from here; null where none of ours noted it. */
  readonly email: string | null;
  /** Since when it has its present key (ISO 8601), by the file's date. */
  readonly since: string;
}

export const accountsProbe: HostProbe<'accounts'> = {
  fact: 'accounts',
  command: () => sh`
    [ ! -d ${ACCOUNTS} ] || cd ${ACCOUNTS} || exit 1
    [ -d ${ACCOUNTS} ] || exit 0
    for each in *.pem; do
      [ -f "$each" ] || continue
      echo "account $(stat -L -c '%a %Y' "$each") $(sha256sum < "$each" | cut -c 1-64) $each"
      [ ! -f "\${each%.pem}.contact" ] || { echo "contact $(head -n 1 "\${each%.pem}.contact")"; }
    done
    :
  `,
  parse: (reply, subject) => {
    if (reply.code !== 0) throw unreadable('accounts', subject, reply);
    const accounts: AccountFact[] = [];
    for (const line of reply.stdout.split('\n')) {
      const [, mode, seconds, sha256, name] =
        /^account ([0-7]{3,4}) (\d+) ([0-9a-f]{64}) ([A-Za-z0-9.-]+)\.pem$/.exec(line) ?? [];
      const [, email] = /^contact (.*)$/.exec(line) ?? [];
      const last = accounts.at(-1);
      if (mode && seconds && sha256 && name) {
        const since = new Date(Number(seconds) * 1000).toISOString();
        accounts.push({ name, mode, sha256, email: null, since });
      } else if (email !== undefined && last) accounts.splice(-1, 1, { ...last, email });
    }
    return accounts;
  },
};
