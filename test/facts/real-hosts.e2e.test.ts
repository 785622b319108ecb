import { describe, expect, it } from 'vitest';
import { judgeOutput } from '../../source/apply/judge-output.ts';
import { systemd } from '../../source/distributions/services.ts';
import { freshServers } from './fresh-servers.ts';

const freshServer = freshServers();

describe('a server with Docker on Debian 12', () => {
  it('tells everything in one look', async () => {
    const { server, look } = await freshServer('docker', { variant: 'docker', suite: 'bookworm' });
    await server.exec(
      'docker run -d --name setup-server-front -p 80:80 -p 443:443 --label a=b nginx:1.30-alpine',
    );
    await expect.poll(() => server.succeeds('curl -sf -o /dev/null http://127.0.0.1/')).toBe(true);
    const seen = await look(
      ...(['system', 'login', 'memory', 'disk', 'listeners', 'addresses', 'clock'] as const),
      ...(['packages', 'firstBoot', 'docker'] as const),
      ['container', 'setup-server-front'],
      ['container', 'nothing'],
      ['network', 'bridge'],
      ['answer', 'setup-server-front 80 /'],
    );
    expect(seen('system')).toMatchObject({ id: 'debian', version: '12', codename: 'bookworm' });
    expect(seen('login')).toEqual({ user: 'root', root: 'already', groups: ['root'] });
    expect(seen('disk')?.path).toMatch(/^\/var\/lib\/(docker|containerd)$/);
    expect(seen('addresses')).toEqual({ v4: [server.address], v6: [] });
    expect(seen('clock')).toEqual({ aheadSeconds: 0 });
    expect(seen('packages')).toEqual({ busy: null, interrupted: false });
    expect(seen('docker')).toMatchObject({ origin: 'distribution', running: true, enabled: true });
    expect(seen('listeners')?.filter(({ port }) => port === 80)).toMatchObject([
      { program: 'docker-proxy', container: 'setup-server-front' },
    ]);
    expect(seen('container', 'setup-server-front')).toMatchObject({
      image: 'nginx:1.30-alpine',
      state: 'running',
      predecessor: false,
      successor: false,
    });
    expect(seen('container', 'nothing')).toBeNull();
    expect(seen('network', 'bridge')?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(seen('answer', 'setup-server-front 80 /')?.status).toBe(200);
  });

  it('tells how containers ended, and who runs with a volume', async () => {
    const { server, look } = await freshServer('ends', { variant: 'docker', suite: 'bookworm' });
    const image = '--entrypoint sh nginx:1.30-alpine -c';
    await server.exec(`
      docker run -d --name killed --volume some-data:/data ${image} 'sleep 1000' && docker kill killed
      docker run --name missing ${image} 'exec /nope' || :
      # The engine hears of the memory a moment after the end, and at times, where much runs beside it, never.
      for time in $(seq 5); do
        docker run --name greedy --memory 16m ${image} 'head -c 1000000000 /dev/zero | tail' || :
        for each in $(seq 50); do docker inspect -f '{{.State.OOMKilled}}' greedy | grep -q true && break 2; sleep 0.2; done
        docker rm greedy
      done
      docker run -d --name user --volume some-data:/data --label setup-server.install=study ${image} 'sleep 1000'
    `);
    const names = ['killed', 'missing', 'greedy', 'user'] as const;
    const seen = await look(
      ...names.map((name) => ['container', name] as const),
      ['volume', 'some-data'],
      ['volume', 'other-data'],
    );
    expect(names.map((name) => seen('container', name))).toMatchObject([
      { state: 'exited', exitCode: 137, outOfMemory: false, upSeconds: null },
      { state: 'exited', exitCode: 127, outOfMemory: false },
      { state: 'exited', exitCode: 137, outOfMemory: true },
      { state: 'running', exitCode: 0, upSeconds: expect.any(Number) },
    ]);
    expect(seen('volume', 'some-data')).toEqual({
      users: [{ container: 'user', install: 'study' }],
    });
    expect(seen('volume', 'other-data')).toBeNull();
  });

  it('is not woken by looking when its engine was stopped', async () => {
    const { server, look } = await freshServer('stopped', { variant: 'docker', suite: 'trixie' });
    await server.exec('systemctl stop docker.service');
    const seen = await look('docker', ['container', 'web'], ['image', 'web:1']);
    expect(seen('docker')).toMatchObject({ version: null, running: false, enabled: true });
    expect(seen('container', 'web')).toBeNull();
    expect(await server.succeeds('systemctl is-active --quiet docker.service')).toBe(false);
  });

  it('says why its engine does not start, when looked at and when started', async () => {
    const { server, look } = await freshServer('broken', { variant: 'docker', suite: 'bookworm' });
    await server.exec(`mkdir -p /etc/docker && echo '{"debug":}' >/etc/docker/daemon.json`);
    await server.exec('systemctl restart docker.service || :');
    const seen = await look('docker');
    expect(seen('docker')).toMatchObject({ version: null, running: false });
    expect(seen('docker')?.trouble).toMatch(
      /^unable to configure the Docker daemon with file \/etc\/docker\/daemon.json: invalid character/,
    );
    const started = await server.exec(`{ ${systemd.startDocker.text}\n} 2>&1 || echo failed`);
    expect(started.trim().split('\n').at(-1)).toBe('failed');
    expect(judgeOutput(started)?.code).toBe('docker.settings');
    await server.exec('rm /etc/docker/daemon.json');
    await server.exec(systemd.startDocker.text);
    const repaired = (await look('docker'))('docker');
    expect(repaired).toMatchObject({ running: true, package: 'docker.io' });
    expect(repaired).not.toHaveProperty('trouble');
  });
});

describe('a fresh server', () => {
  it("tells a user's own name and groups, and what only root may see", async () => {
    const { look } = await freshServer('user', { variant: 'user-nopasswd', suite: 'trixie' });
    const seen = await look('login', 'listeners', 'docker', 'packages');
    expect(seen('login')).toMatchObject({ user: 'ubuntu', root: 'sudo' });
    expect(
      seen('listeners')
        ?.filter(({ port }) => port === 22)
        .map((l) => l.program),
    ).toEqual(['sshd', 'sshd']);
    expect(seen('docker')).toBeNull();
  });

  it('tells that a user may not become root without a password', async () => {
    const { server, look } = await freshServer('no-root', { variant: 'user-nopasswd' });
    await server.exec('rm /etc/sudoers.d/*');
    const seen = await look('login', 'system', 'memory');
    expect(seen('login')).toMatchObject({ user: 'ubuntu', root: 'no' });
    expect(seen('system')?.id).toBe('debian');
  });

  it('names who keeps the package manager busy, until it is free', async () => {
    const { server, look } = await freshServer('lock', { variant: 'aptlock', lockSeconds: 600 });
    await server.exec('until pgrep -x sleep; do :; done');
    const packages = async () => (await look('packages'))('packages');
    expect(await packages()).toMatchObject({ busy: { program: 'apt-get' } });
    await server.exec('pkill -x sleep');
    await expect
      .poll(packages, { timeout: 120_000, interval: 300 })
      .toEqual({ busy: null, interrupted: false });
  });

  it('tells an interrupted installation from a finished one', async () => {
    const { server, look } = await freshServer('cut', { suite: 'trixie' });
    await server.exec('apt-get update -qq && cd /tmp && apt-get download -q less');
    await server.exec('dpkg --unpack /tmp/less_*.deb');
    expect((await look('packages'))('packages')).toEqual({ busy: null, interrupted: true });
    await server.exec('dpkg --configure -a');
    expect((await look('packages'))('packages')).toEqual({ busy: null, interrupted: false });
  });

  it('names the web server that came with it', async () => {
    const { look } = await freshServer('port80', { variant: 'port80', suite: 'bookworm' });
    const seen = await look('listeners');
    const taken = seen('listeners')?.filter(({ port }) => port === 80) ?? [];
    expect(taken.map(({ program }) => program)).toEqual(['nginx', 'nginx']);
  });

  it("tells the size of the disk that is Docker's own", async () => {
    const { look } = await freshServer('disk', { variant: 'tiny-disk', diskMegabytes: 300 });
    const disk = (await look('disk'))('disk');
    expect(disk?.path).toBe('/var/lib/docker');
    expect(disk?.totalMB).toBeLessThanOrEqual(300);
    expect(disk?.freeMB).toBeGreaterThan(200);
  });

  it('tells when it has set itself up', async () => {
    const { server, look } = await freshServer('cloud', {
      variant: 'cloud',
      userData: '#cloud-config\nruncmd:\n  - until [ -e /root/go-on ]; do sleep 0.1; done\n',
    });
    expect((await look('firstBoot'))('firstBoot')?.state).toBe('running');
    await server.exec('touch /root/go-on');
    await expect
      .poll(async () => (await look('firstBoot'))('firstBoot')?.state, {
        timeout: 120_000,
        interval: 300,
      })
      .toMatch(/^done/);
  });

  it('tells the same with the tools of BusyBox and its shell alone', async () => {
    const { server, look } = await freshServer('small', { suite: 'bookworm' });
    const withGnu = await look('memory', 'packages', 'listeners', 'addresses', 'system');
    await server.exec('apt-get update -qq && apt-get install -y -qq busybox-static');
    // Every program but sshd's own way in is BusyBox's, as on Alpine.
    await server.exec('busybox --install -s /usr/local/sbin && ln -sf busybox /bin/sh');
    await server.exec('rm -f /usr/local/sbin/ss; mv /usr/bin/ss /usr/bin/ss.away');
    const seen = await look(
      ...(['memory', 'packages', 'listeners', 'addresses', 'system', 'login', 'disk'] as const),
      ...(['clock', 'firstBoot', 'docker', 'virtualisation', 'routes'] as const),
      ...(['fileSystems', 'restart', 'firewall', 'timeSync', 'daemonConfig'] as const),
      ['portOwner', '22'],
      ['resolver', 'registry-1.docker.io'],
      ['file', '/etc/passwd'],
      ['record', 'none'],
    );
    const own = (port: number) => (each: { port: number }) => each.port === port;
    expect(seen('listeners')?.filter(own(22))).toEqual(withGnu('listeners')?.filter(own(22)));
    expect(seen('addresses')).toEqual(withGnu('addresses'));
    expect(seen('memory')?.totalMB).toBe(withGnu('memory')?.totalMB);
    expect(seen('system')).toEqual(withGnu('system'));
    expect(seen('login')?.root).toBe('already');
    expect(seen('disk')?.totalMB).toBeGreaterThan(0);
    expect(seen('packages')).toEqual({ busy: null, interrupted: false });
    expect(seen('file', '/etc/passwd')).toMatchObject({ mode: '644', owner: 'root' });
    expect(seen('virtualisation')).toEqual({ kind: 'docker', container: true });
    expect(seen('routes')).toMatchObject({ v4: true, networks: ['198.51.100.0/24'] });
    expect(seen('fileSystems')).toMatchObject({ readOnly: [], root: 'overlay' });
    expect(seen('restart')).toMatchObject({ needed: false, modulesGone: false });
    expect(seen('firewall')?.kind).toBe('none');
    expect(seen('timeSync')?.synchronised).toBeNull();
    expect(seen('daemonConfig')).toBeNull();
    expect(seen('portOwner', '22')).toMatchObject({ program: 'sshd', unit: 'ssh.service' });
    expect(seen('resolver', 'registry-1.docker.io')?.works).toBe(true);
  });
});
