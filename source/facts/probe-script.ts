import { type ShellCommand, sh } from '../shell.ts';
import type { ProbeReply } from './probe.ts';

/** A probe's command as it goes over. */
export interface Asking {
  readonly command: ShellCommand;
  /** Asked beside the others. */
  readonly aside: boolean;
}

/** No probe takes longer: a host that hangs must not hang us. */
export const CUT_SECONDS = 10;

/**
 * One script that asks everything and frames each reply by a marker that nobody can foresee. What
 * is asked aside waits in a file below /dev/shm, which is there on a full or read-only disk too;
 * where no such folder can be made, all is asked in turn.
 */
export function probeScript(
  askings: readonly Asking[],
  marker: string,
  cutSeconds = CUT_SECONDS,
): ShellCommand {
  const numbered = askings.map((asking, index) => ({ ...asking, index }));
  const aside = numbered.filter((each) => each.aside);
  const direct = numbered.filter((each) => !each.aside);
  const lines = [
    ...aside.map(({ command, index }) => sh`ask_aside ${index} ${command.text}`),
    ...direct.map(({ command, index }) => sh`ask ${index} ${command.text}`),
  ];
  return sh`
    LC_ALL=C; export LC_ALL
    PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export PATH
    umask 077
    cut=; if timeout 5 true 2>/dev/null; then cut=${`timeout ${cutSeconds}`}; fi
    folder=
    trap '[ ! "$folder" ] || rm -rf -- "$folder"' EXIT
    trap 'exit 1' HUP INT TERM PIPE
    ask() {
      printf '%s %s\\n' ${marker} "$1"
      $cut /bin/sh -c "$2" </dev/null 2>/dev/null
      printf '\\n%s %s %s\\n' ${marker} "$1" "$?"
    }
    ask_aside() {
      if [ "$folder" ]; then ( ulimit -f 4096; ask "$1" "$2" ) >"$folder/$1" &
      else ask "$1" "$2"
      fi
    }
    ${aside.length > 0 && askings.length > 1 ? MAKE_FOLDER : sh`:`}
    ${lines.reduce((before, line) => sh`${before}\n${line}`, sh`:`)}
    if [ "$folder" ]; then
      wait
      for each in ${aside.map(({ index }) => index)}; do cat "$folder/$each"; done
    fi
  `;
}

const MAKE_FOLDER = sh`folder=$(mktemp -d /dev/shm/setup-server.XXXXXX 2>/dev/null || mktemp -d 2>/dev/null)`;

/** The replies by number; null for one that did not come through. */
export function splitReplies(
  output: string,
  marker: string,
  count: number,
): readonly (ProbeReply | null)[] {
  return Array.from({ length: count }, (_, index) => {
    const opening = `${marker} ${index}\n`;
    const closing = `\n${marker} ${index} `;
    const begin = output.indexOf(opening);
    const end = output.indexOf(closing, begin + opening.length - 1);
    if (begin === -1 || end === -1) return null;
    return {
      code: Number.parseInt(output.slice(end + closing.length, end + closing.length + 3), 10),
      stdout: output.slice(begin + opening.length, end),
    };
  });
}
