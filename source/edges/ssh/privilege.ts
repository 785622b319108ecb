import { PassThrough } from 'node:stream';
import type { Secret } from '../../secrets/secret.ts';
import { type ShellCommand, sh } from '../../shell.ts';
import type { Client } from './client.ts';
import { asLine, READY, RECEIVE_AS_ROOT } from './launcher.ts';

/** How a command becomes root's: not at all (we are root, or it need not), or by one of these. */
export type Privilege = 'none' | Becoming;

export interface Becoming {
  readonly by: 'sudo' | 'sudo-password' | 'doas';
  /** sudo wants to be called from a terminal (sudoers(5), requiretty). */
  readonly terminal: boolean;
  /** For `sudo-password`. */
  readonly password: Secret | null;
}

/**
 * Makes a session that takes a script into one that takes it as root. Where a password goes first,
 * the script waits until that is gone: sudo-rs reads on behind it, as far as there is something.
 */
export function becoming(client: Client, privilege: Privilege): Client {
  if (privilege === 'none') return client;
  const script = asLine(sh`exec ${asRoot(privilege, RECEIVE_AS_ROOT)}`.text);
  if (privilege.password === null) {
    client.stdin.write(script);
    return client;
  }
  client.stdin.write(`${script}${privilege.password.reveal()}\n`);
  const stdin = new PassThrough();
  // As with the client's own: what is written after its end is of no interest.
  stdin.on('error', () => {});
  let says = '';
  const look = (chunk: Buffer) => {
    says = (says + chunk.toString('latin1')).slice(-10_000);
    if (!says.includes(READY)) return;
    client.stdout.off('data', look);
    stdin.pipe(client.stdin);
  };
  client.stdout.on('data', look);
  return { ...client, stdin };
}

/**
 * A command that runs another one as root. sudo gets a password on standard input; `-k`: it asks in any case, whatever it remembers. There is no
 * `-p`, which the sudo of Ubuntu 25.10 (sudo-rs) does not know.
 */
export function asRoot({ by, terminal }: Becoming, command: ShellCommand): ShellCommand {
  // Twice: for sudo's own words, and for the command, as sudo cleans the environment.
  const become = {
    sudo: sh`env LC_ALL=C sudo -n -H env LC_ALL=C ${command}`,
    'sudo-password': sh`env LC_ALL=C SUDO_PROMPT= sudo -k -S -H env LC_ALL=C ${command}`,
    doas: sh`env LC_ALL=C doas -n env LC_ALL=C ${command}`,
  }[by];
  return terminal ? inTerminal(become) : become;
}

/** The same in the person's own terminal, where sudo asks by itself for what it wants. */
export function asRootInTerminal(privilege: Privilege, command: ShellCommand): ShellCommand {
  const script = sh`sh -c ${command.text}`;
  if (privilege === 'none') return script;
  return privilege.by === 'doas' ? sh`doas ${script}` : sh`sudo -H ${script}`;
}

/**
 * Gives a command a terminal that it can find (/dev/tty), and leaves it its three streams: nothing
 * passes through the terminal, so nothing is echoed, cut at 4096 bytes, or mixed up.
 */
export function inTerminal(command: ShellCommand): ShellCommand {
  const kept = sh`${command} <&3 >&4 2>&5 3<&- 4>&- 5>&-`;
  const script = sh`exec 3<&0 4>&1 5>&2; SHELL=/bin/sh exec script -qec ${kept.text} /dev/null </dev/null >/dev/null 2>&1`;
  return sh`sh -c ${script.text}`;
}

/** What can be seen of the ways to root without giving a password: one word. */
export const WAYS_TO_ROOT: ShellCommand = sh`
  if says=$(env LC_ALL=C sudo -n true </dev/null 2>&1); then echo sudo
  elif doas -n true </dev/null >/dev/null 2>&1; then echo doas
  elif ! command -v sudo >/dev/null 2>&1; then
    if command -v doas >/dev/null 2>&1; then echo doas-password; else echo no-program; fi
  elif ! command -v script >/dev/null 2>&1; then echo password
  elif said=$(${inTerminal(sh`env LC_ALL=C sudo -n true`)} </dev/null 2>&1); then echo sudo-terminal
  # It answers otherwise in a terminal: so it wants one. What it says is not understood.
  elif [ "$says" = "$said" ]; then echo password
  else echo password-terminal
  fi
`;
