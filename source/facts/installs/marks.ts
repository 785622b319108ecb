import { installFolder, marksKeyFile } from '../../paths.ts';
import { type ShellCommand, sh } from '../../shell.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

/** By their paths, what settings of an install are known by: others by another mark. */
export type MarksFact = Readonly<Record<string, string>>;

/**
 * Prints the mark of what the shell's variable `file` names. It is seen by whoever may look at a cluster, or is sent what
 * a doctor found, so it is made with a key: from a plain hash, a short password could be found by trying.
 */
export function printMark(install: string): ShellCommand {
  return sh`cat ${marksKeyFile(install)} "$file" | sha256sum | cut -c 1-16`;
}

export const marksProbe: HostProbe<'marks'> = {
  fact: 'marks',
  command: (install) => sh`
    [ -s ${marksKeyFile(install)} ] || exit ${SAYS.absent}
    find -L ${installFolder(install)} -type f '(' -name '*env.list' -o -path '*/files/*' ')' | while read -r file; do
      echo "$(${printMark(install)}) $file"
    done
  `,
  parse: ({ code, stdout }, install) => {
    if (code === SAYS.absent) return null;
    if (code !== 0) throw unreadable('marks', install, { code, stdout });
    const lines = stdout.split('\n').flatMap((line) => {
      const [, mark, path] = /^([0-9a-f]{16}) (\/.+)$/.exec(line) ?? [];
      return mark === undefined || path === undefined ? [] : [[path, mark] as const];
    });
    return Object.fromEntries(lines);
  },
};
