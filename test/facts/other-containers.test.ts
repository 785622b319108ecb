import { describe, expect, it } from 'vitest';
import { LABEL } from '../../source/containers/container.ts';
import { SAYS } from '../../source/facts/probe.ts';
import { read, refusalOf } from './captured.ts';

const IMAGE = {
  image: 'sha256:1',
  digests: ['jhpyle/docassemble@sha256:2'],
  config: {
    Env: ['PATH=/bin', 'MODE=production'],
    Cmd: ['bash'],
    Entrypoint: null,
    WorkingDir: '/opt',
    User: '',
    ExposedPorts: { '80/tcp': {}, '514/udp': {} },
  },
};
const NAMELESS = 'ab'.repeat(32);

/** As `docker inspect` of Docker 26 tells it, shortened. */
const CONTAINER = {
  Id: 'c0ffee',
  Name: '/nice_mirzakhani',
  Image: 'sha256:1',
  Config: {
    Image: 'jhpyle/docassemble',
    Env: ['TITLE=A=B', 'PATH=/bin', 'MODE=test', 'EMPTY='],
    Cmd: ['bash'],
    Entrypoint: null,
    WorkingDir: '/home',
    User: '',
    Labels: {},
  },
  HostConfig: {
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    NetworkMode: 'bridge',
    PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '' }] },
    Privileged: false,
    CapAdd: null,
    Devices: [],
    Memory: 0,
    Tmpfs: null,
  },
  State: { Running: true, StartedAt: '2026-11-29T03:50:17.01Z' },
  Mounts: [
    {
      Type: 'volume',
      Name: NAMELESS,
      Source: '/var/lib/docker/volumes/x',
      Destination: '/a',
      RW: true,
    },
    { Type: 'bind', Source: '/etc/ssl/certs', Destination: '/etc/ssl/certs', RW: false },
    { Type: 'tmpfs', Source: '', Destination: '/run', RW: true },
  ],
  NetworkSettings: {
    Ports: {
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '32768' },
        { HostIp: '::', HostPort: '32768' },
      ],
      '25/tcp': null,
      '53/udp': [{ HostIp: '127.0.0.1', HostPort: '53' }],
    },
    Networks: { bridge: {}, shop_default: {} },
  },
};

const seen = (...objects: object[]) =>
  read('otherContainers', { stdout: objects.map((each) => JSON.stringify(each)).join('\n') });
const with_ = (part: 'Config' | 'HostConfig', changes: object) => ({
  ...CONTAINER,
  [part]: { ...CONTAINER[part], ...changes },
});

describe('containers of others', () => {
  it('are told by what they were given beside their image', () => {
    const [found] = seen(CONTAINER, IMAGE);
    expect(found).toMatchObject({
      id: 'c0ffee',
      name: 'nice_mirzakhani',
      image: {
        reference: 'jhpyle/docassemble',
        digests: ['jhpyle/docassemble@sha256:2'],
        ports: [80],
        command: ['bash'],
      },
      running: true,
      startedAt: '2026-11-29T03:50:17.01Z',
      restart: 'no',
      command: null,
      entrypoint: null,
      workdir: '/home',
      mounts: [
        { source: NAMELESS, target: '/a' },
        { source: '/etc/ssl/certs', target: '/etc/ssl/certs', readOnly: true },
      ],
      ports: [
        { host: 32_768, container: 80, protocol: 'tcp' },
        { address: '127.0.0.1', host: 53, container: 53, protocol: 'udp' },
      ],
      networks: ['shop_default'],
      project: null,
      cluster: null,
      unusual: [],
      user: null,
      limits: {},
      rights: {},
    });
    const env = [...(found?.env ?? [])].map(([name, value]) => [name, value.reveal()]);
    expect(env).toEqual([
      ['TITLE', 'A=B'],
      ['MODE', 'test'],
      ['EMPTY', ''],
    ]);
    expect(JSON.stringify([...(found?.env ?? [])])).not.toContain('A=B');
  });

  it('are not those of ours', () => {
    expect(seen(with_('Config', { Labels: { [LABEL.install]: 'study' } }), IMAGE)).toEqual([]);
  });

  it('have what ours would not have', () => {
    const odd = with_('HostConfig', { Privileged: true, Memory: 5, CapAdd: ['NET_ADMIN'] });
    expect(seen(odd, IMAGE)[0]?.unusual).toEqual(['--privileged', '--cap-add', '--memory']);
    expect(seen(with_('Config', { User: '1000' }), IMAGE)[0]).toMatchObject({
      ...{ unusual: ['--user'], user: '1000' },
    });
  });

  it('have limits and rights that ours can have, too', () => {
    const given = with_('HostConfig', {
      ...{ Memory: 536_870_912, NanoCpus: 1_500_000_000 },
      ...{ CapAdd: ['CAP_NET_ADMIN'], CapDrop: ['ALL'] },
      Devices: [{ PathOnHost: '/dev/ttyUSB0', PathInContainer: '/dev/radio' }],
      DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }],
    });
    expect(seen(given, IMAGE)[0]).toMatchObject({
      limits: { memoryMB: 512, cpus: 1.5 },
      rights: {
        ...{ add: ['NET_ADMIN'], drop: ['ALL'], gpus: 'all' },
        devices: [{ host: '/dev/ttyUSB0', container: '/dev/radio' }],
      },
    });
  });

  it('may be of Compose, or of a cluster', () => {
    const labels = {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.project.working_dir': '/srv/shop',
    };
    expect(seen(with_('Config', { Labels: labels }), IMAGE)[0]?.project).toEqual({
      name: 'shop',
      folder: '/srv/shop',
    });
    const swarm = { 'com.docker.swarm.task.id': 'x' };
    expect(seen(with_('Config', { Labels: swarm }), IMAGE)[0]?.cluster).toBe('Docker Swarm');
  });

  it('have all settings where their image is gone', () => {
    expect(seen(CONTAINER)[0]?.env.size).toBe(4);
  });

  it('are none without Docker, and where it has none', () => {
    expect(read('otherContainers', { code: SAYS.absent })).toEqual([]);
    expect(read('otherContainers', { stdout: '' })).toEqual([]);
  });

  it('are not taken for none where Docker says something else', () => {
    expect(refusalOf('otherContainers', { code: 1, stdout: 'permission denied' })).toBe(
      'look.otherContainers',
    );
  });
});
