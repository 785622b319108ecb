import { describe, expect, it } from 'vitest';
import { freshServers } from './fresh-servers.ts';
import { besides, judge } from './say.ts';

const freshServer = freshServers();

/** Whether somebody outside gets a page. */
async function reached(address: string): Promise<boolean> {
  const answer = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(3000) }).catch(
    () => undefined,
  );
  return answer?.ok ?? false;
}

const INSTALL = 'DEBIAN_FRONTEND=noninteractive apt-get install -y -qq';
const PUBLISH = 'docker run -d --name web -p 80:80 nginx:1.30-alpine';

describe('the web server that came with a server', () => {
  it('may go while it only welcomes, and not from the first page of its own on', async () => {
    const { server, look } = await freshServer('welcome', { variant: 'port80', suite: 'bookworm' });
    const owner = async () => (await look(['portOwner', '80']))('portOwner', '80');
    expect(await owner()).toEqual({
      program: 'nginx',
      unit: 'nginx.service',
      package: 'nginx',
      onlyWelcome: true,
    });
    await server.exec('echo Hello >/var/www/html/hello.html');
    expect(await owner()).toMatchObject({ onlyWelcome: false });
    await server.exec(
      'rm /var/www/html/hello.html; sed -i s/80/8080/ /etc/nginx/sites-available/default',
    );
    expect(await owner()).toMatchObject({ onlyWelcome: false });
    await server.exec('systemctl disable --now nginx.service');
    expect(await owner()).toBeNull();
  });
});

describe('a firewall', () => {
  it('of nftables keeps people from containers, until it is mended as advised', async () => {
    const { server, look } = await freshServer('nft', { variant: 'docker', suite: 'trixie' });
    const firewall = async () => (await look('firewall'))('firewall');
    await server.exec(`apt-get update -qq && ${INSTALL} nftables`);
    await server.exec(
      "nft 'add table inet own; add chain inet own forward { type filter hook forward priority 0; policy drop; }'",
    );
    await server.exec(PUBLISH);
    expect(await firewall()).toMatchObject({ kind: 'nftables', dockerPasses: false });
    expect(await reached(server.address)).toBe(false);
    const fact = await firewall();
    const [lines = ''] = (fact && judge('firewall', fact)?.advice) ?? [];
    const rules = lines.slice(lines.indexOf(': ') + 2).split('; ');
    expect(rules).toHaveLength(4);
    for (const rule of rules) await server.exec(`nft 'add rule inet own forward ${rule}'`);
    expect((await firewall())?.dockerPasses).toBe(true);
    await expect.poll(() => reached(server.address)).toBe(true);
  });

  it('of ufw lets pass what Docker opens, and nothing else', async () => {
    const { server, look } = await freshServer('ufw', { variant: 'docker', suite: 'bookworm' });
    await server.exec(
      `apt-get update -qq && ${INSTALL} ufw && ufw allow 22/tcp && ufw --force enable`,
    );
    const before = await look('firewall');
    expect(before('firewall')).toEqual({ kind: 'ufw', closed: [80, 443], dockerPasses: true });
    await server.exec(PUBLISH);
    await expect.poll(() => reached(server.address)).toBe(true);
    await server.exec('systemd-run --unit=own python3 -m http.server 443');
    await expect
      .poll(() => server.succeeds('curl -s -o /dev/null http://127.0.0.1:443/'))
      .toBe(true);
    expect(await reached(`${server.address}:443`)).toBe(false);
    await server.exec('ufw allow 80,443/tcp');
    expect((await look('firewall'))('firewall')?.closed).toEqual([]);
    await expect.poll(() => reached(`${server.address}:443`)).toBe(true);
  });
});

describe('a firewall over IPv6', () => {
  it('closes what Docker opens for a container without IPv6, until it is opened as advised', async () => {
    const { server, look } = await freshServer('ufw6', { variant: 'docker', suite: 'bookworm' });
    await server.exec(
      `apt-get update -qq && ${INSTALL} ufw && ufw allow 22/tcp && ufw --force enable`,
    );
    // Somebody outside: another network, behind a cable of its own.
    await server.exec(
      [
        'sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0',
        'ip netns add outside && ip link add inner type veth peer name outer netns outside',
        'ip addr add 2001:db8:9::1/64 dev inner nodad && ip link set inner up',
        'ip -n outside addr add 2001:db8:9::2/64 dev outer nodad && ip -n outside link set outer up',
        'systemctl restart docker && docker network create setup-server',
      ].join(' && '),
    );
    await server.exec(PUBLISH.replace(' -p', ' --network setup-server -p'));
    await expect.poll(() => reached(server.address)).toBe(true);
    const outside = (where: string) =>
      server.succeeds(`ip netns exec outside curl -g -s -o /dev/null -m 3 ${where}`);
    expect(await outside('http://[2001:db8:9::1]/')).toBe(false);
    const seen = await look('firewall', 'addresses');
    const [firewall, addresses] = [seen('firewall'), seen('addresses')];
    const found = firewall && addresses && judge('firewall', firewall, '', besides({ addresses }));
    expect(found?.text).toBe('Its firewall (ufw) closes ports 80 and 443 over IPv6');
    await server.exec(/on the server: (.*)$/.exec(found?.advice?.[0] ?? '')?.[1] ?? 'false');
    await expect.poll(() => outside('http://[2001:db8:9::1]/')).toBe(true);
  });
});

describe('a server in trouble', () => {
  it('tells of it in one look', async () => {
    const { server, look } = await freshServer('trouble', { suite: 'trixie' });
    await server.exec('chage -d 0 root');
    await server.exec('mount -o bind /etc /etc && mount -o remount,bind,ro /etc');
    await server.exec(
      'echo linux-image-amd64 >/run/reboot-required.pkgs && touch /run/reboot-required',
    );
    const seen = await look('fileSystems', 'packages', 'restart');
    expect(seen('fileSystems')?.readOnly).toEqual(['/etc']);
    expect(seen('packages')?.rootExpired).toBe(true);
    expect(seen('restart')).toMatchObject({ needed: true, packages: ['linux-image-amd64'] });
  });

  it('says why it finds no names', async () => {
    const { server, look } = await freshServer('names', { suite: 'trixie' });
    const says = async () =>
      (await look(['resolver', 'deb.debian.org']))('resolver', 'deb.debian.org');
    // The range's own Docker mounted the file there.
    await server.exec(
      'umount /etc/resolv.conf; rm -f /etc/resolv.conf; ln -s /run/none /etc/resolv.conf',
    );
    expect(await says()).toEqual({
      works: false,
      servers: [],
      says: '/etc/resolv.conf leads to /run/none, which is not there',
    });
    await server.exec('rm /etc/resolv.conf; echo nameserver 127.0.0.53 >/etc/resolv.conf');
    expect((await says())?.says).toBe('it asks systemd-resolved, which does not run');
  });
});
