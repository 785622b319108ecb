import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { ResolverFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

const PATIENCE_SECONDS = 6;

/** getent(1) asks as every program there does; BusyBox' nslookup where a small system has none. */
export const resolverProbe: HostProbe<'resolver'> = {
  fact: 'resolver',
  slow: true,
  waits: true,
  command: (name) => sh`
    if [ -e /etc/resolv.conf ]; then sed -n 's/^[[:space:]]*nameserver/nameserver/p' /etc/resolv.conf
    elif [ -L /etc/resolv.conf ]; then echo "dangling $(readlink /etc/resolv.conf)"
    else echo missing
    fi
    ! command -v systemctl >/dev/null 2>&1 || echo "resolved $(systemctl is-active systemd-resolved.service)"
    if command -v getent >/dev/null 2>&1; then timeout ${PATIENCE_SECONDS} getent hosts ${name} >/dev/null
    else timeout ${PATIENCE_SECONDS} nslookup ${name} >/dev/null
    fi && echo works
    :
  `,
  parse: ({ stdout }, name) => {
    const servers = [...stdout.matchAll(/^nameserver\s+([0-9a-fA-F.:]+)/gm)].map(
      ([, address]) => address ?? '',
    );
    const works = /^works$/m.test(stdout);
    return { works, servers, says: works ? '' : whyNot(stdout, servers, name) };
  },
};

function whyNot(stdout: string, servers: ResolverFact['servers'], name: string): string {
  const [, target] = /^dangling (.*)$/m.exec(stdout) ?? [];
  if (target !== undefined) return `/etc/resolv.conf leads to ${target}, which is not there`;
  if (/^missing$/m.test(stdout)) return '/etc/resolv.conf is missing';
  if (servers.length === 0) return '/etc/resolv.conf names no server';
  if (servers.includes('127.0.0.53') && !/^resolved active$/m.test(stdout)) {
    return 'it asks systemd-resolved, which does not run';
  }
  return `${servers.join(', ')} did not tell the address of ${name}`;
}

export function resolverFinding({ works, says, servers }: ResolverFact, name: string): Finding {
  if (works) return unremarkable(`It finds ${name}`, servers.join(', '));
  return {
    status: 'warning',
    text: `The server does not find the address of ${name}`,
    note: says,
    advice: adviceFor(says),
  };
}

function adviceFor(says: string): string[] {
  if (/systemd-resolved/.test(says)) {
    return ['On the server: systemctl enable --now systemd-resolved'];
  }
  if (/resolv\.conf/.test(says)) {
    return [
      'Where systemd-resolved is installed, on the server: systemctl enable --now systemd-resolved && ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf',
      'Else write the name server of your network into it: echo "nameserver 192.0.2.53" >/etc/resolv.conf, with its own address.',
    ];
  }
  return [
    'Look again in a minute: name servers are sometimes busy.',
    'Ask whoever runs the network whether the server may use these name servers; port 53 may be closed.',
  ];
}
