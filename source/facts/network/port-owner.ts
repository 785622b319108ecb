import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { PortOwnerFact } from '../machine.ts';
import { type HostProbe, SAYS } from '../probe.ts';
import { askForPanels, askForWelcome, isOnlyWelcome } from './welcome-page.ts';

/**
 * The process with the lowest number that listens there, by the kernel's own tables (proc(5)). One
 * whose root is another is in a container: its paths mean nothing here.
 */
export const portOwnerProbe: HostProbe<'portOwner'> = {
  fact: 'portOwner',
  slow: true,
  command: (port) => sh`
    hex=$(printf %04X ${port})
    sockets=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ local _ state _ _ _ _ _ socket _; do
      case "$local $state" in *:"$hex 0A") echo "socket:[$socket]" ;; esac
    done)
    [ "$sockets" ] || exit ${SAYS.absent}
    pid=$(ls -l /proc/[0-9]*/fd 2>/dev/null | while read -r line; do
      case $line in
        /proc/*/fd:) each=\${line#/proc/}; each=\${each%/fd:} ;;
        *' socket:['*) case "$sockets " in *"\${line##* -> }"*) echo "$each" ;; esac ;;
      esac
    done | sort -n | head -n 1)
    [ "$pid" ] || exit 0
    echo "program $(cat "/proc/$pid/comm")"
    echo "command $(tr '\\0' ' ' <"/proc/$pid/cmdline")"
    sed 's/^/cgroup /' "/proc/$pid/cgroup"
    [ "$(stat -L -c %d:%i "/proc/$pid/root/")" = "$(stat -L -c %d:%i /)" ] || { echo elsewhere; exit 0; }
    exe=$(readlink "/proc/$pid/exe")
    echo "exe $exe"
    { dpkg-query -S "$exe" || dpkg-query -S "\${exe#/usr}"; } 2>/dev/null | sed -n '1s/:.*//; 1s/^/package /p'
    rpm -q --qf 'package %{NAME}\\n' -f "$exe" 2>/dev/null | grep '^package [^ ]*$'
    pacman -Qqo "$exe" 2>/dev/null | sed 's/^/package /'
    apk info -W "$exe" 2>/dev/null | sed -n 's/.* owned by \\(.*\\)-[^-]*-r[0-9]*$/package \\1/p'
    ${askForPanels()}
    case $exe in */nginx | */apache2 | */httpd)
      ${askForWelcome()}
    esac
    :
  `,
  parse: ({ code, stdout }) => {
    if (code === SAYS.absent) return null;
    const line = (pattern: RegExp) => pattern.exec(stdout)?.[1]?.trim() || null;
    const program = line(/^program (.+)$/m) ?? '';
    const unit = line(/^cgroup .*\/([^/]+\.service)$/m);
    const packageName = line(/^package (\S+)$/m);
    const keeper = line(/^panel (.+)$/m);
    return {
      program,
      // Docker's own unit must not be taken for what stands there.
      unit: program === DOCKERS ? null : unit,
      package: packageName,
      onlyWelcome:
        /^(nginx|apache2|httpd)\.service$/.test(unit ?? '') &&
        /^(nginx|apache2|httpd)\b/.test(packageName ?? '') &&
        isOnlyWelcome(stdout, line(/^command (.+)$/m) ?? ''),
      ...(keeper === null ? {} : { keeper }),
    };
  },
};

/** Who listens in the place of a container. */
const DOCKERS = 'docker-proxy';

/** Undefined for what Docker opened: the listeners' own finding names the container. */
export function portOwnerFinding(fact: PortOwnerFact | null, port: string): Finding | undefined {
  if (fact === null) return unremarkable(`Nobody stands at port ${port}`);
  const { program, unit, package: from, onlyWelcome, keeper } = fact;
  if (program === DOCKERS) return undefined;
  const name = program === '' ? 'A program that does not show itself' : program;
  const source = [unit, from === null ? '' : `the package ${from}`, keeper ?? ''];
  const note = source.filter(Boolean).join(', ');
  const stop =
    unit === null
      ? 'Stop that program on the server.'
      : `On the server: systemctl disable --now ${unit}`;
  if (onlyWelcome) {
    return {
      status: 'warning',
      text: `${name} at port ${port} only shows the page that came with it`,
      note,
      advice: [`Nobody needs it. ${stop}`],
    };
  }
  return {
    status: 'warning',
    text: `${name} at port ${port} is there for something`,
    ...(note === '' ? {} : { note }),
    advice: [
      ...(keeper === undefined
        ? []
        : [`${keeper} keeps this server's websites. Take a server of its own for this one.`]),
      `If nothing on it is needed any more: ${stop}`,
    ],
  };
}
