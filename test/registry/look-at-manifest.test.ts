import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAtManifest } from '../../source/edges/registry/look-at-manifest.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Connections } from '../../source/session/connections.ts';
import { lookThrough } from '../../source/session/look.ts';
import { digestOf, errors, ImitatedRegistry } from './imitated-registry.ts';

const NEVER = new AbortController().signal;
let registry: ImitatedRegistry;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
});
afterEach(() => registry.close());

const look = (image = 'a/b:1') => lookAtManifest(`${registry.host}/${image}`, NEVER);

const INDEX = 'application/vnd.oci.image.index.v1+json';

function multi() {
  const config = { ExposedPorts: { '9000/tcp': {} } };
  const amd64 = registry.image('a/b', 'x', { architecture: 'amd64', megabytes: 600, config });
  const arm64 = registry.image('a/b', 'y', {
    architecture: 'arm64',
    variant: 'v8',
    megabytes: 580,
  });
  const manifests = [
    { digest: amd64, platform: { os: 'linux', architecture: 'amd64' } },
    { digest: arm64, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    { digest: digestOf('arm'), platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    { digest: digestOf('win'), platform: { os: 'windows', architecture: 'amd64' } },
    { digest: digestOf('how'), platform: { os: 'unknown', architecture: 'unknown' } },
  ];
  const document = { schemaVersion: 2, mediaType: INDEX, manifests };
  return { amd64, digest: registry.manifest('a/b', '1', document) };
}

describe('an image for several platforms', () => {
  test('tells which, and how large it is for those that our servers are', async () => {
    const { digest } = multi();
    const fact = await look();
    expect(fact).toMatchObject({
      is: 'there',
      digest,
      platforms: [
        { os: 'linux', architecture: 'amd64', content: { compressedMB: 600 } },
        { os: 'linux', architecture: 'arm64', variant: 'v8', content: { compressedMB: 580 } },
        { os: 'linux', architecture: 'arm', variant: 'v7', content: null },
        { os: 'windows', architecture: 'amd64', content: null },
      ],
    });
    expect(fact?.is === 'there' && fact.platforms).toHaveLength(4);
    // Each counts as a download: none is asked for without need.
    expect(registry.calls().filter((call) => call.includes('/manifests/'))).toHaveLength(3);
  });

  test('is still known to be there where a part of it can not be had', async () => {
    const { amd64 } = multi();
    registry.on(`GET /v2/a/b/manifests/${amd64}`, errors(429, 'TOOMANYREQUESTS'));
    expect(await look()).toMatchObject({
      platforms: [{ content: null }, { content: { compressedMB: 580 } }, {}, {}],
    });
  });

  test('may be asked for by its digest', async () => {
    const { digest } = multi();
    expect(await look(`a/b@${digest}`)).toMatchObject({ is: 'there', digest });
  });

  test('is a sighting of the query that asked for it', async () => {
    multi();
    const wanted = query('manifest', '', `${registry.host}/a/b:1`);
    // It has no host, so that no connection is needed.
    for await (const seen of lookThrough({} as Connections, () => new Facts())([wanted], NEVER))
      expect(seen).toMatchObject({ query: wanted, value: { is: 'there' } });
    expect.assertions(1);
  });
});

describe('an image for one platform', () => {
  test("is told of by its configuration, in Docker's own form too", async () => {
    const config = registry.blob('a/b', { os: 'linux', architecture: 'arm64', variant: 'v8' });
    const digest = registry.manifest('a/b', 'latest', {
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        digest: config,
        size: 1,
      },
      layers: [{ size: 3_000_000 }, { size: 2_000_000 }],
    });
    expect(await look('a/b')).toEqual({
      is: 'there',
      digest,
      platforms: [
        {
          os: 'linux',
          architecture: 'arm64',
          variant: 'v8',
          content: {
            compressedMB: 5,
            declares: { ports: [], volumes: [], user: '', workdir: '', healthcheck: null, env: [] },
          },
        },
      ],
    });
  });

  test('says what it declares, and of its environment the names only', async () => {
    registry.image('a/b', '1', {
      architecture: 'amd64',
      config: {
        ExposedPorts: { '9000/tcp': {}, '53/udp': {}, 80: {} },
        Volumes: { '/data': {}, '/var/lib/b': {} },
        User: '1000:1000',
        WorkingDir: '/app',
        Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'] },
        Env: ['PATH=/bin', 'PASSWORD=hunter2', 'EMPTY='],
      },
    });
    const fact = await look();
    expect(fact).toMatchObject({
      platforms: [
        {
          content: {
            declares: {
              ports: ['80/tcp', '9000/tcp', '53/udp'],
              volumes: ['/data', '/var/lib/b'],
              user: '1000:1000',
              workdir: '/app',
              healthcheck: 'curl -f http://localhost/ || exit 1',
              env: ['PATH', 'PASSWORD', 'EMPTY'],
            },
          },
        },
      ],
    });
    expect(JSON.stringify(fact)).not.toContain('hunter2');
  });

  test.each([
    [
      ['CMD', '/bin/check', '--all'],
      ['/bin/check', '--all'],
    ],
    [['NONE'], null],
    [[], null],
    ['curl', null],
  ])('has the health check %j', async (Test, healthcheck) => {
    registry.image('a/b', '1', { architecture: 'amd64', config: { Healthcheck: { Test } } });
    expect(await look()).toMatchObject({ platforms: [{ content: { declares: { healthcheck } } }] });
  });

  test('can do nothing to the terminal, and its odd fields are left out', async () => {
    registry.image('a/b', '1', {
      architecture: 'amd64',
      config: {
        ExposedPorts: { '\x1b[2J80/tcp': {}, '80-90/tcp': {} },
        Volumes: { '/a\nb': {}, '/\x1b]52;c;eA==\x07': {}, relative: {}, '/good': {} },
        User: 'root\x1b[31m',
        WorkingDir: ['/'],
        Healthcheck: { Test: ['CMD-SHELL', 'true\x1b[2J'] },
        Env: ['A\x1b[2J=1', 7, null, 'GOOD=1'],
      },
    });
    expect(await look()).toMatchObject({
      platforms: [
        {
          content: {
            declares: {
              ports: [],
              volumes: ['/good'],
              user: '',
              workdir: '',
              healthcheck: 'true',
              env: ['GOOD'],
            },
          },
        },
      ],
    });
  });
});
