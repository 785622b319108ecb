import { setTimeout as sleep } from 'node:timers/promises';
import { withTheHand } from './containers.ts';
import { docker, dockerSucceeds } from './engine.ts';
import { forgetting, forgive, mark, refuse } from './fault-rules.ts';
import { addressOf, hostContainer, hostIsUp } from './host.ts';
import { inside } from './inside.ts';

/** Resolves when the fault has healed by itself; at once if it was not told to. */
export type Healed = { healed: Promise<void> };
type For = { seconds?: number };

/** What goes wrong between people and their servers. `heal` undoes everything. */
export const faults = {
  /** The host's cable is pulled. */
  async cut(name: string, { seconds }: For = {}): Promise<Healed> {
    await withTheHand('ip', 'link', 'set', await outerLink(name), 'down');
    return healAfter(name, seconds);
  },
  /** The host's plug is pulled; disks stay, except those in memory. */
  async powerOff(name: string): Promise<void> {
    if (await dockerSucceeds(['kill', hostContainer(name)])) return;
    await docker(['wait', hostContainer(name)]);
  },
  async powerOn(name: string): Promise<void> {
    await docker(['start', hostContainer(name)]);
    await hostIsUp(name);
  },
  /** The host and these others reach each other no more; people reach all of them. */
  async part(name: string, others: readonly string[]): Promise<void> {
    const here = await addressOf(name);
    for (const there of await Promise.all(others.map(addressOf))) {
      await refuse(name, 'FORWARD', ['-s', here, '-d', there]);
      await refuse(name, 'FORWARD', ['-s', there, '-d', here]);
    }
  },
  /** Packets from and to the host vanish: connections hang. */
  async drop(name: string, { seconds }: For = {}): Promise<Healed> {
    const address = await addressOf(name);
    await refuse(name, 'FORWARD', ['-s', address]);
    await refuse(name, 'FORWARD', ['-d', address]);
    await refuse(name, 'INPUT', ['-s', address]);
    await refuse(name, 'OUTPUT', ['-d', address]);
    return healAfter(name, seconds);
  },
  /**
   * Only the host's own way out is gone (mirror, registry, DNS); SSH to it goes on. Whether it is told
   * so, by the router, or waits for nothing.
   */
  async dropout(name: string, { seconds, told = false }: For & { told?: boolean } = {}) {
    const source = ['-s', await addressOf(name), '-m', 'conntrack', '--ctdir', 'ORIGINAL'];
    const answer = told ? ['REJECT', '--reject-with', 'icmp-net-unreachable'] : ['DROP'];
    for (const chain of ['FORWARD', 'INPUT']) await refuse(name, chain, source, answer);
    return healAfter(name, seconds);
  },
  /** Established SSH connections are reset. */
  async rst(name: string): Promise<void> {
    await withTheHand('nsenter', '-t', await pidOf(name), '-n', 'ss', '-K', 'sport = 22');
  },
  /** The host's SSH sessions are killed; the listener stays. */
  async sshkill(name: string): Promise<void> {
    const script = [
      'for d in /proc/[0-9]*; do c=$(tr "\\0" " " < $d/cmdline 2>/dev/null)',
      'case $c in "sshd: /usr/sbin/sshd"*) ;; sshd*) kill -9 $(basename $d) ;; esac; done; true',
    ].join('\n');
    await inside(hostContainer(name))('bash', '-c', script);
  },
  /** The host's link carries no more than this both ways, e.g. 8mbit. */
  async slow(name: string, rate: string): Promise<void> {
    const shape = ['root', 'tbf', 'rate', rate, 'burst', '16kb', 'latency', '100ms'];
    await withTheHand('tc', 'qdisc', 'replace', 'dev', await outerLink(name), ...shape);
    await insideNetwork(name, 'tc', 'qdisc', 'replace', 'dev', 'eth0', ...shape);
  },
  /** systemd stops and boots again; disks stay, except those in memory. */
  async reboot(name: string): Promise<void> {
    await docker(['restart', '-t', '20', hostContainer(name)]);
    await hostIsUp(name);
  },
  /** By its own address the host does not reach its web server, as behind most routers at home; others do. */
  async hairpin(name: string): Promise<void> {
    const address = await addressOf(name);
    await deafen(name, 'OUTPUT', '-d', address);
    await deafen(name, 'PREROUTING', '!', '-i', 'eth0', '-d', address);
  },
  /** Nobody at this address reaches the host's web server; others do. */
  async deafTo(name: string, address: string): Promise<void> {
    await deafen(name, 'PREROUTING', '-s', address);
  },
  async heal(name: string): Promise<void> {
    await forgive(name);
    const link = await outerLink(name).catch(() => '');
    if (link) {
      await withTheHand('ip', 'link', 'set', link, 'up');
      await withTheHand('tc', 'qdisc', 'del', 'dev', link, 'root').catch(() => '');
    }
    await insideNetwork(name, 'tc', 'qdisc', 'del', 'dev', 'eth0', 'root').catch(() => '');
    const deaf = forgetting(name, 'raw', 'PREROUTING OUTPUT');
    await insideNetwork(name, 'sh', '-c', deaf).catch(() => '');
  },
};

/** What comes for the host's web server, by rules in its own network. */
async function deafen(name: string, chain: string, ...match: string[]): Promise<void> {
  const web = ['-p', 'tcp', '-m', 'multiport', '--dports', '80,443'];
  const comment = ['-m', 'comment', '--comment', mark(name)];
  const rule = [chain, ...match, ...web, ...comment, '-j', 'DROP'];
  await insideNetwork(name, 'iptables', '-t', 'raw', '-A', ...rule);
}

function healAfter(name: string, seconds?: number): Healed {
  if (!seconds) return { healed: Promise.resolve() };
  return { healed: sleep(seconds * 1000).then(() => faults.heal(name)) };
}

async function pidOf(name: string): Promise<string> {
  return docker(['inspect', '-f', '{{.State.Pid}}', hostContainer(name)]);
}

async function insideNetwork(name: string, ...command: string[]): Promise<void> {
  await withTheHand('nsenter', '-t', await pidOf(name), '-n', ...command);
}

/** The machine's end of the host's cable. */
async function outerLink(name: string): Promise<string> {
  const index = await inside(hostContainer(name))('cat', '/sys/class/net/eth0/iflink');
  const links = await withTheHand('ip', '-o', 'link');
  const line = links.split('\n').find((link) => link.startsWith(`${index.trim()}:`));
  return /^\d+: ([^@:]+)/.exec(line ?? '')?.[1] ?? '';
}
