import { describe, expect, it } from 'vitest';
import { read, replyOf, seenOn } from './captured.ts';
import { besides, judge, say } from './say.ts';

const asked = (stdout: string) => read('firewall', { stdout });

describe('a server without a firewall', () => {
  it.each(['debian-12-nginx', 'debian-13-apache'] as const)('is seen as such: %s', (machine) => {
    expect(seenOn(machine, 'firewall')).toEqual({ kind: 'none', closed: [], dockerPasses: true });
  });

  it("has Docker's own rules, and they close nothing", () => {
    const { stdout } = replyOf('debian-13-nftables', 'firewall');
    const [, iptables] = stdout.split('--iptables\n');
    expect(asked(`--nftables\n--iptables\n${iptables}`).kind).toBe('none');
    // As Docker sets it where there is no policy yet.
    const dropping = iptables?.replace('-P FORWARD ACCEPT', '-P FORWARD DROP');
    expect(asked(`--nftables\n--iptables\n${dropping}`).kind).toBe('none');
  });

  it('has an empty reply where it has none of the programs', () => {
    expect(asked('--nftables\n--iptables\n').kind).toBe('none');
  });
});

describe('ufw', () => {
  it('is seen on a real server that lets in SSH alone', () => {
    expect(seenOn('debian-12-ufw', 'firewall')).toEqual({
      kind: 'ufw',
      closed: [80, 443],
      dockerPasses: true,
    });
  });

  const ufw = (rules: string, defaults = 'deny (incoming), allow (outgoing), disabled (routed)') =>
    asked(
      `--ufw\nStatus: active\nLogging: on (low)\nDefault: ${defaults}\nNew profiles: skip\n\nTo                         Action      From\n--                         ------      ----\n${rules}\n`,
    );

  it.each([
    ['80/tcp                     ALLOW IN    Anywhere', [443]],
    ['80,443/tcp (Nginx Full)    ALLOW IN    Anywhere', []],
    ['80/tcp                     LIMIT IN    Anywhere                   # web', [443]],
    ['443                        ALLOW IN    Anywhere', [80]],
    ['1:1024/tcp                 ALLOW IN    Anywhere', []],
    ['80,443/udp                 ALLOW IN    Anywhere', [80, 443]],
    ['80,443/tcp                 ALLOW IN    203.0.113.0/24', [80, 443]],
    ['80,443/tcp                 ALLOW OUT   Anywhere', [80, 443]],
    ['80,443/tcp on eth1         ALLOW IN    Anywhere', [80, 443]],
    ['80/tcp (v6)                ALLOW IN    Anywhere (v6)', [443]],
    ['Anywhere                   ALLOW IN    Anywhere', []],
    [
      '80/tcp                     DENY IN     Anywhere\n80,443/tcp                 ALLOW IN    Anywhere',
      [80],
    ],
  ])('with the rule %j closes %j', (rules, closed) => {
    expect(ufw(rules)).toEqual({ kind: 'ufw', closed, dockerPasses: true });
  });

  it('closes what it rejects where it lets in all else', () => {
    const rules = '443/tcp                    REJECT IN   Anywhere';
    expect(ufw(rules, 'allow (incoming), allow (outgoing)').closed).toEqual([443]);
  });

  it('that is switched off is none', () => {
    expect(asked('--ufw\nStatus: inactive\n--nftables\n--iptables\n').kind).toBe('none');
  });

  it('needs nothing, as far as Docker passes it; over IPv6 it must be opened', () => {
    const fact = seenOn('debian-12-ufw', 'firewall');
    expect(say('firewall', fact)).toBe(
      '✓ Its firewall (ufw) is on | it lets pass what Docker opens, so nothing need be opened',
    );
    expect(judge('firewall', fact)?.advice?.[0]).toContain('127.0.0.1:');
    const v6 = besides({ addresses: { v4: ['203.0.113.7'], v6: ['2001:db8::7'] } });
    expect(say('firewall', fact, '', v6)).toBe(
      '! Its firewall (ufw) closes ports 80 and 443 over IPv6 | over IPv4 it lets Docker pass; the certificate authority tries IPv6 first',
    );
    expect(judge('firewall', fact, '', v6)?.advice).toEqual([
      'To open ports 80 and 443, on the server: ufw allow 80,443/tcp',
    ]);
  });
});

describe('firewalld', () => {
  it('is seen on a real server, with the zone of its outer interface', () => {
    expect(seenOn('debian-13-firewalld', 'firewall')).toEqual({
      kind: 'firewalld',
      closed: [80, 443],
      zone: 'public',
      dockerPasses: true,
    });
  });

  const { stdout } = replyOf('debian-13-firewalld', 'firewall');
  const closedWith = (from: string | RegExp, to: string) => asked(stdout.replace(from, to)).closed;

  it.each([
    ['services: dhcpv6-client ssh', 'services: dhcpv6-client http https ssh', []],
    ['services: dhcpv6-client ssh', 'services: http3 https ssh', [80]],
    ['ports: ', 'ports: 80/tcp 443/udp', [443]],
    ['ports: ', 'ports: 8080/tcp 80-443/tcp', []],
    ['target: default', 'target: ACCEPT', []],
    [/rich rules: $/m, 'rich rules: \n\trule family="ipv4" service name="http" accept', [443]],
    [/rich rules: $/m, 'rich rules: \n\trule port port="443" protocol="tcp" accept', [80]],
    [
      /rich rules: $/m,
      'rich rules: \n\trule family="ipv4" source address="192.0.2.0/24" port port="80" protocol="tcp" accept',
      [80, 443],
    ],
  ])('with %j as %j closes %j', (from, to, closed) => {
    expect(closedWith(from, to)).toEqual(closed);
  });

  it('is opened without a reload, in the zone that counts', () => {
    const fact = { ...seenOn('debian-13-firewalld', 'firewall'), zone: 'internal', closed: [443] };
    const v6 = besides({ addresses: { v4: [], v6: ['2001:db8::7'] } });
    expect(judge('firewall', fact, '', v6)?.advice).toEqual([
      'To open port 443, on the server: firewall-cmd --zone=internal --add-port=443/tcp && firewall-cmd --zone=internal --add-port=443/tcp --permanent',
    ]);
  });
});

describe("nftables' own rules", () => {
  it('are seen on a real server, and keep people from containers', () => {
    const fact = seenOn('debian-13-nftables', 'firewall');
    expect(fact).toEqual({ kind: 'nftables', closed: [443], dockerPasses: false });
    expect(say('firewall', fact)).toBe(
      '! Its firewall drops what is meant for containers | by rules of its own (nftables): nobody would reach the website',
    );
  });

  const own = (rules: string, policy = 'policy drop;', table = 'inet filter') =>
    asked(
      `--nftables\ntable ${table} {\n\tchain input {\n\t\ttype filter hook input priority filter; ${policy}\n${rules
        .split('\n')
        .map((rule) => `\t\t${rule}\n`)
        .join('')}\t}\n}\n`,
    ).closed;

  it.each([
    ['tcp dport { 22, 80, 443 } accept', []],
    ['tcp dport 80 counter packets 3 bytes 180 accept', [443]],
    ['tcp dport https accept', [80]],
    ['tcp dport 1-1024 ct state new accept', []],
    ['tcp dport vmap { 22 : accept, 80 : accept, 443 : drop }', [443]],
    ['tcp dport @web accept', []],
    ['ip saddr 192.0.2.0/24 tcp dport { 80, 443 } accept', [80, 443]],
    ['iifname "lo" accept', [80, 443]],
    ['tcp dport { 80, 443 } drop', [80, 443]],
    ['ct state established,related accept', [80, 443]],
  ])('%j leave %j closed', (rules, closed) => {
    expect(own(rules)).toEqual(closed);
  });

  it('close by their last rule, too', () => {
    expect(
      own('tcp dport 80 accept\nreject with icmpx admin-prohibited', 'policy accept;'),
    ).toEqual([443]);
    expect(own('tcp dport 80 accept\ncounter packets 0 bytes 0 drop', 'policy accept;')).toEqual([
      443,
    ]);
    expect(own('ip saddr 192.0.2.1 drop', 'policy accept;')).toEqual([]);
  });

  it('may go on in another chain', () => {
    const stdout = `--nftables\ntable inet mine {\n\tchain web {\n\t\ttcp dport { 80, 443 } accept\n\t}\n\n\tchain input {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tjump web\n\t}\n}\n`;
    expect(asked(stdout).kind).toBe('none');
  });

  it('let containers be reached once they accept what was forwarded on purpose', () => {
    const forward = (rule: string) =>
      asked(
        `--nftables\ntable inet filter {\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n\t\t${rule}\n\t}\n}\n`,
      ).dockerPasses;
    expect(forward('ct state established,related accept')).toBe(false);
    expect(forward('ct status dnat accept')).toBe(true);
    expect(forward('oifname "br-*" accept')).toBe(true);
    expect(forward('iifname "docker0" accept')).toBe(true);
  });

  it('in lower case are theirs even in a table that is called as iptables calls its own', () => {
    expect(own('tcp dport 22 accept', 'policy drop;', 'ip filter')).toEqual([80, 443]);
  });
});

describe('rules of plain iptables', () => {
  /** As they come with Oracle's Ubuntu images in /etc/iptables/rules.v4. */
  const oracle = [
    '-P INPUT ACCEPT',
    '-P FORWARD ACCEPT',
    '-P OUTPUT ACCEPT',
    '-N InstanceServices',
    '-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -p icmp -j ACCEPT',
    '-A INPUT -i lo -j ACCEPT',
    '-A INPUT -p udp -m udp --sport 123 -j ACCEPT',
    '-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT',
    '-A INPUT -j REJECT --reject-with icmp-host-prohibited',
    '-A FORWARD -j REJECT --reject-with icmp-host-prohibited',
    '-A OUTPUT -d 169.254.0.0/16 -j InstanceServices',
  ];
  const with_ = (lines: readonly string[]) =>
    asked(`--nftables\n--iptables\n${lines.join('\n')}\n`);

  it("close the web on Oracle's images", () => {
    expect(with_(oracle)).toEqual({ kind: 'iptables', closed: [80, 443], dockerPasses: true });
  });

  it('open it where a rule stands above the last one, and not below it', () => {
    const rule = '-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT';
    const end = oracle.indexOf('-A INPUT -j REJECT --reject-with icmp-host-prohibited');
    expect(with_(oracle.toSpliced(end, 0, rule)).kind).toBe('none');
    expect(with_(oracle.toSpliced(end + 1, 0, rule)).closed).toEqual([80, 443]);
  });

  it.each([
    ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT', [443]],
    ['-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 80 -j ACCEPT', [80, 443]],
    ['-A INPUT -p udp -m udp --dport 443 -j ACCEPT', [80, 443]],
    ['-A INPUT -p tcp -m tcp --dport 1:1024 -j ACCEPT', []],
    ['-A INPUT -j ACCEPT', []],
    ['-A INPUT -j web\n-A web -p tcp -m tcp --dport 443 -j ACCEPT', [80]],
    ['-A elsewhere -p tcp -m tcp --dport 443 -j ACCEPT', [80, 443]],
  ])('%j leave %j closed where all else is dropped', (rule, closed) => {
    expect(with_(['-P INPUT DROP', rule]).closed).toEqual(closed);
  });
});
