import { setTimeout as sleep } from 'node:timers/promises';
import { withTheHand } from './containers.ts';
import { docker } from './engine.ts';
import { addressOf, hostContainer, hostIsUp } from './host.ts';

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
  /** Packets from and to the host vanish: connections hang. */
  async drop(name: string, { seconds }: For = {}): Promise<Healed> {
    const address = await addressOf(name);
    await refuse(name, 'FORWARD', '-s', address);
    await refuse(name, 'FORWARD', '-d', address);
    await refuse(name, 'INPUT', '-s', address);
    await refuse(name, 'OUTPUT', '-d', address);
    return healAfter(name, seconds);
  },
  /** Only the host's own way out is gone (mirror, registry, DNS); SSH to it goes on. */
  async dropout(name: string, { seconds }: For = {}): Promise<Healed> {
    const source = ['-s', await addressOf(name), '-m', 'conntrack', '--ctdir', 'ORIGINAL'];
    await refuse(name, 'FORWARD', ...source);
    await refuse(name, 'INPUT', ...source);
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
    await docker(['exec', hostContainer(name), 'bash', '-c', script]);
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
    for (const rule of await hairpinRules(name)) await insideNetwork(name, ...rule('-A'));
  },
  async heal(name: string): Promise<void> {
    const script = [
      'for chain in FORWARD INPUT OUTPUT; do',
      `iptables -S $chain | grep -- '${mark(name)} ' | sed 's/^-A/-D/' | while read -r rule; do eval iptables "$rule"; done`,
      'done',
    ].join('\n');
    await withTheHand('sh', '-c', script);
    const link = await outerLink(name).catch(() => '');
    if (link) {
      await withTheHand('ip', 'link', 'set', link, 'up');
      await withTheHand('tc', 'qdisc', 'del', 'dev', link, 'root').catch(() => '');
    }
    await insideNetwork(name, 'tc', 'qdisc', 'del', 'dev', 'eth0', 'root').catch(() => '');
    for (const rule of await hairpinRules(name))
      await insideNetwork(name, ...rule('-D')).catch(() => '');
  },
};

const mark = (name: string) => `range-fault-${name}`;

async function refuse(name: string, chain: string, ...match: string[]): Promise<void> {
  // The mark ends in a space-separated word, so that healing `web1` leaves `web10` alone.
  const comment = ['-m', 'comment', '--comment', mark(name)];
  await withTheHand('iptables', '-I', chain, '1', ...match, ...comment, '-j', 'DROP');
}

/** For the host itself, and for its containers. */
async function hairpinRules(name: string) {
  const closed = ['-d', await addressOf(name), '-p', 'tcp', '-m', 'multiport'];
  const ports = ['--dports', '80,443', '-j', 'DROP'];
  return [['OUTPUT'], ['PREROUTING', '!', '-i', 'eth0']].map(
    ([chain = '', ...from]) =>
      (what: '-A' | '-D') => ['iptables', '-t', 'raw', what, chain, ...from, ...closed, ...ports],
  );
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
  const index = await docker(['exec', hostContainer(name), 'cat', '/sys/class/net/eth0/iflink']);
  const links = await withTheHand('ip', '-o', 'link');
  const line = links.split('\n').find((link) => link.startsWith(`${index.trim()}:`));
  return /^\d+: ([^@:]+)/.exec(line ?? '')?.[1] ?? '';
}
