import { type Facts, query } from '../facts/facts.ts';
import { authorizedKeysOf, loginKeySubject } from '../facts/machine/login-key.ts';
import type { LoginKey } from '../goal.ts';
import { sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** Lets the person log in without the password, from this computer. Passwords go on working. */
export function loginKey(host: string, { user, publicKey, from }: LoginKey): Step {
  const key = query('loginKey', host, loginKeySubject(user, publicKey));
  return {
    id: 'login.key',
    title: `Let your key log in as ${user}`,
    because: () => `It is the public half of your key, from ${from}. The password goes on working.`,
    needs: [],
    sees: [key],
    check: (facts: Facts): Check =>
      facts.get(key) ? HOLDS : lacks('The server does not know your key yet.'),
    actions: () => [
      {
        do: 'run',
        command: sh`
          file=${authorizedKeysOf(user)}; folder=\${file%/*}; umask 077
          [ -d "$folder" ] || install -d -m 700 -o ${user} -g "$(id -g ${user})" "$folder" || exit
          [ -z "$(tail -c 1 "$file" 2>/dev/null)" ] || echo >> "$file"
          printf '%s\\n' ${publicKey} >> "$file" && chown ${user}: "$file" && chmod 600 "$file" || exit
          if command -v restorecon >/dev/null 2>&1; then restorecon -R "$folder"; fi
        `,
        patienceSeconds: 30,
      },
    ],
  };
}
