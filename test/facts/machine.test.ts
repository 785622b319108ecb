import { describe, expect, it } from 'vitest';
import { read, refusalOf, seenOn } from './captured.ts';

const os = (text: string, machine = 'amd64') =>
  `${text}\nSEEN_MACHINE=${machine}\nSEEN_KERNEL=6.1.0\nSEEN_HOSTNAME=web1\nSEEN_CORES=2\n`;

describe('the system', () => {
  it('is read from a real Debian 12', () => {
    expect(seenOn('debian-12-in-use', 'system')).toEqual({
      id: 'debian',
      like: [],
      version: '12',
      codename: 'bookworm',
      name: 'Debian GNU/Linux 12 (bookworm)',
      architecture: 'amd64',
      kernel: '6.18.44-fc-v595',
      hostname: 'looking12',
      cores: 2,
    });
  });

  it('is read from a real Debian 13', () => {
    const { id, version, codename } = seenOn('debian-13-fresh', 'system');
    expect([id, version, codename]).toEqual(['debian', '13', 'trixie']);
  });

  it('names the distributions that it is like, with or without quotes', () => {
    const rocky = os('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.5"\n');
    expect(read('system', { stdout: rocky })).toMatchObject({
      id: 'rocky',
      like: ['rhel', 'centos', 'fedora'],
      version: '9.5',
      codename: '',
    });
    const ubuntu = os('ID=ubuntu\nID_LIKE=\'debian\'\nVERSION_ID="24.04"\n', 'aarch64');
    expect(read('system', { stdout: ubuntu })).toMatchObject({
      like: ['debian'],
      version: '24.04',
      architecture: 'arm64',
    });
  });

  it('takes escaped characters in a name for what they mean (os-release(5))', () => {
    const { name } = read('system', {
      stdout: os('ID=odd\nPRETTY_NAME="A \\"good\\" \\$5 system"'),
    });
    expect(name).toBe('A "good" $5 system');
  });

  it('calls a processor "other" that no image is made for', () => {
    expect(read('system', { stdout: os('ID=debian', 'armhf') }).architecture).toBe('other');
  });

  it('is a Linux without a name where os-release is missing', () => {
    expect(read('system', { stdout: os('') })).toMatchObject({ id: 'linux', name: 'linux' });
  });
});

describe('the login', () => {
  it('is root on a real server', () => {
    expect(seenOn('debian-12-in-use', 'login')).toEqual({
      user: 'root',
      groups: ['root'],
      root: 'already',
    });
  });

  it('tells who may become root, and their groups', () => {
    expect(read('login', { stdout: 'ubuntu\nubuntu adm sudo docker\nsudo\n' })).toEqual({
      user: 'ubuntu',
      groups: ['ubuntu', 'adm', 'sudo', 'docker'],
      root: 'sudo',
    });
  });

  it('can be no other than these, so anything else is refused', () => {
    expect(refusalOf('login', { stdout: 'This account is currently not available.\n' })).toBe(
      'look.login',
    );
  });
});

describe('memory', () => {
  it('is read from a real meminfo', () => {
    expect(seenOn('debian-12-in-use', 'memory')).toEqual({
      totalMB: 24105,
      availableMB: 23247,
      swapMB: 0,
    });
  });

  it('counts what is free as available on kernels that do not say (before 3.14)', () => {
    const stdout = 'MemTotal: 2048 kB\nMemFree: 1024 kB\nSwapTotal: 4096 kB\n';
    expect(read('memory', { stdout })).toEqual({ totalMB: 2, availableMB: 1, swapMB: 4 });
  });
});

describe('the disk', () => {
  it('is the one that holds the data of a real Docker', () => {
    expect(seenOn('debian-12-in-use', 'disk')).toEqual({
      path: '/var/lib/docker',
      totalMB: 258019,
      freeMB: 79358,
      freeInodes: 16320683,
    });
  });

  const df = (head: string, line: string) => `Filesystem ${head} Mounted on\n${line}\n`;

  it('is the fuller one where Docker and containerd have one each', () => {
    const stdout = [
      df('1024-blocks Used Available Capacity', '/dev/a 10240 1 9216 1% /var/lib/docker'),
      df('Inodes IUsed IFree IUse%', '/dev/a 100 1 99 1% /var/lib/docker'),
      df('1024-blocks Used Available Capacity', '/dev/b 10240 1 2048 1% /var/lib/containerd'),
      df('Inodes IUsed IFree IUse%', '/dev/b 100 60 40 60% /var/lib/containerd'),
    ].join('');
    expect(read('disk', { stdout })).toEqual({
      path: '/var/lib/containerd',
      totalMB: 10,
      freeMB: 2,
      freeInodes: 40,
    });
  });

  it('has no number of free inodes on btrfs, which sets none', () => {
    const stdout = [
      df('1024-blocks Used Available Capacity', '/dev/a 10240 1 9216 1% /'),
      df('Inodes IUsed IFree IUse%', '/dev/a 0 0 0 - /'),
    ].join('');
    expect(read('disk', { stdout }).freeInodes).toBeNull();
  });

  it('has nothing free, not less, where root has used its reserve', () => {
    const stdout = df('1024-blocks Used Available Capacity', '/dev/a 10240 10240 -512 100% /');
    expect(read('disk', { stdout }).freeMB).toBe(0);
  });
});

describe('addresses', () => {
  it("are the host's own, without Docker's bridges", () => {
    expect(seenOn('debian-12-in-use', 'addresses')).toEqual({ v4: ['198.51.100.129'], v6: [] });
  });

  it('leave out what only the machine or the cable knows, and what is about to go', () => {
    const stdout = [
      '--ip',
      '1: lo    inet 127.0.0.1/8 scope host lo',
      '2: eth0    inet 203.0.113.7/20 brd 203.0.127.255 scope global eth0\\ valid_lft forever',
      '2: eth0    inet6 2001:db8::7/64 scope global dynamic mngtmpaddr \\ valid_lft 86400sec',
      '2: eth0    inet6 2001:db8::99/64 scope global temporary deprecated dynamic \\ valid_lft 1sec',
      '2: eth0    inet6 fe80::1/64 scope link \\ valid_lft forever',
      '3: wg0    inet 10.8.0.2 peer 10.8.0.1/32 scope global wg0\\ valid_lft forever',
    ].join('\n');
    expect(read('addresses', { stdout })).toEqual({
      v4: ['203.0.113.7', '10.8.0.2'],
      v6: ['2001:db8::7'],
    });
  });

  it('tell which ones lead nobody else there, as an anchor beside the public one of a droplet', () => {
    const stdout = [
      '--ip',
      '2: eth0    inet 164.90.1.2/20 brd 164.90.15.255 scope global eth0\\ valid_lft forever',
      '2: eth0    inet 10.19.0.5/16 brd 10.19.255.255 scope global eth0\\ valid_lft forever',
      '3: eth1    inet 10.114.0.2/20 brd 10.114.15.255 scope global eth1\\ valid_lft forever',
    ].join('\n');
    expect(read('addresses', { stdout })).toEqual({
      v4: ['164.90.1.2', '10.19.0.5', '10.114.0.2'],
      v6: [],
      aliases: ['10.19.0.5'],
    });
  });

  it('come from hostname -I where ip is missing', () => {
    expect(read('addresses', { stdout: '203.0.113.7 2001:db8::7 fe80::1 \n' })).toEqual({
      v4: ['203.0.113.7'],
      v6: ['2001:db8::7'],
    });
  });
});

describe('the clock', () => {
  it.each([
    ['within the time that asking took', 1000, 999.5, 1003, 0],
    ['in the same second', 1000, 1000.9, 1000.95, 0],
    ['ahead', 1300, 999, 1000, 300],
    ['behind', 700, 1001, 1002, -300],
  ])('is %s', (_, seconds, before, after, aheadSeconds) => {
    const stdout = `${seconds}\n`;
    expect(read('clock', { stdout }, '', { before, after })).toEqual({ aheadSeconds });
  });
});

describe('the first start', () => {
  const state = (code: number, stdout: string) => read('firstBoot', { code, stdout }).state;

  it('was never watched by cloud-init on a plain Debian', () => {
    expect(seenOn('debian-12-in-use', 'firstBoot')).toEqual({ state: 'absent' });
  });

  it.each([
    [0, 'status: done\n', 'done'],
    [0, 'status: running\n', 'running'],
    [2, 'status: running\nextended_status: degraded running\n', 'running'],
    [2, 'status: done\nextended_status: degraded done\n', 'done-with-errors'],
    [1, 'status: error\n', 'failed'],
    [0, 'enabled\nstatus: not run\n', 'running'],
    [0, 'enabled\nstatus: not started\n', 'running'],
    [0, 'status: not run\n', 'absent'],
    [0, 'status: disabled\n', 'absent'],
  ])('is told by exit code %i and %j as %s', (code, stdout, expected) => {
    expect(state(code, stdout)).toBe(expected);
  });

  const files = (errors: string, recoverable: string) => `{
 "v1": { "datasource": "DataSourceDigitalOcean", "errors": ${errors} } }
{ "v1": { "init": { "errors": [], "finished": 1, "recoverable_errors": ${recoverable} } } }`;

  it.each([
    ['[]', '{}', 'done'],
    ['[]', '{ "WARNING": ["odd"] }', 'done-with-errors'],
    ['[\n "it broke" ]', '{}', 'failed'],
  ])('is told by the files it left: errors %s, recoverable %s', (errors, recoverable, expected) => {
    expect(state(0, files(errors, recoverable))).toBe(expected);
  });
});
