import { inOrder, type ShellCommand, sh } from '../shell.ts';
import type { HostKeys } from './host-keys.ts';
import type { ProviderId } from './provider/provider.ts';

/** A new machine makes the key by which it is known from then on, in place of the one that it was made with. */
export interface OwnHostKeyAction {
  readonly do: 'own-host-key';
  readonly at: ProviderId;
  /** Its name, and its id there. */
  readonly name: string;
  readonly machine: string;
  readonly ip: string;
  /** The private key that opens it; null for whatever OpenSSH tries by itself. */
  readonly keyFile: string | null;
  /** As they are noted at the provider. */
  readonly keys: HostKeys;
}

const INTO = sh`cd /etc/ssh`;

/**
 * Makes the key beside the one that is used, and says its public half; that of the one that is used, where that is
 * none that the machine was made with. May be cut off anywhere: the public half comes last, and the first one is made anew.
 */
export function makeHostKey(first: string): ShellCommand {
  return inOrder(
    INTO,
    sh`
      if ! grep -qF ${first} ssh_host_ed25519_key.pub; then cat ssh_host_ed25519_key.pub; exit; fi
      new=setup-server-host-key
      [ -s $new.pub ] || rm -f $new $new.part $new.part.pub
      [ -s $new.pub ] || ssh-keygen -q -t ed25519 -N '' -C "root@$(uname -n)" -f $new.part || exit
      [ -s $new.pub ] || mv $new.part $new || exit
      [ -s $new.pub ] || mv $new.part.pub $new.pub || exit
      cat $new.pub
    `,
  );
}

/**
 * Puts it in its place, and waits until whoever comes is shown it. Whoever is there stays connected. Where sshd is
 * started for each who comes, nothing is left to do; one to which systemd gave its socket (Ubuntu) ends by a reload.
 */
export function takeHostKey(key: string): ShellCommand {
  return inOrder(
    INTO,
    sh`
      new=setup-server-host-key
      [ ! -e $new ] || mv $new ssh_host_ed25519_key || exit
      [ ! -e $new.pub ] || mv $new.pub ssh_host_ed25519_key.pub || exit
      sync ssh_host_ed25519_key ssh_host_ed25519_key.pub .
      shown() { case "$(ssh-keyscan -t ed25519 127.0.0.1 2>/dev/null)" in *${key}*) ;; *) false ;; esac; }
      ! shown || exit 0
      how=reload
      ! systemctl --quiet is-active ssh.socket || how=restart
      systemctl $how ssh 2>/dev/null || systemctl $how sshd || exit
      for i in $(seq 100); do
        ! shown || exit 0
        sleep 0.1
      done
      exit 1
    `,
  );
}

/** The lines that a person could type there instead. */
export function ownHostKeyLines({ ip }: OwnHostKeyAction): readonly string[] {
  return [
    `# on root@${ip}, known by the key that it was made with:`,
    "cd /etc/ssh && ssh-keygen -t ed25519 -N '' -f setup-server-host-key",
    'mv setup-server-host-key ssh_host_ed25519_key && mv setup-server-host-key.pub ssh_host_ed25519_key.pub',
    'systemctl restart ssh || systemctl restart sshd',
    '# each of the two is noted beside the server at its provider before it is shown',
  ];
}
