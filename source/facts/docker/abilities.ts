import { OPEN_FILES } from '../../containers/container.ts';
import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';

/** What the host's kernel can do for containers of a cluster. */
export interface AbilitiesFact {
  /** It can encrypt what goes from server to server (IPsec's ESP); null where that is not known. */
  readonly encrypts: boolean | null;
  /** It is at DigitalOcean, whose firewalls let nothing through that is so encrypted: TCP, UDP and ICMP alone. */
  readonly shutIn: boolean;
  /** Whether a container may have so many open files as ours are given. */
  readonly openFiles: boolean;
}

export const abilitiesProbe: HostProbe<'abilities'> = {
  fact: 'abilities',
  command: () => sh`
    ( ulimit -n ${OPEN_FILES} ) 2>/dev/null && echo OPEN_FILES
    ! grep -qix digitalocean /sys/class/dmi/id/sys_vendor 2>/dev/null || echo DROPLET
    for each in /proc/config.gz "/boot/config-$(uname -r)"; do
      [ -r "$each" ] || continue
      case $each in *.gz) zcat "$each" ;; *) cat "$each" ;; esac |
        grep -E '^CONFIG_INET_ESP=|CONFIG_INET_ESP is not set' | head -n 1
      exit
    done
    ! modprobe -n -q esp4 2>/dev/null || echo CONFIG_INET_ESP=m
    :
  `,
  parse: ({ stdout }) => {
    const can = /^CONFIG_INET_ESP=[ym]/m.test(stdout);
    const cannot = /^# CONFIG_INET_ESP is not set/m.test(stdout);
    return {
      encrypts: can ? true : cannot ? false : null,
      shutIn: /^DROPLET$/m.test(stdout),
      openFiles: /^OPEN_FILES$/m.test(stdout),
    };
  },
};
