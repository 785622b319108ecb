import { randomBytes } from 'node:crypto';
import { quote, type ShellCommand, sh } from '../../shell.ts';

/**
 * What is sent as the command of every SSH session. The login shell parses it, whichever that is:
 * inside single quotes and without `!`, `\`, newline or quote, sh, bash, zsh, fish and csh agree.
 * The real command comes as the first line of standard input, so that it needs no quoting for an
 * unknown shell, meets no limit of length, and is not in the server's process list. `read` takes
 * one byte at a time from a pipe (POSIX, sh, "read"), so the rest stays for the command itself.
 */
const RECEIVE = `sh -c 'IFS= read -r line && eval "$(printf %b "$line")"'`;

/** How a line with a script begins: a command that does nothing. */
const SIGN = ': setup-server;';

/** Said by what receives a script as root, once it is there. */
export const READY = '<setup-server is root>';

/** Receives a script as root. A password that sudo did not ask for is passed over, never run. */
export const RECEIVE_AS_ROOT = sh`sh -c ${[
  `printf %s "${READY}"`,
  'IFS= read -r line',
  `case $line in "${SIGN}"*) ;; *) IFS= read -r line ;; esac`,
  'eval "$(printf %b "$line")"',
].join(' && ')}`;

export const LAUNCHER = `exec env LC_ALL=C ${RECEIVE}`;

/** Words by which the command's own output is told from that of a talkative login shell. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

export function newMarks(): Marks {
  const word = randomBytes(16).toString('hex');
  return { begin: `<${word}>`, end: `</${word}>` };
}

/** sshd's default PATH for people who are not root lacks the folders of the administrator. */
const PATH = 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin';

/**
 * The script for a command: says on standard output its process id, where its own output begins,
 * and where that ends with which status; on standard error where its own begins.
 */
export function framed(command: ShellCommand, { begin, end }: Marks): string {
  return [
    PATH,
    `printf '\n%s' "$$${begin}"`,
    `printf %s '${begin}' >&2`,
    `(eval ${quote(command.text)})`,
    'code=$?',
    `printf %s "${end}$code"`,
    'exit $code',
  ].join('\n');
}

/** The process id of a framed command, from what came before its standard output's begin. */
export function processId(before: string): number | null {
  const [, id] = /\n(\d+)$/.exec(before) ?? [];
  return id === undefined ? null : Number(id);
}

/** The script for a command that takes over both streams, as raw bytes. */
export function piped(command: ShellCommand, { begin }: Marks): string {
  return [PATH, `printf %s '${begin}'`, `exec ${command.text}`].join('\n');
}

/** The script of the session that holds the connection: who we are, then nothing until we hang up. */
export function greeting({ begin, end }: Marks): string {
  return [`printf %s "${begin}$(id -u) $(id -un)${end}"`, 'exec cat >/dev/null'].join('\n');
}

/** Ends a command that was given up, with all that it started: its process group. */
export function endProcess(id: number): ShellCommand {
  return sh`
    read -r _ _ _ _ group _ </proc/${id}/stat && kill -TERM "-$group" || kill -TERM ${id}
  `;
}

/** A script as the one line that the launcher reads: for printf's %b (POSIX, printf, 4.). */
export function asLine(script: string): string {
  if (script.includes('\0')) throw new TypeError('A script cannot contain a NUL character.');
  return `${SIGN}${script.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
}
