import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAYS } from '../../source/facts/probe.ts';
import { quote } from '../../source/shell.ts';
import { askHere, onlyTools, ownFolder } from './ask-here.ts';
import { read, refusalOf, seenOn } from './captured.ts';

describe('Docker', () => {
  it('is seen on a real Debian 12 with its own package', () => {
    expect(seenOn('debian-12-in-use', 'docker')).toEqual({
      version: '20.10.24+dfsg1',
      apiVersion: '1.41',
      origin: 'distribution',
      package: 'docker.io',
      running: true,
      enabled: true,
      root: '/var/lib/docker',
    });
  });

  it('can give graphics processors to containers where NVIDIA has its part there', () => {
    const stdout = 'origin docker-ce\nenabled\ngpus\n{"Version":"28.5.1"}\nroot /srv\ntold\n';
    expect(read('docker', { stdout })).toMatchObject({ gpus: true });
  });

  it('is not on a fresh Debian 13', () => {
    expect(seenOn('debian-13-fresh', 'docker')).toBeNull();
  });

  it("is Docker's own where that package is there, whatever else is", () => {
    const stdout =
      'origin docker\norigin docker-ce\nenabled\n{"Version":"28.5.1"}\nroot /srv\ntold\n';
    expect(read('docker', { stdout })).toMatchObject({
      version: '28.5.1',
      origin: 'docker',
      root: '/srv',
    });
  });

  it('has no version where the engine does not answer', () => {
    const stdout = `origin docker-ce\nenabled\nCannot connect to the Docker daemon\nnull\nroot \ntold\n`;
    expect(read('docker', { stdout })).toEqual({
      version: null,
      apiVersion: null,
      origin: 'docker',
      package: 'docker-ce',
      running: false,
      enabled: true,
      root: null,
    });
  });

  it("tells why it does not start, in its log's words without what surrounds them", () => {
    const before = 'origin docker-ce\nenabled\n';
    const after = 'Cannot connect to the Docker daemon\nroot \nsecurity []\ntold\n';
    const why = (line: string) =>
      read('docker', { stdout: `${before}trouble ${line}\n${after}` })?.trouble;
    expect(why('failed to start daemon: no space left on device')).toBe(
      'failed to start daemon: no space left on device',
    );
    expect(
      why('time="2026-11-21T05:00:00Z" level=error msg="could not \\"x\\"" error="exit status 1"'),
    ).toBe('could not "x": exit status 1');
    expect(why('failed to start daemon: \x1b[31mred\x1b[0m\x07')).toBe(
      'failed to start daemon: red',
    );
    expect(read('docker', { stdout: `${before}${after}` })).not.toHaveProperty('trouble');
  });

  it('is without trouble once it answers, whatever it said before', () => {
    const stdout = 'origin docker-ce\ntrouble failed to start\n{"Version":"28.5.1"}\ntold\n';
    expect(read('docker', { stdout })).not.toHaveProperty('trouble');
  });

  it('is told from one that belongs to a user without rights', () => {
    const rootless = '[name=seccomp,profile=builtin name=rootless name=cgroupns]';
    const stdout = `origin docker-ce\n{"Version":"28.5.1"}\nroot /home/anna/.local/share/docker\nsecurity ${rootless}\ntold\n`;
    expect(read('docker', { stdout })).toMatchObject({ rootless: true });
    expect(read('docker', { stdout: stdout.replace('rootless', 'apparmor') })).not.toHaveProperty(
      'rootless',
    );
  });

  it('tells whether it guards its containers by SELinux', () => {
    const stdout = `origin docker\n{"Version":"28.5.1"}\nsecurity [name=selinux name=cgroupns]\ntold\n`;
    expect(read('docker', { stdout })).toMatchObject({ selinux: true });
    expect(read('docker', { stdout: stdout.replace('selinux', 'apparmor') })).not.toHaveProperty(
      'selinux',
    );
  });

  it('counts as not answering where it hangs until the question is cut off', () => {
    expect(read('docker', { code: 124, stdout: 'origin docker-ce\nenabled\n' })).toMatchObject({
      version: null,
      running: false,
    });
  });

  /** A PATH where `docker` and `dockerd` are these scripts, or missing. */
  const pathWith = (scripts: Record<string, string>) => {
    const folder = ownFolder();
    for (const [name, text] of Object.entries(scripts)) {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${text}\n`);
      chmodSync(path, 0o755);
    }
    const rest = onlyTools('grep', 'sed');
    return `${folder}:${rest}`;
  };

  it('is not there where only its client is: that may be for another machine', () => {
    const path = pathWith({ docker: 'echo "Docker version 28.5.1"' });
    expect(read('docker', askHere('docker', '', path))).toBeNull();
  });

  it('is not there where only its engine is: an installation was cut short', () => {
    const path = pathWith({ dockerd: 'exit 0' });
    expect(read('docker', askHere('docker', '', path))).toBeNull();
  });

  it.each(['unpacked', 'half-installed', 'half-configured'])(
    'is not there where its package is %s, unless one answers that is being replaced',
    (status) => {
      const scripts = (answer: string) => ({
        docker: `[ "$1" = --version ] && echo "Docker version 28.5.1"; ${answer}`,
        dockerd: 'exit 0',
        'dpkg-query': `echo "${status} docker-ce"; echo "not-installed docker.io"`,
      });
      const seen = (answer: string) =>
        read('docker', askHere('docker', '', pathWith(scripts(answer))));
      expect(seen('')).toBeNull();
      expect(seen(`[ "$1" != version ] || echo '{"Version":"28.5.1"}'`)).toMatchObject({
        version: '28.5.1',
      });
    },
  );

  it.each(['installed', 'triggers-pending', 'config-files', 'unpacked docker.io\ninstalled'])(
    'is there, whether it runs or not, where its package is %j',
    (status) => {
      const path = pathWith({
        docker: '[ "$1" = --version ] && echo "Docker version 28.5.1"',
        dockerd: 'exit 0',
        'dpkg-query': `echo "${status} docker-ce"`,
      });
      expect(read('docker', askHere('docker', '', path))).toMatchObject({ version: null });
    },
  );

  it('is told from Podman, which takes its name', () => {
    const path = pathWith({
      docker: 'echo "Emulate Docker CLI using podman." >&2; echo "podman version 4.9.3"',
    });
    expect(read('docker', askHere('docker', '', path))).toMatchObject({
      origin: 'podman',
      version: null,
    });
  });

  it('is asked in real shells for its last words, only where its service failed', () => {
    const log = [
      'time="2026-11-21T05:00:00Z" level=info msg="Starting up"',
      "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}'",
      'docker.service: Main process exited, code=exited, status=1/FAILURE',
    ];
    const scripts = (state: string) => ({
      docker: '[ "$1" = --version ] && echo "Docker version 28.5.1"',
      dockerd: 'exit 0',
      pidof: 'exit 1',
      systemctl: `[ "$1" = is-active ] && { echo ${state}; [ ${state} = active ]; }`,
      journalctl: `printf '%s\\n' ${log.map((line) => quote(line)).join(' ')}`,
    });
    const tools = onlyTools('tail');
    const trouble = (state: string) =>
      read('docker', askHere('docker', '', `${pathWith(scripts(state))}:${tools}`))?.trouble;
    expect(trouble('failed')).toBe(log[1]);
    expect(trouble('activating')).toBe(log[1]);
    expect(trouble('inactive')).toBeUndefined();
  });

  it('is asked for only while it runs, so that looking does not start it', () => {
    const path = pathWith({
      docker:
        'case $1 in --version) echo "Docker version 28.5.1";; *) echo "{\\"Version\\":\\"woken\\"}";; esac',
      dockerd: 'exit 0',
      pidof: 'exit 1',
    });
    expect(read('docker', askHere('docker', '', path))).toMatchObject({
      version: null,
      running: false,
      origin: 'unknown',
    });
    expect(read('container', askHere('container', 'web', path), 'web')).toBeNull();
  });

  it('is asked on its own socket, whatever the shell there says', () => {
    const path = pathWith({ docker: `printf '{"id":"%s"}\\n' "$DOCKER_HOST"`, pidof: 'exit 0' });
    expect(read('image', askHere('image', 'web:1', path), 'web:1')).toMatchObject({
      id: 'unix:///var/run/docker.sock',
    });
  });
});

describe('a container', () => {
  it('is seen on a real server, with the predecessor that waits beside it', () => {
    expect(seenOn('debian-12-in-use', 'container', 'setup-server-front')).toEqual({
      id: 'ec9e202ca3ce3d48a6282524894ba7b2519af860b2d6fa42cdea4456ca187e1b',
      image: 'nginx:1.28-alpine',
      imageId: '',
      mounts: [],
      state: 'running',
      health: null,
      startedAt: '2026-11-21T03:57:42.713857407Z',
      upSeconds: null,
      exitCode: 0,
      outOfMemory: false,
      restarts: 0,
      restart: '',
      labels: {
        range: 'image',
        'setup-server.install': 'front',
        'setup-server.spec': 'abc',
      },
      predecessor: true,
      successor: false,
    });
  });

  it('tells its health where it checks it', () => {
    expect(seenOn('debian-12-in-use', 'container', 'health')).toMatchObject({
      health: 'healthy',
      predecessor: false,
      successor: false,
    });
  });

  it('tells how long it runs by the clock of the host, and how it ended', () => {
    const of = (state: object) => ({
      stdout: `now 1795231260\n${JSON.stringify({ name: '/web', id: '1', ...state })}\n`,
    });
    const startedAt = '2026-11-21T03:20:00.713857407Z';
    const running = { state: 'running', startedAt };
    expect(read('container', of(running), 'web')?.upSeconds).toBe(59);
    const fallen = { state: 'exited', startedAt, exitCode: 137, outOfMemory: true };
    expect(read('container', of(fallen), 'web')).toMatchObject({
      upSeconds: null,
      exitCode: 137,
      outOfMemory: true,
    });
  });

  it('tells that it stopped', () => {
    expect(seenOn('debian-12-in-use', 'container', 'stopped')?.state).toBe('exited');
  });

  it('is absent where there is none of that name', () => {
    expect(seenOn('debian-12-in-use', 'container', 'nope')).toBeNull();
  });

  it('is absent where there is no Docker', () => {
    expect(seenOn('debian-13-fresh', 'container', 'setup-server-front')).toBeNull();
  });

  it('is not one whose id begins with the name', () => {
    const stdout =
      '{"name":"/other","id":"beef00","state":"running"}\nError: No such container: x\n';
    expect(read('container', { code: 1, stdout }, 'beef')).toBeNull();
  });

  it('is not taken for absent where Docker does not tell', () => {
    expect(refusalOf('container', { code: 124 }, 'web')).toBe('look.container');
    const stdout = 'Got permission denied while trying to connect to the Docker daemon socket\n';
    expect(refusalOf('container', { code: 1, stdout }, 'web')).toBe('look.container');
  });
});

describe("a container's log", () => {
  it('is read without what would colour or move the terminal', () => {
    expect(seenOn('debian-12-in-use', 'log', 'stopped')).toEqual(['broken', 'started']);
  });

  it('is absent where there is no such container', () => {
    const stdout = 'Error response from daemon: No such container: nope\n';
    expect(read('log', { code: 1, stdout }, 'nope')).toBeNull();
    expect(read('log', { code: SAYS.absent }, 'nope')).toBeNull();
  });

  it('keeps only the end, and of each line the beginning', () => {
    const stdout = `${'x\n'.repeat(100)}${'y'.repeat(9000)}\n`;
    const lines = read('log', { stdout }, 'web') ?? [];
    expect([lines.length, lines.at(-1)]).toEqual([40, 'y'.repeat(500)]);
  });
});

describe('an image', () => {
  it('is seen on a real server', () => {
    expect(seenOn('debian-12-in-use', 'image', 'nginx:1.28-alpine')).toEqual({
      id: 'sha256:eb9c05be95b40eab9ed44f83d02a84bb784f17f5a4f79409c35e896045429645',
      digest: 'nginx@sha256:b07928a02adb7d69099b3be92f58a5319b0549ecc67b23cba1eb031837f57a32',
      sizeBytes: 86_793_678,
    });
  });

  it('is absent where it was not downloaded', () => {
    expect(seenOn('debian-12-in-use', 'image', 'nope:1')).toBeNull();
  });

  it.each([
    ['docker.io/library/nginx:1', 'nginx@sha256:2'],
    ['registry.example.org:5000/team/app', 'registry.example.org:5000/team/app@sha256:3'],
    ['elsewhere/app:1', 'mirror.example.org/nginx@sha256:1'],
  ])('has the digest of the repository that %s names', (reference, digest) => {
    const digests = [
      'mirror.example.org/nginx@sha256:1',
      'nginx@sha256:2',
      'registry.example.org:5000/team/app@sha256:3',
    ];
    const stdout = `${JSON.stringify({ id: 'sha256:0', digests, size: 1 })}\n`;
    expect(read('image', { stdout }, reference)?.digest).toBe(digest);
  });

  it('has no digest where no registry has it', () => {
    const stdout = '{"id":"sha256:0","digests":[],"size":1}\n';
    expect(read('image', { stdout }, 'mine:1')?.digest).toBeNull();
  });
});

describe('a volume', () => {
  it('is told with the containers that run with it, and whose they are', () => {
    const stdout =
      '{"name":"jatos-data"}\n{"user":"by-hand","install":""}\n{"user":"jatos","install":"jatos"}\n';
    expect(read('volume', { stdout }, 'jatos-data')).toEqual({
      users: [
        { container: 'by-hand', install: null },
        { container: 'jatos', install: 'jatos' },
      ],
    });
    expect(read('volume', { stdout: '{"name":"jatos-data"}\n' }, 'jatos-data')).toEqual({
      users: [],
    });
  });

  it.each([
    'Error response from daemon: get jatos-data: no such volume\n',
    '\nError: No such volume: jatos-data\n',
    // A manager of a cluster asks its cluster, too.
    'Error response from daemon: volume jatos-data not found\n',
  ])('is absent where Docker says so: %j', (stdout) => {
    expect(read('volume', { code: 1, stdout }, 'jatos-data')).toBeNull();
  });

  it('is not taken for absent where Docker does not tell', () => {
    expect(refusalOf('volume', { code: 124 }, 'jatos-data')).toBe('look.volume');
  });
});

describe('a network', () => {
  it('is seen on a real server, or is not', () => {
    expect(seenOn('debian-12-in-use', 'network', 'setup-server')).toEqual({
      id: 'fac64c7ec070a33c94cb0a6e87f513eecd54e9dae91d2fdb5ecd979e51dc3727',
    });
    expect(seenOn('debian-12-in-use', 'network', 'nope')).toBeNull();
  });

  it('is absent in the words of newer engines too', () => {
    const stdout = 'Error response from daemon: network nope not found\n';
    expect(read('network', { code: 1, stdout }, 'nope')).toBeNull();
  });
});
