import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookOutside } from '../../source/edges/outside/look-outside.ts';
import { type LookOptions, lookAtManifest } from '../../source/edges/registry/look-at-manifest.ts';
import { query } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secret.ts';
import { digestOf, errors, ImitatedRegistry, json } from './imitated-registry.ts';

const NEVER = new AbortController().signal;
let registry: ImitatedRegistry;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
});
afterEach(() => registry.close());

const look = (image = 'a/b:1', options?: LookOptions) =>
  lookAtManifest(`${registry.host}/${image}`, NEVER, options);

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
    expect(await lookOutside(wanted, NEVER)).toMatchObject({
      query: wanted,
      value: { is: 'there' },
    });
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

describe('a registry that wants a token', () => {
  const challenge = (rest = '') =>
    `Bearer realm="http://${registry.host}/token",service="here",scope="repository:a/b:pull"${rest}`;
  const token = 'GET /token?service=here&scope=repository%3Aa%2Fb%3Apull';

  test.each(['token', 'access_token'])('gives one to anybody, as "%s"', async (field) => {
    multi();
    registry.wants = { authorization: 'Bearer t0ken', challenge: challenge() };
    registry.on(token, json({ [field]: 't0ken', expires_in: 60 }));
    expect(await look()).toMatchObject({ is: 'there' });
    expect(registry.calls().filter((call) => call === token)).toHaveLength(1);
    const asked = registry.requests.find(({ call }) => call === token);
    expect(asked?.headers.authorization).toBeUndefined();
  });

  test('gives one that opens nothing here: the image is hidden', async () => {
    registry.wants = {
      authorization: 'Bearer other',
      challenge: challenge(',error="insufficient_scope"'),
    };
    registry.on(token, json({ token: 't0ken' }));
    expect(await look()).toEqual({ is: 'hidden' });
    expect(registry.calls()).toHaveLength(3);
  });

  test.each([401, 403])('gives none (%i): the image is hidden', async (status) => {
    registry.wants = { authorization: 'Bearer other', challenge: challenge() };
    registry.on(token, errors(status, 'DENIED'));
    expect(await look()).toEqual({ is: 'hidden' });
  });

  test('is given a password where there is one, and the registry itself never sees it', async () => {
    multi();
    registry.wants = { authorization: 'Bearer t0ken', challenge: challenge() };
    const anna = `Basic ${Buffer.from('anna:p:w').toString('base64')}`;
    registry.on(token, (response, { headers }) =>
      (headers.authorization === anna ? json({ token: 't0ken' }) : errors(401, 'DENIED'))(response),
    );
    const findCredentials = async (name: string | null) =>
      name === registry.host ? { user: 'anna', password: new Secret('p:w') } : null;
    expect(await look('a/b:1', { findCredentials })).toMatchObject({ is: 'there' });
    const shown = registry.requests.filter(({ headers }) => headers.authorization === anna);
    expect(shown.map(({ call }) => call)).toEqual([token]);
  });

  test('or a password alone', async () => {
    multi();
    const authorization = `Basic ${Buffer.from('anna:pw').toString('base64')}`;
    registry.wants = { authorization, challenge: 'Basic realm="r"' };
    expect(await look()).toEqual({ is: 'hidden' });
    const findCredentials = async () => ({ user: 'anna', password: new Secret('pw') });
    expect(await look('a/b:1', { findCredentials })).toMatchObject({ is: 'there' });
  });

  test('whose token would add a header of its own is not understood', async () => {
    registry.wants = { authorization: 'Bearer x', challenge: challenge() };
    registry.on(token, json({ token: 'x\r\nCookie: a' }));
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
  });

  test('from a place that is not encrypted is not asked', async () => {
    const realm = 'Bearer realm="http://registry.invalid/token"';
    registry.wants = { authorization: 'Bearer x', challenge: realm };
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
    expect(registry.calls()).toHaveLength(1);
  });
});

describe('a registry that sends on to another place', () => {
  test('is followed there, and the token stays behind', async () => {
    const store = await ImitatedRegistry.start();
    try {
      multi();
      registry.wants = {
        authorization: 'Bearer t',
        challenge: `Bearer realm="http://${registry.host}/token"`,
      };
      registry.on('GET /token?scope=repository%3Aa%2Fb%3Apull', json({ token: 't' }));
      const text = JSON.stringify({
        os: 'linux',
        architecture: 'amd64',
        config: { User: 'moved' },
      });
      const digest = digestOf(text);
      store.on('GET /deep/blob?sig=1', (response) => response.end(text));
      registry.on(`GET /v2/a/b/blobs/${digest}`, (response) =>
        response.writeHead(307, { location: `http://${store.host}/deep/blob?sig=1` }).end(),
      );
      registry.manifest('a/b', '1', {
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1 },
        layers: [],
      });
      expect(await look()).toMatchObject({
        platforms: [{ architecture: 'amd64', content: { declares: { user: 'moved' } } }],
      });
      expect(store.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await store.close();
    }
  });

  test('and on without end is given up', async () => {
    registry.on('GET /v2/a/b/manifests/1', (response) =>
      response.writeHead(302, { location: '/v2/a/b/manifests/1' }).end(),
    );
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
    expect(registry.calls()).toHaveLength(6);
  });
});

describe('what is not there', () => {
  test('is told apart: no such image', async () => {
    registry.on('GET /v2/a/b/tags/list?n=1000', errors(404, 'NAME_UNKNOWN'));
    expect(await look()).toBeNull();
    registry.on('GET /v2/a/b/manifests/1', errors(404, 'NAME_UNKNOWN'));
    expect(await look()).toBeNull();
  });

  test('and no such tag, with the nearest that there is, on whichever page', async () => {
    registry
      .on(
        'GET /v2/a/b/tags/list?n=1000',
        json({ tags: ['latest', '3.9'] }, { link: '</v2/a/b/tags/list?last=3.9>; rel="next"' }),
      )
      .on('GET /v2/a/b/tags/list?last=3.9', json({ tags: ['3.10.4', 7] }));
    expect(await look('a/b:3.10.3')).toEqual({ is: 'no-such-tag', nearest: '3.10.4' });
    expect(await look('a/b:something-else')).toEqual({ is: 'no-such-tag', nearest: null });
  });

  test('a list of tags that leads elsewhere, or is refused, says nothing of the image', async () => {
    registry.on(
      'GET /v2/a/b/tags/list?n=1000',
      json({ tags: ['2'] }, { link: '<https://elsewhere.invalid/x>; rel="next"' }),
    );
    expect(await look()).toEqual({ is: 'no-such-tag', nearest: null });
    registry.on('GET /v2/a/b/tags/list?n=1000', errors(403, 'DENIED'));
    expect(await look()).toEqual({ is: 'no-such-tag', nearest: null });
  });
});

describe('a registry that can not be asked', () => {
  const limited = (headers: Record<string, string>) => {
    registry.on('GET /v2/a/b/manifests/1', errors(429, 'TOOMANYREQUESTS', headers));
    return look('a/b:1', { now: () => new Date('2026-03-02T10:00:00Z') });
  };
  const start = () => `${registry.host} takes no more requests from here for now`;

  test('because there were too many requests says so in its own figures', async () => {
    expect(await limited({ 'ratelimit-limit': '100;w=21600', 'retry-after': '3000' })).toEqual({
      is: 'unknown',
      code: 'registry.rate-limited',
      says: expect.stringMatching(
        `^${start()}: it takes 100 in 6 hours from one network\\. It works again on Monday 2 March at .*, in 50 minutes\\.$`,
      ),
    });
  });

  test('until a time that it does not know better than by its window', async () => {
    expect(await limited({ 'ratelimit-limit': '10;w=3600' })).toMatchObject({
      says: expect.stringMatching(/it takes 10 in one hour .*, in 60 minutes, at the latest\.$/),
    });
  });

  test('until a time since 1970, as Docker Hub was seen to give it', async () => {
    const at = String(Date.parse('2026-03-02T12:00:00Z') / 1000);
    for (const name of ['retry-after', 'x-ratelimit-reset'])
      expect(await limited({ [name]: at })).toMatchObject({
        says: expect.stringMatching(/for now\. It works again on Monday 2 March .*, in 2 hours\.$/),
      });
  });

  test('without a word of how long', async () => {
    expect(await limited({})).toMatchObject({ says: `${start()}.` });
  });

  test('because it fails', async () => {
    registry.on('GET /v2/a/b/manifests/1', errors(503, 'UNAVAILABLE'));
    expect(await look()).toEqual({
      is: 'unknown',
      code: 'registry.unreachable',
      says: `${registry.host} answers with an error of its own (503).`,
    });
  });

  test('because nothing is there', async () => {
    const { host } = registry;
    const port = host.split(':')[1];
    await registry.close();
    expect(await lookAtManifest(`${host}/a/b:1`, NEVER)).toEqual({
      is: 'unknown',
      code: 'registry.unreachable',
      says: `127.0.0.1 refused the connection: nothing listens on port ${port} there.`,
    });
    registry = await ImitatedRegistry.start();
  });

  test('because it does not answer in time', async () => {
    registry.on('GET /v2/a/b/manifests/1', () => {});
    expect(await look('a/b:1', { limitSeconds: 0.2 })).toMatchObject({
      is: 'unknown',
      code: 'registry.unreachable',
      says: expect.stringContaining('gave no answer'),
    });
  });

  test('any more, since the person stops', async () => {
    const stopping = new AbortController();
    registry.on('GET /v2/a/b/manifests/1', () => stopping.abort(new Error('stopped')));
    await expect(lookAtManifest(`${registry.host}/a/b:1`, stopping.signal)).rejects.toThrow(
      'stopped',
    );
  });

  test.each([
    ['what is no JSON', (response: { end: (text: string) => void }) => response.end('<html>')],
    [
      'a chart',
      json({
        config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: digestOf('') },
      }),
    ],
    ['an array', json([1])],
    ['an old manifest', json({ schemaVersion: 1, fsLayers: [] })],
    [
      'a path for a digest',
      json({
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: '../../x' },
      }),
    ],
  ])('because it answers with %s', async (_title, answer) => {
    registry.on('GET /v2/a/b/manifests/1', answer);
    expect(await look()).toEqual({
      is: 'unknown',
      code: 'registry.unreadable',
      says: `What ${registry.host} answers can't be understood.`,
    });
  });

  test('because what it gives is not what was asked for', async () => {
    const digest = digestOf('the right one');
    registry.on(`GET /v2/a/b/manifests/${digest}`, json({ manifests: [] }));
    expect(await look(`a/b@${digest}`)).toMatchObject({ code: 'registry.unreadable' });
  });
});
