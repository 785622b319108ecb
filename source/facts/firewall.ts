import { sh } from '../shell.ts';
import { closedByIptables } from './firewall-iptables.ts';
import { chainsOf, closedByChains, dropsForwarded } from './firewall-nftables.ts';
import { closedByFirewalld, closedByUfw } from './firewall-programs.ts';
import type { FirewallFact } from './machine.ts';
import type { HostProbe } from './probe.ts';

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
