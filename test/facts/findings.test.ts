import { describe, expect, it } from 'vitest';
import { type FactTypes, query } from '../../source/facts/facts.ts';
import { remark } from '../../source/facts/findings.ts';
import { say } from './say.ts';

const system = {
  id: 'debian',
  like: [],
  version: '12',
  codename: 'bookworm',
  name: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'amd64',
  kernel: '6.1.0',
  hostname: 'web1',
  cores: 2,
} as const;

const docker = {
  version: '28.5.1',
  apiVersion: '1.51',
  origin: 'docker',
  running: true,
  enabled: true,
  root: '/var/lib/docker',
} as const;

describe('what a fact means', () => {
  it('of the connection', () => {
    expect(say('connection', { open: true, user: 'root', fingerprint: 'SHA256:lO2d' })).toBe(
      '✓ Connected as root | fingerprint SHA256:lO2d',
    );
    expect(say('connection', { open: true, user: 'anna', fingerprint: null })).toBe(
      '✓ Connected as anna',
    );
    const ubuntu = { open: true, user: 'ubuntu', insteadOf: 'root', fingerprint: null } as const;
    expect(say('connection', ubuntu)).toBe(
      '✓ Connected as ubuntu: this server wants that, and not root',
    );
    expect(
      say('connection', { open: false, refusal: 'other-user', user: 'ubuntu', says: 'Please…' }),
    ).toBe('✗ The server wants another user name | log in as ubuntu');
    expect(say('connection', { open: false, refusal: 'key-refused', says: 'Denied.' })).toBe(
      '✗ The server did not let us in | Denied.',
    );
  });

  it('of the login', () => {
    const login = (root: FactTypes['login']['root']) =>
      say('login', { user: 'ubuntu', root, groups: [] });
    expect(login('already')).toBe('· ubuntu may do everything there');
    expect(login('sudo')).toBe('✓ ubuntu may act as root | with sudo, no password');
    expect(login('no')).toBe(
      '✗ ubuntu may not act as root | log in as root, or as a user with passwordless sudo',
    );
  });

  it('of the system', () => {
    expect(say('system', system)).toBe('✓ Debian 12, 2 cores');
    expect(say('system', { ...system, name: 'Ubuntu 24.04.1 LTS', cores: 1 })).toBe(
      '✓ Ubuntu 24.04.1 LTS, 1 core',
    );
    expect(say('system', { ...system, architecture: 'other' })).toBe(
      '✗ Debian 12, 2 cores | needs a 64-bit Intel, AMD or ARM processor and a 64-bit system on it',
    );
  });

  it('of an old kernel, except the one that Red Hat keeps going', () => {
    const on = (kernel: string) => say('system', { ...system, kernel });
    expect(on('2.6.32-042stab145.3')).toBe(
      '✗ Debian 12, 2 cores | its kernel 2.6.32-042stab145.3 is too old for Docker',
    );
    expect(on('3.9.11')).toMatch(/^✗ .* too old for Docker$/);
    expect(on('3.16.0-4-amd64')).toBe(
      '! Debian 12, 2 cores | its kernel 3.16.0-4-amd64 is old: Docker may not start',
    );
    expect(on('3.10.0-327.el7.x86_64')).toMatch(/^! /);
    expect(on('3.10.0-1160.el7.x86_64')).toBe('✓ Debian 12, 2 cores');
    expect(on('5.10.0-28-cloud-amd64')).toBe('✓ Debian 12, 2 cores');
  });

  it.each([
    [1963, 0, '✓ 2 GB of memory | enough for JATOS'],
    [3915, 1024, '✓ 4 GB of memory and 1 GB of swap | enough for JATOS'],
    [961, 0, '! 1 GB of memory | JATOS wants 2 GB; it may be slow, or be stopped for want of it'],
    [
      961,
      1024,
      '~ 1 GB of memory and 1 GB of swap | JATOS wants 2 GB; the swap makes up for it, slowly',
    ],
    [460, 0, '✗ 512 MB of memory | JATOS wants 2 GB; choose a larger server'],
  ])('of %i MB of memory and %i MB of swap', (totalMB, swapMB, said) => {
    expect(say('memory', { totalMB, availableMB: 0, swapMB })).toBe(said);
  });

  it.each([
    [3915, 0, '✓ 4 GB of memory | enough for JATOS beside the others'],
    [
      1963,
      0,
      '! 2 GB of memory | JATOS wants 2 GB, what is here already 2 GB; it may be slow, or be stopped for want of it',
    ],
    [
      1963,
      2048,
      '~ 2 GB of memory and 2 GB of swap | JATOS wants 2 GB, what is here already 2 GB; the swap makes up for it, slowly',
    ],
  ])('of %i MB of memory and %i MB of swap, with another app there', (totalMB, swapMB, said) => {
    const memory = { totalMB, availableMB: 0, swapMB };
    expect(say('memory', memory, '', undefined, { besideMB: 2048 })).toBe(said);
  });

  it.each([
    [24_000, 1_000_000, '✓ 23 GB of 25 GB disk free | enough for JATOS'],
    [9728, 1_000_000, '! 9.5 GB of 25 GB disk free | JATOS wants 10 GB; it may fill up'],
    [900, 1_000_000, '✗ 900 MB of 25 GB disk free | JATOS wants 10 GB; make room first'],
    [24_000, null, '✓ 23 GB of 25 GB disk free | enough for JATOS'],
    [
      24_000,
      12,
      '! 23 GB of 25 GB disk free | but only for 12 more files (inodes); an app can need more',
    ],
  ])('of %i MB free for %s files', (freeMB, freeInodes, said) => {
    expect(say('disk', { path: '/', totalMB: 25_600, freeMB, freeInodes })).toBe(said);
  });

  it('of who listens on ports 80 and 443', () => {
    const ssh = { port: 22, address: '0.0.0.0', program: 'sshd' };
    const nginx = { address: '0.0.0.0', program: 'nginx' };
    expect(say('listeners', [ssh])).toBe('✓ Ports 80 and 443 are free');
    expect(say('listeners', [ssh, { ...nginx, port: 80 }])).toBe('! Port 80 is taken | by nginx');
    expect(
      say('listeners', [
        { ...nginx, port: 443 },
        { ...nginx, port: 80, address: '::' },
      ]),
    ).toBe('! Ports 80 and 443 are taken | by nginx');
    expect(say('listeners', [{ port: 80, address: '::', program: null }])).toBe(
      '! Port 80 is taken | by a program that the server does not name',
    );
  });

  it('of ports that our own front web server has, and of those that another container has', () => {
    const proxy = (container: string) => [
      { port: 80, address: '0.0.0.0', program: 'docker-proxy', container },
    ];
    expect(say('listeners', proxy('setup-server-front'))).toBe('✓ Ports 80 and 443 are ours');
    expect(say('listeners', proxy('wordpress'))).toBe(
      '! Port 80 is taken | by the container wordpress',
    );
  });

  it('of addresses', () => {
    expect(say('addresses', { v4: ['203.0.113.7'], v6: [] })).toBe('✓ Address 203.0.113.7');
    expect(say('addresses', { v4: ['203.0.113.7'], v6: ['2001:db8::7'] })).toBe(
      '✓ Addresses 203.0.113.7, 2001:db8::7',
    );
    expect(say('addresses', { v4: [], v6: ['2001:db8::7'] })).toBe(
      '! Address 2001:db8::7 | IPv6 only: many people cannot reach that',
    );
    expect(say('addresses', { v4: [], v6: [] })).toBe('· It shows no address of its own');
  });

  it('of the clock', () => {
    expect(say('clock', { aheadSeconds: -60 })).toBe('· Its clock is right');
    expect(say('clock', { aheadSeconds: 61 })).toBe(
      "! The clocks differ by 61 seconds | the server's is ahead, or this computer's is wrong; certificates need the right time",
    );
    expect(say('clock', { aheadSeconds: -7200 })).toContain('differ by 2 hours | the server');
  });

  it('of the package manager and the first start', () => {
    expect(say('packages', { busy: null, interrupted: false })).toBe(
      '· Nobody is installing anything',
    );
    expect(
      say('packages', { busy: { program: 'unattended-upgrades', pid: 7 }, interrupted: false }),
    ).toBe('~ It is still installing its own updates | we wait for it (unattended-upgrades)');
    expect(say('packages', { busy: null, interrupted: true })).toBe(
      '~ An earlier installation was interrupted | it is finished first',
    );
    expect(say('firstBoot', { state: 'done' })).toBe('· It has set itself up');
    expect(say('firstBoot', { state: 'absent' })).toMatch(/^· /);
    expect(say('firstBoot', { state: 'running' })).toBe(
      '~ It is still setting itself up after its first start | we wait for it (cloud-init)',
    );
    expect(say('firstBoot', { state: 'done-with-errors' })).toMatch(/^✓ /);
    expect(say('firstBoot', { state: 'failed' })).toMatch(/^! /);
  });

  it('of Docker', () => {
    expect(say('docker', null)).toBe('✓ Docker is not there yet | we install it');
    expect(say('docker', docker)).toBe("✓ Docker 28.5.1 | Docker's own package");
    expect(say('docker', { ...docker, version: null, running: false })).toBe(
      '! Docker is there, but does not run | we start it',
    );
    expect(say('docker', { ...docker, origin: 'snap' })).toMatch(/^✗ Docker comes from a snap/);
    expect(say('docker', { ...docker, origin: 'podman', version: null })).toMatch(
      /^✗ Its docker command is Podman/,
    );
  });

  it('of what the server reaches', () => {
    const url = 'https://download.docker.com/linux/debian';
    expect(say('reach', { reachable: true, says: '' }, url)).toBe(
      '· It reaches download.docker.com',
    );
    expect(say('reach', { reachable: false, says: 'curl: (28) Timeout' }, url)).toBe(
      '! The server does not reach download.docker.com | curl: (28) Timeout',
    );
  });

  it('of an earlier setup', () => {
    const record = {
      format: 1,
      answers: {},
      app: 'jatos',
      image: 'jatos/jatos:3',
      digest: null,
      by: 'anna@laptop',
      at: '2026-11-02T10:00:00.000Z',
      version: '0.1.0',
    };
    expect(say('record', null)).toBeUndefined();
    expect(say('record', record)).toBe(
      '✓ setup-server was here before | anna@laptop, 2026-11-02; we go on from there',
    );
    expect(say('record', { ...record, damage: 'It is not valid JSON.' })).toBe(
      '! What the server noted about an earlier setup is damaged | It is not valid JSON. We write it anew; data is not affected',
    );
  });

  it('of a name', () => {
    const name = {
      a: ['203.0.113.7'],
      aaaa: [],
      zone: 'example.org',
      servers: ['192.0.2.53'],
      agreed: true,
      problem: null,
    };
    const at = (address: string) => ({ host: { v4: [address], v6: [] } });
    const study = 'study.example.org';
    expect(say('name', name, study, at('203.0.113.7'))).toBe(
      '✓ study.example.org leads to this server | 203.0.113.7',
    );
    expect(say('name', name, study, at('198.51.100.1'))).toMatch(
      /^! study\.example\.org leads to 203\.0\.113\.7, which is not this server \|/,
    );
    expect(say('name', name, study)).toBe('✓ study.example.org leads to 203.0.113.7');
    expect(say('name', { ...name, a: [] }, study)).toBe(
      '! study.example.org has no address yet | what to do about it comes next',
    );
    expect(say('name', { ...name, a: [], problem: 'SERVFAIL' }, study)).toBe(
      '! study.example.org could not be looked up | SERVFAIL',
    );
  });

  it('is worth a line only where it is of interest', () => {
    const needs = { app: 'JATOS', memoryMB: 2048, diskMB: 10_240 };
    const firewall = (closed: number[]) =>
      remark(
        { query: query('firewall', 'h'), value: { kind: 'ufw', closed, dockerPasses: true } },
        needs,
      );
    expect(firewall([])).toBeUndefined();
    expect(firewall([80])?.text).toBe('Its firewall (ufw) is on');
  });

  it('is told of no fact that the steps and the receipt tell of', () => {
    expect(say('file', null, '/etc/passwd')).toBeUndefined();
    expect(say('container', null, 'jatos')).toBeUndefined();
  });
});

describe('what is looked at before a certificate is asked for', () => {
  it('of DNSSEC', () => {
    expect(say('dnssec', 'fine', 'example.org')).toMatch(/^·/);
    expect(say('dnssec', 'unknown', 'example.org')).toMatch(/^·/);
    expect(say('dnssec', 'broken', 'example.org')).toBe(
      '! The DNSSEC signatures of example.org are broken | no certificate can be had, and many people can not reach it',
    );
  });

  it('of a record for every name', () => {
    expect(say('wildcard', [], 'study.example.org')).toMatch(/^·/);
    expect(say('wildcard', ['198.51.100.9'], 'study.example.org')).toBe(
      '~ Every name in front of example.org leads to 198.51.100.9 | by a record named *; one named study goes before it',
    );
  });

  it.each<[string, FactTypes['registration'], RegExp | undefined]>([
    ['nobody tells', null, undefined],
    ['all is well', { status: ['active'], daysLeft: 300 }, /^· example\.org is registered/],
    ['on hold', { status: ['client hold'], daysLeft: 300 }, /^! .* switched off .*\(client hold\)/],
    ['given back', { status: ['Redemption Period'], daysLeft: -3 }, /^! .* switched off/],
    ['soon over', { status: ['active'], daysLeft: 5 }, /^! The registration .* ends in 5 days/],
    ['over', { status: ['active'], daysLeft: -1 }, /^! The registration .* has ended/],
    ['no date', { status: [], daysLeft: null }, /^· /],
  ])('of the registration: %s', (_, value, words) => {
    const said = say('registration', value, 'example.org');
    if (words === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(words);
  });

  it('of an account at a DNS provider', () => {
    const at = (zone: string | null) => say('dnsAccount', { zone }, 'desec study.dedyn.io');
    expect(at('study.dedyn.io')).toBe('✓ deSEC (dedyn.io) lets us in | it holds study.dedyn.io');
    expect(at(null)).toBe('✓ deSEC (dedyn.io) lets us in | study.dedyn.io will be taken there');
  });
});
