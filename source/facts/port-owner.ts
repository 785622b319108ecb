import { sh } from '../shell.ts';
import { type HostProbe, SAYS } from './probe.ts';

/** The process with the lowest number that listens there; as root, or one sees only one's own. */
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
    exe=$(readlink "/proc/$pid/exe")
    sed 's/^/cgroup /' "/proc/$pid/cgroup"
    { dpkg-query -S "$exe" || dpkg-query -S "/usr$exe"; } 2>/dev/null | sed -n '1s/:.*//; 1s/^/package /p'
    rpm -q --qf 'package %{NAME}\\n' -f "$exe" 2>/dev/null | grep '^package [^ ]*$'
    pacman -Qqo "$exe" 2>/dev/null | sed 's/^/package /'
    :
  `,
  parse: ({ code, stdout }) => {
    if (code === SAYS.absent) return null;
    return {
      program: /^program (.+)$/m.exec(stdout)?.[1] ?? '',
      unit: /^cgroup .*\/([^/]+\.service)$/m.exec(stdout)?.[1] ?? null,
      package: /^package (\S+)$/m.exec(stdout)?.[1] ?? null,
      onlyWelcome: false,
    };
  },
};
