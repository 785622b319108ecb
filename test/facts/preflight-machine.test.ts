import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../source/facts/network/reach.ts';
import { askHere, onlyTools } from './ask-here.ts';
import { read, refusalOf, seenOn } from './captured.ts';
import { besides, judge, say } from './say.ts';

describe('the kind of machine', () => {
  it("is a container on the range's hosts", () => {
    const fact = seenOn('debian-12-nginx', 'virtualisation');
    expect(fact).toEqual({ kind: 'docker', container: true });
    expect(say('virtualisation', fact)).toBe(
      '~ It is a container (docker), not a machine | Docker may not be allowed to run in it',
    );
  });

  const kind = (stdout: string) => read('virtualisation', { stdout });

  it.each([
    ['kvm\n', 'kvm', false],
    ['none\n', 'none', false],
    ['amazon\n', 'amazon', false],
    ['container=lxc\n', 'lxc', true],
    ['systemd-nspawn\n', 'systemd-nspawn', true],
    ['wsl\n', 'wsl', true],
    ['openvz\n', 'openvz', true],
    ['', 'none', false],
  ])('is told by %j', (stdout, name, container) => {
    expect(kind(stdout)).toEqual({ kind: name, container });
  });

  it('is seen without systemd, too', () => {
    const tools = onlyTools('grep', 'tr', 'uname', 'sed', 'cat');
    expect(read('virtualisation', askHere('virtualisation', '', tools)).kind).toMatch(/^[a-z-]+$/);
  });

  it('stops us only where Docker cannot run, and does not already', () => {
    const openvz = kind('openvz\n');
    expect(say('virtualisation', openvz)).toBe(
      '✗ It is an OpenVZ container | it shares a kernel on which Docker does not run',
    );
    const docker = {
      version: '24.0.7',
      apiVersion: '1.43',
      origin: 'docker',
      running: true,
      enabled: true,
      root: null,
    } as const;
    expect(say('virtualisation', openvz, '', besides({ docker }))).toBe(
      '~ It is a container (openvz), not a machine | Docker runs in it all the same',
    );
    expect(say('virtualisation', kind('kvm\n'))).toBe('· A virtual machine | kvm');
    expect(say('virtualisation', kind('wsl\n'))).toMatch(/^~ It is a Linux inside Windows/);
  });
});

describe('SELinux', () => {
  it('is told by the kernel', () => {
    expect(read('selinux', { stdout: '1' })).toEqual({ mode: 'enforcing' });
    expect(read('selinux', { stdout: '0' })).toEqual({ mode: 'permissive' });
    expect(seenOn('debian-12-nginx', 'selinux')).toEqual({ mode: 'disabled' });
  });

  it("is never a warning by itself: Docker's finding says whether containers are under it", () => {
    expect(say('selinux', { mode: 'enforcing' })).toMatch(/^· SELinux guards the server/);
  });
});

describe('what keeps the clock right', () => {
  const sync = (stdout: string) => read('timeSync', { stdout });

  it('is not for a container to say, nor to do', () => {
    const fact = seenOn('debian-12-nginx', 'timeSync');
    expect(fact).toEqual({ synchronised: null, program: null, running: false });
    expect(say('timeSync', fact)).toMatch(/^· /);
  });

  it('is the unit that runs, of those that are there', () => {
    expect(
      sync('NTPSynchronized=yes\nunit systemd-timesyncd inactive\nunit chrony active\n'),
    ).toEqual({ synchronised: true, program: 'chrony', running: true });
  });

  it('is nothing where none runs, and says how to begin', () => {
    const off = sync('NTPSynchronized=no\nunit systemd-timesyncd inactive\n');
    expect(say('timeSync', off)).toBe(
      '~ Nothing keeps its clock right | a wrong clock makes certificates fail',
    );
    expect(judge('timeSync', off)?.advice).toEqual(['On the server: timedatectl set-ntp true']);
    const none = sync('NTPSynchronized=no\n');
    expect(judge('timeSync', none)?.advice?.[0]).toContain('chrony');
    const chrony = sync('NTPSynchronized=no\nunit chronyd inactive\n');
    expect(judge('timeSync', chrony)?.advice?.[0]).toContain('systemctl enable --now chronyd');
  });

  it('tells whose clock is wrong where two differ', () => {
    const clock = { aheadSeconds: 7200 };
    const synchronised = (yes: boolean) =>
      besides({ timeSync: { synchronised: yes, program: 'chronyd', running: yes } });
    expect(say('clock', clock, '', synchronised(true))).toBe(
      "! This computer's clock is 2 hours behind | the server's is right; certificates need the right time",
    );
    expect(say('clock', clock, '', synchronised(false))).toBe(
      "! The server's clock is 2 hours ahead | certificates and downloads need the right time",
    );
    expect(say('clock', clock)).toMatch(/^! The clocks differ by 2 hours/);
  });
});

describe('the time that a website tells', () => {
  const head = (date: string) =>
    `HTTP/2 401 \r\ncontent-type: application/json\r\ndate: ${date}\r\n\r\nstatus 401\nnow 1700007200\n`;

  it('is how far the server is ahead of it', () => {
    const fact = read('reach', { stdout: head('Tue, 14 Nov 2023 22:13:20 GMT') }, REGISTRY);
    expect(fact).toEqual({ reachable: true, says: '', aheadSeconds: 7200 });
    expect(seenOn('debian-12-nginx', 'reach', REGISTRY).aheadSeconds).toBe(0);
  });

  it('settles whose clock is wrong before anything else does', () => {
    const seen = (aheadSeconds: number) =>
      besides({ timeSync: { synchronised: null, program: null, running: false } }).seen?.with([
        {
          query: { fact: 'reach', host: 'h', subject: REGISTRY },
          value: { reachable: true, says: '', aheadSeconds },
        },
      ]);
    const clock = (ahead: number) => {
      const facts = seen(ahead);
      return say('clock', { aheadSeconds: -7200 }, '', facts ? { seen: facts } : {});
    };
    expect(clock(-7201)).toMatch(/^! The server's clock is 2 hours behind/);
    expect(clock(1)).toMatch(/^! This computer's clock is 2 hours ahead/);
  });
});

describe('a restart', () => {
  it('is not wanted on a fresh server, whose kernel is not its own', () => {
    const fact = seenOn('debian-12-nginx', 'restart');
    expect(fact).toMatchObject({ needed: false, packages: [], modulesGone: false });
    expect(fact.boot).toMatch(/^[0-9a-f-]{36}\b/);
    expect(say('restart', fact)).toBe('· It wants no restart');
  });

  it('is wanted with the packages that want it, each once', () => {
    const stdout =
      'needed\nneeded\npackage linux-image-6.1.0-28-amd64\npackage linux-base\npackage linux-base\nboot b\n';
    const fact = read('restart', { stdout });
    expect(fact.packages).toEqual(['linux-image-6.1.0-28-amd64', 'linux-base']);
    expect(say('restart', fact)).toBe(
      '~ It wants a restart after its updates | linux-image-6.1.0-28-amd64, linux-base; it can wait',
    );
  });

  it("cannot wait where the running kernel's modules are gone", () => {
    const fact = read('restart', { stdout: 'modules-gone\nboot b\n' });
    expect(say('restart', fact)).toBe(
      '! It must be restarted first: its kernel was replaced | Docker cannot use the firewall until then',
    );
  });
});

describe('file systems', () => {
  it('can be written on a real server', () => {
    const fact = seenOn('debian-12-nginx', 'fileSystems');
    expect(fact).toMatchObject({ readOnly: [], root: 'overlay' });
    expect(fact.freeMB).toBeGreaterThan(0);
    expect(say('fileSystems', fact)).toBe('· Its file systems can be written | overlay');
  });

  const df = (path: string, mount: string) =>
    `path ${path} /dev/vda1 1000000 400000 204800 66% ${mount}\n`;
  const table = (root: string, more = '') =>
    read('fileSystems', {
      stdout: `${df('/', '/')}${df('/etc', '/')}${df('/var', '/var')}--mounts\n/ rootfs rw\n/ ext4 ${root}\n/var btrfs rw,relatime\n${more}`,
    });

  it('are read-only where the disk failed, and that stops us', () => {
    const fact = table('ro,relatime,errors=remount-ro');
    expect(fact).toEqual({ readOnly: ['/', '/etc'], root: 'ext4', freeMB: 200 });
    expect(say('fileSystems', fact)).toMatch(/^✗ Nothing can be written to \/, \/etc/);
  });

  it('are not, because they would be after an error', () => {
    expect(table('rw,relatime,errors=remount-ro').readOnly).toEqual([]);
  });

  it('count as they were mounted last', () => {
    expect(table('rw', '/var btrfs ro\n').readOnly).toEqual(['/var']);
  });

  it('must be told of', () => {
    expect(refusalOf('fileSystems', { stdout: '--mounts\n' })).toBe('look.fileSystems');
  });
});

describe("Docker's settings", () => {
  const config = (stdout: string) => read('daemonConfig', { stdout });

  it('are not there on a fresh server', () => {
    expect(seenOn('debian-12-nginx', 'daemonConfig')).toBeNull();
    expect(say('daemonConfig', null)).toMatch(/^· /);
  });

  it('may be empty, and begin with a byte order mark', () => {
    expect(config('')?.value).toEqual({});
    expect(config('\uFEFF{"debug": true}\n')?.value).toEqual({ debug: true });
  });

  it.each([
    ['{\n  "debug": true,\n}\n', 3],
    ['{"a": 1\n "b": 2}', 2],
    ['{\n "debug": true\n', 2],
    ['{"debug": oui}', 1],
    ['["debug"]', 1],
  ])('are broken in %j at line %i', (text, line) => {
    expect(config(text)).toEqual({ text, value: null, line });
  });

  it('stop us where they are broken, unless Docker took them before they were', () => {
    const broken = config('{\n  "debug": true,\n}\n');
    expect(say('daemonConfig', broken)).toBe(
      "✗ There is a mistake in Docker's settings | line 3 of /etc/docker/daemon.json; Docker does not start with it",
    );
    const docker = seenOn('debian-12-in-use', 'docker') ?? undefined;
    expect(say('daemonConfig', broken, '', besides({ ...(docker && { docker }) }))).toMatch(
      /^! There is a mistake/,
    );
  });

  it('are told of where they keep people from containers', () => {
    expect(say('daemonConfig', config('{"iptables": false}'))).toMatch(/^! Docker may not change/);
    expect(say('daemonConfig', config('{"ip": "127.0.0.1"}'))).toBe(
      '! Docker opens ports for the server alone | nobody else would reach the website',
    );
    expect(say('daemonConfig', config('{"log-driver": "local"}'))).toBe(
      "· Docker's settings can be read | log-driver",
    );
  });
});

describe("root's password", () => {
  const expired = (aged: string) =>
    read('packages', { stdout: `${aged}today 20778\n--told\n` }).rootExpired;

  it('has not expired on a real server', () => {
    expect(seenOn('debian-12-nginx', 'packages')).toEqual({ busy: null, interrupted: false });
  });

  it.each([
    ['aged 0 99999\n', true],
    ['aged 20000 90\n', true],
    ['aged 20700 90\n', undefined],
    ['aged 20000 \n', undefined],
    ['aged 20000 -1\n', undefined],
    ['aged  99999\n', undefined],
    ['', undefined],
  ])('is told by %j', (aged, is) => {
    expect(expired(aged)).toBe(is);
  });

  it('keeps packages from being installed', () => {
    expect(say('packages', { busy: null, interrupted: false, rootExpired: true })).toBe(
      "! Root's password has expired | some packages cannot be installed until it is changed",
    );
  });
});
