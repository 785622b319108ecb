import { describe, expect, it } from 'vitest';
import { freePools } from '../../source/facts/docker/address-pools.ts';
import { REGISTRY } from '../../source/facts/network/reach.ts';
import { askHere, onlyTools } from './ask-here.ts';
import { read, seenOn } from './captured.ts';
import { besides, judge, say } from './say.ts';

describe('what the server reaches', () => {
  const reach = (stdout: string, url = REGISTRY) => {
    const fact = read('reach', { stdout }, url);
    return { fact, said: say('reach', fact, url), advice: judge('reach', fact, url)?.advice };
  };

  it('is named as people know it', () => {
    expect(say('reach', seenOn('debian-12-nginx', 'reach', REGISTRY), REGISTRY)).toBe(
      '· It reaches Docker Hub',
    );
    expect(reach('proxy http://proxy.example.org:3128\nstatus 200\n').said).toBe(
      '· It reaches Docker Hub | through the proxy http://proxy.example.org:3128',
    );
  });

  it('is nothing without names', () => {
    expect(
      reach('curl: (6) Could not resolve host: registry-1.docker.io\nstatus 000\n'),
    ).toMatchObject({
      said: '! The server does not reach Docker Hub | it does not find the address',
    });
  });

  it('is read along by whoever signs certificates in its network', () => {
    const { fact, said, advice } = reach(
      'curl: (60) SSL certificate problem: self-signed certificate in certificate chain\nMore details here: https://curl.se/docs/sslcerts.html\nstatus 000\nnow 1700000000\nissuer C=US; O=Zscaler Inc.; CN=Zscaler Root CA\n',
    );
    expect(fact).toEqual({
      reachable: false,
      says: 'curl: (60) SSL certificate problem: self-signed certificate in certificate chain',
      issuer: 'C=US; O=Zscaler Inc.; CN=Zscaler Root CA',
    });
    expect(said).toBe(
      '! The server does not reach Docker Hub | its network reads along: certificates there are from Zscaler Inc.',
    );
    expect(advice?.[1]).toContain('update-ca-certificates');
  });

  it('may be out of its time rather than read along', () => {
    const { said, advice } = reach(
      'curl: (60) SSL certificate problem: certificate is not yet valid\nstatus 000\nissuer C=US; O=Amazon; CN=Amazon RSA 2048 M02\n',
    );
    expect(said).toContain('clock');
    expect(advice?.[0]).toContain('date');
  });

  it('is told with the proxy that it went through', () => {
    const { said, advice } = reach(
      'proxy http://proxy.example.org:3128\ncurl: (28) Connection timed out after 5001 milliseconds\nstatus 000\n',
    );
    expect(said).toBe(
      '! The server does not reach Docker Hub | curl: (28) Connection timed out after 5001 milliseconds (through the proxy http://proxy.example.org:3128)',
    );
    expect(advice?.[1]).toContain('proxy.example.org');
  });

  it("never brings a proxy's password along", () => {
    const tools = onlyTools('sed');
    const { stdout } = askHere('reach', REGISTRY, tools, {
      https_proxy: 'http://anna:hunter2@proxy.invalid:3128',
    });
    expect(stdout).toContain('proxy http://proxy.invalid:3128');
    expect(stdout).not.toContain('hunter2');
  });
});

describe('looking up names', () => {
  it('works on a real server', () => {
    const fact = seenOn('debian-12-nginx', 'resolver', 'registry-1.docker.io');
    expect(fact).toEqual({ works: true, servers: ['198.51.100.2'], says: '' });
  });

  it('fails there for a name that nobody has', () => {
    const fact = seenOn('debian-12-nginx', 'resolver', 'nowhere.invalid');
    expect(fact).toEqual({
      works: false,
      servers: ['198.51.100.2'],
      says: '198.51.100.2 did not tell the address of nowhere.invalid',
    });
    expect(say('resolver', fact, 'nowhere.invalid')).toMatch(
      /^! The server does not find the address of nowhere\.invalid/,
    );
  });

  it.each([
    [
      'dangling ../run/systemd/resolve/stub-resolv.conf\nresolved inactive\n',
      '/etc/resolv.conf leads to ../run/systemd/resolve/stub-resolv.conf, which is not there',
      'ln -sf',
    ],
    ['missing\n', '/etc/resolv.conf is missing', 'nameserver'],
    ['resolved active\n', '/etc/resolv.conf names no server', 'nameserver'],
    [
      'nameserver 127.0.0.53\nresolved failed\n',
      'it asks systemd-resolved, which does not run',
      'systemctl enable --now systemd-resolved',
    ],
    [
      'nameserver 127.0.0.53\nresolved active\n',
      '127.0.0.53 did not tell the address of a.example',
      'port 53',
    ],
  ])('fails, as %j tells', (stdout, says, remedy) => {
    const fact = read('resolver', { stdout }, 'a.example');
    expect(fact.says).toBe(says);
    expect(judge('resolver', fact, 'a.example')?.advice?.join(' ')).toContain(remedy);
  });
});

describe('ways out', () => {
  it('are seen on real servers, whatever networks Docker made', () => {
    const only = { v4: true, v6: false, networks: ['198.51.100.0/24'] };
    expect(seenOn('debian-12-nginx', 'routes')).toEqual(only);
    expect(seenOn('debian-13-nftables', 'routes')).toEqual(only);
    expect(seenOn('debian-12-ufw', 'routes').networks).toContain('203.0.113.0/24');
  });

  const row = (device: string, destination: string, mask: string, flags = '0001') =>
    `${device}\t${destination}\t00000000\t${flags}\t0\t0\t0\t${mask}\t0\t0\t0\n`;
  const v6 = (flags: string, device: string) =>
    `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe80${'0'.repeat(28)} 00000400 00000001 00000000 ${flags} ${device}\n`;
  const routes = (v4: string, over6 = '') => read('routes', { stdout: `${v4}--v6\n${over6}` });

  it('lead over IPv6 where its default route is up and leads somewhere', () => {
    expect(routes('', v6('00000003', 'eth0')).v6).toBe(true);
    expect(routes('', v6('00200200', 'lo')).v6).toBe(false);
    expect(routes('', v6('00000203', 'eth0')).v6).toBe(false);
  });

  it('may be two halves, as a VPN makes them', () => {
    const halves = row('tun0', '00000000', '00000080') + row('tun0', '00000080', '00000080');
    expect(routes(halves)).toEqual({ v4: true, v6: false, networks: [] });
  });

  it('are no blackhole, and lead to no network of Docker', () => {
    const table =
      row('*', '000010AC', '0000F0FF', '0201') +
      row('br-a91addc9ed39', '000012AC', '0000FFFF') +
      row('docker0', '000011AC', '0000FFFF') +
      row('br-lan', '0000A8C0', '0000FFFF');
    expect(routes(table).networks).toEqual(['192.168.0.0/16']);
  });

  const out = { v4: true, v6: true, networks: [] };

  it('are missing, or there over IPv6 only', () => {
    expect(say('routes', { ...out, v4: false, v6: false })).toMatch(/^! The server has no way out/);
    expect(say('routes', { ...out, v4: false })).toMatch(
      /^~ It reaches the internet over IPv6 only/,
    );
    expect(say('routes', out)).toBe('· Ways out over IPv4 and IPv6');
  });

  it('are told where an IPv6 address leads nowhere', () => {
    const addresses = (v6s: string[]) => besides({ addresses: { v4: ['203.0.113.7'], v6: v6s } });
    expect(say('routes', { ...out, v6: false }, '', addresses(['2001:db8::7']))).toBe(
      '~ Its IPv6 address leads nowhere | 2001:db8::7 has no way out; take it out of the DNS',
    );
    expect(say('routes', { ...out, v6: false }, '', addresses([]))).toBe('· Ways out over IPv4');
  });

  it('leave Docker no network where all its own are taken, unless it was given others', () => {
    const full = { ...out, networks: ['172.16.0.0/12', '192.168.0.0/16'] };
    expect(say('routes', full)).toBe(
      '! Its networks leave none for Docker | 172.16.0.0/12, 192.168.0.0/16 overlap those that Docker takes',
    );
    const daemonConfig = { text: '', value: { 'default-address-pools': [] } };
    expect(say('routes', full, '', besides({ daemonConfig }))).toMatch(/^· /);
  });
});

describe("Docker's address pools", () => {
  it('are all free where nothing overlaps them', () => {
    const pools = freePools(['10.0.0.0/8', '203.0.113.0/24']);
    expect(pools).toHaveLength(31);
    expect([pools[0], pools[14], pools[15], pools[30]]).toEqual([
      '172.17.0.0/16',
      '172.31.0.0/16',
      '192.168.0.0/20',
      '192.168.240.0/20',
    ]);
  });

  it.each([
    ['172.17.5.0/24', ['172.17.0.0/16']],
    ['172.20.0.0/15', ['172.20.0.0/16', '172.21.0.0/16']],
    ['192.168.15.7/32', ['192.168.0.0/20']],
    ['192.168.16.0/24', ['192.168.16.0/20']],
    ['172.16.0.0/16', []],
  ])('are without what overlaps %s', (network, gone) => {
    const left = freePools([network]);
    expect(freePools([]).filter((pool) => !left.includes(pool))).toEqual(gone);
  });

  it('are none where everything is taken', () => {
    expect(freePools(['0.0.0.0/0'])).toEqual([]);
  });
});
