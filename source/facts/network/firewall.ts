import { sh } from '../../shell.ts';
import { type Also, type Finding, unremarkable } from '../finding.ts';
import type { FirewallFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';
import { closedByIptables } from './firewall-iptables.ts';
import { chainsOf, closedByChains, dropsForwarded } from './firewall-nftables.ts';
import { closedByFirewalld, closedByUfw } from './firewall-programs.ts';

const UFW = '--ufw';
const NFTABLES = '--nftables';
const IPTABLES = '--iptables';
/** As many lines as a ruleset is read of; blocklists can be endless. */
const LINES = 3000;

/**
 * The program that keeps the rules, where there is one; else the rules themselves. iptables is asked
 * only where it has a table: it would load, or make, one that is not there yet.
 */
export const firewallProbe: HostProbe<'firewall'> = {
  fact: 'firewall',
  slow: true,
  command: () => sh`
    if command -v firewall-cmd >/dev/null 2>&1 && [ "$(firewall-cmd --state 2>/dev/null)" = running ]; then
      device=$({ ip -4 -o route show default; ip -6 -o route show default; } 2>/dev/null | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)
      zone=$(firewall-cmd --get-zone-of-interface="$device" 2>/dev/null) || zone=$(firewall-cmd --get-default-zone)
      echo --firewalld "$zone"
      firewall-cmd --zone="$zone" --list-all
      exit 0
    fi
    if command -v ufw >/dev/null 2>&1; then
      echo ${UFW}
      ufw status verbose
    fi
    echo ${NFTABLES}
    if command -v nft >/dev/null 2>&1; then
      { nft -t list ruleset || nft list ruleset; } | head -n ${LINES}
      nft list tables | grep -q '^table ip filter$' || exit 0
    fi
    echo ${IPTABLES}
    case $(iptables --version) in
      *nf_tables*) iptables -S | head -n ${LINES} ;;
      *) [ ! -s /proc/net/ip_tables_names ] || iptables -S | head -n ${LINES} ;;
    esac
    :
  `,
  parse: ({ stdout }) => readFirewall(stdout),
};

/**
 * What Docker publishes comes past ufw and firewalld (docs.docker.com/engine/network/packet-filtering-firewalls),
 * but only over IPv4: what comes over IPv6 to a container that has none is taken by docker-proxy, a
 * program of the server's own, and that one they keep out.
 */
export function firewallFinding(fact: FirewallFact, also: Also): Finding {
  const { kind, closed, dockerPasses } = fact;
  const name = NAMES[kind];
  if (!dockerPasses) {
    return {
      status: 'warning',
      text: 'Its firewall drops what is meant for containers',
      note: 'by rules of its own (nftables): nobody would reach the website',
      advice: [
        'In the chain with `hook forward`, in /etc/nftables.conf as a rule, add these lines: ct state established,related accept; ct status dnat accept; iifname "docker0" accept; iifname "br-*" accept',
        'Then, on the server: nft -f /etc/nftables.conf && systemctl restart docker',
      ],
    };
  }
  if (closed.length === 0) {
    return unremarkable(
      kind === 'none'
        ? 'No firewall on the server itself'
        : `Its firewall (${name}) lets the web in`,
    );
  }
  const ports = `${closed.length > 1 ? 'ports' : 'port'} ${closed.join(' and ')}`;
  const advice = [`To open ${ports}, on the server: ${openingCommand(fact)}`];
  if ((also('addresses')?.v6 ?? []).length > 0) {
    return {
      status: 'warning',
      text: `Its firewall (${name}) closes ${ports} over IPv6`,
      note: 'over IPv4 it lets Docker pass; the certificate authority tries IPv6 first',
      advice,
    };
  }
  return {
    status: 'good',
    text: `Its firewall (${name}) is on`,
    note: 'it lets pass what Docker opens, so nothing need be opened',
    advice: [
      'Ports that other containers open come past it, too. Those that are not for everybody must be opened for the server alone: docker run -p 127.0.0.1:8080:8080 …',
      ...advice,
    ],
  };
}

const NAMES: Readonly<Record<FirewallFact['kind'], string>> = {
  none: 'none',
  firewalld: 'firewalld',
  ufw: 'ufw',
  nftables: 'nftables',
  iptables: 'iptables',
};

/** Never a reload of firewalld, which took Docker's own rules away before Engine 29 (its release notes). */
function openingCommand({ kind, closed, zone = 'public' }: FirewallFact): string {
  switch (kind) {
    case 'ufw':
      return `ufw allow ${closed.join(',')}/tcp`;
    case 'firewalld': {
      const ports = closed.map((port) => `--add-port=${port}/tcp`).join(' ');
      const open = `firewall-cmd --zone=${zone} ${ports}`;
      return `${open} && ${open} --permanent`;
    }
    case 'nftables':
      return `in /etc/nftables.conf, above the end of the chain with \`hook input\`, add: tcp dport { ${closed.join(', ')} } accept`;
    default:
      return `iptables -I INPUT -p tcp -m multiport --dports ${closed.join(',')} -j ACCEPT && netfilter-persistent save`;
  }
}

function readFirewall(stdout: string): FirewallFact {
  const [, zone, firewalld] = /^--firewalld (\S+)\n([\s\S]*)/m.exec(stdout) ?? [];
  if (zone !== undefined) {
    return {
      kind: 'firewalld',
      closed: closedByFirewalld(firewalld ?? ''),
      zone,
      dockerPasses: true,
    };
  }
  const [own = '', rules = ''] = stdout.split(`${NFTABLES}\n`);
  const [, ufw = ''] = own.split(`${UFW}\n`);
  if (/^Status: active$/m.test(ufw)) {
    return { kind: 'ufw', closed: closedByUfw(ufw), dockerPasses: true };
  }
  const [nftables = '', iptables = ''] = rules.split(`${IPTABLES}\n`);
  const chains = chainsOf(nftables);
  const closed = closedByChains(chains);
  const dockerPasses = !dropsForwarded(chains);
  if (closed.length > 0 || !dockerPasses) return { kind: 'nftables', closed, dockerPasses };
  const closedBefore = closedByIptables(iptables);
  if (closedBefore.length > 0) return { kind: 'iptables', closed: closedBefore, dockerPasses };
  return { kind: 'none', closed: [], dockerPasses };
}
