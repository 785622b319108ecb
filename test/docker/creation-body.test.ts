import { describe, expect, test } from 'vitest';
import { type ContainerSpec, fingerprint } from '../../source/containers/container.ts';
import { dockerRun } from '../../source/containers/docker-run.ts';
import { creationBody } from '../../source/edges/docker/creation-body.ts';
import { stopOrders } from '../../source/edges/docker/stop-label.ts';
import { frontContainer } from '../../source/front/container.ts';
import { sampleSpec } from './sample-spec.ts';

const full = sampleSpec({
  image: 'jatos/jatos:3.9',
  command: ['-J-Xmx1g', "it's"],
  entrypoint: ['/bin/start', '--fast'],
  workdir: '/opt/app',
  volumes: [
    { source: 'study-data', target: '/opt/jatos_data' },
    { source: '/etc/study/keys', target: '/keys', readOnly: true },
  ],
  ports: [
    { host: 80, container: 8080, protocol: 'tcp' },
    { address: '127.0.0.1', host: 9000, container: 9000, protocol: 'tcp' },
    { address: '[::1]', host: 9000, container: 9000, protocol: 'tcp' },
    { host: 53, container: 53, protocol: 'udp' },
  ],
  network: 'setup-server',
  stop: { command: ['/bin/stop'], timeoutSeconds: 600 },
  envFile: '/etc/setup-server/study/env.list',
});

const strict: Partial<ContainerSpec> = {
  user: '1000:1000',
  limits: { memoryMB: 512, cpus: 1.5 },
  rights: {
    ...{ add: ['NET_ADMIN'], drop: ['ALL'], gpus: 'all' },
    devices: [{ host: '/dev/ttyUSB0', container: '/dev/radio' }],
  },
};

describe('what the engine is told about a container', () => {
  test('every part of the spec', () => {
    expect(creationBody(full, ['A=1', 'B=two words'], 'e5')).toEqual({
      Image: 'jatos/jatos:3.9',
      Env: ['A=1', 'B=two words'],
      Cmd: ['-J-Xmx1g', "it's"],
      Entrypoint: ['/bin/start', '--fast'],
      WorkingDir: '/opt/app',
      Labels: {
        'setup-server.install': 'study',
        'setup-server.spec': fingerprint(full),
        'setup-server.env': 'e5',
        'setup-server.stop':
          '{"command":["/bin/stop"],"timeoutSeconds":600,"restart":"unless-stopped"}',
      },
      ExposedPorts: { '8080/tcp': {}, '9000/tcp': {}, '53/udp': {} },
      StopTimeout: 600,
      HostConfig: {
        Binds: ['study-data:/opt/jatos_data', '/etc/study/keys:/keys:ro'],
        PortBindings: {
          '8080/tcp': [{ HostIp: '', HostPort: '80' }],
          '9000/tcp': [
            { HostIp: '127.0.0.1', HostPort: '9000' },
            { HostIp: '::1', HostPort: '9000' },
          ],
          '53/udp': [{ HostIp: '', HostPort: '53' }],
        },
        NetworkMode: 'setup-server',
        RestartPolicy: { Name: 'unless-stopped' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
        Ulimits: [{ Name: 'nofile', Soft: 65_536, Hard: 65_536 }],
      },
    });
  });

  test('limits and rights, where they are wanted', () => {
    const body = creationBody(sampleSpec(strict), [], null);
    expect(body.User).toBe('1000:1000');
    expect(body.HostConfig).toMatchObject({
      ...{ Memory: 536_870_912, NanoCpus: 1_500_000_000 },
      ...{ CapAdd: ['NET_ADMIN'], CapDrop: ['ALL'] },
      Devices: [
        {
          ...{ PathOnHost: '/dev/ttyUSB0', PathInContainer: '/dev/radio' },
          CgroupPermissions: 'rwm',
        },
      ],
      DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }],
    });
    const usual = Object.keys(creationBody(sampleSpec(), [], null).HostConfig);
    expect(usual).not.toEqual(expect.arrayContaining(['Memory']));
    expect(usual).not.toEqual(expect.arrayContaining(['DeviceRequests']));
    expect(fingerprint(sampleSpec(strict))).not.toBe(fingerprint(sampleSpec()));
  });

  test('other names on its network', () => {
    const spec = sampleSpec({ network: 'setup-server-shop', aliases: ['db'] });
    expect(creationBody(spec, [], null).NetworkingConfig).toEqual({
      EndpointsConfig: { 'setup-server-shop': { Aliases: ['db'] } },
    });
    expect(dockerRun(spec)).toContain('  --network-alias db \\');
  });

  test('what the spec leaves open is left to the image', () => {
    const body = creationBody(sampleSpec(), [], null);
    expect(Object.keys(body)).not.toContain('Cmd');
    expect(Object.keys(body)).not.toContain('Entrypoint');
    expect(Object.keys(body)).not.toContain('WorkingDir');
    expect(body.Labels).not.toHaveProperty('setup-server.env');
  });

  test('folders that we made, and no others, are labelled for SELinux where Docker is guarded by it', () => {
    const bindsOf = (...volumes: ContainerSpec['volumes']) =>
      creationBody(sampleSpec({ volumes }), [], null).HostConfig.Binds;
    expect(bindsOf(...frontContainer().volumes)).toEqual([
      '/etc/setup-server/front:/etc/nginx/setup-server:ro,z',
      '/var/lib/setup-server/challenges:/var/www/acme-challenge:ro,z',
    ]);
    expect(
      bindsOf(
        { source: '/etc/setup-server-other', target: '/a' },
        { source: '/etc', target: '/b', readOnly: true },
        { source: '/home/anna/data', target: '/c' },
        { source: 'study-data', target: '/d' },
      ),
    ).toEqual(['/etc/setup-server-other:/a', '/etc:/b:ro', '/home/anna/data:/c', 'study-data:/d']);
  });

  test('what reads our keys stays root on an engine that makes root of containers another user', () => {
    const { HostConfig } = creationBody(frontContainer(), [], null);
    expect(HostConfig.UsernsMode).toBe('host');
    expect(creationBody(full, [], null).HostConfig).not.toHaveProperty('UsernsMode');
  });

  test('volumes of the predecessor go over, and the limit of files can be left out', () => {
    const carried = [{ name: 'ab12', target: '/data' }];
    const { HostConfig } = creationBody(sampleSpec(), [], null, { carried, openFiles: false });
    expect(HostConfig.Binds).toEqual(['ab12:/data']);
    expect(HostConfig).not.toHaveProperty('Ulimits');
  });
});

describe('the orders on a container for its own end', () => {
  const fallback = { timeoutSeconds: 10, restart: 'always' };

  test('are read back as they were written', () => {
    const { Labels } = creationBody(full, [], null);
    expect(stopOrders(Labels, fallback)).toEqual({
      command: ['/bin/stop'],
      timeoutSeconds: 600,
      restart: 'unless-stopped',
    });
  });

  test.each<[string, Record<string, string>]>([
    ['no label', {}],
    ['no JSON', { 'setup-server.stop': '{' }],
    ['no object', { 'setup-server.stop': 'null' }],
    ['nothing in it that fits', { 'setup-server.stop': '{"command":"x","timeoutSeconds":"1"}' }],
  ])('fall back where there is %s', (_title, labels) => {
    expect(stopOrders(labels, fallback)).toEqual(fallback);
  });
});

describe('the same as a line to paste', () => {
  test('with every part, quoted', () => {
    expect(dockerRun(full)).toEqual([
      'docker run --detach \\',
      '  --name study \\',
      '  --restart unless-stopped \\',
      '  --network setup-server \\',
      '  --publish 80:8080 \\',
      '  --publish 127.0.0.1:9000:9000 \\',
      "  --publish '[::1]:9000:9000' \\",
      '  --publish 53:53/udp \\',
      '  --volume study-data:/opt/jatos_data \\',
      '  --volume /etc/study/keys:/keys:ro \\',
      '  --env-file /etc/setup-server/study/env.list \\',
      '  --workdir /opt/app \\',
      '  --entrypoint /bin/start \\',
      '  --stop-timeout 600 \\',
      '  --log-driver json-file \\',
      '  --log-opt max-size=10m \\',
      '  --log-opt max-file=3 \\',
      '  --ulimit nofile=65536:65536 \\',
      '  --label setup-server.install=study \\',
      "  jatos/jatos:3.9 --fast -J-Xmx1g 'it'\\''s'",
    ]);
  });

  test('with limits and rights', () => {
    expect(dockerRun(sampleSpec(strict))).toEqual(
      expect.arrayContaining([
        '  --user 1000:1000 \\',
        '  --memory 512m \\',
        '  --cpus 1.5 \\',
        '  --cap-drop ALL \\',
        '  --cap-add NET_ADMIN \\',
        '  --device /dev/ttyUSB0:/dev/radio \\',
        '  --gpus all \\',
      ]),
    );
  });

  test('with the label for a folder of ours', () => {
    expect(dockerRun(frontContainer())).toContain('  --userns host \\');
    expect(dockerRun(frontContainer())).toContain(
      '  --volume /etc/setup-server/front:/etc/nginx/setup-server:ro,z \\',
    );
  });

  test('an IPv6 address is given brackets', () => {
    const ports = [{ address: '::1', host: 1, container: 2, protocol: 'tcp' }] as const;
    expect(dockerRun(sampleSpec({ ports }))).toContain("  --publish '[::1]:1:2' \\");
  });
});
